// SPDX-License-Identifier: Apache-2.0
// spec/identifiers.md: codes given by others, as far as they can be checked by themselves.

const USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/** GB 32100: registering department → kinds of body. */
const DEPARTMENTS = new Map([
  ["1", "1239"], ["2", "19"], ["3", "123459"], ["4", "19"], ["5", "1239"], ["6", "129"], ["7", "129"], ["8", "19"], ["9", "1239"],
  ["A", "19"], ["N", "1239"], ["Y", "1"],
]);
const PROVINCES = new Set(
  "10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split(" "),
);
/** ISO 10962: category → groups. */
const CFI_GROUPS = new Map([
  ["E", "SPCFLDYM"], ["C", "IHBEPSFM"], ["D", "BCWTSEGANDYM"], ["R", "ASPWFDM"], ["O", "CPM"], ["F", "FC"],
  ["S", "RTECFM"], ["H", "RTECFM"], ["I", "FCT"], ["J", "ECFRT"], ["K", "RTECFYM"], ["L", "LRS"], ["T", "CTRIBDM"], ["M", "CM"],
]);

function value36(letter: string): number {
  return parseInt(letter, 36);
}

export function isIsin(code: string): boolean {
  if (!/^[A-Z]{2}[A-Z0-9]{9}[0-9]$/.test(code)) return false;
  const digits = [...code].map((letter) => String(value36(letter))).join("");
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

export function isLei(code: string): boolean {
  if (!/^[A-Z0-9]{18}[0-9]{2}$/.test(code)) return false;
  const check = Number(code.slice(18));
  let rest = 0;
  for (const letter of code) for (const digit of String(value36(letter))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1 && check >= 2 && check <= 98;
}

export function isCfi(code: string): boolean {
  return /^[A-Z]{6}$/.test(code) && (CFI_GROUPS.get(code[0]!) ?? "").includes(code[1]!);
}

export function isMic(code: string): boolean {
  return /^[A-Z0-9]{4}$/.test(code);
}

/** Unified social credit code. Its check character is left aside where a certificate shows that it was issued so. */
export function isCreditCode(code: string, withCheck: boolean): boolean {
  if (code.length !== 18 || ![...code].every((letter) => USCC_LETTERS.includes(letter))) return false;
  if (!/^[0-9]{6}$/.test(code.slice(2, 8))) return false;
  if (!(DEPARTMENTS.get(code[0]!) ?? "").includes(code[1]!) || !PROVINCES.has(code.slice(2, 4))) return false;
  if (isIdentityNumber(code)) return false;
  let sum = 0;
  for (let i = 0, power = 1; i < 18; i++, power = (power * 3) % 31) {
    sum += USCC_LETTERS.indexOf(code[i]!) * (i === 17 ? 1 : power);
  }
  return !withCheck || sum % 31 === 0;
}

/** GB 11643: a personal identity number, which never stands on the ledger. */
export function isIdentityNumber(code: string): boolean {
  if (!/^[0-9]{17}[0-9X]$/.test(code)) return false;
  const [year, month, day] = [code.slice(6, 10), code.slice(10, 12), code.slice(12, 14)].map(Number) as [number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false;
  let rest = 0;
  for (let i = 0; i < 18; i++) rest = (rest * 2 + (code[i] === "X" ? 10 : Number(code[i]))) % 11;
  return rest === 1;
}
