// SPDX-License-Identifier: Apache-2.0
// What a page is, and all of them: each folder of `pages/` that has a `page.tsx`. A new page needs no line here.
import type { ComponentType } from "react";
import type { Texts } from "./language";

/** Who works with a page; the menu has a part for each. */
export type Person = "explorer" | "member" | "supervisor" | "operator";

export interface Page {
  /** such as `/chains/:chain/blocks/:height`; a last `*path` takes all that follows */
  route: string;
  person: Person;
  /** `title` is its name in the menu and in the window */
  texts: Texts & { title: Texts[string] };
  /** its place in the menu, and where it leads there; without it, it is reached from other pages */
  menu?: { order: number; to: (chain: string) => string };
  Content: ComponentType<{ at: Params }>;
}

export type Params = Readonly<Record<string, string>>;

const found = import.meta.glob<{ page: Page }>("../pages/*/page.tsx", { eager: true });
export const PAGES: readonly Page[] = Object.values(found).map((one) => one.page);
