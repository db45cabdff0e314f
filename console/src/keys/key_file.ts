// SPDX-License-Identifier: Apache-2.0
// Key files of `counterfoil keys new`: a seed under a passphrase (scrypt, then secretbox), opened in this browser alone.
import { Ed25519Key, toHex } from "@counterfoil/client";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";

const FORMAT = "counterfoil-key/v1";
const NONCE_LENGTH = 24;
/** Bytes; a file that wants more is refused before it can exhaust the browser. */
const SCRYPT_MEMORY_MAX = 2 ** 29;

/** Why a file gives no key; `passphrase`: none or a wrong one was given. */
export class KeyFileError extends Error {
  constructor(readonly why: "unreadable" | "passphrase" | "scheme" | "mismatch") {
    super(why);
  }
}

interface KeyFile {
  box: string;
  format: string;
  kdf: { function: string; n: number; p: number; r: number; salt: string } | null;
  name: string;
  public: string;
  scheme: string;
}

export interface OpenedKey {
  name: string;
  key: Ed25519Key;
}

/** The key in a file; raises KeyFileError. What it holds leaves this function as a key that cannot be read. */
export async function openKeyFile(text: string, passphrase: string): Promise<OpenedKey> {
  const file = parsed(text);
  if (file.scheme !== "ed25519") throw new KeyFileError("scheme");
  const box = bytesOf(file.box);
  const seed = file.kdf === null ? box : await opened(box, file.kdf, passphrase);
  if (seed.length !== 32) throw new KeyFileError("unreadable");
  const key = await Ed25519Key.ofSeed(seed);
  seed.fill(0);
  if (toHex(key.publicKey) !== file.public) throw new KeyFileError("mismatch");
  return { name: file.name, key };
}

export function isEncrypted(text: string): boolean {
  return parsed(text).kdf !== null;
}

function parsed(text: string): KeyFile {
  let file: Partial<KeyFile> | null;
  try {
    file = JSON.parse(text) as Partial<KeyFile> | null;
  } catch {
    throw new KeyFileError("unreadable");
  }
  const texts = [file?.box, file?.name, file?.public, file?.scheme].every((one) => typeof one === "string");
  if (file?.format !== FORMAT || !texts || typeof file.kdf !== "object") throw new KeyFileError("unreadable");
  return file as KeyFile;
}

async function opened(box: Uint8Array, kdf: NonNullable<KeyFile["kdf"]>, passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
  const { n: N, p, r, salt } = kdf;
  if (passphrase === "") throw new KeyFileError("passphrase");
  if (kdf.function !== "scrypt" || 128 * N * r > SCRYPT_MEMORY_MAX || p > 16) throw new KeyFileError("unreadable");
  // One passphrase typed on two systems is one text.
  const secret = new TextEncoder().encode(passphrase.normalize("NFC"));
  const key = await scryptAsync(secret, bytesOf(salt), { N, p, r, dkLen: 32, maxmem: 2 * SCRYPT_MEMORY_MAX });
  try {
    return new Uint8Array(xsalsa20poly1305(key, box.slice(0, NONCE_LENGTH)).decrypt(box.slice(NONCE_LENGTH)));
  } catch {
    throw new KeyFileError("passphrase");
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    throw new KeyFileError("unreadable");
  }
}
