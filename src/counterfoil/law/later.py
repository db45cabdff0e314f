# SPDX-License-Identifier: Apache-2.0
"""The moment of an event that was executed long ago, for what it touches: that hangs on facts that never change."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from counterfoil.law.table import R, Table
from counterfoil.primitives.types import ChainId, Height, KeyId, PartyId, RecordPath, Timestamp


@dataclass(frozen=True, slots=True)
class Later:
    """Implements ``Moment``: other records are read as they are now, and nobody is asked for consent again."""

    chain: ChainId
    height: Height
    time: Timestamp
    look: Callable[[RecordPath], msgspec.Struct | None]
    """the record at a path of any known table as it is now, or None"""
    call: str = ""

    def read(self, table: Table[R], *parts: str) -> R | None:
        return self.look(table.path(*parts))  # type: ignore[return-value]

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        return self.look(path)

    def consents(self, *_parties: PartyId) -> bool:
        return False

    def signed(self, _party: PartyId) -> tuple[KeyId, ...]:
        return ()
