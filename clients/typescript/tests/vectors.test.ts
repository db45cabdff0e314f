// SPDX-License-Identifier: Apache-2.0
// Byte for byte what Python writes: canonical JSON, payloads, lines, signatures, signed requests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical, drawnUp, Ed25519Key, signatureHeaders, signed } from "../src/index.js";
import { toBase64, utf8 } from "../src/bytes.js";
import { given } from "./given.js";

test("canonical JSON is one text", () => {
  assert.ok(given.canonical.length > 5);
  for (const one of given.canonical) assert.equal(canonical(one.value), one.utf8, one.name);
  assert.equal(canonical({ b: undefined, a: -0 }), '{"a":0}');
});

test("what has no canonical form is refused", () => {
  const deep = Array.from({ length: 65 }).reduce<unknown>((inner) => [inner], 1);
  for (const value of [1.5, NaN, 2 ** 53, "\ud800", { é: 1 }, { a: [1n] }, undefined, () => 1, deep]) {
    assert.throws(() => canonical(value), RangeError);
  }
});

test("transactions are those that Python builds", async () => {
  assert.ok(given.built.length > 100);
  for (const one of given.built) {
    const { seed, calls, by, chain, genesis } = one;
    const own = await drawnUp({ seed, calls, by, chain, genesis, validFrom: one.valid_from, validUntil: one.valid_until });
    assert.equal(own.payload, one.payload);
    assert.deepEqual(own.lines, one.lines);
    assert.equal(own.id, one.id);
    const keys = await Promise.all(one.keys.map((key) => Ed25519Key.ofSeed(key)));
    assert.equal(toBase64(await signed(own, ...keys)), one.travels);
  }
});

test("a seed that is drawn makes another intent each time", async () => {
  const { calls, by, chain, genesis } = given.built[0]!;
  const wanted = { calls, by, chain, genesis, validUntil: 9 };
  const [one, other] = [await drawnUp(wanted), await drawnUp(wanted)];
  assert.notEqual(one.id, other.id);
  assert.equal((await drawnUp({ ...wanted, seed: one.seed })).id, one.id);
});

test("what nobody could hand in is not drawn up", async () => {
  const { calls, by, chain, genesis } = given.built[0]!;
  const wanted = { calls, by, chain, genesis, validUntil: 9 };
  await assert.rejects(drawnUp({ ...wanted, calls: [] }), RangeError);
  await assert.rejects(drawnUp({ ...wanted, by: [] }), RangeError);
  await assert.rejects(drawnUp({ ...wanted, seed: "0" }), RangeError);
  await assert.rejects(drawnUp({ ...wanted, validUntil: 0.5 }), RangeError);
  await assert.rejects(Ed25519Key.ofSeed("00"), RangeError);
});

test("requests are signed as Python signs them", async () => {
  assert.ok(given.signed_requests.length > 0);
  for (const one of given.signed_requests) {
    const header = (name: string): string | null => one.headers.find(([held]) => held === name)?.[1] ?? null;
    const input = header("signature-input")!;
    const [created, nonce] = [/created=([0-9]+)/.exec(input)![1]!, /nonce="([^"]*)"/.exec(input)![1]!];
    const signing = { clock: () => Number(created) * 1000, nonce: () => nonce };
    const asked = { method: one.method, url: one.url, contentType: header("content-type"), body: utf8(one.utf8) };
    const made = await signatureHeaders(asked, await Ed25519Key.ofSeed(one.seed), signing);
    assert.equal(made["content-digest"] ?? null, header("content-digest"));
    const parameters = (text: string): string[] => text.replace(/^[^=]*=/, "").split(/[();]/).filter(Boolean).sort();
    assert.deepEqual(parameters(made["signature-input"]!), parameters(input));
  }
});
