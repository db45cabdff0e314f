# SPDX-License-Identifier: Apache-2.0
"""Collateral whose price is a feed's fixing: the last one as of the block, and nobody's word."""

from random import Random

import pytest
from msgspec.structs import replace

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import Refused
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter import collateral_law
from counterfoil.modules.over_the_counter.collateral import VALUATIONS, Valuation
from counterfoil.modules.over_the_counter.pricing import Priced
from support.counter import HOUR_MS, NOTE, credit, deliver, hold, today, valuation_path
from support.ledger import Ledger
from support.price_feeds import (
    FRESH_FOR,
    KEPT_BY,
    at,
    by_feed,
    fixed,
    fixing,
    market_with_prices,
    void,
)

BOTH = "dealer client"


@pytest.fixture
def ledger() -> Ledger:
    """An agreement whose notes a feed prices that was never fixed."""
    return market_with_prices()


def valuation(ledger: Ledger, day: int) -> Valuation:
    found = ledger.state.read(VALUATIONS, "F", str(day))
    assert found is not None
    return found


def refused(ledger: Ledger, call: c.Value, outcome: str) -> str:
    """What the agent is told."""
    assert ledger.submit(call, signed_by="agent").outcome.name == outcome
    with pytest.raises(Refused) as told:
        list(collateral_law.value(call, ledger.context()))
    return told.value.detail


