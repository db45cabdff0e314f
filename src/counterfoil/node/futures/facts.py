# SPDX-License-Identifier: Apache-2.0
"""What is publicly known of the products of Chinese futures exchanges, as far as a replay needs it.

Multiplier, tick and sessions are those of the exchanges' contracts; the rest of the rules of a replay is made up.
"""

from decimal import Decimal
from typing import Final

import msgspec

from counterfoil.modules.futures.trade_policy import ClosingOrder, Session, SettlementMethod
from counterfoil.primitives.errors import InputError

_STOCKS: Final = ((570, 690), (780, 900))
_BONDS: Final = ((570, 690), (780, 915))
_DAY: Final = ((540, 615), (630, 690), (810, 900))
_UNTIL_23: Final = ((1_260, 1_380), *_DAY)
_UNTIL_1: Final = ((1_260, 1_500), *_DAY)
_UNTIL_2_30: Final = ((1_260, 1_590), *_DAY)
_FEN: Final = 100
STATED: Final = frozenset({"SHFE", "INE"})
"""Exchanges where a trade says whether it closes lots of the day or of days before."""
LAST_HOUR: Final = frozenset({"CFFEX"})
"""Exchanges whose settlement prices are averages of the last hour; elsewhere of the whole day."""


class ProductFacts(msgspec.Struct, frozen=True):
    """Of one product. Prices and multiplier in yuan, as its exchange writes them."""

    product: str
    exchange: str
    multiplier: Decimal
    """yuan that one lot is worth more when the price is one higher"""
    tick: Decimal
    sessions: tuple[Session, ...]

    @property
    def decimals(self) -> int:
        """Of prices: as many as the tick has."""
        return max(0, -int(self.tick.normalize().as_tuple().exponent))

    @property
    def ledger_tick(self) -> int:
        """In units of the last decimal of prices."""
        return int(self.tick.scaleb(self.decimals))

    @property
    def ledger_multiplier(self) -> int:
        """Fen that one lot is worth more when the price is one last decimal higher; InputError if no whole number."""
        fen = self.multiplier * _FEN * Decimal(1).scaleb(-self.decimals)
        if fen != int(fen) or fen <= 0:
            problem = f"a last decimal of the price would be worth {fen} fen a lot"
            raise InputError(problem, where="--multiplier", remedy="a whole number of fen")
        return int(fen)

    @property
    def closing(self) -> ClosingOrder:
        return ClosingOrder.stated if self.exchange in STATED else ClosingOrder.oldest_first

    @property
    def method(self) -> SettlementMethod:
        return SettlementMethod.last_hour if self.exchange in LAST_HOUR else SettlementMethod.whole_day


_Spans = tuple[tuple[int, int], ...]
_FACTS: Final[dict[str, tuple[_Spans, str]]] = {
    "CFFEX": (_STOCKS, "IF 300 0.2, IH 300 0.2, IC 200 0.2, IM 200 0.2"),
    "CFFEX bonds": (_BONDS, "TS 20000 0.002, TF 10000 0.005, T 10000 0.005, TL 10000 0.01"),
    "SHFE": (_UNTIL_1, "cu 5 10, al 5 5, zn 5 5, pb 5 5, ni 1 10, sn 1 10, ss 5 5"),
    "SHFE gold": (_UNTIL_2_30, "au 1000 0.02, ag 15 1"),
    "SHFE evening": (_UNTIL_23, "rb 10 1, hc 10 1, bu 10 1, ru 10 5, fu 10 1, sp 10 2"),
    "INE": (_UNTIL_2_30, "sc 1000 0.1"),
    "INE metals": (_UNTIL_1, "bc 5 10"),
    "INE evening": (_UNTIL_23, "lu 10 1, nr 10 5"),
    "DCE": (
        _UNTIL_23,
        "a 10 1, b 10 1, m 10 1, y 10 2, p 10 2, c 10 1, cs 10 1, i 100 0.5, j 100 0.5, jm 60 0.5, l 5 1, v 5 1, "
        "pp 5 1, eg 10 1, eb 5 1, pg 20 1",
    ),
    "DCE day": (_DAY, "jd 10 1, lh 16 5"),
    "CZCE": (_UNTIL_23, "CF 5 5, SR 10 1, TA 5 2, MA 10 1, OI 10 1, RM 10 1, FG 20 1, SA 20 1, PF 5 2"),
    "CZCE day": (_DAY, "AP 10 1, CJ 5 5, UR 20 1, SF 5 2, SM 5 2, PK 5 2"),
}
"""Exchange → sessions, in minutes of the day, and ``product multiplier tick`` of each"""


def _listed() -> dict[str, ProductFacts]:
    found = {}
    for name, (spans, products) in _FACTS.items():
        sessions = tuple(Session(begins=begins, ends=ends) for begins, ends in spans)
        for text in products.split(", "):
            product, multiplier, tick = text.split()
            exchange = name.partition(" ")[0]
            found[product] = ProductFacts(product, exchange, Decimal(multiplier), Decimal(tick), sessions)
    return found


KNOWN: Final = _listed()
"""Product → what is known of it"""


def facts_of(product: str, *, multiplier: Decimal | None = None, tick: Decimal | None = None) -> ProductFacts:
    """Of a product, with what the caller knows better; InputError for one that is not known here and not described."""
    for name, given in (("--multiplier", multiplier), ("--tick", tick)):
        if given is not None and given <= 0:
            raise InputError(f"{given} is not above nothing", where=name, remedy="such as 300 and 0.2")
    known = KNOWN.get(product)
    if known is None and (multiplier is None or tick is None):
        remedy = f"give --multiplier and --tick, or one of {', '.join(KNOWN)}"
        raise InputError(f"no product {product!r} is known here", where="--product", remedy=remedy)
    base = known or ProductFacts(product, "", Decimal(1), Decimal(1), KNOWN["IF"].sessions)
    return ProductFacts(product, base.exchange, multiplier or base.multiplier, tick or base.tick, base.sessions)
