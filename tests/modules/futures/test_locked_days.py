# SPDX-License-Identifier: Apache-2.0
"""After a locked day limits and margins are as the product's steps say, until a day that is not; a notice overrides."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.text import format_day
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import FUTURES, HOUSES, MARGIN_ACCOUNTS, PRODUCTS, HedgeFlag, ProductRules
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.widening import Locked, LockedSide, WideningStep, after
from counterfoil.node.futures.trade_rows import Judge, TradeRow
from counterfoil.primitives.errors import InputError
from support.futures_locked import DAYS, DOWN, STEPS, UP, announce, copper, lock, margins
from support.futures_market import AT, MULTIPLIER, balance, book, fill
from support.ledger import Ledger

ROW = {
    "InstrumentID": "LK",
    "Direction": "0",
    "OffsetFlag": "0",
    "Volume": "1",
    "TradingDay": format_day(DAYS[1]).replace("-", ""),
    "TradeTime": "10:00:00",
}
WORTH = AT * MULTIPLIER
"""Of one lot: 150,000,000"""


@pytest.fixture
def ledger() -> Ledger:
    """Wednesday is open."""
    ledger = copper(Ledger())
    ledger.do(c.OpenDay(house="CC", day=DAYS[0]), signed_by="ccp")
    return ledger


def rules(ledger: Ledger) -> ProductRules:
    contract, product, house = (
        ledger.state.read(FUTURES, "LK"),
        ledger.state.read(PRODUCTS, "copper"),
        ledger.state.read(HOUSES, "CC"),
    )
    assert contract is not None and product is not None and house is not None and house.day is not None
    return rules_of(contract, product, house, house.day)


def booked(ledger: Ledger, number: int, price: int) -> str:
    """What becomes of a lot bought on the open day, at a price."""
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None
    one = fill(number, "bought", "opens", price, day=house.day)
    return ledger.submit(book("m-ann", one, contract="LK"), signed_by="venue").outcome.name


def traded(ledger: Ledger, day: int, number: int = 1, hedge: HedgeFlag = HedgeFlag.speculation) -> None:
    """Ann buys a lot from Bob at the price of before, and the venue balances the day."""
    for name, side in (("m-ann", "bought"), ("m-bob", "sold")):
        one = fill(number, side, "opens", day=day)
        ledger.do(book(name, one, contract="LK", hedge=hedge), signed_by="venue")
    ledger.do(balance("LK", 1, WORTH, number), signed_by="venue")


def ended(ledger: Ledger, price: int = AT) -> tuple[int, int]:
    """The day's price is fixed, all are settled, the next day is open; margins of Ann and of Bob."""
    ledger.do(c.FixSettlement(contract="LK", price=price, reason="a notice"), signed_by="ccp")
    ledger.do(c.Settle(account="m-ann"), c.Settle(account="m-bob"), signed_by="eve")
    accounts = [ledger.state.read(MARGIN_ACCOUNTS, name) for name in ("m-ann", "m-bob")]
    for one in accounts:
        assert one is not None
        if one.due:
            ledger.do(c.Pay(account=one.account), signed_by="eve")
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None and house.day is not None
    ledger.do(c.CloseDay(house="CC"), signed_by="eve")
    ledger.do(c.OpenDay(house="CC", day=DAYS[DAYS.index(house.day) + 1]), signed_by="ccp")
    return int(accounts[0].margin), int(accounts[1].margin)  # type: ignore[union-attr]


