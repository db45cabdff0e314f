# SPDX-License-Identifier: Apache-2.0
"""Calls about options: levels beneath them, series, what holders say, exercise and assignment."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, NewId, Reference
from counterfoil.law.dated import DayField
from counterfoil.modules.futures.calls import Title
from counterfoil.modules.futures.option_terms import OptionRight, Strike
from counterfoil.modules.futures.records import HedgeFlag, Lots, Price
from counterfoil.primitives.types import AccountId


class OpenLevel(Call, frozen=True, tag_field="call", tag="futures.open_level"):
    """Name an index to which options may be written; by the house, which says each day where it stands."""

    level: NewId
    house: str
    title: Title
    decimals: Annotated[int, Meta(ge=0, le=6)]
    price: Price
    """of the day before the first"""


class FixLevel(Call, frozen=True, tag_field="call", tag="futures.fix_level"):
    """Say where an index stands on the day that is open, in units of its last decimal; by the house.

    On the last trading day of options that is the price at which they are exercised: at CFFEX the mean of two hours.
    """

    level: str
    price: Price
    source: Reference
    """who published it, and where"""


class ListOption(Call, frozen=True, tag_field="call", tag="futures.list_option"):
    """List a series of a product of options, from a day to its last trading day; by the venue."""

    contract: NewId
    product: str
    underlying: str
    """a contract of futures, or, of options that end in cash, a level"""
    right: OptionRight
    strike: Strike
    first: DayField
    last: DayField
    listing_price: Price
    """from which the first day's limits count"""


class Instruct(Call, frozen=True, tag_field="call", tag="futures.instruct"):
    """Say of a position in options how many lots are exercised today, and on the last day how many never; by its
    holder.

    It replaces what was said before, holds for the day that is open, and may be changed until the settlement price is
    fixed. What nobody speaks of is exercised on the last day where it is in the money, and ends otherwise.
    """

    account: AccountId
    contract: str
    exercised: Lots = 0
    abandoned: Lots = 0
    hedge: HedgeFlag = HedgeFlag.speculation


class DrawAssignment(Call, frozen=True, tag_field="call", tag="futures.draw"):
    """Publish how the open day's exercises of a series fall on those who sold it, by the rule; by the house."""

    contract: str
    exercised: Lots
    open_lots: Lots
    remainder: Lots
    before: Annotated[str, Meta(max_length=200)] = ""


class Exercise(Call, frozen=True, tag_field="call", tag="futures.exercise"):
    """Exercise what is to be of a position in options on the open day; on the last day the rest ends. By anybody."""

    account: AccountId
    contract: str
    hedge: HedgeFlag = HedgeFlag.speculation


class Assign(Call, frozen=True, tag_field="call", tag="futures.assign"):
    """Have its part of the day's exercises fall on who sold; on the last day the rest ends. By anybody."""

    account: AccountId
    contract: str
    hedge: HedgeFlag = HedgeFlag.speculation
