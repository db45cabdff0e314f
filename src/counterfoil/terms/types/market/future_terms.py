# SPDX-License-Identifier: Apache-2.0
"""The terms and the state of an exchange-traded future.

Words are those of the CTP interface where it has one (VolumeMultiple, PriceTick, PreSettlementPrice, UseMargin), and of
the ACTUS dictionary otherwise. Times are trading days, at midnight: a night session belongs to the next trading day, so
the time on the clock says nothing of the day that a trade settles.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from counterfoil.terms.formulas.delivery import DELIVERY_SCHEDULE, DeliveryStep
from counterfoil.terms.formulas.last_trading_day import LAST_TRADING_DAY_RULE, HolidayMove, LastTradingDayRule
from counterfoil.terms.kernel.arithmetic import ONE, ZERO, number, text
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import FlatState, Values
from counterfoil.terms.kernel.reading import term
from counterfoil.terms.kernel.roles import DeliverySettlement
from counterfoil.terms.kernel.values import POSITIVE, REAL, TEXT, TIME, Kind, choice, whole


def _read_above_zero(value: object) -> Decimal:
    result = number(value)
    if result <= 0:
        raise ValueError("not above zero")
    return result


ABOVE_ZERO: Final = Kind(_read_above_zero, text, 'a decimal number above zero, such as "300" or "0.2"')
LOTS: Final = whole(1, 999_999_999)
_DELIVERY: Final = choice(
    DeliverySettlement,
    CASH=DeliverySettlement.CASH,
    PHYSICAL=DeliverySettlement.PHYSICAL,
    COMMODITY=DeliverySettlement.PHYSICAL,
)


@dataclass(frozen=True, kw_only=True)
class ExchangeFutureTerms(BasicTerms):
    """One instrument, one opening trade. Ratios are fractions: ``0.1`` is 10 %."""

    # The instrument.
    exchange_id: str | None = term("exchangeID", "EXID", TEXT)
    product_id: str | None = term("productID", "PRID", TEXT)
    instrument_id: str | None = term("instrumentID", "INID", TEXT)
    volume_multiple: Decimal | None = term("volumeMultiple", "VM", ABOVE_ZERO)
    price_tick: Decimal | None = term("priceTick", "PTK", ABOVE_ZERO)
    listing_date: datetime | None = term("listingDate", "LSTD", TIME)
    delivery_year: int | None = term("deliveryYear", "DLY", whole(1900, 2999))
    delivery_month: int | None = term("deliveryMonth", "DLM", whole(1, 12))
    last_trading_day: datetime | None = term("lastTradingDay", "LTD", TIME)
    last_trading_day_rule: LastTradingDayRule | None = term("lastTradingDayRule", "LTDR", LAST_TRADING_DAY_RULE)
    last_trading_day_move: HolidayMove = term(
        "lastTradingDayMove", "LTDM", choice(HolidayMove), default=HolidayMove.NEXT
    )
    price_limit_ratio: Decimal | None = term("priceLimitRatio", "PLR", POSITIVE)
    price_limit_ratio_first_day: Decimal | None = term("priceLimitRatioFirstDay", "PLRF", POSITIVE)
    price_limit_ratio_last_day: Decimal | None = term("priceLimitRatioLastDay", "PLRL", POSITIVE)
    long_margin_ratio: Decimal = term("longMarginRatio", "LMR", POSITIVE, default=ZERO)
    short_margin_ratio: Decimal = term("shortMarginRatio", "SMR", POSITIVE, default=ZERO)
    # Settlement and delivery.
    market_object_code_of_settlement_price: str | None = term("marketObjectCodeOfSettlementPrice", "SPMO", TEXT)
    market_object_code_of_final_settlement_price: str | None = term(
        "marketObjectCodeOfFinalSettlementPrice", "FSPMO", TEXT
    )
    pre_settlement_price: Decimal | None = term("preSettlementPrice", "PSP", REAL)
    delivery_settlement: DeliverySettlement | None = term("deliverySettlement", "DS", _DELIVERY)
    delivery_schedule: tuple[DeliveryStep, ...] = term("deliverySchedule", "DLSCH", DELIVERY_SCHEDULE, default=())
    delivery_unit: Decimal | None = term("deliveryUnit", "DLU", ABOVE_ZERO)
    conversion_factor: Decimal = term("conversionFactor", "CF", ABOVE_ZERO, default=ONE)
    accrued_interest_at_delivery: Decimal = term("accruedInterestAtDelivery", "AID", POSITIVE, default=ZERO)
    # The position.
    open_date: datetime | None = term("openDate", "OPD", TIME)
    open_price: Decimal | None = term("openPrice", "OPP", REAL)
    volume: int | None = term("volume", "VOL", LOTS)
    # Commission: a ratio of the turnover (by money), an amount per lot (by volume), or both together.
    open_ratio_by_money: Decimal = term("openRatioByMoney", "ORM", POSITIVE, default=ZERO)
    open_ratio_by_volume: Decimal = term("openRatioByVolume", "ORV", POSITIVE, default=ZERO)
    close_ratio_by_money: Decimal = term("closeRatioByMoney", "CRM", POSITIVE, default=ZERO)
    close_ratio_by_volume: Decimal = term("closeRatioByVolume", "CRV", POSITIVE, default=ZERO)
    close_today_ratio_by_money: Decimal | None = term("closeTodayRatioByMoney", "CTRM", POSITIVE)
    close_today_ratio_by_volume: Decimal | None = term("closeTodayRatioByVolume", "CTRV", POSITIVE)
    delivery_ratio_by_money: Decimal = term("deliveryRatioByMoney", "DRM", POSITIVE, default=ZERO)
    delivery_ratio_by_volume: Decimal = term("deliveryRatioByVolume", "DRV", POSITIVE, default=ZERO)


@dataclass(slots=True)
class FutureState(FlatState):
    """Position and delivered quantity are positive for what is held, negative for what is owed."""

    status_date: datetime
    position: Decimal = ZERO
    settlement_price: Decimal = ZERO
    use_margin: Decimal = ZERO
    close_profit_by_date: Decimal = ZERO
    position_profit: Decimal = ZERO
    cumulative_profit: Decimal = ZERO
    commission: Decimal = ZERO
    delivery_step: str | None = None
    delivered_quantity: Decimal = ZERO

    def values(self) -> Values:
        """The state; profits by date are those of the trading day of ``statusDate``, commission is paid in total."""
        return {
            "statusDate": self.status_date,
            "position": self.position,
            "settlementPrice": self.settlement_price,
            "useMargin": self.use_margin,
            "closeProfitByDate": self.close_profit_by_date,
            "positionProfit": self.position_profit,
            "cumulativeProfit": self.cumulative_profit,
            "commission": self.commission,
            "deliveryStep": self.delivery_step,
            "deliveredQuantity": self.delivered_quantity,
        }
