// SPDX-License-Identifier: Apache-2.0
// The same checks without a page: for Node, and for whoever compares verifiers.
import { readTrust } from "./trust.ts";
import { verifyPackage } from "./verify.ts";
import { Unusable } from "./wrong.ts";

export interface Answer {
  /** The number of the check that fails; null if none does; 0 if a file is unusable. */
  check: number | null;
  message: string;
}

export async function answer(packageBytes: Uint8Array, trustBytes: Uint8Array, now: number | null): Promise<Answer> {
  try {
    const { failed } = await verifyPackage(packageBytes, readTrust(trustBytes), now);
    return { check: failed?.check ?? null, message: failed?.message ?? "" };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { check: 0, message: error.message };
  }
}
