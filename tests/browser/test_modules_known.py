# SPDX-License-Identifier: Apache-2.0
"""What is said of the modules that the page does not know is drawn from its source: three pages name the same ones."""

import re

import pytest

from counterfoil.modules import nouns
from support.browser_verifier import ROOT

ALL = ROOT / "browser" / "src" / "laws" / "all.ts"
PAGES = ("README.md", "browser/README.md", "docs/guides/browser-verifier.md")


def unknown() -> list[str]:
    """Modules of the ledger of which ``all.ts`` has no law, as one writes them."""
    listed = re.search(r"const MODULES: Rules\[\] = \[([^\]]*)\];", ALL.read_text(encoding="utf-8"))
    assert listed is not None, "all.ts lists its modules"
    return sorted(noun.replace("_", " ") for noun in set(nouns()) - set(listed[1].split(", ")))


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_name_the_modules_that_the_page_does_not_know(page: str) -> None:
    """All of them, and no other."""
    *names, last = unknown()
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", (ROOT / page).read_text(encoding="utf-8"))
    assert f"{', '.join(names)} and {last}" in plain
