# SPDX-License-Identifier: Apache-2.0
"""Who delivers to whom: the published rule, by whole numbers alone, so that anybody who has all sides finds the same.

1. Buyers who said that they want goods, in the order in which they said so (ties: by account), take goods of the grade
   that they named, in the order in which these were offered (ties: by account; within one offer as listed).
2. In the same order they take of what is left.
3. Lots of buyers that are left go to lots of sellers that are left, each in the order of accounts: first those of
   buyers who wanted goods, against sellers who named none; then those of buyers who did not, against sellers who named
   goods; last those where neither did.

Parcels are numbered from 1 as they come about.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from counterfoil.modules.futures.delivery import Failing, Goods
from counterfoil.primitives.types import AccountId, InstrumentId


class Seller(NamedTuple):
    """Who is to deliver: all its lots, and the goods that it named, when."""

    account: AccountId
    lots: int
    said_at: int
    offered: tuple[tuple[Goods, str], ...]
    """each with its grade"""


class Buyer(NamedTuple):
    """Who is to be delivered to: all its lots, the delivery units that it wants, when it said so, of which grade."""

    account: AccountId
    lots: int
    units: int
    said_at: int
    grade: str


class Matched(NamedTuple):
    """Both sides of a parcel."""

    number: int
    seller: AccountId
    buyer: AccountId
    lots: int
    goods: Goods | None
    failing: Failing


def matched(sellers: Iterable[Seller], buyers: Iterable[Buyer], unit: int) -> list[Matched]:
    """All parcels; as many lots are sold as bought."""
    sellers, buyers = list(sellers), list(buyers)
    offers = [
        _Offer(one.account, goods.instrument, grade, goods.units)
        for one in sorted(sellers, key=lambda one: (one.said_at, one.account))
        for goods, grade in one.offered
    ]
    wishes = [
        _Wish(one.account, one.grade, one.units) for one in sorted(buyers, key=lambda one: (one.said_at, one.account))
    ]
    taken = [*_taken(wishes, offers, graded=True), *_taken(wishes, offers, graded=False)]
    found = [
        Matched(number, seller, buyer, units * unit, Goods(instrument, units), Failing.no_side)
        for number, (seller, buyer, instrument, units) in enumerate(taken, 1)
    ]
    left = _left(sellers, buyers, offers, wishes, found, unit)
    return [*found, *(one._replace(number=number) for number, one in enumerate(left, len(found) + 1))]


@dataclass
class _Offer:
    account: AccountId
    instrument: InstrumentId
    grade: str
    units: int


@dataclass
class _Wish:
    account: AccountId
    grade: str
    units: int


def _taken(
    wishes: list[_Wish], offers: list[_Offer], *, graded: bool
) -> Iterator[tuple[AccountId, AccountId, InstrumentId, int]]:
    """Seller, buyer, instrument and units of each parcel; of the wished grade, or of any."""
    queues: dict[str, deque[_Offer]] = defaultdict(deque)
    for offer in offers:
        if offer.units:
            queues[offer.grade if graded else ""].append(offer)
    for wish in wishes:
        if graded and not wish.grade:
            continue
        queue = queues[wish.grade if graded else ""]
        while wish.units and queue:
            offer = queue[0]
            units = min(wish.units, offer.units)
            wish.units -= units
            offer.units -= units
            if not offer.units:
                queue.popleft()
            yield offer.account, wish.account, offer.instrument, units


def _left(
    sellers: list[Seller],
    buyers: list[Buyer],
    offers: list[_Offer],
    wishes: list[_Wish],
    found: list[Matched],
    unit: int,
) -> Iterator[Matched]:
    """Lots of which one side or both fail."""
    sold, bought = _Lots(sellers, found, buys=False), _Lots(buyers, found, buys=True)
    offered: dict[AccountId, int] = defaultdict(int)
    for one in offers:
        offered[one.account] += one.units * unit
    wanted = {one.account: one.units * unit for one in wishes}
    willing_sellers, others = sold.parted(offered)
    willing_buyers, unwilling = bought.parted(wanted)
    for failing, from_sellers, from_buyers in (
        (Failing.seller, others, willing_buyers),
        (Failing.buyer, willing_sellers, unwilling),
        (Failing.both_sides, others, unwilling),
    ):
        for seller, buyer, lots in _paired(from_sellers, from_buyers):
            yield Matched(0, seller, buyer, lots, None, failing)


class _Lots:
    """What is left of each account's lots once goods are matched."""

    def __init__(self, sides: Iterable[Seller | Buyer], found: list[Matched], *, buys: bool) -> None:
        self._left = {one.account: one.lots for one in sorted(sides, key=lambda one: one.account)}
        for one in found:
            self._left[one.buyer if buys else one.seller] -= one.lots

    def parted(self, willing: dict[AccountId, int]) -> tuple[deque[list], deque[list]]:  # type: ignore[type-arg]
        """Those that did their part, and those that did not."""
        did = deque([account, willing.get(account, 0)] for account in self._left if willing.get(account, 0))
        others = ((account, lots - willing.get(account, 0)) for account, lots in self._left.items())
        return did, deque([account, lots] for account, lots in others if lots)


def _paired(sellers: deque, buyers: deque) -> Iterator[tuple[AccountId, AccountId, int]]:  # type: ignore[type-arg]
    """The first of both, as many lots as both have, until one side has none left."""
    while sellers and buyers:
        lots = min(sellers[0][1], buyers[0][1])
        yield sellers[0][0], buyers[0][0], lots
        for side in (sellers, buyers):
            side[0][1] -= lots
            if not side[0][1]:
                side.popleft()
