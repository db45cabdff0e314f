# SPDX-License-Identifier: Apache-2.0
"""The library of contracts: each folder is whole, its source is in the dialect, and its tests hold."""

import ast
from functools import cache
from pathlib import Path

import pytest

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.findings import findings
from counterfoil.node.contracts.folder import files_of_tests, read_folder
from counterfoil.node.contracts.trials import Watched, try_out
from counterfoil.sandbox.in_process import InProcess
from support import tree
from support.plain_programs import PlainPrograms

LIBRARY = tree.ROOT / "examples" / "contracts"
FOLDERS = sorted(path.parent for path in LIBRARY.glob("*/contract.toml"))
LINES_MAX = 200
LISTED = (LIBRARY.parent / "README.md").read_text(encoding="utf-8")


@cache
def interpreter() -> InProcess:
    """One for all folders, which notes the lines that run."""
    return InProcess(HOST_FUNCTIONS, trace=True)


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_a_folder_is_whole(folder: Path) -> None:
    """It says what it is, has tests and a page that names every entry, and the library lists it."""
    contract = read_folder(folder)
    entries = interpreter().entries(contract.source)
    manifest = contract.manifest
    assert manifest.name == folder.name.replace("_", "-")
    assert manifest.licence == "Apache-2.0" and manifest.title and manifest.summary.endswith(".")
    assert len(contract.source.splitlines()) <= LINES_MAX
    assert files_of_tests(folder)
    assert "init" in entries and all(entry.doc.split("\n")[0].endswith(".") for entry in entries.values())
    assert LISTED.count(f"\n| [{folder.name}](contracts/{folder.name}/README.md) |") == 1


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_its_page_tells_all(folder: Path) -> None:
    """It draws the contract's life, names every call, and says what evidence does not show."""
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "```mermaid" in page
    entries = interpreter().entries(read_folder(folder).source)
    assert [name for name in entries if f"`{name}(" not in page] == []
    headings = ("Roles", "Life cycle", "Calls", "What can go wrong", "What its evidence shows", "What it assumes")
    assert [heading for heading in headings if f"\n## {heading}\n" not in page] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_its_tests_expect_every_refusal(folder: Path) -> None:
    """What each refusal says is expected by some test."""
    tried = [text for file in files_of_tests(folder) for text in strings(ast.parse(file.read_text(encoding="utf-8")))]
    expected = [one for one in tried if len(one) >= 6]
    for said in refusals(read_folder(folder).source):
        assert any(one in part or (len(part) >= 12 and part in one) for one in expected for part in said), said


def strings(node: ast.AST) -> list[str]:
    """The texts that stand in a piece of code."""
    constants = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return [one for one in constants if isinstance(one, str)]


def refusals(source: str) -> list[list[str]]:
    """What each refusal of a contract says, in the pieces that do not change."""
    calls = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    named = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in {"require", "fail"}]
    return [strings(one.args[-1]) for one in named]


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_its_tests_hold_and_leave_no_line_out(folder: Path) -> None:
    """By the interpreter, as ``counterfoil contract test`` runs them."""
    watched = Watched(interpreter())
    failed = [trial for trial in try_out(folder, watched) if not trial.passed]
    assert not failed
    source = read_folder(folder).source
    ran = {line for tried, lines in watched.lines.items() for line in lines if is_variant(tried, source)}
    assert [line for line in watched.lines_of(source) if line not in ran] == []


def is_variant(one: str, other: str) -> bool:
    """Whether two sources differ in constants alone, as tests change them."""
    return definitions(one) == definitions(other) and one.count("\n") == other.count("\n")


@cache
def definitions(source: str) -> list[str | None]:
    """What the definitions of a source are called."""
    return [getattr(node, "name", None) for node in ast.parse(source).body]


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_its_tests_hold_under_plain_python(folder: Path) -> None:
    """The same by another interpreter, which meters nothing: what a contract means does not rest on ours."""
    assert [trial for trial in try_out(folder, PlainPrograms(HOST_FUNCTIONS)) if not trial.passed] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_nothing_is_to_be_looked_at(folder: Path) -> None:
    """No check of a reader's finds anything in it; the roles that it names are those of its page."""
    contract = read_folder(folder)
    roles = contract.manifest.roles or []
    assert findings(contract.source, roles) == []
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert [role for role in roles if f"\n| {role} |" not in page] == []
