// SPDX-License-Identifier: Apache-2.0
// The law of supervision: the policy, files, and orders as they come and go; what they do is in supervision_enforcing.ts.
import { type JsonObject } from "../canonical.ts";
import { asPolicy, keyidOf, keyidsOf } from "../keys.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { accountPath, demandConsent, demandRole, demandStanding, demandTwo, instrumentPath, partyPath, there, RECORDERS } from "./authority.ts";
import { inForce, replaced } from "./dated.ts";
import { type Ask, type Caused, type EventRule, type Moment, type Rec, type Rules, type Touch } from "./law.ts";
import { pick, pickThere } from "./shapes.ts";
import { demandSay, enforcing, undone } from "./supervision_enforcing.ts";
import { after, grantsOfOrder, orderOf, SCOPE, STANDING, subjectsOf, type Order, type Scope } from "./supervision_order.ts";
import {
  afterReturn, afterSale, awaiting, filePath, kept, lines, ofLimits, orderPath, POLICY, policyOf, seizedMore, seizurePath, WAITING_MAX,
  without, type Cap, type File, type PolicyEntry, type Power, type Seizure,
} from "./supervision_records.ts";
import { plus } from "./exact.ts";
import { changes, creates, makes } from "./touches.ts";

const subjectPaths: { [kind: string]: (subject: string) => string } = { party: partyPath, account: accountPath, instrument: instrumentPath };

function ofOrder({ data }: Event, change: (before: Order) => JsonObject): Touch[] {
  return changes(orderPath(data["order"] as string), (before) => change(before as Order));
}

const subjectsIn = ({ data }: Event): string[] => data["subjects"] as string[];

function demandSeveral(powers: Power[]): void {
  const kinds = powers.map(({ kind }) => kind);
  require(new Set(kinds).size === kinds.length, "a kind stands twice");
  for (const { authorities, four_eyes, officers = [] } of powers) {
    const several = new Set([...authorities, ...(officers as string[])]).size > 1;
    require(several || four_eyes !== true, "four eyes of one party");
  }
}

/** The files in which the end of an order is noted, and the instrument whose limit ends with it. */
function ended(call: JsonObject, order: Order): JsonObject {
  const limits = order.kind === "limit" && order.status === "carried_out" ? order.scope.instrument! : null;
  return { ...pick(call, "order", "by"), subjects: order.status === "proposed" ? [] : order.subjects, limits };
}

function isPending({ status }: Order): boolean {
  return status === "proposed" || status === "in_force";
}

/** What an order says, when it is proposed or given. */
function said(call: JsonObject, moment: Moment): JsonObject {
  const scope = call["scope"] as Scope;
  const subjects = subjectsOf(moment, call["kind"] as string, scope);
  return { ...pick(call, "order", "kind", "authority", "reference", "document", "expires"), ...scope, subjects, time: moment.time };
}

function recordOf({ data }: Event, status: string, checker: string | null, eyes: string[]): Order {
  const scope = pickThere(data, ...SCOPE) as Scope;
  const whole = { ...pick(data, "order", "kind", "authority", "reference", "document", "subjects", "expires"), given: data["time"]! };
  return { ...whole, scope, checker, eyes, status, done: 0, renewed: false, answer: null } as unknown as Order;
}

/** An order that came in force is noted; one to freeze waits in the account's file to be carried out. */
function inFile({ expires, kind, order, scope, subjects }: Order, now: number): Touch[] {
  if (kind !== "freeze" || scope.account === undefined || scope.instrument === undefined) return lines(subjects);
  const waiting = { order, instrument: scope.instrument, expires };
  const account = accountPath(scope.account);
  return [...lines([account], (file) => awaiting(file, waiting, now)), ...lines(subjects.filter((one) => one !== account))];
}

/** The power by which an authority gives such an order now. */
function demandPower(moment: Moment, kind: string, authority: string, scope: JsonObject): Power {
  const entry = policyOf(moment);
  const power = entry.powers.find((one) => one.kind === kind);
  require(power !== undefined && power.authorities.includes(authority), `${authority} has no power to order: ${kind}`);
  require(kind !== "seize" || entry.state_accounts.includes(scope["receiver"] as string), "no state account");
  return power;
}

