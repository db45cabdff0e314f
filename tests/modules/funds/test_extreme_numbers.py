# SPDX-License-Identifier: Apache-2.0
"""The whole life of an order at the ends of what terms and numbers may be: every call is answered, none raises."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.orders import DEALINGS
from counterfoil.modules.funds.queries import to_pass
from counterfoil.modules.funds.records import (
    DEALING_DAYS,
    NAV_DECIMALS_MAX,
    DayStatus,
    RedemptionTier,
    SubscriptionTier,
)
from counterfoil.modules.instruments.records import DECIMALS_MAX, InstrumentKind
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import QUANTITY_MAX
from counterfoil.terms.formulas.fund_dealing import FeeMethod
from counterfoil.terms.kernel.arithmetic import Rounding
from support.fund_market import CASH, CUT_OFF, DAYS, FUND, WEDNESDAY, buys, define, established, sells, wait_until
from support.ledger import Ledger

THURSDAY = WEDNESDAY + 1
MONDAY = WEDNESDAY + 5
AMOUNTS = st.one_of(st.sampled_from((1, 2, 3, 10**6, QUANTITY_MAX - 1, QUANTITY_MAX)), st.integers(1, QUANTITY_MAX))
RATES = st.sampled_from((0, 1, 15_000, 999_999))
SHARES = st.sampled_from((0, 1, 1_000, 10_000))
TERMS = st.builds(
    c.TermsGiven,
    cut_off=st.just(CUT_OFF),
    subscription=st.one_of(
        st.just(()),
        RATES.map(lambda rate: (SubscriptionTier(from_amount=0, fee_ppm=rate),)),
        st.just((SubscriptionTier(from_amount=QUANTITY_MAX, amount=QUANTITY_MAX - 1),)),
    ),
    method=st.sampled_from(FeeMethod),
    redemption=RATES.map(lambda rate: (RedemptionTier(from_days=0, fee_ppm=rate),)),
    kept_bp=SHARES,
    large_bp=SHARES,
    nav_decimals=st.sampled_from((0, 4, NAV_DECIMALS_MAX)),
    first_value=AMOUNTS,
    rounding=st.sampled_from(Rounding),
)
DECIMALS = st.sampled_from((0, 2, 12, DECIMALS_MAX))


def fund(terms: c.TermsGiven, decimals: int) -> Ledger:
    """Ann has all the money that there can be."""
    ledger = Ledger()
    for name, role in (("exchange", Role.venue), ("manager", Role.issuer), ("trustee", Role.custodian)):
        ledger.party(name, role)
    ledger.party("mint", Role.operating_bank)
    define(ledger, FUND, "manager", InstrumentKind.fund_unit, decimals=decimals)
    define(ledger, CASH, "mint", InstrumentKind.cash)
    ledger.account("fund-cash", "manager", custodian="trustee")
    for name in ("seller", "ann"):
        ledger.party(name)
        ledger.account(f"{name}-cash", name)
    ledger.account("ann-units", "ann")
    ledger.issue(CASH, "ann-cash", QUANTITY_MAX, issuer="mint")
    ledger.do(c.OpenCalendar(calendar="sse", by="exchange", days=DAYS), signed_by="exchange")
    ledger.do(established(terms=terms), signed_by="manager trustee")
    return ledger


class Life:
    """Calls that may all be refused, and never raise."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.said: list[str] = []

    def tries(self, *calls: Call, by: str = "") -> bool:
        answer = self.ledger.submit(*calls, **({"signed_by": by} if by else {})).outcome.name
        self.said.append(answer)
        return answer == "ok"

    def day(self, day: int, net_assets: int) -> None:
        """Valued, weighed and dealt, as far as it goes; with a value of one cent where that one is of no use."""
        wait_until(self.ledger, day, CUT_OFF)
        for assets in (net_assets, 1, QUANTITY_MAX):
            published = self.tries(c.PublishValue(instrument=FUND, day=day, net_assets=assets), by="manager")
            if published and self.tries(c.ConfirmValue(instrument=FUND, day=day, net_assets=assets), by="trustee"):
                break
        while orders := to_pass(self.ledger.state, FUND, day):
            record = self.ledger.state.read(DEALING_DAYS, FUND, str(day))
            step: Any = c.Weigh if record is not None and record.status is DayStatus.weighing else c.Deal
            assert all(self.tries(step(order=one.fund_order)) for one in orders), self.said

    def settle(self, name: str, day: int) -> None:
        if self.ledger.state.read(DEALINGS, name, str(day)) is not None:
            done = self.tries(c.SettleDealing(order=name, day=day))
            if not done:
                self.tries(c.GiveUp(order=name, day=day))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TERMS, DECIMALS, AMOUNTS, AMOUNTS, st.one_of(st.just(0), AMOUNTS), AMOUNTS)
def test_every_call_of_an_orders_life_is_answered(
    terms: c.TermsGiven, decimals: int, first: int, second: int, assets: int, later: int
) -> None:
    """Bought, valued, weighed, dealt, settled, given back and given up; what was promised holds all along."""
    life = Life(fund(terms, decimals))
    ledger = life.ledger
    life.tries(*buys(ledger, "a", "ann", first), by="ann")
    life.tries(*buys(ledger, "b", "ann", second), by="ann")
    life.day(WEDNESDAY, assets)
    wait_until(ledger, THURSDAY, 600)
    for name in "ab":
        life.settle(name, WEDNESDAY)
    free = ledger.holding("ann-units", FUND).free
    if free:
        life.tries(*sells(ledger, "back", "ann", max(1, free // 2 + 1)), by="ann")
        life.day(THURSDAY, later)
        wait_until(ledger, MONDAY + 1, 600)
        life.settle("back", THURSDAY)
    ledger.wait(61 * DAY_MS)
    for name, day in (("a", WEDNESDAY), ("b", WEDNESDAY), ("back", THURSDAY)):
        life.settle(name, day)
    assert list(broken_invariants(ledger.state)) == []


@pytest.mark.parametrize("decimals", [12, DECIMALS_MAX])
def test_more_digits_than_decimals_have_is_no_value(decimals: int) -> None:
    """All the money there can be, at a millionth of a yuan: so many units have no number."""
    terms = c.TermsGiven(nav_decimals=NAV_DECIMALS_MAX, first_value=1)
    life = Life(fund(terms, decimals))
    assert life.tries(*buys(life.ledger, "all", "ann", QUANTITY_MAX), by="ann")
    wait_until(life.ledger, WEDNESDAY, CUT_OFF)
    assert life.tries(c.PublishValue(instrument=FUND, day=WEDNESDAY, net_assets=0), by="manager")
    assert not life.tries(c.ConfirmValue(instrument=FUND, day=WEDNESDAY, net_assets=0), by="trustee")
    assert life.said[-1] == "fund_value_unusable"
