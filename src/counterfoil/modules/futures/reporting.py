# SPDX-License-Identifier: Apache-2.0
"""Which positions are large at a day's end: what all accounts of a client, and of a group, have open together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from counterfoil.law.module import View, Whole
from counterfoil.law.moment import Reader, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import reports_calls as c
from counterfoil.modules.futures.client_records import CLIENTS, GROUPS
from counterfoil.modules.futures.positions import POSITIONS, Direction, named
from counterfoil.modules.futures.records import FUTURES, HOUSES, MARGIN_ACCOUNTS, PRODUCTS, House, ProductRules
from counterfoil.modules.futures.reports import LARGE_POSITIONS, LargeNoMore, Noted, ReportAwaited, ReportStatus
from counterfoil.modules.futures.reports_outcomes import ReportOutcome
from counterfoil.modules.futures.trading_days import day_after
from counterfoil.primitives.types import AccountId, PartyId


class Side(NamedTuple):
    """A client, or a group, on one side of a contract."""

    name: str
    contract: str
    direction: Direction


def are_all(event: ReportAwaited | LargeNoMore, moment: Whole) -> None:
    """The lots are what the client has; a group's reach the threshold where it says so, and else none's does."""
    contract = known(moment, FUTURES, event.contract)
    house, product = known(moment, HOUSES, event.house), known(moment, PRODUCTS, contract.product)
    rules = product.rules_at(house.begins(event.day))
    client = known(moment, CLIENTS, event.house, event.holder)
    there = _lots(moment, client.accounts, event, rules)
    require(there == event.lots, ReportOutcome.lots_are_others, f"{event.holder} {event.contract}: {there}")
    if isinstance(event, LargeNoMore) or event.grouped:
        together = 0 if client.group is None else _of_group(moment, client.group, event, rules)
        reached = rules.reported_from is not None and together >= rules.reported_from
        told = f"{event.holder} {event.contract}: {together} together"
        require(reached is isinstance(event, ReportAwaited), ReportOutcome.lots_are_others, told)


def noting(view: View, house: House) -> Iterator[c.NotePosition]:
    """What is to be noted of contracts whose day is over, client by client, once all of its accounts are settled.

    Until then a reduction, or an exercise, may yet change what they have.
    """
    contracts = dict(_over(view, house))
    if not contracts or not _goes_on(house):
        return
    clients, groups, of, unsettled = _sums(view, house, contracts)
    seen = {Side(one.holder, one.contract, one.side): one for _, one in view.rows(LARGE_POSITIONS, house.house)}
    for side in sorted({*clients, *(one for one in seen if one.contract in contracts)}):
        lots, threshold = clients[side], contracts[side.contract].reported_from or 0
        group = of.get(side.name)
        if side.name in unsettled or group in unsettled:
            continue
        together = 0 if group is None else groups[side._replace(name=group)]
        grouped = 0 < lots < threshold <= together
        large, now = lots >= threshold or grouped, seen.get(side)
        fresh = now is None or now.status is ReportStatus.below
        fell = now is not None and now.status is ReportStatus.reported
        if fresh if large else fell:
            yield c.NotePosition(
                contract=side.contract,
                holder=PartyId(side.name),
                direction=side.direction,
                lots=lots,
                grouped=grouped,
            )


def _over(view: View, house: House) -> Iterator[tuple[str, ProductRules]]:
    """Contracts of which positions are judged now, and the rules of that day."""
    for _, contract in view.rows(FUTURES):
        product = view.read(PRODUCTS, contract.product) if contract.house == house.house else None
        if product is not None and contract.settled is not None and contract.settled == house.last_day:
            rules = product.rules_at(house.begins(contract.settled))
            if rules.reported_from is not None:
                yield contract.contract, rules


def _goes_on(house: House) -> bool:
    """Whether the calendar reaches the day by whose end is reported."""
    try:
        return house.last_day is not None and bool(day_after(house, house.last_day))
    except Refused:
        return False


def _sums(
    view: View, house: House, contracts: dict[str, ProductRules]
) -> tuple[Counter[Side], Counter[Side], dict[str, str], set[str]]:
    """What clients have of these contracts, and groups; in which group a client is; and who is not settled yet."""
    clients: Counter[Side] = Counter()
    groups: Counter[Side] = Counter()
    of: dict[str, str] = {}
    unsettled: set[str] = set()
    for _, account in view.rows(MARGIN_ACCOUNTS):
        for listed in account.positions if account.house == house.house else ():
            name, hedge = named(listed)
            position = view.read(POSITIONS, account.account, name, hedge) if name in contracts else None
            if position is None or hedge not in contracts[name].counted:
                continue
            client = view.read(CLIENTS, house.house, account.holder)
            group = None if client is None else client.group
            if account.settled != house.last_day:
                unsettled |= {one for one in (account.holder, group) if one is not None}
            for direction, lots in zip(Direction, (position.long_lots, position.short_lots), strict=True):
                if lots:
                    clients[Side(account.holder, name, direction)] += lots
                    if group is not None:
                        of[account.holder] = group
                        groups[Side(group, name, direction)] += lots
    return clients, groups, of, unsettled


def _of_group(moment: Whole, group: str, event: Noted, rules: ProductRules) -> int:
    holders = known(moment, GROUPS, event.house, group).holders
    accounts = (one for holder in holders for one in known(moment, CLIENTS, event.house, holder).accounts)
    return _lots(moment, accounts, event, rules)


def _lots(reads: Reader, accounts: Iterable[AccountId], event: Noted, rules: ProductRules) -> int:
    """What these accounts have of one side of a contract, for the purposes that the limit counts."""
    found = 0
    for name in accounts:
        listed = known(reads, MARGIN_ACCOUNTS, name).positions
        for hedge in rules.counted:
            if f"{event.contract}/{hedge}" in listed:
                position = known(reads, POSITIONS, name, event.contract, hedge)
                found += position.long_lots if event.side is Direction.bought else position.short_lots
    return found
