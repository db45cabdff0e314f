# SPDX-License-Identifier: Apache-2.0
"""The transition function and its context: who must stand, atomic transactions, linked events, a budget."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from decimal import InvalidOperation
from hashlib import sha256
from typing import Any, ClassVar

import pytest
from msgspec.structs import replace

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.admission import Prepared
from counterfoil.commerce.context import EVENTS_MAX, Context
from counterfoil.commerce.machine import Machine
from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.evidence.event import EVENT_LENGTH_MAX, NO_PREVIOUS, Event, ObjectClass, TrailLink, decode_event
from counterfoil.evidence.words import Vocabulary
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.validators import Validator
from counterfoil.law.call import Call
from counterfoil.law.event import Consents, EventData, Touch
from counterfoil.law.module import Law, Module, Rule, View
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import LAW_FAULTS, MachineOutcome, Outcome, Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.primitives.errors import DecodeError, InvariantBroken, StorageError
from counterfoil.primitives.types import PartyId
from support.ledger import key_of, policy_of
from support.programs import programs


class CountOutcome(Outcome):
    """Why counting is refused."""

    uncounted = 900, "Nothing was counted."
    counted = 901, "It was counted already."
    refused = 902, "Counting is refused."
    too_high = 903, "The count would be too high."


class Counter(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record that counts."""

    count: int = 0


COUNTERS = Table("test/counter", Counter, CountOutcome.uncounted, CountOutcome.counted)


class Count(Call, frozen=True, tag_field="call", tag="test.count"):
    """Add one to each named counter."""

    names: tuple[str, ...]
    note: str = ""


class Twice(Call, frozen=True, tag_field="call", tag="test.twice"):
    """Cause one event that passes and one that is refused."""

    name: str


class Later(Call, frozen=True, tag_field="call", tag="test.later"):
    """A call of a feature."""


class Counted(EventData, frozen=True):
    """Counters went up by one."""

    type: ClassVar[str] = "test.counted"
    object: ClassVar[ObjectClass] = ObjectClass.disclosure
    names: tuple[str, ...]
    note: str = ""
    passes: bool = True

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Counter | None) -> Counter:
            before = before or Counter()
            return replace(before, count=before.count + 1)

        for name in self.names:
            yield Touch(COUNTERS, (name,), fold)

    def permit(self, moment: Moment) -> Consents:
        require(self.passes, CountOutcome.refused)
        return ()


def at_most_five(event: Counted, view: View) -> None:
    """A limit: no counter goes beyond five."""
    found = [view.read(COUNTERS, name) for name in event.names]
    require(all(one is None or one.count < 5 for one in found), CountOutcome.too_high)


def count(call: Count, _moment: Moment) -> Iterable[EventData]:
    yield Counted(names=call.names, note=call.note)


def twice(call: Twice, _moment: Moment) -> Iterable[EventData]:
    yield Counted(names=(call.name,))
    yield Counted(names=(call.name,), passes=False)


def later(_call: Any, _moment: Moment) -> Iterable[EventData]:
    yield Counted(names=("later",))


def keys_of(_moment: Moment, party: PartyId) -> KeyPolicy | None:
    """Two parties stand; one of them needs two keys."""
    return {"ann": policy_of("ann"), "duo": policy_of("duo", "two", threshold=2)}.get(party)


LAW = Law(
    noun="test",
    calls={Count: Rule(count), Twice: Rule(twice), Later: Rule(later, feature="later")},
    events=(Counted,),
    tables=(COUNTERS,),
    outcomes=CountOutcome,
    words=Vocabulary(),
    keys_of=keys_of,
)
MACHINE = Machine.of([Module(LAW, limits={Counted: at_most_five})])
ANN = Validator("a" * 64, key_of("ann").public, PartyId("ann"))


def transaction(*calls: Call, number: int = 0, signed_by: Sequence[str] = ("ann",), by: str = "ann") -> Prepared:
    signers = frozenset(key_of(name).keyid for name in signed_by)
    return Prepared(
        id=f"{number:064x}",
        data=b"",
        envelope=b"",
        calls=calls,
        by=tuple(by.split()),
        signers=signers,
        valid_from=0,
        valid_until=9,
    )


def context(machine: Machine = MACHINE) -> Context:
    return Context("test", 7, 1_000, State(MemoryRecords()), **machine.rules, programs=programs())


def run(*block: Sequence[Call] | Prepared, features: frozenset[str] = frozenset()) -> tuple[Context, list[Event], Any]:
    """One block over an empty state."""
    ctx = context()
    transactions = [
        one if isinstance(one, Prepared) else transaction(*one, number=number) for number, one in enumerate(block)
    ]
    answers = MACHINE.run(ctx, transactions, features=features)
    log = ctx.events
    assert log.leaves == [sha256(b"\0" + encoded).digest() for encoded in log.encoded]
    events = [decode_event(encoded) for encoded in log.encoded]
    assert log.trails == [event.trails for event in events]
    return ctx, events, answers


