# SPDX-License-Identifier: Apache-2.0
"""How contracts of a product end: in cash or in goods, at which price, on which days, and who is out before that."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.primitives.types import INTEGER_MAX, Millionths
from counterfoil.terms.formulas.trading_rules import DeliveryAction, DeliveryStep, wrong_delivery

GRADES_MAX: Final = 64
AFTER_MAX: Final = 60
After = Annotated[int, Meta(ge=0, le=AFTER_MAX)]
"""Trading days after the one on which the final price was fixed; that is the last trading day, or later."""
Decimals = Annotated[int, Meta(ge=0, le=12)]


class EndingMode(StrEnum):
    """What is exchanged at the end (CTP DeliveryMode)."""

    in_cash = "in_cash"
    """what was gained, and nothing else (现金交割)"""
    in_goods = "in_goods"
    """receipts, or bonds, against the price (实物交割)"""


class FinalMethod(StrEnum):
    """What the final price is, where none is announced."""

    index_mean = "index_mean"
    """mean of the index over the last two hours of the last trading day (CFFEX, stock indices)"""
    whole_day_mean = "whole_day_mean"
    """mean of the last day's trades, weighted by lots (CFFEX, treasury futures)"""
    last_settlement = "last_settlement"
    """settlement price of the last trading day (SHFE)"""


class Grade(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A grade, or a warehouse, that may be delivered, and what is paid for it beyond the final price (升贴水)."""

    name: Annotated[str, Meta(min_length=1, max_length=32)]
    premium: Annotated[int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)] = 0
    """a lot; negative: a discount"""


class Schedule(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """On which trading days what is done: goods offered and asked for, matched, paid for."""

    offers: After
    matching: After
    payment: After

    @property
    def steps(self) -> tuple[DeliveryStep, ...]:
        """As the terms of contracts state them."""
        return (
            DeliveryStep(name="offers", offset=self.offers),
            DeliveryStep(name="matching", offset=self.matching),
            DeliveryStep(name="payment", offset=self.payment, action=DeliveryAction.DVP),
        )


class EndingRules(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """How contracts of a product end."""

    mode: EndingMode
    final: FinalMethod
    final_decimals: Decimals | None = None
    """that the final price is rounded to; None: the product's (CFFEX, stock indices: two, where trades have one)"""
    index_decimals: Decimals | None = None
    """that observations of the index have; None: the final price's"""
    out_days: Annotated[int, Meta(ge=1, le=AFTER_MAX)] | None = None
    """on so many trading days, the last one included, whoever takes no delivery holds nothing (SHFE: on two)"""
    out_of_month: bool = False
    """nor in the month of the last trading day (CFFEX, treasury futures)"""
    unit: Annotated[int, Meta(ge=1, le=10**6)] = 1
    """lots that are delivered together"""
    schedule: Schedule | None = None
    """of what ends in goods"""
    penalty_ppm: Annotated[Millionths, Meta(ge=0, le=1_000_000)] = Millionths(0)
    """of the value of what is not delivered, or not paid for: to the other side (SHFE: 20 %)"""
    grades: Annotated[tuple[Grade, ...], Meta(max_length=GRADES_MAX)] = (Grade("standard"),)

    @property
    def wrong(self) -> str | None:
        """What is wrong with them, in words."""
        goods = self.mode is EndingMode.in_goods
        steps = () if self.schedule is None else self.schedule.steps
        if len({one.name for one in self.grades}) < len(self.grades):
            return "a grade is named twice"
        if goods and self.schedule is not None and not self.schedule.offers < self.schedule.matching:
            return "goods are offered before they are matched"
        if goods and self.schedule is None:
            return "there is no schedule: on which trading days after the final price goods are offered, matched, paid"
        return wrong_delivery(steps, physical=goods)

    def finer(self, decimals: int) -> int:
        """How many decimals more the final price has than trades have."""
        return (decimals if self.final_decimals is None else self.final_decimals) - decimals

    def finer_by(self, decimals: int) -> int:
        """How many units of the final price one of the prices of trades is."""
        return int(10 ** self.finer(decimals))

    def wrong_for(self, decimals: int, multiplier: int) -> str | None:
        """What is wrong with them for a product whose prices have these decimals, one of which is worth so much."""
        finer = self.finer(decimals)
        if finer < 0 or multiplier % self.finer_by(decimals):
            return "a lot is worth whole units at every final price, which has the decimals of trades at least"
        return self.wrong

    def grade(self, name: str) -> Grade | None:
        """The grade of a name; None: it is not delivered."""
        return next((one for one in self.grades if one.name == name), None)
