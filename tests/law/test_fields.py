# SPDX-License-Identifier: Apache-2.0
"""What a field names is told by its type, however deep it stands."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.law.fields import fields_made_of
from counterfoil.primitives.types import EXECUTOR, AccountId, PartyId


class Inner(msgspec.Struct):
    keeper: PartyId | None
    words: str


class Outer(msgspec.Struct):
    inner: tuple[Inner, ...]
    accounts: Annotated[tuple[AccountId, ...], Meta(max_length=3)] = ()
    user: Annotated[str, EXECUTOR] = ""


def test_fields_are_found_by_their_types() -> None:
    """In options, in tuples, in structs within, and by what annotates a text; a plain text is nothing of it."""
    assert fields_made_of([Outer], [PartyId]) == {"keeper"}
    assert fields_made_of([Outer], [AccountId]) == {"accounts"}
    assert fields_made_of([Outer], [PartyId, EXECUTOR]) == {"keeper", "user"}
    assert fields_made_of([Outer], [str]) == {"user", "words"}
