# SPDX-License-Identifier: Apache-2.0
"""How the house of modules is built: who may import whom, what every folder has, whose numbers are whose."""

import ast
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.call import Call, call_name
from counterfoil.law.event import EventData
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules import laws, modules, nouns
from support import tree
from support.anatomy import CLOSED

MODULES = tree.PACKAGE / "modules"
BASE = ("parties", "instruments", "holdings")
"""Each may import those before it, and all others may import these."""
OPEN = {"calls", "records", "events", "law", "outcomes"}
ANATOMY = {"README.md", "__init__.py"} | {f"{part}.py" for part in OPEN | {"queries", "invariants", "module"}}
DEFINED = {law.noun: law for law in laws().by_noun.values()}


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, whole or in part."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found += (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    return tuple(found)


def parts_imported(path: Path) -> Iterator[tuple[str, str]]:
    """(noun, part) of every file of a module that a file imports."""
    for name in imported(path):
        found = re.match(r"counterfoil\.modules\.(\w+)\.(\w+)", name)
        if found is not None and found[1] in nouns() and (MODULES / found[1] / f"{found[2]}.py").exists():
            yield found[1], found[2]


def files(noun: str) -> list[Path]:
    return sorted((MODULES / noun).glob("*.py"))


def test_all_folders_are_modules() -> None:
    """They are found by looking, and each has an open half and a closed half of that noun."""
    folders = {path.name for path in MODULES.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert set(nouns()) == folders == set(DEFINED)
    assert [module.law for module in modules()] == [DEFINED[noun] for noun in nouns()]


@pytest.mark.parametrize("noun", nouns())
def test_nouns_import_downwards(noun: str) -> None:
    """parties < instruments < holdings < the others, which never import each other."""
    allowed = BASE[: BASE.index(noun)] if noun in BASE else BASE
    wrong = [
        f"{tree.name(path)}: {other}.{part}"
        for path in files(noun)
        for other, part in parts_imported(path)
        if other not in (noun, *allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("noun", nouns())
def test_open_halves_never_import_closed_ones(noun: str) -> None:
    """So that a verifier needs no limit, query or invariant, and none of commerce, storage or node."""
    for path in files(noun):
        if path.stem in CLOSED:
            continue
        assert not {part for _, part in parts_imported(path)} & CLOSED, tree.name(path)
        rings = {name.split(".")[1] for name in imported(path) if name.startswith("counterfoil.")}
        assert rings <= {"primitives", "identity", "terms", "evidence", "law", "modules"}, tree.name(path)


def test_verifiers_import_open_halves_only() -> None:
    """The rings that judge evidence, and the pages that show it, read laws alone."""
    for ring in ("verify", "page"):
        for path in sorted((tree.PACKAGE / ring).rglob("*.py")):
            assert not {part for _, part in parts_imported(path)} & CLOSED, tree.name(path)
            assert "counterfoil.modules.modules" not in set(imported(path)), tree.name(path)


def test_the_law_names_no_module() -> None:
    """Neither by import nor in what it says, but for the ranges of outcomes that its docstring lists."""
    for path in sorted((tree.PACKAGE / "law").glob("*.py")):
        assert not [name for name in imported(path) if name.startswith("counterfoil.modules")], tree.name(path)
        code = ast.parse(path.read_text())
        names = {
            node.value for node in ast.walk(code) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        docstrings = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(code)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        }
        assert not names & set(nouns()) and not any(
            re.match(rf"({'|'.join(nouns())})[./]", name) for name in names - docstrings
        ), tree.name(path)


@pytest.mark.parametrize("noun", nouns())
def test_every_folder_has_the_anatomy(noun: str) -> None:
    """The same files in every module; words too, unless the law itself holds them."""
    found = {path.name for path in (MODULES / noun).iterdir()}
    assert found >= ANATOMY
    assert "words.py" in found or "WORDS: Final" in (MODULES / noun / "law.py").read_text()


@pytest.mark.parametrize("noun", nouns())
def test_every_call_and_event_says_its_noun(noun: str) -> None:
    """``noun.verb`` and ``noun.participle``, defined in the noun's folder, with a class of JR/T 0315 and a sentence."""
    law = DEFINED[noun]
    home = f"counterfoil.modules.{noun}."
    for call in law.calls:
        assert call_name(call).startswith(f"{noun}.")
        assert re.fullmatch(rf"{re.escape(home)}(\w+_)?calls", call.__module__)
    for event in law.events:
        assert event.type.startswith(f"{noun}.") and event.__module__.startswith(home)
        assert event.object in ObjectClass
    assert {event.type for event in law.events} == set(law.words.sentences)
    assert all(table.prefix.startswith(f"{noun}/") for table in law.tables)
    assert law.outcomes.__module__ == f"{home}outcomes"
    assert all(re.fullmatch(rf"{re.escape(home)}\w+_outcomes", one.__module__) for one in law.more_outcomes)


@pytest.mark.parametrize("noun", nouns())
def test_every_call_and_event_has_its_row(noun: str) -> None:
    """What a module defines its law lists: nothing is left out by mistake."""
    law = DEFINED[noun]
    home = f"counterfoil.modules.{noun}."
    defined = {call for call in _subclasses(Call) if call.__module__.startswith(home)}
    assert defined == set(law.calls)
    events = {event for event in _subclasses(EventData) if event.__module__.startswith(home) and "type" in vars(event)}
    assert events == set(law.events)


def test_outcomes_lie_in_ranges_of_their_own() -> None:
    """No module's numbers lie among another's, nor among the machine's; names are distinct across modules."""
    own = {each: _ranges(each) for law in DEFINED.values() for each in (law.outcomes, *law.more_outcomes)}
    for each, found in own.items():
        assert all(any(first <= one <= last for first, last in found) for one in each), each
    ranges = sorted(one for found in own.values() for one in found)
    assert all(last < first for (_, last), (first, _) in zip([(0, 19), *ranges], ranges, strict=False))
    assert all(outcome.value <= 19 for outcome in MachineOutcome)
    names = [outcome.name for law in DEFINED.values() for outcome in law.every_outcome]
    names += [outcome.name for outcome in MachineOutcome]
    assert sorted(set(names)) == sorted(names)


def test_tables_answer_in_their_own_words() -> None:
    """What is unknown, or there already, is an outcome of the table's module, and of no other table."""
    for law in DEFINED.values():
        for table in law.tables:
            own = (law.outcomes, *law.more_outcomes)
            assert isinstance(table.unknown, own) and isinstance(table.exists, own), table.prefix
    outcomes = [one for law in DEFINED.values() for table in law.tables for one in (table.unknown, table.exists)]
    assert len(set(outcomes)) == len(outcomes)


def test_every_value_of_an_enumeration_has_words() -> None:
    """Whoever reads a record reads its status, or its kind, in either language, and no name out of the code."""
    known = laws().vocabulary.values
    found = {one for law in DEFINED.values() for table in law.tables for one in _enumerations(table.record, set())}
    assert len(found) > 20
    assert sorted(f"{each.__name__}.{one}" for each in found for one in each if one.value not in known) == []


def _enumerations(type_: Any, seen: set[Any]) -> Iterator[type[StrEnum]]:
    """The enumerations in the fields of a record, and in what it lists."""
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        yield type_
    elif isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        fields = () if type_ in seen else msgspec.structs.fields(type_)
        seen.add(type_)
        for one in fields:
            yield from _enumerations(one.type, seen)
    else:
        for one in get_args(type_):
            yield from _enumerations(one, seen)


def _ranges(outcomes: type[Outcome]) -> list[tuple[int, int]]:
    """The ranges that the head of the file of these outcomes names."""
    said = sys.modules[outcomes.__module__].__doc__ or ""
    return [(int(first), int(last)) for first, last in re.findall(r"(\d+)-(\d+)", said)]


def _subclasses(type_: type) -> Iterator[type]:
    for one in type_.__subclasses__():
        yield one
        yield from _subclasses(one)
