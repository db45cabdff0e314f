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
  const record = at["record"]!;
  const chain = useChain(name);
  const asked = useAsked(() => Promise.all([chain.record(record), trailOf(chain, record)]), [name, record]);
  return (
    <Answered asked={asked}>
      {([found, trail]) => (
        <>
          <Stamp at={found.at} />
          <RecordTold chain={name} record={record} value={found.value} title={record} />
          <Evidence chain={name} about={record} record={record} claim={{ claim: "record", record }} />
          <h2>{say("trail")}</h2>
          <EventRows chain={name} label={say("trail")} events={trail.events} />
          <h2>{say("bytes")}</h2>
          <pre tabIndex={0}>{found.bytes}</pre>
        </>
      )}
    </Answered>
  );
}

export const page: Page = { route: "/chains/:chain/records/*record", person: "explorer", texts, Content };
