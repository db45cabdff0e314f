# SPDX-License-Identifier: Apache-2.0
"""The library of contracts: each folder is whole, its source is in the dialect, and its tests hold."""

import ast
import inspect
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from counterfoil.law.program import Entry
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.local_chain import LocalChain
from support import tree
from support.plain_programs import PlainPrograms

LIBRARY = tree.ROOT / "examples" / "contracts"
FOLDERS = sorted(path.parent for path in LIBRARY.glob("*/contract.toml"))
MANIFEST = {"name", "title", "licence", "upgrades", "dialect", "source", "summary"}
TYPES = {"int", "str", "bool", "list", "dict"}
LINES_MAX = 200
NODES = {
    *("Module", "FunctionDef", "arguments", "arg", "Return", "Assign", "AugAssign", "For", "If", "Expr", "Pass"),
    *("Break", "Continue", "Name", "Load", "Store", "Constant", "List", "Tuple", "Dict", "Subscript", "Slice"),
    *("BinOp", "Add", "Sub", "Mult", "FloorDiv", "Mod", "UnaryOp", "USub", "Not", "Compare", "Eq", "NotEq", "Lt"),
    *("LtE", "Gt", "GtE", "In", "NotIn", "BoolOp", "And", "Or", "IfExp", "ListComp", "DictComp", "comprehension"),
    *("Call", "keyword", "Attribute"),
}
BUILT_IN = {
    *("len", "range", "enumerate", "zip", "reversed", "sorted", "min", "max", "sum", "abs", "any", "all", "int"),
    *("str", "bool", "list", "tuple", "dict", "require", "fail"),
}
METHODS = {
    *("append", "extend", "insert", "pop", "index", "remove", "clear", "get", "keys", "values", "items", "setdefault"),
    *("update", "startswith", "endswith", "upper", "lower", "strip", "split", "join", "replace", "find", "count"),
    "isdigit",
}


@cache
def source(folder: Path) -> str:
    return (folder / "contract.star").read_text()


def entries(folder: Path) -> dict[str, Entry]:
    return dict(PlainPrograms(HOST_FUNCTIONS).entries(source(folder)))