def test_three_days_in_one_direction_and_one_that_is_none(ledger: Ledger) -> None:
    """Three per cent, then six and eight, then eight and ten, which stay; after a day that is not, three and five."""
    traded(ledger, DAYS[0])
    found = [rules(ledger).limit_ppm]
    needed = []
    for _ in range(3):
        ledger.do(lock(), signed_by="venue")
        needed.append(ended(ledger))
        found.append(rules(ledger).limit_ppm)
    needed.append(ended(ledger))
    assert found == [30_000, 60_000, 80_000, 80_000]
    assert (rules(ledger).limit_ppm, rules(ledger).long_ppm) == (30_000, 50_000)
    of_a_lot = [WORTH * ppm // 1_000_000 for ppm in (80_000, 100_000, 100_000, 50_000)]
    assert needed == [(one, one) for one in of_a_lot]


def test_a_day_in_the_other_direction_is_a_first_one(ledger: Ledger) -> None:
    """Up, then down: three points beyond the second day's six, and two more; no margin is less than before."""
    ledger.do(lock(side=UP), signed_by="venue")
    ledger.do(c.FixSettlement(contract="LK", price=AT, reason="a notice"), signed_by="ccp")
    ledger.do(c.CloseDay(house="CC"), c.OpenDay(house="CC", day=DAYS[1]), signed_by="ccp")
    ledger.do(lock(side=DOWN), signed_by="venue")
    contract = ledger.state.read(FUTURES, "LK")
    assert contract is not None and contract.locked is not None
    said = contract.locked
    assert (said.count, said.on_ppm, said.limit_ppm, said.margin_ppm) == (1, 60_000, 90_000, 110_000)


def test_late_trades_of_the_locked_day_keep_to_its_own_limit(ledger: Ledger) -> None:
    """51,500 is the limit of the day, also once it is said to be locked; the day after it is 53,000."""
    ledger.do(lock(), signed_by="venue")
    assert [booked(ledger, 1, 51_502), booked(ledger, 1, 51_500)] == [Refusal.outside_limits.name, "ok"]
    one = fill(1, "sold", "opens", 51_500, day=DAYS[0])
    ledger.do(book("m-bob", one, contract="LK"), balance("LK", 1, 51_500 * MULTIPLIER, 1), signed_by="venue")
    ended(ledger)
    assert [booked(ledger, 2, 53_002), booked(ledger, 2, 53_000)] == [Refusal.outside_limits.name, "ok"]


def test_a_limit_computed_where_an_announced_one_exists_is_a_public_fault(ledger: Ledger) -> None:
    """On a day after a locked one what the venue announced holds, narrower or wider than what the steps compute."""
    ledger.do(lock(), signed_by="venue")
    traded(ledger, DAYS[0])
    ended(ledger)
    assert booked(ledger, 2, 53_000) == "ok"
    ledger.do(announce("LK", 49_000, 52_000), signed_by="venue")
    assert [booked(ledger, 3, 52_002), booked(ledger, 3, 52_000)] == [Refusal.outside_limits.name, "ok"]
    ledger.do(announce("LK", 40_000, 55_000), signed_by="venue")
    assert [booked(ledger, 4, 55_002), booked(ledger, 4, 55_000)] == [Refusal.outside_limits.name, "ok"]


def test_a_file_of_trades_is_judged_by_the_same_limit(ledger: Ledger) -> None:
    """What an import refuses beforehand is what the ledger would: six per cent after a locked day, or as announced."""

    def judged(price: str) -> bool:
        row = TradeRow("row 1", {"TradeID": "9", "AccountID": "m-ann", "Price": price, **ROW})
        try:
            Judge(ledger.state, {}, ledger.time).read([row])
        except InputError as error:
            assert "outside the day's limits" in str(error)
            return False
        return True

    ledger.do(lock(), signed_by="venue")
    traded(ledger, DAYS[0])
    ended(ledger)
    assert [judged("5300.0"), judged("5300.2")] == [True, False]
    ledger.do(announce("LK", 40_000, 55_000), signed_by="venue")
    assert [judged("5500.0"), judged("5500.2")] == [True, False]


def test_an_announced_limit_is_what_the_next_step_counts_from(ledger: Ledger) -> None:
    """Locked at 52,000, announced four per cent above the price before: the next limit is seven per cent, not six."""
    ledger.do(announce("LK", 49_000, 52_000), lock(), signed_by="venue")
    contract = ledger.state.read(FUTURES, "LK")
    assert contract is not None and contract.locked is not None
    assert (contract.locked.on_ppm, contract.locked.limit_ppm, contract.locked.margin_ppm) == (40_000, 70_000, 90_000)


def test_a_margin_computed_where_an_announced_one_exists_is_a_fault(ledger: Ledger) -> None:
    """Seven per cent for who is long and nine for who is short, though eight are computed; for a day, then five."""
    traded(ledger, DAYS[0])
    ledger.do(lock(), signed_by="venue")
    ledger.do(margins(), signed_by="ccp")
    announced = WORTH * 7 // 100, WORTH * 9 // 100
    assert [ended(ledger), ended(ledger)] == [announced, (WORTH * 5 // 100, WORTH * 5 // 100)]


def test_an_announced_margin_of_hedging_is_its_own(ledger: Ledger) -> None:
    """Who hedges has it; where none is announced, as others."""
    traded(ledger, DAYS[0], hedge=HedgeFlag.hedge)
    ledger.do(margins(hedge_ppm=60_000), signed_by="ccp")
    assert ended(ledger) == (WORTH * 6 // 100, WORTH * 6 // 100)
    ledger.do(margins(), signed_by="ccp")
    assert ended(ledger) == (WORTH * 7 // 100, WORTH * 9 // 100)


def test_nobody_takes_out_what_a_locked_day_asks_for(ledger: Ledger) -> None:
    """From when the day is said to be locked on, eight per cent of the lot stay."""
    traded(ledger, DAYS[0])
    free = 10**9 - WORTH * 8 // 100
    ledger.do(lock(), signed_by="venue")
    out = [ledger.submit(c.Withdraw(account="m-ann", amount=one), signed_by="ann") for one in (free + 1, free)]
    assert [one.outcome.name for one in out] == [Refusal.not_available.name, "ok"]


SHARES = st.integers(0, 1_000_000)


@given(
    st.lists(st.tuples(SHARES, SHARES), max_size=4),
    st.one_of(st.none(), st.tuples(st.integers(1, 6), st.booleans(), SHARES, SHARES)),
    SHARES,
)
def test_what_comes_after_is_what_a_twin_in_fractions_says(
    steps: list[tuple[int, int]], before: tuple[int, bool, int, int] | None, on: int
) -> None:
    """So many days, limit plus step, margin beyond it and not below the margin before, at most the whole."""
    locked = before and Locked(
        day=7,
        side=UP if before[1] else DOWN,
        count=before[0],
        on_ppm=on,
        limit_ppm=before[2],
        margin_ppm=before[3],
        reduces=False,
    )
    count, limit, margin = after(tuple(WideningStep(*one) for one in steps), locked or None, LockedSide.at_upper, on)
    days = before[0] + 1 if before and before[1] else 1
    part, least = Fraction(on, 10**6), Fraction(before[3] if before else 0, 10**6)
    wide, needed = part, least
    if days <= len(steps):
        wide = min(part + Fraction(steps[days - 1][0], 10**6), Fraction(1))
        needed = min(max(wide + Fraction(steps[days - 1][1], 10**6), least), Fraction(1))
    assert (count, Fraction(limit, 10**6), Fraction(margin, 10**6)) == (days, wide, needed)


def test_the_steps_of_copper_by_hand() -> None:
    """3 % and 3 points are 6 %, and 2 more 8 %; 6 % and 2 points are 8 %, and 2 more 10 %."""
    first = after(STEPS, None, UP, 30_000)
    locked = Locked(day=7, side=UP, count=1, on_ppm=30_000, limit_ppm=60_000, margin_ppm=80_000, reduces=False)
    assert [first, after(STEPS, locked, UP, 60_000)] == [(1, 60_000, 80_000), (2, 80_000, 100_000)]
