# SPDX-License-Identifier: Apache-2.0
"""Physical delivery of a future as data: named steps, each some business days after the last trading day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.reading import REQUIRED, TermError, records, term
from counterfoil.terms.kernel.values import TEXT, choice, whole


class DeliveryAction(StrEnum):
    """What moves at a step: nothing, the money, the goods, or both against each other."""

    NOTICE = "NOTICE"
    PAY = "PAY"
    DELIVER = "DELIVER"
    DVP = "DVP"

    @property
    def pays(self) -> bool:
        """Whether the buyer pays."""
        return self in (DeliveryAction.PAY, DeliveryAction.DVP)

    @property
    def delivers(self) -> bool:
        """Whether the seller delivers."""
        return self in (DeliveryAction.DELIVER, DeliveryAction.DVP)


@dataclass(frozen=True, kw_only=True)
class DeliveryStep:
    """A step ``offset`` business days after the last trading day."""

    name: str = term(TEXT, default=REQUIRED)
    offset: int = term(whole(0, 60), default=REQUIRED)
    action: DeliveryAction = term(choice(DeliveryAction), default=DeliveryAction.NOTICE)

    def day(self, last_trading_day: date, calendar: TradingDays) -> date:
        """The day of the step; InputError if the calendar does not reach it."""
        return calendar.add(last_trading_day, self.offset)


DELIVERY_SCHEDULE: Final = records(DeliveryStep, name="deliverySchedule")


def check_delivery(steps: tuple[DeliveryStep, ...], *, physical: bool, where: str) -> None:
    """TermError unless the steps are in order, with one payment and one delivery; in cash there are none."""
    days = [step.offset for step in steps]
    payments, deliveries = sum(step.action.pays for step in steps), sum(step.action.delivers for step in steps)
    if not physical and steps:
        problem = "a future settled in cash delivers nothing"
    elif days != sorted(days):
        problem = "the steps are not in the order of their days"
    elif physical and (payments, deliveries) != (1, 1):
        problem = "there must be exactly one payment and one delivery"
    else:
        return
    raise TermError("deliverySchedule", problem, where=where, remedy="give the steps of the exchange's rules")


def completing(steps: tuple[DeliveryStep, ...]) -> DeliveryStep:
    """The step after which both sides have performed: the last one that moves money or goods."""
    return [step for step in steps if step.action is not DeliveryAction.NOTICE][-1]
