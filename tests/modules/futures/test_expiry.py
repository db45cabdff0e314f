# SPDX-License-Identifier: Apache-2.0
"""How contracts end in cash: the final price, all positions closed at it, and what the last day settled untouched."""

from fractions import Fraction

import pytest
from msgspec.structs import replace

from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.ending_rules import FinalMethod
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS
from counterfoil.modules.futures.records import DAYS, FUTURES, MARGIN_ACCOUNTS
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.primitives.types import DayNumber
from support.futures_ending import (
    AFTER,
    AT,
    IN_CASH,
    LAST,
    MULTIPLIER,
    RICH,
    START,
    close,
    fill,
    fix,
    founded,
    listing,
    observed,
    open_day,
    pay,
    product,
    settle,
    trade,
)
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    """Ann bought three of the index from Bob; it is the evening of the last trading day, and that is settled."""
    ledger = founded(Ledger())
    for day in range(START, LAST + 1):
        open_day(ledger, day)
        if day == LAST:
            trade(ledger, "IX", day, ("ann", "bob", AT, 3))
            fix(ledger, {"IX": AT + 1_000, "CU": AT})
            settle(ledger)
        else:
            close(ledger)
    return ledger


def answer(ledger: Ledger, call: object, signed_by: str) -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome  # type: ignore[arg-type]


def test_all_is_closed_at_the_mean_of_the_last_two_hours(ledger: Ledger) -> None:
    """61,000 settled, 61,100, 61,200 and 61,202 observed: 61,167; three lots gain 167 more, to the fen."""
    ledger.do(observed("IX", 61_100, 61_200), observed("IX", 61_202, since=899), signed_by="venue")
    ledger.do(e.FixFinal(contract="IX"), signed_by="ccp")
    ending = ledger.state.read(ENDINGS, "IX")
    assert (ending.price, ending.computed, ending.last) == (61_167, True, LAST)
    for name in ("bob", "ann"):
        ledger.do(e.Expire(account=f"m-{name}", contract="IX"), signed_by="pat")
    pay(ledger)
    assert ledger.holding("m-ann", "CNY").free == RICH + 3 * 1_167 * MULTIPLIER
    assert ledger.holding("m-bob", "CNY").free == RICH - 3 * 1_167 * MULTIPLIER
    ledger.do(e.End(contract="IX"), signed_by="pat")
    close(ledger)
    assert ledger.state.read(ENDINGS, "IX").status is EndingStatus.ended
    trading, day = ledger.state.read(TRADINGS, "IX"), ledger.state.read(DAYS, "CC", str(LAST))
    assert (trading.long, trading.short, day.variation) == (0, 0, 0)
    assert all(ledger.state.read(POSITIONS, f"m-{name}", "IX", "speculation").flat for name in ("ann", "bob"))


def test_a_final_price_changes_nothing_that_the_last_day_settled(ledger: Ledger) -> None:
    """Neither its settlement price nor the one before, no statement, no money; positions gain from that price on."""
    before = [ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}") for name in ("ann", "bob")]
    contract, money = ledger.state.read(FUTURES, "IX"), ledger.holding("m-ann", "CNY")
    ledger.do(e.FixFinal(contract="IX", price=70_000, reason="announced"), signed_by="ccp")
    assert ledger.state.read(FUTURES, "IX") == contract
    assert (contract.settlement, contract.settled) == (61_000, LAST)
    assert [ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}") for name in ("ann", "bob")] == before
    assert ledger.holding("m-ann", "CNY") == money
    ledger.do(e.Expire(account="m-ann", contract="IX"), signed_by="pat")
    assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").due == 3 * 9_000 * MULTIPLIER


def test_an_announced_price_overrides_what_was_observed(ledger: Ledger) -> None:
    """With its reason alone."""
    ledger.do(observed("IX", 61_100), signed_by="venue")
    assert answer(ledger, e.FixFinal(contract="IX", price=61_500), "ccp") is Refusal.price_needs_a_reason
    ledger.do(e.FixFinal(contract="IX", price=61_500, reason="the index failed"), signed_by="ccp")
    ending = ledger.state.read(ENDINGS, "IX")
    assert (ending.price, ending.computed) == (61_500, False)


def test_an_index_is_of_the_last_two_hours_alone(ledger: Ledger) -> None:
    """Not before one o'clock, not after three, nor of the day before; each later than the one before, none again."""
    for seen in (
        observed("IX", 1, since=779),
        observed("IX", 1, since=901),
        observed("IX", 1, day=LAST - 1),
        e.ObserveIndex(contract="IX", observed=observed("IX", 1, 2).observed[::-1]),
    ):
        assert answer(ledger, seen, "venue") is Refusal.not_in_the_window
    ledger.do(observed("IX", 61_100), signed_by="venue")
    assert answer(ledger, observed("IX", 61_100), "venue") is Refusal.not_in_the_window


