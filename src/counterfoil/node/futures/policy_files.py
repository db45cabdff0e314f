# SPDX-License-Identifier: Apache-2.0
"""A house's policies as TOML files: read, put into the form of a call, and judged, with the key that is wrong."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from counterfoil.law.call import Call, call_name
from counterfoil.node.words_allowed import written_there
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.written import parse_toml

F = TypeVar("F", bound=msgspec.Struct)
C = TypeVar("C", bound=Call)
_PERCENT: Final = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,4})?)%\Z")


def read_policy(file: Path, form: type[F], plain: Callable[[F], dict[str, Any]], call: type[C]) -> C:
    """The call that a file of this form says; InputError naming the key that is wrong."""
    document = parse_toml(read_input_file(file), where=str(file), remedy="see --help")
    read: type = form
    try:
        said, read = plain(canonical.convert(document, form)), call
        return canonical.convert({"call": call_name(call), **said}, call)
    except msgspec.ValidationError as error:
        problem, path = canonical.problem_and_path(error)
        raise InputError(
            problem, where=f"{file}, {path.removeprefix('$.')}", remedy=written_there(read, path) or "see --help"
        ) from error


def millionths(text: str, where: str, meant: str, remedy: str) -> int:
    """Of ``10%``, in millionths; InputError where it is no such text."""
    found = _PERCENT.match(text)
    if found is None:
        raise InputError(f"{text!r} is no {meant}", where=where, remedy=remedy)
    return int(Decimal(found[1]) * 10_000)
