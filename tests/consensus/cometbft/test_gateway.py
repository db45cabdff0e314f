# SPDX-License-Identifier: Apache-2.0
"""The gateway over an engine in memory that loses, refuses and repeats: everybody gets his own answer, once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from counterfoil.application import Checked, Refusal, TransactionResult
from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.consensus.cometbft.gateway import ANEW_AFTER, ConsensusLost
from counterfoil.consensus.cometbft.rpc import (
    CheckRefused,
    EngineError,
    EngineUnreachable,
    EnvelopeCached,
    EnvelopeTooLarge,
    MempoolFull,
)
from counterfoil.consensus.ticket import Answer
from counterfoil.evidence.header import decode_header
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import ClosedError, InvariantBroken
from counterfoil.primitives.types import Height, HexHash
from support.hands import WAIT_S, gateway
from support.scripted_node import SALT, ScriptedNode
from support.toy_application import (
    BAD_SIGNATURE,
    EXPIRED,
    OVERFLOW,
    SEEN,
    TOTAL_MAX,
    Addition,
    CheckedAddition,
    ToyApplication,
    addition,
)

FULL = MempoolFull("broadcast_tx_sync", -32603, "mempool is full")
CACHED = EnvelopeCached("broadcast_tx_sync", -32603, "tx already exists in cache")
TOO_LARGE = EnvelopeTooLarge("broadcast_tx_sync", -32603, "Tx too large")
ABSENT = EngineUnreachable("nobody answers")
SLOW = {"look_s": WAIT_S}
"""Of a gateway that hands nothing in again while a test lasts."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ScriptedNode]:
    with ScriptedNode(tmp_path) as node:
        node.begin()
        yield node


def other_batch(*transactions: bytes) -> bytes:
    """As another member's gateway makes it."""
    return encode_batch(transactions, tick=False, salt=SALT)


def test_a_lone_transaction_leaves_at_once_and_is_answered(node: ScriptedNode) -> None:
    """In an envelope of its own; its answer comes with its block."""
    with gateway(node, **SLOW) as (engine, hands):
        ticket = engine.submit(addition("a", 1, salt="x"))
        hands.wait_for(1)
        assert hands.batch(0).transactions == (addition("a", 1, salt="x"),)
        assert not ticket.done()
        hands.decide()
        answer = ticket.result(WAIT_S)
    assert isinstance(answer, TransactionResult)
    assert (answer.code, answer.height, answer.index) == (0, 1, 0)
    assert hands.stopped


def test_what_waits_goes_together_in_order_and_few_are_out(node: ScriptedNode) -> None:
    """No more envelopes than are allowed, none larger than is wanted, and every transaction once, in order."""
    sent = [addition("a", 1, salt=str(number)) for number in range(200)]
    with gateway(node, outstanding_max=2, batch_bytes=10 * len(sent[0]), **SLOW) as (engine, hands):
        tickets = engine.submit_many(sent)
        hands.wait_for(2)
        seen = 0
        while not all(ticket.done() for ticket in tickets):
            hands.wait_for(seen + 1)
            assert len(hands.handed) - seen <= 2
            seen = len(hands.handed)
            hands.decide()
    batches = [hands.batch(at).transactions for at in range(len(hands.handed))]
    assert [one for batch in batches for one in batch] == sent
    assert max(map(len, batches)) <= 11
    assert len(batches) < 100
    assert node.application.total("a") == 200


@pytest.mark.parametrize("problem", [FULL, ABSENT])
def test_a_full_or_absent_engine_is_asked_until_it_takes_it(node: ScriptedNode, problem: EngineError) -> None:
    """And what came after waits its turn, so that the order stays."""
    with gateway(node, batch_bytes=1, **SLOW) as (engine, hands):
        hands.answers = [problem] * 3
        tickets = engine.submit_many([addition("a", 1, salt="first"), addition("a", 1, salt="second")])
        hands.wait_for(5)
        assert len(set(hands.handed[:4])) == 1
        hands.decide()
        assert [ticket.result(WAIT_S).code for ticket in tickets] == [0, 0]
        assert [ticket.result().index for ticket in tickets] == [0, 1]  # type: ignore[union-attr]


def test_what_was_accepted_and_lost_is_handed_in_again(node: ScriptedNode) -> None:
    """As a mempool does that is full, or whose engine restarts."""
    with gateway(node) as (engine, hands):
        ticket = engine.submit(addition("a", 1, salt="x"))
        hands.wait_for(1)
        hands.lose()
        hands.wait_for(2)
        assert hands.handed[0] == hands.handed[1]
        hands.decide()
        assert ticket.result(WAIT_S).code == 0


