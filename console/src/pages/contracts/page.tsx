// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import type { ReactNode } from "react";
import { Answered, useAsked } from "../../frame/asked";
import { useCommon, useTexts } from "../../frame/language";
import type { Params } from "../../frame/page";
import { address } from "../../frame/route";
import { useChain } from "../../frame/session";
import { Evidence } from "../../parts/evidence";
import { Go } from "../../parts/go";
import { listed } from "../../parts/listed";
import { Stamp } from "../../parts/stamp";
import { RecordRows } from "../../parts/told";
import texts from "./texts.json";

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const common = useCommon();
  const name = at["chain"]!;
  const chain = useChain(name);
  const asked = useAsked(() => Promise.all([listed(chain, "contracts/contract"), listed(chain, "contracts/code")]), [name]);
  const evidence = { title: common("evidence"), cell: ({ record }: { record: string }) => <Evidence chain={name} about={record} record={record} /> };
  return (
    <Answered asked={asked}>
      {([deployed, codes]) => (
        <>
          <Stamp at={codes.at} behind={codes.behind} />
          <h2>{say("deployed")}</h2>
          <RecordRows
            chain={name}
            label={say("deployed")}
            found={deployed.found}
            fields={["by", "version", "status", "runs"]}
            first={{ title: say("contract"), cell: ({ record }) => <Go to={["chains", name, "contracts", nameOf(record)]}>{nameOf(record)}</Go> }}
            last={evidence}
          />
          <h2>{say("codes")}</h2>
          <RecordRows
            chain={name}
            label={say("codes")}
            found={codes.found}
            fields={["title", "by", "status"]}
            first={{ title: say("code"), cell: ({ record, value }) => <Go to={["chains", name, "codes", nameOf(record)]}>{(value as { name: string }).name}</Go> }}
            last={evidence}
          />
        </>
      )}
    </Answered>
  );
}

function nameOf(record: string): string {
  return record.split("/").slice(2).join("/");
}

export const page: Page = {
  route: "/chains/:chain/contracts",
  person: "explorer",
  texts,
  menu: { order: 50, to: (chain) => address("chains", chain, "contracts") },
  Content,
};
