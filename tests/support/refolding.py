# SPDX-License-Identifier: Apache-2.0
"""The records of a chain made a second time, from its events alone, by the folds that the laws give."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import NO_PREVIOUS, OPENING_EVERY, Event, Trail, TrailLink, decode_event
from counterfoil.law.event import Touch
from counterfoil.law.module import Laws
from counterfoil.law.table import R, Table, bare_hash
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from counterfoil.primitives.types import ChainId, Height, PartyId, RecordPath, Timestamp


class Refolded:
    """A ``Moment`` that knows only what events said before; nobody consents to anything here."""

    def __init__(self, chain: ChainId, known: Laws | None = None) -> None:
        self.chain = chain
        self.laws = known or laws()
        self.height = Height(0)
        self.time = Timestamp(0)
        self.call = ""
        self.records: dict[RecordPath, Any] = {}

    def read(self, table: Table[R], *parts: str) -> R | None:
        return self.records.get(table.path(*parts))

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        found: msgspec.Struct | None = self.records.get(path)
        return found

    def consents(self, *parties: PartyId) -> bool:
        raise AssertionError("a fold asks for nobody's consent")

    def follow(self, encoded: bytes) -> Event:
        """Fold one event in; fails unless its trail links are those of what it touches, in that order."""
        event = decode_event(encoded)
        self.height = event.height
        type_ = self.laws.event_of(event.type)
        if type_ is None:
            assert event.trails == (), f"{event.type} touches records, and no law says how"
            return event
        data = msgspec.convert(event.data, type_)
        writes = tuple(data.writes(self))
        links: list[TrailLink] = []
        after: list[Any] = []
        for touch in data.touches(self, event.consents):
            self._fold(touch, links, after)
        assert event.trails == tuple(links), event
        head = sha256(b"\0" + encoded).hexdigest()
        for link, record in zip(links, after, strict=True):
            self.records[link.record] = replace(record, trail=Trail(head, link.seq))
        for write in writes:
            self.records.setdefault(write.table.path(*write.key), write.record)
        return event

    def _fold(self, touch: Touch, links: list[TrailLink], after: list[Any]) -> None:
        before = self.records.get(touch.path)
        record = touch.fold(before)
        seq, head = (0, NO_PREVIOUS) if before is None else (before.trail.seq, before.trail.head)
        opening = None if (seq + 1) % OPENING_EVERY else bare_hash(record)
        links.append(TrailLink(head, touch.path, seq + 1, opening))
        after.append(record)
        if before is None and touch.opens is not None:
            self._fold(touch.opens, links, after)

    def encoded_of(self, paths: Iterable[RecordPath]) -> dict[RecordPath, bytes]:
        """Records as the state keeps them."""
        return {path: canonical.encode(self.records[path]) for path in paths}