/** What lets an authority order it now, with its consent. */
function powerBehind(moment: Moment, data: JsonObject): Power {
  const power = demandPower(moment, data["kind"] as string, data["authority"] as string, data);
  const [time, expires] = [data["time"] as number, data["expires"] as number];
  require(expires > time, "an order of the past");
  require(BigInt(expires) - BigInt(time) <= BigInt(power.duration_max_ms), "an order for too long");
  demandConsent(moment, data["authority"] as string);
  return power;
}

function demandChecker(power: Power, checker: string): void {
  require(power.authorities.includes(checker) || ((power["officers"] ?? []) as string[]).includes(checker), `${checker} may not check it`);
}

/** What is done under an order: by its authority, who checked it, or a registrar. */
function carriesOut({ data }: Event, moment: Moment): Ask[] {
  const order = orderOf(moment, data["order"] as string);
  const by = data["by"] as string;
  if (by === order.authority || by === order.checker) demandConsent(moment, by);
  else demandRole(moment, by, ...RECORDERS);
  return [];
}

function enforced(change: (event: Event) => Touch[]): EventRule {
  return { touches: (event) => [...change(event), ...lines(subjectsIn(event))], asks: carriesOut };
}

const carried = (event: Event): Touch[] => ofOrder(event, () => ({ status: "carried_out" }));

function ofSeizure(name: string, change: (before: Seizure) => Rec): Touch[] {
  return changes(seizurePath(name), (before) => change(before as Seizure));
}

function ends(status: "lifted" | "expired", asks: NonNullable<EventRule["asks"]>): EventRule {
  return {
    touches: (event) => {
      const { limits, order } = event.data as { limits: string | null; order: string };
      const withoutCap = (caps: Cap[]): Cap[] => caps.filter((cap) => cap.order !== order);
      return [
        ...ofOrder(event, () => ({ status })),
        ...(limits === null ? [] : changesLimits(limits, withoutCap)),
        ...lines(subjectsIn(event), (file) => without(file, order)),
      ];
    },
    asks,
  };
}

/** As `ofLimits`, of limits that are there. */
function changesLimits(instrument: string, change: (caps: Cap[]) => Cap[]): Touch[] {
  return ofLimits(instrument, change).map(({ fold, record }) => ({
    record,
    fold: (before, read) => {
      require(before !== null, `${record} is not there`);
      return fold(before, read);
    },
  }));
}

function demandChanger(moment: Moment, data: JsonObject): void {
  const { by, second } = data as { by: string; second: string | null };
  const policy = moment.read(POLICY);
  if (policy === null) return demandRole(moment, by, "supervisor");
  // Until the first policy comes in force, it says already who may change it.
  const entries = policy["entries"] as PolicyEntry[];
  const { changed_by_two, changers } = inForce(entries, moment.time) ?? entries[0]!;
  require(changers.includes(by), `${by} may not change the policy`);
  demandConsent(moment, by);
  require(!changed_by_two || second !== null, "a second party is needed");
  if (second === null) return;
  require(changers.includes(second), `${second} may not change the policy`);
  demandConsent(moment, second);
  demandTwo(by, second);
}

