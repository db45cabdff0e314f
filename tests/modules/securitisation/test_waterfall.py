# SPDX-License-Identifier: Apache-2.0
"""A payment day: golden examples, a twin in fractions, what holds of every day, and what others got wrong."""

from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.law.sharing import share_of_interval
from counterfoil.modules.securitisation import waterfall as w
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import INTEGER_MAX
from support import securitisation_in_fractions as twin
from support.securitisation_in_fractions import Case, after, amounts, cases, on, pools, simple

AMORTISING, ACCELERATED = w.OrderOfPayments
SENIOR = w.TrancheTerms(rank=1, notional=8_500_000_000, rate_ppm=30_000)
MEZZANINE = w.TrancheTerms(rank=2, notional=1_000_000_000, rate_ppm=45_000)
RESIDUAL = w.TrancheTerms(rank=3, notional=500_000_000, residual=True)
NOTES = [w.Tranche.issued(one) for one in (SENIOR, MEZZANINE, RESIDUAL)]
MILLION = 100_000_000
"""of yuan, in fen"""
GOLDEN = {
    "97m": (AMORTISING, [(125_753_424, 8_500_000_000), (22_191_780, 1_000_000_000), (0, 42_191_783)]),
    "90m": (AMORTISING, [(125_753_424, 8_500_000_000), (22_191_780, 342_191_783), (0, 0)]),
    "80m": (ACCELERATED, [(125_753_424, 7_864_383_563), (0, 0), (0, 0)]),
}
"""interest and principal of each rank"""
LEFT = {"97m": [0, 0, 457_808_217], "90m": [0, 657_808_217, 500_000_000], "80m": [635_616_437, 10**9, 500_000_000]}


@pytest.mark.parametrize("collected", GOLDEN)
def test_golden_examples(collected: str) -> None:
    """Known answers: 85 m at 3 %, 10 m at 4.5 %, 5 m, a fee of 20 bp on all of them, 180 days."""
    order, payments = GOLDEN[collected]
    found = w.distribute(on(int(collected[:-1]) * MILLION, order), NOTES, [w.Fee(w.FeeTerms(rate_ppm=2_000))])
    assert [one.paid for one in found.fees] == [9_863_013]
    assert twin.given_out(found) == [(*one, 0) for one in payments]
    assert [one.after.principal for one in found.tranches] == LEFT[collected]
    assert (found.reserve, found.surplus) == (0, 0)


@given(cases())
def test_every_number_is_the_twins_rounded_where_the_rule_says(case: Case) -> None:
    """Interest and fees by rate are rounded down, each once, and nothing else ever is."""
    day, tranches, costs = case
    rounded = twin.paid(twin.as_twin(day), twin.as_notes(tranches), twin.as_costs(costs), twin.floor)
    assert twin.flat(w.distribute(day, tranches, costs)) == twin.numbers_of(rounded)


@given(cases())
def test_every_number_is_within_a_fen_per_rounding(case: Case) -> None:
    """Against a twin that rounds nothing; whether the reserve is let go is a matter of one fen, so of such days not."""
    day, tranches, costs = case
    rounded = twin.paid(twin.as_twin(day), twin.as_notes(tranches), twin.as_costs(costs), twin.floor)
    exact = twin.paid(twin.as_twin(day), twin.as_notes(tranches), twin.as_costs(costs), twin.exact)
    assume(rounded.released == exact.released)
    roundings = sum(one.terms.rate_ppm > 0 for one in [*tranches, *costs])
    for number, other in zip(twin.flat(w.distribute(day, tranches, costs)), twin.numbers_of(exact), strict=True):
        assert abs(number - other) <= roundings


@given(cases())
def test_nothing_is_lost_or_made(case: Case) -> None:
    """Fees, payments, the reserve after and what is kept are what was there; nothing is negative or beyond its due."""
    day, tranches, costs = case
    found = w.distribute(day, tranches, costs)
    assert twin.total(found) == day.collected + day.reserve
    assert min(twin.flat(found)) >= 0 and max(twin.flat(found)) <= INTEGER_MAX
    for before, one in zip(w.by_rank(tranches), found.tranches, strict=True):
        assert one.interest + one.after.interest_unpaid == one.interest_due >= before.standing.interest_unpaid
        assert one.principal + one.after.principal == before.standing.principal
        assert one.after.deficiency <= one.after.principal
        assert one.excess == 0 or before.terms.residual
    assert all(one.unpaid == one.due - one.paid for one in found.fees)


