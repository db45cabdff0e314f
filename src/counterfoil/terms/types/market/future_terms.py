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
from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import ContractState
from counterfoil.terms.kernel.reading import REQUIRED, term
from counterfoil.terms.kernel.roles import DeliverySettlement
from counterfoil.terms.kernel.values import ABOVE_ZERO, AMOUNT, SIGNED, TEXT, TIME, choice, whole

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
    calendar: str = term(TEXT, "CLDR", default=REQUIRED)
    exchange_id: str | None = term(TEXT, "EXID", name="exchangeID")
    product_id: str | None = term(TEXT, "PRID", name="productID")
    instrument_id: str = term(TEXT, "INID", name="instrumentID", default=REQUIRED)
    volume_multiple: Decimal = term(ABOVE_ZERO, "VM", default=REQUIRED)
    price_tick: Decimal = term(ABOVE_ZERO, "PTK", default=REQUIRED)
    listing_date: datetime | None = term(TIME, "LSTD")
    delivery_year: int | None = term(whole(1900, 2999), "DLY")
    delivery_month: int | None = term(whole(1, 12), "DLM")
    last_trading_day: datetime | None = term(TIME, "LTD")
    last_trading_day_rule: LastTradingDayRule | None = term(LAST_TRADING_DAY_RULE, "LTDR")
    last_trading_day_move: HolidayMove = term(choice(HolidayMove), "LTDM", default=HolidayMove.NEXT)
    price_limit_ratio: Decimal | None = term(AMOUNT, "PLR")
    price_limit_ratio_first_day: Decimal | None = term(AMOUNT, "PLRF")
    price_limit_ratio_last_day: Decimal | None = term(AMOUNT, "PLRL")
    long_margin_ratio: Decimal = term(AMOUNT, "LMR", default=ZERO)
    short_margin_ratio: Decimal = term(AMOUNT, "SMR", default=ZERO)
    # Settlement and delivery.
    market_object_code_of_settlement_price: str = term(TEXT, "SPMO", default=REQUIRED)
    market_object_code_of_final_settlement_price: str | None = term(TEXT, "FSPMO")
    pre_settlement_price: Decimal | None = term(SIGNED, "PSP")
    delivery_settlement: DeliverySettlement = term(_DELIVERY, "DS", default=REQUIRED)
    delivery_schedule: tuple[DeliveryStep, ...] = term(DELIVERY_SCHEDULE, "DLSCH", default=())
    delivery_unit: Decimal | None = term(ABOVE_ZERO, "DLU")
    conversion_factor: Decimal = term(ABOVE_ZERO, "CF", default=ONE)
    accrued_interest_at_delivery: Decimal = term(AMOUNT, "AID", default=ZERO)
    # The position.
    open_date: datetime = term(TIME, "OPD", default=REQUIRED)
    open_price: Decimal = term(SIGNED, "OPP", default=REQUIRED)
    volume: int = term(whole(1, 999_999_999), "VOL", default=REQUIRED)
    # Commission: a ratio of the turnover (by money), an amount per lot (by volume), or both together. That of a close
    # is stated for who closes.
    open_ratio_by_money: Decimal = term(AMOUNT, "ORM", default=ZERO)
    open_ratio_by_volume: Decimal = term(AMOUNT, "ORV", default=ZERO)
    close_ratio_by_money: Decimal = term(AMOUNT, "CRM", default=ZERO)
    close_ratio_by_volume: Decimal = term(AMOUNT, "CRV", default=ZERO)
    close_today_ratio_by_money: Decimal | None = term(AMOUNT, "CTRM")
    close_today_ratio_by_volume: Decimal | None = term(AMOUNT, "CTRV")
    delivery_ratio_by_money: Decimal = term(AMOUNT, "DRM", default=ZERO)
    delivery_ratio_by_volume: Decimal = term(AMOUNT, "DRV", default=ZERO)

    def close_ratios(self, at: datetime) -> tuple[Decimal, Decimal]:
        """Commission of a close by money and by volume: on the day of the opening trade, of today's lots, if stated.

        Only SHFE and INE tell today's lots from yesterday's.
        """
        by_money, by_volume = self.close_today_ratio_by_money, self.close_today_ratio_by_volume
        if at != self.open_date or (by_money is None and by_volume is None):
            return self.close_ratio_by_money, self.close_ratio_by_volume
        return by_money or ZERO, by_volume or ZERO


@dataclass(slots=True)
class FutureState(ContractState):
    """Position and delivered quantity are positive for what is held, negative for what is owed.

    The profit by date is that of the trading day of ``statusDate``; commission is paid in total.
    """

    status_date: datetime
    position: Decimal = ZERO
    settlement_price: Decimal = ZERO
    use_margin: Decimal = ZERO
    position_profit: Decimal = ZERO
    cumulative_profit: Decimal = ZERO
    commission: Decimal = ZERO
    delivery_step: str | None = None
    delivered_quantity: Decimal = ZERO
