// SPDX-License-Identifier: Apache-2.0
// The law of settlement: an instruction, who stands by it, and how all its legs move at once.
import { type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { accountPath, demandConsent, hasRole, signature, there } from "./authority.ts";
import { underOrder } from "./consents.ts";
import { encumbrancePath } from "./holdings_folds.ts";
import { type Ask, type Caused, type Moment, type Movement, type Rec, type Rules } from "./law.ts";
import { pick, type Leg } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

const REASONS = ["lack_of_securities", "insufficient_money", "no_settlement_instruction"];
const OPERATORS = ["venue", "clearing_house"];

export const instructionPath = (instruction: string): string => `settlement/instruction/${instruction}`;
const reservationOf = (instruction: string, i: number): string => `settlement/${instruction}/${i}`;

interface Instruction extends JsonObject {
  instruction: string;
  legs: Leg[];
  status: string;
  affirmed: { account: string; by: string[] }[];
  allocated: string[];
  intended_settlement: number;
  expires: number;
  reference: string;
  instructor: string | null;
}

function instructionOf(moment: Moment, source: JsonObject): Instruction {
  return there(moment, instructionPath(source["instruction"] as string)) as Instruction;
}

function demandUnsettled({ status }: Instruction): void {
  require(["accepted", "matched", "pending"].includes(status), "the instruction is closed");
}

function demandOpen(instruction: Instruction, moment: Moment): void {
  demandUnsettled(instruction);
  require(moment.time < instruction.expires, "the instruction has expired");
}

function demandTwoAccounts(legs: Leg[]): void {
  require(legs.every(({ receiver, sender }) => receiver !== sender), "a leg from an account to itself");
}

/** The accounts of the legs, in order of first mention. */
function accountsOf(legs: Leg[]): string[] {
  return [...new Set(legs.flatMap(({ receiver, sender }) => [sender, receiver]))];
}

function sendersOf(legs: Leg[]): string[] {
  return [...new Set(legs.map(({ sender }) => sender))];
}

/** What senders have reserved goes back. */
function reservedBack(instruction: Instruction): Caused[] {
  const cause = instructionPath(instruction.instruction);
  return instruction.legs.flatMap(({ instrument, quantity, sender }, i) => {
    if (!instruction.allocated.includes(sender)) return [];
    const encumbrance = reservationOf(instruction.instruction, i);
    return [{ type: "holdings.released", data: { account: sender, cause, encumbrance, instrument, quantity } }];
  });
}

/** X has reserved units for the instruction. */
function demandAllocated({ allocated }: Instruction, account: string): void {
  require(allocated.includes(account), `${account} has reserved nothing for the instruction`);
}

/** What an order about an account ends. */
export function endedUnder(moment: Moment, record: string, account: string, order: string): Caused[] {
  const instruction = there(moment, record) as Instruction;
  demandUnsettled(instruction);
  demandAllocated(instruction, account);
  return [...reservedBack(instruction), { type: "settlement.ended", data: { account, instruction: instruction.instruction, order } }];
}

function cancelled(instruction: Instruction, by: string | null, why: string): Caused[] {
  const data = { by, instruction: instruction.instruction, reason: why };
  return [...reservedBack(instruction), { type: "settlement.cancelled", data }];
}

/** X consents, and runs the market, or holds or keeps an account with a leg. */
function demandConcerned(moment: Moment, by: string, legs: Leg[]): void {
  demandConsent(moment, by);
  if (hasRole(moment, by, ...OPERATORS)) return;
  const concerned = accountsOf(legs).some((account) => {
    const { custodian, holder } = there(moment, accountPath(account));
    return by === holder || by === custodian;
  });
  require(concerned, `${by} has nothing to do with the instruction`);
}

function signaturesOf(instruction: Instruction, account: string, moment: Moment): Ask[] {
  const asks: Ask[] = [];
  if (instruction.legs.some(({ sender }) => sender === account)) asks.push(signature(moment, account, "gives"));
  if (instruction.legs.some(({ receiver }) => receiver === account)) asks.push(signature(moment, account, "takes"));
  return asks;
}

function changesInstruction({ data }: Event, change: (before: Instruction) => JsonObject): ReturnType<typeof changes> {
  return changes(instructionPath(data["instruction"] as string), (before) => change(before as Instruction));
}

export const settlement: Rules = {
  calls: {
    "settlement.instruct": (call, moment) => {
      demandTwoAccounts(call["legs"] as Leg[]);
      const expires = call["expires"] as number;
      require(expires > moment.time && expires > (call["intended_settlement"] as number), "an expiry too early");
      const data = pick(call, "expires", "instruction", "intended_settlement", "legs", "reference");
      return [{ type: "settlement.instructed", data: { ...data, instructor: call["by"]! } }];
    },
    "settlement.affirm": (call, moment) => {
      const instruction = instructionOf(moment, call);
      const account = call["account"] as string;
      demandOpen(instruction, moment);
      const accounts = accountsOf(instruction.legs);
      const affirmed = new Set(instruction.affirmed.map((one) => one.account));
      require(accounts.includes(account) && !affirmed.has(account), "an account without a leg, or one that has affirmed");
      affirmed.add(account);
      const status = accounts.every((one) => affirmed.has(one)) ? "matched" : "accepted";
      return [{ type: "settlement.affirmed", data: { ...pick(call, "account", "instruction"), status } }];
    },
    "settlement.allocate": (call, moment) => {
      const instruction = instructionOf(moment, call);
      const account = call["account"] as string;
      demandOpen(instruction, moment);
      require(instruction.status === "matched", "the instruction is not matched");
      const senders = sendersOf(instruction.legs);
      require(senders.includes(account) && !instruction.allocated.includes(account), "no sender, or one that has allocated");
      const executor = instructionPath(instruction.instruction);
      const held = instruction.legs.flatMap(({ instrument, quantity, sender }, i): Caused[] => {
        if (sender !== account) return [];
        const encumbrance = reservationOf(instruction.instruction, i);
        const granted = { cause: executor, encumbrance, executor, ...pick(instruction, "expires", "reference") };
        return [{ type: "holdings.held", data: { account, instrument, quantity, ...granted } }];
      });
      const all = senders.every((sender) => sender === account || instruction.allocated.includes(sender));
      const data = { ...pick(call, "account", "instruction"), status: all ? "pending" : "matched" };
      return [...held, { type: "settlement.allocated", data }];
    },
    "settlement.settle": (call, moment) => {
      const instruction = instructionOf(moment, call);
      demandOpen(instruction, moment);
      require(instruction.status === "pending", "the instruction is not pending");
      require(moment.time >= instruction.intended_settlement, "before the intended settlement");
      const { reference } = instruction;
      const cause = instructionPath(instruction.instruction);
      const moved = instruction.legs.map((one, i): Caused => {
        const giving = encumbrancePath(reservationOf(instruction.instruction, i));
        return { type: "holdings.transferred", data: { ...one, cause, giving, part: "held", reference, taking: cause } };
      });
      const data = { ...pick(call, "by", "instruction"), legs: null, reference, time: moment.time };
      return [...moved, { type: "settlement.settled", data }];
    },
    "settlement.settle_now": (call, moment) => {
      const { instruction, legs, reference } = call as { instruction: string; legs: Leg[]; reference: string };
      demandTwoAccounts(legs);
      const cause = instructionPath(instruction);
      const moved = legs.map((one): Caused => ({
        type: "holdings.transferred",
        data: { ...one, cause, giving: null, part: "free", reference, taking: null },
      }));
      return [...moved, { type: "settlement.settled", data: { by: null, instruction, legs, reference, time: moment.time } }];
    },
    "settlement.cancel": (call, moment) => {
      const instruction = instructionOf(moment, call);
      const by = call["by"] as string;
      demandOpen(instruction, moment);
      const own = instruction.status === "accepted" && by === instruction.instructor;
      return cancelled(instruction, by, own ? "cancelled_by_instructing_party" : "cancelled_by_agreement");
    },
    "settlement.expire": (call, moment) => {
      const instruction = instructionOf(moment, call);
      demandUnsettled(instruction);
      require(moment.time >= instruction.expires, "the instruction has not expired");
      return cancelled(instruction, null, "cancelled_by_system");
    },
    "settlement.fail": (call, moment) => {
      const instruction = instructionOf(moment, call);
      demandUnsettled(instruction);
      require(REASONS.includes(call["reason"] as string), "no reason for a failure");
      require(moment.time >= instruction.intended_settlement, "before the intended settlement");
      return [...reservedBack(instruction), { type: "settlement.failed", data: pick(call, "by", "instruction", "reason") }];
    },
  },
  events: {
    "settlement.instructed": {
      touches: ({ data }) =>
        creates(instructionPath(data["instruction"] as string), { ...data, affirmed: [], allocated: [], reason: null, status: "accepted" }),
      asks: ({ data }, moment) => {
        demandConcerned(moment, data["instructor"] as string, data["legs"] as Leg[]);
        return [];
      },
    },
    "settlement.affirmed": {
      touches: (event) =>
        changesInstruction(event, ({ affirmed }) => {
          const by = event.consents.at(-1)?.by ?? [];
          return { affirmed: [...affirmed, { account: event.data["account"] as string, by }], status: event.data["status"]! };
        }),
      asks: ({ data }, moment) => signaturesOf(instructionOf(moment, data), data["account"] as string, moment),
    },
    "settlement.allocated": {
      touches: (event) =>
        changesInstruction(event, ({ allocated }) => ({
          allocated: [...allocated, event.data["account"] as string],
          status: event.data["status"]!,
        })),
      asks: ({ data }, moment) => [signature(moment, data["account"] as string, "gives")],
    },
    "settlement.settled": {
      touches: (event) => {
        const { instruction, legs, reference, time } = event.data;
        if (legs === null) return changesInstruction(event, () => ({ status: "settled" }));
        const settled: Rec = {
          affirmed: [], allocated: [], expires: time!, instruction: instruction!, instructor: null, intended_settlement: time!,
          legs: legs!, reason: null, reference: reference!, status: "settled",
        };
        return creates(instructionPath(instruction as string), settled);
      },
      asks: ({ data }, moment) => {
        const by = data["by"] as string | null;
        if (by !== null) demandConcerned(moment, by, (data["legs"] as Leg[] | null) ?? instructionOf(moment, data).legs);
        return [];
      },
    },
    "settlement.cancelled": {
      touches: (event) => changesInstruction(event, () => ({ reason: event.data["reason"]!, status: "cancelled" })),
      asks: ({ data }, moment) => {
        if (data["by"] === null) return [];
        demandConsent(moment, data["by"] as string);
        if (data["reason"] === "cancelled_by_instructing_party") return [];
        return accountsOf(instructionOf(moment, data).legs).map((account) => signature(moment, account, "gives"));
      },
    },
    "settlement.failed": {
      touches: (event) => changesInstruction(event, () => ({ reason: event.data["reason"]!, status: "failed" })),
      asks: ({ data }, moment) => {
        const by = data["by"] as string;
        demandConsent(moment, by);
        if (hasRole(moment, by, ...OPERATORS)) return [];
        const instruction = instructionOf(moment, data);
        require(by === instruction.instructor && instruction.status !== "pending", "only who runs the market may give it up");
        return [];
      },
    },
    "settlement.ended": {
      touches: (event) => changesInstruction(event, () => ({ order: event.data["order"]!, reason: "ended_by_order", status: "failed" })),
      asks: (event, moment) => {
        const account = event.data["account"] as string;
        const instruction = instructionOf(moment, event.data);
        demandAllocated(instruction, account);
        const { instrument, quantity } = instruction.legs.find(({ sender }) => sender === account)!;
        const cause = instructionPath(event.data["instruction"] as string);
        const ends: Movement = { side: "gives", account, instrument, quantity, receiver: account, cause, act: "ends" };
        return [underOrder(moment, ends, event.data["order"] as string)];
      },
    },
  },
  grants: {
    "settlement/instruction": (instruction, { side, account, instrument, quantity, receiver, cause }) => {
      require(side === "takes" && cause === instructionPath(instruction["instruction"] as string), "an instruction to something else");
      require(instruction["status"] === "pending", "an instruction that is not pending");
      const legs = instruction["legs"] as Leg[];
      const meant = legs.some((leg) => leg.receiver === receiver && leg.instrument === instrument && leg.quantity === quantity);
      require(meant && account === receiver, "no leg of the instruction");
      const affirmed = (instruction["affirmed"] as { account: string; by: string[] }[]).find((one) => one.account === account);
      require(affirmed !== undefined, `${account} has not affirmed`);
      return affirmed.by;
    },
  },
};
