// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import type { ReactNode } from "react";
import { Answered, useAsked } from "../../frame/asked";
import { useCommon, useTexts } from "../../frame/language";
import type { Params } from "../../frame/page";
import { useChain } from "../../frame/session";
import { Evidence } from "../../parts/evidence";
import { Go, Short } from "../../parts/go";
import { listed, trailOf } from "../../parts/listed";
import { Stamp } from "../../parts/stamp";
import { EventRows, RecordRows, RecordTold } from "../../parts/told";
import texts from "./texts.json";

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const common = useCommon();
  const name = at["chain"]!;
  const contract = at["contract"]!;
  const chain = useChain(name);
  const record = `contracts/contract/${contract}`;
  const asked = useAsked(async () => {
    const [found, entries, trail] = await Promise.all([
      chain.record(record),
      listed(chain, "contracts/entry", { contract }),
      trailOf(chain, record),
    ]);
    return { found, entries, trail };
  }, [name, contract]);
  return (
    <Answered asked={asked}>
      {({ found, entries, trail }) => {
        const { code } = found.value as { code: string };
        return (
          <>
            <Stamp at={entries.at} behind={entries.behind} />
            <RecordTold chain={name} record={record} value={found.value} title={say("named", { contract })} />
            <Evidence chain={name} about={contract} record={record} claim={{ claim: "record", record }} />
            <p>{say("code")}: <Go to={["chains", name, "codes", code]}><Short hash={code} /></Go></p>
            <h2>{say("state")}</h2>
            <RecordRows
              chain={name}
              label={say("state")}
              found={entries.found}
              fields={["value"]}
              first={{ title: say("key"), cell: ({ value }) => (value as { key: string }).key }}
              last={{ title: common("evidence"), cell: (one) => <Evidence chain={name} about={one.record} record={one.record} /> }}
            />
            <h2>{say("trail")}</h2>
            <EventRows chain={name} label={say("trail")} events={trail.events} />
          </>
        );
      }}
    </Answered>
  );
}

export const page: Page = { route: "/chains/:chain/contracts/:contract", person: "explorer", texts, Content };
