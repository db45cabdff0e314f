# SPDX-License-Identifier: Apache-2.0
"""Physical delivery of a future as data: named steps, each some business days after the last trading day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.reading import REQUIRED, records, term
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


def wrong_delivery(steps: tuple[DeliveryStep, ...], *, physical: bool) -> str | None:
    """What is wrong unless the steps are in order, with one payment and one delivery; in cash there are none."""
    days = [step.offset for step in steps]
    payments, deliveries = sum(step.action.pays for step in steps), sum(step.action.delivers for step in steps)
    if not physical:
        return "a future settled in cash delivers nothing" if steps else None
    if days != sorted(days):
        return "the steps are not in the order of their days"
    return None if (payments, deliveries) == (1, 1) else "there must be exactly one payment and one delivery"


def completing(steps: tuple[DeliveryStep, ...]) -> DeliveryStep:
    """The step after which both sides have performed: the last one that moves money or goods."""
    return [step for step in steps if step.action is not DeliveryAction.NOTICE][-1]
