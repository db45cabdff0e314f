// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import { Descriptions } from "antd";
import type { components } from "@counterfoil/client";
import type { ReactNode } from "react";
import { Answered, useAsked } from "../../frame/asked";
import { useLanguage, useTexts } from "../../frame/language";
import type { Params } from "../../frame/page";
import { useChain } from "../../frame/session";
import { Evidence } from "../../parts/evidence";
import { Go } from "../../parts/go";
import { Stamp } from "../../parts/stamp";
import { EventRows, FieldList } from "../../parts/told";
import texts from "./texts.json";

type Transaction = components["schemas"]["Transaction"];

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const name = at["chain"]!;
  const identifier = at["transaction"]!;
  const chain = useChain(name);
  const asked = useAsked(async () => {
    const found = await chain.transaction(identifier);
    const words = await chain.words({ calls: found.calls.map(({ call }) => ({ ...call })) });
    return { found, calls: words.calls };
  }, [name, identifier]);
  return (
    <Answered asked={asked}>
      {({ found, calls }) => (
        <>
          <Stamp at={found.at} />
          <Told chain={name} found={found} />
          <Evidence chain={name} about={identifier} claim={{ claim: "transfer", transaction: identifier }} />
          <h2>{say("calls")}</h2>
          {found.calls.map(({ number, call }, index) => (
            <FieldList key={number} title={say("call", { number, name: call.call })} fields={calls[index]!} />
          ))}
          {found.calls_not_shown > 0 && <p>{say("hidden", { count: found.calls_not_shown })}</p>}
          <h2>{say("caused")}</h2>
          <EventRows chain={name} label={say("caused")} events={found.caused} />
        </>
      )}
    </Answered>
  );
}

function Told({ chain, found }: { chain: string; found: Transaction }): ReactNode {
  const say = useTexts(texts);
  const language = useLanguage();
  const items: [string, ReactNode][] = [
    [say("outcome"), <><strong>{say(found.status)}</strong>{` · ${found.outcome ?? ""} · ${language === "zh" ? found.zh : found.sentence}`}</>],
    ...(found.remedy === "" ? [] : [[say("remedy"), found.remedy] as [string, ReactNode]]),
    [say("by"), found.by.join(", ")],
    [say("signed"), <>{found.signed_by.map((one) => <div key={one}><code>{one}</code></div>)}</>],
    [say("valid"), `${found.valid_from} – ${found.valid_until}`],
    [say("place"), found.height === null ? "—" : <Go to={["chains", chain, "blocks", found.height]}>{found.height}</Go>],
  ];
  return (
    <Descriptions
      title={<h2><code>{found.transaction}</code></h2>}
      size="small"
      bordered
      column={1}
      styles={{ label: { width: "30%" } }}
      items={items.map(([label, children], key) => ({ key, label, children }))}
    />
  );
}

export const page: Page = { route: "/chains/:chain/transactions/:transaction", person: "explorer", texts, Content };
