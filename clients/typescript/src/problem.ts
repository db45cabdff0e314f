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
  return withProblem(response, isProblem(response) ? ((await response.json()) as Problem) : undefined);
}

/** The same, where its body is read: `problem` is what it held, if it is one at all. */
export function withProblem(response: Response, held: Problem | undefined): ProblemError {
  const wait = response.headers.get("retry-after");
  const problem = isProblem(response) ? held : undefined;
  return new ProblemError(response.status, problem, wait !== null && /^[0-9]+$/.test(wait) ? Number(wait) : undefined);
}

function isProblem(response: Response): boolean {
  return response.headers.get("content-type") === "application/problem+json";
}
