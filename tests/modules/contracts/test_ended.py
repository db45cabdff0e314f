# SPDX-License-Identifier: Apache-2.0
"""How a contract ends: nobody keeps it from that by a unit sent in, and nobody's units become its author's."""

import pytest

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import encode_package
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts import queries
from counterfoil.modules.contracts.events import Called, Ran, path_of
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import CONTRACTS, ContractStatus
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import MANDATES
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, Control
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, Quantity
from counterfoil.verify import verify_package
from support.clearing_breaches import Stage, plain
from support.contract_story import SHARE, boxed
from support.contracted import approve, contracting, deploy, propose, run
from support.evidence_forced import attempt, fork
from support.lawless import everything_goes
from support.ledger import Ledger
from support.market import build_market

GIVER = """
def gives(to: str, mandate: str):
    "A unit of its own, under a mandate of whoever takes it."
    pay(to, "SHARE", 1, mandate)
"""
RETIRES = c.Retire(contract="stone", reason="done")
AGREED = c.Retire(contract="stone", reason="done", supervisor="supervisor")
INTO = h.GrantMandate(mandate="in", account="of-ended", executor=path_of("giver"), takes=True)


def sent(quantity: int = 1, receiver: str = "of-stone") -> h.Transfer:
    """Alice sends shares to where nobody asked for them."""
    return h.Transfer(sender="of-alice", receiver=receiver, instrument="SHARE", quantity=quantity)


@pytest.fixture
def market() -> Ledger:
    return contracting(build_market())


def test_one_cent_sent_by_anybody_does_not_keep_a_contract_from_ending(market: Ledger) -> None:
    """A supervisor agrees, whoever sent it; the cent stays, is nobody's but its trail's, and an order moves it."""
    market.do(sent(), signed_by="alice")
    assert market.submit(RETIRES, signed_by="alice").outcome is ContractsOutcome.holds_units
    market.do(AGREED, signed_by="alice supervisor")
    stone = market.state.read(CONTRACTS, "stone")
    assert stone is not None and stone.status is ContractStatus.retired
    assert queries.held_by(market.state, stone) == {"SHARE": 1}
    for call in (sent(), h.Transfer(sender="of-stone", receiver="of-alice", instrument="SHARE", quantity=1)):
        expected = PartiesOutcome.account_closed if call.sender == "of-alice" else PartiesOutcome.moved_by_record
        assert market.submit(call, signed_by="alice").outcome is expected


def test_who_sends_units_to_a_contract_that_ended_is_told(market: Ledger) -> None:
    """Nothing comes in any more, where before it lay there for good without a warning."""
    market.do(RETIRES, signed_by="alice")
    account = market.state.read(ACCOUNTS, "of-stone")
    assert account is not None and account.incoming is Control.record
    assert market.submit(sent(), signed_by="alice").outcome is PartiesOutcome.account_closed


def test_an_author_leaves_no_units_of_others_behind_by_himself(market: Ledger) -> None:
    """Neither by a word of his own, nor by one that a supervisor does not give."""
    market.do(sent(5), signed_by="alice")
    for call, signed_by in ((RETIRES, "alice"), (AGREED, "alice"), (AGREED, "alice bob")):
        assert market.submit(call, signed_by=signed_by).outcome.name in ("holds_units", "not_authorised", "incomplete")


def test_no_mandate_from_before_brings_anything_into_an_account_that_is_closed(market: Ledger) -> None:
    """Anybody could have given one, since the account took from anybody."""
    proposal = propose(GIVER, "giver")
    market.do(proposal, signed_by="alice")
    for by in ("venue", "bob", "supervisor"):
        market.do(approve(proposal.code, by), signed_by=by)
    market.do(deploy("giver", proposal.code), deploy("ended", proposal.code), INTO, signed_by="alice")
    market.do(sent(9, "of-giver"), signed_by="alice")
    gives = run("gives", '{"mandate":"in","to":"of-ended"}', "giver", by="alice")
    market.do(gives, signed_by="alice")
    market.do(c.Retire(contract="ended", reason="done", supervisor="supervisor"), signed_by="alice supervisor")
    assert market.submit(gives, signed_by="alice").outcome is PartiesOutcome.account_closed


def test_an_operator_who_lets_units_into_a_closed_account_proves_nothing_of_them() -> None:
    """Under a mandate that anybody gave before; whoever verifies asks the account."""
    world = boxed("standing_consents")
    stage = Stage(world)
    proposal = propose(GIVER.replace("SHARE", SHARE), "giver")
    stage.do(proposal, signed_by="alice")
    for by in ("venue", "bob", "supervisor"):
        stage.do(approve(proposal.code, by), signed_by=by)
    stage.do(deploy("giver", proposal.code), deploy("ended", proposal.code), INTO, signed_by="alice")
    stage.do(run("pay_out", '{"quantity":2,"to":"of-giver"}', by="alice"), signed_by="alice")
    gives = run("gives", '{"mandate":"in","to":"of-ended"}', "giver", by="alice")
    packages = []
    for ends in ((), (c.Retire(contract="ended", reason="done"),)):
        for one in ends:
            stage.do(one, signed_by="alice")
        twin = fork(world)
        outcome = attempt(twin, twin.sign([plain(gives)], "alice"))
        assert outcome is (PartiesOutcome.account_closed if ends else MachineOutcome.ok)
        if ends:
            twin = fork(world)
            twin.rogue_block(lambda ctx: _given(ctx, gives), twin.sign([plain(gives)], "alice"))
        package = Collector(twin, twin.publish()).control(AccountId("of-ended"), SHARE)
        packages.append(verify_package(encode_package(package), twin.trust()).failed_check)
    assert packages == [None, 10]


def _given(ctx: Context, gives: c.Run) -> None:
    """What the giver does, whatever the account says."""
    ctx.call = "contracts.call"
    told = {"contract": "giver", "function": gives.function}
    moved = Transferred(
        sender=AccountId("of-giver"),
        receiver=AccountId("of-ended"),
        instrument=SHARE,
        quantity=Quantity(1),
        giving=path_of("giver"),
        taking=MANDATES.path("in"),
        cause=path_of("giver"),
    )
    called = Called(arguments=gives.arguments, by=gives.by, shows=(), **told)
    with everything_goes():
        for event in (called, moved):
            ctx.happen(event, event.permit(ctx))
    ctx.happen(Ran(value="null", emitted=(), kept=(), steps=1, **told), ())
