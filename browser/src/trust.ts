// SPDX-License-Identifier: Apache-2.0
// spec/trust-file.md: what whoever verifies trusts. It never comes from the package.
import { decodeLoosely, field, isObject, type JsonObject } from "./canonical.ts";
import { toHex } from "./bytes.ts";
import { expect, fields, hash, identifier, INTEGER_MAX, integer, textOfLength, type Form } from "./forms.ts";
import { asPolicy, policyForm, unsound, type KeyPolicy } from "./keys.ts";
import { parsePolicy, witnessesBelow, type Policy } from "./note.ts";
import { demand, Unusable, Wrong } from "./wrong.ts";

const BYTES_MAX = 2_000_000;
const FORMAT = "counterfoil-trust/v2";
/** The role of those who seal a chain's headers. */
export const SEAL = "seal";

export interface TrustedChain {
  genesis: string;
  log: string;
  seal: KeyPolicy;
  recovery: KeyPolicy | null;
  recoveryDelayMs: number;
  auditors: KeyPolicy | null;
}

export interface Trust {
  policy: Policy;
  entryAuditors: string | null;
  chains: Map<string, TrustedChain>;
  maxAgeS: number | null;
}

/** The trust file; throws `Unusable` where it cannot be trusted as it stands. */
export function readTrust(bytes: Uint8Array): Trust {
  try {
    return decodeTrust(bytes);
  } catch (error) {
    throw error instanceof Wrong ? new Unusable(error.message) : error;
  }
}

function decodeTrust(bytes: Uint8Array): Trust {
  demand(bytes.length <= BYTES_MAX, "the trust file is too long");
  const file = decodeLoosely(bytes);
  expect(withOptional({ format: (value) => (value === FORMAT ? null : `is not ${FORMAT}`), policy: textOfLength(1, BYTES_MAX), chains: object }, {
    entry_auditors: textOfLength(1, BYTES_MAX), max_age_s: integer(1),
  }), file, "the trust file");
  const { policy: text, chains: named } = file as { policy: string; chains: JsonObject };
  const policy = parsePolicy(text);
  demand(policy.logs.length > 0, "the trust file's policy names no log");
  demand(policy.quorum !== "none", "the trust file's policy asks for no quorum");
  const entryAuditors = (field(file as JsonObject, "entry_auditors") as string | undefined) ?? null;
  demand(entryAuditors === null || policy.groups.has(entryAuditors), "the trust file's entry auditors are no group of its policy");
  const chains = new Map(Object.entries(named).map(([name, chain]) => [name, readChain(name, chain as JsonObject, policy)]));
  demand(chains.size > 0, "the trust file names no chain");
  const trust = { policy, entryAuditors, chains, maxAgeS: (field(file as JsonObject, "max_age_s") as number | undefined) ?? null };
  demandOneRolePerKey(trust);
  return trust;
}

const object: Form = (value) => (isObject(value) ? null : "is not an object");

function withOptional(required: { [name: string]: Form }, optional: { [name: string]: Form }): Form {
  return (value) => {
    if (!isObject(value)) return "is not an object";
    const present = Object.entries(optional).filter(([name]) => Object.hasOwn(value, name));
    return fields({ ...required, ...Object.fromEntries(present) })(value);
  };
}

function readChain(name: string, chain: JsonObject, policy: Policy): TrustedChain {
  expect(identifier, name, `the trust file's chain ${name}`);
  expect(withOptional({ genesis: hash, log: textOfLength(1, 200), seal: policyForm }, {
    recovery: policyForm, recovery_delay_ms: integer(0, INTEGER_MAX), auditors: policyForm,
  }), chain, `the trust file's chain ${name}`);
  const keys = (role: string): KeyPolicy | null => {
    const held = field(chain, role);
    if (held === undefined) return null;
    const wrong = unsound(asPolicy(held as JsonObject));
    demand(wrong === null, `the trust file's chain ${name} has, as ${role}, ${wrong}`);
    return asPolicy(held as JsonObject);
  };
  const log = chain["log"] as string;
  demand(policy.logs.some((key) => key.name === log), `the log of chain ${name} is none of the policy's`);
  const recovery = keys("recovery");
  const delay = (field(chain, "recovery_delay_ms") as number | undefined) ?? 0;
  return { genesis: chain["genesis"] as string, log, seal: keys("seal")!, recovery, recoveryDelayMs: delay, auditors: keys("auditors") };
}

/** A key that serves in two roles could lie in both. */
function demandOneRolePerKey(trust: Trust): void {
  const roles = new Map<string, string>();
  for (const [key, role] of keysByRole(trust)) {
    demand((roles.get(key) ?? role) === role, `the trust file has a key that serves as ${role} and as ${roles.get(key)}`);
    roles.set(key, role);
  }
}

/** The public keys of everybody whom the trust file names, each with its role. */
export function* keysByRole(trust: Trust): Generator<[string, string]> {
  const entries = new Set(trust.entryAuditors === null ? [] : witnessesBelow(trust.policy, trust.entryAuditors));
  for (const { key } of trust.policy.logs) yield [toHex(key), "log"];
  for (const [name, { key }] of trust.policy.witnesses) yield [toHex(key), entries.has(name) ? "entry auditor" : "witness"];
  for (const { seal, recovery, auditors } of trust.chains.values()) {
    for (const { key } of seal.keys) yield [key, SEAL];
    for (const { key } of recovery?.keys ?? []) yield [key, "recovery"];
    for (const { key } of auditors?.keys ?? []) yield [key, "state auditor"];
  }
}
