# SPDX-License-Identifier: Apache-2.0
"""Contract types of securities and futures markets that the ACTUS dictionary lacks, in the shape of its types.

What is observed is either an order or a fact, and all six types treat both alike:

- An **order** is what a party may attempt: to subscribe, to close out, to convert, to give notice. One that the
  contract refuses, by its amount, its price, its time or its trigger, is an event without effect: payoff 0, nothing
  moves, and the state ``rejection`` says why until the next order. ``orders.py`` lists the reasons.
- A **fact** that cannot be is an InputError: an order that states no amount, a trade on a day without trading, income
  on a security that nobody holds, a price of zero. A fact that is missing, such as a settlement price, is a
  MissingFixing. Nothing is guessed. Amounts of 1e20 and more are errors too (``amounts.py``).

The functions below need no contract. They are exact in any context of the thread: 34 digits, half to even, and half up
where they round to decimals.
"""

from counterfoil.terms.market.bond_pricing import (
    AccrualRule,
    CouponType,
    QuotedBond,
    accrued_interest,
    clean_price,
    full_price,
    price_at_yield,
    yield_to_maturity,
)
from counterfoil.terms.market.convertible_terms import ShareAction, adjusted_conversion_price
from counterfoil.terms.market.equity_terms import theoretical_ex_price
from counterfoil.terms.market.last_trading_day import HolidayMove, LastTradingDayRule, parse_rule
from counterfoil.terms.market.trading_rules import (
    Lots,
    PriceLimits,
    check_limits,
    check_tick,
    is_on_tick,
    margin,
    price_limits,
    profit_by_date,
    profit_by_trade,
)
from counterfoil.terms.market.treasury_future import (
    Deliverable,
    accrued_at_delivery,
    cheapest_to_deliver,
    conversion_factor,
    delivery_invoice,
    factor_of,
    implied_repo_rate,
)

__all__ = [
    "AccrualRule",
    "CouponType",
    "Deliverable",
    "HolidayMove",
    "LastTradingDayRule",
    "Lots",
    "PriceLimits",
    "QuotedBond",
    "ShareAction",
    "accrued_at_delivery",
    "accrued_interest",
    "adjusted_conversion_price",
    "cheapest_to_deliver",
    "check_limits",
    "check_tick",
    "clean_price",
    "conversion_factor",
    "delivery_invoice",
    "factor_of",
    "full_price",
    "implied_repo_rate",
    "is_on_tick",
    "margin",
    "parse_rule",
    "price_at_yield",
    "price_limits",
    "profit_by_date",
    "profit_by_trade",
    "theoretical_ex_price",
    "yield_to_maturity",
]
