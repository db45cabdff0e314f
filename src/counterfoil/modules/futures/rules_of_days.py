# SPDX-License-Identifier: Apache-2.0
"""By what a contract trades and is settled on a day: its product's rules, unless a locked day or a notice says more."""

from collections.abc import Sequence

from msgspec.structs import replace

from counterfoil.law.dated import D, in_force
from counterfoil.law.moment import Reader, known
from counterfoil.modules.futures.records import HOUSES, PRODUCTS, FuturesContract, House, Product, ProductRules
from counterfoil.primitives.types import DayNumber, Millionths, Timestamp


def began(house: House) -> Timestamp | None:
    """When the day began that is open; None: none is."""
    return None if house.day is None else house.begins(house.day)


def of_the_last_day(entries: Sequence[D], house: House) -> D:
    """Of a house's dated policy what is in force on the day that is open, or was last; of no day what was said last."""
    day = house.last_day
    return entries[-1] if day is None else rules_on(entries, house, day)


def rules_on(entries: Sequence[D], house: House, day: DayNumber) -> D:
    """Of a house's dated policy what is in force on a day."""
    return in_force(entries, house.begins(day)) or entries[0]


def product_rules_on(reads: Reader, product: str, day: DayNumber) -> ProductRules:
    """Of a product's rules those of a day, before what a locked day or a notice changes of one contract."""
    found = known(reads, PRODUCTS, product)
    return found.rules_at(known(reads, HOUSES, found.house).begins(day))


def rules_of(contract: FuturesContract, product: Product, house: House, day: DayNumber) -> ProductRules:
    """Limits and margins wider after a locked day; margins that were announced override both."""
    rules = product.rules_at(house.begins(day))
    locked, announced = contract.locked, contract.announced_margins
    if locked is not None and locked.counts(contract.settled):
        rules = _wider(rules, locked.limit_of(day), locked.margin_ppm)
    if announced is not None and announced.counts(contract.settled):
        rules = replace(
            rules, long_ppm=announced.long_ppm, short_ppm=announced.short_ppm, hedge_ppm=announced.hedge_ppm
        )
    return rules


def _wider(rules: ProductRules, limit_ppm: int, margin_ppm: int) -> ProductRules:
    """Nothing is less than the rules have it: they may have been raised for other reasons."""
    hedge_ppm = rules.hedge_ppm
    return replace(
        rules,
        limit_ppm=Millionths(max(rules.limit_ppm, limit_ppm)),
        long_ppm=Millionths(max(rules.long_ppm, margin_ppm)),
        short_ppm=Millionths(max(rules.short_ppm, margin_ppm)),
        hedge_ppm=None if hedge_ppm is None else Millionths(max(hedge_ppm, margin_ppm)),
    )
