# SPDX-License-Identifier: Apache-2.0
"""What settlement allows: delivery versus payment, at once or in steps, and the ways out."""

import pytest

from counterfoil.identity.signing import single_key_policy
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement import queries
from counterfoil.modules.settlement.outcomes import SettlementOutcome
from counterfoil.modules.settlement.records import Reason, SettlementStatus
from support.ledger import Ledger, key_of
from support.market import DVP, LONG, build_market, leg
from support.refused_instruments import status
from support.refused_parties import resume, stop, suspend
from support.refused_settlement import affirm, allocate, cancel, fail, instruct, now, settle


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return build_market()


def free(market: Ledger) -> tuple[int, int, int, int]:
    """Free shares and cash of Alice and of Bob."""
    return tuple(market.holding(f"of-{name}", it).free for name in ("alice", "bob") for it in ("SHARE", "CNY"))


def held(market: Ledger) -> tuple[int, int]:
    """Alice's held shares and Bob's held cash."""
    return market.holding("of-alice", "SHARE").held, market.holding("of-bob", "CNY").held


def test_delivery_versus_payment_moves_both_legs(market: Ledger) -> None:
    """Held units become the other side's free ones, in one transaction with one settled event at its end."""
    before, reserved = free(market), held(market)
    already = len(market.events)
    market.do(settle("pending", "bob"), signed_by="bob")
    assert free(market) == (before[0], before[1] + 50, before[2] + 5, before[3])
    assert held(market) == (reserved[0] - 5, reserved[1] - 50)
    events = market.decoded_events(already)
    assert [event.type for event in events] == ["holdings.transferred"] * 2 + ["settlement.settled"]
    reserved_for = ["holdings/encumbrance/settlement/pending/0", "holdings/encumbrance/settlement/pending/1"]
    assert [event.data["giving"] for event in events[:2]] == reserved_for
    instruction = "settlement/instruction/pending"
    assert {(event.data["cause"], event.data["taking"]) for event in events[:2]} == {(instruction, instruction)}


def test_settling_at_once_needs_no_holds(market: Ledger) -> None:
    """One transaction with both signatures; the record begins and ends as settled."""
    before = free(market)
    market.do(now(), signed_by="alice bob")
    assert free(market) == (before[0] - 5, before[1] + 50, before[2] + 5, before[3] - 50)
    record = queries.instruction(market.state, "fresh")
    assert record is not None and record.status is SettlementStatus.settled
    assert market.submit(now(), signed_by="alice bob").outcome is SettlementOutcome.instruction_exists


def test_legs_at_once_may_pass_on_what_came(market: Ledger) -> None:
    """A→B, B→C of the same instrument in this order, though B had none; in the other order it is refused."""
    chain = (leg("of-alice", "of-bob", "BIG", 3), leg("of-bob", "of-kay", "BIG", 3))
    refused = market.submit(now(*reversed(chain)), signed_by="alice bob").outcome
    assert refused is HoldingsOutcome.insufficient_free_quantity
    market.do(now(*chain), signed_by="alice bob")
    assert [market.holding(f"of-{name}", "BIG").free for name in ("bob", "kay")] == [0, 3]


def test_a_failed_leg_undoes_the_others(market: Ledger) -> None:
    """200 legs, the last of which lacks one unit: nothing moved."""
    legs = (leg("of-alice", "of-bob"),) * 199 + (leg("of-alice", "of-bob", "CNY", 10**6),)
    before = dict(market.records.records)
    assert market.submit(now(*legs), signed_by="alice").outcome is HoldingsOutcome.insufficient_free_quantity
    assert market.records.records == before


def test_one_account_may_stand_in_many_legs(market: Ledger) -> None:
    """It affirms and allocates once for all of them."""
    legs = (leg("of-alice", "of-bob"), leg("of-alice", "of-kay"), leg("of-alice", "of-bob", "SHARE", 2))
    market.do(instruct(legs=legs), affirm("fresh", "of-alice"), affirm("fresh"), signed_by="alice bob")
    market.do(affirm("fresh", "of-kay"), signed_by="")
    market.do(allocate("fresh", "of-alice"), signed_by="alice")
    bob = market.holding("of-bob", "SHARE").free
    market.do(settle("fresh", "alice"), signed_by="alice")
    assert market.holding("of-bob", "SHARE").free == bob + 3


def test_a_suspension_between_allocating_and_settling_stops_it(market: Ledger) -> None:
    """All legs wait; once it is lifted they settle."""
    market.do(stop("of-bob", "supervisor"), signed_by="supervisor")
    assert market.submit(settle("pending"), signed_by="venue").outcome is PartiesOutcome.account_suspended
    market.do(resume("of-bob", "supervisor"), signed_by="supervisor")
    market.do(settle("pending"), signed_by="venue")


