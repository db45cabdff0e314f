# SPDX-License-Identifier: Apache-2.0
"""Answers about many records, of which somebody answered some before."""

import pytest

from counterfoil.modules.parties.records import Role
from counterfoil.modules.peers.outcomes import PeersOutcome
from counterfoil.modules.peers.queries import answer
from support.evidence_world import START_MS, World
from support.ledger import Ledger
from support.peered import EAST, answering, chain_named, trusting

ONE, OTHER = "parties/party/registrar", "parties/party/nobody"


@pytest.fixture
def peer() -> World:
    return chain_named(EAST)


@pytest.fixture
def ledger(peer: World) -> Ledger:
    """East is believed, and has made a header that shows one record and not the other."""
    found = Ledger()
    found.time = START_MS
    found.party("bank", Role.operating_bank)
    found.do(trusting(peer), signed_by="registrar supervisor")
    peer.block()
    return found


def test_a_banks_answer_about_one_record_kills_the_registrars_about_many(ledger: Ledger, peer: World) -> None:
    """At the same header: the bank's stands, and the registrar's about what the bank left out stands too."""
    log = peer.publish()
    ledger.do(answering(peer, ONE, by="bank", log=log), signed_by="bank")
    both = answering(peer, ONE, OTHER, log=log)
    ledger.do(both, signed_by="registrar")
    found = [answer(ledger.state, EAST, record) for record in (ONE, OTHER)]
    assert [one and one.by for one in found] == ["bank", "registrar"]
    assert [one and one.value is None for one in found] == [False, True]
    # Of none of them is it newer now.
    assert ledger.submit(both, signed_by="registrar").outcome is PeersOutcome.answer_not_newer


def test_a_later_header_answers_all_of_them(ledger: Ledger, peer: World) -> None:
    """What was passed over was as new, and what is newer is not passed over."""
    ledger.do(answering(peer, ONE, by="bank"), signed_by="bank")
    peer.block()
    ledger.do(answering(peer, ONE, OTHER), signed_by="registrar")
    found = [answer(ledger.state, EAST, record) for record in (ONE, OTHER)]
    assert [one and one.by for one in found] == ["registrar", "registrar"]
