# SPDX-License-Identifier: Apache-2.0
"""Hashes on record as people name them: whole, or by how they begin, as a table or a text prints them.

What is signed is the whole one: whoever asks gets that, or is told which are meant.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from counterfoil.law.module import View
from counterfoil.law.table import Table
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import HEX_HASH, HexHash, RecordPath

DIGITS_MIN: Final = 8
"""Of a beginning: one of fewer is soon another's too."""
NAMED_MAX: Final = 10
"""That an error names."""
HASH: Final = re.compile(HEX_HASH.pattern or "")
_BEGINNING: Final = re.compile(rf"([0-9a-f]{{{DIGITS_MIN},63}})(?:…|\.\.\.)?\Z")

_FEW: Final = re.compile(rf"([0-9a-f]{{3,{DIGITS_MIN - 1}}})(?:…|\.\.\.)?\Z")


def beginning(text: str) -> str:
    """The digits, of a text that is the beginning of a hash; nothing, of any other, and of a whole one."""
    found = _BEGINNING.match(text)
    return "" if found is None else found[1]


def too_few(text: str, known: Iterable[str]) -> str:
    """What to type in place of fewer digits than name a hash; nothing, where no hash begins so."""
    few = _FEW.match(text)
    begun = few is not None and any(HASH.match(one) and one.startswith(few[1]) for one in known)
    return f"of a hash {DIGITS_MIN} digits or more" if begun else ""


def only_one(found: Mapping[str, str], text: str, *, where: str) -> str | None:
    """The one hash that begins so, of those that do with what tells them apart; None: there is none.

    InputError naming them where there are several.
    """
    if len(found) > 1:
        several = "; ".join(f"{name}{f' {told}' if told else ''}" for name, told in islice(found.items(), NAMED_MAX))
        more = "; and more" if len(found) > NAMED_MAX else ""
        raise InputError(f"{len(found)} begin with {text!r}", where=where, remedy=f"name one whole: {several}{more}")
    return next(iter(found), None)


def beginning_with(digits: str, known: Iterable[str]) -> dict[str, str]:
    """Those that begin so, in their order, with nothing said of them."""
    return {name: "" for name in known if name.startswith(digits)}


def transaction_named(reader: ChainReader, name: str, *, where: str) -> HexHash:
    """A transaction by its identifier or by how that begins; InputError unless one is meant."""
    digits = beginning(name)
    if not digits and HASH.match(name):
        return HexHash(name)
    found = only_one(beginning_with(digits, reader.transactions_from(digits)), name, where=where) if digits else None
    if found is None:
        problem = f"no transaction begins with {digits}" if digits else f"{name!r} is no transaction identifier"
        raise InputError(problem, where=where, remedy=f"64 hex digits, or the first {DIGITS_MIN} or more")
    return HexHash(found)


def record_named(view: View, table: Table[Any], path: str) -> RecordPath:
    """A record by its path, in which a hash may be cut; the path as it is where no record of the table begins so.

    InputError where several do.
    """
    name = path.removeprefix(f"{table.prefix}/")
    if view.find(RecordPath(path)) is None and (digits := beginning(name)):
        known = (str(one).removeprefix(f"{table.prefix}/") for one, _ in view.rows(table))
        if (found := only_one(beginning_with(digits, known), name, where=path)) is not None:
            return table.path(found)
    return RecordPath(path)
