# SPDX-License-Identifier: Apache-2.0
"""The verifier's own code: small, above the open halves alone, and about no business noun in particular."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import counterfoil
from counterfoil.modules import laws, nouns
from support.anatomy import CLOSED, open_half

ROOT = Path(counterfoil.__file__).parent
FILES = sorted((ROOT / "verify").glob("*.py"))
BELOW = {"evidence", "identity", "law", "primitives", "verify"}
CODE_LINES_MAX = 2_000
OUTSIDE_LAWS = "counterfoil.modules"
"""The one door to modules: it gives their laws, whichever there are."""


def imported(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(module, names) of each import of ours in a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, tuple(name.name for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((name.name, ()) for name in node.names)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_imports(file: Path) -> None:
    """A file of the verifier imports rings below, and of modules their laws alone."""
    for module, names in imported(file):
        if module == OUTSIDE_LAWS:
            assert names == ("laws",)
        elif module.startswith("counterfoil."):
            assert module.split(".")[1] in BELOW, module


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_noun_is_named(file: Path) -> None:
    """No text in the verifier names a table, a call or an event of a module."""
    names = [*laws().tables, *laws().calls, *laws().events, *(f"{noun}/" for noun in nouns())]
    texts = [
        node.value
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    docstrings = {ast.get_docstring(node, clean=False) for node in documented(file)}
    for text in texts:
        if text not in docstrings:
            assert not [name for name in names if name in text], text


def documented(file: Path) -> list[ast.Module | ast.ClassDef | ast.FunctionDef]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, kinds)]


@pytest.mark.parametrize("noun", nouns())
def test_open_halves_import_no_closed_half(noun: str) -> None:
    """What the verifier loads of a module never loads limits, queries or invariants; these would need a whole state."""
    assert not open_half(noun) & CLOSED
    for part in open_half(noun):
        for module, names in imported(ROOT / "modules" / noun / f"{part}.py"):
            if module.startswith("counterfoil.modules."):
                other, *parts = module.split(".")[2:]
                assert set(parts or names) <= open_half(other), f"{noun}/{part}.py: {module}"


def test_it_is_small() -> None:
    """The verifier's own code is under 2,000 lines, so that somebody can read it in a day."""
    assert sum(map(code_lines, FILES)) < CODE_LINES_MAX


def code_lines(file: Path) -> int:
    """Lines with code on them: not blank, no comment, no docstring."""
    source = file.read_text()
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in skipped:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)
