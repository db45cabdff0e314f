// SPDX-License-Identifier: Apache-2.0
// The parts by themselves, each asked for yes or no, so that the vectors of every format can be put to them in Node.
import { fromBase64, fromHex } from "./bytes.ts";
import { decode, encode } from "./canonical.ts";
import { type Claim } from "./claim_forms.ts";
import { isCfi, isCreditCode, isIdentityNumber, isIsin, isLei, isMic } from "./codes.ts";
import { verifies } from "./ed25519.ts";
import { anchorForm, auditEntryForm, auditForm, headerForm, rollForm, rotationEntryForm, rotationForm } from "./entries.ts";
import { type Form } from "./forms.ts";
import { envelopeForm } from "./keys.ts";
import { demandDecidable, isGrave, readCalls, versionOf } from "./laws/governance_carried.ts";
import { shows, stateProofForm, type StateProof } from "./map.ts";
import { isIncluded } from "./merkle.ts";
import { cosignatureTimes, isSignedBy, parseCheckpoint, parseNote, parsePolicy, parseVerifierKey, type Policy } from "./note.ts";
import { decodedAs } from "./package.ts";
import { said } from "./said.ts";
import { eventForm, intentForm, lineForm } from "./transactions.ts";
import { Refused, Wrong } from "./wrong.ts";

const FORMS: { [name: string]: Form } = {
  anchor: anchorForm, audit: auditEntryForm, audit_payload: auditForm, envelope: envelopeForm, event: eventForm, header: headerForm,
  line: lineForm, roll: rollForm, rotation: rotationEntryForm, rotation_payload: rotationForm, transaction_payload: intentForm,
};

const JUDGES: { [part: string]: (...given: string[]) => boolean | Promise<boolean> } = {
  ed25519: (key, message, signature) => verifies(fromHex(key!), fromHex(message!), fromHex(signature!)),
  said: (claim, en, zh) => {
    const told = JSON.parse(claim!) as Claim;
    return said(told, "en") === en && said(told, "zh") === zh;
  },
  canonical: (hex) => passes(() => decode(fromHex(hex!))),
  motion: (calls, written, grave, version) => {
    try {
      const found = readCalls(calls!);
      found.forEach(demandDecidable);
      return encode(found) === written && String(found.some(isGrave)) === grave && String(versionOf(found)) === version;
    } catch (error) {
      if (error instanceof Refused) return written === "refused";
      throw error;
    }
  },
  form: (name, hex) => passes(() => decodedAs(fromHex(hex!), FORMS[name!]!, name!)),
  inclusion: (leaf, index, size, path, root) => isIncluded(fromHex(leaf!), Number(index), Number(size), JSON.parse(path!) as string[], fromHex(root!)),
  state: (root, key, value, proof) => {
    const given = JSON.parse(proof!) as StateProof;
    return stateProofForm(given as never) === null && shows(fromHex(root!), fromHex(key!), value === "" ? null : fromHex(value!), given);
  },
  isin: isIsin as never,
  lei: isLei as never,
  cfi: isCfi as never,
  mic: isMic as never,
  social_credit_code: (code) => isCreditCode(code!, true),
  identity_number: isIdentityNumber as never,
  vkey: (text) => passes(() => parseVerifierKey(text!)),
  checkpoint: (base64) => passes(() => parseCheckpoint(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(base64!)!))),
  policy: (text) => passes(() => parsePolicy(text!)),
  note: async (base64, keys) => {
    const known = (JSON.parse(keys!) as string[]).map(parseVerifierKey);
    const witnesses = new Map(known.filter(({ type }) => type === 4).map((key) => [key.name, key]));
    const policy: Policy = { logs: known.filter(({ type }) => type === 1), witnesses, groups: new Map(), quorum: "none" };
    try {
      const note = parseNote(fromBase64(base64!)!);
      const signed = await isSignedBy(note, policy.logs);
      return (await cosignatureTimes(note, policy)).size > 0 || signed;
    } catch (error) {
      if (error instanceof Wrong) return false;
      throw error;
    }
  },
};

export async function judge(part: string, given: string[]): Promise<boolean> {
  return JUDGES[part]!(...given);
}

function passes(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof Wrong) return false;
    throw error;
  }
}

