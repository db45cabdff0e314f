# SPDX-License-Identifier: Apache-2.0
"""What an option is: a right to buy or sell at a price, when it may be exercised, and what that brings."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.primitives.types import PARTS_PER_MILLION, Millionths

Strike = Annotated[int, Meta(ge=1, le=2**40)]
"""In units of the product's last decimal, as prices are."""
Part = Annotated[Millionths, Meta(ge=0, le=PARTS_PER_MILLION)]


class OptionRight(StrEnum):
    """What its buyer may do (CTP OptionsType)."""

    call = "call"
    """buy at the strike (看涨期权)"""
    put = "put"
    """sell at the strike (看跌期权)"""


class ExerciseStyle(StrEnum):
    """When it may be exercised."""

    american = "american"
    """on every trading day up to the last (commodity options)"""
    european = "european"
    """on the last trading day (CFFEX, index options)"""


class OptionRules(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What options of a product have in common: series listed under these rules, and the margin of who sold them."""

    style: ExerciseStyle
    in_cash: bool = False
    """whether exercise brings the difference to a level, in cash; else lots of the contract beneath, at the strike"""
    otm_ppm: Part = Millionths(500_000)
    """of the out-of-the-money amount, by which margin is less (SHFE: half; CFFEX: all of it)"""
    least_ppm: Part = Millionths(500_000)
    """of what is beneath, that margin is at least (最低保障系数; half, everywhere)"""


class OptionTerms(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Of one series, as it was listed: no later rule changes what was bought and sold."""

    right: OptionRight
    strike: Strike
    underlying: str
    """the contract beneath, or, of one that ends in cash, the level"""
    style: ExerciseStyle
    in_cash: bool

    def worth(self, price: int) -> int:
        """What exercise brings at a price of what is beneath, in its last decimal; nothing where it is not in the
        money (内在价值)."""
        return max(price - self.strike if self.right is OptionRight.call else self.strike - price, 0)

    def out_of_the_money(self, price: int) -> int:
        """How far it is from bringing anything (虚值额), in the last decimal."""
        return max(self.strike - price if self.right is OptionRight.call else price - self.strike, 0)
