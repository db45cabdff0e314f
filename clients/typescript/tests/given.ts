// SPDX-License-Identifier: Apache-2.0
// What whoever runs the tests gives them: a file of vectors of Python's builder, and a service that runs.
import { readFileSync } from "node:fs";
import type { Call } from "../src/index.js";

export interface Built {
  calls: Call[];
  by: string[];
  chain: string;
  genesis: string;
  seed: string;
  valid_from: number;
  valid_until: number;
  keys: string[];
  id: string;
  payload: string;
  lines: string[];
  travels: string;
}

export interface Given {
  canonical: { name: string; value: unknown; utf8: string }[];
  built: Built[];
  signed_requests: { method: string; url: string; headers: [string, string][]; utf8: string; seed: string }[];
  service: { url: string; chain: string; genesis: string; instrument: string; seeds: Record<string, string>; packages: string };
}

export const given = JSON.parse(readFileSync(process.env["COUNTERFOIL_GIVEN"]!, "utf8")) as Given;
