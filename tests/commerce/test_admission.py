# SPDX-License-Identifier: Apache-2.0
"""From bytes to a transaction that may stand in a block; one intent has one answer."""

from typing import Any

import pytest

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.admission import Prepared
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.transaction import CALL_LENGTH_MAX, TRANSACTION_LENGTH_MAX, write_lines
from counterfoil.law.call import SEALED_LENGTH_MAX
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.primitives import canonical
from support.evidence_log import key
from support.evidence_story import LI, SHARE, WANG, transfer
from support.evidence_world import World
from support.refused_at_the_door import (
    DOOR,
    INCOMPLETE,
    LEGS,
    MOVE,
    OVER_BUDGET,
    SEALED,
    TOO_MUCH,
    Arrival,
    arrived,
    built,
    door,
    outcome_of,
)


@pytest.fixture(scope="module")
def world() -> World:
    """One chain for all rows that change nothing."""
    return door()


@pytest.fixture
def fresh() -> World:
    """A chain of its own."""
    return door()


@pytest.mark.parametrize("row", DOOR, ids=[row.because for row in DOOR])
def test_what_is_kept_out(world: World, row: Arrival) -> None:
    """Each refusal has its number, says where it looked, and changes no record."""
    data = row.make(world)
    before = world.read(HOLDINGS, LI, SHARE)
    answer = arrived(world, data)
    assert outcome_of(answer) is row.outcome
    assert row.detail in answer.detail
    assert isinstance(answer, Refusal) == (row not in OVER_BUDGET)
    assert world.read(HOLDINGS, LI, SHARE) == before


def test_a_good_transaction_becomes_typed(world: World) -> None:
    """Typed calls, the parties, the signers, and an identifier that does not depend on who signed."""
    both = built(world, "li", "acme")
    prepared = world.ledger.prepare(both.encode())
    assert isinstance(prepared, Prepared)
    assert list(prepared.calls) == [Transfer(sender=LI, receiver=WANG, instrument=SHARE, quantity=1)]
    assert (prepared.by, prepared.signers) == (("acme", "li"), {key("acme").keyid, key("li").keyid})
    assert (prepared.data, prepared.envelope) == (both.encode(), both.envelope)
    again = world.ledger.prepare(built(world, "li", by=["acme", "li"], valid_until=world.height + 9).encode())
    assert isinstance(again, Prepared)
    assert again.id == prepared.id


@pytest.mark.parametrize("row", INCOMPLETE, ids=[row.because for row in INCOMPLETE])
def test_an_incomplete_transaction_burns_nothing(fresh: World, row: Arrival) -> None:
    """It stands in no block, and the header of the block that left it out is an empty one's."""
    incomplete = fresh.ledger.prepare(row.make(fresh))
    assert isinstance(incomplete, Prepared)
    finalized = fresh.ledger.execute(fresh.next_height, fresh.next_time, [incomplete])
    empty = fresh.ledger.execute(fresh.next_height, fresh.next_time, [])
    assert finalized.header == empty.header
    assert fresh.ledger.judge(incomplete) is None


def test_what_was_incomplete_can_be_completed(fresh: World) -> None:
    """The same intent, signed by all, is executed: it had no answer yet."""
    assert outcome_of(arrived(fresh, built(fresh, "board").encode())) is MachineOutcome.incomplete
    order = {"call": "parties.suspend", "party": "venue", "by": "supervisor", "reference": "r", "document": "cd" * 32}
    alone = built(fresh, "supervisor", calls=[order], by=["board", "supervisor"])
    assert outcome_of(arrived(fresh, alone.encode())) is MachineOutcome.incomplete
    together = built(fresh, "supervisor", "board", "board-2", calls=[order])
    assert outcome_of(arrived(fresh, together.encode())) is MachineOutcome.ok


def test_standing_is_judged_at_its_place(fresh: World) -> None:
    """Of two transactions in one block, the first of which suspends who signs the second, the second is left out."""
    order = {"call": "parties.suspend", "party": "li", "by": "supervisor", "reference": "r", "document": "cd" * 32}
    suspending, moving = built(fresh, "supervisor", calls=[order]), built(fresh, "li")
    done, left_out = fresh.block(suspending, moving)
    assert (done.code, left_out.code) == (0, MachineOutcome.incomplete)
    header = decode_header(fresh.ledger.header(fresh.height))
    moving_first = door()
    answers = moving_first.block(built(moving_first, "li"), built(moving_first, "supervisor", calls=[order]))
    assert [answer.code for answer in answers] == [0, 0]
    assert header.transactions != decode_header(moving_first.ledger.header(fresh.height)).transactions


def test_a_rejected_transfer_is_never_executed_later(fresh: World) -> None:
    """The receiver submits the holder's bytes again once there are units: they have their answer for ever."""
    data = built(fresh, "li", calls=TOO_MUCH).encode()
    assert arrived(fresh, data).outcome == "insufficient_free_quantity"
    fresh.do("acme", calls=[{"call": "holdings.issue", "instrument": SHARE, "account": LI, "quantity": 10**7}])
    before = fresh.read(HOLDINGS, LI, SHARE)
    for _ in range(2):
        assert outcome_of(arrived(fresh, data)) is MachineOutcome.already_seen
    resigned = built(fresh, "li", calls=TOO_MUCH, valid_until=fresh.height + 500).encode()
    assert outcome_of(arrived(fresh, resigned)) is MachineOutcome.already_seen
    assert fresh.read(HOLDINGS, LI, SHARE) == before
    anew = built(fresh, "li", calls=TOO_MUCH, seed=b"n" * 32).encode()
    assert outcome_of(arrived(fresh, anew)) is MachineOutcome.ok


