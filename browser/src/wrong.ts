// SPDX-License-Identifier: Apache-2.0
// The ways in which a package can be wrong. Whatever is thrown beside these is a fault of this program.

/** What a check found. */
export class Wrong extends Error {}

/** What was given is no package, or no trust file: there is nothing to verify. */
export class Unusable extends Error {}

/** A law refuses: the call causes nothing, the event may not be. */
export class Refused extends Wrong {}

/** The package does not show a record that a law needs. */
export class Missing extends Wrong {
  constructor(readonly record: string) {
    super(`needs ${record}, which the package does not show without a gap`);
  }
}

export function demand(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Wrong(message);
}

export function require(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Refused(message);
}
