# SPDX-License-Identifier: Apache-2.0
"""Four members, each with a real engine: one chain, whoever is asked, whoever dies, and however often one asks."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from counterfoil.application import Refusal, TransactionResult
from counterfoil.consensus.cometbft.batches import SALT_LENGTH, encode_batch
from counterfoil.consensus.ticket import Answer
from counterfoil.modules.holdings.records import HOLDINGS, Holding
from counterfoil.node.submitting import is_committed
from counterfoil.primitives import canonical
from support.network import SHARES
from support.validator_process import LOST
from support.validators import BOB, Validator, transfers, validators


@pytest.fixture(scope="module")
def members() -> Iterator[list[Validator]]:
    with validators() as started:
        yield started


@pytest.fixture(autouse=True)
def everybody(members: list[Validator]) -> Iterator[None]:
    """Each test begins with all four, and what one stopped is started for the next."""
    for member in members:
        if member.process is None or member.process.poll() is not None:
            member.start()
    yield


def placed(answers: Sequence[Answer]) -> list[tuple[str, int, int, int]]:
    """What all must agree on: intent, height, position, code."""
    assert not [answer for answer in answers if isinstance(answer, Refusal)], answers
    return [(one.id, one.height, one.index, one.code) for one in answers if isinstance(one, TransactionResult)]


def bobs(member: Validator) -> int:
    """How many shares Bob has, as this member has it."""
    with member.node() as node:
        found = node.ledger.record(HOLDINGS.path(BOB, SHARES))
    return 0 if found is None else canonical.decode(found, Holding).free


def level(members: Sequence[Validator]) -> int:
    """Wait until all are as high as the highest; they have one header there."""
    height = max(member.client.height for member in members)
    for member in members:
        member.client.wait_for(height)
    assert len({member.client.header(height) for member in members}) == 1
    return height


def test_transfers_through_two_members_are_committed_everywhere(members: list[Validator]) -> None:
    """At once, in batches and alone: each answer is its own, and all members have the same headers and state."""
    before = bobs(members[0])
    sent = [transfers(members[0], 40), transfers(members[1], 40)]
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(member.client.submit, *batch) for member, batch in zip(members, sent, strict=False)]
        lone = pool.submit(members[2].client.submit, *transfers(members[2], 1))
        answers = [answer for one in (*asked, lone) for answer in one.result()]
    assert all(map(is_committed, answers))
    assert len(set(placed(answers))) == 81
    height = level(members)
    for at in range(height + 1):
        assert len({member.client.header(at) for member in members}) == 1
    assert [bobs(member) for member in members] == [before + 81] * 4


def test_one_intent_through_two_members_has_one_answer(members: list[Validator]) -> None:
    """Handed in at once, and to a third who comes later; the shares move once."""
    before = bobs(members[0])
    sent = transfers(members[0], 20)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda member: placed(member.client.submit(*sent)), members[:2])
    assert first == second
    level(members)
    assert placed(members[2].client.submit(*sent)) == first
    assert bobs(members[3]) == before + 20


def test_a_member_that_floods_keeps_nobody_from_his_answer(members: list[Validator]) -> None:
    """Past every bound of its gateway, into its own engine, which passes it all on."""
    with members[3].rpc() as rpc, ThreadPoolExecutor(1) as pool:
        flood = [encode_batch((), tick=True, salt=number.to_bytes(SALT_LENGTH, "big")) for number in range(500)]
        flooded = pool.submit(lambda: [rpc.broadcast(envelope) for envelope in flood])
        answers = [members[0].client.submit(one)[0] for one in transfers(members[0], 5)]
        assert all(map(is_committed, answers))
        assert len(flooded.result()) == 500
    level(members)


def test_a_killed_member_comes_back_and_catches_up(members: list[Validator]) -> None:
    """The others go on without it, though it was not asked."""
    members[3].kill()
    answers = [members[0].client.submit(one)[0] for one in transfers(members[0], 5)]
    assert all(map(is_committed, answers))
    members[3].start()
    level(members)
    assert is_committed(members[3].client.submit(*transfers(members[3], 1))[0])


def test_a_member_that_dies_before_it_answers_loses_nothing(members: list[Validator]) -> None:
    """Nobody knows whether it was done: the same bytes, handed to another and to itself later, have one answer."""
    north, *others = members
    before = bobs(north)
    sent = transfers(north, 10)
    engines = [member.engine_process() for member in others[1:]]
    for process in engines:
        os.kill(process, signal.SIGSTOP)  # two of four: nothing is decided meanwhile
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(north.client.submit, *sent)
        with north.rpc() as rpc:
            while rpc.ask("num_unconfirmed_txs")["n_txs"] == "0":
                assert not asked.done()
        north.kill()
        with pytest.raises(ConnectionError):
            asked.result()
    for process in engines:
        os.kill(process, signal.SIGCONT)
    answers = placed(others[0].client.submit(*sent))
    north.start()
    assert placed(north.client.submit(*sent)) == answers
    level(members)
    assert [bobs(member) for member in members] == [before + 10] * 4


def test_a_member_whose_engine_dies_ends_and_says_why(members: list[Validator]) -> None:
    """With a code that is not nought, so that a supervisor starts both again."""
    os.kill(members[2].engine_process(), signal.SIGKILL)
    assert members[2].wait() == LOST
    assert "the consensus engine is gone: killed by signal 9" in members[2].log()
    members[2].start()
    level(members)


def test_two_of_four_decide_nothing_and_go_on_with_a_third(members: list[Validator]) -> None:
    """What was submitted meanwhile is answered once there are three."""
    members[2].kill()
    members[3].kill()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(members[0].client.submit, *transfers(members[0], 3))
        with members[0].rpc() as rpc:
            while rpc.ask("num_unconfirmed_txs")["n_txs"] == "0":
                assert not asked.done()
        members[2].start()
        assert all(map(is_committed, asked.result()))
    level(members[:3])


def test_a_member_that_ends_in_order_leaves_nobody(members: list[Validator]) -> None:
    """Its engine ends with it, and it begins again where it was."""
    process, height = members[1].engine_process(), members[1].client.height
    assert members[1].stop() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    members[1].start()
    assert members[1].client.height >= height
    level(members)