@given(cases())
def test_who_is_junior_waits(case: Case) -> None:
    """Nothing junior of principal while a senior has some; after a trigger no interest either; the residual last."""
    day, tranches, costs = case
    payments = w.distribute(day, tranches, costs).tranches
    for senior, junior in ((one, other) for one in payments for other in payments if one.rank < other.rank):
        owes, owes_interest = senior.after.principal > 0, senior.after.interest_unpaid > 0
        assert not (junior.principal and owes)
        assert not (junior.interest and owes_interest)
        assert not ((junior.principal or junior.excess) and (owes or owes_interest))
        assert not (day.order is ACCELERATED and junior.paid and owes)


@given(cases(), amounts)
def test_more_collected_is_never_less_for_the_senior(case: Case, more: int) -> None:
    """Nor for the first ranks together, however many; nor for the fees."""
    day, tranches, costs = case
    less, found = (w.distribute(replace(day, collected=day.collected + one), tranches, costs) for one in (0, more))
    upto = [list(accumulate(one.paid for one in each.tranches)) for each in (less, found)]
    assert all(one <= other for one, other in zip(*upto, strict=True))
    assert sum(one.paid for one in less.fees) <= sum(one.paid for one in found.fees)


@given(cases())
def test_order_of_tranches_is_confused(case: Case) -> None:
    """The order in which they are given says nothing: they are paid, charged and given back by rank."""
    day, tranches, costs = case
    ranked = sorted(tranches, key=lambda one: one.terms.rank)
    assert w.distribute(day, tranches, costs) == w.distribute(day, ranked, costs)
    assert w.charged(tranches, day.collected) == w.charged(ranked, day.collected)
    assert w.recovered(tranches, day.collected) == w.recovered(ranked, day.collected)


