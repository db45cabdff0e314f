# SPDX-License-Identifier: Apache-2.0
"""The console used: by keyboard alone, by a member who sees his own, live, and as far as a figure's evidence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import MapProof
from counterfoil.verify import parse_trust, verify_package
from support.chromium import PHONE, findings
from support.console import KEY_FILE, TRANSFERS, Behind, sign_in, titled
from support.node_service import paid

Open = Callable[..., Any]
REACHED: Final = "document.activeElement.textContent"


def tabbed_to(page: Any, text: str) -> None:
    """By the tabulator alone, however often; fails where it is not reached in one round."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate(REACHED) == text:
            return
    raise AssertionError(f"no tabulator reaches {text!r}")


def test_it_is_used_by_keyboard_alone(opened: Open, behind: Behind) -> None:
    """Skipping to the page, through the menu to a table and along a link; where one is can be seen and is said."""
    page = opened()
    sign_in(page, behind)
    page.evaluate("document.activeElement.blur()")
    tabbed_to(page, "Skip to the page")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tabbed_to(page, "Accounts")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator("main").get_by_text("alice-1").wait_for()
    assert page.evaluate(REACHED) == "Accounts"
    assert page.evaluate("document.activeElement.tagName") == "H1"
    tabbed_to(page, "alice-1")
    page.keyboard.press("Enter")
    titled(page, "Account alice-1")
    tabbed_to(page, "中文")
    page.keyboard.press("Enter")
    titled(page, "账户 alice-1")


def test_a_long_table_draws_what_is_in_sight(opened: Open, behind: Behind) -> None:
    """Of many events some are drawn; keys alone move it to the last one, and back."""
    page = opened()
    sign_in(page, behind)
    behind.go(page, "/chains/main/accounts/alice-1")
    table = page.locator("section[aria-label^='Statement']")
    newest, oldest = table.get_by_text("transferred from").first, table.get_by_text("1,000 share of SSE.600000 issued")
    newest.wait_for()
    assert 5 < table.locator(".ant-table-row").count() < TRANSFERS / 2
    assert oldest.count() == 0
    table.focus()
    page.keyboard.press("End")
    oldest.wait_for()
    assert findings(page) == []
    page.keyboard.press("Home")
    oldest.wait_for(state="detached")
    for _ in range(10):
        page.keyboard.press("PageDown")
    oldest.wait_for()


def test_what_is_searched_is_found(opened: Open, behind: Behind) -> None:
    """A height, a transaction, an account and a path each lead to their page."""
    page = opened()
    sign_in(page, behind)
    box = page.get_by_role("searchbox").or_(page.locator("[role=search] input"))
    for text, led in (
        ("7", "Block 7 of main"),
        (behind.told.committed, behind.told.committed),
        ("bob-1", "Account bob-1"),
        ("SSE.600000", "Instrument SSE.600000"),
        ("parties/party/bob", "parties/party/bob"),
    ):
        box.first.fill(text)
        box.first.press("Enter")
        titled(page, led)


def test_a_rejection_says_why(opened: Open, behind: Behind) -> None:
    """With its number and its sentence, in the reader's language."""
    page = opened("zh-CN")
    sign_in(page, behind)
    behind.go(page, "/chains/main/transactions/{rejected}")
    page.get_by_text("已拒绝").wait_for()
    told = behind.service.get("alice", f"/chains/main/transactions/{behind.told.rejected}").json()
    assert f"{told['outcome']} · {told['zh']}" in page.inner_text("main")


def test_a_member_sees_his_own(opened: Open, behind: Behind) -> None:
    """Another's account is not there; of an instrument that is open to all he sees himself among the holders."""
    page = opened()
    sign_in(page, behind, "bob")
    behind.go(page, "/chains/main/accounts/alice-1")
    page.get_by_text("It is not there, or not for you to see").wait_for()
    behind.go(page, "/chains/main/instruments/SSE.600000")
    page.get_by_text("How much is outstanding is for supervisors").wait_for()
    page.locator("main").get_by_text("bob-1").first.wait_for()
    assert "alice-1" not in page.locator("section[aria-label='Who holds it']").inner_text()


def test_heights_are_told_as_blocks_come(opened: Open, behind: Behind) -> None:
    """Without asking again: the feed pushes, and the page says the height."""
    page = opened()
    sign_in(page, behind)
    node = behind.service.node
    page.get_by_text(f"main is at height {node.reader.height}").wait_for()
    behind.service.hand_in("alice", paid(node, behind.service.key("alice")))
    page.get_by_text(f"main is at height {node.reader.height}").wait_for(timeout=10_000)


def test_a_figure_leads_to_its_evidence(opened: Open, behind: Behind) -> None:
    """What is downloaded beside a holding proves itself to a stranger; so is the record with its path to the root."""
    page = opened()
    sign_in(page, behind)
    behind.go(page, "/chains/main/accounts/alice-1")
    trust = parse_trust(behind.service.running.trust_file.read_bytes())
    for about in ("alice-1 SSE.600000", "alice-1 Statement: every event of its holdings", "alice-1"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Evidence package about {about}", exact=True).click()
        assert verify_package(Path(download.value.path()).read_bytes(), trust).proved
    with page.expect_download() as download:
        page.get_by_role("button", name="Record of alice-1 SSE.600000 with its proof").click()
    told = json.loads(Path(download.value.path()).read_text())
    assert told["record"] == "holdings/holding/alice-1/SSE.600000"
    assert canonical.convert(told["proof"], MapProof)


def test_it_fits_a_phone(opened: Open, behind: Behind) -> None:
    """Nothing is cut off to the side, and axe finds nothing there either."""
    page = opened(width=PHONE["width"])
    assert page.is_visible(KEY_FILE)
    sign_in(page, behind)
    behind.go(page, "/chains/main/accounts/alice-1")
    titled(page, "Account alice-1")
    page.locator("main").get_by_text("transferred from").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert findings(page) == []