export const supervision: Rules = {
  calls: {
    "supervision.set_policy": (call, moment) => {
      const since = (call["since"] ?? moment.time) as number;
      require(since >= moment.time, "a policy of the past");
      demandSeveral(call["powers"] as Power[]);
      require(new Set(call["changers"] as string[]).size > 1 || call["changed_by_two"] === false, "a change by two of one party");
      const data = pick(call, "by", "second", "changers", "changed_by_two", "superiors", "state_accounts", "powers");
      return [{ type: "supervision.policy_set", data: { ...data, since } }];
    },
    "supervision.open_file": (call, moment) => {
      const subject = subjectPaths[call["kind"] as string]!(call["subject"] as string);
      there(moment, subject);
      return [{ type: "supervision.file_opened", data: { subject } }];
    },
    "supervision.give": (call, moment) => [{ type: "supervision.given", data: { ...said(call, moment), ...pick(call, "checker") } }],
    "supervision.propose": (call, moment) => {
      const { keys } = there(moment, partyPath(call["authority"] as string));
      const eyes = keys === null ? [] : keyidsOf(asPolicy(keys as JsonObject));
      return [{ type: "supervision.proposed", data: { ...said(call, moment), eyes } }];
    },
    "supervision.approve": (call, moment) => {
      const order = orderOf(moment, call["order"] as string);
      require(order.status === "proposed", "the order is not proposed");
      require(moment.time < order.expires, "the time of the order is over");
      return [{ type: "supervision.approved", data: { ...pick(call, "order", "checker"), subjects: order.subjects, time: moment.time } }];
    },
    "supervision.lift": (call, moment) => {
      const order = orderOf(moment, call["order"] as string);
      const limit = order.kind === "limit" && order.status === "carried_out";
      require(limit || isPending(order), "the order is not in force");
      return [{ type: "supervision.lifted", data: ended(call, order) }];
    },
    "supervision.expire": (call, moment): Caused[] => {
      const order = orderOf(moment, call["order"] as string);
      const stands = STANDING.includes(order.kind) && order.status === "carried_out";
      require(stands || isPending(order), "the order is not in force");
      require(moment.time >= order.expires, "the time of the order is not over");
      require(call["by"] === null || (stands && order.kind === "suspend"), "nobody is needed");
      const before = stands ? undone(moment, order, call["by"] as string | null) : [];
      return [...before, { type: "supervision.expired", data: ended(call, order) }];
    },
    ...enforcing,
  },
  events: {
    "supervision.policy_set": {
      touches: ({ data }, { time }) => {
        const entry = pick(data, "since", "changers", "changed_by_two", "superiors", "state_accounts", "powers") as PolicyEntry;
        return makes(POLICY, (before) => {
          const entries = (before?.["entries"] ?? []) as PolicyEntry[];
          return { entries: replaced(entries, entry, time, ({ since }) => since) };
        });
      },
      asks: ({ data }, moment) => {
        demandChanger(moment, data);
        return [];
      },
    },
    "supervision.file_opened": {
      touches: ({ data }) => creates(filePath(data["subject"] as string), { ...pick(data, "subject"), lines: 0, waiting: [], suspended: null }),
    },
    "supervision.proposed": {
      touches: (event) => creates(orderPath(event.data["order"] as string), recordOf(event, "proposed", null, event.data["eyes"] as string[])),
      asks: ({ data }, moment) => {
        powerBehind(moment, data);
        return [];
      },
    },
    "supervision.given": {
      touches: (event) => {
        const order = recordOf(event, "in_force", event.data["checker"] as string | null, []);
        return [...creates(orderPath(order.order), order), ...inFile(order, event.data["time"] as number)];
      },
      asks: ({ data }, moment) => {
        const power = powerBehind(moment, data);
        const checker = data["checker"] as string | null;
        require(checker !== null || power["four_eyes"] !== true, "a second party is needed");
        if (checker === null) return [];
        demandChecker(power, checker);
        demandConsent(moment, checker);
        demandTwo(data["authority"] as string, checker);
        return [];
      },
    },
    "supervision.approved": {
      touches: (event, { read }) => {
        const { checker, order, time } = event.data as { checker: string; order: string; time: number };
        const proposed = read(orderPath(order));
        require(proposed !== null, `${order} is no order`);
        return [...ofOrder(event, () => ({ checker, given: time, status: "in_force" })), ...inFile(proposed as Order, time)];
      },
      asks: ({ data }, moment) => {
        const order = orderOf(moment, data["order"] as string);
        const checker = data["checker"] as string;
        const power = demandPower(moment, order.kind, order.authority, order.scope);
        const lasts = BigInt(order.expires) - BigInt(data["time"] as number);
        require(lasts <= BigInt(power.duration_max_ms), "an order for too long");
        demandStanding(moment, order.authority);
        demandChecker(power, checker);
        demandConsent(moment, checker);
        const { keys } = there(moment, partyPath(checker));
        const seen = keys === null || asPolicy(keys as JsonObject).keys.some((key) => order.eyes.includes(keyidOf(key)));
        require(checker !== order.authority && !seen, "one pair of eyes");
        return [];
      },
    },
    "supervision.lifted": ends("lifted", ({ data }, moment) => {
      const by = (data["by"] ?? "") as string;
      demandSay(moment, by, orderOf(moment, data["order"] as string));
      demandConsent(moment, by);
      return [];
    }),
    "supervision.expired": ends("expired", ({ data }, moment) => {
      if (data["by"] !== null) demandConsent(moment, data["by"] as string);
      return [];
    }),
    "supervision.carried_out": {
      touches: (event) => {
        const { ends, kind, order } = event.data as { ends: string | null; kind: string; order: string };
        const isDone = (file: File): File => {
          const rest = ends === null ? without(file, order) : without(without(file, order), ends);
          return kind === "suspend" ? { ...rest, suspended: order } : rest;
        };
        const [first, ...others] = [subjectsIn(event).slice(0, 1), subjectsIn(event).slice(1)];
        const lifted = ends === null ? [] : changes(orderPath(ends), () => ({ status: "lifted" }));
        return [...carried(event), ...lifted, ...lines(first!, isDone), ...lines(others[0]!)];
      },
      asks: carriesOut,
    },
    "supervision.burnt": enforced((event) => ofOrder(event, (order) => after(order, event.data["quantity"] as number))),
    "supervision.recovered_in_part": {
      touches: (event) => {
        const order = event.data["order"] as string;
        const [first, ...others] = subjectsIn(event);
        return [...ofOrder(event, () => ({})), ...lines([first!], (file) => ({ ...file, recovering: order })), ...lines(others)];
      },
      asks: carriesOut,
    },
    "supervision.ended": enforced((event) => ofOrder(event, () => ({ status: event.data["complete"] === true ? "carried_out" : "in_force" }))),
    "supervision.keys_renewed": enforced((event) => ofOrder(event, () => ({ renewed: true }))),
    "supervision.seized": enforced((event) => {
      const { account, holder, instrument, order, receiver } = event.data as { [name: string]: string };
      const quantity = event.data["quantity"] as number;
      const none = { taken: 0, left: 0, sold: 0, returned: 0, cash: null, received: 0, money: 0, paid_out: 0 };
      const fresh = { seizure: order!, account: account!, holder: holder!, instrument: instrument!, state: receiver!, ...none };
      return [
        ...ofOrder(event, (before) => after(before, quantity)),
        ...makes(seizurePath(order!), (before) => seizedMore((before ?? fresh) as Seizure, quantity)),
        ...kept(receiver!, instrument!, quantity),
      ];
    }),
    "supervision.sold": enforced((event) => {
      const { cash, instrument, seizure, state } = event.data as { [name: string]: string };
      const { price, quantity } = event.data as { [name: string]: number };
      return [
        ...carried(event),
        ...ofSeizure(seizure!, (before) => afterSale(before, quantity!, cash!, price!)),
        ...kept(state!, instrument!, -quantity!),
        ...kept(state!, cash!, price!),
      ];
    }),
    "supervision.returned": enforced((event) => {
      const { instrument, seizure, state } = event.data as { [name: string]: string };
      const quantity = event.data["quantity"] as number;
      const returned = ofSeizure(seizure!, (before) => afterReturn(before, instrument!, quantity));
      return [...carried(event), ...returned, ...kept(state!, instrument!, -quantity)];
    }),
    "supervision.limited": enforced((event) => {
      const cap = { ...pick(event.data, "order", "account", "party", "quantity", "share_ppm", "expires"), counted: 0 } as unknown as Cap;
      const limits = ofLimits(event.data["instrument"] as string, (caps) => {
        require(caps.length < WAITING_MAX, "too many limits");
        return [...caps, cap];
      });
      return [...carried(event), ...limits];
    }),
    "supervision.counted": {
      touches: ({ data }) =>
        changesLimits(data["instrument"] as string, (caps) =>
          caps.map((cap) => (cap.order === data["order"] ? { ...cap, counted: plus(cap.counted, data["change"] as number) } : cap)),
        ),
    },
    "supervision.answered": {
      touches: (event) => [...ofOrder(event, () => ({ status: "carried_out", ...answered(event) })), ...lines(subjectsIn(event))],
      asks: ({ data }, moment) => {
        demandConsent(moment, data["party"] as string);
        return [];
      },
    },
  },
  grants: { "supervision/order": grantsOfOrder },
};

function answered({ data }: Event): JsonObject {
  return { answer: data["document"]! };
}
