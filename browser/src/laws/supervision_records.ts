// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Supervision: the policy, files, limits; what was seized, and how it is shared out to victims.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { inForce, type Dated } from "./dated.ts";
import { divided, plus, sumOf } from "./exact.ts";
import { type At, type Moment, type Rec, type Touch } from "./law.ts";
import { makes } from "./touches.ts";

/** Freezes of one account that wait to be carried out, and limits of one instrument. */
export const WAITING_MAX = 64;

export interface Power extends JsonObject {
  kind: string;
  authorities: string[];
  duration_max_ms: number;
}

export interface PolicyEntry extends Dated {
  changers: string[];
  changed_by_two: boolean;
  superiors: string[];
  state_accounts: string[];
  powers: Power[];
}

interface Waiting extends JsonObject {
  order: string;
  instrument: string;
  expires: number;
}

export interface File extends JsonObject {
  subject: string;
  lines: number;
  waiting: Waiting[];
  suspended: string | null;
  recovering?: string;
}

export interface Cap extends JsonObject {
  order: string;
  counted: number;
}

export interface Seizure extends JsonObject {
  seizure: string;
  account: string;
  holder: string;
  instrument: string;
  state: string;
  taken: number;
  left: number;
  sold: number;
  returned: number;
  cash: string | null;
  received: number;
  money: number;
  paid_out: number;
}

export interface Victim extends JsonObject {
  account: string;
  claim: number;
}

export interface Share extends JsonObject {
  account: string;
  quantity: number;
}

export const POLICY = "supervision/policy/current";
export const orderPath = (order: string): string => `supervision/order/${order}`;
export const filePath = (subject: string): string => `supervision/file/${subject}`;
export const limitsPath = (instrument: string): string => `supervision/limits/${instrument}`;
export const seizurePath = (seizure: string): string => `supervision/seizure/${seizure}`;

export function policyOf(moment: Moment): PolicyEntry {
  const policy = moment.read(POLICY);
  const entry = policy === null ? null : inForce(policy["entries"] as PolicyEntry[], moment.time);
  require(entry !== null, "no policy is in force");
  return entry;
}

/** With one more step of an order in the file of each subject, which is opened if it has none. */
export function lines(subjects: string[], change: (file: File) => File = (file) => file): Touch[] {
  return subjects.flatMap((subject) =>
    makes(filePath(subject), (before) => {
      const file = change((before ?? { subject, lines: 0, waiting: [], suspended: null }) as File);
      return { ...file, lines: plus(file.lines, 1) };
    }),
  );
}

/** With one more order at the end of those that wait; what has expired waits no longer. */
export function awaiting(file: File, one: Waiting, now: number): File {
  const waiting = file.waiting.filter(({ expires }) => expires > now);
  require(waiting.length < WAITING_MAX, "too many orders wait");
  return { ...file, waiting: [...waiting, one] };
}

/** After an order was carried out, lifted or ran out. */
export function without(file: File, order: string): File {
  const waiting = file.waiting.filter((one) => one.order !== order);
  const { recovering, ...rest } = file;
  const still = recovering === undefined || recovering === order ? {} : { recovering };
  return { ...rest, ...still, waiting, suspended: file.suspended === order ? null : file.suspended } as File;
}

/** Every limit that an order sets on positions in an instrument. */
export function ofLimits(instrument: string, change: (caps: Cap[]) => Cap[]): Touch[] {
  return makes(limitsPath(instrument), (before) => ({ instrument, ...before, caps: change((before?.["caps"] ?? []) as Cap[]) }));
}

/** Units shared out in proportion to claims, never more than a claim: by the largest remainders. */
function shared(quantity: number, claims: number[]): number[] {
  const due = sumOf(claims);
  if (BigInt(quantity) >= due) return claims;
  const parts = claims.map((claim) => divided(BigInt(quantity) * BigInt(claim), due));
  const rest = Number(BigInt(quantity) - parts.reduce((sum, [whole]) => sum + whole, 0n));
  const order = parts.map(([, left], i) => ({ left, i }));
  order.sort((one, other) => (one.left === other.left ? one.i - other.i : one.left > other.left ? -1 : 1));
  const more = new Set(order.slice(0, rest).map(({ i }) => i));
  return parts.map(([whole], i) => Number(whole) + (more.has(i) ? 1 : 0));
}

/** What each victim is given; who would be given nothing has no share. */
export function sharesOf(quantity: number, victims: Victim[]): Share[] {
  const units = shared(quantity, victims.map(({ claim }) => claim));
  return victims.map(({ account }, i) => ({ account, quantity: units[i]! })).filter((share) => share.quantity > 0);
}

export function seizureOf(moment: Pick<At, "read">, seizure: string): Seizure {
  const found = moment.read(seizurePath(seizure));
  require(found !== null, `${seizure} is no seizure`);
  return found as Seizure;
}

/** So much of the instrument, or of the money, is still there. */
export function demandLeft({ cash, instrument, left, money, seizure }: Seizure, asked: string, quantity: number): void {
  const there = asked === instrument ? left : asked === cash ? money : 0;
  require(quantity <= there, `of ${seizure} there is not so much left`);
}

export function seizedMore(seizure: Seizure, quantity: number): Rec {
  return { ...seizure, taken: plus(seizure.taken, quantity), left: plus(seizure.left, quantity) };
}

export function afterSale(seizure: Seizure, quantity: number, cash: string, price: number): Rec {
  demandLeft(seizure, seizure.instrument, quantity);
  require(seizure.cash === null || seizure.cash === cash, "a sale for other money");
  const sold = { left: plus(seizure.left, -quantity), sold: plus(seizure.sold, quantity) };
  return { ...seizure, ...sold, cash, received: plus(seizure.received, price), money: plus(seizure.money, price) };
}

export function afterReturn(seizure: Seizure, instrument: string, quantity: number): Rec {
  demandLeft(seizure, instrument, quantity);
  if (instrument === seizure.instrument) {
    return { ...seizure, left: plus(seizure.left, -quantity), returned: plus(seizure.returned, quantity) };
  }
  return { ...seizure, money: plus(seizure.money, -quantity), paid_out: plus(seizure.paid_out, quantity) };
}

/** So many more units are in custody in a state account. */
export function kept(account: string, instrument: string, change: number): Touch[] {
  return makes(`supervision/custody/${account}/${instrument}`, (before) => ({
    account,
    instrument,
    ...before,
    units: plus((before?.["units"] ?? 0) as number, change),
  }));
}
