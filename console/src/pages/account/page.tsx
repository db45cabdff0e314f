// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import type { Chain, Event, Found } from "@counterfoil/client";
import type { ReactNode } from "react";
import { Answered, useAsked } from "../../frame/asked";
import { useCommon, useTexts } from "../../frame/language";
import type { Params } from "../../frame/page";
import { useChain } from "../../frame/session";
import { Evidence } from "../../parts/evidence";
import { Go } from "../../parts/go";
import { listed, trailOf } from "../../parts/listed";
import { Stamp } from "../../parts/stamp";
import { EventRows, RecordRows, RecordTold } from "../../parts/told";
import texts from "./texts.json";

const HOLDINGS = "holdings/holding";

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const common = useCommon();
  const name = at["chain"]!;
  const account = at["account"]!;
  const chain = useChain(name);
  const record = `parties/account/${account}`;
  const asked = useAsked(async () => {
    const [found, holdings, begun] = await Promise.all([chain.record(record), listed(chain, HOLDINGS, { account }), chain.block(0)]);
    return { found, holdings, begun: begun.header.time, events: await movements(chain, holdings.found) };
  }, [name, account]);
  return (
    <Answered asked={asked}>
      {({ found, holdings, begun, events }) => (
        <>
          <Stamp at={holdings.at} behind={holdings.behind} />
          <RecordTold chain={name} record={record} value={found.value} title={say("named", { account })} />
          <Evidence chain={name} about={account} record={record} claim={{ claim: "record", record }} />
          <h2>{say("holdings")}</h2>
          <RecordRows
            chain={name}
            label={say("holdings")}
            found={holdings.found}
            fields={["free", "held", "pledged", "frozen"]}
            first={{ title: say("instrument"), cell: (one) => <Go to={["chains", name, "instruments", instrumentOf(one, account)]}>{instrumentOf(one, account)}</Go> }}
            last={{
              title: common("evidence"),
              cell: (one) => {
                const instrument = instrumentOf(one, account);
                return <Evidence chain={name} about={`${account} ${instrument}`} claim={{ claim: "control", account, instrument }} record={one.record} />;
              },
            }}
          />
          <h2>{say("statement")}</h2>
          <p>
            {say("movement")} <Evidence chain={name} about={`${account} ${say("statement")}`} claim={{ claim: "statement", account, from: begun }} />
          </p>
          <EventRows chain={name} label={say("statement")} events={events} />
        </>
      )}
    </Answered>
  );
}

function instrumentOf({ record }: Found, account: string): string {
  return record.slice(`${HOLDINGS}/${account}/`.length);
}

/** The events of all its holdings, each once, the last first. */
async function movements(chain: Chain, holdings: readonly Found[]): Promise<readonly Event[]> {
  const trails = await Promise.all(holdings.map(({ record }) => trailOf(chain, record)));
  const each = new Map(trails.flatMap(({ events }) => events).map((event) => [`${event.height}.${event.index}`, event]));
  return [...each.values()].sort((one, other) => other.height - one.height || other.index - one.index);
}

export const page: Page = { route: "/chains/:chain/accounts/:account", person: "explorer", texts, Content };
