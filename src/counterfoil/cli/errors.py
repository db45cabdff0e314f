# SPDX-License-Identifier: Apache-2.0
"""What a user sees of an error: a line that says what, where and the remedy, one for each; and an exit code."""

import errno
import json
from collections.abc import Iterator
from enum import IntEnum
from typing import Any, Final

from counterfoil.evidence.text import safe_json, safe_text
from counterfoil.primitives.errors import (
    CounterfoilError,
    InputError,
    InputErrors,
    LockedError,
    QuorumError,
    RefusalForeseen,
    ServedError,
)

LISTED: Final = 50
"""Of several errors, for people; JSON has more."""


class ExitCode(IntEnum):
    """The exit codes of every command."""

    ok = 0
    negative = 1
    bad_input = 2
    environment = 3
    interrupted = 130


MEANINGS: Final[dict[ExitCode, str]] = {
    ExitCode.ok: "done; the answer is yes",
    ExitCode.negative: "done; the answer is no: not proved, a rejected transaction, a refused row, a finding",
    ExitCode.bad_input: "the command line, a file or an identifier is wrong; nothing was done",
    ExitCode.environment: "the data directory is locked or corrupt, witnesses are missing, the disk or network fails",
    ExitCode.interrupted: "interrupted with Ctrl-C",
}

_MISTAKES: Final = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)
"""What the system says of a file that the user named wrongly,"""
_MISTAKEN_NUMBERS: Final = (errno.ENAMETOOLONG, errno.ELOOP)
"""and where Python has no exception of its own for it."""


def exit_code_of(error: BaseException) -> ExitCode:
    """Whose fault it is: the user's, or that of what is around; or the ledger's no, which is nobody's."""
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.interrupted
    if isinstance(error, RefusalForeseen):
        return ExitCode.negative
    if isinstance(error, (InputError, *_MISTAKES)):
        return ExitCode.bad_input
    mistaken = isinstance(error, OSError) and error.errno in _MISTAKEN_NUMBERS
    return ExitCode.bad_input if mistaken else ExitCode.environment


def describe(error: BaseException) -> dict[str, str]:
    """Problem, and where and the remedy as far as they are known."""
    if isinstance(error, InputError):
        parts = {"problem": error.problem, "where": error.where, "remedy": error.remedy}
    elif isinstance(error, OSError):
        parts = {"problem": (error.strerror or str(error)).lower(), "where": str(error.filename or "")}
    elif isinstance(error, KeyboardInterrupt):
        parts = {"problem": "interrupted"}
    elif isinstance(error, ServedError):
        parts = {"problem": "a running service holds this folder, and does not do this", "where": str(error.directory)}
        parts["remedy"] = "end the service first" + (f": process {error.process}" if error.process else "")
    elif isinstance(error, LockedError):
        parts = {"problem": "another process uses this directory", "where": str(error.directory)}
        parts["remedy"] = "stop that process first, or wait until it ends"
    elif isinstance(error, QuorumError):
        parts = {"problem": str(error), "remedy": "start the witnesses, then run counterfoil custody publish"}
    else:
        parts = {"problem": str(error) or type(error).__name__}
    return {name: text for name, text in parts.items() if text}


def one_line(parts: dict[str, str]) -> str:
    """``where: problem (remedy)``, whatever of it is known, on one line that cannot steer the terminal."""
    line = parts["problem"]
    if "where" in parts:
        line = f"{parts['where']}: {line}"
    if "remedy" in parts:
        line = f"{line} ({parts['remedy']})"
    line = " ".join(line.split())
    return safe_text(line, length_max=len(line))


def render(error: BaseException, *, as_json: bool) -> str:
    """The lines for stderr."""
    parts = describe(error)
    if as_json:
        told: dict[str, Any] = {**parts}
        if isinstance(error, InputErrors):
            told |= {"errors": [describe(one) for one in error.errors], "more": error.more}
        return safe_json(json.dumps({"error": told, "exit_code": int(exit_code_of(error))}, ensure_ascii=False))
    return "\n".join([f"error: {one_line(parts)}", *_each(error)])


def _each(error: BaseException) -> Iterator[str]:
    """A line for each of several; what all of them are about stands in the first line alone."""
    if not isinstance(error, InputErrors):
        return
    for one in error.errors[:LISTED]:
        parts = describe(one)
        if "where" in parts:
            parts["where"] = parts["where"].removeprefix(f"{error.where}, ")
        yield f"  {one_line(parts)}"
    left = len(error.errors[LISTED:]) + error.more
    if left:
        yield f"  and {left:,} more"


EXPECTED: Final = (CounterfoilError, OSError, KeyboardInterrupt)
"""What may go wrong without a bug of ours."""
