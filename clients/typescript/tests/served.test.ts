// SPDX-License-Identifier: Apache-2.0
// A network that is really served: asked, and given transactions to order.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkedDraft, Client, Ed25519Key, ProblemError, signed, type Call, type Claim } from "../src/index.js";
import { given } from "./given.js";

const { url, chain: name, genesis, instrument, seeds, packages } = given.service;
const moved = (quantity: number, reference?: string): Call => ({
  call: "holdings.transfer",
  sender: "alice-1",
  receiver: "bob-1",
  instrument,
  quantity,
  ...(reference === undefined ? {} : { reference }),
});

async function as(party: string): Promise<Client> {
  return new Client({ url, signer: await Ed25519Key.ofSeed(seeds[party]!) });
}

test("a transfer is drawn up here, signed here, ordered, and seen by both", async () => {
  const [alice, bob] = [(await as("alice")).chain(name, genesis), (await as("bob")).chain(name, genesis)];
  const holding = `holdings/holding/bob-1/${instrument}`;
  const before = await bob.record(holding, { proof: true });
  assert.equal(before.table, "holdings/holding");
  if (before.table !== "holdings/holding") return;
  assert.ok(before.proof);
  const answer = await alice.send([moved(7, "存根 \u2028 \"x\"")], { by: ["alice"] });
  assert.deepEqual([answer.status, answer.outcome, answer.name], ["committed", 0, "ok"]);
  const after = await bob.record(holding);
  if (after.table !== "holdings/holding") throw new Error("another table");
  assert.equal(after.value.free, before.value.free! + 7);
  const shown = await bob.transaction(answer.transaction!);
  const [event] = shown.caused;
  if (event?.type !== "holdings.transferred") throw new Error("another event");
  assert.deepEqual([event.data.quantity, event.data.reference], [7, "存根 \u2028 \"x\""]);
});

test("a retry is the same intent", async () => {
  const alice = (await as("alice")).chain(name, genesis);
  const unsigned = await alice.drawnUp([moved(1)], { by: ["alice"] });
  const travels = await signed(unsigned, await Ed25519Key.ofSeed(seeds["alice"]!));
  const [first, again] = [await alice.handIn(travels), await alice.handIn(travels, travels)];
  assert.deepEqual([...first, ...first], again);
  assert.equal(first[0]!.transaction, unsigned.id);
});

test("a draft of the node is signed once it is what was asked for", async () => {
  const client = await as("alice");
  const calls = [moved(2), moved(3)];
  const asked = { params: { path: { chain: name } }, body: { calls, by: ["alice"] } };
  const { data } = await client.http.POST("/chains/{chain}/drafts", asked);
  const unsigned = await checkedDraft(data!, { calls, by: ["alice"], chain: name, genesis });
  const [answer] = await client.chain(name, genesis).handIn(await signed(unsigned, client.signer));
  assert.equal(answer!.status, "committed");
  const { data: other } = await client.http.POST("/chains/{chain}/drafts", asked);
  await assert.rejects(checkedDraft(other!, { calls: [moved(2)], by: ["alice"], chain: name, genesis }), /another transaction/);
});

test("what is rejected says why, and what would be right", async () => {
  const alice = (await as("alice")).chain(name, genesis);
  const answer = await alice.send([moved(1_000_000_000)], { by: ["alice"] });
  assert.deepEqual([answer.status, answer.name, answer.call], ["rejected", "insufficient_free_quantity", 0]);
  const foretold = await alice.rehearse([moved(1_000_000_000)], ["alice"]);
  assert.equal(foretold.status, "would_be_rejected");
});

