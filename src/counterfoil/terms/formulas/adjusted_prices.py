# SPDX-License-Identifier: Apache-2.0
"""Prices after a corporate action of a share: its own on the ex-date, and that of its conversion out of a bond."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import CENT, ONE, ZERO, exact, rounded
from counterfoil.terms.kernel.reading import REQUIRED, term
from counterfoil.terms.kernel.values import POSITIVE, TIME

TICK: Final = Decimal("0.01")
"""The price tick of Chinese A-shares, in yuan."""


@dataclass(frozen=True, kw_only=True)
class ShareAction:
    """A corporate action of the share, per share: new shares free (bonus), new shares for a price, cash dividend."""

    ex_date: datetime = term(TIME, default=REQUIRED)
    bonus: Decimal = term(POSITIVE, default=ZERO)
    rights: Decimal = term(POSITIVE, default=ZERO)
    rights_price: Decimal = term(POSITIVE, default=ZERO)
    dividend: Decimal = term(POSITIVE, default=ZERO)


def theoretical_ex_price(
    previous_close: Decimal,
    *,
    dividend: Decimal = ZERO,
    bonus: Decimal = ZERO,
    rights: Decimal = ZERO,
    rights_price: Decimal = ZERO,
    tick: Decimal = TICK,
) -> Decimal:
    """``(close - dividend + rights_price * rights) / (1 + bonus + rights)``, half up to the tick.

    ``dividend``, ``bonus`` and ``rights`` are per share held before. The reference price of the ex-date by market
    convention of the Shanghai and Shenzhen exchanges; check the exchange's trading rules before use.
    """
    with exact():
        price = (previous_close - dividend + rights_price * rights) / (ONE + bonus + rights)
        return rounded(price / tick, 0) * tick


def adjusted_conversion_price(price: Decimal, action: ShareAction, *, decimals: int = CENT) -> Decimal:
    """``(price - dividend + rightsPrice * rights) / (1 + bonus + rights)``, half up: market convention; check the
    prospectus before use.

    InputError if nothing is left of the price.
    """
    with exact():
        added = action.rights_price * action.rights
        adjusted = rounded((price - action.dividend + added) / (ONE + action.bonus + action.rights), decimals)
    if adjusted <= 0:
        raise InputError(
            f"a conversion price of {price} would become {adjusted}",
            where="shareActions",
            remedy="amounts of shareActions are per share",
        )
    return adjusted
