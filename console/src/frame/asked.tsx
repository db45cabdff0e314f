// SPDX-License-Identifier: Apache-2.0
// What a page asked of the node: waited for, told, or refused. Nothing else of the page waits for it.
import { ProblemError } from "@counterfoil/client";
import { Alert, Skeleton } from "antd";
import { useEffect, useState, type DependencyList, type ReactNode } from "react";
import { useCommon } from "./language";

export interface Asked<T> {
  told?: T;
  error?: unknown;
}

/** Asked anew whenever one of `by` changes; what was told stays until the next answer is there. */
export function useAsked<T>(ask: () => Promise<T>, by: DependencyList): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({});
  useEffect(() => {
    let wanted = true;
    ask().then(
      (told) => wanted && setAsked({ told }),
      (error: unknown) => wanted && setAsked({ error }),
    );
    return () => {
      wanted = false;
    };
  }, by);
  return asked;
}

export function Answered<T>({ asked, children }: { asked: Asked<T>; children: (told: T) => ReactNode }): ReactNode {
  const say = useCommon();
  if (asked.error !== undefined) return <Refused error={asked.error} />;
  if (asked.told === undefined) return <div role="status" aria-label={say("waiting")}><Skeleton active /></div>;
  return children(asked.told);
}

export function Refused({ error }: { error: unknown }): ReactNode {
  const say = useCommon();
  const missing = error instanceof ProblemError && error.status === 404;
  const detail = error instanceof Error ? error.message : String(error);
  return <Alert type={missing ? "info" : "error"} showIcon title={say(missing ? "not_there" : "refused")} description={detail} />;
}
