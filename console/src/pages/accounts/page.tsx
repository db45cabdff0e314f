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
  const asked = useAsked(() => listed(chain, "parties/account"), [name]);
  return (
    <Answered asked={asked}>
      {(told) => (
        <>
          <Stamp at={told.at} behind={told.behind} />
          {told.more && <p>{common("more", { count: told.found.length })}</p>}
          <RecordRows
            chain={name}
            label={say("title")}
            found={told.found}
            fields={["holder", "custodian", "status"]}
            first={{ title: say("account"), cell: ({ record }) => <Go to={["chains", name, "accounts", nameOf(record)]}>{nameOf(record)}</Go> }}
            last={{ title: common("evidence"), cell: ({ record }) => <Evidence chain={name} about={nameOf(record)} record={record} /> }}
          />
        </>
      )}
    </Answered>
  );
}

/** The last part of a record's path. */
function nameOf(record: string): string {
  return record.slice("parties/account/".length);
}

export const page: Page = {
  route: "/chains/:chain/accounts",
  person: "explorer",
  texts,
  menu: { order: 40, to: (chain) => address("chains", chain, "accounts") },
  Content,
};
