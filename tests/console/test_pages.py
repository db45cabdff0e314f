# SPDX-License-Identifier: Apache-2.0
"""Every page in a real browser, on a node that serves it: two languages, dark and light, axe, and what it must say.

A page brings its walk in its folder (``walk.json``); none is named here. With COUNTERFOIL_SCREENSHOTS set, the
pictures of the documentation are taken anew.
"""

import os
from collections.abc import Callable
from typing import Any, Final

import pytest

from support.browser_verifier import ROOT
from support.chromium import expect, findings
from support.console import PAGES, Behind, sign_in, walk_of

LOOKS: Final = {"en": ("en-GB", "light"), "zh": ("zh-CN", "dark")}
PICTURES: Final = ROOT / "docs/images"
PICTURED: Final = {("en", "instrument"), ("zh", "account"), ("en", "transaction"), ("zh", "contract")}
"""What the guide shows."""


def settled(page: Any, name: str) -> None:
    """Nothing is asked for any more, and nothing went wrong."""
    expect(page.locator("main [role=status][aria-label]")).to_have_count(0)
    assert page.locator("main [role=alert]").count() == 0, name


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_says_what_it_must(opened: Callable[..., Any], behind: Behind, language: str) -> None:
    """In both languages and both lights: its words, the height and time it is true at, and axe finds nothing."""
    page = opened(*LOOKS[language])
    assert findings(page) == []
    sign_in(page, behind)
    for name in PAGES:
        walk = walk_of(name)
        behind.go(page, walk["address"])
        for text in walk["says"][language]:
            page.locator("main").get_by_text(text).first.wait_for()
        page.locator("main .stamp time").first.wait_for()
        settled(page, name)
        assert findings(page) == [], name
        if os.environ.get("COUNTERFOIL_SCREENSHOTS") and (language, name) in PICTURED:
            page.screenshot(path=PICTURES / f"console-{language}-{name}.png")
