# SPDX-License-Identifier: Apache-2.0
"""Which files of a module are its open half: its law, and whatever the law imports."""

import ast
from functools import cache
from pathlib import Path

from support import tree

MODULES = tree.PACKAGE / "modules"
CLOSED = frozenset({"follows", "invariants", "limits", "module", "queries", "reasons", "steps"})
"""Files of the closed half: what of a module needs the whole state."""


@cache
def open_half(noun: str) -> frozenset[str]:
    """The names of the files, without their ending."""
    found: set[str] = set()
    waiting = ["law"]
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += _parts_imported(noun, MODULES / noun / f"{part}.py")
    return frozenset(found)


def _parts_imported(noun: str, file: Path) -> list[str]:
    """The files of the same folder that a file imports, whole or in part."""
    home = f"counterfoil.modules.{noun}"
    parts: list[str] = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == home:
            parts += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith(f"{home}."):
            parts.append(node.module.removeprefix(f"{home}."))
    return parts
