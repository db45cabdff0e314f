# SPDX-License-Identifier: Apache-2.0
"""How positions are counted anew, some at a time, and what was opened in the day with them: what events follow."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import FollowingEvent
from counterfoil.law.module import Whole
from counterfoil.law.moment import known
from counterfoil.modules.futures.booking import Entered, Taken
from counterfoil.modules.futures.client_records import Whose
from counterfoil.modules.futures.control import LotsCounted
from counterfoil.modules.futures.counting import CountingMoved, Waiting, waiting_of
from counterfoil.modules.futures.openings import OpeningsCounted
from counterfoil.modules.futures.position_names import had_on, named
from counterfoil.modules.futures.positions import POSITIONS, Direction
from counterfoil.modules.futures.records import FUTURES, HOUSES, MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.rules_of_days import product_rules_on
from counterfoil.modules.futures.together import Counts, accounts_recounted, belongs_to, lots_in
from counterfoil.modules.futures.trade_policy import OpenedLots
from counterfoil.primitives.types import DayNumber, PartyId

COUNTED_AT_ONCE: Final = 1_000
"""Positions of one call: each is counted by two events at most, and a transaction causes 4,096."""
_NAMED_AT_ONCE: Final = 100
"""Contracts that one event names."""
Noted = Iterator[FollowingEvent]


def counted_anew(moment: Whole, house: str, one: Waiting) -> Noted:
    """The next positions are counted where they are now, in their order; where some are left it is noted how far."""
    accounts = accounts_recounted(moment, house, one)
    listed = {name for account in accounts for name in known(moment, MARGIN_ACCOUNTS, account).positions}
    left = sorted(name for name in listed if one.waits(name))
    now, rest = left[:COUNTED_AT_ONCE], left[COUNTED_AT_ONCE:]
    for name in now:
        contract, hedge = named(name)
        found = lots_in(moment, accounts, contract, hedge)
        yield from _moved(moment, house, one, (contract, hedge), (found[Direction.bought], found[Direction.sold]))
    if rest or any(other.key == one.key for other in waiting_of(moment, house)):
        yield CountingMoved(
            house=house,
            whose=one.whose,
            name=one.name,
            left=one.left,
            joined=one.joined,
            after=now[-1] if now else one.after,
            over=not rest,
        )


def _moved(moment: Whole, house: str, one: Waiting, of: tuple[str, HedgeFlag], lots: tuple[int, int]) -> Noted:
    """Out of where it was counted, into where it is."""
    contract, hedge = of
    if lots == (0, 0) or (one.whose is Whose.of_member and not known(moment, FUTURES, contract).counts_members):
        return
    if one.left is not None:
        yield counted(house, contract, hedge, (-lots[0], -lots[1]), {one.whose: one.left})
    if one.joined is not None:
        yield counted(house, contract, hedge, lots, {one.whose: one.joined})


def counted(house: str, contract: str, hedge: HedgeFlag, lots: tuple[int, int], counts: Counts) -> LotsCounted:
    """Of the client, the group, the member, as far as these are counted."""
    client, member = counts.get(Whose.of_client), counts.get(Whose.of_member)
    return LotsCounted(
        house=house,
        contract=contract,
        hedge=hedge,
        long=lots[0],
        short=lots[1],
        client=None if client is None else PartyId(client),
        group=counts.get(Whose.of_control),
        member=None if member is None else PartyId(member),
    )


def opened_more(moment: Whole, event: Entered | Taken, lots: int) -> Noted:
    """What a trade opened, or, negative, what is gone with it, where a limit of a day is to count it."""
    contract = known(moment, FUTURES, event.contract)
    if lots and product_rules_on(moment, event.product, event.day).limits_openings(event.hedge) is not None:
        counts = belongs_to(moment, known(moment, MARGIN_ACCOUNTS, event.account), contract)
        yield from _opened(contract.house, event.product, event.day, {event.contract: lots}, counts)


def all_opened(moment: Whole, house: str, one: Waiting) -> Noted:
    """What a client opened on the open day, when its accounts begin to count together, or with others, or end to."""
    day = known(moment, HOUSES, house).day
    if day is None:
        return
    found: dict[str, Counter[str]] = {}
    for account in accounts_recounted(moment, house, one):
        for listed in had_on(known(moment, MARGIN_ACCOUNTS, account), day):
            contract, hedge = named(listed)
            lots = known(moment, POSITIONS, account, contract, hedge).on(day).opened.lots
            product = known(moment, FUTURES, contract).product
            if lots and product_rules_on(moment, product, day).limits_openings(hedge) is not None:
                found.setdefault(product, Counter())[contract] += lots
    sign, name = (1, one.joined) if one.joined is not None else (-1, one.left)
    assert name is not None, "they begin to count with somebody, or end to"
    for product, lots_of in found.items():
        signed = {contract: sign * lots for contract, lots in lots_of.items()}
        yield from _opened(house, product, day, signed, {one.whose: name})


def _opened(house: str, product: str, day: DayNumber, lots: dict[str, int], counts: Counts) -> Noted:
    client, group = counts.get(Whose.of_client), counts.get(Whose.of_control)
    if client is None and group is None:
        return
    ordered = sorted(lots.items())
    for start in range(0, len(ordered), _NAMED_AT_ONCE):
        some = ordered[start : start + _NAMED_AT_ONCE]
        yield OpeningsCounted(
            house=house,
            product=product,
            day=day,
            contracts=tuple(OpenedLots(contract, number) for contract, number in some),
            client=None if client is None else PartyId(client),
            group=group,
        )
