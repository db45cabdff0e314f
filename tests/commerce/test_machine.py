# SPDX-License-Identifier: Apache-2.0
"""The transition function and the context: atomic transactions, linked events."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec
import pytest

from counterfoil.commerce.context import Context, EventLog, EventType
from counterfoil.commerce.machine import BlockTransaction, Call, Machine, Result
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import MemoryRecords, State, Table, TrailedRecord
from counterfoil.evidence.event import NO_PREVIOUS, Event, ObjectClass, TrailLink, decode_event
from counterfoil.primitives.types import PartyId

COUNTED = EventType("test.counted", ObjectClass.disclosure)


class Counter(TrailedRecord, frozen=True, kw_only=True):
    """A record that counts."""

    count: int = 0


class Count(msgspec.Struct, frozen=True):
    """A call that adds one to each named counter."""

    names: tuple[str, ...]


class Refuse(msgspec.Struct, frozen=True):
    """A call that is always refused, after having written."""


class Later(msgspec.Struct, frozen=True):
    """A call of a feature."""


COUNTERS = Table("test/counter", Counter)


def count(ctx: Context, message: Count) -> Outcome:
    """Touch several records with one event."""
    records = [(COUNTERS.path(name), ctx.read(COUNTERS, name) or Counter()) for name in message.names]
    touched = [(path, msgspec.structs.replace(record, count=record.count + 1)) for path, record in records]
    ctx.emit(COUNTED, {"names": message.names}, *touched)
    return Outcome.ok


def refuse(ctx: Context, _: Refuse) -> Outcome:
    """Write, emit, and be refused."""
    count(ctx, Count(("a",)))
    return Outcome.too_early


class Nobody:
    """An authority that trusts nobody."""

    def require(self, ctx: Context, party: PartyId) -> Outcome:
        """Never."""
        return Outcome.not_authorised


MACHINE = Machine(
    chain="test",
    calls={Count: Call(count), Refuse: Call(refuse), Later: Call(refuse, feature="later")},
    authority=Nobody(),
)


def run(*transactions: Sequence[msgspec.Struct]) -> tuple[State, list[Event], list[Result]]:
    """One block over an empty state."""
    state = State(MemoryRecords())
    block = [
        BlockTransaction(id=f"{position:064x}", calls=calls, signers=frozenset())
        for position, calls in enumerate(transactions)
    ]
    log, results = MACHINE.apply_block(state, block, height=7, time=1_000, features=frozenset())
    assert log.leaves == [sha256(b"\0" + encoded).digest() for encoded in log.encoded]
    events = [decode_event(encoded) for encoded in log.encoded]
    assert log.trails == [event.trails for event in events]
    return state, events, results


def test_an_event_tells_where_it_stands() -> None:
    """Chain, height, position in the block, transaction, kind and object class."""
    _, events, results = run([Count(("a",))], [Count(("a",)), Count(("b",))])
    assert [(event.height, event.index, event.transaction[-1]) for event in events] == [
        (7, 0, "0"),
        (7, 1, "1"),
        (7, 2, "1"),
    ]
    assert {(event.chain, event.type, event.object) for event in events} == {
        ("test", "test.counted", ObjectClass.disclosure)
    }
    assert results == [Result(Outcome.ok, None, 1), Result(Outcome.ok, None, 2)]


def test_trails_link_each_record_to_the_event_before() -> None:
    """Every record has its own numbering and its own predecessor, and stores its head."""
    state, events, _ = run([Count(("a", "b"))], [Count(("b",))], [Count(("b", "a"))])
    leaves = [sha256(b"\0" + event.encode()).hexdigest() for event in events]
    a, b = COUNTERS.path("a"), COUNTERS.path("b")
    assert [event.trails for event in events] == [
        (TrailLink(NO_PREVIOUS, a, 1), TrailLink(NO_PREVIOUS, b, 1)),
        (TrailLink(leaves[0], b, 2),),
        (TrailLink(leaves[1], b, 3), TrailLink(leaves[0], a, 2)),
    ]
    record = state.read(COUNTERS, "a")
    assert record is not None and (record.count, record.trail.seq, record.trail.head) == (2, 2, leaves[2])


def test_a_refused_transaction_leaves_one_event() -> None:
    """Its records and events are gone; positions and trails go on as if it had done nothing."""
    state, events, results = run([Count(("a",))], [Count(("b",)), Refuse(), Count(("c",))], [Count(("a",))])
    assert results[1] == Result(Outcome.too_early, 1, 1)
    assert [event.type for event in events] == ["test.counted", "transaction.rejected", "test.counted"]
    assert events[1].data == {"call": 1, "outcome": 120, "reason": "too_early"}
    assert events[1].trails == ()
    assert [event.index for event in events] == [0, 1, 2]
    assert events[2].trails[0].previous == sha256(b"\0" + events[0].encode()).hexdigest()
    assert set(state.block_changes()) == {COUNTERS.path("a")}


def test_a_call_waits_for_its_feature() -> None:
    """Without it the handler is not even asked."""
    _, _, results = run([Later()])
    assert results == [Result(Outcome.feature_not_active, 0, 1)]


def test_an_empty_block_has_no_events() -> None:
    """Nothing in, nothing out."""
    state, events, results = run()
    assert (events, results, state.block_changes()) == ([], [], {})


def test_an_exception_is_not_an_outcome() -> None:
    """A broken invariant stops the node: it goes through the machine untouched."""

    def broken(ctx: Context, _: Count) -> Outcome:
        raise ZeroDivisionError

    machine = Machine(chain="test", calls={Count: Call(broken)}, authority=Nobody())
    transaction = BlockTransaction(id="0" * 64, calls=[Count(())], signers=frozenset())
    with pytest.raises(ZeroDivisionError):
        machine.apply_block(State(MemoryRecords()), [transaction], height=1, time=1, features=frozenset())


def test_a_context_asks_the_authority() -> None:
    """``require`` is the machine's authority, and no handler decides by itself."""
    ctx = Context("test", 1, 1, "0" * 64, frozenset(), State(MemoryRecords()), EventLog(), Nobody(), frozenset())
    assert ctx.require(PartyId("anybody")) is Outcome.not_authorised
    assert list(ctx.rows(COUNTERS)) == []