def test_one_intent_stands_once_in_a_block(fresh: World) -> None:
    """Of several envelopes of one intent, proposed together, the first has the answer."""
    checked = [fresh.ledger.prepare(built(fresh, "li", valid_until=fresh.height + more).encode()) for more in (5, 6, 7)]
    prepared = [one for one in checked if isinstance(one, Prepared)]
    assert len({one.id for one in prepared}) == 1
    chosen = [one for one in fresh.ledger.select(prepared) if isinstance(one, Prepared)]
    first, *others = fresh.ledger.execute(fresh.next_height, fresh.next_time, chosen).answers
    assert isinstance(first, TransactionResult) and first.code == 0
    assert all(isinstance(one, Refusal) and one.reason == "already_seen" for one in others)


def test_what_expires_is_not_selected(fresh: World) -> None:
    """A candidate that was fit when it arrived and waited too long is left out, and says why."""
    waiting = fresh.ledger.prepare(built(fresh, "li", valid_until=fresh.height + 1).encode())
    assert isinstance(waiting, Prepared)
    fresh.block()
    refusal = fresh.ledger.judge(waiting)
    assert refusal is not None
    assert outcome_of(refusal) is MachineOutcome.expired_transaction
    assert fresh.ledger.select([waiting]) == []


def test_a_thousand_calls_are_one_transaction(fresh: World) -> None:
    """All succeed together, and two more units than there are undo all."""
    calls = [transfer(LI, WANG, 1) for _ in range(1_000)]
    last = [*calls[:-1], transfer(LI, WANG, 2)]
    refused = arrived(fresh, built(fresh, "li", calls=last).encode())
    assert (refused.outcome, refused.call, refused.events) == ("insufficient_free_quantity", 999, 1)
    done = arrived(fresh, built(fresh, "li", calls=calls).encode())
    assert isinstance(done, TransactionResult)
    assert (done.code, done.events) == (0, 1_000)
    assert fresh.read(HOLDINGS, LI, SHARE).free == 0


def filled(size: int, number: int) -> dict[str, Any]:
    """A settlement of 200 legs to and fro whose line has so many bytes."""
    sealed = [dict(SEALED) for _ in range(4)]
    call = {"call": "settlement.settle_now", "instruction": f"f{number}", "legs": LEGS, "reference": "r"}
    missing = size - len(write_lines([call | {"sealed": sealed}], bytes(32))[0])
    groups, rest = divmod(missing, 4)
    for field, room in (("ciphertext", 2_730), ("encapsulated", 533)):
        for one in sealed:
            one[field] = "AAAA" * min(groups, room)
            groups -= min(groups, room)
    assert groups == 0
    return call | {"sealed": sealed, "reference": "r" * (rest + 1)}


def test_a_transaction_may_fill_its_limits(fresh: World) -> None:
    """Calls of 64 KiB to the byte and 1 MiB in all are executed; one byte more is malformed."""

    def sized(last: int) -> bytes:
        calls = [*(filled(CALL_LENGTH_MAX, number) for number in range(15)), filled(last, 15)]
        return built(fresh, "li", "north", calls=calls).encode()

    last = 50_000 + TRANSACTION_LENGTH_MAX - len(sized(50_000))
    assert outcome_of(arrived(fresh, sized(last + 1))) is MachineOutcome.malformed
    full = sized(last)
    assert len(full) == TRANSACTION_LENGTH_MAX
    answer = arrived(fresh, full)
    assert (answer.code, answer.events) == (0, 16 * 201)
    longer = built(fresh, "li", "north", calls=[filled(CALL_LENGTH_MAX + 1, 16)]).encode()
    assert outcome_of(arrived(fresh, longer)) is MachineOutcome.malformed


def test_sealed_attachments_travel(fresh: World) -> None:
    """Four of them, each full, are committed to by the line, kept with it, and never looked at."""
    full = SEALED | {"ciphertext": canonical.encode(bytes(SEALED_LENGTH_MAX)).decode().strip('"')}
    data = built(fresh, "li", calls=[MOVE | {"sealed": [full] * 4}]).encode()
    done = arrived(fresh, data)
    assert done.code == 0
    assert fresh.transaction(done.id).encode() == data
    prepared = fresh.ledger.prepare(data)
    assert isinstance(prepared, Prepared)
    assert [len(one.ciphertext) for one in prepared.calls[0].sealed] == [SEALED_LENGTH_MAX] * 4
    assert all(b"ciphertext" not in event for event in last_events(fresh))


def last_events(world: World) -> list[bytes]:
    """The events of the last block."""
    height = world.height
    size, _ = world.event_proof(height, 0)
    return [world.event(height, index) for index in range(size)]