def test_an_expired_instruction_gives_back_whatever_was_suspended(market: Ledger) -> None:
    """Account, holder and instrument suspended: anybody still closes it, and both sides have their units free."""
    before, reserved = free(market), held(market)
    market.do(stop("of-bob", "supervisor"), suspend("alice"), signed_by="supervisor")
    market.do(status("SHARE", "suspended", "supervisor"), signed_by="supervisor")
    market.wait(LONG)
    assert market.submit(settle("pending"), signed_by="venue").outcome is SettlementOutcome.instruction_expired
    market.do(s.Expire(instruction="pending"), signed_by="")
    assert free(market) == (before[0] + 5, before[1], before[2], before[3] + 50)
    assert held(market) == (reserved[0] - 5, reserved[1] - 50)
    record = queries.instruction(market.state, "pending")
    assert record is not None and record.reason is Reason.cancelled_by_system


@pytest.mark.parametrize(("name", "given_back"), [("new", 0), ("half", 0), ("matched", 0), ("part", 5), ("pending", 5)])
def test_all_sides_may_cancel_at_any_status(market: Ledger, name: str, given_back: int) -> None:
    """What was allocated is given back."""
    shares = market.holding("of-alice", "SHARE").free
    market.do(cancel(name, "bob"), signed_by="alice bob")
    assert market.holding("of-alice", "SHARE").free == shares + given_back
    assert market.decoded_events()[-1].data["reason"] == "cancelled_by_agreement"


def test_the_instructor_cancels_alone_before_matching(market: Ledger) -> None:
    """And the reason says so."""
    market.do(cancel("half"), signed_by="alice")
    assert market.decoded_events()[-1].data["reason"] == "cancelled_by_instructing_party"


def test_a_receiver_must_agree_to_cancelling(market: Ledger) -> None:
    """Though anything may come into its account, giving up what was promised takes its signature."""
    market.do(instruct(legs=(leg("of-alice", "of-bob"),)), affirm("fresh", "of-alice"), signed_by="alice")
    market.do(affirm("fresh"), signed_by="")
    assert market.submit(cancel("fresh"), signed_by="alice").outcome is PartiesOutcome.not_authorised
    market.do(cancel("fresh"), signed_by="alice bob")


def test_the_instructor_fails_what_the_other_does_not_fund(market: Ledger) -> None:
    """Its own units come back; what is ready to settle only the venue may fail."""
    shares = market.holding("of-alice", "SHARE").free
    market.do(fail("part", "alice", Reason.insufficient_money), signed_by="alice")
    assert market.holding("of-alice", "SHARE").free == shares + 5
    market.do(fail("pending", "venue", Reason.no_settlement_instruction), signed_by="venue")
    assert market.decoded_events()[-1].data == {
        "by": "venue",
        "instruction": "pending",
        "reason": "no_settlement_instruction",
    }


def test_new_keys_leave_reservations_as_they_are(market: Ledger) -> None:
    """What the old keys allocated settles under the new ones."""
    rotated = p.RotateKeys(party="alice", keys=single_key_policy(key_of("alice", 1)))
    market.do(rotated, signed_by="alice")
    assert market.submit(settle("pending", "alice"), signed_by="alice").outcome is MachineOutcome.incomplete
    market.do(settle("pending", "bob"), signed_by="bob")


def test_users_cannot_touch_what_settlement_reserved(market: Ledger) -> None:
    """Not even both sides and the venue together, and not after the expiry."""
    market.wait(LONG)
    everybody = "alice bob venue supervisor issuer"
    for call in (
        h.ReleaseHold(hold="settlement/pending/0"),
        h.ExecuteHold(hold="settlement/pending/0", receiver="of-bob", quantity=1),
    ):
        assert market.submit(call, signed_by=everybody).outcome is HoldingsOutcome.hold_reserved
    pledged = h.ReleasePledge(pledge="settlement/pending/0")
    assert market.submit(pledged, signed_by=everybody).outcome is HoldingsOutcome.wrong_encumbrance_kind


def test_open_instructions_are_found_by_account(market: Ledger) -> None:
    """The settled one is not among them."""
    found = [it.instruction for it in queries.open_instructions_of(market.state, "of-bob")]
    assert found == ["early", "half", "late", "matched", "new", "part", "pending"]
    assert queries.instruction(market.state, "none") is None
    assert DVP[0].sender == "of-alice"
