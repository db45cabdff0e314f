// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import { ProblemError, type Chain } from "@counterfoil/client";
import { useEffect, type ReactNode } from "react";
import { Answered, useAsked } from "../../frame/asked";
import { useTexts } from "../../frame/language";
import type { Params } from "../../frame/page";
import { address, go } from "../../frame/route";
import { useChain } from "../../frame/session";
import { Go } from "../../parts/go";
import { Stamp, type At } from "../../parts/stamp";
import texts from "./texts.json";

/** Tables of which a name is looked for, and the page that shows one of them; of any other the record is shown. */
const NAMED: readonly (readonly [table: string, page: string])[] = [
  ["parties/account", "accounts"],
  ["instruments/instrument", "instruments"],
  ["contracts/contract", "contracts"],
  ["contracts/code", "codes"],
  ["parties/party", ""],
];

interface Hit {
  kind: "a_block" | "a_transaction" | "a_record";
  name: string;
  to: readonly (string | number)[];
}

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const name = at["chain"]!;
  const text = at["text"]!;
  const chain = useChain(name);
  const asked = useAsked(() => search(chain, text), [name, text]);
  const only = asked.told?.hits.length === 1 ? asked.told.hits[0] : undefined;
  useEffect(() => {
    if (only !== undefined) go(address(...only.to));
  }, [only]);
  return (
    <Answered asked={asked}>
      {({ at, hits }) => (
        <>
          <Stamp at={at} />
          {hits.length === 0 && <p role="status">{say("nothing", { chain: name, text })}</p>}
          <ul>
            {hits.map((hit) => <li key={hit.to.join("/")}><Go to={hit.to}>{say(hit.kind, { name: hit.name })}</Go></li>)}
          </ul>
        </>
      )}
    </Answered>
  );
}

async function search(chain: Chain, text: string): Promise<{ at: At; hits: readonly Hit[] }> {
  const { at } = await chain.blocks({ limit: 1 });
  const paths = text.includes("/") ? [[text, ""] as const] : NAMED.map(([table, page]) => [`${table}/${text}`, page] as const);
  const records = paths.map(async ([record, page]): Promise<Hit | undefined> => {
    const to = page === "" ? ["chains", chain.name, "records", ...record.split("/")] : ["chains", chain.name, page, text];
    return (await there(() => chain.record(record))) ? { kind: "a_record", name: record, to } : undefined;
  });
  const hits = await Promise.all(records);
  if (/^[0-9]{1,15}$/.test(text) && Number(text) <= at.height) {
    hits.unshift({ kind: "a_block", name: text, to: ["chains", chain.name, "blocks", Number(text)] });
  }
  if (/^[0-9a-f]{64}$/.test(text) && (await there(() => chain.transaction(text)))) {
    hits.unshift({ kind: "a_transaction", name: text, to: ["chains", chain.name, "transactions", text] });
  }
  return { at, hits: hits.filter((one) => one !== undefined) };
}

async function there(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) return false;
    throw error;
  }
}

export const page: Page = { route: "/chains/:chain/search/:text", person: "explorer", texts, Content };
