# SPDX-License-Identifier: Apache-2.0
"""The page in a real browser: from a file, without a network; two languages, dark and light, by keyboard, on a phone.

With COUNTERFOIL_SCREENSHOTS set, the pictures of the documentation are taken anew.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.browser_verifier import PAGE, ROOT
from support.chromium import DESK, PHONE, findings

VECTORS = ROOT / "vectors/evidence"
TRUST = VECTORS / "trust.json"
PICTURES = ROOT / "docs/images"
VERDICTS = {
    ("en-GB", True): "Proved",
    ("en-GB", False): "Not proved",
    ("zh-CN", True): "得到证明",
    ("zh-CN", False): "未得到证明",
}
PICTURED = {"en-light-desk-proved", "zh-light-desk-proved", "en-dark-desk-forged", "zh-dark-phone-forged"}
"""What the guide shows of the page."""
CLAIMS = ["control", "control_opened", "transfer", "position", "absence", "record", "statement", "provenance"]


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """Opens the page as a file in a browser without a network; whatever it asks for, logs or throws fails the test."""
    contexts: list[Any] = []
    asked: list[str] = []
    said: list[str] = []

    def open_page(
        locale: str = "en-GB", scheme: str = "light", viewport: dict[str, int] = DESK, script: str = ""
    ) -> Any:
        context = browser.new_context(locale=locale, color_scheme=scheme, viewport=viewport, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(PAGE.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert set(asked) == {PAGE.as_uri()}
    assert said == []


def verify(page: Any, package: Path, trust: Path = TRUST) -> None:
    page.set_input_files("#trust", trust)
    page.set_input_files("#package", package)
    page.wait_for_selector("#verdict")


def picture(page: Any, name: str) -> None:
    if name in PICTURED and os.environ.get("COUNTERFOIL_SCREENSHOTS"):
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"browser-verifier-{name}.png", full_page=True)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_what_is_shown(opened: Any, locale: str, scheme: str, viewport: dict[str, int]) -> None:
    """A proved and a forged package: verdict, numbered checks, nothing cut off at the side, and axe finds nothing."""
    page = opened(locale, scheme, viewport)
    assert findings(page) == []
    for package, failed in (("control.zip", None), ("unauthorised_transfer.zip", 8)):
        verify(page, VECTORS / package)
        page.wait_for_selector(f".{'proved' if failed is None else 'not-proved'}")
        assert page.text_content("#verdict") == VERDICTS[locale, failed is None]
        rows = page.eval_on_selector_all("tr[data-check]", "rows => rows.map(row => row.className)")
        assert len(rows) == 12
        assert ("failed" in rows) == (failed is not None)
        if failed is not None:
            assert rows[failed - 1 :] == ["failed"] + ["notReached"] * (12 - failed)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert findings(page) == []
        size = "desk" if viewport is DESK else "phone"
        picture(page, f"{locale[:2]}-{scheme}-{size}-{'proved' if failed is None else 'forged'}")


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_kind_of_claim(opened: Any, claim: str) -> None:
    """Each is proved, in the words of the claim, with its trail drawn and listed where it has one."""
    page = opened()
    verify(page, VECTORS / f"{claim}.zip")
    assert page.text_content("#verdict") == "Proved"
    assert page.text_content(".statement").startswith("As of ")
    drawn = page.locator("svg g circle").count()
    assert drawn == page.locator(".events > li").count()
    assert (drawn > 0) == (claim not in {"position", "absence"})
    assert findings(page) == []


def test_what_a_module_notes_is_marked(opened: Any) -> None:
    """An event whose law is unknown here stands apart: as executed, with no consent, and named above."""
    page = opened()
    verify(page, VECTORS / "transfer_noted.zip")
    assert page.text_content("#verdict") == "Proved"
    listed = page.eval_on_selector_all(".events > li", "all => all.map(one => one.textContent)")
    assert ["As executed, on the auditors' word" in one for one in listed] == [False, True]
    assert ["onsent" in one for one in listed] == [True, False]
    assert "counting.counted" in page.text_content(".caution")
    assert findings(page) == []


def test_the_files_are_named_by_their_hashes(opened: Any) -> None:
    """Of the package, of the trust file, and of the page itself, as other programs compute them."""
    page = opened()
    verify(page, VECTORS / "control.zip")
    shown = page.eval_on_selector_all(".hash", "all => all.map(one => one.textContent)")
    assert shown == [hashlib.sha256(file.read_bytes()).hexdigest() for file in (VECTORS / "control.zip", TRUST, PAGE)]


def test_by_keyboard(opened: Any) -> None:
    """Tab reaches the language, both files and the print button in order; the verdict takes the focus."""
    page = opened()
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert reached == ["language", "package", "trust"]
    page.focus("#language")
    page.keyboard.press("Enter")
    assert page.get_attribute("html", "lang") == "zh-CN"
    page.keyboard.press("Enter")
    verify(page, VECTORS / "control.zip")
    assert page.evaluate("document.activeElement.id") == "verdict"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "print"


def test_files_are_dropped(opened: Any) -> None:
    """Each file is dropped on its place; one dropped beside them does not replace the page."""
    page = opened()
    for zone, file in (("#package-zone", VECTORS / "record.zip"), ("#trust-zone", TRUST)):
        content = list(file.read_bytes())
        data = page.evaluate_handle(
            "([content, name]) => { const data = new DataTransfer();"
            " data.items.add(new File([new Uint8Array(content)], name)); return data; }",
            [content, file.name],
        )
        page.dispatch_event("body", "drop", {"dataTransfer": data})
        page.dispatch_event(zone, "drop", {"dataTransfer": data})
    page.wait_for_selector("#verdict")
    assert page.text_content("#verdict") == "Proved"


def test_a_trust_file_that_cannot_be_used(opened: Any, tmp_path: Path) -> None:
    """It is said, in one sentence and the reason, and nothing is called proved."""
    page = opened()
    trust = tmp_path / "trust.json"
    trust.write_text(json.dumps(json.loads(TRUST.read_bytes()) | {"surprise": 1}))
    verify(page, VECTORS / "control.zip", trust)
    assert page.text_content("#verdict") == "Nothing to verify"
    assert "a field that does not belong there" in page.text_content(".detail")
    assert page.locator("tr[data-check]").count() == 0


def test_a_browser_without_ed25519(opened: Any) -> None:
    """It is said plainly: such a browser can prove nothing."""
    page = opened(
        script="SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'));"
    )
    verify(page, VECTORS / "control.zip")
    assert page.text_content("#verdict") == "Nothing to verify"
    assert "Ed25519" in page.text_content(".unusable")


def test_print(opened: Any) -> None:
    """On paper stand the result and no controls."""
    page = opened(scheme="dark")
    verify(page, VECTORS / "control.zip")
    page.emulate_media(media="print")
    assert page.is_visible("#verdict")
    assert [page.is_visible(control) for control in ("#print", "#language", "#package-zone")] == [False] * 3
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


def test_what_a_package_says_is_never_markup(opened: Any, tmp_path: Path) -> None:
    """A hostile file name and a hostile claim stand there as text."""
    page = opened()
    hostile = tmp_path / "<img src=x onerror=alert(1)>.zip"
    hostile.write_bytes((VECTORS / "altered_words.zip").read_bytes())
    verify(page, hostile)
    assert page.locator("img").count() == 0
    assert "<img" in page.text_content("#package-hint")