def test_what_the_engine_thinks_it_has_goes_into_another_envelope(node: ScriptedNode) -> None:
    """Its cache remembers what its mempool has lost; but as long as blocks are few it is only slow, and waited for."""
    with gateway(node) as (engine, hands):
        hands.answers = [None, *[CACHED] * 4]
        ticket = engine.submit(addition("a", 1, salt="x"))
        hands.wait_for(4)
        assert len(set(hands.handed)) == 1
        hands.lose()
        for _ in range(ANEW_AFTER):
            node.block()
        hands.answers = [CACHED]
        hands.wait_for(len(hands.handed) + 2)
        assert hands.batch(-1).transactions == hands.batch(0).transactions
        assert len(set(hands.handed)) == 2
        hands.decide()
        assert ticket.result(WAIT_S).code == 0


def test_an_envelope_that_was_handed_in_twice_has_one_answer(node: ScriptedNode) -> None:
    """Whichever of the two is decided first, and though the other comes after."""
    with gateway(node) as (engine, hands):
        ticket = engine.submit(addition("a", 1, salt="x"))
        hands.wait_for(2)
        hands.decide()
        first = ticket.result(WAIT_S)
        hands.decide()
    assert first.code == 0
    assert node.application.total("a") == 1


class Unjudged(ToyApplication):
    """As the ledger: whether an intent was seen before is no matter of its form."""

    def check(self, envelope: bytes) -> Checked | Refusal:
        answer = super().check(envelope)
        if isinstance(answer, Refusal) and answer.code == SEEN:
            payload = canonical.decode(dsse.decode(envelope).payload, Addition)
            return CheckedAddition(HexHash(answer.detail), envelope, payload)
        return answer


def test_two_gateways_one_intent_one_answer(tmp_path: Path) -> None:
    """Another member's batch came first: the answer is the one that stands, and no refusal, also for who comes late."""
    envelope, known = addition("a", 1, salt="x"), dict[str, TransactionResult]()
    with ScriptedNode(tmp_path, make=Unjudged) as node:
        node.begin()
        with gateway(node, standing=known.get, **SLOW) as (engine, hands):
            ticket = engine.submit(envelope)
            hands.wait_for(1)
            node.block(other_batch(envelope))
            standing = ticket.result(WAIT_S)
            assert isinstance(standing, TransactionResult)
            known[standing.id] = standing
            hands.decide()
            assert engine.submit(envelope).result(WAIT_S) == standing
            assert len(hands.handed) == 1
        assert node.application.total("a") == 1


def test_each_has_its_own_answer(node: ScriptedNode) -> None:
    """Committed, rejected by a rule, refused before anything left, seen, and twice the same: in one submission."""
    stranger = addition("a", 1, salt="x", key=PrivateKey(b"s" * 32))
    node.block(other_batch(seen := addition("a", 1, salt="seen")))
    good, bad = addition("a", 1, salt="good"), addition("a", TOTAL_MAX + 1, salt="bad")
    with gateway(node, **SLOW) as (engine, hands):
        tickets = engine.submit_many([stranger, good, bad, seen, good])
        hands.wait_for(1)
        hands.decide()
        codes = [ticket.result(WAIT_S).code for ticket in tickets]
    assert codes == [BAD_SIGNATURE, 0, OVERFLOW, SEEN, 0]


def test_what_expired_while_it_was_out_is_answered(node: ScriptedNode) -> None:
    """Nothing can mend it, so nobody waits for ever; but as long as it may still be decided it waits."""
    with gateway(node) as (engine, hands):
        ticket = engine.submit(addition("a", 1, salt="x", valid_until=1))
        hands.wait_for(3)
        hands.lose()
        assert not ticket.done()
        node.block(encode_batch([], tick=True, salt=SALT))
        answer = ticket.result(WAIT_S)
    assert (answer.code, isinstance(answer, Refusal)) == (EXPIRED, True)


def test_what_its_own_check_refuses_later_is_judged_anew(node: ScriptedNode) -> None:
    """The engine's check found nothing in the envelope that may stand: it stands already."""
    envelope = addition("a", 1, salt="x")
    with gateway(node, **SLOW) as (engine, hands):
        hands.answers = [CheckRefused("broadcast_tx_sync", 1, "none of 1 may stand")] * 1_000
        ticket = engine.submit(envelope)
        hands.wait_for(2)
        node.block(other_batch(envelope))
        assert ticket.result(WAIT_S).code == 0


