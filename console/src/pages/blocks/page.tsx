// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../frame/page";

import { Button } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import type { components } from "@counterfoil/client";
import { Refused } from "../../frame/asked";
import { grouped, useTexts, utc } from "../../frame/language";
import { useLive } from "../../frame/live";
import type { Params } from "../../frame/page";
import { address } from "../../frame/route";
import { useChain } from "../../frame/session";
import { Go, Short } from "../../parts/go";
import { Rows } from "../../parts/rows";
import { Stamp } from "../../parts/stamp";
import texts from "./texts.json";

type Blocks = components["schemas"]["Blocks"];
const PAGE = 20;

function Content({ at }: { at: Params }): ReactNode {
  const say = useTexts(texts);
  const name = at["chain"]!;
  const chain = useChain(name);
  const height = useLive().find((one) => one.chain === name)?.height;
  const [told, setTold] = useState<Blocks>();
  const [error, setError] = useState<unknown>();
  // The newest anew whenever there is a block; what was read below them stays.
  useEffect(() => {
    chain.blocks({ limit: PAGE }).then((page) => setTold((before) => joined(page, before)), setError);
  }, [name, height]);
  if (error !== undefined) return <Refused error={error} />;
  if (told === undefined) return null;
  const older = (): void => void chain.blocks({ before: told.next!, limit: PAGE }).then((page) => setTold({ ...page, at: told.at, blocks: [...told.blocks, ...page.blocks] }), setError);
  return (
    <>
      <Stamp at={told.at} />
      <Rows
        label={say("title")}
        rows={told.blocks}
        name={(one) => one.hash}
        columns={[
          { title: say("height"), width: 100, right: true, cell: (one) => <Go to={["chains", name, "blocks", one.header.height]}>{grouped(one.header.height)}</Go> },
          { title: say("time"), width: 220, cell: (one) => utc(one.header.time) },
          { title: say("hash"), width: 200, cell: (one) => <Short hash={one.hash} /> },
          { title: say("published"), width: 120, cell: (one) => say(one.published ? "yes" : "no") },
        ]}
      />
      {told.next !== null && <Button onClick={older}>{say("older")}</Button>}
    </>
  );
}

function joined(page: Blocks, before: Blocks | undefined): Blocks {
  const last = page.blocks.at(-1)?.header.height ?? 0;
  const rest = (before?.blocks ?? []).filter(({ header }) => header.height < last);
  if (before === undefined || before.at.chain !== page.at.chain || rest[0]?.header.height !== last - 1) return page;
  return { ...page, blocks: [...page.blocks, ...rest], next: before.next };
}

export const page: Page = {
  route: "/chains/:chain/blocks",
  person: "explorer",
  texts,
  menu: { order: 20, to: (chain) => address("chains", chain, "blocks") },
  Content,
};
