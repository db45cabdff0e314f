// SPDX-License-Identifier: Apache-2.0
// Ed25519 by WebCrypto. A key never leaves the process: what is sent are signatures, and the key's identifier.
import { concatenated, fromBase64, fromHex, sha256, toHex, utf8, type Bytes } from "./bytes.js";

/** RFC 8410: what stands before the seed of an Ed25519 key in PKCS #8. */
const PKCS8 = fromHex("302e020100300506032b657004220420");

/** A key that signs: this one, or one of a device that has the same two members. */
export interface Signer {
  /** hex SHA-256 of the scheme, a zero byte, and the public key */
  readonly keyid: string;
  sign(message: Bytes): Promise<Bytes>;
}

export class Ed25519Key implements Signer {
  private constructor(
    readonly keyid: string,
    readonly publicKey: Bytes,
    /** as WebCrypto holds it: where it was made not to be read, a browser may keep it and nobody reads it there */
    readonly key: CryptoKey,
  ) {}

  /** A key that WebCrypto made, or a browser kept. */
  static async of(publicKey: Bytes, key: CryptoKey): Promise<Ed25519Key> {
    return new Ed25519Key(await keyidOf(publicKey), publicKey, key);
  }

  /** The key of a seed of 32 bytes, in hexadecimal or as they are. */
  static async ofSeed(seed: Bytes | string): Promise<Ed25519Key> {
    const bytes = typeof seed === "string" ? fromHex(seed) : seed;
    if (bytes.length !== 32) throw new RangeError(`a seed has 32 bytes, and this ${bytes.length}`);
    const pkcs8 = concatenated(PKCS8, bytes);
    const shown = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
    const { x } = await crypto.subtle.exportKey("jwk", shown);
    const publicKey = fromBase64(x!.replaceAll("-", "+").replaceAll("_", "/"));
    const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
    return new Ed25519Key(await keyidOf(publicKey), publicKey, key);
  }

  async sign(message: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign("Ed25519", this.key, message));
  }
}

export async function keyidOf(publicKey: Bytes): Promise<string> {
  return toHex(await sha256(concatenated(utf8("ed25519\0"), publicKey)));
}