@given(pools(fresh=True), amounts, st.integers(0, 8))
def test_losses_add_up(tranches: list[w.Tranche], more: int, eighths: int) -> None:
    """What is borne and what is beyond is the loss, from the last rank up; it is given back from the senior on."""
    loss = sum(one.terms.notional for one in tranches) * eighths // 7 + more
    found = w.charged(tranches, loss)
    bears, beyond = twin.lost(twin.as_notes(tranches), Fraction(loss))
    assert ({one.rank: one.amount for one in found.tranches}, found.beyond) == (bears, beyond)
    assert sum(one.amount for one in found.tranches) + found.beyond == loss
    assert all(one.amount == one.after.deficiency for one in found.tranches)
    charged_ones = after(w.by_rank(tranches), [one.after for one in found.tranches])
    back = w.recovered(charged_ones, loss // 2 + more)
    has, left = twin.given_back(twin.as_notes(charged_ones), Fraction(loss // 2 + more))
    assert ({one.rank: one.amount for one in back.tranches}, back.beyond) == (has, left)
    assert all(0 <= one.after.deficiency <= one.after.principal for one in back.tranches)
    everything = w.recovered(charged_ones, loss)
    assert everything.beyond == found.beyond and not any(one.after.deficiency for one in everything.tranches)


@given(pools(fresh=True), st.data())
def test_a_pool_is_paid_or_lost_to_the_last_fen(tranches: list[w.Tranche], data: st.DataObject) -> None:
    """Over many days with defaults and recoveries, what is paid of principal and what is lost is the notional."""
    tranches, costs = w.by_rank(tranches), data.draw(twin.fees)
    pool, reserve, kept = sum(one.terms.notional for one in tranches), 0, 0
    repaid, number = [0] * len(tranches), data.draw(st.integers(1, 12))
    for left in range(number, 0, -1):
        default = pool * data.draw(st.integers(0, 4)) // 16
        principal = pool - default if left == 1 else pool * data.draw(st.integers(0, 8)) // 16
        back = default * data.draw(st.integers(0, 4)) // 4
        pool -= default + principal
        for make, amount in ((w.charged, default), (w.recovered, back)):
            tranches = after(tranches, [one.after for one in make(tranches, amount).tranches])
        day = on(
            principal + back + kept + data.draw(amounts),
            data.draw(st.sampled_from(w.OrderOfPayments)),
            days=90,
            reserve=reserve,
            reserve_target=data.draw(amounts) if left > 1 else 0,
        )
        found = w.distribute(day, tranches, costs)
        assert twin.total(found) == day.collected + day.reserve
        reserve, kept = found.reserve, found.surplus
        tranches = after(tranches, [one.after for one in found.tranches])
        costs = [fee._replace(unpaid=one.unpaid) for fee, one in zip(costs, found.fees, strict=True)]
        repaid = [before + one.principal for before, one in zip(repaid, found.tranches, strict=True)]
    assert reserve == 0
    lost = w.charged(tranches, sum(one.standing.sound for one in tranches)).tranches
    ended = [one + other.after.deficiency for one, other in zip(repaid, lost, strict=True)]
    assert ended == [one.terms.notional for one in tranches]


@given(st.lists(st.integers(1, 10**10), min_size=1, max_size=5), st.booleans(), st.data())
def test_loss_waterfall_does_not_update_total_capital(principals: list[int], last: bool, data: st.DataObject) -> None:
    """Without interest and fees, pool, reserve and what is kept are the principal that no loss is charged to."""
    tranches = simple(*principals, residual=last and len(principals) > 1)
    pool, reserve, kept, defaulted = sum(principals), 0, 0, 0
    for _ in range(data.draw(st.integers(1, 6))):
        default = data.draw(st.integers(0, pool))
        principal = data.draw(st.integers(0, pool - default))
        back = data.draw(st.integers(0, defaulted + default))
        pool, defaulted = pool - default - principal, defaulted + default - back
        for make, amount in ((w.charged, default), (w.recovered, back)):
            made = make(tranches, amount)
            tranches = after(tranches, [one.after for one in made.tranches])
            assert made.beyond == 0
        order = data.draw(st.sampled_from(w.OrderOfPayments))
        target = data.draw(st.integers(0, sum(principals)))
        day = on(principal + back + kept, order, reserve=reserve, reserve_target=target)
        found = w.distribute(day, tranches)
        reserve, kept = found.reserve, found.surplus
        tranches = after(tranches, [one.after for one in found.tranches])
        assert sum(one.standing.sound for one in tranches) == pool + reserve + kept
        assert sum(one.standing.deficiency for one in tranches) == defaulted


@given(st.integers(0, INTEGER_MAX), st.lists(st.integers(0, 40), min_size=1, max_size=9).filter(any))
def test_totals_are_off_by_one_unit(amount: int, holdings: list[int]) -> None:
    """Holders who lie side by side have all of an amount, each less than a unit off, and each is found alone."""
    units = sum(holdings)
    ends = list(accumulate(holdings))
    found = [share_of_interval(amount, end - own, own, units) for end, own in zip(ends, holdings, strict=True)]
    assert sum(found) == amount and found == twin.shares(amount, holdings)
    assert all(abs(one - Fraction(amount * own, units)) < 1 for one, own in zip(found, holdings, strict=True))


@pytest.mark.parametrize("asked", [(1, -1, 1, 2), (1, 0, -1, 2), (1, 1, 2, 2), (1, 0, 0, 0), (-1, 0, 1, 2)])
def test_a_share_of_nothing_that_is_there_is_refused(asked: tuple[int, int, int, int]) -> None:
    """An interval lies within all units, and there are some."""
    with pytest.raises(InputError):
        share_of_interval(*asked)


@pytest.mark.parametrize("loss", [0, 3 * MILLION, 7 * MILLION])
def test_senior_minted_at_pool_price_but_redeemed_at_tranche_price(loss: int) -> None:
    """It begins at its notional and is repaid that, whatever the pool is worth; what is beyond is the residual's."""
    tranches = after(NOTES, [one.after for one in w.charged(NOTES, loss).tranches])
    assert [one.standing.principal for one in NOTES] == [one.terms.notional for one in NOTES]
    first = w.distribute(on(60 * MILLION), tranches)
    second = w.distribute(on(60 * MILLION), after(tranches, [one.after for one in first.tranches]))
    repaid = [one.principal + other.principal for one, other in zip(first.tranches, second.tranches, strict=True)]
    assert repaid == [one.terms.notional for one in NOTES]
    assert [one.excess > 0 for one in second.tranches] == [False, False, True]
    assert share_of_interval(repaid[0], 99, 1_234_567, SENIOR.notional) == 1_234_567


@given(
    st.integers(1, 10**12), twin.rates, st.integers(0, 400), st.integers(0, 10**12), st.sampled_from(w.OrderOfPayments)
)
def test_asymmetric_fee_snapshot(notional: int, rate: int, days: int, collected: int, order: w.OrderOfPayments) -> None:
    """A fee and interest at one rate are one amount: of the principal before the day, whatever is paid on it."""
    tranches = [w.Tranche.issued(w.TrancheTerms(rank=1, notional=notional, rate_ppm=rate))]
    fee = w.Fee(w.FeeTerms(rate_ppm=rate))
    for _ in range(2):
        found = w.distribute(on(collected, order, days=days), tranches, [fee])
        ((paid_fee,), (payment,)) = found.fees, found.tranches
        assert paid_fee.due == payment.interest_due == tranches[0].standing.principal * rate * days // (365 * 10**6)
        tranches = after(tranches, [replace(payment.after, interest_unpaid=0)])


MIDDLE = simple(100, 50, 30, residual=True)
OWED = [w.Tranche(one.terms, replace(one.standing, interest_unpaid=10 * (one.terms.rank < 3))) for one in MIDDLE]
RESERVED = {
    "drawn": (on(0, reserve=15), "10+0 5+0 0+0", 0, 0),
    "filled up": (on(45), "10+5 10+0 0+0", 20, 0),
    "larger than its target": (on(60, reserve=25), "10+45 10+0 0+0", 20, 0),
    "a fen short of all": (on(150, reserve=19), "10+100 10+29 0+0", 20, 0),
    "let go": (on(150, reserve=20), "10+100 10+50 0+0", 0, 0),
    "the residual has the rest": (on(204), "10+100 10+50 0+34", 0, 0),
    "before senior principal": (on(40, ACCELERATED), "10+10 0+0 0+0", 20, 0),
    "before mezzanine interest": (on(145, ACCELERATED), "10+100 10+5 0+0", 20, 0),
    "the residual locked out": (on(169, ACCELERATED), "10+100 10+29 0+0", 20, 0),
    "all repaid after a trigger": (on(170, ACCELERATED), "10+100 10+50 0+0", 0, 0),
}
"""the day, interest and all else of each rank, the reserve after, and the surplus"""


@pytest.mark.parametrize("case", RESERVED)
def test_the_reserve_lies_between(case: str) -> None:
    """Known answers: it pays what comes before it, and is kept from what comes after until all ranks can be repaid."""
    day, payments, reserve, kept = RESERVED[case]
    found = w.distribute(replace(day, reserve_target=20), OWED)
    assert (
        " ".join(f"{interest}+{principal + excess}" for interest, principal, excess in twin.given_out(found))
        == payments
    )
    assert (found.reserve, found.surplus) == (reserve, kept)


def test_two_mezzanine_ranks_wait_in_turn() -> None:
    """After a trigger the interest of the third rank waits for the principal of the second, and so on."""
    tranches = simple(100, 50, 30, interest_unpaid=10)
    assert [one.paid for one in w.distribute(on(120, ACCELERATED), tranches).tranches] == [110, 10, 0]
    assert [one.paid for one in w.distribute(on(175, ACCELERATED), tranches).tranches] == [110, 60, 5]
    assert twin.given_out(w.distribute(on(135), tranches)) == [(10, 100, 0), (10, 5, 0), (10, 0, 0)]
    assert w.distribute(on(213), tranches).surplus == 3


def test_fees_are_capped_and_carried() -> None:
    """One after the other; what is above a cap is due on the next day, and comes below that day's cap again."""
    given = [w.Fee(w.FeeTerms(fixed=30, cap=20), 5), w.Fee(w.FeeTerms(fixed=7))]
    found = w.distribute(on(100), simple(1_000), given)
    assert [(one.due, one.paid, one.unpaid) for one in found.fees] == [(35, 20, 15), (7, 7, 0)]
    assert found.tranches[0].principal == 73
    assert [one.paid for one in w.distribute(on(22), simple(1_000), given).fees] == [20, 2]


def test_a_clean_up_is_allowed_from_its_share_on() -> None:
    """At the share it is, a fen above it is not; and no share is above ten per cent."""
    assert w.clean_up_allowed(100, 1_000, w.CLEAN_UP_PPM_MAX) and not w.clean_up_allowed(101, 1_000, w.CLEAN_UP_PPM_MAX)
    assert w.clean_up_allowed(0, 1_000, 0) and not w.clean_up_allowed(1, 1_000, 0)
    for share in (-1, w.CLEAN_UP_PPM_MAX + 1):
        with pytest.raises(InputError):
            w.clean_up_allowed(0, 1_000, share)


NO_TRANCHES = {
    "none": [],
    "too many": simple(*[1] * (w.RANKS_MAX + 1)),
    "a rank twice": [*NOTES, NOTES[0]],
    "no first": NOTES[1:],
    "a rank is lacking": [NOTES[0], NOTES[2]],
    "a residual alone": simple(1, residual=True),
    "a residual in the middle": [*simple(1, 1, residual=True), *simple(1, 1, 1)[2:]],
    "a residual with interest": [NOTES[0], w.Tranche.issued(replace(MEZZANINE, residual=True))],
    "a residual that is owed interest": [NOTES[0], *simple(1, 1, residual=True, interest_unpaid=1)[1:]],
    "interest below zero": simple(1, interest_unpaid=-1),
    "a loss below zero": simple(1, deficiency=-1),
    "more lost than there is": simple(1, deficiency=2),
    "above its notional": [w.Tranche(SENIOR, w.TrancheStanding(principal=SENIOR.notional + 1))],
}


@pytest.mark.parametrize("case", NO_TRANCHES)
def test_what_no_tranches_can_be_is_refused(case: str) -> None:
    """Nothing is paid, charged or given back then."""
    tranches = NO_TRANCHES[case]
    for act in (
        lambda: w.distribute(on(1), tranches),
        lambda: w.charged(tranches, 1),
        lambda: w.recovered(tranches, 1),
    ):
        with pytest.raises(InputError):
            act()


ONE = simple(100)
FULL = [w.Tranche.issued(w.TrancheTerms(rank=1, notional=INTEGER_MAX, rate_ppm=10**6))]


@pytest.mark.parametrize(
    "act",
    [
        lambda: w.distribute(on(INTEGER_MAX, reserve=1), ONE),
        lambda: w.distribute(on(INTEGER_MAX + 1), ONE),
        lambda: w.distribute(on(1), simple(INTEGER_MAX, 1)),
        lambda: w.distribute(on(1, days=366), FULL),
        lambda: w.distribute(on(1), ONE, [w.Fee(w.FeeTerms(fixed=INTEGER_MAX), 1)]),
        lambda: w.distribute(on(1, reserve_target=INTEGER_MAX + 1), ONE),
        lambda: w.charged(ONE, INTEGER_MAX + 1),
        lambda: w.recovered(ONE, INTEGER_MAX + 1),
    ],
)
def test_a_number_out_of_bounds_is_refused(act: Callable[[], object]) -> None:
    """What a record cannot hold is no amount, neither as it is given nor as it comes out."""
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.outcome is MachineOutcome.number_out_of_bounds


@pytest.mark.parametrize(
    "act",
    [
        lambda: w.distribute(on(-1), ONE),
        lambda: w.distribute(on(2, reserve=-1), ONE),
        lambda: w.distribute(on(1, days=-1), ONE),
        lambda: w.distribute(on(1, reserve_target=-1), ONE),
        lambda: w.distribute(on(200, reserve_target=-1), ONE),
        lambda: w.distribute(on(1), ONE, [w.Fee(w.FeeTerms(fixed=-1))]),
        lambda: w.distribute(on(1), ONE, [w.Fee(w.FeeTerms(), -1)]),
        lambda: w.distribute(on(1), ONE, [w.Fee(w.FeeTerms(cap=-1))]),
        lambda: w.charged(ONE, -1),
        lambda: w.recovered(ONE, -1),
    ],
)
def test_less_than_nothing_is_refused(act: Callable[[], object]) -> None:
    """Wherever an amount is given."""
    with pytest.raises(InputError):
        act()


def test_the_largest_numbers_are_exact() -> None:
    """All that a record can hold is paid out to the fen."""
    found = w.distribute(on(INTEGER_MAX, days=365), FULL)
    assert twin.given_out(found) == [(INTEGER_MAX, 0, 0)]
    assert share_of_interval(INTEGER_MAX, INTEGER_MAX - 1, 1, INTEGER_MAX) == 1
