# SPDX-License-Identifier: Apache-2.0
"""What the handlers of a repository share: its database, its policy, its clock, and what it says of itself."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from litestar import Request
from litestar.di import NamedDependency

from counterfoil.api.callers import Caller
from counterfoil.api.doorway import Entry
from counterfoil.api.epcis.access import Access
from counterfoil.api.epcis.bell import Bell
from counterfoil.api.epcis.formats import FORMAT_HEADER, WORDS_HEADER, EpcFormat, Translation, WordFormat
from counterfoil.api.epcis.page_tokens import PageTokens
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.database import Database

VERSION: Final = "2.0.0"
CAPTURE_LIMIT: Final = 5_000
"""Events of one document."""
FILE_SIZE_LIMIT: Final = 16 * 2**20
"""Bytes of one document."""
BEHAVIOUR_HEADER: Final = "gs1-capture-error-behaviour"
EXTENSIONS_HEADER: Final = "gs1-extensions"
READ_HEADERS: Final = (BEHAVIOUR_HEADER, EXTENSIONS_HEADER, FORMAT_HEADER, WORDS_HEADER)
"""Headers that change what is done, or which things an answer names: a signature covers them. ``Accept`` is none: who
changes it on the way has the same events said in XML, which says so."""
HEADERS: Final[Mapping[str, str]] = {
    "gs1-epcis-version": VERSION,
    "gs1-epcis-min": VERSION,
    "gs1-epcis-max": VERSION,
    "gs1-cbv-version": VERSION,
    "gs1-cbv-min": VERSION,
    "gs1-cbv-max": VERSION,
    "gs1-epcis-capture-limit": str(CAPTURE_LIMIT),
    "gs1-epcis-capture-file-size-limit": str(FILE_SIZE_LIMIT),
    FORMAT_HEADER: ", ".join(EpcFormat),
    WORDS_HEADER: ", ".join(one for one in WordFormat if one is not WordFormat.captured),
    "gs1-vendor-version": "counterfoil",
}


@dataclass(frozen=True)
class Repository:
    """One repository."""

    database: Database
    access: Access
    clock: Callable[[], Timestamp]
    ids: Callable[[], str]
    tokens: PageTokens
    bell: Bell = field(default_factory=Bell)
    """rung when a job was taken in, or an event captured"""
    listeners: Counter[PartyId] = field(default_factory=Counter)
    """of each party, over WebSockets; one event loop counts them"""

    def translation(self, asked: EpcFormat) -> Translation:
        """For one answer."""
        return Translation(asked, self.access.lengths)


Asking = Request[Any, Any, Any]
AskingParty = NamedDependency[Caller]
AskedWith = NamedDependency[Entry]
Given = NamedDependency[Repository]
"""What a handler is given."""
