# SPDX-License-Identifier: Apache-2.0
"""Answers out of what a chain and the log have published: as many records in a call as it has room for."""

import pytest

from counterfoil.evidence.transaction import CALL_LENGTH_MAX
from counterfoil.modules.peers.records import RECORDS_MAX
from counterfoil.node.supply.answering import answers_of, length_of
from counterfoil.primitives.errors import InputError, QuorumError
from support.forged_answers import THERE, east
from support.law_breaches import market
from support.peered import trusting

NONE = [f"receivables/invoice/registry/{number:064x}" for number in range(40)]


def test_many_records_are_parted() -> None:
    """Each once, in order, in calls that a transaction takes; all at one header, the last that was audited."""
    world = market()
    log = world.publish()
    world.block()
    answers = answers_of(world, log, NONE, "registrar")
    assert [one.record for answer in answers for one in answer.records] == NONE
    assert max(len(answer.records) for answer in answers) <= RECORDS_MAX
    assert max(map(length_of, answers)) < CALL_LENGTH_MAX
    assert {answer.anchor for answer in answers} == {answers[0].anchor}
    assert f'"height":{world.height - 1}' in answers[0].anchor.entry


def test_without_a_quorum_there_is_no_answer() -> None:
    """As there is no evidence."""
    world = east()
    with pytest.raises(QuorumError):
        answers_of(world, world.publish(witnesses=("alpha",)), [THERE], "registrar")


def test_what_has_no_room_is_named() -> None:
    """A log of so many chains that its roll leaves none."""
    world = east()
    for number in range(260):
        world.log.register(f"chain-{number}", "a" * 64, trusting(world).seal, None)
    with pytest.raises(InputError, match="no room"):
        answers_of(world, world.publish(), [THERE], "registrar")
