// SPDX-License-Identifier: Apache-2.0
// Where one is, in the part of the address after `#`, which no server is told.
import { useSyncExternalStore } from "react";
import type { Page, Params } from "./page";

export interface Place {
  page: Page;
  at: Params;
}

export function useAddress(): string {
  return useSyncExternalStore(heard, () => location.hash.slice(1) || "/");
}

function heard(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function go(address: string): void {
  location.hash = address;
}

/** An address from parts that may have any characters. */
export function address(...parts: readonly (string | number)[]): string {
  return `/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
}

export function placeOf(path: string, pages: readonly Page[]): Place | undefined {
  for (const page of pages) {
    const at = matched(path, page.route);
    if (at !== undefined) return { page, at };
  }
  return undefined;
}

function matched(path: string, route: string): Params | undefined {
  const given = path.split("/").slice(1);
  const at: Record<string, string> = {};
  for (const [index, part] of route.split("/").slice(1).entries()) {
    if (part.startsWith("*")) {
      at[part.slice(1)] = given.slice(index).map(decoded).join("/");
      return at;
    }
    const here = given[index];
    if (here === undefined) return undefined;
    if (part.startsWith(":")) at[part.slice(1)] = decoded(here);
    else if (part !== here) return undefined;
  }
  return given.length === route.split("/").length - 1 ? at : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
