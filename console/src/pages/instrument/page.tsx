// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import { ProblemError, type Chain } from "@counterfoil/client";
import { lazy, Suspense, type ReactNode } from "react";
import { Answered, useAsked } from "../../frame/asked";
import { grouped, useCommon, useTexts, utc } from "../../frame/language";
import type { Params } from "../../frame/page";
import { useChain } from "../../frame/session";
import { useDark } from "../../frame/looks";
import { Evidence } from "../../parts/evidence";
import { Go } from "../../parts/go";
import { listed, trailOf } from "../../parts/listed";
import { Rows } from "../../parts/rows";
import { Stamp } from "../../parts/stamp";
import { RecordRows, RecordTold } from "../../parts/told";
import texts from "./texts.json";

const OverTime = lazy(() => import("../../parts/chart"));
const HOLDINGS = "holdings/holding";
/** Points of a chart. */
const POINTS_MAX = 40;

interface Supplied {
  height: number;
  time: number;
  outstanding: number;
}

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const common = useCommon();
  const name = at["chain"]!;
  const instrument = at["instrument"]!;
  const chain = useChain(name);
  const record = `instruments/instrument/${instrument}`;
  const asked = useAsked(async () => {
    const [found, holders] = await Promise.all([chain.record(record), listed(chain, HOLDINGS, { instrument })]);
    return { found, holders };
  }, [name, instrument]);
  return (
    <Answered asked={asked}>
      {({ found, holders }) => (
        <>
          <Stamp at={holders.at} behind={holders.behind} />
          <RecordTold chain={name} record={record} value={found.value} title={say("named", { instrument })} />
          <Evidence chain={name} about={instrument} record={record} claim={{ claim: "record", record }} />
          <h2>{say("supply")}</h2>
          <Supply name={name} instrument={instrument} />
          <h2>{say("holders")}</h2>
          {holders.more && <p>{common("more", { count: holders.found.length })}</p>}
          <RecordRows
            chain={name}
            label={say("holders")}
            found={holders.found}
            fields={["free", "held", "pledged", "frozen"]}
            first={{ title: say("account"), cell: (one) => <Go to={["chains", name, "accounts", accountOf(one.record)]}>{accountOf(one.record)}</Go> }}
            last={{
              title: common("evidence"),
              cell: (one) => {
                const account = accountOf(one.record);
                return <Evidence chain={name} about={`${account} ${instrument}`} claim={{ claim: "control", account, instrument }} record={one.record} />;
              },
            }}
          />
        </>
      )}
    </Answered>
  );
}

function Supply({ name, instrument }: { name: string; instrument: string }): ReactNode {
  const say = useTexts(texts);
  const common = useCommon();
  const chain = useChain(name);
  const dark = useDark();
  const asked = useAsked(() => supplied(chain, instrument), [name, instrument]);
  const record = `holdings/supply/${instrument}`;
  return (
    <Answered asked={asked}>
      {(points) => {
        if (points === null) return <p>{say("unseen")}</p>;
        const drawn = points.map(({ time, outstanding }) => ({ time, value: outstanding }));
        return (
          <>
            <Suspense fallback={null}>
              <OverTime points={drawn} dark={dark} label={say("chart", { instrument })} />
            </Suspense>
            <Rows
              label={say("supply")}
              rows={points}
              name={({ height }) => String(height)}
              columns={[
                { title: say("height"), width: 100, right: true, cell: ({ height }) => <Go to={["chains", name, "blocks", height]}>{height}</Go> },
                { title: say("time"), width: 220, cell: ({ time }) => utc(time) },
                { title: say("outstanding"), width: 200, right: true, cell: ({ outstanding }) => grouped(outstanding) },
              ]}
            />
            <Evidence chain={name} about={`${common("record")} ${record}`} record={record} claim={{ claim: "record", record }} />
          </>
        );
      }}
    </Answered>
  );
}

/** How much was outstanding after blocks that changed it, of many some and the last; null where one may not know. */
async function supplied(chain: Chain, instrument: string): Promise<readonly Supplied[] | null> {
  const record = `holdings/supply/${instrument}`;
  try {
    const { events } = await trailOf(chain, record);
    const heights = [...new Set(events.map(({ height }) => height))];
    const step = Math.ceil(heights.length / POINTS_MAX);
    const some = heights.filter((_, index) => (heights.length - 1 - index) % step === 0);
    return await Promise.all(some.map(async (height) => {
      const told = await chain.record(record, { height });
      return { height, time: told.at.time, outstanding: (told.value as { outstanding: number }).outstanding };
    }));
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}

function accountOf(record: string): string {
  return record.slice(`${HOLDINGS}/`.length).split("/")[0]!;
}

export const page: Page = { route: "/chains/:chain/instruments/:instrument", person: "explorer", texts, Content };