def test_the_price_is_the_last_fixing(ledger: Ledger) -> None:
    """100.55 fen count as 100, and the valuation names the fixing; collateral that is out is worth that, too."""
    day = today(ledger)
    first = fixed(ledger, 10_050, 10_060)
    ledger.do(at(100, day, 18_000), signed_by="agent")
    assert valuation(ledger, day).prices == (Priced(instrument=NOTE, unit_price=100, fixing=first),)
    held = hold(f"v-{day}-{NOTE}", "at-client", NOTE, 200, valuation_path(day, "F"))
    ledger.do(held, deliver(day, 200, NOTE, agreement="F"), signed_by="client")
    ledger.wait(24 * HOUR_MS)
    second = fixed(ledger, 5_000, 5_001, 5_002)
    ledger.do(at(50, day + 1), signed_by="agent")
    found = valuation(ledger, day + 1)
    assert (found.secured, found.called) == (200 * 50 * 9 // 10, 20_000 - 9_000)
    assert [one.fixing for one in found.prices] == [second]
    assert list(broken_invariants(ledger.state)) == []


def test_another_price_is_refused_and_the_right_one_named(ledger: Ledger) -> None:
    """Of which fixing it is, too; one that nobody may say any more is the one before."""
    day = today(ledger)
    fixed(ledger, 10_050, 10_050)
    fixed(ledger, 10_200, 10_200)
    assert refused(ledger, at(100, day), "price_not_as_fixed") == f"NOTE at 102 by {fixing(2)}"
    ledger.do(at(102, day), signed_by="agent")


def test_a_fixing_is_as_old_as_the_agreement_allows(ledger: Ledger) -> None:
    """To the millisecond, from when it was observed; then it waits for the next."""
    day = today(ledger)
    assert refused(ledger, at(100, day), "no_price_fixed") == "oracles/feed/note"
    observed = ledger.time
    fixed(ledger, 10_050, 10_050)
    ledger.wait(observed + FRESH_FOR - ledger.time - 1_000)
    ledger.do(at(100, day - 1), signed_by="agent")
    assert ledger.time == observed + FRESH_FOR
    assert fixing(1) in refused(ledger, at(100, day), "price_stale")
    fixed(ledger, 10_100, 10_100)
    ledger.do(at(101, day), signed_by="agent")


def test_a_void_fixing_prices_nothing(ledger: Ledger) -> None:
    """Nor does the one before it; what was valued by then keeps its prices."""
    day = today(ledger)
    fixed(ledger, 10_050, 10_050)
    fixed(ledger, 20_000, 20_000)
    ledger.do(at(200, day - 1), signed_by="agent")
    ledger.do(void(2), signed_by=KEPT_BY)
    for price in (100, 200):
        assert refused(ledger, at(price, day), "price_void") == fixing(2)
    assert [one.unit_price for one in valuation(ledger, day - 1).prices] == [200]
    fixed(ledger, 10_100, 10_100)
    ledger.do(at(101, day), signed_by="agent")


def test_what_is_worth_nothing_has_no_price(ledger: Ledger) -> None:
    """Less than a fen, or less than nothing: no price that can be said is right."""
    for value in (99, -10_050):
        fixed(ledger, value, value)
        refused(ledger, at(1, today(ledger)), "price_not_as_fixed")


def test_both_may_go_back_to_the_word_of_the_agent(ledger: Ledger) -> None:
    """And to a feed from then on: each version prices what is valued while it is in force."""
    day = today(ledger)
    ledger.do(c.Amend(agreement="F", hash="e" * 64, credit=credit()), signed_by=BOTH)
    ledger.do(at(77, day - 1), signed_by="agent")
    assert valuation(ledger, day - 1).prices == (Priced(instrument=NOTE, unit_price=77),)
    ledger.do(c.Amend(agreement="F", hash="e" * 64, credit=by_feed(multiplier=1_000)), signed_by=BOTH)
    fixed(ledger, 10_055, 10_055)
    ledger.do(at(1_005, day), signed_by="agent")


def test_a_price_by_no_fixing_is_told(ledger: Ledger) -> None:
    """By the invariants, where before there was none to tell."""
    day = today(ledger)
    fixed(ledger, 10_050, 10_050)
    ledger.do(at(100, day), signed_by="agent")
    assert list(broken_invariants(ledger.state)) == []
    other = replace(valuation(ledger, day).prices[0], fixing=fixing(7))
    ledger.state.write(valuation_path(day, "F"), replace(valuation(ledger, day), prices=(other,)))
    assert any("which is no fixing" in problem for problem in broken_invariants(ledger.state))


class Slowly:
    """What the agent should be answered, from a list of fixings: value, when observed, whether void."""

    def __init__(self) -> None:
        self.fixings: list[tuple[int, int, bool]] = []

    @property
    def price(self) -> int:
        """In fen, of a value in hundredths of a fen; any where there is none."""
        return self.fixings[-1][0] // 100 if self.fixings else 100

    def answer(self, said: int, now: int) -> str:
        if not self.fixings:
            return "no_price_fixed"
        _, observed, is_void = self.fixings[-1]
        if is_void:
            return "price_void"
        if now > observed + FRESH_FOR:
            return "price_stale"
        return "ok" if said == self.price else "price_not_as_fixed"


def test_random_fixings_against_plain_python(ledger: Ledger) -> None:
    """Whoever observes what and voids which: the answer to each price, right or wrong, is that of a list of fixings."""
    random, slowly, answers = Random(7), Slowly(), set()
    day = today(ledger) - 400
    for number in range(150):
        ledger.wait(random.choice((0, 20_000, HOUR_MS // 2, HOUR_MS)))
        kind = random.choice(("fix", "void", "value", "value", "value")) if number else "value"
        if kind == "fix":
            values, ago = [random.randint(9_600, 10_000) for _ in range(random.choice((2, 3)))], random.randint(0, 900)
            middle = sorted(values)[1] if len(values) == 3 else (sum(values) + 1) // 2
            slowly.fixings.append((middle, ledger.time - ago, False))
            fixed(ledger, *values, ago=ago)
        elif kind == "void" and slowly.fixings and not slowly.fixings[-1][2]:
            slowly.fixings[-1] = (*slowly.fixings[-1][:2], True)
            ledger.do(void(len(slowly.fixings)), signed_by=KEPT_BY)
        elif kind == "value":
            said = slowly.price + random.choice((0, 0, 0, 1, -1))
            expected = slowly.answer(said, ledger.time + 1_000)
            assert ledger.submit(at(said, day, 0), signed_by="agent").outcome.name == expected
            answers.add(expected)
            day += expected == "ok"
    assert answers == {"ok", "no_price_fixed", "price_void", "price_stale", "price_not_as_fixed"}
    assert list(broken_invariants(ledger.state)) == []
