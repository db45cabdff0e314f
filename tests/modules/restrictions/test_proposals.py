# SPDX-License-Identifier: Apache-2.0
"""Transfers that await approval: how each comes to its end, and that no other way leads around."""

from itertools import product

import pytest

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome as Outcome
from counterfoil.modules.restrictions.proposals import PROPOSAL_STEPS, PROPOSALS, Proposal, ProposalStatus
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.records import Leg
from support.private_offering import BOND, HOUR_MS, Offering, a

PATH = "restrictions/proposal/p"


def offered(*approvers: str, incoming: Control = Control.nobody) -> Offering:
    """Ann has ten of a bond whose transfers the supervisor approves, or others; Ben has an account."""
    market = Offering("ann")
    market.party("ben")
    market.account("ben", "ben", incoming=incoming)
    market.give("ann", 10)
    market.rules(a("approval", parties=approvers or ("supervisor",)))
    return market


def proposed(market: Offering, quantity: int = 4, ends: int = 0) -> Offering:
    """Ann holds units for the proposal, and both propose."""
    expires = ends or market.time + HOUR_MS
    hold = h.Hold(hold="h", account="ann", instrument=BOND, quantity=quantity, executor=PATH, expires=expires)
    market.do(hold, c.Propose(proposal="p", hold="h", receiver="ben"), signed_by="ann ben")
    return market


def approve(by: str = "supervisor") -> c.Approve:
    return c.Approve(proposal="p", by=by)


def reject(by: str = "supervisor") -> c.Reject:
    return c.Reject(proposal="p", by=by, reference="decision 1")


def known(market: Offering) -> Proposal:
    found = market.state.read(PROPOSALS, "p")
    assert found is not None
    return found


@pytest.mark.parametrize("incoming", [Control.nobody, Control.holder])
def test_an_approved_transfer_moves_under_what_both_sides_gave(incoming: Control) -> None:
    """By the approver's signature alone: the sender gives under its hold, the receiver takes under the proposal."""
    market = proposed(offered(incoming=incoming))
    market.do(approve(), signed_by="supervisor")
    assert (market.holding("ann", BOND).balance, market.holding("ben", BOND).free) == (6, 4)
    moved = next(event for event in market.decoded_events()[::-1] if event.type == "holdings.transferred")
    gives, takes = moved.consents
    assert (gives.kind, gives.by, gives.record) == ("hold", ("ann",), "holdings/encumbrance/h")
    expected = ("signature", ()) if incoming is Control.nobody else ("mandate", ("ben",))
    assert (takes.kind, takes.by) == expected
    assert known(market).status is ProposalStatus.approved and market.holders == 2


def test_all_whom_the_rules_ask_approve() -> None:
    """The issuer's rule asks one, the supervisors' another: the last of them moves the units."""
    market = offered("issuer")
    market.rules(a("approval", parties=("supervisor",)), by="supervisor")
    proposed(market)
    market.do(approve("issuer"), signed_by="issuer")
    assert known(market).status is ProposalStatus.proposed and market.holding("ben", BOND).balance == 0
    assert market.submit(approve("issuer"), signed_by="issuer").outcome is Outcome.not_an_approver
    market.do(approve(), signed_by="supervisor")
    assert known(market).approved_by == ("issuer", "supervisor") and market.holding("ben", BOND).free == 4


def test_who_is_asked_no_longer_hinders_no_approval() -> None:
    """The venue approved and left the rules since: the approval of all whom they ask now is enough."""
    market = proposed(offered("issuer", "venue"))
    market.do(approve("venue"), signed_by="venue")
    market.rules(a("approval", parties=("issuer",)))
    market.do(approve("issuer"), signed_by="issuer")
    assert known(market).status is ProposalStatus.approved and market.holding("ben", BOND).free == 4


def test_the_other_rules_are_asked_when_it_executes() -> None:
    """What was allowed when it was proposed and is no longer is refused, and the proposal waits."""
    market = proposed(offered())
    market.rules(a("approval", parties=("supervisor",)), a("max_holders", holders=1))
    assert market.submit(approve(), signed_by="supervisor").outcome is Outcome.too_many_holders
    assert known(market).status is ProposalStatus.proposed
    market.rules(a("approval", parties=("supervisor",)))
    market.do(approve(), signed_by="supervisor")


def test_who_approved_completes_what_nobody_else_is_asked_about_any_more() -> None:
    """The issuer approved, the venue left the rules: the issuer approves once more, and stands there once."""
    market = proposed(offered("issuer", "venue"))
    market.do(approve("issuer"), signed_by="issuer")
    assert market.submit(approve("issuer"), signed_by="issuer").outcome is Outcome.not_an_approver
    market.rules(a("approval", parties=("issuer",)))
    assert market.submit(approve("venue"), signed_by="venue").outcome is Outcome.not_an_approver
    market.do(approve("issuer"), signed_by="issuer")
    assert market.holding("ben", BOND).free == 4
    assert (known(market).status, known(market).approved_by) == (ProposalStatus.approved, ("issuer",))


@pytest.mark.parametrize("incoming", [Control.nobody, Control.holder])
def test_both_sides_withdraw_what_nobody_decides(incoming: Control) -> None:
    """Where no rule asks any more, or an approver is silent: whoever had to propose withdraws, and no side alone."""
    market = proposed(offered(incoming=incoming))
    withdrawn = c.Withdraw(proposal="p")
    assert market.submit(withdrawn, signed_by="ben").outcome is PartiesOutcome.not_authorised
    if incoming is Control.holder:
        assert market.submit(withdrawn, signed_by="ann").outcome is PartiesOutcome.not_authorised
        market.rules()
    market.do(withdrawn, signed_by="ann" if incoming is Control.nobody else "ann ben")
    assert (market.holding("ann", BOND).free, known(market).status) == (10, ProposalStatus.withdrawn)
    assert market.submit(withdrawn, signed_by="ann ben").outcome is Outcome.proposal_over