def module_of(folder: Path) -> ModuleType:
    """The module of a contract's tests."""
    path = folder / f"test_{folder.name}.py"
    spec = spec_from_file_location(f"examples_contracts_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TESTS = [
    pytest.param(test, id=f"{folder.name}-{name}")
    for folder in FOLDERS
    for name, test in inspect.getmembers(module_of(folder), inspect.isfunction)
    if name.startswith("test_")
]


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_manifest(folder: Path) -> None:
    """A contract says what it is called, under which licence it stands, and whether its code can be replaced."""
    manifest = tomllib.loads((folder / "contract.toml").read_text())
    assert set(manifest) == MANIFEST
    assert manifest["name"] == folder.name.replace("_", "-")
    assert (manifest["licence"], manifest["dialect"], manifest["source"]) == ("Apache-2.0", 1, "contract.star")
    assert manifest["upgrades"] in {"never", "reviewed"}
    assert manifest["title"]
    assert manifest["summary"].endswith(".")


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_source_is_in_the_dialect(folder: Path) -> None:
    """Only what the dialect has is used; its functions call what is there, and not themselves."""
    text = source(folder)
    assert len(text.splitlines()) <= LINES_MAX
    parsed = ast.parse(text)
    assert not {type(node).__name__ for node in ast.walk(parsed)} - NODES
    functions = [node.name for node in parsed.body if isinstance(node, ast.FunctionDef)]
    known = {*functions, *BUILT_IN, *(host.name for host in HOST_FUNCTIONS)}
    assert not {node.attr for node in ast.walk(parsed) if isinstance(node, ast.Attribute)} - METHODS
    for node in ast.walk(parsed):
        assert not (isinstance(node, ast.Compare) and len(node.ops) > 1), node.lineno
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        if isinstance(node, ast.Call):
            named = isinstance(node.func, ast.Attribute) or (isinstance(node.func, ast.Name) and node.func.id in known)
            assert named, node.lineno
    assert not {*functions} & {*BUILT_IN, *(host.name for host in HOST_FUNCTIONS)}
    stored = {node.id for node in ast.walk(parsed) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert not (stored | {node.arg for node in ast.walk(parsed) if isinstance(node, ast.arg)}) & known
    # What a comprehension names is a name of its own: Python and Starlark differ on whether it stays.
    for function in (one for one in parsed.body if isinstance(one, ast.FunctionDef)):
        inner = [one for one in ast.walk(function) if isinstance(one, ast.comprehension)]
        bound = {node.id for one in inner for node in ast.walk(one.target) if isinstance(node, ast.Name)}
        within = {id(node) for one in inner for node in ast.walk(one.target)}
        outer = [node for node in ast.walk(function) if isinstance(node, ast.Name) and id(node) not in within]
        names = {node.id for node in outer if isinstance(node.ctx, ast.Store)} | {one.arg for one in function.args.args}
        assert not bound & names, function.name
    # A dict must not be changed while it is walked: Python lets its values change, Starlark does not.
    for loop in (node for node in ast.walk(parsed) if isinstance(node, ast.For) and isinstance(node.iter, ast.Name)):
        walked = ast.unparse(loop.iter)
        changed = [one for one in ast.walk(loop) if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store)]
        assert walked not in {ast.unparse(one.value) for one in changed}, loop.lineno
    # Each calls only what stands above it: so none comes back to itself.
    for position, node in enumerate(one for one in parsed.body if isinstance(one, ast.FunctionDef)):
        called = {one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
        assert not called & set(functions[position:]), node.name


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_entries_say_what_they_do(folder: Path) -> None:
    """A contract begins with ``init``; each entry has a sentence, and the types of what it takes."""
    found = entries(folder)
    assert "init" in found
    for name, entry in found.items():
        assert entry.doc.split("\n")[0].endswith("."), name
        assert {parameter.type for parameter in entry.parameters} <= TYPES, name
        assert len([one for one in source(folder).splitlines() if one.startswith(f"def {name}(")]) == 1, name


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_readme_tells_all(folder: Path) -> None:
    """A contract's page draws its life, names every call, and says what evidence does not show."""
    page = (folder / "README.md").read_text()
    assert "```mermaid" in page
    assert [name for name in entries(folder) if f"`{name}(" not in page] == []
    headings = ("Roles", "Life cycle", "Calls", "What can go wrong", "What its evidence shows", "What it assumes")
    assert [heading for heading in headings if f"\n## {heading}\n" not in page] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_library_lists_it(folder: Path) -> None:
    """The table of the examples has each contract, once."""
    page = (tree.ROOT / "examples" / "README.md").read_text()
    assert page.count(f"\n| [{folder.name}](contracts/{folder.name}/README.md) |") == 1


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_its_tests_try_all(folder: Path) -> None:
    """No entry goes untried, and what each refusal says is expected by some test."""
    tried = strings(ast.parse((folder / f"test_{folder.name}.py").read_text()))
    assert [name for name in entries(folder) if name != "init" and name not in tried] == []
    expected = [one for one in tried if len(one) >= 6]
    for said in refusals(folder):
        assert any(one in part or (len(part) >= 12 and part in one) for one in expected for part in said), said


def strings(node: ast.AST) -> list[str]:
    """The texts that stand in a piece of code."""
    constants = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return [one for one in constants if isinstance(one, str)]


def refusals(folder: Path) -> list[list[str]]:
    """What each refusal of a contract says, in the pieces that do not change."""
    calls = [one for one in ast.walk(ast.parse(source(folder))) if isinstance(one, ast.Call)]
    named = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in {"require", "fail"}]
    return [strings(one.args[-1]) for one in named]


@pytest.mark.parametrize("test", TESTS)
def test_of_a_contract(test: Callable[[LocalChain], None]) -> None:
    """What the contract's own tests prove, on a fresh chain each."""
    test(LocalChain(PlainPrograms(HOST_FUNCTIONS)))
