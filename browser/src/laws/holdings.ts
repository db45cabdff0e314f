// SPDX-License-Identifier: Apache-2.0
// The law of holdings: the events that move, reserve and freeze units, what they touch and whose consent they ask.
import { type JsonObject } from "../canonical.ts";
import { type Consent, type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import {
  acts, keeperAgrees, demandConsent, demandIssuer, demandReadyToMove, demandRole, demandStanding, demandTwo, instrumentPath, order, RECORDERS, signatureInMovement, there,
} from "./authority.ts";
import { consentUnder, movements, orderOf, sideOf } from "./consents.ts";
import { endsOf } from "./forms_data.ts";
import { activeEncumbrance, holdingsCalls, widened } from "./holdings_calls.ts";
import {
  booked, delivers, encumbrancePath, leavesLine, lifts, mandatePath, queues, receives, releases, reserves, supplies, titleBegins,
  titlePasses, used, WHOLE, type Part,
} from "./holdings_folds.ts";
import { byOrder } from "./holdings_orders.ts";
import { type Act, type Ask, type EventRule, type Moment, type Rec, type Rules, type Touch } from "./law.ts";
import { pick, pickThere } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

/** Of a pledge; left out where there are none. */
const TERMS = ["enforceable_from", "enforceable_to", "keeper"];

/** An encumbrance, which must be on the holding whose units an event frees. */
function onItsHolding(event: Event, encumbrance: Rec): Rec {
  const { account, instrument } = event.data;
  require(encumbrance["account"] === account && encumbrance["instrument"] === instrument, "it reserves units of another holding");
  return encumbrance;
}

const NO_KEEPER = "the pledge's keeper does not consent";

/** Who made an encumbrance chose its name, or a module did: its own a module ends itself. */
function demandOwnName({ data }: Event): void {
  require(!(data["encumbrance"] as string).includes("/"), "only its executor may release it");
}

/**
 * By its account, with the keeper if there is one, if it may by now, or where the executor is a record that takes
 * nothing any more under it. That comes last: where it is not shown, that excuses nobody who did not consent.
 */
function takenBack(moment: Moment, given: Rec, side: Consent["side"], now: boolean, otherwise: string): Ask {
  const account = given["account"] as string;
  const { consent } = signatureInMovement(moment, account, side);
  return { account, consent: () => {
    const signed = consent();
    require(keeperAgrees(moment, given), NO_KEEPER);
    require(now || hasEnded(moment, given["executor"] as string), otherwise);
    return signed;
  } };
}

function hasEnded(moment: Moment, executor: string): boolean {
  const record = executor.includes("/") ? moment.read(executor) : null;
  return record !== null && endsOf(executor.split("/", 2).join("/")).includes(record["status"] as string);
}

interface Units {
  account: string;
  instrument: string;
  quantity: number;
}

const unitsOf = ({ data }: Event): Units => data as unknown as Units;

/** Who gave the first consent of an event that makes a record. */
const grantedBy = ({ consents }: Event): string[] => consents[0]?.by ?? [];

/** The issuer lets units come into the world, or end: by a signature of now. No law known here lets it speak by a record. */
function demandIssuerLets(moment: Moment, event: Event, by: "issuing" | "redeeming"): void {
  require(event.data[by] === undefined, `${event.data[by]} is no consent of an issuer's`);
  const instrument = there(moment, instrumentPath(event.data["instrument"] as string));
  require(instrument["defining"] === undefined, "a record speaks for the issuer, and its signature does not");
  require(/^(holdings|settlement)\./.test(moment.call), `${moment.call} cannot create or end value under a signature`);
  demandIssuer(moment, event.data["instrument"] as string);
}

/** What is used up of the record by which an account consented. */
function under({ data }: Event, side: "giving" | "taking", quantity: number): Touch[] {
  return data[side] === undefined ? [] : used(data[side] as string, quantity);
}

/** An executor that is a party stands. */
function demandExecutorStands(moment: Moment, executor: string): void {
  if (!executor.includes("/")) demandStanding(moment, executor);
}

/** Where units stand that are kept under a record: under a hold those that it holds, else free ones. */
function givenOutOf(record: string | undefined): Part {
  return record?.startsWith(encumbrancePath("")) ? "held" : "free";
}

function encumbers(event: Event, kind: string, from: JsonObject): ReturnType<typeof creates> {
  const record = { ...pick(event.data, "account", "encumbrance", "instrument", "quantity"), ...from, kind, status: "active" };
  return creates(encumbrancePath(event.data["encumbrance"] as string), record);
}

function reservation(kind: "hold" | "pledge", to: Part): EventRule {
  return {
    touches: (event) => {
      const { account, instrument, quantity } = unitsOf(event);
      const said = { ...pick(event.data, "executor", "expires", "reference"), ...pickThere(event.data, ...TERMS) };
      const from = { ...said, granted_by: grantedBy(event) };
      const book = kind === "pledge" ? booked(account) : [];
      const origin = givenOutOf(event.data["giving"] as string | undefined);
      const kept = under(event, "giving", quantity);
      return [...reserves(account, instrument, origin, to, quantity), ...encumbers(event, kind, from), ...book, ...kept];
    },
    asks: (event, moment) => {
      const { account, instrument } = unitsOf(event);
      const { executor, keeper } = event.data as { executor: string; keeper?: string };
      if (keeper !== undefined) {
        demandTwo(keeper, executor);
        demandStanding(moment, keeper);
      }
      demandReadyToMove(moment, instrument, [account]);
      const giving = event.data["giving"] as string | undefined;
      if (giving !== undefined) {
        require(executor === event.data["cause"], "a record keeps for another what it might take");
        return [consentUnder(moment, event, account, "gives", giving, givenOutOf(giving))];
      }
      demandExecutorStands(moment, executor);
      return [signatureInMovement(moment, account, "gives")];
    },
  };
}

/** The supervisor's own, by this transaction; or that of the order which the event names, if the supervisor gave it. */
function asksOrder(event: Event, moment: Moment, act: Act): Ask[] {
  const { account, supervisor } = event.data as { account: string; supervisor: string };
  if (event.data["order"] === undefined) return [order(moment, account, supervisor)];
  const under = orderOf(moment, event, account, "gives", act);
  const consent: Ask["consent"] = () => {
    const given = under.consent();
    require(given.by.includes(supervisor), `${supervisor} did not give the order`);
    return given;
  };
  return [{ account, consent }];
}

function asksToCorrect(event: Event, moment: Moment): Ask[] {
  const { account, instrument } = unitsOf(event);
  const { change, checker, maker } = event.data as { change: string; checker: string; maker: string };
  demandReadyToMove(moment, instrument, [account], change === "removes");
  const issuer = demandIssuer(moment, instrument);
  demandRole(moment, maker, ...RECORDERS);
  if (checker === issuer) demandConsent(moment, checker);
  else demandRole(moment, checker, ...RECORDERS, "supervisor");
  demandTwo(maker, checker);
  return [signatureInMovement(moment, account, change === "adds" ? "takes" : "gives")];
}

export const holdings: Rules = {
  calls: holdingsCalls,
  widened,
  events: {
    "holdings.issued": {
      touches: (event) => {
        const { account, instrument, quantity } = unitsOf(event);
        const title = titleBegins(instrument, account, event.data["parents"] as string[]);
        const taken = under(event, "taking", quantity);
        return [...receives(account, instrument, quantity), ...supplies(instrument, quantity), ...taken, ...title];
      },
      asks: (event, moment) => {
        const { account, instrument } = unitsOf(event);
        demandReadyToMove(moment, instrument, [account]);
        demandIssuerLets(moment, event, "issuing");
        return [consentUnder(moment, event, account, "takes", (event.data["taking"] ?? null) as string | null)];
      },
    },
    "holdings.redeemed": {
      touches: (event) => {
        const { account, instrument, quantity } = unitsOf(event);
        const left = delivers(account, instrument, (event.data["part"] ?? "free") as Part, quantity);
        return [...left, ...supplies(instrument, -quantity), ...under(event, "giving", quantity), ...titlePasses(instrument, null)];
      },
      asks: (event, moment) => {
        const { account, instrument } = unitsOf(event);
        const giving = (event.data["giving"] ?? null) as string | null;
        const reserved = giving?.startsWith(encumbrancePath("")) ?? false;
        require((event.data["part"] ?? "free") === (reserved ? "held" : "free"), "a redemption out of another part than its consent is about");
        demandReadyToMove(moment, instrument, [account], true);
        demandIssuerLets(moment, event, "redeeming");
        return [consentUnder(moment, event, account, "gives", giving)];
      },
    },
    "holdings.corrected": {
      touches: (event) => {
        const { account, instrument, quantity } = unitsOf(event);
        return event.data["change"] === "adds"
          ? [...receives(account, instrument, quantity), ...supplies(instrument, quantity)]
          : [...delivers(account, instrument, "free", quantity), ...supplies(instrument, -quantity)];
      },
      asks: asksToCorrect,
    },
    "holdings.transferred": {
      touches: ({ data }) => {
        const { giving, instrument, part, quantity, receiver, sender, taking } = data as {
          giving: string | null; instrument: string; part: Part; quantity: number; receiver: string; sender: string; taking: string | null;
        };
        return [
          ...delivers(sender, instrument, part, quantity),
          ...receives(receiver, instrument, quantity),
          ...(giving === null ? [] : used(giving, quantity)),
          ...(taking === null ? [] : used(taking, quantity)),
          ...titlePasses(instrument, receiver),
        ];
      },
      asks: (event, moment) => {
        const { giving, instrument, part, receiver, sender, taking } = event.data as {
          giving: string | null; instrument: string; part: Part; receiver: string; sender: string; taking: string | null;
        };
        require(sender !== receiver, "a transfer from an account to itself");
        const reserved = giving?.startsWith(encumbrancePath("")) ?? false;
        require(reserved ? part === "held" || part === "pledged" : part === "free", `a transfer out of the ${part} part`);
        demandReadyToMove(moment, instrument, [sender, receiver]);
        return [consentUnder(moment, event, sender, "gives", giving), consentUnder(moment, event, receiver, "takes", taking)];
      },
    },
    "holdings.held": reservation("hold", "held"),
    "holdings.pledged": reservation("pledge", "pledged"),
    "holdings.released": {
      touches: (event) => {
        const { account, instrument, quantity } = unitsOf(event);
        return [...reserves(account, instrument, "held", "free", quantity), ...lifts(event.data["encumbrance"] as string, quantity)];
      },
      asks: (event, moment) => {
        const hold = onItsHolding(event, activeEncumbrance(moment, event.data["encumbrance"] as string, "hold"));
        if (acts(moment, hold["executor"] as string, event.data["cause"] as string | null)) return [];
        demandOwnName(event);
        const expired = hold["expires"] !== null && moment.time >= (hold["expires"] as number);
        return [takenBack(moment, hold, "gives", expired, "the hold has not expired")];
      },
    },
    "holdings.pledge_released": {
      touches: (event) => {
        const { account, instrument, quantity } = unitsOf(event);
        return [...reserves(account, instrument, "pledged", "free", quantity), ...lifts(event.data["encumbrance"] as string, quantity)];
      },
      asks: (event, moment) => {
        const pledge = onItsHolding(event, activeEncumbrance(moment, event.data["encumbrance"] as string, "pledge"));
        if (acts(moment, pledge["executor"] as string, event.data["cause"] as string | null)) {
          require(keeperAgrees(moment, pledge), NO_KEEPER);
          return [];
        }
        demandOwnName(event);
        return [takenBack(moment, pledge, "gives", false, "only the pledgee may release it")];
      },
    },
    "holdings.frozen": {
      touches: (event) => {
        const { account, instrument } = unitsOf(event);
        const { encumbrance, legal_reference, order, supervisor } = event.data as { [name: string]: string };
        const quantity = (event.data["quantity"] as number | null) ?? WHOLE;
        const by = { executor: order ?? supervisor!, expires: null, granted_by: order === undefined ? [supervisor!] : grantedBy(event) };
        const from = { ...by, quantity, reference: legal_reference! };
        return [...queues(account, instrument, encumbrance!, quantity), ...encumbers(event, "freeze", from), ...booked(account)];
      },
      asks: (event, moment) => asksOrder(event, moment, "freezes"),
    },
    "holdings.unfrozen": {
      touches: (event) => {
        const { account, instrument } = unitsOf(event);
        const encumbrance = event.data["encumbrance"] as string;
        return [...leavesLine(account, instrument, encumbrance), ...releases(encumbrance)];
      },
      asks: (event, moment) => {
        const freeze = activeEncumbrance(moment, event.data["encumbrance"] as string, "freeze");
        const alone = event.data["order"] === undefined && (freeze["executor"] as string).includes("/");
        require(!alone, "only an order lifts what an order froze");
        return asksOrder(event, moment, "thaws");
      },
    },
    ...byOrder,
    "holdings.mandate_granted": {
      touches: (event) =>
        creates(mandatePath(event.data["mandate"] as string), { ...event.data, granted_by: grantedBy(event), moved: 0, status: "active" }),
      asks: ({ data }, moment) => {
        demandExecutorStands(moment, data["executor"] as string);
        return [signatureInMovement(moment, data["account"] as string, sideOf(data))];
      },
    },
    "holdings.mandate_revoked": {
      touches: ({ data }) => changes(mandatePath(data["mandate"] as string), () => ({ status: "released" })),
      asks: (event, moment) => {
        const mandate = there(moment, mandatePath(event.data["mandate"] as string));
        require(mandate["status"] === "active", "no active mandate");
        if (acts(moment, mandate["executor"] as string, event.data["cause"] as string | null)) return [];
        return [takenBack(moment, mandate, sideOf(mandate), mandate["revocable"] === true, "only its executor may give it up")];
      },
    },
  },
  grants: movements,
};
