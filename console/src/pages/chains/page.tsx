// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import type { ReactNode } from "react";
import { grouped, useCommon, useTexts, utc } from "../../frame/language";
import { useLive } from "../../frame/live";
import { useAsked } from "../../frame/asked";
import { useSession } from "../../frame/session";
import { Go, Short } from "../../parts/go";
import { Rows } from "../../parts/rows";
import { Stamp } from "../../parts/stamp";
import texts from "./texts.json";

function Content(): ReactNode {
  const say = useTexts(texts);
  const common = useCommon();
  const chains = useLive();
  const { client } = useSession();
  const asked = useAsked(() => client.chains(), [client, chains]);
  const note = asked.told?.checkpoint;
  return (
    <>
      {chains.map((one) => <Stamp key={one.chain} at={one} />)}
      <div role="status" className="live">
        {chains.map((one) => <span key={one.chain}>{common("live", { chain: one.chain, height: grouped(one.height) })} </span>)}
      </div>
      <Rows
        label={say("title")}
        rows={chains}
        name={(one) => one.chain}
        columns={[
          { title: common("chain"), width: 120, cell: (one) => <Go to={["chains", one.chain, "blocks"]}>{one.chain}</Go> },
          { title: say("height"), width: 100, right: true, cell: (one) => <Go to={["chains", one.chain, "blocks", one.height]}>{grouped(one.height)}</Go> },
          { title: say("time"), width: 200, cell: (one) => utc(one.time) },
          { title: say("published"), width: 140, right: true, cell: (one) => (one.published === null ? say("none") : grouped(one.published)) },
          { title: say("state"), width: 160, cell: (one) => <Short hash={one.state} /> },
        ]}
      />
      {note && (
        <>
          <h2>{say("log")}</h2>
          {note.time !== null && <p>{say("log_time", { time: utc(note.time) })}</p>}
          <pre tabIndex={0}>{note.note}</pre>
        </>
      )}
    </>
  );
}

export const page: Page = { route: "/", person: "explorer", texts, menu: { order: 10, to: () => "/" }, Content };
