// SPDX-License-Identifier: Apache-2.0
// The whole program: who is signed in, in which language and light, and the page that the address names.
import { useState, type ReactNode } from "react";
import { SignIn } from "../keys/sign_in";
import { firstLanguage, LanguageContext, type Language } from "./language";
import { firstDark, Looks } from "./looks";
import { SessionContext, type Session } from "./session";
import { Shell } from "./shell";

export function App(): ReactNode {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [dark, setDark] = useState(firstDark);
  const [session, setSession] = useState<Session>();

  const chosen = {
    language: () => {
      const next = language === "en" ? "zh" : "en";
      localStorage.setItem("language", next);
      setLanguage(next);
    },
    dark: () => {
      localStorage.setItem("dark", String(!dark));
      setDark(!dark);
    },
    out: () => setSession(undefined),
  };
  return (
    <LanguageContext value={language}>
      <Looks dark={dark} language={language}>
        <SessionContext value={session}>
          <Shell chosen={chosen}>{session === undefined ? <SignIn signedIn={setSession} /> : undefined}</Shell>
        </SessionContext>
      </Looks>
    </LanguageContext>
  );
}
