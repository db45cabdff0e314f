# SPDX-License-Identifier: Apache-2.0
"""Claims on lots: they follow the interval through every split, and count by more than their claimant's word."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfoil.law.owed import claimants_of
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.claim_records import CLAIMS, CLAIMS_MAX, Claim, Claims, shared, standing
from counterfoil.modules.receivables.lots import Financing
from counterfoil.modules.receivables.priority import PriorityRule
from counterfoil.modules.receivables.queries import claims_on, priority
from support.vouchers import FACE, SUPPLIERS, founded, lot_of, money, offering, part, promised, split
from support.vouchers_stage import OnLedger

RIVALS = {"registration": "zdw-9", "registered": 1}


@pytest.fixture
def stage() -> OnLedger:
    """A voucher of one lot, R-0, which the first supplier has."""
    made = founded(OnLedger())
    promised(made)
    return made


def claims(stage: OnLedger, lot: str = "R-0", by: str = "rival", amount: int = FACE, **said: object) -> None:
    stage.do(lc.ClaimLot(lot=lot, claimant=by, amount=amount, **said), signed_by=by)  # type: ignore[arg-type]


def registers(stage: OnLedger, lot: str = "R-0", by: str = "rival", amount: int = FACE) -> None:
    """A rival financed a lot and registered that; the keeper looked it up."""
    claims(stage, lot, by, amount, **RIVALS)
    found = lc.ConfirmClaim(lot=lot, claimant=by, by="platform", registration="zdw-9", registered=1)
    stage.do(found, signed_by="platform")


def sale(stage: OnLedger, lot: str, seller: str = "first", funder: str = "bank", under: str = "zdw-1") -> str:
    """How a lot's financing ends."""
    value, name = lot_of(stage, lot).value, f"{lot}-{seller}-{funder}-{under}"
    terms = Financing(discount=10, fees=0, registration=under)
    stage.do(*offering(stage, lot, funder, f"of-{seller}", name=name, financing=terms), signed_by=seller)
    paid = money(lot, f"of-{funder}", value - 10, f"price-{name}"), lc.Take(lot=lot, hold=f"price-{name}")
    outcome: str = stage.submit(*paid, signed_by=funder).outcome.name
    return outcome


def counting(stage: OnLedger, lot: str) -> tuple[str, ...]:
    """Whose claims a pool that would take the lot hears of."""
    return claimants_of(stage.ledger.context(), lot_of(stage, lot))


def test_a_split_washes_no_claim_off(stage: OnLedger) -> None:
    """A rival's registered claim: the lot is split, whole, and sold; and split again, into parts, and sold."""
    registers(stage)
    stage.do(split("R-0", part("R-1", FACE)), signed_by="first")
    assert sale(stage, "R-1") == "ranks_behind"
    assert counting(stage, "R-1") == ("rival",)
    stage.do(lc.Reject(lot="R-1", reason="claimed"), signed_by="bank")
    stage.do(split("R-1", part("R-2", FACE - 1), part("R-3", 1, "third")), signed_by="first")
    assert sale(stage, "R-2") == "ranks_behind"
    assert counting(stage, "R-2") == counting(stage, "R-3") == ("rival",)


def test_a_funder_that_splits_keeps_its_place(stage: OnLedger) -> None:
    """Who registers after it stays behind it on each part; it sells one part, and keeps its place on the other."""
    assert sale(stage, "R-0") == "ok"
    stage.do(split("R-0", part("a", 400_000), part("b", 600_000)), signed_by="bank")
    for lot in ("a", "b"):
        since = {"registration": "late", "registered": stage.time}
        claims(stage, lot, **since)
        stage.do(lc.ConfirmClaim(lot=lot, claimant="rival", by="platform", **since), signed_by="platform")
    assert sale(stage, "a", "bank", "second", "zdw-2") == "ok"
    assert [one.claim.claimant for one in claims_on(stage.state, "a")] == ["rival", "second"]
    for lot, first in (("a", "second"), ("b", "bank")):
        told = priority(stage.state, lot)
        assert told is not None
        assert (told.order, told.rule) == ((first, "rival"), PriorityRule.earlier_registration)


def test_what_is_said_of_a_part_is_said_of_it_alone(stage: OnLedger) -> None:
    """Both count together, the part's and the whole's; of the other part only the whole's."""
    registers(stage)
    stage.do(split("R-0", part("a", 400_000), part("b", 600_000)), signed_by="first")
    claims(stage, "a", "guarantor")
    assert [(one.at, one.claim.claimant) for one in claims_on(stage.state, "a")] == [
        ("a", "guarantor"),
        ("R-0", "rival"),
    ]
    assert [one.claim.claimant for one in claims_on(stage.state, "b")] == ["rival"]
    again = lc.ClaimLot(lot="a", claimant="rival", amount=1)
    assert stage.refused(again, signed_by="rival") == "claim_exists_already"
    late = lc.ClaimLot(lot="R-0", claimant="guarantor", amount=1)
    assert stage.refused(late, signed_by="guarantor") == "nobody_has_it"