def test_an_event_tells_where_it_stands() -> None:
    """Chain, height, position in the block, transaction, call, kind and object class."""
    _, events, answers = run([Count(names=("a",))], [Count(names=("a",)), Count(names=("b",))])
    assert [(event.height, event.index, event.transaction[-1], event.call) for event in events] == [
        (7, 0, "0", 0),
        (7, 1, "1", 0),
        (7, 2, "1", 1),
    ]
    assert {(event.chain, event.type, event.object) for event in events} == {
        ("test", "test.counted", ObjectClass.disclosure)
    }
    assert [(one.index, one.code, one.outcome, one.call, one.events) for one in answers] == [
        (0, 0, "ok", None, 1),
        (1, 0, "ok", None, 2),
    ]


def test_trails_link_each_record_to_the_event_before() -> None:
    """Every record has its own numbering and its own predecessor, and stores its head."""
    ctx, events, _ = run([Count(names=("a", "b"))], [Count(names=("b",))], [Count(names=("b", "a"))])
    leaves = [sha256(b"\0" + event.encode()).hexdigest() for event in events]
    a, b = COUNTERS.path("a"), COUNTERS.path("b")
    assert [event.trails for event in events] == [
        (TrailLink(NO_PREVIOUS, a, 1), TrailLink(NO_PREVIOUS, b, 1)),
        (TrailLink(leaves[0], b, 2),),
        (TrailLink(leaves[1], b, 3), TrailLink(leaves[0], a, 2)),
    ]
    record = ctx.read(COUNTERS, "a")
    assert record is not None and (record.count, record.trail.seq, record.trail.head) == (2, 2, leaves[2])


def test_a_rejected_transaction_leaves_one_event() -> None:
    """Its records and events are gone; positions and trails go on as if it had done nothing."""
    ctx, events, answers = run(
        [Count(names=("a",))], [Count(names=("b",)), Twice(name="a"), Count(names=("c",))], [Count(names=("a",))]
    )
    assert (answers[1].code, answers[1].outcome, answers[1].call, answers[1].events) == (902, "refused", 1, 1)
    assert [event.type for event in events] == ["test.counted", "transaction.rejected", "test.counted"]
    assert events[1].data == {"call": 1, "outcome": 902, "reason": "refused"}
    assert (events[1].trails, events[1].call, events[1].consents) == ((), None, ())
    assert [event.index for event in events] == [0, 1, 2]
    assert events[2].trails[0].previous == sha256(b"\0" + events[0].encode()).hexdigest()
    assert set(ctx.state.block_changes()) == {COUNTERS.path("a")}


def test_a_limit_sees_what_went_before() -> None:
    """Also within the transaction."""
    five = [Count(names=("a",)) for _ in range(5)]
    _, _, answers = run(five, [*five[:1]], [Count(names=("b",)) for _ in range(6)])
    assert [(one.code, one.call) for one in answers] == [(0, None), (903, 0), (903, 5)]


def test_a_call_waits_for_its_feature() -> None:
    """Without it the law is not even asked."""
    _, _, answers = run([Later()])
    assert (answers[0].outcome, answers[0].detail) == ("feature_not_active", "later")


def test_an_empty_block_has_no_events() -> None:
    """Nothing in, nothing out."""
    ctx, events, answers = run()
    assert (events, answers, ctx.state.block_changes()) == ([], [], {})


STANDING = [
    ("ann", ["ann"], True),
    ("duo", ["duo", "two"], True),
    ("ann duo", ["ann", "duo", "two"], True),
    ("ann", [], False),
    ("duo", ["duo"], False),
    ("ann duo", ["ann", "duo"], False),
    ("ann", ["ann", "two"], False),
    ("ann nobody", ["ann"], False),
]


@pytest.mark.parametrize(("by", "signed_by", "stands"), STANDING)
def test_all_must_stand_before_the_first_call(by: str, signed_by: list[str], stands: bool) -> None:
    """Every party with its policy met, and every signature of use; otherwise it is left out and leaves no trace."""
    one = transaction(Count(names=("a",)), signed_by=signed_by, by=by)
    ctx, events, answers = run(one, [Count(names=("b",))])
    assert isinstance(answers[0], TransactionResult if stands else Refusal)
    assert len(events) == 1 + stands
    assert answers[1].index == int(stands), "what is left out takes no place"
    if not stands:
        assert answers[0].code == MachineOutcome.incomplete
        assert set(ctx.state.block_changes()) == {COUNTERS.path("b")}


def test_consent_is_of_the_parties_named() -> None:
    """Of each alone if it is named; of several together by keys of which none serves two."""
    ctx = context()
    shared = {"a": policy_of("k"), "b": policy_of("k", "l")}
    ctx.begin("0" * 64, shared, frozenset({key_of("k").keyid}))
    assert ctx.consents("a") and ctx.consents("b")
    assert not ctx.consents("a", "b") and not ctx.consents("c") and not ctx.consents("a", "c")
    ctx.begin("0" * 64, shared, frozenset({key_of("k").keyid, key_of("l").keyid}))
    assert ctx.consents("a", "b")


