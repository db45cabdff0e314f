# SPDX-License-Identifier: Apache-2.0
"""Combinations (组合保证金优惠): products of which long and short margin of one account offset each other.

Margin is paired, not lots: what one side of a group needs against what the other side does, whichever products and
contracts they are of. What a product pairs by itself, on its larger side, is paired there and not once more.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Final, NamedTuple

import msgspec
from msgspec import Meta

from counterfoil.law.dated import scheduled
from counterfoil.law.event import Consents, EventData, Touch
from counterfoil.law.moment import Moment, Reader
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.combining_outcomes import CombiningOutcome
from counterfoil.modules.futures.events import OfHouse
from counterfoil.modules.futures.records import House
from counterfoil.modules.futures.rules_of_days import of_the_last_day
from counterfoil.primitives.types import PARTS_PER_MILLION, Millionths, Timestamp

GROUPS_MAX: Final = 64
GROUPED_MAX: Final = 32


class Combination(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Products whose margins offset each other, and how much of what is paired needs no margin."""

    group: Annotated[str, Meta(min_length=1, max_length=64)]
    products: Annotated[tuple[str, ...], Meta(min_length=1, max_length=GROUPED_MAX)]
    credit_ppm: Annotated[Millionths, Meta(ge=1, le=1_000_000)]
    """of the smaller side; the whole of it: the larger side's margin is enough"""


Combinations = Annotated[tuple[Combination, ...], Meta(max_length=GROUPS_MAX)]


class CombinationRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What offsets what, from a time on."""

    since: Timestamp
    groups: tuple[Combination, ...]


_NONE_YET: Final = CombinationRules(since=Timestamp(0), groups=())
"""In force until the first rules are, where these are of later, or a day is open when they are set."""


class CombinationPolicy(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which products of a house offset each other's margin."""

    house: str
    rules: tuple[CombinationRules, ...]


COMBINATIONS: Final = Table(
    "futures/combinations", CombinationPolicy, CombiningOutcome.no_combinations, CombiningOutcome.combinations_exist
)


class Sides(NamedTuple):
    """What an account's positions of a product need."""

    product: str
    larger: bool
    """whether the larger side's margin alone is needed"""
    long: int
    short: int

    @property
    def margin(self) -> int:
        """By itself."""
        return max(self.long, self.short) if self.larger else self.long + self.short

    @property
    def unpaired(self) -> tuple[int, int]:
        """Of each side what other products may be paired with."""
        paired = min(self.long, self.short) if self.larger else 0
        return self.long - paired, self.short - paired


def credit_of(sides: Iterable[Sides], groups: Iterable[Combination]) -> int:
    """What combinations spare: of each group the smaller side's share, rounded down to the cash's smallest unit."""
    unpaired, spared = {one.product: one.unpaired for one in sides}, 0
    for group in groups:
        there = [unpaired[product] for product in group.products if product in unpaired]
        paired = min(sum(long for long, _ in there), sum(short for _, short in there))
        spared += paired * group.credit_ppm // PARTS_PER_MILLION
    return spared


def combined(moment: Reader, house: House, sides: Iterable[Sides]) -> int:
    """The same, by the rules of the day that is open, or was last. Who has one side alone has nothing to pair."""
    there = tuple(sides)
    if not (any(one.unpaired[0] for one in there) and any(one.unpaired[1] for one in there)):
        return 0
    policy = moment.read(COMBINATIONS, house.house)
    return 0 if policy is None else credit_of(there, of_the_last_day(policy.rules, house).groups)


class CombinationsSet(OfHouse, frozen=True):
    """Margins of these products offset each other from a time on."""

    type: ClassVar[str] = "futures.combinations_set"
    since: Timestamp
    groups: tuple[Combination, ...]
    kept_from: Timestamp
    """what was in force then stays on record: when the day began that is open, or now"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(COMBINATIONS, (self.house,), self._with)

    def _with(self, before: CombinationPolicy | None) -> CombinationPolicy:
        entry = CombinationRules(since=self.since, groups=self.groups)
        entries = (_NONE_YET,) if before is None else before.rules
        rules = scheduled(entries, entry, self.kept_from, CombiningOutcome.too_many_combination_rules, self.house)
        return CombinationPolicy(house=self.house, rules=rules)


EVENTS: Final[tuple[type[EventData], ...]] = (CombinationsSet,)
TABLES: Final = (COMBINATIONS,)
