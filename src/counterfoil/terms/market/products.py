# SPDX-License-Identifier: Apache-2.0
"""Futures products of Chinese exchanges as data: what an EXFUT contract of each product has in common.

Gathered in November 2026 from public sources, partly secondary: an example to start from and a test of the terms, not
the exchanges' word. Exchanges change these facts by notice, so a deployment keeps its own dated table. ``unverified``
names the facts that no source was read for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from counterfoil.primitives.errors import InputError

AS_OF: Final = date(2026, 11, 1)
"""The month that the facts were gathered in."""

Steps = tuple[tuple[str, int, str], ...]

_THIRD_FRIDAY: Final = "third Friday of the month"
_SECOND_FRIDAY: Final = "second Friday of the month"
_FIFTEENTH: Final = "15th of the month"

TWO_DAYS: Final[Steps] = (
    ("intentions and standard warrants", 1, "NOTICE"),
    ("payment and delivery", 2, "DVP"),
)
"""SHFE copper: two consecutive business days (until 2023: three)."""
FIVE_DAYS: Final[Steps] = (
    ("intentions and standard warrants", 1, "NOTICE"),
    ("matching", 2, "NOTICE"),
    ("payment and delivery", 3, "DVP"),
    ("invoices", 5, "NOTICE"),
)
"""INE: five consecutive business days."""
THREE_DAYS: Final[Steps] = (("declaration", 1, "NOTICE"), ("matching", 2, "NOTICE"), ("delivery", 3, "DVP"))
"""CFFEX treasury futures: the third business day after the last trading day."""


@dataclass(frozen=True, slots=True)
class Product:
    """Facts of one product; numbers as the text that the terms take."""

    product_id: str
    exchange_id: str
    name: str
    volume_multiple: str
    price_tick: str
    minimum_margin_ratio: str
    price_limit_ratio: str
    last_trading_day_rule: str
    delivery: Steps = ()
    first_day_limit_ratio: str = ""
    last_day_limit_ratio: str = ""
    unverified: tuple[str, ...] = ()

    def terms(self) -> dict[str, object]:
        """The terms of an EXFUT contract that the product fixes, margin at the contract's minimum."""
        terms: dict[str, object] = {
            "contractType": "EXFUT",
            "exchangeID": self.exchange_id,
            "productID": self.product_id,
            "currency": "CNY",
            "volumeMultiple": self.volume_multiple,
            "priceTick": self.price_tick,
            "longMarginRatio": self.minimum_margin_ratio,
            "shortMarginRatio": self.minimum_margin_ratio,
            "priceLimitRatio": self.price_limit_ratio,
            "priceLimitRatioFirstDay": self.first_day_limit_ratio,
            "priceLimitRatioLastDay": self.last_day_limit_ratio,
            "lastTradingDayRule": self.last_trading_day_rule,
            "deliverySettlement": "D" if self.delivery else "S",
        }
        if self.delivery:
            terms["deliverySchedule"] = [
                {"name": name, "offset": offset, "action": action} for name, offset, action in self.delivery
            ]
        return {name: value for name, value in terms.items() if value != ""}


def _index(
    product_id: str, name: str, multiple: str, unverified: tuple[str, ...] = ("minimum_margin_ratio",)
) -> Product:
    return Product(
        product_id,
        "CFFEX",
        name,
        multiple,
        "0.2",
        "0.08",
        "0.1",
        _THIRD_FRIDAY,
        last_day_limit_ratio="0.2",
        unverified=unverified,
    )


def _metal(
    product_id: str, name: str, multiple: str, tick: str, margin: str, unverified: tuple[str, ...] = ("delivery",)
) -> Product:
    return Product(
        product_id, "SHFE", name, multiple, tick, margin, "0.03", _FIFTEENTH, TWO_DAYS, unverified=unverified
    )


def _treasury(
    product_id: str, name: str, multiple: str, tick: str, ratio: tuple[str, str], *unverified: str, first: str = ""
) -> Product:
    margin, limit = ratio
    return Product(
        product_id,
        "CFFEX",
        name,
        multiple,
        tick,
        margin,
        limit,
        _SECOND_FRIDAY,
        THREE_DAYS,
        first_day_limit_ratio=first,
        unverified=unverified,
    )


_RULE_AND_DELIVERY: Final = ("last_trading_day_rule", "delivery")
_ROWS: Final = (
    _index("IF", "CSI 300 index", "300", unverified=()),
    _index("IH", "SSE 50 index", "300"),
    _index("IC", "CSI 500 index", "200"),
    _index("IM", "CSI 1000 index", "200"),
    _treasury("TS", "2-year treasury bond", "20000", "0.002", ("0.005", "0.005"), "delivery"),
    _treasury(
        "TF",
        "5-year treasury bond",
        "10000",
        "0.005",
        ("0.01", "0.012"),
        "minimum_margin_ratio",
        "price_limit_ratio",
        *_RULE_AND_DELIVERY,
    ),
    _treasury(
        "T", "10-year treasury bond", "10000", "0.005", ("0.02", "0.02"), "price_limit_ratio", *_RULE_AND_DELIVERY
    ),
    _treasury(
        "TL",
        "30-year treasury bond",
        "10000",
        "0.01",
        ("0.035", "0.035"),
        "last_trading_day_rule",
        first="0.07",
    ),
    _metal("CU", "copper", "5", "10", "0.05", unverified=()),
    _metal("AL", "aluminium", "5", "5", "0.05"),
    _metal("RB", "steel rebar", "10", "1", "0.05", ("price_limit_ratio", "delivery")),
    _metal("AU", "gold", "1000", "0.02", "0.04"),
    _metal("AG", "silver", "15", "1", "0.04", ("price_limit_ratio", *_RULE_AND_DELIVERY)),
    Product(
        "SC",
        "INE",
        "crude oil",
        "1000",
        "0.1",
        "0.05",
        "0.04",
        "last trading day of the prior month",
        FIVE_DAYS,
        unverified=("minimum_margin_ratio", "price_limit_ratio", "last_trading_day_rule"),
    ),
)
PRODUCTS: Final[Mapping[str, Product]] = {row.product_id: row for row in _ROWS}
"""Products by their code in capitals."""


def product(product_id: str) -> Product:
    """The product of a code, in any case; InputError names the codes that there are."""
    found = PRODUCTS.get(product_id.upper())
    if found is None:
        raise InputError(
            f"no product {product_id!r} in the table", where="productID", remedy="there are " + ", ".join(PRODUCTS)
        )
    return found
