# SPDX-License-Identifier: Apache-2.0
"""Article 768 of the Civil Code: several financed one receivable, and who comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.law.call import Call
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.claim_records import CLAIMS, Claim
from counterfoil.modules.receivables.lots import Financing
from counterfoil.modules.receivables.priority import PriorityRule, ranked, shares
from counterfoil.modules.receivables.queries import priority
from support.vouchers import FACE, finance, founded, money, offering, promised
from support.vouchers_stage import OnLedger


def claim(name: str, registered: int | None = None, noticed: int | None = None, amount: int = 10) -> Claim:
    registration = "" if registered is None else "zdw"
    found_by = None if registered is None else "platform"
    said = {"registered": registered, "registration": registration, "confirmed_by": found_by, "noticed": noticed}
    return Claim(claimant=name, amount=amount, **said)


def found(name: str, said: lc.ClaimLot) -> lc.ConfirmClaim:
    """The keeper looked a claim's registration up in the public registry."""
    looked_up = {"registration": said.registration, "registered": said.registered}
    return lc.ConfirmClaim(lot=said.lot, claimant=name, by="platform", **looked_up)


@pytest.mark.parametrize(
    ("claims", "first", "rule"),
    [
        ([claim("a")], ("a",), PriorityRule.alone),
        ([claim("a", noticed=1), claim("b", registered=9)], ("b",), PriorityRule.registered_first),
        ([claim("a", registered=5), claim("b", registered=4)], ("b",), PriorityRule.earlier_registration),
        ([claim("a", noticed=5), claim("b", noticed=4)], ("b",), PriorityRule.earlier_notice),
        ([claim("a"), claim("b", noticed=4)], ("b",), PriorityRule.earlier_notice),
        ([claim("a"), claim("b")], ("a", "b"), PriorityRule.pro_rata),
        ([claim("a", registered=4), claim("b", registered=4)], ("a", "b"), PriorityRule.pro_rata),
    ],
)
def test_who_comes_first(claims: list[Claim], first: tuple[str, ...], rule: PriorityRule) -> None:
    """Each rule of the article, and what it is called."""
    told = ranked(claims)
    assert (told.first, told.rule) == (first, rule)


