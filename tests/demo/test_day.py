# SPDX-License-Identifier: Apache-2.0
"""The demonstration's day: the same every time, with something in it that must be rejected."""

import pytest

from counterfoil.demo.alliances import PLANS
from counterfoil.demo.day import OVERSOLD_EVERY, day_of
from counterfoil.demo.plan import CASH, ChainPlan

each_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.chain)


@each_plan
def test_a_day_is_the_same_every_time(plan: ChainPlan) -> None:
    """Trades come from a seed, so two people who run the demonstration see the same."""
    assert day_of(plan) == day_of(plan)


@each_plan
def test_trades_are_between_those_who_own_something(plan: ChainPlan) -> None:
    """Two different investors, securities one way and digital yuan the other; newcomer and debtor stay out."""
    day = day_of(plan)
    trades = [*day.morning, *day.afternoon]
    assert len(trades) == plan.trades
    for trade in trades:
        delivery, payment = trade.legs()
        assert trade.seller != trade.buyer
        assert not {trade.seller, trade.buyer} & {plan.newcomer, plan.debtor}
        assert (delivery.sender, delivery.receiver) == (payment.receiver, payment.sender)
        assert (payment.instrument == CASH) and delivery.instrument != CASH
    assert sum(trade.quantity > trade.product.endowment for trade in trades) == plan.trades // OVERSOLD_EVERY


@each_plan
def test_the_busiest_investor_traded_in_both_sessions(plan: ChainPlan) -> None:
    """Whose evidence is shown has a past that ends at noon, and more after it."""
    day, product = day_of(plan), plan.products[0]
    investor = day.busiest_investor(product)
    for session in (day.morning, day.afternoon):
        assert any(trade.product == product and investor in (trade.seller, trade.buyer) for trade in session)
