# SPDX-License-Identifier: Apache-2.0
"""The portal in a real browser, over a plain file server: two languages, dark and light, by keyboard, on a phone."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from counterfoil.evidence.tlog_proof import parse_tlog_proof, verify_tlog_proof
from counterfoil.node.published_pages import publish_pages
from counterfoil.primitives.merkle.verify import leaf_hash
from support.chromium import DESK, PHONE, findings
from support.custody import LOG_SIGNER, NOW_S, ORIGIN, TestChain, with_auditor
from support.portal import make_log, open_log, trust_file

HOLDS = {"en-GB": "The checkpoint holds under your trust file", "zh-CN": "依您的信任文件，检查点成立"}
UNCHECKED = {"en-GB": "Keys as this site names them: not checked", "zh-CN": "密钥以本站所示为准：未经核验"}
SIZE = 304


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published log of 304 entries with the pages beside it, and a trust file elsewhere."""
    directory, chain = tmp_path_factory.mktemp("published"), TestChain()
    with make_log(directory, chain, 300):
        pass
    trust_file(directory / "trust.json", chain)
    publish_pages(directory / "custody")
    return directory


class Quiet(SimpleHTTPRequestHandler):
    """Any file server: the one of Python, without its messages."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the folder, which a test may change, and its address."""
    folder = tmp_path / "site"
    shutil.copytree(published, folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder / "custody/log")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def opened(browser: Any, site: tuple[Path, str]) -> Iterator[Any]:
    """Opens the portal; whatever it asks of another site, or throws, fails the test."""
    contexts: list[Any] = []
    asked: list[str] = []
    thrown: list[str] = []

    def open_page(
        locale: str = "en-GB", scheme: str = "light", viewport: dict[str, int] = DESK, script: str = ""
    ) -> Any:
        context = browser.new_context(locale=locale, color_scheme=scheme, viewport=viewport)
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.clock.set_fixed_time((NOW_S + 60) * 1_000)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: thrown.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(site[1])
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((site[1], "blob:", "data:"))] == []
    assert thrown == []


def verdict(page: Any) -> str:
    page.wait_for_selector("#verdict .verdict")
    return str(page.text_content("#verdict .verdict"))


def trust(page: Any, site: tuple[Path, str]) -> None:
    page.set_input_files("#trust-file", site[0] / "trust.json")
    page.wait_for_selector("#verdict .verdict.good, #verdict .verdict.bad")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_what_is_shown(opened: Any, site: tuple[Path, str], locale: str, scheme: str, viewport: dict[str, int]) -> None:
    """No verdict without a trust file, one with it; nothing is cut off at the side, and axe finds nothing."""
    page = opened(locale, scheme, viewport)
    page.wait_for_selector("#entries li")
    assert verdict(page) == UNCHECKED[locale]
    assert page.locator("#log .good:not(#entries .good, #checkpoint .good)").count() == 0
    trust(page, site)
    assert verdict(page) == HOLDS[locale]
    page.locator("#entries summary").nth(1).click()
    page.wait_for_selector("#entries pre")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert findings(page) == []


def test_the_language_is_changed(opened: Any) -> None:
    """At a press, with everything that is shown."""
    page = opened()
    assert verdict(page) == UNCHECKED["en-GB"]
    page.click("#language")
    page.wait_for_selector("html[lang=zh-Hans]")
    page.get_by_text("由新到旧").wait_for()
    assert verdict(page) == UNCHECKED["zh-CN"]