test("a forgery is refused: another's signature, another chain, changed lines", async () => {
  const [alice, mallory] = [await as("alice"), await Ed25519Key.ofSeed("6d".repeat(32))];
  const chain = alice.chain(name, genesis);
  const unsigned = await chain.drawnUp([moved(4)], { by: ["alice"] });
  const by = async (...signers: Parameters<typeof signed>[1][]): Promise<string | undefined> =>
    (await chain.handIn(await signed(unsigned, ...signers)))[0]!.name;
  assert.equal(await by(mallory), "unknown_key");
  assert.equal(await by({ keyid: alice.signer.keyid, sign: (message) => mallory.sign(message) }), "bad_signature");
  assert.equal(await by(), "bad_signature");
  assert.equal(await by((await as("bob")).signer), "incomplete");
  const text = new TextDecoder().decode(await signed(unsigned, alice.signer));
  const changed = new TextEncoder().encode(text.replace('"quantity":4', '"quantity":5'));
  assert.equal((await chain.handIn(changed))[0]!.name, "malformed");
  await assert.rejects(alice.chain(name, "0".repeat(64)).send([moved(4)], { by: ["alice"] }), /another genesis/);
});

test("a request by a key that nobody has is not heard", async () => {
  const stranger = new Client({ url, signer: await Ed25519Key.ofSeed("6d".repeat(32)) });
  await assert.rejects(stranger.chains(), (error) => error instanceof ProblemError && error.status === 401);
  const alice = (await as("alice")).chain(name, genesis);
  await assert.rejects(alice.record("parties/party/none"), (error) => error instanceof ProblemError && error.status === 404);
});

test("events are followed from a place on, each once, while more come", async () => {
  const [alice, bob] = [(await as("alice")).chain(name, genesis), (await as("bob")).chain(name, genesis)];
  const { height } = (await alice.record(`holdings/holding/alice-1/${instrument}`)).at;
  const stop = new AbortController();
  const seen: number[] = [];
  const cursors: string[] = [];
  const following = (async () => {
    for await (const { event, cursor } of bob.events({ from: `${height + 1}.0`, signal: stop.signal, everyMs: 20 })) {
      if (event.type === "holdings.transferred") seen.push(event.data.quantity);
      cursors.push(cursor);
      if (seen.length === 3) stop.abort();
    }
  })();
  for (const quantity of [11, 12, 13]) await alice.send([moved(quantity)], { by: ["alice"] });
  await following;
  assert.deepEqual(seen, [11, 12, 13]);
  const next = new AbortController();
  for await (const { event } of bob.events({ from: cursors[0]!, signal: next.signal, everyMs: 20 })) {
    assert.equal(event.type === "holdings.transferred" && event.data.quantity, 12);
    next.abort();
    break;
  }
});

test("events are pushed by the node itself, on one connection", async () => {
  const kinds: (string | null)[] = [];
  const noticed: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (response.url.includes("/events")) kinds.push(response.headers.get("content-type"));
    return response;
  };
  const alice = new Client({ url, signer: (await as("alice")).signer, fetch: noticed }).chain(name, genesis);
  const first = await alice.send([moved(21)], { by: ["alice"] });
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const { event } of alice.events({ from: `${first.height}.0`, signal: stop.signal })) {
    if (event.type === "holdings.transferred") seen.push(event.data.quantity);
    // What comes only after the feed has begun is told by the same feed.
    if (seen.length === 1) await alice.send([moved(22)], { by: ["alice"] });
    if (seen.length === 2) stop.abort();
  }
  assert.deepEqual(seen, [21, 22]);
  assert.equal(kinds.length, 1);
  assert.match(kinds[0]!, /^text\/event-stream/);
});

test("evidence is had for each kind of claim, for a verifier that trusts nobody", async () => {
  const alice = (await as("alice")).chain(name, genesis);
  const { transaction } = await alice.send([moved(5)], { by: ["alice"] });
  const own = { account: "alice-1", instrument };
  const claims: Claim[] = [
    { claim: "control", ...own },
    { claim: "position", ...own },
    { claim: "absence", account: "alice-1", instrument: "XSHG.999999" },
    { claim: "statement", account: "alice-1", from: 0 },
    { claim: "transfer", transaction: transaction! },
    { claim: "record", record: `holdings/holding/alice-1/${instrument}` },
  ];
  // What none of them waits for is published once: the first asks for it.
  for (const [at, claim] of claims.entries()) {
    writeFileSync(join(packages, `${claim.claim}.zip`), await alice.evidence({ ...claim, publish: at === 0 }));
  }
  const anothers = (await as("bob")).chain(name, genesis).evidence({ claim: "position", ...own });
  await assert.rejects(anothers, (error) => error instanceof ProblemError && error.status === 404);
});

