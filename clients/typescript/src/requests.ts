// SPDX-License-Identifier: Apache-2.0
// spec/signed-requests.md: requests signed as they leave (RFC 9421), their bodies digested (RFC 9530).
import { sha256, toBase64, toHex, utf8, type Bytes } from "./bytes.js";
import type { Signer } from "./keys.js";

/** Seconds for which a signature is worth something. */
const LIFE_S = 60;

export interface Signing {
  /** Milliseconds since 1970, by a clock that agrees with the service's to some seconds. */
  clock?: () => number;
  /** Each call a text that was never given before, of at most 128 characters. */
  nonce?: () => string;
}

/** The headers by which a request says who sends it. */
export async function signatureHeaders(
  request: { method: string; url: string; contentType: string | null; idempotencyKey?: string | null; body: Bytes },
  signer: Signer,
  { clock = Date.now, nonce = randomNonce }: Signing = {},
): Promise<Record<string, string>> {
  const url = new URL(request.url);
  const digest = request.body.length === 0 ? null : `sha-256=:${toBase64(await sha256(request.body))}:`;
  const covered: [string, string][] = [
    ["@method", request.method],
    ["@authority", url.host],
    ["@path", url.pathname],
    ["@query", url.search === "" ? "?" : url.search],
  ];
  if (request.contentType !== null) covered.push(["content-type", request.contentType]);
  // A name that somebody on the way gave a request would be another's.
  if (request.idempotencyKey != null) covered.push(["idempotency-key", request.idempotencyKey]);
  if (digest !== null) covered.push(["content-digest", digest]);
  const created = Math.floor(clock() / 1000);
  const names = covered.map(([name]) => `"${name}"`).join(" ");
  const times = `created=${created};expires=${created + LIFE_S}`;
  const parameters = `(${names});${times};keyid="${signer.keyid}";nonce="${nonce()}";alg="ed25519"`;
  const base = [...covered, ["@signature-params", parameters]].map(([name, value]) => `"${name}": ${value}`).join("\n");
  const signature = toBase64(await signer.sign(utf8(base)));
  return {
    "signature-input": `counterfoil=${parameters}`,
    signature: `counterfoil=:${signature}:`,
    ...(digest === null ? {} : { "content-digest": digest }),
  };
}

/** `fetch`, with every request signed. */
export function signingFetch(signer: Signer, signing: Signing = {}, inner: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = new Uint8Array(await request.clone().arrayBuffer());
    const contentType = request.headers.get("content-type");
    const idempotencyKey = request.headers.get("idempotency-key");
    const asked = { method: request.method, url: request.url, contentType, idempotencyKey, body };
    const added = await signatureHeaders(asked, signer, signing);
    for (const [name, value] of Object.entries(added)) request.headers.set(name, value);
    return inner(request);
  };
}

function randomNonce(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}
