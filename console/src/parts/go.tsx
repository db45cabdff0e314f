// SPDX-License-Identifier: Apache-2.0
// Links to other pages.
import type { ReactNode } from "react";
import { address } from "../frame/route";

export function Go({ to, children }: { to: readonly (string | number)[]; children: ReactNode }): ReactNode {
  return <a href={`#${address(...to)}`}>{children}</a>;
}

/** A hash, of which the beginning is shown and all is read by whoever wants it. */
export function Short({ hash }: { hash: string }): ReactNode {
  return <code title={hash}>{hash.slice(0, 12)}…</code>;
}
