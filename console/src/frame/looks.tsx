// SPDX-License-Identifier: Apache-2.0
// Dark or light, as it was chosen here or as the system has it; components, and the style that they make, by its nonce.
import { ConfigProvider, theme } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { createContext, useContext, useEffect, type ReactNode } from "react";
import type { Language } from "./language";

const Dark = createContext(false);

export function useDark(): boolean {
  return useContext(Dark);
}

export function firstDark(): boolean {
  const kept = localStorage.getItem("dark");
  return kept === null ? matchMedia("(prefers-color-scheme: dark)").matches : kept === "true";
}

const NONCE = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
/** Darker than the library's own, so that text of these colours is read by all (WCAG 2.2 AA, 4.5 to 1). */
const LIGHT = { colorPrimary: "#0958d9", colorLink: "#0946b8", colorTextDescription: "#595959", colorTextPlaceholder: "#6b6b6b" };
const DARK = { colorPrimary: "#3c89e8", colorLink: "#7cb3f5", colorTextDescription: "#b3b3b3", colorTextPlaceholder: "#9a9a9a" };

export function Looks({ dark, language, children }: { dark: boolean; language: Language; children: ReactNode }): ReactNode {
  useEffect(() => {
    document.documentElement.dataset["looks"] = dark ? "dark" : "light";
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en-GB";
  }, [dark, language]);
  return (
    <Dark value={dark}>
      <ConfigProvider
        button={{ autoInsertSpace: false }}
        csp={{ nonce: NONCE }}
        locale={language === "zh" ? zhCN : enUS}
        theme={{
          algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
          token: { motion: false, ...(dark ? DARK : LIGHT) },
        }}
      >
        {children}
      </ConfigProvider>
    </Dark>
  );
}
