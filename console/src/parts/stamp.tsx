// SPDX-License-Identifier: Apache-2.0
// The height and the time at which what a page shows is true.
import { Tag } from "antd";
import type { ReactNode } from "react";
import { grouped, useCommon, utc } from "../frame/language";
import { Go } from "./go";

export interface At {
  chain: string;
  height: number;
  state: string;
  time: number;
}

export function Stamp({ at, behind = 0 }: { at: At; behind?: number }): ReactNode {
  const say = useCommon();
  return (
    <p className="stamp">
      {say("true_at")} <Go to={["chains", at.chain, "blocks", at.height]}>{say("height", { height: grouped(at.height) })}</Go>
      {" · "}
      <time dateTime={new Date(at.time).toISOString()}>{utc(at.time)}</time>
      {behind > 0 && <Tag className="behind">{say("behind", { count: behind })}</Tag>}
    </p>
  );
}
