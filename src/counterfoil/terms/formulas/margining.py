# SPDX-License-Identifier: Apache-2.0
"""Margining of a repo: what the collateral must be worth, what it is worth, and what a call moves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import ONE, ZERO, exact, text
from counterfoil.terms.kernel.reading import REQUIRED, term
from counterfoil.terms.kernel.values import AMOUNT, TEXT

PriceOf = Callable[[str], Decimal]
"""The price of one unit of collateral, by market object code."""


class MarginSettlement(StrEnum):
    """What a margin call moves."""

    CASH = "CASH"
    COLLATERAL = "COLLATERAL"


@dataclass(frozen=True, kw_only=True)
class Collateral:
    """A quantity of one security; calls move it in multiples of ``lot``."""

    collateral_id: str = term(TEXT, name="collateralID", default=REQUIRED)
    quantity: Decimal = term(AMOUNT, default=REQUIRED)
    market_object_code: str = term(TEXT, default=REQUIRED)
    lot: Decimal = term(AMOUNT, default=ONE)


def wrong_collateral(items: tuple[Collateral, ...]) -> str | None:
    """What is wrong unless there is collateral, each of it once, and some of each."""
    if not items:
        return "there is no collateral"
    if len({item.collateral_id for item in items}) < len(items):
        return "the same collateralID stands twice"
    return "a quantity and a lot are above zero" if any(not item.quantity or not item.lot for item in items) else None


def value_of(items: Iterable[Collateral], price_of: PriceOf) -> Decimal:
    """Quantity times price, summed up; InputError for a price that is not above zero."""
    with exact():
        return sum((item.quantity * _price(item, price_of) for item in items), ZERO)


def required_value(exposure: Decimal, *, haircut: Decimal | None, initial_margin: Decimal | None) -> Decimal:
    """What collateral must be worth: the exposure divided by 1 - haircut, or times the initial margin ratio."""
    with exact():
        if haircut is not None:
            return exposure / (ONE - haircut)
        return exposure * (ONE if initial_margin is None else initial_margin)


def called(deficit: Decimal, *, threshold: Decimal, minimum_transfer: Decimal) -> Decimal:
    """The deficit (or, negative, the excess) that a call makes good: all of it, or nothing while it is small.

    Nothing is called up to ``threshold`` (included), nor below ``minimum_transfer``.
    """
    size = deficit.copy_abs()
    return ZERO if size <= threshold or size < minimum_transfer else deficit


def moved(items: tuple[Collateral, ...], amount: Decimal, price_of: PriceOf) -> tuple[Collateral, ...]:
    """The collateral after ``amount`` was called: the first security grows by whole lots that are worth it, or shrinks.

    Rounding is in favour of the buyer: a deficit is covered in full, an excess is returned by no more than it is.
    """
    first = items[0]
    lots = Fraction(amount) / (Fraction(_price(first, price_of)) * Fraction(first.lot))
    there = floor(Fraction(first.quantity) / Fraction(first.lot))
    with exact():
        change = first.lot * (ceil(lots) if amount > 0 else -min(floor(-lots), there))
        return (replace(first, quantity=first.quantity + change), *items[1:])


def shown(items: Iterable[Collateral]) -> str:
    """``ID quantity``, separated by commas."""
    return ", ".join(f"{item.collateral_id} {text(item.quantity)}" for item in items)


def _price(item: Collateral, price_of: PriceOf) -> Decimal:
    price = price_of(item.market_object_code)
    if price <= 0:
        remedy = "collateral has a price above zero"
        problem = f"the price of {item.collateral_id} is {text(price)}"
        raise InputError(problem, where=f"risk factors, {item.market_object_code}", remedy=remedy)
    return price