def test_a_claim_on_the_whole_covers_each_part_with_what_lies_in_it(stage: OnLedger) -> None:
    """Its amounts on the parts add up to the whole's, to the fen."""
    registers(stage, amount=100)
    values = (333_333, 333_334, 333_333)
    stage.do(split("R-0", *(part(f"p{number}", value) for number, value in enumerate(values))), signed_by="first")
    for number in range(len(values)):
        stage.do(lc.Rank(lot=f"p{number}"), signed_by="fourth")
    events = [one for one in stage.ledger.decoded_events() if one.type == "receivables.claims_ranked"]
    assert [one.data["portions"] for one in events] == [[33], [33], [34]]


def test_what_is_found_of_a_claim_is_found_for_all_that_share_it(stage: OnLedger) -> None:
    """After a split: named with any of its parts, a registration is found for each, and so is a claim untrue."""
    claims(stage, **RIVALS)
    stage.do(split("R-0", part("a", 400_000), part("b", 600_000)), signed_by="first")
    assert counting(stage, "b") == ()
    stage.do(lc.ConfirmClaim(lot="a", claimant="rival", by="platform", **RIVALS), signed_by="platform")  # type: ignore[arg-type]
    assert counting(stage, "a") == counting(stage, "b") == ("rival",)
    stage.do(lc.StrikeClaim(lot="b", claimant="rival", reason="zdw-9 is of another debtor"), signed_by="platform")
    assert counting(stage, "a") == counting(stage, "b") == ()


def test_who_withdraws_on_a_part_keeps_the_other(stage: OnLedger) -> None:
    """A claim on the whole is withdrawn where it was settled, and nowhere else; what is split off it stays free."""
    registers(stage)
    stage.do(split("R-0", part("a", 400_000), part("b", 600_000)), signed_by="first")
    stage.do(lc.WithdrawClaim(lot="a", claimant="rival"), signed_by="rival")
    stage.do(split("a", part("c", 400_000)), signed_by="first")
    assert (counting(stage, "c"), counting(stage, "b")) == ((), ("rival",))
    assert sale(stage, "c") == "ok"
    assert sale(stage, "b") == "ranks_behind"


def test_cancelling_and_promising_anew_washes_no_claim_off(stage: OnLedger) -> None:
    """The supplier financed its invoice elsewhere: lot and claim were cancelled, and it was financed once more."""
    registers(stage)
    stage.do(split("R-0", part("a", 400_000), part("b", 600_000)), signed_by="first")
    for lot in ("a", "b"):
        cancelled = lc.CancelLot(lot=lot)
        assert stage.refused(cancelled, signed_by="core first") == "claimed_by_others"
        stage.do(lc.WithdrawClaim(lot=lot, claimant="rival"), signed_by="rival")
        claims(stage, lot, "guarantor")
        stage.do(cancelled, signed_by="core first")
    promised(stage, "S")
    assert sale(stage, "S-0") == "ok"
    # Who has it financed it: what it says of itself keeps nobody from anything.
    stage.do(lc.CancelLot(lot="S-0"), signed_by="core bank")


def test_strangers_who_claim_and_withdraw_leave_nothing_behind(stage: OnLedger) -> None:
    """Each that had claimed on a part stood in its record for ever; only who had claimed on the whole need stand."""
    registers(stage)
    stage.do(split("R-0", part("a", 400_000), part("b", 600_000)), signed_by="first")
    for name in ("second", "third", "guarantor"):
        claims(stage, "a", name)
        stage.do(lc.WithdrawClaim(lot="a", claimant=name), signed_by=name)
    claims(stage, "a", "bank")
    stage.do(lc.StrikeClaim(lot="a", claimant="bank", reason="made up"), signed_by="platform")
    record = stage.state.read(CLAIMS, "a")
    assert record is not None and (record.claims, record.left) == ((), ())
    stage.do(lc.WithdrawClaim(lot="a", claimant="rival"), signed_by="rival")
    stage.do(split("a", part("c", 400_000)), signed_by="first")
    assert counting(stage, "c") == ()
    claims(stage, "c", **RIVALS)
    stage.do(lc.WithdrawClaim(lot="c", claimant="rival"), signed_by="rival")
    assert (counting(stage, "c"), claims_on(stage.state, "c")) == ((), [])


@pytest.mark.parametrize("buyer_of_words", ["first", "bank"])
def test_no_backdated_word_buys_the_first_place(stage: OnLedger, buyer_of_words: str) -> None:
    """The seller or the funder says to have registered at time 1; the rival's was found, and stays first."""
    registers(stage)
    assert sale(stage, "R-0") == "ranks_behind"
    stage.do(lc.Reject(lot="R-0", reason="claimed"), signed_by="bank")
    claims(stage, by=buyer_of_words, amount=1, registration="made-up", registered=0)
    assert sale(stage, "R-0", under="again") == "ranks_behind"