def test_the_day_closes_once_every_position_is_closed_or_none(ledger: Ledger) -> None:
    """One side at the final price alone would leave the day uneven."""
    ledger.do(e.FixFinal(contract="IX", price=70_000, reason="announced"), signed_by="ccp")
    ledger.do(e.Expire(account="m-bob", contract="IX"), signed_by="pat")
    assert answer(ledger, c.CloseDay(house="CC"), "pat") is Refusal.variation_uneven
    assert answer(ledger, e.End(contract="IX"), "pat") is Refusal.expiry_unfinished
    ledger.drive("pat", "futures")
    assert ledger.state.read(DAYS, "CC", str(LAST)).status == "closed"


def test_a_final_price_may_come_on_a_later_day(ledger: Ledger) -> None:
    """The day after, positions are settled at the price of the last day, which gains nothing, and then expire."""
    close(ledger)
    open_day(ledger, AFTER[0])
    ledger.do(e.FixFinal(contract="IX", price=61_100, reason="announced late"), signed_by="ccp")
    assert answer(ledger, e.Expire(account="m-ann", contract="IX"), "pat") is Refusal.not_settled_yet
    ledger.drive("pat", "futures")
    assert ledger.holding("m-ann", "CNY").free == RICH + 3 * 1_100 * MULTIPLIER
    assert ledger.state.read(ENDINGS, "IX").status is EndingStatus.ended


def test_who_takes_no_delivery_is_out_before_the_end(ledger: Ledger) -> None:
    """A person opens nothing on the last two trading days, and is closed out by force, for that reason alone."""
    ledger = founded(Ledger())
    for day in (START, START + 1, START + 2):
        open_day(ledger, day)
        if day == START + 2:
            trade(ledger, "CU", day, ("pat", "ann", AT, 2), ("bob", "ann", AT, 7))
            fix(ledger, {"CU": AT})
            settle(ledger)
        close(ledger)
    open_day(ledger, START + 3)
    opens = c.Book(account="m-pat", contract="CU", fills=(fill(1, "bought", AT, 1, START + 3),))
    assert answer(ledger, opens, "venue") is Refusal.out_before_the_end
    forced = fill(2, "sold", AT, 2, START + 3, "forced")
    closing = c.Book(account="m-pat", contract="CU", fills=(forced,), forced_for=ForceCloseReason.person_delivery)
    for wrong in (
        replace(closing, forced_for=ForceCloseReason.lack_deposit),
        replace(
            closing, forced_for=ForceCloseReason.not_multiple, fills=(fill(2, "sold", AT, 2, START + 3, "closes"),)
        ),
        replace(closing, account="m-bob"),
    ):
        assert answer(ledger, wrong, "venue") is Refusal.not_forced
    assert answer(ledger, replace(closing, forced_for=None), "venue") is Refusal.forced_without_reason
    ledger.do(closing, signed_by="venue")
    odd = c.Book(
        account="m-bob",
        contract="CU",
        fills=(fill(3, "sold", AT, 2, START + 3, "forced"),),
        forced_for=ForceCloseReason.not_multiple,
    )
    ledger.do(odd, signed_by="venue")
    assert (
        answer(ledger, replace(odd, fills=(fill(4, "sold", AT, 2, START + 3, "forced"),)), "venue")
        is Refusal.not_forced
    )


@pytest.mark.parametrize(
    ("final", "price"), [(FinalMethod.last_settlement, 61_000), (FinalMethod.whole_day_mean, 60_133)]
)
def test_a_final_price_by_other_rules(final: FinalMethod, price: int) -> None:
    """The settlement price of the last day; or the mean of its trades, weighted by lots: (2·60,000 + 1·60,400) / 3."""
    assert Fraction(2 * 60_000 + 60_400, 3) // 1 == 60_133
    ledger = founded(Ledger())
    ledger.do(product("other", replace(IN_CASH, final=final)), signed_by="ccp venue")
    ledger.do(listing("OT", "other", last=DayNumber(START)), signed_by="venue")
    open_day(ledger, START)
    trade(ledger, "OT", START, ("ann", "bob", 60_000, 2), ("cat", "bob", 60_400, 1))
    assert answer(ledger, e.FixFinal(contract="OT"), "ccp") is Refusal.price_missing
    fix(ledger, {"OT": 61_000})
    ledger.do(e.FixFinal(contract="OT"), signed_by="ccp")
    assert ledger.state.read(ENDINGS, "OT").price == price
