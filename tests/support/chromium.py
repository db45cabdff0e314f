# SPDX-License-Identifier: Apache-2.0
"""Pages in a real browser, Debian's Chromium, and what is wrong with them for whoever cannot see or point.

To import it skips the tests of a module where Playwright is not installed, saying so; where tools are required it
fails.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from support.browser_verifier import axe, need

playwright = pytest.importorskip("playwright.sync_api") if not os.environ.get("COUNTERFOIL_REQUIRE_TOOLS") else None
if playwright is None:
    from playwright import sync_api as playwright

expect: Final = playwright.expect
expect.set_options(timeout=20_000)
DESK: Final = {"width": 1100, "height": 900}
PHONE: Final = {"width": 360, "height": 740}


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, which tries its sandbox only where there is one.

    An event loop runs in this thread until it is closed, and nothing else can begin one.
    """
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=need("chromium"), args=["--no-sandbox"])
        yield found
        found.close()


def findings(page: Any) -> list[str]:
    """What axe finds, contrast included; set in by the debugger, since a page's own policy lets nothing in."""
    page.evaluate(axe().read_text() + "; null")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]