def test_by_keyboard(opened: Any, site: tuple[Path, str]) -> None:
    """Tab reaches language, trust file, paging and entries; an entry opens, and pages turn, without a mouse."""
    page = opened()
    page.wait_for_selector("#entries li")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName.toLowerCase()"))
    wanted = ["language", "trust-file", "older", "number", "summary"]
    assert [name for name in dict.fromkeys(reached) if name in wanted] == wanted
    page.focus("#entries summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("#entries pre")
    page.focus("#number")
    page.keyboard.type("255")
    page.keyboard.press("Enter")
    page.wait_for_selector("#entry-255")
    assert page.text_content("#range") == f"Entries 236 to 255 of {SIZE}, counted from 0"
    page.focus("#older")
    page.keyboard.press("Enter")
    page.wait_for_selector("#entry-235")
    page.focus("#newer")
    page.keyboard.press("Enter")
    page.wait_for_selector("#entry-255")


def test_entries_are_paged_to_the_first(opened: Any) -> None:
    """Newest first, down to entry 0, each shown to be in the tree."""
    page = opened()
    page.wait_for_selector(f"#entry-{SIZE - 1}")
    seen = SIZE
    while page.is_enabled("#older"):
        seen -= 20
        page.click("#older")
        page.wait_for_selector(f"#entry-{seen - 1}")
    assert page.locator("#entries li > details").count() == SIZE % 20
    page.wait_for_selector("#entry-0 .good")


def test_lag_and_further_back(opened: Any, site: tuple[Path, str]) -> None:
    """How far each auditor is behind the seal; older bundles are read when they are asked for."""
    page = opened()
    page.wait_for_selector("#chains table")
    trust(page, site)
    rows = page.eval_on_selector_all(
        "#chains tbody tr", "rows => rows.map(row => [...row.cells].slice(1, 3).map(cell => cell.textContent))"
    )
    assert sorted(rows) == [["297", "2 headers"], ["299", "level"]]
    assert page.locator("#further").count() == 0


def test_downloads_are_proved_offline(opened: Any, tmp_path: Path) -> None:
    """The proof and the entry that the page gives are those that counterfoil proves."""
    page = opened()
    page.locator("#entries summary").nth(2).click()
    files = []
    for text in ("Download the proof", "Download the entry"):
        with page.expect_download() as download:
            page.get_by_role("button", name=text).click()
        files.append(Path(download.value.path()).read_bytes())
    opened_checkpoint = verify_tlog_proof(parse_tlog_proof(files[0]), leaf_hash(files[1]), with_auditor())
    assert opened_checkpoint.checkpoint.size == SIZE


def test_a_trust_file_is_dropped(opened: Any, site: tuple[Path, str]) -> None:
    """Anywhere on the page; what is none is refused, and can be put aside again."""
    page = opened()
    page.wait_for_selector("#entries li")
    for content, shown in (
        ('{"format": "x"}', "#trust-state .bad"),
        ((site[0] / "trust.json").read_text(), ".verdict.good"),
    ):
        data = page.evaluate_handle(
            "content => { const data = new DataTransfer();"
            " data.items.add(new File([content], 'mine.json')); return data; }",
            content,
        )
        page.dispatch_event("body", "drop", {"dataTransfer": data})
        page.wait_for_selector(shown)
    page.get_by_role("button", name="Stop using it").click()
    page.get_by_text(UNCHECKED["en-GB"]).wait_for()
    assert page.evaluate("document.activeElement.id") == "trust-file"


def test_without_cryptography_from_the_browser(opened: Any, site: tuple[Path, str]) -> None:
    """As over plain HTTP from another machine: the page verifies all the same."""
    page = opened(script="Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    assert page.evaluate("Object.keys(crypto.subtle ?? {})") == ["importKey", "verify"]
    trust(page, site)
    assert verdict(page) == HOLDS["en-GB"]


def test_a_log_that_goes_on_and_one_that_does_not(opened: Any, site: tuple[Path, str]) -> None:
    """What the browser saw last is compared with what it sees now; a rewritten log is said, and both are kept."""
    page = opened()
    page.get_by_text("This browser has seen no checkpoint here before").wait_for()
    page.reload()
    page.get_by_text("The same tree as at").wait_for()
    with open_log(site[0]) as log:
        log.publish()
    kept = page.evaluate("localStorage[Object.keys(localStorage)[0]]")
    page.reload()
    page.get_by_text("The same tree as at").wait_for()
    checkpoint = site[0] / "custody/log/checkpoint"
    written = checkpoint.stat().st_mtime
    shutil.rmtree(site[0] / "custody")
    shutil.rmtree(site[0] / "witnesses")
    shutil.rmtree(site[0] / "auditors")
    with make_log(site[0], TestChain(name="rewritten"), 310):
        pass
    publish_pages(site[0] / "custody")
    os.utime(checkpoint, (written, written))  # servers compare whole seconds, in which a log is published twice
    page.reload()
    page.get_by_text("Not shown to extend the 304 entries seen at").wait_for()
    assert page.text_content("#verdict .bad") == "Something is wrong, whoever signed it"
    assert json.loads(page.evaluate("localStorage[Object.keys(localStorage)[0]]"))["note"] == json.loads(kept)["note"]
    trust(page, site)
    assert verdict(page) == "The checkpoint does not hold under your trust file"
    assert findings(page) == []
    page.get_by_role("button", name="Forget it").click()
    page.get_by_text("The same tree as at").wait_for()


def test_damage_is_named(opened: Any, site: tuple[Path, str]) -> None:
    """A file that is missing is named, in the verdict and in the line of the entry that needs it."""
    (site[0] / "custody/log/tile/0/001.p/48").unlink()
    page = opened()
    page.get_by_text("tile/0/001.p/48 cannot be fetched: 404").first.wait_for()
    assert page.text_content("#verdict .bad") == "Something is wrong, whoever signed it"
    (site[0] / "custody/log/checkpoint").unlink()
    page.reload()
    page.get_by_text("The log cannot be read: checkpoint cannot be fetched: 404").wait_for()
    (site[0] / "custody/log/checkpoint").write_bytes(b"no note")
    page.get_by_role("button", name="Read again").click()
    page.get_by_text("The log cannot be read: the note has no empty line").wait_for()


def test_markup_in_a_log_stays_text(opened: Any, site: tuple[Path, str]) -> None:
    """A checkpoint whose names are markup is shown as it is written."""
    path = site[0] / "custody/log/checkpoint"
    name = "<img/src=x/onerror=alert(1)>"
    path.write_text(path.read_text().replace(f"\u2014 {ORIGIN} ", f"\u2014 {name} "))
    page = opened()
    page.get_by_text(name).wait_for()
    assert LOG_SIGNER.name == ORIGIN
    assert page.locator("main img").count() == 0
