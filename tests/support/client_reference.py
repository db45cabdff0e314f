# SPDX-License-Identifier: Apache-2.0
"""Draws ``docs/reference/python-client.md`` from the docstrings of ``counterfoil.client``, for ``docs/generate.py``."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Final

from counterfoil import client
from counterfoil.client.base_client import BaseClient
from counterfoil.modules import laws

HEAD: Final = """# The Python client

`from counterfoil.client import …`; `Client`, `AsyncClient` and `calls` also `from counterfoil import …`. How to use it
is in [the guide](../guides/program.md). Drawn from the docstrings.

`ledger.NOUN.VERB(**fields)` is every call in [calls](calls.md), by the modules {nouns}. What comes of it is `Done` of a
`Client`, the same to be awaited of an `AsyncClient`, a `Ticket` of a batch, and the call itself of `calls`.
"""
GROUPS: Final[dict[str, Sequence[str]]] = {
    "Clients": ("Client", "AsyncClient", "Batch", "AsyncBatch", "Ticket", "calls", "NEVER"),
    "Transactions and keys": ("SignedTransaction", "RemoteSigner"),
    "Answers": (
        *("Done", "Status", "ShownTransaction", "Rehearsal", "Signing", "Record", "Checked", "Block", "At"),
        *("ChainStatus", "LedgerEvent", "Evidence"),
    ),
    "Errors": (
        *("NotCommitted", "SignaturesMissing", "RequestRefused", "NotAllowed", "NotFound", "NotPublished"),
        *("ServiceFailed", "NoAnswer", "Overloaded", "NotBelieved"),
    ),
}
_HIDDEN: Final = {"transport", "surroundings"}


def page() -> str:
    """The page's text."""
    named = {name for names in GROUPS.values() for name in names}
    assert named == set(client.__all__), named ^ set(client.__all__)
    nouns = ", ".join(f"`{noun}`" for noun, law in laws().by_noun.items() if law.calls)
    lines = ["\n".join(textwrap.wrap(part, 120)) for part in HEAD.replace("{nouns}", nouns).split("\n\n")]
    text = ["\n\n".join(lines), ""]
    for group, names in GROUPS.items():
        text.append(f"## {group}\n")
        for name in names:
            text += _thing(name, getattr(client, name))
    return "\n".join(text)


def _thing(name: str, thing: Any) -> Iterator[str]:
    yield f"### `{name}`\n"
    if not isinstance(thing, type):
        yield f"{_prose(_note(name) or type(thing).__doc__)}\n"
        return
    if issubclass(thing, BaseClient):
        yield f"```python no-run\n{_call(name, inspect.signature(BaseClient))}\n```\n"
    yield f"{_prose(thing.__doc__)}\n"
    if issubclass(thing, BaseClient):
        yield f"{_prose(BaseClient.__doc__)}\n"
    rows = list(_rows(thing))
    if rows:
        yield "| | |\n|---|---|"
        yield from rows
        yield ""


def _rows(kind: type) -> Iterator[str]:
    """Its own fields, properties and methods, in the order in which they stand."""
    node = _node(kind)
    for statement, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            if not name.startswith("_"):
                yield _row(f"`{name}`", _string(following))
        elif isinstance(statement, ast.Assign) and issubclass(kind, Enum):
            yield _row(f"`{ast.unparse(statement.targets[0])}`", _string(following))
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and not statement.name.startswith("_"):
            yield from _method(kind, statement)


def _method(kind: type, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    marks = [ast.unparse(one) for one in node.decorator_list]
    told = ast.get_docstring(node)
    if "overload" in marks:
        return
    if any("property" in mark for mark in marks):
        yield _row(f"`{node.name}`", told)
        return
    given = [one.arg for one in node.args.args if one.arg not in ("self", "cls")]
    given += [f"*{node.args.vararg.arg}"] if node.args.vararg else ["*"] if node.args.kwonlyargs else []
    given += [
        one.arg if default is None else f"{one.arg}={ast.unparse(default)}"
        for one, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    ]
    given += [f"**{node.args.kwarg.arg}"] if node.args.kwarg else []
    waits = "await " if isinstance(node, ast.AsyncFunctionDef) else ""
    yield _row(f"`{waits}{node.name}({', '.join(given)})`", told)


def _row(name: str, told: str | None) -> str:
    return (
        f"| {name} | {_prose(told).replace(chr(10) + chr(10), ' ').replace(chr(10), ' ').replace('|', chr(92) + '|')} |"
    )


def _call(name: str, signature: inspect.Signature) -> str:
    given = [
        one.name if one.default is inspect.Parameter.empty else f"{one.name}={one.default!r}"
        for one in signature.parameters.values()
        if one.name not in _HIDDEN
    ]
    return f"{name}(\n" + "".join(f"    {one},\n" for one in given) + ")"


def _prose(docstring: str | None) -> str:
    text = inspect.cleandoc(docstring or "")
    return re.sub(r"``", "`", text)


def _string(statement: ast.stmt | None) -> str:
    found = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return str(statement.value.value) if found else ""  # type: ignore[union-attr]


def _node(kind: type) -> ast.ClassDef:
    tree = ast.parse(Path(inspect.getfile(kind)).read_text(encoding="utf-8"))
    return next(one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == kind.__name__)


def _note(name: str) -> str:
    return {"NEVER": "A time without an end: what fields of time take where nothing is to run out."}.get(name, "")
