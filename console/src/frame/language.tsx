// SPDX-License-Identifier: Apache-2.0
// Chinese and English: every text has both, by its type.
import { createContext, useContext } from "react";
import common from "../texts.json";

export type Language = "en" | "zh";
export interface Words {
  en: string;
  zh: string;
}
export type Texts = Readonly<Record<string, Words>>;
export const COMMON: Record<keyof typeof common, Words> = common;

export const LanguageContext = createContext<Language>("en");

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export type Say<T extends Texts> = (name: keyof T, values?: Readonly<Record<string, string | number>>) => string;

/** Texts of a page in the language of whoever reads it; braces name values. */
export function useTexts<T extends Texts>(texts: T): Say<T> {
  const language = useLanguage();
  return (name, values = {}) =>
    texts[name]![language].replace(/\{(\w+)\}/g, (_, value: string) => String(values[value] ?? ""));
}

export function useCommon(): Say<typeof COMMON> {
  return useTexts(COMMON);
}

/** The language that was chosen here, or that the browser asks for. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem("language");
  if (kept === "en" || kept === "zh") return kept;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

/** A time in UTC, to the second, as the ledger's own texts have it. */
export function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A whole number with its digits in threes. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
