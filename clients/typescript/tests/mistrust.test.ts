// SPDX-License-Identifier: Apache-2.0
// A node that lies, one that pushes, one that fails: each a server of this file.
import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { checkedDraft, Client, DraftMismatch, drawnUp, Ed25519Key, ProblemError, TRANSACTION_TYPE, type Draft } from "../src/index.js";
import { toBase64, utf8 } from "../src/bytes.js";
import { preAuthenticationEncoding } from "../src/transactions.js";
import { given } from "./given.js";

const one = given.built[0]!;
const intended = { calls: one.calls, by: one.by, chain: one.chain, genesis: one.genesis };

async function honest(): Promise<Draft> {
  const own = await drawnUp({ ...intended, seed: one.seed, validUntil: 9 });
  const at = { chain: one.chain, height: 1, state: "0".repeat(64), time: 1 };
  const said = { genesis: one.genesis, valid_until: 9, seed: one.seed, lines: [...own.lines], payload: own.payload };
  return { at, ...said, transaction: own.id, payload_type: TRANSACTION_TYPE, signed: toBase64(own.message) };
}

test("a draft that is what was asked for is signed", async () => {
  const own = await checkedDraft(await honest(), intended);
  assert.equal(own.payload, (await honest()).payload);
});

test("a draft of anything else is refused", async () => {
  const draft = await honest();
  const payload = draft.payload.replace('"valid_until":9', '"valid_until":8');
  const forged: Partial<Draft>[] = [
    { payload },
    { payload, signed: toBase64(preAuthenticationEncoding(TRANSACTION_TYPE, payload)) },
    { signed: toBase64(utf8("something else")) },
    { lines: [draft.lines[0]!.replace(/"salt":"./, '"salt":"0x'), ...draft.lines.slice(1)] },
    { lines: [...draft.lines, draft.lines[0]!] },
    { transaction: "0".repeat(64) },
    { seed: "1".repeat(64) },
    { valid_until: 10 },
    { payload_type: "application/json" as Draft["payload_type"] },
  ];
  for (const change of forged) await assert.rejects(checkedDraft({ ...draft, ...change }, intended), DraftMismatch);
  await assert.rejects(checkedDraft(draft, { ...intended, by: [...one.by, "mallory"] }), DraftMismatch);
  await assert.rejects(checkedDraft(draft, { ...intended, genesis: "0".repeat(64) }), DraftMismatch);
  await assert.rejects(checkedDraft(draft, { ...intended, calls: [...one.calls, ...one.calls] }), DraftMismatch);
});

async function beside<T>(listener: RequestListener, use: (client: Client) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await use(new Client({ url, signer: await Ed25519Key.ofSeed(one.keys[0]!) }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a node with another genesis is given nothing to order", async () => {
  const chains = [{ chain: one.chain, genesis: "0".repeat(64), height: 1 }];
  const asked: string[] = [];
  await beside(
    (request, response) => {
      asked.push(request.url!);
      response.setHeader("content-type", "application/json").end(JSON.stringify({ chains, checkpoint: null }));
    },
    async (client) => {
      await assert.rejects(client.chain(one.chain, one.genesis).send(one.calls, { by: one.by }), /another genesis/);
      await assert.rejects(client.chain("none", one.genesis).send(one.calls, { by: one.by }), /no chain none/);
    },
  );
  assert.deepEqual(asked, ["/chains", "/chains"]);
});

test("what is put off is asked again, signed anew", async () => {
  const nonces = new Set<string>();
  await beside(
    (request, response) => {
      nonces.add(String(request.headers["signature-input"]));
      if (nonces.size < 3) response.writeHead(503, { "retry-after": "0", "content-type": "application/problem+json" }).end("{}");
      else response.setHeader("content-type", "application/json").end('{"chains":[],"checkpoint":null}');
    },
    async (client) => assert.deepEqual((await client.chains()).chains, []),
  );
  assert.equal(nonces.size, 3);
});

test("a problem is an error with what the node said", async () => {
  const problem = { type: "urn:counterfoil:problem:forbidden", title: "Not for whoever asks", status: 403, request: "r1" };
  await beside(
    (_, response) => response.writeHead(403, { "content-type": "application/problem+json" }).end(JSON.stringify(problem)),
    async (client) => {
      await assert.rejects(client.chains(), (error) => error instanceof ProblemError && error.problem?.type === problem.type);
      await assert.rejects(client.chain("main", "").evidence({ claim: "provenance", instrument: "X" }), ProblemError);
      await assert.rejects(client.chain("main", "").events().next(), ProblemError);
    },
  );
  await beside(
    (_, response) => response.writeHead(502, { "content-type": "text/html" }).end("<p>"),
    async (client) => assert.rejects(client.chain("main", "").evidence({ claim: "provenance", instrument: "X" }), /502/),
  );
});

test("events that are pushed are each told once, also where the stream is cut", async () => {
  const event = (height: number): string =>
    `id: ${height}.1\r\nevent: event\r\ndata: ${JSON.stringify({ height, index: 0 })}\r\n\r\n`;
  const asked: string[] = [];
  await beside(
    (request, response) => {
      asked.push(new URL(request.url!, "http://x").searchParams.get("from")!);
      response.writeHead(200, { "content-type": "text/event-stream" });
      // Cut within a message: what is not whole was not told, and is asked for again.
      if (asked.length === 1) response.write(`: beat\n\n${event(1)}${event(2)}id: 3.1\nevent: ev`, () => response.destroy());
      else response.end(event(3) + event(4));
    },
    async (client) => {
      const heights: number[] = [];
      const stop = new AbortController();
      for await (const { event: told } of client.chain("main", "").events({ signal: stop.signal, everyMs: 1 })) {
        heights.push(told.height);
        if (told.height === 4) stop.abort();
      }
      assert.deepEqual(heights, [1, 2, 3, 4]);
    },
  );
  assert.deepEqual(asked, ["0.0", "2.1"]);
});

test("a feed that is silent ends when nobody waits for it any more", async () => {
  await beside(
    (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`id: 1.1\nevent: event\ndata: ${JSON.stringify({ height: 1, index: 0 })}\n\n`);
    },
    async (client) => {
      const stop = new AbortController();
      const feed = client.chain("main", "").events({ signal: stop.signal });
      assert.equal((await feed.next()).value?.cursor, "1.1");
      const waiting = feed.next();
      stop.abort();
      assert.deepEqual(await waiting, { done: true, value: undefined });
    },
  );
});

test("evidence is bytes, as they came", async () => {
  const bytes = Buffer.from([80, 75, 3, 4, 255]);
  await beside(
    (request, response) => {
      assert.equal(request.url, "/chains/main/evidence");
      response.setHeader("content-type", "application/zip").end(bytes);
    },
    async (client) => assert.deepEqual(Buffer.from(await client.chain("main", "").evidence({ claim: "provenance", instrument: "X" })), bytes),
  );
});