SOME_CLAIMS = st.lists(
    st.builds(
        claim,
        st.uuids().map(str),
        st.none() | st.integers(0, 3),
        st.none() | st.integers(0, 3),
        st.integers(1, 50),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.claimant,
)


@given(SOME_CLAIMS, st.integers(0, 200))
def test_shares_are_exact_and_keep_the_order(claims: list[Claim], amount: int) -> None:
    """All of it is shared out, nobody has more than they claim, and none behind has any before those in front."""
    given_ = shares(claims, amount)
    assert sum(given_.values()) == min(amount, sum(one.amount for one in claims))
    by_name = {one.claimant: one for one in claims}
    assert all(0 <= share <= by_name[name].amount for name, share in given_.items())
    first = ranked(claims).first
    lacking = any(given_[name] < by_name[name].amount for name in first)
    assert not lacking or all(given_[name] == 0 for name in given_ if name not in first)


def test_nobody_finances_what_another_registered_before() -> None:
    """The outcome names who comes first and by which rule; once the rival's is ranked, the record says so in order."""
    stage = founded(OnLedger())
    promised(stage)
    rival = lc.ClaimLot(lot="R-0", claimant="rival", amount=FACE, registration="zdw-9", registered=stage.time)
    later = lc.ClaimLot(lot="R-0", claimant="second", amount=FACE)
    stage.do(later, signed_by="second")
    stage.do(rival, signed_by="rival")
    stage.do(found("rival", rival), signed_by="platform")
    stage.do(*offering(stage, "R-0", "bank", "of-first", financing=finance()), signed_by="first")
    take = (money("R-0", "of-bank", FACE - 10_500), lc.Take(lot="R-0", hold="price-R-0"))
    assert stage.refused(*take, signed_by="bank") == "ranks_behind"
    stage.do(lc.Rank(lot="R-0"), signed_by="fourth")
    told = priority(stage.state, "R-0")
    assert told is not None
    assert (told.order, told.rule) == (("rival", "second"), PriorityRule.registered_first)
    (event,) = [one for one in stage.ledger.decoded_events() if one.type == "receivables.claims_ranked"]
    assert event.data["portions"] == [FACE, 0]


def test_a_registered_financing_comes_before_what_nobody_registered() -> None:
    """An unregistered claim keeps nobody from it, and the lot's record says under which registration it was."""
    stage = founded(OnLedger())
    promised(stage)
    stage.do(lc.ClaimLot(lot="R-0", claimant="rival", amount=FACE), signed_by="rival")
    stage.do(lc.AcknowledgeNotice(lot="R-0", claimant="rival"), signed_by="core")
    stage.do(*offering(stage, "R-0", "bank", "of-first", financing=finance()), signed_by="first")
    stage.do(money("R-0", "of-bank", FACE - 10_500), lc.Take(lot="R-0", hold="price-R-0"), signed_by="bank")
    told = priority(stage.state, "R-0")
    assert told is not None and told.first == ("bank",)


def _sold_on(stage: OnLedger) -> tuple[Call, ...]:
    """The bank, which financed the lot, sells it to the second supplier."""
    resale = Financing(discount=5_000, fees=0, registration="zdw-2")
    stage.do(*offering(stage, "R-0", "second", "of-bank", name="resale", financing=resale), signed_by="bank")
    return money("R-0", "of-second", FACE - 5_000, "resale-price"), lc.Take(lot="R-0", hold="resale-price")


def _financed() -> OnLedger:
    stage = founded(OnLedger())
    promised(stage)
    stage.do(*offering(stage, "R-0", "bank", "of-first", financing=finance()), signed_by="first")
    stage.do(money("R-0", "of-bank", FACE - 10_500), lc.Take(lot="R-0", hold="price-R-0"), signed_by="bank")
    return stage


def test_whoever_buys_of_a_funder_has_its_place() -> None:
    """The lot is sold on; the seller is no claimant any more, and who registered in between stays behind."""
    stage = _financed()
    before = stage.state.read(CLAIMS, "R-0")
    assert before is not None and before.claims[0].registered is not None
    stage.do(lc.ClaimLot(lot="R-0", claimant="third", amount=1), signed_by="third")
    between = lc.ClaimLot(
        lot="R-0", claimant="rival", amount=FACE, registration="zdw-9", registered=before.claims[0].registered + 1
    )
    stage.do(between, signed_by="rival")
    stage.do(found("rival", between), signed_by="platform")
    stage.do(*_sold_on(stage), signed_by="second")
    record = stage.state.read(CLAIMS, "R-0")
    assert record is not None
    by_name = {one.claimant: one for one in record.claims}
    assert sorted(by_name) == ["rival", "second", "third"]
    assert (by_name["second"].registration, by_name["second"].assigned_under) == (finance().registration, "zdw-2")
    assert ranked(record.claims).order == ("second", "rival", "third")


def test_who_came_before_a_funder_comes_before_its_buyer() -> None:
    """A sale makes nobody's place better."""
    stage = _financed()
    before = lc.ClaimLot(lot="R-0", claimant="rival", amount=FACE, registration="zdw-0", registered=1)
    stage.do(before, signed_by="rival")
    stage.do(found("rival", before), signed_by="platform")
    assert stage.refused(*_sold_on(stage), signed_by="second") == "ranks_behind"


def test_a_lot_that_a_funder_gives_on_takes_its_claim_along() -> None:
    """Given for nothing, it is claimed by whoever has it, and not by who had."""
    stage = _financed()
    stage.do(*offering(stage, "R-0", "second", "of-bank", name="gift"), signed_by="bank")
    stage.do(lc.Take(lot="R-0"), signed_by="second")
    record = stage.state.read(CLAIMS, "R-0")
    assert record is not None and [one.claimant for one in record.claims] == ["second"]
