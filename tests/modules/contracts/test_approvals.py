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


def test_nobody_takes_other_keys_on_the_way_to_his_word() -> None:
    """Bob has Alice's key; one transaction under it gives him another, and approves: it is judged by what signed."""
    ledger = contracting(build_market())
    ledger.do(p.RotateKeys(party="bob", keys=policy_of("alice")), signed_by="bob")
    changes = p.RotateKeys(party="bob", keys=policy_of("bob"))
    answer = ledger.submit(changes, approve(REVIEWED, "bob"), signed_by="alice", by="bob")
    assert answer.outcome is ContractsOutcome.key_spoke_already
    other = propose(OTHER, "rotated", by="bob")
    assert ledger.submit(changes, other, signed_by="alice", by="bob").outcome is ContractsOutcome.key_spoke_already


def test_who_speaks_and_then_takes_a_second_partys_key_is_heard_once() -> None:
    """Alice proposes under her key and takes Bob's; Bob's word would then be one that she can sign."""
    ledger = contracting(build_market())
    ledger.do(p.RotateKeys(party="alice", keys=policy_of("alice", "bob")), signed_by="alice")
    assert ledger.submit(approve(by="bob"), signed_by="bob").outcome is ContractsOutcome.key_spoke_already
    ledger.do(p.RotateKeys(party="alice", keys=policy_of("alice")), signed_by="alice")
    ledger.do(approve(by="bob"), signed_by="bob")


def test_who_approved_and_then_takes_a_second_reviewers_key_is_heard_once() -> None:
    """The venue has approved, and takes Bob's key: a word under that one would be the venue's second."""
    ledger = contracting(build_market())
    ledger.do(p.RotateKeys(party="venue", keys=policy_of("bob")), signed_by="venue")
    assert ledger.submit(approve(by="bob"), signed_by="bob").outcome is ContractsOutcome.key_spoke_already


def test_what_was_taken_after_both_spoke_undoes_no_word() -> None:
    """Each word was by keys that no other could be of: what a party takes afterwards changes neither of them."""
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