def test_a_word_that_counts_for_nothing_is_not_passed_on(stage: OnLedger) -> None:
    """A seller's backdated claim is gone with the sale: the buyer stands where the block that it took the lot in is."""
    claims(stage, by="first", amount=1, registration="made-up", registered=1)
    assert sale(stage, "R-0") == "ok"
    ((_, mine),) = claims_on(stage.state, "R-0")
    assert (mine.claimant, mine.registration, mine.since) == ("bank", "zdw-1", stage.time)


def test_a_strangers_word_blocks_nobody(stage: OnLedger) -> None:
    """A made-up fen, backdated, by as many strangers as can: the lot is financed, and no pool hears of them."""
    for name in (*SUPPLIERS[1:], "rival", "guarantor", "platform", "registry", "mint")[:CLAIMS_MAX]:
        claims(stage, by=name, amount=1, registration="made-up", registered=1)
    more = lc.ClaimLot(lot="R-0", claimant="core", amount=1)
    assert stage.refused(more, signed_by="core") == "too_many_claims"
    assert sale(stage, "R-0") == "ok"
    assert counting(stage, "R-0") == ("bank",)


def test_unfounded_claims_take_no_room_of_those_that_count(stage: OnLedger) -> None:
    """As many strangers as can; one is struck, and a true one is found in its place."""
    names = (*SUPPLIERS[1:], "guarantor", "platform", "registry", "mint", "core")
    for name in names:
        claims(stage, by=name, amount=1)
    stage.do(lc.StrikeClaim(lot="R-0", claimant="fourth", reason="no such financing"), signed_by="platform")
    registers(stage)
    claims(stage, by="fourth", amount=1)
    assert sale(stage, "R-0") == "ranks_behind"


def test_a_notice_that_the_debtor_had_counts(stage: OnLedger) -> None:
    """A pool hears of the claim from then on; a financing that is registered comes first all the same."""
    claims(stage)
    assert counting(stage, "R-0") == ()
    stage.do(lc.AcknowledgeNotice(lot="R-0", claimant="rival"), signed_by="core")
    assert counting(stage, "R-0") == ("rival",)
    assert sale(stage, "R-0") == "ok"


def test_who_may_find_and_strike(stage: OnLedger) -> None:
    """The keeper or a registrar, what the claim says, and never one's own; what was taken here nobody strikes."""
    claims(stage, **RIVALS)

    def found(by: str, **said: object) -> lc.ConfirmClaim:
        return lc.ConfirmClaim(lot="R-0", claimant="rival", by=by, **(RIVALS | said))  # type: ignore[arg-type]

    assert stage.refused(found("platform", registered=2), signed_by="platform") == "registration_differs"
    assert stage.refused(found("rival"), signed_by="rival") == "own_word"
    assert stage.refused(found("bank"), signed_by="bank") == "role_missing"
    stage.do(found("registrar"), signed_by="registrar")
    assert stage.refused(found("platform"), signed_by="platform") == "registration_found_before"
    stage.do(lc.WithdrawClaim(lot="R-0", claimant="rival"), signed_by="rival")
    assert sale(stage, "R-0") == "ok"
    strike = lc.StrikeClaim(lot="R-0", claimant="bank", reason="x")
    assert stage.refused(strike, signed_by="platform") == "taken_on_record"


def test_however_often_a_lot_is_split_it_shares_few_records(stage: OnLedger) -> None:
    """One who claims part after part, and withdraws on the next, makes no chain of them."""
    registers(stage)
    for number in range(1, 12):
        stage.do(split(f"R-{number - 1}", part(f"R-{number}", FACE)), signed_by="first")
        if number > 1:
            stage.do(lc.WithdrawClaim(lot=f"R-{number}", claimant="guarantor"), signed_by="guarantor")
        claims(stage, f"R-{number}", "guarantor", 1)
    assert lot_of(stage, "R-11").claimed_with == ("R-10", "R-0")
    assert [one.at for one in claims_on(stage.state, "R-11")] == ["R-11", "R-0"]


PARTIES = st.sampled_from("abcd")
RECORDS = st.lists(st.tuples(st.sets(PARTIES), st.sets(PARTIES)), max_size=6)


@example([(set(), {"b"}), ({"b"}, {"a"}), ({"a", "c"}, set())])
@given(RECORDS)
def test_what_is_shared_says_all_that_the_records_say(told: list[tuple[set[str], set[str]]]) -> None:
    """Whatever is left out of what parts share changes no claim on them; at most two are shared a claimant."""
    records = [
        Claims(
            instrument=f"l-{number}",
            cash="e-CNY",
            claims=tuple(Claim(claimant=name, amount=1) for name in sorted(names)),
            left=tuple(sorted(left)),
        )
        for number, (names, left) in enumerate(told)
    ]
    kept = shared(records)
    few = [one for one in records if one.instrument in kept]
    assert standing(few) == standing(records)
    assert len(few) <= 2 * 4


def test_a_lot_on_which_nobody_claims_shares_nothing(stage: OnLedger) -> None:
    """However often it was split."""
    for number in range(5):
        stage.do(split(f"R-{number}", part(f"R-{number + 1}", FACE)), signed_by="first")
    assert lot_of(stage, "R-5").claimed_on == ("R-5",)
