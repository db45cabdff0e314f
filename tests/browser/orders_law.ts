// SPDX-License-Identifier: Apache-2.0
// Orders, a noun of the tests (tests/support/order_noun), as another module's law would be written here.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { demandRole, there } from "./authority.ts";
import { encumbrancePath, holdingPath, WHOLE } from "./holdings_folds.ts";
import { type Rules } from "./law.ts";
import { endedUnder } from "./settlement.ts";
import { pick } from "./shapes.ts";
import { creates } from "./touches.ts";

const orderPath = (order: string): string => `orders/order/${order}`;
const pathOf = ({ order }: JsonObject): string => orderPath(order as string);
const DOCUMENT = "d".repeat(64);

export const orders: Rules = {
  calls: {
    "orders.give": (call) => [{ type: "orders.given", data: pick(call, "account", "act", "authority", "expires", "order", "receiver") }],
    "orders.force": (call) => {
      const moved = pick(call, "free", "instrument", "receiver", "sender", "taken");
      return [{ type: "holdings.forced", data: { ...moved, cause: pathOf(call), order: pathOf(call), reference: "" } }];
    },
    "orders.burn": (call) => {
      const burned = pick(call, "account", "free", "instrument", "taken");
      return [{ type: "holdings.burned", data: { ...burned, cause: pathOf(call), order: pathOf(call), reference: "" } }];
    },
    "orders.recover": (call, moment) => {
      const held = pick(there(moment, holdingPath(call["sender"] as string, call["instrument"] as string)), "free", "frozen", "held", "line", "pledged");
      const said = pick(call, "encumbrances", "instrument", "receiver", "sender");
      return [{ type: "holdings.recovered", data: { ...said, ...held, cause: pathOf(call), order: pathOf(call) } }];
    },
    "orders.freeze": (call) => {
      const frozen = { ...pick(call, "account", "instrument", "quantity", "supervisor"), document: DOCUMENT, encumbrance: call["freeze"]! };
      return [{ type: "holdings.frozen", data: { ...frozen, legal_reference: "judgment 1", order: pathOf(call) } }];
    },
    "orders.thaw": (call, moment) => {
      const frozen = there(moment, encumbrancePath(call["freeze"] as string));
      const quantity = frozen["quantity"] === WHOLE ? null : frozen["quantity"]!;
      const said = { ...pick(frozen, "account", "instrument"), ...pick(call, "supervisor"), document: DOCUMENT, encumbrance: call["freeze"]! };
      return [{ type: "holdings.unfrozen", data: { ...said, quantity, legal_reference: "judgment 2", order: pathOf(call) } }];
    },
    "orders.end": (call, moment) => {
      const order = pathOf(call);
      return endedUnder(moment, call["record"] as string, there(moment, order)["account"] as string, order);
    },
  },
  events: {
    "orders.given": {
      touches: ({ data }) => creates(pathOf(data), data),
      asks: ({ data }, moment) => {
        demandRole(moment, data["authority"] as string, "supervisor");
        return [];
      },
    },
  },
  grants: {
    "orders/order": (order, { account, act, cause, side }, moment) => {
      const meant = side === "gives" ? order["account"] : order["receiver"];
      // What an order ends is another record, which the movement names.
      const own = act === "ends" || cause === pathOf(order);
      require(order["act"] === act && meant === account && own, "an order of something else");
      require(order["expires"] === null || moment.time < (order["expires"] as number), "the order has expired");
      return [order["authority"] as string];
    },
  },
};
