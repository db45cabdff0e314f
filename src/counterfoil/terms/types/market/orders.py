# SPDX-License-Identifier: Apache-2.0
"""Orders: what a party may attempt at any time, and why the contract refuses it.

A refused order is an event without effect, whose state says why. What is no order at all, such as one that states no
amount where one is needed, is an InputError.
"""

from decimal import Decimal
from enum import StrEnum

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.amounts import SMALLER, too_large
from counterfoil.terms.kernel.arithmetic import rounded
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.risk_factors import ObservedEvent


class Rejection(StrEnum):
    """Why an order had no effect; ``NONE`` if it had."""

    NONE = ""
    BELOW_MINIMUM = "BELOW_MINIMUM"
    ABOVE_LIMIT = "ABOVE_LIMIT"
    NOT_WHOLE = "NOT_WHOLE"
    INSUFFICIENT_HOLDING = "INSUFFICIENT_HOLDING"
    INSUFFICIENT_COLLATERAL = "INSUFFICIENT_COLLATERAL"
    NO_RIGHTS = "NO_RIGHTS"
    OUTSIDE_PERIOD = "OUTSIDE_PERIOD"
    OFF_TICK = "OFF_TICK"
    OUTSIDE_PRICE_LIMITS = "OUTSIDE_PRICE_LIMITS"
    NOT_TRIGGERED = "NOT_TRIGGERED"
    NOT_LOWER = "NOT_LOWER"
    FIXED_TERM = "FIXED_TERM"
    ALREADY_GIVEN = "ALREADY_GIVEN"


def amount_of(order: ObservedEvent) -> Decimal:
    """What an order states: an amount, units, a price; InputError if it states nothing, or more than there can be."""
    where = f"{order.type} observed on {format_time(order.at)}"
    if order.value is None:
        raise InputError("there is no value", where=where, remedy="give the value of the event")
    if too_large(order.value):
        raise InputError(f"{order.value} is too large an amount", where=where, remedy=SMALLER)
    return order.value


def is_whole(amount: Decimal, decimals: int = 0) -> bool:
    """Whether an amount has no more decimals than its unit can be divided into."""
    return amount == rounded(amount, decimals)


def refusal(amount: Decimal, available: Decimal, reason: Rejection = Rejection.INSUFFICIENT_HOLDING) -> Rejection:
    """Why an order for ``amount`` of what is ``available`` is refused: nothing is ordered, or too much (``reason``)."""
    if amount <= 0:
        return Rejection.BELOW_MINIMUM
    return reason if amount > available else Rejection.NONE
