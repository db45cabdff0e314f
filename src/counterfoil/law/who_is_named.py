# SPDX-License-Identifier: Apache-2.0
"""Whom a struct of a law names: parties and accounts, told by the types of its fields and never by their values.

A party may be called like a word of a text: that a text is spelled like its name is not that it is named.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from counterfoil.law.fields import fields_made_of
from counterfoil.primitives.types import EXECUTOR, AccountId, PartyId


class Naming(NamedTuple):
    """Names of the fields of a struct, and of structs within, that name a party, and of those that name an account."""

    parties: frozenset[str]
    accounts: frozenset[str]


@cache
def naming(kind: type) -> Naming:
    """Which fields of a struct name somebody."""
    return Naming(fields_made_of([kind], (PartyId, EXECUTOR)), fields_made_of([kind], (AccountId,)))


def texts_in(value: object, names: frozenset[str], *, named: bool = False) -> Iterator[str]:
    """What stands in fields of these names of a plain value, at whatever depth."""
    if isinstance(value, str):
        if named:
            yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one, names, named=named)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from texts_in(one, names, named=name in names)
