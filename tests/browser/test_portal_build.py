# SPDX-License-Identifier: Apache-2.0
"""The portal that is committed is the one that its sources make, byte for byte, and it asks nothing of other sites."""

import re
import subprocess
from importlib.resources import files
from pathlib import Path

from support.browser_verifier import ROOT, need, tools

PORTAL = Path(str(files("counterfoil") / "page/browser/portal.html"))
SOURCES = ROOT / "browser/portal"


def test_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    """From package-lock.json and the sources alone."""
    subprocess.run(
        [need("node"), str(tools() / "build.mjs"), str(tmp_path / "verifier.html")], check=True, capture_output=True
    )
    assert (tmp_path / "portal.html").read_bytes() == PORTAL.read_bytes()


def test_it_reaches_only_its_own_site() -> None:
    """Its policy allows its own script and style by their hashes, and fetching from where it came from."""
    page = PORTAL.read_text()
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src 'self'" in policy
    assert re.findall(r"(?:src|href)=\"([^\"]+)", page) == ["data:,", "verifier.html"]


def test_every_source_is_named() -> None:
    """README names every source file, and no other."""
    named = set(re.findall(r"^\| `([^`]+)` \|", (SOURCES / "README.md").read_text(), re.MULTILINE))
    assert named == {path.name for path in SOURCES.iterdir() if path.name != "README.md"}


def test_sources_are_short() -> None:
    """No file is long, and none is without its licence."""
    for file in [*SOURCES.glob("*.ts"), *SOURCES.glob("*.mjs")]:
        lines = file.read_text().splitlines()
        assert lines[0] == "// SPDX-License-Identifier: Apache-2.0", file
        assert len(lines) <= 250, file
