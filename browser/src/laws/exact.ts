// SPDX-License-Identifier: Apache-2.0
// Sums and products that stay whole numbers: what is beyond 2^53 - 1 is refused, since no record can say it.
import { INTEGER_MAX } from "../forms.ts";
import { require } from "../wrong.ts";

export function plus(one: number, other: number): number {
  return exact(BigInt(one) + BigInt(other));
}

export function sumOf(numbers: number[]): bigint {
  return numbers.reduce((sum, one) => sum + BigInt(one), 0n);
}

export function exact(value: bigint): number {
  const largest = BigInt(INTEGER_MAX);
  require(-largest <= value && value <= largest, "a number beyond 2^53 - 1");
  return Number(value);
}

/** The quotient rounded down, and what is left. */
export function divided(value: bigint, by: bigint): [bigint, bigint] {
  const left = ((value % by) + by) % by;
  return [(value - left) / by, left];
}
