// SPDX-License-Identifier: Apache-2.0
// A node, asked. Whatever its OpenAPI document has is reached by `http`; here is what one mostly wants.
import createClient, { type Client as Http } from "openapi-fetch";
import { toBase64, type Bytes } from "./bytes.js";
import { followed, waited, type Followed, type Following } from "./follow.js";
import type { Signer } from "./keys.js";
import { ProblemError, withProblem, type Problem } from "./problem.js";
import { signingFetch, type Signing } from "./requests.js";
import type { components, paths } from "./schema.js";
import { drawnUp, signed, type Call, type Unsigned } from "./transactions.js";

type Schemas = components["schemas"];
type Listed = NonNullable<paths["/chains/{chain}/records"]["get"]["parameters"]["query"]>;
export type Answer = Schemas["Answer"];
export type Claim = Schemas["WantedEvidence"];
export type Found = Schemas["Found"];
export type Told = Schemas["Said"];

/** So many blocks a transaction may wait for its place, unless it is said otherwise. */
const VALID_FOR = 100;
const TRIES = 5;

export interface Options extends Signing {
  url: string;
  /** whose key signs the requests */
  signer: Signer;
  fetch?: typeof fetch;
}

export interface Listing {
  /** what records are to say, field by field; `/1` is the first part of their path */
  fields?: Record<string, string>;
  /** as it was after this block */
  height?: number;
  /** waits a little until the tables have this block */
  atLeast?: number;
  /** of a page */
  limit?: number;
  proof?: boolean;
}

export interface Sending {
  by: readonly string[];
  /** who sign the transaction, if others than who signs the requests */
  signers?: readonly Signer[];
  /** kept beside the calls, it makes a retry after a crash the same intent */
  seed?: string;
  validFor?: number;
}

export class Client {
  /** Every operation of the document, typed. */
  readonly http: Http<paths>;
  readonly fetch: typeof fetch;

  constructor(private readonly options: Options) {
    this.fetch = signingFetch(options.signer, options, options.fetch ?? fetch);
    this.http = createClient<paths>({
      baseUrl: options.url,
      fetch: (request) => this.fetch(request),
      querySerializer: { object: { style: "form", explode: true } },
    });
  }

  get url(): string {
    return this.options.url.replace(/\/$/, "");
  }

  get signer(): Signer {
    return this.options.signer;
  }

  async chains(): Promise<Schemas["Chains"]> {
    return done(() => this.http.GET("/chains"));
  }

  /** Who the holder of the key is, chain by chain. */
  async me(): Promise<Schemas["Me"]> {
    return done(() => this.http.GET("/me"));
  }

  /** One chain. `genesis` is its genesis hash, from a trust file: who takes it from the node trusts the node with it. */
  chain(name: string, genesis: string): Chain {
    return new Chain(this, name, genesis);
  }
}

export class Chain {
  constructor(
    private readonly client: Client,
    readonly name: string,
    readonly genesis: string,
  ) {}

  /** Draw up calls here, sign them here, have them ordered, and wait: the same intent however often it has to be sent. */
  async send(calls: readonly Call[], sending: Sending): Promise<Answer> {
    const unsigned = await this.drawnUp(calls, sending);
    const answers = await this.handIn(await signed(unsigned, ...(sending.signers ?? [this.client.signer])));
    return answers[0]!;
  }

  /** The transaction of these calls, to be signed by whom one likes. */
  async drawnUp(calls: readonly Call[], { by, seed, validFor = VALID_FOR }: Omit<Sending, "signers">): Promise<Unsigned> {
    const { chains } = await this.client.chains();
    const found = chains.find((one) => one.chain === this.name);
    if (found === undefined) throw new RangeError(`the node has no chain ${this.name}`);
    if (found.genesis !== this.genesis) throw new RangeError(`the node's ${this.name} begins with another genesis`);
    const known = { chain: this.name, genesis: this.genesis, validUntil: found.height + validFor };
    return drawnUp({ calls, by, ...known, ...(seed === undefined ? {} : { seed }) });
  }

