# SPDX-License-Identifier: Apache-2.0
"""The console that is committed is the one that its sources make; its texts are whole in both languages."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from support.browser_verifier import need
from support.console import BUILT, CONSOLE, PAGES, build, tools, walk_of

SOURCES: Final = sorted(path for path in (CONSOLE / "src").rglob("*") if path.suffix in (".ts", ".tsx", ".css"))
TEXTS: Final = sorted((CONSOLE / "src").rglob("texts.json"))
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
BYTES_MAX: Final = 1_700_000
"""Of all files together: a library more is a decision."""
OFTEN: Final = {"member", "operator", "committed", "rejected", "refused"}
"""Texts that are chosen by what the node answers, or by a kind of person."""


def below(path: Path) -> str:
    return str(path.relative_to(CONSOLE / "src"))


def test_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    """From package-lock.json and the sources alone; the types are right too."""
    build(tmp_path / "out")
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    kept = {path.name: path.read_bytes() for path in BUILT.iterdir()}
    assert sorted(made) == sorted(kept), "run make console"
    assert [name for name in made if made[name] != kept[name]] == [], "run make console"
    checked = subprocess.run(
        [need("node"), "node_modules/typescript/bin/tsc", "--noEmit"],
        cwd=tools(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout[-3_000:]


def test_it_stays_small() -> None:
    """All of it together, as it is installed."""
    assert sum(path.stat().st_size for path in BUILT.iterdir()) <= BYTES_MAX


@pytest.mark.parametrize("file", TEXTS, ids=below)
def test_every_text_is_in_both_languages(file: Path) -> None:
    """Each key has both and nothing else, names the same values in both, and its Chinese is Chinese."""
    texts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    for key, words in texts.items():
        assert set(words) == {"en", "zh"}, key
        assert all(words.values()), key
        braces = [sorted(re.findall(r"\{\w+\}", words[language])) for language in ("en", "zh")]
        assert braces[0] == braces[1], key
        assert CHINESE.search(words["zh"]) or words["zh"] == "English", key


@pytest.mark.parametrize("file", TEXTS, ids=below)
def test_no_text_is_left_over(file: Path) -> None:
    """Every key is used in its folder, or everywhere where it is common."""
    where = CONSOLE / "src" if file.parent == CONSOLE / "src" else file.parent
    written = "".join(path.read_text(encoding="utf-8") for path in where.rglob("*.ts*") if path.suffix != ".json")
    keys = json.loads(file.read_text(encoding="utf-8"))
    named = set(re.findall(r'"(\w+)"', written)) | {"title"}
    assert set(keys) - named - OFTEN == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_one_folder(page: str) -> None:
    """With its route, its texts, and its walk, which says something in both languages."""
    folder = CONSOLE / "src/pages" / page
    assert {"page.tsx", "texts.json", "walk.json"} <= {path.name for path in folder.iterdir()}
    says = walk_of(page)["says"]
    assert says["en"]
    assert len(says["en"]) == len(says["zh"])


@pytest.mark.parametrize("source", SOURCES, ids=below)
def test_sources_are_short_and_say_no_words(source: Path) -> None:
    """No file is long or without its licence, and no Chinese stands in code: texts stand in their files."""
    text = source.read_text(encoding="utf-8")
    assert "SPDX-License-Identifier: Apache-2.0" in text.splitlines()[0]
    assert len(text.splitlines()) <= 200
    assert not CHINESE.search(text)


def test_no_page_is_named_elsewhere() -> None:
    """What stands around pages names none of them: a new one is a folder and nothing else."""
    for source in SOURCES:
        if source.parent.name in ("frame", "parts", "keys"):
            assert not re.search(r"pages/\w", source.read_text(encoding="utf-8")), source


def test_its_readme_names_every_file() -> None:
    """Of the frame, the keys and the parts; pages are listed by folder."""
    readme = (CONSOLE / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `src/([^`]+)`", readme, re.MULTILINE))
    wanted = {below(path) for path in SOURCES if path.parent.name in ("frame", "parts", "keys")}
    assert wanted <= named
    assert {f"pages/{page}/" for page in PAGES} == {name for name in named if name.startswith("pages/")}
