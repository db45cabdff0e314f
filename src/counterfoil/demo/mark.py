# SPDX-License-Identifier: Apache-2.0
"""The mark by which a demonstration's folder is known, so that nothing else is ever removed in its place."""

import shutil
from pathlib import Path
from typing import Final

import msgspec

from counterfoil.custody.files import TEMPORARY_SUFFIX, write_durably
from counterfoil.node.layout import Layout
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError

MARK: Final = "demonstration.json"
"""The first file that a demonstration writes, and the last that is removed with it."""
FORMAT: Final = "counterfoil-demonstration/v1"
FOLDERS: Final = (
    "access",
    "auditors",
    "chains",
    "custody",
    "evidence",
    "forgeries",
    "keys",
    "members",
    "rows",
    "scenes",
    "witnesses",
)
_MARK_LENGTH_MAX: Final = 1_000


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the mark says."""

    format: str


def leave_mark(directory: Path) -> None:
    """Begin a demonstration's folder; raises InputError when there is something in it."""
    if directory.exists() and any(directory.iterdir()):
        remedy = "name another folder; --replace removes an earlier demonstration"
        raise InputError("the folder is not empty", where=str(directory), remedy=remedy)
    write_durably(directory / MARK, canonical.encode(Mark(FORMAT)) + b"\n")


def is_marked(directory: Path) -> bool:
    """Whether a demonstration began this folder."""
    try:
        with (directory / MARK).open("rb") as file:
            return canonical.decode_json(file.read(_MARK_LENGTH_MAX), Mark) == Mark(FORMAT)
    except (FileNotFoundError, NotADirectoryError, DecodeError, msgspec.MsgspecError, UnicodeDecodeError):
        return False


def remove_demonstration(directory: Path) -> None:
    """Remove what a demonstration made, and nothing else; nothing at all when the folder is absent or empty.

    Raises InputError, before anything is removed, for a folder that no demonstration began, and for one in which
    somebody has put something.
    """
    if not directory.exists() or not any(directory.iterdir()):
        return
    if not is_marked(directory):
        problem = f"no demonstration made this folder: it has no {MARK}"
        raise InputError(problem, where=str(directory), remedy="name another folder, or empty it yourself")
    layout = Layout(directory)
    made = {*FOLDERS, layout.config.name, layout.trust.name, layout.revoked_tokens.name, MARK}
    found_names = (found.name for found in directory.iterdir())
    strange = sorted(name for name in found_names if name.removesuffix(TEMPORARY_SUFFIX) not in made)
    if strange:
        problem = f"it holds {strange[0]!r}, which no demonstration made"
        raise InputError(problem, where=str(directory), remedy="take it out of there first")
    # The mark goes last: what is interrupted can be done again.
    for found in sorted(directory.iterdir(), key=lambda path: path.name == MARK):
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found)
        else:
            found.unlink()
