# SPDX-License-Identifier: Apache-2.0
"""The files of this tree as its tests of style and documentation see them: what git ignores is left out."""

import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "counterfoil"
PURE = ("primitives", "identity", "epcis", "evidence", "law", "modules", "verify", "commerce")
PURE_FOLDERS = (PACKAGE / "consensus/cometbft/light",)
"""The same, inside rings that are not pure."""


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Every file of the tree with one of the suffixes, or every file, in order."""
    found = [path for folder in top_folders() for path in folder.rglob("*") if path.is_file() and _is_ours(path)]
    found += [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".")]
    return tuple(sorted(path for path in found if not suffixes or path.suffix in suffixes))


@cache
def top_folders() -> tuple[Path, ...]:
    """The folders at the top, without what git ignores and without hidden ones, but with ``.ci``."""
    folders = (path for path in ROOT.iterdir() if path.is_dir() and _is_ours(path))
    return tuple(sorted(path for path in folders if not path.name.startswith(".") or path.name == ".ci"))


def python_files(*folders: str) -> list[Path]:
    """The Python files below the named folders of the tree."""
    roots = [ROOT / folder for folder in folders]
    return [path for path in files(".py") if any(path.is_relative_to(root) for root in roots)]


def pure_files() -> list[Path]:
    """The Python files of the pure rings."""
    ours = [path for path in files(".py") if path.is_relative_to(PACKAGE)]
    return [path for path in ours if ring(path) in PURE or any(path.is_relative_to(folder) for folder in PURE_FOLDERS)]


def ring(path: Path) -> str:
    """The ring that a source file belongs to."""
    return path.relative_to(PACKAGE).parts[0]


def name(path: Path) -> str:
    """The path as it stands in messages."""
    return path.relative_to(ROOT).as_posix()


@cache
def lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text().splitlines())


def section(text: str, heading: str) -> str:
    """The text of a Markdown section, from its ``## heading`` to the next."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"there is no section {heading!r}"
    return found[1]


@cache
def _ignored() -> tuple[str, ...]:
    return tuple(line.strip() for line in lines(ROOT / ".gitignore") if line.strip() and not line.startswith("#"))


def _is_ours(path: Path) -> bool:
    first, *below = path.relative_to(ROOT).parts
    return not (_is_ignored(first, top=True) or any(map(_is_ignored, below)))


@cache
def _is_ignored(part: str, *, top: bool = False) -> bool:
    """Whether a pattern names such a part of a path; as git reads it, a slash in front means the top alone."""
    patterns = (pattern for pattern in _ignored() if top or not pattern.startswith("/"))
    return any(fnmatchcase(part, pattern.strip("/")) for pattern in patterns)
