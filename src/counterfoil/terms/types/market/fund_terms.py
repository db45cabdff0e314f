# SPDX-License-Identifier: Apache-2.0
"""The terms of a fund that deals at net asset value: fees, minimum amounts, delays, dividends."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from counterfoil.terms.kernel.arithmetic import CENT, ZERO, Rounding
from counterfoil.terms.kernel.reading import REQUIRED, records, term
from counterfoil.terms.kernel.values import POSITIVE, TIME, Kind, choice, whole
from counterfoil.terms.types.market.holding import HoldingTerms

_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def _read_clock(value: object) -> timedelta:
    matched = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if matched is None:
        raise ValueError("not a time of day")
    return timedelta(hours=int(matched[1]), minutes=int(matched[2]))


def _write_clock(value: timedelta) -> str:
    minutes = value.seconds // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


CLOCK: Final = Kind(_read_clock, _write_clock, "a time of day such as 15:00")


class FeeMethod(StrEnum):
    """What a subscription fee is a share of: the net amount (``EXTERNAL``, the rule of Chinese funds) or the gross."""

    EXTERNAL = "EXTERNAL"
    INTERNAL = "INTERNAL"


class DividendOption(StrEnum):
    """Dividends in cash, or in new units at the net asset value of the ex-date."""

    CASH = "CASH"
    REINVEST = "REINVEST"


@dataclass(frozen=True, kw_only=True)
class SubscriptionFee:
    """The fee of subscriptions of ``from_amount`` or more: a rate, or an amount per order."""

    from_amount: Decimal = term("fromAmount", "", POSITIVE, default=ZERO)
    rate: Decimal | None = term("rate", "", POSITIVE)
    amount: Decimal | None = term("amount", "", POSITIVE)


@dataclass(frozen=True, kw_only=True)
class RedemptionFee:
    """The fee rate of units that were held ``from_days`` calendar days or longer."""

    from_days: int = term("fromDays", "", whole(0, 99_999), default=0)
    rate: Decimal = term("rate", "", POSITIVE, default=REQUIRED)


@dataclass(frozen=True, kw_only=True)
class FundDividend:
    """A dividend per unit, for the units that are held when the record date ends."""

    record_date: datetime = term("recordDate", "", TIME, default=REQUIRED)
    ex_date: datetime = term("exDate", "", TIME, default=REQUIRED)
    pay_date: datetime = term("payDate", "", TIME, default=REQUIRED)
    amount_per_unit: Decimal = term("amountPerUnit", "", POSITIVE, default=REQUIRED)


@dataclass(frozen=True, kw_only=True)
class Lot:
    """Units that were acquired together: what a redemption fee depends on, first in, first out."""

    acquired: datetime = term("acquired", "", TIME, default=REQUIRED)
    units: Decimal = term("units", "", POSITIVE, default=REQUIRED)


@dataclass(frozen=True, kw_only=True)
class FundTerms(HoldingTerms):
    """``market_object_code`` names the net asset value per unit, fixed at midnight of each trading day."""

    lots: tuple[Lot, ...] = term("lots", "LOTS", records(Lot, name="lots"), default=())
    cut_off: timedelta = term("cutOffTime", "COT", CLOCK, default=timedelta(hours=15))
    confirmation_days: int = term("confirmationDays", "CFD", whole(1, 30), default=1)
    settlement_days: int = term("settlementDays", "STLD", whole(0, 60), default=3)
    fee_method: FeeMethod = term("feeMethod", "FEM", choice(FeeMethod), default=FeeMethod.EXTERNAL)
    subscription_fees: tuple[SubscriptionFee, ...] = term(
        "subscriptionFees", "SFE", records(SubscriptionFee, name="subscriptionFees"), default=()
    )
    redemption_fees: tuple[RedemptionFee, ...] = term(
        "redemptionFees", "RFE", records(RedemptionFee, name="redemptionFees"), default=()
    )
    unit_decimals: int = term("unitDecimals", "UTD", whole(0, 8), default=CENT)
    unit_rounding: Rounding = term("unitRounding", "UTR", choice(Rounding), default=Rounding.HALF_UP)
    minimum_subscription: Decimal = term("minimumSubscription", "MNS", POSITIVE, default=ZERO)
    maximum_subscription: Decimal | None = term("maximumSubscription", "MXS", POSITIVE)
    minimum_redemption: Decimal = term("minimumRedemption", "MNR", POSITIVE, default=ZERO)
    maximum_redemption: Decimal | None = term("maximumRedemption", "MXR", POSITIVE)
    minimum_holding: Decimal = term("minimumHolding", "MNH", POSITIVE, default=ZERO)
    dividends: tuple[FundDividend, ...] = term("dividends", "DIV", records(FundDividend, name="dividends"), default=())
    dividend_option: DividendOption = term("dividendOption", "DVO", choice(DividendOption), default=DividendOption.CASH)
