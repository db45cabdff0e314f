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
    exchange_id: str | None = term(TEXT, "EXID", name="exchangeID")
    product_id: str | None = term(TEXT, "PRID", name="productID")
    instrument_id: str | None = term(TEXT, "INID", name="instrumentID")
    volume_multiple: Decimal | None = term(ABOVE_ZERO, "VM")
    price_tick: Decimal | None = term(ABOVE_ZERO, "PTK")
    listing_date: datetime | None = term(TIME, "LSTD")
    delivery_year: int | None = term(whole(1900, 2999), "DLY")
    delivery_month: int | None = term(whole(1, 12), "DLM")
    last_trading_day: datetime | None = term(TIME, "LTD")
    last_trading_day_rule: LastTradingDayRule | None = term(LAST_TRADING_DAY_RULE, "LTDR")
    last_trading_day_move: HolidayMove = term(choice(HolidayMove), "LTDM", default=HolidayMove.NEXT)
    price_limit_ratio: Decimal | None = term(POSITIVE, "PLR")
    price_limit_ratio_first_day: Decimal | None = term(POSITIVE, "PLRF")
    price_limit_ratio_last_day: Decimal | None = term(POSITIVE, "PLRL")
    long_margin_ratio: Decimal = term(POSITIVE, "LMR", default=ZERO)
    short_margin_ratio: Decimal = term(POSITIVE, "SMR", default=ZERO)
    # Settlement and delivery.
    market_object_code_of_settlement_price: str | None = term(TEXT, "SPMO")
    market_object_code_of_final_settlement_price: str | None = term(TEXT, "FSPMO")
    pre_settlement_price: Decimal | None = term(REAL, "PSP")
    delivery_settlement: DeliverySettlement | None = term(_DELIVERY, "DS")
    delivery_schedule: tuple[DeliveryStep, ...] = term(DELIVERY_SCHEDULE, "DLSCH", default=())
    delivery_unit: Decimal | None = term(ABOVE_ZERO, "DLU")
    conversion_factor: Decimal = term(ABOVE_ZERO, "CF", default=ONE)
    accrued_interest_at_delivery: Decimal = term(POSITIVE, "AID", default=ZERO)
    # The position.
    open_date: datetime | None = term(TIME, "OPD")
    open_price: Decimal | None = term(REAL, "OPP")
    volume: int | None = term(LOTS, "VOL")
    # Commission: a ratio of the turnover (by money), an amount per lot (by volume), or both together.
    open_ratio_by_money: Decimal = term(POSITIVE, "ORM", default=ZERO)
    open_ratio_by_volume: Decimal = term(POSITIVE, "ORV", default=ZERO)
    close_ratio_by_money: Decimal = term(POSITIVE, "CRM", default=ZERO)
    close_ratio_by_volume: Decimal = term(POSITIVE, "CRV", default=ZERO)
    close_today_ratio_by_money: Decimal | None = term(POSITIVE, "CTRM")
    close_today_ratio_by_volume: Decimal | None = term(POSITIVE, "CTRV")
    delivery_ratio_by_money: Decimal = term(POSITIVE, "DRM", default=ZERO)
    delivery_ratio_by_volume: Decimal = term(POSITIVE, "DRV", default=ZERO)


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
