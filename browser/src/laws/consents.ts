// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Consent under a record: a hold, a mandate or an instruction under which an account gives or takes.
import { same } from "../canonical.ts";
import { type Consent, type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { acts, keeperAgrees, there, signatureInMovement } from "./authority.ts";
import { type Ask, type Moment, type Rec } from "./law.ts";
import { pick, type Leg } from "./shapes.ts";

/** Under `record` if the event names one, else by signature. */
export function consentUnder(moment: Moment, event: Event, account: string, side: Consent["side"], record: string | null): Ask {
  if (record === null) return signatureInMovement(moment, account, side);
  return { account, consent: () => recorded(moment, event, account, side, record) };
}

/** Under an order, a record whose law says what it grants. None of the laws known here has orders. */
export function orderOf(moment: Moment, event: Event, account: string, side: Consent["side"], act: Act): Ask {
  return {
    account,
    consent: () => {
      const record = event.data["order"] as string;
      const judge = ORDERS[record.split("/", 2).join("/")];
      require(judge !== undefined, `${record} is no order`);
      const by = judge(there(moment, record), { moment, event, account, side, record }, act);
      return { account, by, kind: "order", record, seq: moment.seqOf(record), side };
    },
  };
}

/** The pledgor agreed that it is enforced by now, to this account; and the keeper agrees, if there is one. */
function demandEnforceable(moment: Moment, pledge: Rec, receiver: string): void {
  const from = pledge["enforceable_from"] as number | undefined;
  const to = pledge["enforceable_to"] as string[] | undefined;
  require(from !== undefined && moment.time >= from, "a pledge that cannot be enforced yet");
  require(to === undefined || to.includes(receiver), "an account that the pledge does not name");
  require(keeperAgrees(moment, pledge), "the pledge's keeper does not consent");
}

function recorded(moment: Moment, event: Event, account: string, side: Consent["side"], record: string): Consent {
  const table = record.split("/", 2).join("/");
  const judge = JUDGES[table];
  require(judge !== undefined, `${record} is no consent to a movement`);
  const { kind, by } = judge(there(moment, record), { moment, event, account, side, record });
  return { account, by, kind, record, seq: moment.seqOf(record), side };
}

interface Use {
  moment: Moment;
  event: Event;
  account: string;
  side: Consent["side"];
  record: string;
}

export type Act = "freezes" | "thaws" | "forces" | "burns" | "recovers" | "ends";
/** The part of a holding that an encumbrance of a kind is about, as far as units move under it. */
const PART_OF: { [kind: string]: string } = { hold: "held", pledge: "pledged" };

/** table → who gave an order that grants this act; refuses any other */
export const ORDERS: { [table: string]: (order: Rec, use: Use, act: Act) => string[] } = {};

/** Consents that units move, and to nothing else. */
const JUDGES: { [table: string]: (given: Rec, use: Use) => { kind: string; by: string[] } } = {
  "holdings/encumbrance": (hold, { moment, event, account, side }) => {
    const { instrument, part, quantity } = event.data;
    require(side === "gives" && hold["account"] === account && hold["instrument"] === instrument, "a hold of something else");
    require(hold["status"] === "active", "no active hold or pledge");
    require(part === PART_OF[hold["kind"] as string], `units out of the ${part} part under a ${hold["kind"]}`);
    require(acts(moment, hold["executor"] as string, event), "the hold's executor does not act");
    require(hold["expires"] === null || moment.time < (hold["expires"] as number), "the hold has expired");
    if (hold["kind"] === "pledge") demandEnforceable(moment, hold, event.data["receiver"] as string);
    require((quantity as number) <= (hold["quantity"] as number), "more than the hold reserves");
    return { kind: "hold", by: hold["granted_by"] as string[] };
  },
  "holdings/mandate": (mandate, { moment, event, account, side }) => {
    const { instrument, quantity, receiver } = event.data;
    require(side === "gives" && mandate["account"] === account, "a mandate over something else");
    require(mandate["status"] === "active", "no active mandate");
    require(acts(moment, mandate["executor"] as string, event), "the mandate's executor does not act");
    require(mandate["expires"] === null || moment.time < (mandate["expires"] as number), "the mandate has expired");
    require(mandate["instrument"] === null || mandate["instrument"] === instrument, "a mandate over another instrument");
    const receivers = mandate["receivers"] as string[] | null;
    require(receivers === null || receivers.includes(receiver as string), "a receiver that the mandate does not name");
    const moved = (mandate["moved"] as number) + (quantity as number);
    require(mandate["quantity"] === null || moved <= (mandate["quantity"] as number), "more than the mandate allows");
    return { kind: "mandate", by: mandate["granted_by"] as string[] };
  },
  "settlement/instruction": (instruction, { event, account, side, record }) => {
    require(side === "takes" && event.data["cause"] === record, "an instruction to something else");
    require(instruction["status"] === "pending", "an instruction that is not pending");
    const wanted = pick(event.data, "instrument", "quantity", "receiver");
    const legs = instruction["legs"] as Leg[];
    require(legs.some((leg) => same(pick(leg, "instrument", "quantity", "receiver"), wanted)), "no leg of the instruction");
    const affirmed = (instruction["affirmed"] as { account: string; by: string[] }[]).find((one) => one.account === account);
    require(affirmed !== undefined, `${account} has not affirmed`);
    return { kind: "mandate", by: affirmed.by };
  },
};
