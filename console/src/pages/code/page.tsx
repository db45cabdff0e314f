// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import type { ReactNode } from "react";
import { Answered, useAsked } from "../../frame/asked";
import { useTexts } from "../../frame/language";
import type { Params } from "../../frame/page";
import { useChain } from "../../frame/session";
import { Evidence } from "../../parts/evidence";
import { trailOf } from "../../parts/listed";
import { Stamp } from "../../parts/stamp";
import { EventRows, RecordTold } from "../../parts/told";
import texts from "./texts.json";

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const name = at["chain"]!;
  const code = at["code"]!;
  const chain = useChain(name);
  const record = `contracts/code/${code}`;
  const asked = useAsked(() => Promise.all([chain.record(record), trailOf(chain, record)]), [name, code]);
  return (
    <Answered asked={asked}>
      {([found, trail]) => {
        const { source, title, ...rest } = found.value as { source: string; title: string };
        return (
          <>
            <Stamp at={found.at} />
            <RecordTold chain={name} record={record} value={rest} title={title} />
            <Evidence chain={name} about={title} record={record} claim={{ claim: "record", record }} />
            <h2>{say("source")}</h2>
            <pre tabIndex={0} className="source">{source}</pre>
            <h2>{say("trail")}</h2>
            <EventRows chain={name} label={say("trail")} events={trail.events} />
          </>
        );
      }}
    </Answered>
  );
}

export const page: Page = { route: "/chains/:chain/codes/:code", person: "explorer", texts, Content };
