# SPDX-License-Identifier: Apache-2.0
"""What a record was after each event of its trail, folded by the laws that made it. To read, not to prove."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from counterfoil.evidence.event import Event, decode_event
from counterfoil.law.module import View
from counterfoil.law.table import R, Table, TrailedRecord
from counterfoil.modules import laws
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.types import ChainId, Height, PartyId, RecordPath, Timestamp
from counterfoil.verify.facts import touched
from counterfoil.verify.shown import dated_data


@dataclass(frozen=True)
class _Past:
    """The ``Moment`` of an event that was executed: what it touches hangs on facts that never change."""

    chain: ChainId
    height: Height
    time: Timestamp
    view: View
    call: str = ""

    def read(self, table: Table[R], *parts: str) -> R | None:
        return self.view.read(table, *parts)

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        table = laws().table_of(path)
        return None if table is None else self.view.read(table, path.removeprefix(f"{table.prefix}/"))

    def consents(self, *_parties: PartyId) -> bool:
        return True


def history(reader: ChainReader, view: View, path: RecordPath) -> Iterator[tuple[Event, TrailedRecord]]:
    """Each event of a record's trail, and the record after it; none for a record that never was."""
    record: TrailedRecord | None = None
    for height, index in reader.trail(path):
        event = decode_event(reader.event(height, index))
        data = dated_data(event, laws())
        assert data is not None, f"{event.type} was executed, so a module has its law"
        past = _Past(reader.chain, height, reader.header(height).time, view)
        touches = touched(data.touches(past, event.consents), event.trails)
        record = next(touch for touch in touches if touch.path == path).fold(record)
        yield event, record