def test_a_tick_is_done_with_the_next_block(node: ScriptedNode) -> None:
    """Alone, and beside transactions, and lost."""
    with gateway(node) as (engine, hands):
        tick = engine.tick()
        hands.wait_for(1)
        assert hands.batch(0).tick
        hands.lose()
        hands.wait_for(2)
        assert not tick.done()
        hands.decide()
        assert tick.result(WAIT_S) == 1


def test_followers_hear_of_every_block_before_whoever_waits(node: ScriptedNode) -> None:
    """With the header and this member's share of the seal."""
    heard: list[Height] = []
    with gateway(node, **SLOW) as (engine, hands):
        engine.follow(lambda header, _share: heard.append(decode_header(header).height))
        ticket, heard_then = engine.submit(addition("a", 1, salt="x")), list[list[Height]]()
        ticket.add_done_callback(lambda _: heard_then.append(list(heard)))
        hands.wait_for(1)
        tick = engine.tick()
        tick.add_done_callback(lambda _: heard_then.append(list(heard)))
        hands.wait_for(2)
        hands.decide()
        ticket.result(WAIT_S)
        tick.result(WAIT_S)
    assert heard_then == [[1], [1]]


def test_an_engine_that_is_gone_fails_everybody_and_tells_why(node: ScriptedNode) -> None:
    """Who waits, who comes, and whoever has this process end, once."""
    told: list[BaseException] = []
    with gateway(node, **SLOW) as (engine, hands):
        engine.when_lost(told.append)
        ticket, tick = engine.submit(addition("a", 1, salt="x")), engine.tick()
        hands.wait_for(1)
        hands.lost("exit code 1: panic")
        hands.lost("once more")
        with pytest.raises(ConsensusLost, match="exit code 1: panic"):
            ticket.result(WAIT_S)
        with pytest.raises(ConsensusLost):
            tick.result(WAIT_S)
        with pytest.raises(ConsensusLost):
            engine.submit(addition("a", 1, salt="y"))
        engine.when_lost(told.append)
        assert told == [engine.failure] * 2


def test_an_engine_that_never_takes_an_envelope_stops_the_gateway(node: ScriptedNode) -> None:
    """Its settings and ours do not fit: nobody would ever be answered."""
    with gateway(node, **SLOW) as (engine, hands):
        hands.answers = [TOO_LARGE]
        with pytest.raises(InvariantBroken, match="takes no envelope"):
            engine.submit(addition("a", 1, salt="x")).result(WAIT_S)


def test_the_end_waits_for_answers(node: ScriptedNode) -> None:
    """What was submitted before is decided and told; what comes later is not taken."""
    with ThreadPoolExecutor(1) as pool, gateway(node, close_s=WAIT_S, look_s=WAIT_S) as (engine, hands):
        ticket = engine.submit(addition("a", 1, salt="x"))
        hands.wait_for(1)
        closed = pool.submit(engine.close)
        hands.decide()
        assert ticket.result(WAIT_S).code == 0
        closed.result(WAIT_S)
        with pytest.raises(ClosedError):
            engine.submit(addition("a", 1, salt="y"))


def test_the_end_does_not_wait_for_ever(node: ScriptedNode) -> None:
    """Without a quorum nothing is decided: who waits is told that it still may be."""
    with gateway(node, outstanding_max=1, batch_bytes=1, **SLOW) as (engine, hands):
        tickets = engine.submit_many([addition("a", 1, salt=str(number)) for number in range(3)])
        hands.wait_for(1)
    for ticket in tickets:
        with pytest.raises(ClosedError, match="may still be decided"):
            ticket.result(WAIT_S)
    assert hands.stopped


def test_many_submitters_at_once(node: ScriptedNode) -> None:
    """Each gets his own answers while blocks are decided as envelopes come."""
    over = Event()
    with gateway(node, outstanding_max=3, batch_bytes=4_000, **SLOW) as (engine, hands), ThreadPoolExecutor(9) as pool:

        def submit(who: int) -> list[Answer]:
            sent = [addition(f"of-{who}", 1, salt=str(number)) for number in range(100)]
            return [
                ticket.result(WAIT_S) for at in range(0, 100, 10) for ticket in engine.submit_many(sent[at : at + 10])
            ]

        def decide() -> None:
            seen = 0
            while not over.is_set():
                if len(hands.handed) > seen:
                    seen = len(hands.handed)
                    hands.decide()
                over.wait(0.001)

        deciding = pool.submit(decide)
        answers = [answer for one in pool.map(submit, range(8)) for answer in one]
        over.set()
        deciding.result(WAIT_S)
    assert {answer.code for answer in answers} == {0}
    assert [node.application.total(f"of-{who}") for who in range(8)] == [100] * 8
