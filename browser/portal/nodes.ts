// SPDX-License-Identifier: Apache-2.0
// Building the page: nodes, never markup from text, so that nothing a log says can become markup.

export type Child = Node | string | null;
type Attributes = { [name: string]: string | boolean | ((event: Event) => void) };

export function node<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (typeof value === "string") made.setAttribute(name, value);
    else made.toggleAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function button(text: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return node("button", { type: "button", click: press, ...attributes }, text);
}

/** Terms and what they are. */
export function facts(...pairs: ([string, Child] | null)[]): HTMLElement {
  return node("dl", {}, ...pairs.filter((pair) => pair !== null).map(([term, value]) => node("div", {}, node("dt", {}, term), node("dd", {}, value))));
}

/** A table that a narrow screen shows as cards, each cell behind the name of its column. */
export function table(caption: string, columns: string[], rows: Child[][]): HTMLElement {
  // Roles are said aloud, because browsers forget them when a table is laid out as blocks.
  const head = node("tr", { role: "row" }, ...columns.map((column) => node("th", { scope: "col", role: "columnheader" }, column)));
  const body = rows.map((row) =>
    node("tr", { role: "row" }, ...row.map((cell, i) => node("td", { role: "cell", "data-column": columns[i]! }, cell))));
  return node("table", { role: "table" }, node("caption", {}, caption),
    node("thead", { role: "rowgroup" }, head), node("tbody", { role: "rowgroup" }, ...body));
}

export function code(text: string): HTMLElement {
  return node("code", {}, text);
}

/** A state in words, coloured by what it is. */
export function mark(kind: "good" | "bad" | "plain", text: string): HTMLElement {
  return node("span", { class: kind }, text);
}

/** A button that has the browser keep bytes as a file. */
export function download(text: string, name: string, bytes: () => Uint8Array): HTMLButtonElement {
  return button(text, () => {
    const url = URL.createObjectURL(new Blob([bytes() as BlobPart], { type: "application/octet-stream" }));
    node("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
}
