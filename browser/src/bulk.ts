// SPDX-License-Identifier: Apache-2.0
// The same checks for Node: one package a line from standard input, one answer a line to standard output.
// A request: {"package": file, "trust": file, "now": milliseconds or null}; an answer: {"check": number or null, "message"}.
import { readTrust } from "./trust.ts";
import { verifyPackage } from "./verify.ts";
import { Unusable } from "./wrong.ts";

/** The number of the check that fails; null if none does; 0 if a file is unusable. */
export async function answer(packageBytes: Uint8Array, trustBytes: Uint8Array, now: number | null): Promise<{ check: number | null; message: string }> {
  try {
    const { failed } = await verifyPackage(packageBytes, readTrust(trustBytes), now);
    return { check: failed?.check ?? null, message: failed?.message ?? "" };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { check: 0, message: error.message };
  }
}
