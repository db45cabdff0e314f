# SPDX-License-Identifier: Apache-2.0
"""The terms of a Chinese convertible bond: coupons by year, conversion, triggers, corporate actions of the share."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from counterfoil.terms.formulas.adjusted_prices import ShareAction
from counterfoil.terms.kernel.reading import REQUIRED, records, term
from counterfoil.terms.kernel.values import POSITIVE, TIME, array, whole
from counterfoil.terms.types.market.holding import HoldingTerms


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """Met when, on at least ``days`` of ``window`` trading days in a row, the share closes at ``ratio`` or beyond.

    ``ratio`` is of the conversion price in force on the day. ``start`` and ``end``: when the right exists.
    """

    ratio: Decimal = term("ratio", "", POSITIVE, default=REQUIRED)
    days: int = term("days", "", whole(1, 250), default=REQUIRED)
    window: int = term("window", "", whole(1, 250), default=REQUIRED)
    start: datetime | None = term("start", "", TIME)
    end: datetime | None = term("end", "", TIME)


@dataclass(frozen=True, kw_only=True)
class ConvertibleTerms(HoldingTerms):
    """``market_object_code`` names the closing price of the share, fixed at midnight of each trading day.

    ``call``: the share closes at ``ratio`` or above; ``put``: below ``ratio``. ``redemption_price`` is what is paid at
    maturity per 100, the last coupon included. Coupon rates are a year each.
    """

    notional_principal: Decimal | None = term("notionalPrincipal", "NT", POSITIVE)
    initial_exchange_date: datetime | None = term("initialExchangeDate", "IED", TIME)
    maturity_date: datetime | None = term("maturityDate", "MD", TIME)
    coupon_rates: tuple[Decimal, ...] | None = term("couponRates", "CRT", array(POSITIVE))
    redemption_price: Decimal | None = term("redemptionPrice", "RDP", POSITIVE)
    conversion_price: Decimal | None = term("conversionPrice", "CVP", POSITIVE)
    conversion_start: datetime | None = term("conversionStart", "CVS", TIME)
    conversion_end: datetime | None = term("conversionEnd", "CVE", TIME)
    call: tuple[Trigger, ...] = term("callTrigger", "CLT", records(Trigger, name="callTrigger"), default=())
    put: tuple[Trigger, ...] = term("putTrigger", "PTT", records(Trigger, name="putTrigger"), default=())
    share_actions: tuple[ShareAction, ...] = term(
        "shareActions", "SHA", records(ShareAction, name="shareActions"), default=()
    )
