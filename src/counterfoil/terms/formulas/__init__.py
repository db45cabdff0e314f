# SPDX-License-Identifier: Apache-2.0
"""Formulas of securities and futures markets that need no contract.

They are exact in any context of the thread: 34 digits, half to even, and half up where they round to decimals.
"""

from counterfoil.terms.formulas.adjusted_prices import ShareAction, adjusted_conversion_price, theoretical_ex_price
from counterfoil.terms.formulas.bond_pricing import (
    AccrualRule,
    CouponType,
    QuotedBond,
    accrued_interest,
    clean_price,
    full_price,
    price_at_yield,
    yield_to_maturity,
)
from counterfoil.terms.formulas.last_trading_day import HolidayMove, LastTradingDayRule, parse_rule
from counterfoil.terms.formulas.trading_rules import (
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
from counterfoil.terms.formulas.treasury_future import (
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
