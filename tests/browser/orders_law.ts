// SPDX-License-Identifier: Apache-2.0
// Orders, a noun of the tests (tests/support/order_noun), as another module's law would be written here.
import { fields, identifier, list, oneOf, orNull, positive, quantity, text, time } from "../forms.ts";
import { require } from "../wrong.ts";
import { demandRole, there } from "./authority.ts";
import { encumbrancePath, holdingPath, WHOLE } from "./holdings_folds.ts";
import { type CallLaw, type Grant, type Module } from "./law.ts";
import { pick, sealed } from "./shapes.ts";
import { creates } from "./touches.ts";

const orderPath = (order: string): string => `orders/order/${order}`;
const act = oneOf("moves", "freezes", "thaws", "forces", "burns", "recovers");
const taken = list(fields({ encumbrance: text, quantity: positive }));
const units: CallLaw["defaults"] = { free: [quantity, 0], taken: [taken, []], ...sealed };
const given = { account: text, act, authority: text, expires: orNull(time), order: text, receiver: orNull(text) };
const DOCUMENT = "d".repeat(64);
const grants: Grant["by"] = (order, { account, act: done, cause, side }, moment) => {
  const meant = side === "gives" ? order["account"] : order["receiver"];
  require(order["act"] === done && meant === account && cause === orderPath(order["order"] as string), "an order of something else");
  require(order["expires"] === null || moment.time < (order["expires"] as number), "the order has expired");
  return [order["authority"] as string];
};
export const orders: Module = {
  calls: {
    "orders.give": { required: { account: text, act, authority: text, order: identifier }, defaults: { expires: [orNull(time), null], receiver: [orNull(text), null], ...sealed },
      causes: (call) => [{ type: "orders.given", data: pick(call, "account", "act", "authority", "expires", "order", "receiver") }] },
    "orders.force": { required: { instrument: text, order: text, receiver: text, sender: text }, defaults: units,
      causes: (call) => { const order = orderPath(call["order"] as string); return [{ type: "holdings.forced", data: { ...pick(call, "free", "instrument", "receiver", "sender", "taken"), cause: order, order, reference: "" } }]; } },
    "orders.burn": { required: { account: text, instrument: text, order: text }, defaults: units,
      causes: (call) => { const order = orderPath(call["order"] as string); return [{ type: "holdings.burned", data: { ...pick(call, "account", "free", "instrument", "taken"), cause: order, order, reference: "" } }]; } },
    "orders.recover": { required: { instrument: text, order: text, receiver: text, sender: text }, defaults: { encumbrances: [list(text), []], ...sealed },
      causes: (call, moment) => { const order = orderPath(call["order"] as string);
        const held = there(moment, holdingPath(call["sender"] as string, call["instrument"] as string));
        return [{ type: "holdings.recovered", data: { ...pick(call, "encumbrances", "instrument", "receiver", "sender"), ...pick(held, "free", "frozen", "held", "line", "pledged"), cause: order, order } }]; } },
    "orders.freeze": { required: { account: text, freeze: identifier, instrument: text, order: text }, defaults: { quantity: [orNull(positive), null], supervisor: [text, "supervisor"], ...sealed },
      causes: (call) => [{ type: "holdings.frozen", data: { ...pick(call, "account", "instrument", "quantity", "supervisor"), document: DOCUMENT, encumbrance: call["freeze"]!, legal_reference: "judgment 1", order: orderPath(call["order"] as string) } }] },
    "orders.thaw": { required: { freeze: text, order: text }, defaults: { supervisor: [text, "supervisor"], ...sealed },
      causes: (call, moment) => { const frozen = there(moment, encumbrancePath(call["freeze"] as string));
        const quantity = frozen["quantity"] === WHOLE ? null : frozen["quantity"]!;
        return [{ type: "holdings.unfrozen", data: { ...pick(frozen, "account", "instrument"), ...pick(call, "supervisor"), quantity, document: DOCUMENT, encumbrance: call["freeze"]!, legal_reference: "judgment 2", order: orderPath(call["order"] as string) } }]; } },
  },
  events: {
    "orders.given": { object: "regulatory", data: fields(given), touches: (event) => creates(orderPath(event.data["order"] as string), event.data),
      asks: ({ data }, moment) => { demandRole(moment, data["authority"] as string, "supervisor"); return []; } },
  },
  records: { "orders/order": fields(given) },
  grants: { "orders/order": grants },
};
