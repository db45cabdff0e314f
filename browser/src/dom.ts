// SPDX-License-Identifier: Apache-2.0
// Elements of the page. Texts are set as texts, so nothing that a package says is ever markup.

type Attributes = { [name: string]: string | number };
type Child = Node | string | null;

export function element(name: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  return fill(document.createElement(name), attributes, children);
}

export function drawn(name: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill<E extends Element>(made: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}
