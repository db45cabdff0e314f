// SPDX-License-Identifier: Apache-2.0
// What a node answers when it does not do what was asked (RFC 9457), as an error.
import type { components } from "./schema.js";

export type Problem = components["schemas"]["Problem"];

export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly status: number,
    readonly problem: Problem | undefined,
    /** seconds after which to ask again; undefined where that would not help */
    readonly retryAfterS: number | undefined,
  ) {
    const said = problem?.detail ?? problem?.title ?? "an answer that is no problem+json";
    super(problem === undefined ? `${status}: ${said}` : `${status}: ${said} (request ${problem.request})`);
  }
}

/** The problem of an answer that is none of those that were asked for. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const told = response.headers.get("content-type") === "application/problem+json";
  const problem = told ? ((await response.json()) as Problem) : undefined;
  return withProblem(response, problem);
}

export function withProblem(response: Response, problem: Problem | undefined): ProblemError {
  const wait = response.headers.get("retry-after");
  return new ProblemError(response.status, problem, wait !== null && /^[0-9]+$/.test(wait) ? Number(wait) : undefined);
}
