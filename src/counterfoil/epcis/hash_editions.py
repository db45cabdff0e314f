# SPDX-License-Identifier: Apache-2.0
"""The editions of the rules by which events are hashed: what each writes otherwise than the others.

CBV 2.0 is what the reference code published from 2023 to 2025, with the hashes of whole documents that everybody can
check: it is meant where none is named. In 2026 that code began to hash by other rules under the same name, which two
other implementations have; and CBV 2.1 is a draft. Events are out there that are called by each of them.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from counterfoil.epcis.numbers import as_double, in_full
from counterfoil.epcis.vocabulary import GS1, GS1_FORMERLY
from counterfoil.primitives.errors import InputError


class Edition(NamedTuple):
    """One edition of the rules."""

    name: str
    """As a person asks for it."""
    version: str
    """As a hash says it: ``?ver=CBV2.0``."""
    order: tuple[str, ...]
    """Members that have a place in the text; the others follow, sorted."""
    left_out: frozenset[str]
    """Members that are no part of what happened."""
    inline: bool
    """Whether extensions within a member of the standard stand there; otherwise behind ``ilmd``, within its name."""
    names_sensors: bool
    """Whether the list of sensor elements is called by its name."""
    words: str
    """What begins a word of GS1's web vocabulary."""
    number: Callable[[Decimal, str], str]
    """How a number is written."""
    heeds_document: bool = False
    """Whether names that a document wants left out are."""
    as_written: bool = False
    """Whether addresses of GS1's web vocabulary stand as they were written, whichever of the two it is."""


_WHEN: Final = ("eventTime", "eventTimeZoneOffset")
_WHAT_WHERE: Final = (
    *("inputEPCList", "childEPCs", "quantityList", "childQuantityList", "inputQuantityList"),
    *("outputEPCList", "outputQuantityList", "action", "transformationID", "bizStep", "disposition"),
    *("persistentDisposition", "readPoint", "bizLocation"),
)
_WITH_WHOM: Final = ("bizTransactionList", "sourceList", "destinationList")
_HOW: Final = ("sensorElementList",)
_NEVER: Final = frozenset({"type", "@context", "recordTime", "eventID", "errorDeclaration"})

CBV_2_0_OF_2026: Final = Edition(
    name="CBV2.0-2026",
    version="CBV2.0",
    order=(*_WHEN, "epcList", "parentID", *_WHAT_WHERE, *_WITH_WHOM, *_HOW),
    left_out=_NEVER | {"certificationInfo"},
    inline=False,
    names_sensors=False,
    words=GS1,
    number=in_full,
)
CBV_2_1: Final = CBV_2_0_OF_2026._replace(name="CBV2.1", version="CBV2.1", inline=True, names_sensors=True)
CBV_2_0: Final = CBV_2_1._replace(
    name="CBV2.0",
    version="CBV2.0",
    order=(*_WHEN, "certificationInfo", "parentID", "epcList", *_WHAT_WHERE, *_HOW),
    left_out=_NEVER,
    words=GS1_FORMERLY,
    number=as_double,
    heeds_document=True,
    as_written=True,
)
EDITIONS: Final = {one.name: one for one in (CBV_2_0, CBV_2_0_OF_2026, CBV_2_1)}


def edition_of(name: str, where: str) -> Edition:
    """The edition of a name; InputError for a name that none has."""
    found = EDITIONS.get(name)
    if found is None:
        raise InputError(f"there is no edition {name!a}", where=where, remedy=f"one of {', '.join(EDITIONS)}")
    return found