test("records are listed page after page, by what they say, and as they were", async () => {
  const alice = (await as("alice")).chain(name, genesis);
  const { height } = await alice.send([moved(1)], { by: ["alice"] });
  const listed = async (listing: Parameters<typeof alice.records>[1]): Promise<[string, number | undefined][]> => {
    const found: [string, number | undefined][] = [];
    for await (const one of alice.records("holdings/holding", { atLeast: height!, ...listing })) {
      if (one.table === "holdings/holding") found.push([one.record, one.value.free]);
    }
    return found;
  };
  const all = await listed({});
  assert.ok(all.length > 1);
  assert.deepEqual(await listed({ limit: 1 }), all);
  const path = `holdings/holding/alice-1/${instrument}`;
  const [shares] = await listed({ fields: { "/1": "alice-1", "/2": instrument }, proof: true });
  assert.deepEqual(shares, all.find(([record]) => record === path));
  const [before] = await listed({ fields: { "/1": "alice-1", "/2": instrument }, height: height! - 1 });
  assert.equal(before![1], shares![1]! + 1);
  await assert.rejects(listed({ fields: { none: "x" } }), (error) => error instanceof ProblemError && error.status === 400);
});

test("a request that has a name is for one body; a token is taken back", async () => {
  const client = await as("alice");
  const named = { path: { chain: name }, header: { "Idempotency-Key": "typescript-1" } };
  const rehearsed = async (quantity: number): Promise<number> => {
    const body = { calls: [moved(quantity)], by: ["alice"] };
    return (await client.http.POST("/chains/{chain}/rehearsals", { params: named, body })).response.status;
  };
  assert.deepEqual([await rehearsed(1), await rehearsed(1), await rehearsed(2)], [200, 200, 409]);
  const params = { path: { identifier: "0".repeat(32) } };
  assert.equal((await client.http.DELETE("/tokens/{identifier}", { params })).response.status, 204);
});

test("who asks, headers, trails and words: what a page shows", async () => {
  const client = await as("bob");
  const [own] = (await client.me()).chains;
  assert.deepEqual([own?.at.chain, own?.party, own?.name, own?.sees_all], [name, "bob", "Bob", false]);
  const chain = client.chain(name, genesis);
  const first = await chain.blocks({ limit: 2 });
  const second = await chain.blocks({ before: first.next!, limit: 2 });
  assert.equal(second.blocks[0]!.header.height, first.blocks[1]!.header.height - 1);
  assert.equal((await chain.block(first.at.height)).hash, first.blocks[0]!.hash);
  const trail = await chain.trail(`holdings/holding/bob-1/${instrument}`, { limit: 1 });
  const { event } = trail.events[0]!;
  assert.ok((await chain.eventsFrom(`${event.height}.${event.index}`, 1)).events.length === 1);
  const said = await chain.words({ events: [{ type: event.type, data: { ...event.data } }] });
  assert.match(said.events[0]!.en, /share of .+ transferred from account alice-1 to account bob-1/);
  assert.match(said.events[0]!.zh, /由账户 alice-1 过户至账户 bob-1/);
});

test("a key that WebCrypto made signs and cannot be read", async () => {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await Ed25519Key.of(publicKey, pair.privateKey);
  const message = new TextEncoder().encode("存根") as Uint8Array<ArrayBuffer>;
  assert.ok(await crypto.subtle.verify("Ed25519", pair.publicKey, await key.sign(message), message));
  await assert.rejects(crypto.subtle.exportKey("pkcs8", key.key));
});