  /** Signed transactions, each as it travels; one answer for each, in order, also where nothing of it was committed. */
  async handIn(...transactions: Bytes[]): Promise<readonly Answer[]> {
    const params = { path: { chain: this.name } };
    const body = { transactions: transactions.map(toBase64) };
    try {
      const told = await done(() => this.client.http.POST("/chains/{chain}/transactions", { params, body }));
      return told.transactions;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 422 && error.problem?.transactions) {
        return error.problem.transactions;
      }
      throw error;
    }
  }

  /** What would happen, and whose signature is missing; nothing is ordered. */
  async rehearse(calls: readonly Call[], by: readonly string[]): Promise<Schemas["Foretold"]> {
    const params = { path: { chain: this.name } };
    const body = { calls: [...calls], by: [...by] };
    return done(() => this.client.http.POST("/chains/{chain}/rehearsals", { params, body }));
  }

  /** Headers, the last first: those below a height, or the last ones. */
  async blocks({ before, limit = 20 }: { before?: number; limit?: number } = {}): Promise<Schemas["Blocks"]> {
    const query = before === undefined ? { limit } : { before, limit };
    return done(() => this.client.http.GET("/chains/{chain}/blocks", { params: { path: { chain: this.name }, query } }));
  }

  async block(height: number): Promise<Schemas["Block"]> {
    const params = { path: { chain: this.name, height } };
    return done(() => this.client.http.GET("/chains/{chain}/blocks/{height}", { params }));
  }

  /** A page of events from a place on. */
  async eventsFrom(from: string, limit = 1000): Promise<Schemas["Events"]> {
    const params = { path: { chain: this.name }, query: { from, limit } };
    return (await done(() => this.client.http.GET("/chains/{chain}/events", { params }))) as Schemas["Events"];
  }

  /** A page of the events that touched a record, first to last. */
  async trail(path: string, { limit = 1000, cursor }: { limit?: number; cursor?: string } = {}): Promise<Schemas["Trail"]> {
    const query = cursor === undefined ? { limit } : { limit, cursor };
    const params = { path: { chain: this.name, path }, query };
    return done(() => this.client.http.GET("/chains/{chain}/trails/{path}", { params }));
  }

  /** What one was told, in the words of the modules. */
  async words(said: Schemas["ToBeSaid"]): Promise<Told> {
    const params = { path: { chain: this.name } };
    return done(() => this.client.http.POST("/chains/{chain}/words", { params, body: said }));
  }

  async transaction(transaction: string): Promise<Schemas["Transaction"]> {
    const params = { path: { chain: this.name, transaction } };
    return done(() => this.client.http.GET("/chains/{chain}/transactions/{transaction}", { params }));
  }

  /** A record as it stands, or stood after a block; its `table` tells which kind it is. */
  async record(path: string, { proof = false, height }: { proof?: boolean; height?: number } = {}): Promise<Schemas["Record"]> {
    const query = height === undefined ? { proof } : { proof, height };
    const params = { path: { chain: this.name, path }, query };
    return done(() => this.client.http.GET("/chains/{chain}/records/{path}", { params }));
  }

  /** Every record of a table that one sees and that says what is wanted, page after page, all true at one height. */
  async *records(table: string, listing: Listing = {}): AsyncGenerator<Found> {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await this.page(table, { ...listing, ...(cursor === undefined ? {} : { cursor }) });
      yield* page.records;
      cursor = page.next;
    }
  }

  /** A page of the same, with the height at which it is true; `cursor` is what `next` of the page before had. */
  async page(table: string, listing: Listing & { cursor?: string } = {}): Promise<Schemas["Records"]> {
    const { fields, height, atLeast, limit, proof, cursor } = listing;
    const known = { fields, height, at_least: atLeast, limit, proof, cursor };
    const asked = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
    const query: Listed = { table, ...asked };
    const params = { path: { chain: this.name }, query };
    return done(() => this.client.http.GET("/chains/{chain}/records", { params }));
  }

  /** Every event that one sees, from a place on, for as long as one asks. */
  events(following: Following = {}): AsyncGenerator<Followed> {
    return followed(this.client.fetch, `${this.client.url}/chains/${encodeURIComponent(this.name)}/events`, following);
  }

  /** An evidence package, as a file: for a verifier, which trusts neither the node nor this program. */
  async evidence(claim: Claim): Promise<Bytes> {
    const asked = { params: { path: { chain: this.name } }, body: claim, parseAs: "arrayBuffer" } as const;
    return new Uint8Array(await done(() => this.client.http.POST("/chains/{chain}/evidence", asked)));
  }
}

interface Heard<T> {
  data?: T;
  error?: Problem | undefined;
  response: Response;
}

/** What was asked for. Asked again, signed anew, where the node says when; every request of this file may be. */
async function done<T>(ask: () => Promise<Heard<T>>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const { data, error, response } = await ask();
    if (response.ok && data !== undefined) return data;
    const problem = withProblem(response, error);
    if (problem.retryAfterS === undefined || tries === TRIES) throw problem;
    await waited(problem.retryAfterS * 1000);
  }
}
