// SPDX-License-Identifier: Apache-2.0
// What stands around every page: the menu, the search, who is signed in, language and light.
import { Button, Input } from "antd";
import { useContext, useEffect, useRef, type ReactNode } from "react";
import { useCommon, useLanguage } from "./language";
import { useDark } from "./looks";
import { PAGES, type Page, type Person } from "./page";
import { address, go, placeOf, useAddress, type Place } from "./route";
import { SessionContext, type Session } from "./session";

export interface Chosen {
  language: () => void;
  dark: () => void;
  out: () => void;
}

const PERSONS: readonly Person[] = ["explorer", "member", "supervisor", "operator"];

/** `children` stand in the page's place until somebody is signed in. */
export function Shell({ chosen, children }: { chosen: Chosen; children: ReactNode }): ReactNode {
  const say = useCommon();
  const session = useContext(SessionContext);
  const path = useAddress();
  const place = placeOf(path, PAGES);
  const chain = place?.at["chain"] ?? session?.chains[0]?.chain ?? "";
  return (
    <>
      <a className="skip" href="#main" onClick={toMain}>{say("skip")}</a>
      <header>
        <p className="product">{say("product")}</p>
        {session !== undefined && <Search chain={chain} />}
        <Settings chosen={chosen} session={session} chain={chain} />
      </header>
      <div className="columns">
        {session !== undefined && <Menu here={place?.page} chain={chain} session={session} />}
        <main id="main" tabIndex={-1}>{children ?? <Shown place={place} path={path} />}</main>
      </div>
    </>
  );
}

/** The address is the page's, so that this link is followed here. */
function toMain(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Shown({ place, path }: { place: Place | undefined; path: string }): ReactNode {
  const say = useCommon();
  const language = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  const title = place?.page.texts.title[language] ?? say("no_page");
  useEffect(() => {
    document.title = `${title} · Counterfoil`;
  }, [title]);
  // Whoever cannot see hears where the link led.
  useEffect(() => heading.current?.focus(), [path]);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {place !== undefined && <place.page.Content key={path} at={place.at} />}
    </>
  );
}

function Menu({ here, chain, session }: { here: Page | undefined; chain: string; session: Session }): ReactNode {
  const say = useCommon();
  const language = useLanguage();
  const listed = PAGES.filter(({ menu }) => menu !== undefined).sort((one, other) => one.menu!.order - other.menu!.order);
  return (
    <nav aria-label={say("menu")}>
      {session.chains.length > 1 && (
        <label>
          {say("chain")}{" "}
          <select value={chain} onChange={({ target }) => go(address("chains", target.value, "blocks"))}>
            {session.chains.map((one) => <option key={one.chain}>{one.chain}</option>)}
          </select>
        </label>
      )}
      {PERSONS.filter((person) => listed.some((page) => page.person === person)).map((person) => (
        <section key={person} aria-label={say(person)}>
          <p className="person">{say(person)}</p>
          <ul>
            {listed.filter((page) => page.person === person).map((page) => (
              <li key={page.route}>
                <a href={`#${page.menu!.to(chain)}`} {...(page === here ? { "aria-current": "page" } : {})}>{page.texts.title[language]}</a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Search({ chain }: { chain: string }): ReactNode {
  const say = useCommon();
  const search = (text: string): void => {
    if (text.trim() !== "") go(address("chains", chain, "search", text.trim()));
  };
  return (
    <div role="search">
      <Input.Search aria-label={say("search_what")} placeholder={say("search_what")} enterButton={say("search")} onSearch={search} />
    </div>
  );
}

function Settings({ chosen, session, chain }: { chosen: Chosen; session: Session | undefined; chain: string }): ReactNode {
  const say = useCommon();
  const dark = useDark();
  const language = useLanguage();
  const own = session?.me.chains.find(({ at }) => at.chain === chain);
  return (
    <div className="settings">
      {session !== undefined && (
        <>
          <span className="who">
            {own === undefined ? say("nobody_here") : say("who", { party: `${own.name} (${own.party})` })}
            {own?.sees_all && ` · ${say("sees_all")}`}
          </span>
          <Button onClick={chosen.out}>{say("sign_out")}</Button>
        </>
      )}
      <Button onClick={chosen.language} lang={language === "en" ? "zh-CN" : "en-GB"}>{say("language")}</Button>
      <Button onClick={chosen.dark}>{say(dark ? "light" : "dark")}</Button>
    </div>
  );
}
