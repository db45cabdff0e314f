# SPDX-License-Identifier: Apache-2.0
"""Code of a chain, written out into a folder: for a reviewer to whom nobody handed one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from counterfoil.law.module import View
from counterfoil.modules.contracts import queries
from counterfoil.modules.contracts.law import proposal
from counterfoil.modules.contracts.records import Code
from counterfoil.node.contracts.beginning import write_folder
from counterfoil.node.contracts.folder import MANIFEST, read_folder
from counterfoil.primitives.errors import InputError

SOURCE: Final = "contract.star"


def code_called(view: View, name: str) -> Code:
    """Code by its hash, by its name, or by that of a contract that runs it; InputError unless one is meant."""
    found = [one for one in queries.codes(view) if name in (one.code, one.name)]
    if not found and (run := queries.code_of(view, name)) is not None:
        return run
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{one.code} ({one.status})" for one in found)
        raise InputError(f"{len(found)} codes are called {name!r}", where="CODE", remedy=f"name one: {several}")
    remedy = "counterfoil show records contracts/code lists all"
    raise InputError(f"no code, and no contract, is called {name!r}", where="CODE", remedy=remedy)


def read_out(code: Code, folder: Path) -> list[Path]:
    """Write what code says into a new folder, as whoever wrote it had it but for its tests; the files.

    InputError when there is something already; when what the chain has does not have the hash of the code.
    """
    says = proposal(
        name=code.name,
        title=code.title,
        licence=code.licence,
        upgrades=code.upgrades,
        source=code.source,
        tests=code.tests,
        by=code.by,
    )
    _require_same(says.code, code.code)
    files = write_folder(folder, {MANIFEST: _manifest(code), SOURCE: code.source})
    _require_same(read_folder(folder).code, code.code)  # and so does whoever reads it
    return files


def _require_same(found: str, code: str) -> None:
    if found != code:
        remedy = "do not review it: the chain, or this program, is at fault"
        raise InputError(f"what the chain has of this code has the hash {found}", where=code, remedy=remedy)


def _manifest(code: Code) -> str:
    says: Mapping[str, str | int] = {
        "name": code.name,
        "title": code.title,
        "licence": code.licence,
        "upgrades": code.upgrades.value,
        "dialect": code.dialect,
        "source": SOURCE,
    } | ({} if code.tests is None else {"tests": code.tests})
    # What TOML calls a basic string is what JSON calls a string, but for U+007F, which no title has.
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in says.items())
