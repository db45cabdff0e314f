# SPDX-License-Identifier: Apache-2.0
"""An operator who forces through what the machine rejects: the events are those of the call, the rules are not asked.

The events come from the verifier's own table of what each call causes, so a package fails for lack of consent alone.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec
from msgspec.structs import replace

from counterfoil.commerce import app
from counterfoil.commerce.context import Context, EventType
from counterfoil.commerce.machine import BlockTransaction, Machine
from counterfoil.commerce.modules.holdings.state import HOLDINGS, Holding
from counterfoil.commerce.modules.instruments.state import INSTRUMENTS
from counterfoil.commerce.modules.parties.state import ACCOUNTS, PARTIES
from counterfoil.commerce.modules.protocol.state import IMMEDIATE_SETTLEMENT
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import Table, TrailedRecord
from counterfoil.evidence.event import ObjectClass, decode_event
from counterfoil.evidence.transaction import transaction_id
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.primitives.types import HexHash, RecordPath, Timestamp
from counterfoil.verify.authority import Moment, read_transaction
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.effects import EVENTS
from counterfoil.verify.facts import Facts
from counterfoil.verify.history import DatedEvent, apply_event
from counterfoil.verify.replay import CHANGES
from counterfoil.verify.rules import RULES
from support.evidence_world import NAMES, World, key

TABLES: dict[str, Table[Any]] = {table.prefix: table for table in (PARTIES, ACCOUNTS, INSTRUMENTS, HOLDINGS)}


class AnyRecord(TrailedRecord, frozen=True, kw_only=True):
    """A record that no package shows: only its trail matters."""


class Everything(Sequence[RecordPath]):
    """All trails are shown."""

    def __contains__(self, record: object) -> bool:
        return True

    def __len__(self) -> int:
        return 0

    def __getitem__(self, index: Any) -> Any:
        raise IndexError(index)


class ForcedWorld(World):
    """A world that can try a transaction, go back, and force it."""

    def attempt(self, envelope: Envelope) -> Outcome:
        """Run a block with one transaction by the rules; what became of it."""
        payload = msgspec.json.decode(envelope.payload)
        union: Any = app.CALLS.keys()
        named = {app.call_name(message): message for message in union}
        calls = [msgspec.convert(call, named[call["call"]]) for call in payload["calls"]]
        signers = dsse.valid_signers(envelope, {key(name).public.keyid: key(name).public for name in NAMES})
        machine = Machine(chain=self.chain, calls=app.CALLS, authority=app.parties)
        events, results = machine.apply_block(
            self._state,
            [BlockTransaction(id=transaction_id(envelope), calls=calls, signers=signers)],
            height=self._next_height,
            time=self._next_time,
            features=frozenset({IMMEDIATE_SETTLEMENT}),
        )
        self._finish(events, [envelope.encode()])
        return results[0].outcome

    def moved(self, transaction: HexHash) -> bool:
        """Whether the transaction took effect on a holding."""
        height, _ = self._positions[transaction]
        events = [decode_event(encoded) for encoded in self.blocks[height].events]
        return any(event.transaction == transaction and event.type.startswith("holdings.") for event in events)

    def keep(self) -> dict[str, Any]:
        """What ``back`` returns to."""
        return {
            "blocks": list(self.blocks),
            "records": dict(self._records.records),
            "cache": dict(self._state._records),
            "pages": dict(self._map.pages),
            "trails": {record: list(positions) for record, positions in self._trails.items()},
            "positions": dict(self._positions),
            "log": (list(self.log.entries), dict(self.log.indexes), dict(self.log.rolled)),
        }

    def back(self, kept: dict[str, Any]) -> None:
        """Undo all blocks since ``keep``."""
        self.blocks[:] = kept["blocks"]
        for ours, theirs in (
            (self._records.records, kept["records"]),
            (self._state._records, kept["cache"]),
            (self._map.pages, kept["pages"]),
            (self._trails, kept["trails"]),
            (self._positions, kept["positions"]),
        ):
            ours.clear()
            ours.update(theirs)
        for record, positions in kept["trails"].items():
            self._trails[record] = list(positions)
        entries, indexes, rolled = kept["log"]
        self.log.entries, self.log.indexes, self.log.rolled = list(entries), dict(indexes), dict(rolled)

    def force(self, envelope: Envelope) -> set[RecordPath]:
        """Seal a block with the events of every call, whatever the rules say; the records touched, none if nothing."""
        signed = read_transaction(envelope.encode(), (transaction_id(envelope),))
        facts, touched = self._facts(), set[RecordPath]()

        def act(ctx: Context) -> None:
            for call in signed.calls:
                if call is None:
                    continue
                for caused in RULES[type(call)].events(call, Moment(facts, ctx.time, signed, {})):
                    with suppress(CheckFailed):  # such as what a settlement never reserved
                        EVENTS[caused.type].apply(facts, caused.data, ctx.time)
                    records = EVENTS[caused.type].records(caused.data)
                    written = [(record, _written(ctx, facts, record, caused.type, caused.data)) for record in records]
                    ctx.emit(EventType(caused.type, ObjectClass.registration), caused.data, *written)
                    touched.update(records)

        self.rogue_block(act, envelope)
        return touched

    def _facts(self) -> Facts:
        facts = Facts(Everything())
        for block in self.blocks:
            for encoded in block.events:
                event = decode_event(encoded)
                if event.type in EVENTS:
                    apply_event(facts, DatedEvent(event, Timestamp(0), b""))  # type: ignore[arg-type]
        return facts


def _written(ctx: Context, facts: Facts, record: RecordPath, type_: str, data: dict[str, Any]) -> TrailedRecord:
    """The record after the event, as far as a package can show it; what stood before gives the trail."""
    module, table, rest = record.split("/", 2)
    known = TABLES.get(f"{module}/{table}")
    if known is None or (known is not HOLDINGS and record not in facts.records):
        return _read(ctx, Table(f"{module}/{table}", AnyRecord), rest) or AnyRecord()
    before: Any = _read(ctx, known, rest)
    if known is HOLDINGS:
        account, instrument = rest.split("/")
        holding = before or Holding(account=account, instrument=instrument)  # type: ignore[arg-type]
        for part, change in CHANGES[type_](data, account):
            holding = replace(holding, **{part: getattr(holding, part) + change})
        return holding  # type: ignore[no-any-return]
    plain = msgspec.to_builtins(facts.records[record]) | (
        {"trail": msgspec.to_builtins(before.trail)} if before else {}
    )
    return msgspec.convert({**plain, "trail": plain.get("trail", {})}, known.record)  # type: ignore[no-any-return]


def _read(ctx: Context, table: Table[Any], rest: str) -> Any:
    """The record, or of a table that is not shown its trail alone."""
    path = table.path(rest)
    found = ctx.state._records.get(path)
    if found is not None or table.record is not AnyRecord:
        return found if found is not None else ctx.read(table, rest)
    data = ctx.state._source.get(path)
    return None if data is None else AnyRecord(trail=msgspec.convert(msgspec.json.decode(data)["trail"], AnyTrail))


AnyTrail: Any = type(AnyRecord().trail)
