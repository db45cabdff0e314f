// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import { Descriptions } from "antd";
import type { Chain, Event } from "@counterfoil/client";
import type { ReactNode } from "react";
import { Answered, useAsked } from "../../frame/asked";
import { useTexts, utc } from "../../frame/language";
import type { Params } from "../../frame/page";
import { useChain } from "../../frame/session";
import { Go } from "../../parts/go";
import { Stamp } from "../../parts/stamp";
import { EventRows } from "../../parts/told";
import texts from "./texts.json";

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const name = at["chain"]!;
  const height = Number(at["height"]);
  const chain = useChain(name);
  const asked = useAsked(() => Promise.all([chain.block(height), eventsOf(chain, height)]), [name, height]);
  return (
    <Answered asked={asked}>
      {([block, events]) => (
        <>
          <Stamp at={{ chain: name, height, time: block.header.time, state: block.header.state }} />
          <Descriptions
            title={<h2>{say("named", { height, chain: name })}</h2>}
            size="small"
            bordered
            column={1}
            styles={{ label: { width: "30%" } }}
            items={[
              [say("hash"), <code>{block.hash}</code>],
              [say("parent"), height === 0 ? "—" : <Go to={["chains", name, "blocks", height - 1]}>{height - 1}</Go>],
              [say("state"), <code>{block.header.state}</code>],
              [say("transactions"), <code>{block.header.transactions}</code>],
              [say("event_root"), <code>{block.header.events}</code>],
              [say("rules"), `${block.header.protocol.version}`],
              [say("published"), say(block.published ? "yes" : "no")],
            ].map(([label, children], key) => ({ key, label, children }))}
          />
          <h2>{say("events")}</h2>
          <EventRows chain={name} label={say("events")} events={events} />
          <details>
            <summary>{say("seal")} · {utc(block.header.time)}</summary>
            <pre tabIndex={0}>{block.seal}</pre>
          </details>
        </>
      )}
    </Answered>
  );
}

/** Those of one block that one sees. */
async function eventsOf(chain: Chain, height: number): Promise<readonly Event[]> {
  const found: Event[] = [];
  for (let from = `${height}.0`; ; ) {
    const page = await chain.eventsFrom(from);
    found.push(...page.events.filter((one) => one.height === height));
    if (!page.more || Number(page.next.split(".")[0]) > height) return found;
    from = page.next;
  }
}

export const page: Page = { route: "/chains/:chain/blocks/:height", person: "explorer", texts, Content };