def test_a_transaction_has_a_budget_of_events() -> None:
    """As many as evidence can carry, and not one more; the next transaction has its own."""
    names = [(f"n{number}",) for number in range(EVENTS_MAX + 1)]
    full, more = ([Count(names=name) for name in names[:limit]] for limit in (EVENTS_MAX, EVENTS_MAX + 1))
    _, events, answers = run(more, full)
    assert (answers[0].outcome, answers[0].call, answers[0].events) == ("over_budget", EVENTS_MAX, 1)
    assert (answers[1].code, answers[1].events) == (0, EVENTS_MAX)
    assert len(events) == EVENTS_MAX + 1


def test_an_event_has_a_length_that_evidence_can_carry() -> None:
    """One byte more is over budget."""
    _, (short,), _ = run([Count(names=("a",), note="x")])
    room = EVENT_LENGTH_MAX - len(short.encode()) + 1
    _, (longest,), _ = run([Count(names=("a",), note="x" * room)])
    assert len(longest.encode()) == EVENT_LENGTH_MAX
    _, _, answers = run([Count(names=("a",), note="x" * (room + 1))])
    assert answers[0].outcome == "over_budget"


def raising(fault: BaseException) -> Machine:
    """A machine one of whose laws was written wrongly: it counts, and then raises."""

    def moves(_call: Any, _moment: Moment) -> Iterable[EventData]:
        yield Counted(names=("a",))
        raise fault

    law = dataclasses.replace(LAW, calls={**LAW.calls, Later: Rule(moves)})
    return Machine.of([Module(law, limits={Counted: at_most_five})])


@pytest.mark.parametrize("fault", [*(kind("²023") for kind in LAW_FAULTS), InvalidOperation(), DecodeError("cut")])
def test_a_fault_of_a_law_refuses_its_call_and_stops_no_chain(fault: Exception) -> None:
    """A year that is no number, more digits than there are: the block goes on, and nothing of the call is left."""
    machine = raising(fault)
    ctx = context(machine)
    block = [transaction(Count(names=("b",)), Later()), transaction(Count(names=("b",)), number=1)]
    wrong, right = machine.run(ctx, block, features=frozenset())
    assert isinstance(wrong, TransactionResult) and isinstance(right, TransactionResult)
    assert (wrong.outcome, wrong.call, wrong.detail, right.code) == ("law_at_fault", 1, type(fault).__name__, 0)
    [rejected, counted] = [decode_event(encoded) for encoded in ctx.events.encoded]
    assert rejected.data == {"call": 1, "outcome": MachineOutcome.law_at_fault, "reason": "law_at_fault"}
    left = ctx.read(COUNTERS, "b")
    assert counted.type == "test.counted" and ctx.read(COUNTERS, "a") is None and left is not None and left.count == 1


@pytest.mark.parametrize("stop", [InvariantBroken("x"), MemoryError(), RecursionError(), StorageError("x")])
def test_what_one_node_alone_may_meet_stops_it(stop: BaseException) -> None:
    """Another node would do what this one refused."""
    machine = raising(stop)
    with pytest.raises(type(stop)):
        machine.run(context(machine), [transaction(Later())], features=frozenset())


def test_a_record_that_cannot_be_read_stops_its_node() -> None:
    """It is this node's store that is damaged, and no law that is at fault."""
    source = MemoryRecords()
    source.records[COUNTERS.path("a")] = b"{"
    for read in (lambda state: state.read(COUNTERS, "a"), lambda state: list(state.rows(COUNTERS))):
        with pytest.raises(InvariantBroken, match="test/counter/a cannot be read"):
            read(State(source))


def test_a_context_reads_the_whole_state() -> None:
    """By table and by path; a path of no known table is nothing."""
    ctx, _, _ = run([Count(names=("a",))])
    assert ctx.find(COUNTERS.path("a")) == ctx.read(COUNTERS, "a")
    assert ctx.find("test/unknown/a") is None and ctx.find(COUNTERS.path("b")) is None
    rows = [record for _, record in ctx.rows(COUNTERS)]
    assert rows == [ctx.read(COUNTERS, "a")], "rows show what the running block wrote"


def test_refused_says_what_and_where() -> None:
    """The sentence of the outcome, and the detail if there is one."""
    assert str(Refused(CountOutcome.refused)) == "Counting is refused."
    assert str(Refused(CountOutcome.refused, "a")) == "Counting is refused. (a)"


def test_one_module_keeps_the_validators() -> None:
    """What it says of a state is who votes; where none says so nobody does, and two could say different things."""
    keeper = Module(LAW, validators=lambda _state: (ANN,))
    assert Machine.of([keeper]).validators(State(MemoryRecords())) == (ANN,)
    assert MACHINE.validators(State(MemoryRecords())) == ()
    other = Module(dataclasses.replace(LAW, noun="other"), validators=lambda _state: ())
    with pytest.raises(ValueError, match="2 modules keep the validators"):
        Machine.of([keeper, other])
