# SPDX-License-Identifier: Apache-2.0
"""Code of a chain, written out into a folder: for a reviewer to whom nobody handed one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from counterfoil.modules.contracts.law import proposal
from counterfoil.modules.contracts.records import Code
from counterfoil.node.contracts.beginning import write_folder
from counterfoil.node.contracts.folder import MANIFEST, read_folder
from counterfoil.primitives.errors import InputError

SOURCE: Final = "contract.star"
_NOT_ON_A_CHAIN: Final = """\
# Written out of a chain. What no chain has is not here: a summary, the roles{tests}.
# {by} proposed it. roles = ["…"] lets counterfoil contract check ask whether each role has a say.
"""
_OF_TESTS: Final = ", the tests (but for their hash)"


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
    unsaid = _NOT_ON_A_CHAIN.format(by=code.by, tests=_OF_TESTS if code.tests else "")
    # What TOML calls a basic string is what JSON calls a string, but for U+007F, which no title has.
    return unsaid + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in says.items())
