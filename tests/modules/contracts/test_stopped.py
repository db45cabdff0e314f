# SPDX-License-Identifier: Apache-2.0
"""A contract that is paused, and what refusals say of who must still do what."""

import pytest

from counterfoil.law.outcome import Refused
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts import queries
from counterfoil.modules.contracts.law import LAW
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import CONTRACTS, ContractStatus
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from support.contracted import BOX, REVIEWED, approve, contracting, deploy, passed, propose, run, upgrade
from support.ledger import Ledger
from support.market import build_market

MOVES = BOX.replace(
    """
    put("made_over", True)
""",
    """
    pay("of-bob", "SHARE", 1)
""",
)


def test_a_paused_contract_is_upgraded_and_stays_paused() -> None:
    """That is how a fault is mended: whoever paused it, here a supervisor, lets it run again, and nobody before."""
    market = contracting(build_market())
    mended = propose(BOX.replace("A box:", "A mended box:"))
    passed(market, mended)
    market.do(upgrade("halted", mended.code), signed_by="alice")
    halted = market.state.read(CONTRACTS, "halted")
    assert halted is not None
    assert (halted.code, halted.status, halted.paused_by) == (mended.code, ContractStatus.paused, "supervisor")
    assert queries.state_of(market.state, "halted")["made_over"] is True
    looks = run("peeks", '{"key":"a"}', "halted")
    assert market.submit(looks, signed_by="bob").outcome is ContractsOutcome.contract_stands_still
    resumes = c.Resume(contract="halted", by="alice", reason="mended")
    assert market.submit(resumes, signed_by="alice").outcome is PartiesOutcome.role_missing
    market.do(c.Resume(contract="halted", by="supervisor", reason="mended"), signed_by="supervisor")


def test_nothing_moves_while_a_paused_contract_is_made_over() -> None:
    """What it keeps its new code makes over; its units wait until it is resumed."""
    market = contracting(build_market())
    proposal = propose(MOVES)
    passed(market, proposal)
    moves = upgrade(code=proposal.code)
    paused = c.Pause(contract="box", by="alice", reason="a fault")
    assert market.submit(paused, moves, signed_by="alice").outcome is ContractsOutcome.contract_stands_still
    market.do(moves, signed_by="alice")


def test_a_refused_deployment_says_who_has_approved_and_who_still_must() -> None:
    """Before the review is through: the author sees for whom to wait."""
    ledger = contracting(build_market())
    assert _refused(ledger, deploy("early", REVIEWED)) == (
        f"{REVIEWED} is proposed; approved by venue, and not yet by 1 of bob and a supervisor"
    )
    ledger.do(approve(by="bob"), signed_by="bob")
    assert _refused(ledger, deploy("early", REVIEWED)).endswith("approved by venue, bob, and not yet by a supervisor")


def _refused(ledger: Ledger, call: c.Deploy) -> str:
    with pytest.raises(Refused) as refused:
        list(LAW.calls[c.Deploy].moves(call, ledger.context()))
    assert refused.value.outcome is ContractsOutcome.code_not_approved
    return refused.value.detail


def test_who_took_the_name_of_a_contracts_account_is_got_round_by_another_name() -> None:
    """Somebody opens ``of-fresh`` first: the refusal says what would be right."""
    ledger = contracting(build_market())
    ledger.do(p.OpenAccount(account="of-fresh", holder="bob", outgoing="holder"), signed_by="bob")
    assert ledger.submit(deploy("fresh"), signed_by="alice").outcome is PartiesOutcome.account_exists
    assert "another is named" in PartiesOutcome.account_exists.remedy
    ledger.do(deploy("fresh", account="of-fresh-2"), signed_by="alice")
