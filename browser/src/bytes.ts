// SPDX-License-Identifier: Apache-2.0
// Bytes, hexadecimal, base64 and UTF-8, each in its one strict form.
import { Wrong } from "./wrong.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** By character code: the value of a digit, -1 where it is none. */
const HEX_VALUE = valuesOf("0123456789abcdef");
const BASE64_VALUE = valuesOf(BASE64);

function valuesOf(digits: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let value = 0; value < digits.length; value++) values[digits.charCodeAt(value)] = value;
  return values;
}

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of UTF-8 bytes; what is not UTF-8, half a surrogate pair included, is refused. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Wrong("not UTF-8");
  }
}

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Bytes of lower-case hexadecimal digits, whose form the caller has checked. */
export function fromHex(text: string): Uint8Array {
  return hexInto(new Uint8Array(text.length / 2), 0, text);
}

/** The same, written into bytes that are there. */
export function hexInto(target: Uint8Array, from: number, text: string): Uint8Array {
  for (let i = 0; 2 * i < text.length; i++) {
    target[from + i] = (HEX_VALUE[text.charCodeAt(2 * i)]! << 4) | HEX_VALUE[text.charCodeAt(2 * i + 1)]!;
  }
  return target;
}

/** Bytes of standard base64 with padding, unused bits zero; null if it is anything else. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const letters = text.length - padding;
  let bits = 0;
  let width = 0;
  let at = 0;
  for (let i = 0; i < letters; i++) {
    const value = BASE64_VALUE[text.charCodeAt(i)] ?? -1;
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xfff;
    width += 6;
    if (width >= 8) {
      width -= 8;
      bytes[at++] = (bits >> width) & 0xff;
    }
  }
  return (bits & ((1 << width) - 1)) === 0 ? bytes : null;
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** How many characters a text has: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}
