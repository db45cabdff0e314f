# SPDX-License-Identifier: Apache-2.0
"""Every key of a product file: of which field of a call it is, and how it is written where its type does not say so.

Values, defaults and what each means are drawn from these fields, in ``docs/reference/product-file.md``.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from counterfoil.modules.futures.calls import DefineProduct, ListContract, RulesGiven
from counterfoil.modules.futures.ending_rules import EndingRules
from counterfoil.modules.futures.fees import Fees
from counterfoil.modules.futures.option_calls import ListOption
from counterfoil.modules.futures.option_terms import OptionRules
from counterfoil.modules.futures.trade_policy import BilateralRules, MemberLimit, OpeningLimit
from counterfoil.modules.futures.widening import ReductionRules, Widening

_PRICE: Final = "a price such as `5216.2`"
_FEE: Final = 'of the turnover such as `"0.0023%"`, or yuan a lot such as `2.5`; `0` costs nothing'


class Key(NamedTuple):
    """One key."""

    name: str
    of: type[msgspec.Struct]
    field: str
    written: str = ""
    """how, in place of what the field's type says"""
    note: str = ""
    """in place of what the field says of itself"""


def _of(struct: type[msgspec.Struct], *names: str, **others: str) -> tuple[Key, ...]:
    """Keys that are called as their fields are, and (``key="field"``) those that are not."""
    return (*(Key(name, struct, name) for name in names), *(Key(name, struct, one) for name, one in others.items()))


_MEMBER: Final = _of(MemberLimit, "lots", "of_open_from", of_open="of_open_ppm")
_LISTED: Final = (
    ("first", "a date such as `2021-01-04`", "the first trading day"),
    ("last", "a date such as `2021-01-15`", "the last trading day"),
    ("listing_price", _PRICE, ""),
)
KEYS: Final[Mapping[str, Sequence[Key]]] = {
    "product": (
        *_of(DefineProduct, "product", "house", "venue", "title"),
        Key("multiplier", DefineProduct, "multiplier", "yuan such as `300`", "that a lot is worth for 1 of the price"),
        Key("tick", RulesGiven, "tick", "a price such as `0.2`", "the smallest step of prices; it says their decimals"),
    ),
    "product.rules": (
        *_of(RulesGiven, limit="limit_ppm", long_margin="long_ppm"),
        Key(
            "short_margin",
            RulesGiven,
            "short_ppm",
            note="the same of short positions; of options on contracts 0%, since those rules say it",
        ),
        *_of(RulesGiven, "larger_side", hedge_margin="hedge_ppm"),
        Key(
            "sessions",
            RulesGiven,
            "sessions",
            'list of times such as `["21:00-02:30", "09:30-11:30"]`',
            "must be given; one from 18:00 on is of the trading day that follows",
        ),
        *_of(RulesGiven, "closing", "method", "position_limit", "counted", "quotas"),
        *_of(RulesGiven, "reported_from", "reported", "reports_stop"),
    ),
    "product.rules.fees": (
        Key("opening", Fees, "opening", _FEE),
        Key("closing", Fees, "closing", _FEE),
        Key("closing_today", Fees, "closing_today", _FEE, "of lots opened on the same day; left out: as `closing`"),
    ),
    "product.rules.ending": (
        *_of(EndingRules, "mode", "final", "final_decimals", "index_decimals", "out_days", "out_of_month", "unit"),
        *_of(EndingRules, penalty="penalty_ppm"),
        Key(
            "schedule",
            EndingRules,
            "schedule",
            "`{offers = 1, matching = 2, payment = 3}`",
            "in goods it must be given, in cash it is left out: trading days after the final price was fixed on which "
            "goods are offered, matched, and paid for",
        ),
        Key("grades", EndingRules, "grades", "`{standard = 0, north = 3}`", "premiums in yuan a lot"),
    ),
    "product.rules.member_limit": _MEMBER,
    "product.rules.member_reported": _MEMBER,
    "product.rules.openings": (
        *_of(OpeningLimit, "lots", product="product_lots"),
        Key("contracts", OpeningLimit, "contracts", "`{IF2101 = 200}`"),
    ),
    "product.rules.bilateral": _of(
        BilateralRules, "block_lots", "house_agrees", "while_halted", block_band="block_ppm", efp_band="efp_ppm"
    ),
    "product.rules.widening": (
        Key(
            "steps",
            Widening,
            "steps",
            'list of `{limit = "3%", margin = "2%"}`',
            "after one locked day, and one more: points by which limits are wider, and margins beyond the limit",
        ),
        Key(
            "reduction",
            Widening,
            "reduction",
            '`{days = 3, loss = "6%", tiers = ["6%", "3%", "0%"], hedge = "6%"}`',
            "when and how positions are reduced by force",
        ),
    ),
    "product.rules.widening.reduction": (
        *_of(ReductionRules, "days", loss="loss_ppm"),
        Key("tiers", ReductionRules, "tiers", 'list of shares such as `["6%", "3%", "0%"]`'),
        *_of(ReductionRules, hedge="hedge_ppm"),
    ),
    "product.rules.option": _of(OptionRules, "style", "in_cash", otm="otm_ppm", least="least_ppm"),
    "contract": (
        *_of(ListContract, "contract"),
        *(Key(name, ListContract, name, written, note) for name, written, note in _LISTED),
    ),
    "option": (
        *_of(ListOption, "contract"),
        *(Key(name, ListOption, name, written, note) for name, written, note in _LISTED),
        *_of(ListOption, "underlying", "right"),
        Key("strike", ListOption, "strike", _PRICE),
    ),
}
"""Table of the file → its keys; tables within a table stand by themselves"""
LISTS: Final = ("contract", "option")
"""Tables that may stand several times: ``[[contract]]``"""
