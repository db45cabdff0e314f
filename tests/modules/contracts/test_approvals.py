# SPDX-License-Identifier: Apache-2.0
"""Whose key approves code, in which review, and that it is the one that signed."""

from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import CODE_CYCLE, CODES, CodeStatus
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from support.contracted import (
    BOX,
    CODE,
    DECLINED,
    OTHER,
    REVIEWED,
    WITHDRAWN,
    approve,
    contracting,
    deploy,
    propose,
)
from support.ledger import key_of, policy_of
from support.market import build_market


def test_one_key_speaks_once_also_after_it_went_to_another_party() -> None:
    """Bob signs by Alice's key, alone or while he takes another: what signed is what is compared, and kept."""
    ledger = contracting(build_market())
    other = propose(OTHER, "rotated", by="alice")
    ledger.do(other, signed_by="alice")
    ledger.do(p.RotateKeys(party="bob", keys=policy_of("alice")), signed_by="bob")
    approved, changes = approve(other.code, "bob"), p.RotateKeys(party="bob", keys=policy_of("bob"))
    for calls in ((approved,), (changes, approved)):
        answer = ledger.submit(*calls, signed_by="alice", by="bob")
        assert answer.outcome is ContractsOutcome.key_spoke_already
    ledger.do(changes, propose(OTHER, "swapped", by="bob"), signed_by="alice", by="bob")
    code = ledger.state.read(CODES, propose(OTHER, "swapped", by="bob").code)
    assert code is not None and code.keys == (key_of("alice").keyid,)


def test_a_proposer_who_lists_a_reviewers_public_key_keeps_him_from_nothing() -> None:
    """Anybody can write a public key into his policy, before he proposes or after: it spoke for nobody by that."""
    ledger = contracting(build_market())
    ledger.do(p.RotateKeys(party="alice", keys=policy_of("alice", "bob", "venue")), signed_by="alice")
    other = propose(OTHER, "listed", by="alice")
    ledger.do(other, signed_by="alice")
    ledger.do(p.RotateKeys(party="venue", keys=policy_of("venue", "supervisor")), signed_by="venue")
    for by in ("venue", "bob", "supervisor"):
        ledger.do(approve(other.code, by), signed_by=by)
    code = ledger.state.read(CODES, other.code)
    assert code is not None and code.status is CodeStatus.cleared


def test_a_reviewer_whose_key_signed_the_proposal_is_not_heard_again() -> None:
    """Alice's policy has Bob's key, and that is the one that proposed."""
    ledger = contracting(build_market())
    ledger.do(p.RotateKeys(party="alice", keys=policy_of("alice", "bob")), signed_by="alice")
    other = propose(OTHER, "listed", by="alice")
    ledger.do(other, signed_by="bob", by="alice")
    assert ledger.submit(approve(other.code, "bob"), signed_by="bob").outcome is ContractsOutcome.key_spoke_already


def test_what_was_taken_after_both_spoke_undoes_no_word() -> None:
    """What a party takes afterwards changes neither of two words."""
    ledger = contracting(build_market())
    ledger.do(approve(by="bob"), signed_by="bob")
    ledger.do(p.RotateKeys(party="venue", keys=policy_of("bob")), signed_by="venue")
    ledger.do(approve(by="supervisor"), signed_by="supervisor")
    code = ledger.state.read(CODES, REVIEWED)
    assert code is not None and code.status is CodeStatus.cleared


def test_who_proposes_anothers_code_first_and_declines_it_keeps_nobody_from_it() -> None:
    """Carol takes Alice's source, proposes it and declines it: Alice proposes it all the same, under the same hash."""
    ledger = contracting(build_market())
    first, second = propose(OTHER, "griefed", by="carol"), propose(OTHER, "griefed", by="alice")
    assert first.code == second.code
    ledger.do(first, signed_by="carol")
    assert ledger.submit(second, signed_by="alice").outcome is ContractsOutcome.code_exists
    ledger.do(c.Decline(code=first.code, by="carol", reason="mine"), second, signed_by="carol alice")
    code = ledger.state.read(CODES, first.code)
    assert code is not None
    assert (code.by, code.review, code.status, code.approved_by) == ("alice", 2, CodeStatus.proposed, ())
    assert code.keys == (key_of("alice").keyid,)


def test_no_word_about_one_proposal_is_carried_over_to_anothers() -> None:
    """Bob's approval, signed while the code was Carol's, comes late: it is none of Alice's of the same."""
    ledger = contracting(build_market())
    first, second = propose(OTHER, "griefed", by="carol"), propose(OTHER, "griefed", by="alice")
    decline = c.Decline(code=first.code, by="carol", reason="mine")
    ledger.do(first, approve(first.code, "venue"), decline, second, signed_by="carol venue alice")
    for late in (approve(first.code, "bob"), c.Decline(code=first.code, by="bob", reason="late")):
        assert ledger.submit(late, signed_by="bob").outcome is ContractsOutcome.another_review
    for by in ("venue", "bob", "supervisor"):
        ledger.do(approve(first.code, by, review=2), signed_by=by)
    code = ledger.state.read(CODES, first.code)
    assert code is not None and code.approved_by == ("venue", "bob", "supervisor")
    assert code.status is CodeStatus.cleared


def test_whoever_proposed_first_may_approve_what_another_proposes_anew() -> None:
    """Keys are kept of the review that runs, and of none before."""
    ledger = contracting(build_market())
    ledger.do(propose(BOX, "declined", by="carol"), approve(DECLINED, "alice", review=2), signed_by="carol alice")


def test_code_that_was_withdrawn_passes_a_review_of_its_own_before_it_is_deployed_again() -> None:
    """Whoever proposed it withdrew it: another proposes it anew, and till that review is over nobody deploys it."""
    ledger = contracting(build_market())
    ledger.do(propose(BOX, "withdrawn", by="carol"), signed_by="carol")
    deployed = deploy("again", WITHDRAWN)
    assert ledger.submit(deployed, signed_by="alice").outcome is ContractsOutcome.code_not_approved
    for by in ("venue", "bob", "supervisor"):
        ledger.do(approve(WITHDRAWN, by, review=2), signed_by=by)
    withdrawn = c.WithdrawCode(code=WITHDRAWN, by="alice", reason="no more")
    assert ledger.submit(withdrawn, signed_by="alice").outcome is PartiesOutcome.role_missing
    ledger.do(deployed, signed_by="alice")


def test_the_steps_of_code_are_those_of_its_table() -> None:
    """Every call, with every signature, at every status: the steps taken are the table's, all of them, no other."""
    taken: dict[CodeStatus, set[CodeStatus]] = {status: set() for status in CodeStatus}
    named = {"reviewed": REVIEWED, "box": CODE, "declined": DECLINED, "withdrawn": WITHDRAWN}
    for name, code in named.items():
        calls = (
            propose(BOX, name, by="carol"),
            approve(code, "supervisor"),
            c.Decline(code=code, by="alice", reason="no"),
            c.WithdrawCode(code=code, by="alice", reason="no"),
        )
        for call in calls:
            ledger = contracting(build_market())
            ledger.do(approve(REVIEWED, "bob"), signed_by="bob")
            before = ledger.state.read(CODES, code)
            ledger.submit(call, signed_by="alice bob carol supervisor")
            after = ledger.state.read(CODES, code)
            assert before is not None and after is not None
            if after.status is not before.status:
                taken[before.status].add(after.status)
    assert taken == CODE_CYCLE
