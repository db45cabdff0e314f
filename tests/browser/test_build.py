# SPDX-License-Identifier: Apache-2.0
"""The page that is committed is the page that its sources make, byte for byte, and its hash is in the changelog."""

import hashlib
import re
import subprocess
from pathlib import Path

from support.browser_verifier import PAGE, ROOT, need, tools

BROWSER = ROOT / "browser"
SOURCES = BROWSER / "src"


def test_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    """From package-lock.json and the sources alone."""
    made = tmp_path / "verifier.html"
    subprocess.run([need("node"), str(tools() / "build.mjs"), str(made)], check=True, capture_output=True)
    assert made.read_bytes() == PAGE.read_bytes(), "the sources, or the words of the vectors, changed: make browser"


def test_types() -> None:
    """The strictest checks of the compiler find nothing."""
    run = subprocess.run([need("npx"), "tsc", "--noEmit"], cwd=tools(), capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "")


def test_the_changelog_names_its_hash() -> None:
    """So that whoever has the page can see whether it is the released one."""
    named = hashlib.sha256(PAGE.read_bytes()).hexdigest()
    assert named in (ROOT / "CHANGELOG.md").read_text(), f"the changelog is to name {named}"


def test_the_lock_names_no_registry() -> None:
    """Exact versions and hashes; where they come from is the affair of whoever installs."""
    lock = (BROWSER / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert lock.count('"integrity": "sha512-') > 3
    assert not re.search(r'"[\^~]', (BROWSER / "package.json").read_text())


def test_the_map_is_true() -> None:
    """Each row of README's map names the line of a function that makes that check, and all twelve are there."""
    text = (BROWSER / "README.md").read_text()
    row = r"^\| (\d+)\. [^|]+\| \[`(\w+\.ts):(\d+)`\]\(src/\2#L\3\) \| `(\w+)` \|"
    rows = re.findall(row, text, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, 13))
    for number, file, line, function in rows:
        lines = (SOURCES / file).read_text().splitlines()
        declared = rf"(export )?(async )?function {function}\b|  {function}\("
        assert [at for at, text in enumerate(lines, 1) if re.match(declared, text)] == [int(line)], (number, file)
        assert re.match(rf"\s*// Check {number}\b", lines[int(line) - 2]), (number, file)


def test_every_source_is_named() -> None:
    """README names every source file, and no other."""
    text = (BROWSER / "README.md").read_text()
    named = set(re.findall(r"\]\(src/([^)#]+\.(?:ts|css|html))\)", text))
    there = {file.relative_to(SOURCES).as_posix() for file in SOURCES.rglob("*") if file.is_file()}
    assert named == there - {"words_data.ts"}


def test_sources_are_short() -> None:
    """An expert reads them in an hour: no file is long, and none is without its licence."""
    for file in SOURCES.rglob("*.ts"):
        lines = file.read_text().splitlines()
        assert lines[0].endswith("SPDX-License-Identifier: Apache-2.0"), file
        assert len(lines) <= 400, file
