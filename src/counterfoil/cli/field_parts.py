# SPDX-License-Identifier: Apache-2.0
"""Parts of what is written in one text: members of a list, and fields of an object, ``name=value,name=value``."""

import itertools
import re
from collections.abc import Mapping
from typing import Any, Final

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.field_types import only

_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"\Z', re.DOTALL)
_GROUP: Final = re.compile(r"[0-9]{3}(?:\.[0-9]+)?\Z")
_THOUSANDS: Final = re.compile(r"-?[0-9]{1,3},[0-9]{3}(?:\.[0-9]+)?\Z")


def parts_of(text: str, mark: str) -> list[str]:
    """The text between marks. Within brackets, and quotation marks behind ``=``, are none.

    Where these do not close, every mark counts.
    """
    parts, depth, begin, quoted, before = [], 0, 0, False, ""
    for at, letter in enumerate(text):
        if letter == '"' and (depth or quoted or before == "=") and text[at - 1] != "\\":
            quoted = not quoted
        elif not quoted and letter in "[{":
            depth += 1
        elif not quoted and letter in "]}":
            depth -= 1
        elif letter == mark and depth == 0 and not quoted:
            parts.append(text[begin:at])
            begin = at + 1
        before = before if letter.isspace() else letter
    return [*parts, text[begin:]] if depth == 0 and not quoted else text.split(mark)


def unquoted(text: str) -> str:
    """What stands between quotation marks; any other text as it is."""
    return found[1].replace('\\"', '"') if (found := _QUOTED.match(text)) is not None else text


def refuse_grouped(parts: list[str], where: str) -> None:
    """InputError for a sum with marks between its thousands, at each of which another field would begin."""
    for place, (before, part) in enumerate(itertools.pairwise(parts), start=1):
        name, given, begun = before.partition("=")
        if given and _THOUSANDS.match(f"{begun.strip()},{part.strip()}"):
            rest = itertools.takewhile(_GROUP.match, (one.strip() for one in parts[place:]))
            figure = "".join((begun.strip(), *rest))
            right = f"write {name.strip()}={figure}" if figure.isdigit() else "write it whole, in the smallest unit"
            remedy = f"{right}, without marks between thousands"
            raise InputError("a comma begins the next field", where=f"{where}, {name.strip()}", remedy=remedy)


def refuse_divided(before: str, part: str, hints: Mapping[str, Any], where: str) -> None:
    """InputError for a text with a comma in it, behind which another field would begin."""
    name, given, begun = (one.strip() for one in before.partition("="))
    if given and begun and _is_text(hints.get(name)):
        right = f'{name}="{begun}, {part.strip()}"'
        remedy = f"write a text with a comma between quotation marks: {right}; in a shell the whole between apostrophes"
        raise InputError("a comma begins the next field", where=f"{where}, {name}", remedy=remedy)


def _is_text(hint: Any) -> bool:
    """Whether any text may stand there."""
    return hint is not None and only(hint) is str
