# SPDX-License-Identifier: Apache-2.0
"""The moment of a call that ran long ago, as it was: to find out what its law read. Nothing is judged by it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from counterfoil.law.table import R, Table
from counterfoil.primitives.types import ChainId, Height, KeyId, PartyId, RecordPath, Timestamp


@dataclass
class Recalled:
    """Implements ``Moment``: records are read as they were before, and whoever signed then consents."""

    chain: ChainId
    height: Height
    time: Timestamp
    call: str
    signing: frozenset[PartyId]
    before: Callable[[RecordPath], msgspec.Struct | None]
    """the record at a path as it was; raises Unknown where nobody can tell"""
    paths: dict[RecordPath, None] = field(default_factory=dict)
    """what was read, the first first"""

    def read(self, table: Table[R], *parts: str) -> R | None:
        return self.find(table.path(*parts))  # type: ignore[return-value]

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        self.paths[path] = None
        return self.before(path)

    def consents(self, *parties: PartyId) -> bool:
        return self.signing.issuperset(parties)

    def signed(self, _party: PartyId) -> tuple[KeyId, ...]:
        return ()
