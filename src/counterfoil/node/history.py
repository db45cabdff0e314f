# SPDX-License-Identifier: Apache-2.0
"""What a record was after each event of its trail, folded by the laws that made it. To read, not to prove."""

from collections.abc import Iterator

import msgspec

from counterfoil.evidence.event import Event, decode_event
from counterfoil.law.later import Later
from counterfoil.law.module import View
from counterfoil.law.table import TrailedRecord
from counterfoil.modules import laws
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.types import RecordPath
from counterfoil.verify.facts import touched
from counterfoil.verify.shown import dated_data


def history(reader: ChainReader, view: View, path: RecordPath) -> Iterator[tuple[Event, TrailedRecord]]:
    """Each event of a record's trail, and the record after it; none for a record that never was."""

    def look(path: RecordPath) -> msgspec.Struct | None:
        table = laws().table_of(path)
        return None if table is None else view.read(table, path.removeprefix(f"{table.prefix}/"))

    record: TrailedRecord | None = None
    for height, index in reader.trail(path):
        event = decode_event(reader.event(height, index))
        data = dated_data(event, laws())
        assert data is not None, f"{event.type} was executed, so a module has its law"
        past = Later(reader.chain, height, reader.header(height).time, look)
        touches = touched(data.touches(past, event.consents), event.trails)
        record = next(touch for touch in touches if touch.path == path).fold(record)
        yield event, record