def test_nobody_is_asked_any_more() -> None:
    """Where the rule is gone the proposal is nobody's to approve; the units come back when its time has passed."""
    market = proposed(offered())
    market.rules()
    assert market.submit(approve(), signed_by="supervisor").outcome is Outcome.not_an_approver
    market.wait(HOUR_MS)
    market.do(c.Lapse(proposal="p"), signed_by="")
    assert market.holding("ann", BOND).free == 10


def test_a_rejected_transfer_gives_back_what_was_held() -> None:
    """For good: it cannot be approved afterwards, and its name is taken."""
    market = proposed(offered())
    market.do(reject(), signed_by="supervisor")
    assert market.holding("ann", BOND).free == 10
    assert market.submit(approve(), signed_by="supervisor").outcome is Outcome.proposal_over


def test_an_expired_hold_is_not_executed() -> None:
    """At its expiry, to the millisecond, the approval comes too late; anybody closes it."""
    market = offered()
    ends = market.time + HOUR_MS
    proposed(market, ends=ends)
    market.at(ends)
    assert market.submit(approve(), signed_by="supervisor").outcome is Outcome.proposal_over
    market.do(c.Lapse(proposal="p"), signed_by="")
    assert (market.holding("ann", BOND).free, known(market).status) == (10, ProposalStatus.lapsed)


def test_a_proposal_lapses_whose_units_the_holder_took_back() -> None:
    """After the hold's expiry the sender may release it; closing the proposal gives nothing back twice."""
    market = proposed(offered())
    market.wait(HOUR_MS)
    market.do(h.ReleaseHold(hold="h"), signed_by="ann")
    market.do(c.Lapse(proposal="p"), signed_by="")
    assert market.holding("ann", BOND).free == 10


def test_no_other_way_leads_around_the_approval() -> None:
    """Neither a transfer, nor a mandate, a hold for somebody, a settlement."""
    market = offered()
    expires = market.time + HOUR_MS
    assert market.move("ann", "ben", 1) is Outcome.approval_lacking
    market.do(h.GrantMandate(mandate="m", account="ann", executor="venue"), signed_by="ann")
    taken = h.TransferByMandate(mandate="m", receiver="ben", instrument=BOND, quantity=1)
    assert market.submit(taken, signed_by="venue").outcome is Outcome.approval_lacking
    hold = h.Hold(hold="x", account="ann", instrument=BOND, quantity=1, executor="venue", expires=expires)
    market.do(hold, signed_by="ann")
    executed = h.ExecuteHold(hold="x", receiver="ben", quantity=1)
    assert market.submit(executed, signed_by="venue").outcome is Outcome.approval_lacking
    legs = (Leg(sender="ann", receiver="ben", instrument=BOND, quantity=1),)
    settled = s.SettleNow(instruction="s", legs=legs)
    assert market.submit(settled, signed_by="ann").outcome is Outcome.approval_lacking


def test_what_is_held_for_a_proposal_is_the_proposals() -> None:
    """The sender cannot release it before its time, nor use it for another; another's proposal cannot take it."""
    market = proposed(offered())
    assert market.submit(h.ReleaseHold(hold="h"), signed_by="ann").outcome is HoldingsOutcome.hold_not_expired
    again = c.Propose(proposal="q", hold="h", receiver="ben")
    assert market.submit(again, signed_by="ann ben").outcome is Outcome.hold_of_another
    executed = h.ExecuteHold(hold="h", receiver="ben", quantity=1)
    assert market.submit(executed, signed_by="ann ben supervisor").outcome is HoldingsOutcome.hold_reserved


def test_a_receiver_cannot_propose_to_itself_what_was_held_for_another() -> None:
    """The sender agrees to the receiver, not to the hold alone."""
    market = offered()
    market.join("eve")
    hold = h.Hold(hold="h", account="ann", instrument=BOND, quantity=4, executor=PATH, expires=market.time + HOUR_MS)
    market.do(hold, signed_by="ann")
    stolen = c.Propose(proposal="p", hold="h", receiver="eve")
    assert market.submit(stolen, signed_by="eve").outcome is PartiesOutcome.not_authorised


def test_a_proposal_takes_the_steps_of_its_table() -> None:
    """Every call, signed by everybody, at every status, in time and late: the steps taken are the table's."""
    withdrawn, lapsed = c.Withdraw(proposal="p"), c.Lapse(proposal="p")
    calls = (approve(), reject(), withdrawn, lapsed)
    ways: dict[str, Call | None] = {
        "proposed": None,
        "approved": approve(),
        "rejected": reject(),
        "withdrawn": withdrawn,
        "lapsed": lapsed,
    }
    taken: dict[str, set[str]] = {status: set() for status in ways}
    for (status, way), call, late in product(ways.items(), calls, (False, True)):
        market = proposed(offered())
        if status == "lapsed" or late:
            early = way if status != "lapsed" else None
            if early is not None:
                market.do(early, signed_by="ann ben supervisor")
            market.wait(HOUR_MS)
            if status == "lapsed":
                market.do(lapsed, signed_by="")
        elif way is not None:
            market.do(way, signed_by="ann ben supervisor")
        before = known(market).status
        assert before.value == status
        answer = market.submit(call, signed_by="ann ben issuer supervisor")
        after = known(market).status
        assert (answer.outcome.name == "ok") == (after is not before)
        if after is not before:
            taken[status].add(after.value)
    assert taken == {status.value: {one.value for one in steps} for status, steps in PROPOSAL_STEPS.items()}
