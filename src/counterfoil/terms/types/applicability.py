# SPDX-License-Identifier: Apache-2.0
"""Which terms of the dictionary each contract type uses, as a table: groups of fields of ``Terms``, and who has them.

A term that a type does not use changes nothing of what happens in a contract of that type. A type with a record of its
own uses all its terms. Terms of child contracts are theirs, by their own types.
"""

from collections.abc import Mapping
from typing import Any, Final

from counterfoil.terms.kernel.dictionary import Terms
from counterfoil.terms.kernel.reading import terms_of
from counterfoil.terms.types.contract import Contract

Fields = frozenset[str]

IDENTITY: Final[Fields] = frozenset(
    {
        "contract_type",
        "contract_id",
        "contract_role",
        "creator_id",
        "counterparty_id",
        "status_date",
        "contract_deal_date",
        "contract_performance",
        "currency",
        "settlement_currency",
    }
)
"""What a contract is, whose, at what time, and the currencies it is in and settles in."""
DESCRIPTION: Final[Fields] = frozenset({"market_value_observed", "seniority", "unit", "clearing_house"})
"""In order in every contract, though no formula needs them; no type counts as using them."""
PRICED: Final[Fields] = frozenset({"market_object_code", "quantity"})
"""What a contract is worth where another one covers it, or where it is collateral."""
TRADES: Final[Fields] = frozenset(
    {"purchase_date", "price_at_purchase_date", "termination_date", "price_at_termination_date"}
)
BUSINESS_DAYS: Final[Fields] = frozenset({"calendar", "business_day_convention"})
MONTH_ENDS: Final[Fields] = frozenset({"end_of_month_convention"})
DAY_COUNT: Final[Fields] = frozenset({"day_count_convention"})
PRINCIPAL: Final[Fields] = frozenset({"initial_exchange_date", "notional_principal", "premium_discount_at_ied"})
MATURITY: Final[Fields] = frozenset({"maturity_date"})
INTEREST: Final[Fields] = frozenset(
    {
        "nominal_interest_rate",
        "accrued_interest",
        "cycle_anchor_date_of_interest_payment",
        "cycle_of_interest_payment",
    }
)
CAPITALIZATION: Final[Fields] = frozenset({"capitalization_end_date"})
REDEMPTION: Final[Fields] = frozenset(
    {
        "cycle_anchor_date_of_principal_redemption",
        "cycle_of_principal_redemption",
        "next_principal_redemption_payment",
    }
)
AMORTIZATION: Final[Fields] = frozenset({"amortization_date"})
CALCULATION_BASE: Final[Fields] = frozenset(
    {
        "interest_calculation_base",
        "interest_calculation_base_amount",
        "cycle_anchor_date_of_interest_calculation_base",
        "cycle_of_interest_calculation_base",
    }
)
ARRAYS: Final[Fields] = frozenset(
    {
        "array_interest_anchors",
        "array_interest_cycles",
        "array_redemption_anchors",
        "array_redemption_cycles",
        "array_redemption_payments",
        "array_increase_decrease",
        "array_reset_anchors",
        "array_reset_cycles",
        "array_rates",
        "array_fixed_variable",
    }
)
RATE_RESET: Final[Fields] = frozenset(
    {
        "market_object_code_of_rate_reset",
        "cycle_anchor_date_of_rate_reset",
        "cycle_of_rate_reset",
        "next_reset_rate",
        "rate_multiplier",
        "rate_spread",
        "life_cap",
        "life_floor",
        "period_cap",
        "period_floor",
    }
)
FEES: Final[Fields] = frozenset({"fee_basis", "fee_rate", "fee_accrued", "cycle_anchor_date_of_fee", "cycle_of_fee"})
MULTIPLIERS: Final[Fields] = frozenset({"notional_scaling_multiplier", "interest_scaling_multiplier"})
SCALING: Final[Fields] = MULTIPLIERS | {
    "scaling_effect",
    "market_object_code_of_scaling_index",
    "scaling_index_at_contract_deal_date",
    "cycle_anchor_date_of_scaling_index",
    "cycle_of_scaling_index",
}
OPTIONALITY: Final[Fields] = frozenset({"cycle_anchor_date_of_optionality", "cycle_of_optionality"})
PREPAYMENT: Final[Fields] = OPTIONALITY | {"prepayment_effect", "penalty_type", "penalty_rate"}
NOTICE: Final[Fields] = frozenset({"x_day_notice"})
DIVIDENDS: Final[Fields] = frozenset(
    {
        "cycle_anchor_date_of_dividend",
        "cycle_of_dividend",
        "next_dividend_payment_amount",
        "ex_dividend_date",
        "market_object_code_of_dividends",
    }
)
STRUCTURE: Final[Fields] = frozenset({"contract_structure"})
DELIVERY: Final[Fields] = frozenset({"delivery_settlement"})
SETTLEMENT: Final[Fields] = frozenset({"settlement_period"})
EXERCISE: Final[Fields] = SETTLEMENT | {"exercise_date", "exercise_amount"}
OPTION: Final[Fields] = frozenset(
    {"option_type", "option_exercise_type", "option_exercise_end_date", "option_strike1", "option_strike2"}
)
COVER: Final[Fields] = frozenset(
    {"coverage_of_credit_enhancement", "credit_event_type_covered", "guaranteed_exposure", "notional_principal"}
)

_EVERY: Final = IDENTITY | PRICED | TRADES | BUSINESS_DAYS
_LOAN: Final = _EVERY | MONTH_ENDS | DAY_COUNT | PRINCIPAL | MATURITY | INTEREST | RATE_RESET | FEES
_BULLET: Final = _LOAN | CAPITALIZATION | SCALING | PREPAYMENT
_AMORTIZER: Final = _BULLET | CALCULATION_BASE
_CONTINGENT: Final = _EVERY | STRUCTURE | MATURITY | EXERCISE

USED: Final[Mapping[str, Fields]] = {
    "PAM": _BULLET,
    "LAM": _AMORTIZER | REDEMPTION,
    "LAX": _AMORTIZER | ARRAYS,
    "NAM": _AMORTIZER | REDEMPTION,
    "ANN": _AMORTIZER | REDEMPTION | AMORTIZATION,
    "CLM": _LOAN | MULTIPLIERS | NOTICE,
    "UMP": _LOAN - MATURITY,
    "CSH": _EVERY | {"notional_principal"},
    "STK": _EVERY | MONTH_ENDS | DIVIDENDS,
    "COM": _EVERY,
    "FXOUT": _EVERY | MATURITY | DELIVERY | SETTLEMENT | {"currency2", "notional_principal", "notional_principal2"},
    "SWPPV": (_LOAN | DELIVERY | {"nominal_interest_rate2"}) - FEES - {"premium_discount_at_ied"},
    "SWAPS": _EVERY | STRUCTURE | DELIVERY,
    "CAPFL": _EVERY | STRUCTURE | {"life_cap", "life_floor"},
    "OPTNS": _CONTINGENT | MONTH_ENDS | OPTION | OPTIONALITY,
    "FUTUR": _CONTINGENT | {"futures_price"},
    "CEG": _CONTINGENT | COVER | FEES | MONTH_ENDS | DAY_COUNT,
    "CEC": _CONTINGENT | COVER,
}
"""Contract type → fields of ``Terms`` that it uses."""


def terms_used(kind: type[Contract[Any, Any]]) -> Fields:
    """The fields of its record that a contract type uses."""
    if kind.record is Terms and kind.contract_type in USED:
        return USED[kind.contract_type]
    return frozenset(term.field for term in terms_of(kind.record).values())
