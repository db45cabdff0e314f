# SPDX-License-Identifier: Apache-2.0
"""Which positions are large at a day's end: what all accounts of a client, a group, a member have open together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from counterfoil.evidence.text import format_day
from counterfoil.law.module import View, Whole
from counterfoil.law.moment import Reader, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import reports_calls as c
from counterfoil.modules.futures.client_records import CLIENTS, GROUPS
from counterfoil.modules.futures.house_accounts import accounts_of, answered_for
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.position_names import listed_as, named
from counterfoil.modules.futures.positions import POSITIONS, Direction
from counterfoil.modules.futures.reckoning import lots_on
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    House,
    MarginAccount,
    ProductRules,
)
from counterfoil.modules.futures.reports import (
    LargeNoMore,
    LargePosition,
    Noted,
    ReportAwaited,
    ReportStatus,
    table_of,
    threshold_of,
)
from counterfoil.modules.futures.reports_outcomes import ReportOutcome
from counterfoil.modules.futures.trading_days import day_after
from counterfoil.primitives.types import AccountId, PartyId


class Side(NamedTuple):
    """A client, a group, or a member, on one side of a contract."""

    name: str
    contract: str
    direction: Direction


class Sums(NamedTuple):
    """What is open of the contracts whose day is over, and of whom that may change yet."""

    clients: Counter[Side]
    groups: Counter[Side]
    members: Counter[Side]
    of: dict[str, str]
    """client → its group"""
    unsettled: set[str]
    """clients and groups of which an account is not settled for the day"""
    members_unsettled: set[str]


def are_all(event: ReportAwaited | LargeNoMore, moment: Whole) -> None:
    """The lots are what the client, or the member, has; a group's reach the threshold where it says so, else none's."""
    contract = known(moment, FUTURES, event.contract)
    house, product = known(moment, HOUSES, event.house), known(moment, PRODUCTS, contract.product)
    rules = product.rules_at(house.begins(event.day))
    if event.of_member:
        _require_lots(event, _lots(moment, _of_member(moment, event), event, rules))
        return
    client = known(moment, CLIENTS, event.house, event.holder)
    _require_lots(event, _lots(moment, client.accounts, event, rules))
    if isinstance(event, LargeNoMore) or event.grouped:
        together = 0 if client.group is None else _of_group(moment, client.group, event, rules)
        reached = rules.reported_from is not None and together >= rules.reported_from
        told = f"{event.holder} {event.contract}: {together} together"
        require(reached is isinstance(event, ReportAwaited), ReportOutcome.lots_are_others, told)


def noting(view: View, house: House) -> Iterator[c.NotePosition]:
    """What is to be noted of contracts whose day is over, client by client, and member by member.

    Only once all of their accounts are settled: until then a reduction, or an exercise, may yet change what they have.
    """
    contracts = dict(_over(view, house))
    if not contracts or not _goes_on(house):
        return
    sums = _sums(view, house, contracts)
    yield from _of_clients(view, house, contracts, sums)
    yield from _of_members(view, house, contracts, sums)


def _of_clients(view: View, house: House, contracts: dict[str, ProductRules], sums: Sums) -> Iterator[c.NotePosition]:
    seen = _seen(view, house, contracts, of_member=False)
    for side in sorted({*sums.clients, *seen}):
        lots, threshold = sums.clients[side], contracts[side.contract].reported_from
        group = sums.of.get(side.name)
        if threshold is None or side.name in sums.unsettled or group in sums.unsettled:
            continue
        together = 0 if group is None else sums.groups[side._replace(name=group)]
        grouped = 0 < lots < threshold <= together
        if _changes(seen.get(side), large=lots >= threshold or grouped):
            yield _note(side, lots, grouped=grouped)


def _of_members(view: View, house: House, contracts: dict[str, ProductRules], sums: Sums) -> Iterator[c.NotePosition]:
    seen = _seen(view, house, contracts, of_member=True)
    for side in sorted({*sums.members, *seen}):
        threshold = threshold_of(view, contracts[side.contract], side.contract, of_member=True)
        if threshold is None or side.name in sums.members_unsettled:
            continue
        if _changes(seen.get(side), large=sums.members[side] >= threshold):
            yield _note(side, sums.members[side], of_member=True)


def _seen(
    view: View, house: House, contracts: dict[str, ProductRules], *, of_member: bool
) -> dict[Side, LargePosition]:
    """What was noted of these contracts before."""
    rows = (one for _, one in view.rows(table_of(of_member=of_member), house.house))
    return {Side(one.holder, one.contract, one.side): one for one in rows if one.contract in contracts}


def _changes(seen: LargePosition | None, *, large: bool) -> bool:
    """Whether a large position is noted anew, or one that was reported is large no more."""
    if large:
        return seen is None or seen.status is ReportStatus.below
    return seen is not None and seen.status is ReportStatus.reported


def _note(side: Side, lots: int, *, grouped: bool = False, of_member: bool = False) -> c.NotePosition:
    return c.NotePosition(
        contract=side.contract,
        holder=PartyId(side.name),
        direction=side.direction,
        lots=lots,
        grouped=grouped,
        of_member=of_member,
    )


def _over(view: View, house: House) -> Iterator[tuple[str, ProductRules]]:
    """Contracts of which positions are judged now, and the rules of that day."""
    for _, contract in view.rows(FUTURES):
        product = view.read(PRODUCTS, contract.product) if contract.house == house.house else None
        if product is not None and contract.settled is not None and contract.settled == house.last_day:
            rules = product.rules_at(house.begins(contract.settled))
            if rules.reported_from is not None or rules.member_reported is not None:
                yield contract.contract, rules


def _goes_on(house: House) -> bool:
    """Whether the calendar reaches the day by whose end is reported."""
    try:
        return house.last_day is not None and bool(day_after(house, house.last_day))
    except Refused:
        return False


def _sums(view: View, house: House, contracts: dict[str, ProductRules]) -> Sums:
    """What clients have of these contracts, groups, and members; in which group a client is; who is not settled yet."""
    sums = Sums(Counter(), Counter(), Counter(), {}, set(), set())
    for account in accounts_of(view, house.house):
        client = view.read(CLIENTS, house.house, account.holder) if account.positions else None
        group = None if client is None else client.group
        if account.settled != house.last_day and not contracts.keys().isdisjoint(_may_change(view, account)):
            sums.unsettled.update(one for one in (account.holder, group) if one is not None)
            sums.members_unsettled.add(account.member)
        for listed in account.positions:
            name, hedge = named(listed)
            position = view.read(POSITIONS, account.account, name, hedge) if name in contracts else None
            if position is None or hedge not in contracts[name].reported_for:
                continue
            if group is not None:
                sums.of[account.holder] = group
            for direction, lots in zip(Direction, (position.long_lots, position.short_lots), strict=True):
                _add(sums, Side(account.holder, name, direction), group, account.member, lots)
    return sums


def _add(sums: Sums, side: Side, group: str | None, member: str, lots: int) -> None:
    if lots:
        sums.clients[side] += lots
        sums.members[side._replace(name=member)] += lots
        if group is not None:
            sums.groups[side._replace(name=group)] += lots


def _require_lots(event: Noted, there: int) -> None:
    told = f"{event.holder} {event.contract}: {there}"
    require(there == event.lots, ReportOutcome.lots_are_others, told)


def _of_member(moment: Whole, event: Noted) -> Iterator[AccountId]:
    """All accounts for which the member answers."""
    known(moment, MEMBERS, event.house, event.holder)
    return (one.account for one in answered_for(moment, event.house, event.holder))


def _of_group(moment: Whole, group: str, event: Noted, rules: ProductRules) -> int:
    holders = known(moment, GROUPS, event.house, group).holders
    accounts = (one for holder in holders for one in known(moment, CLIENTS, event.house, holder).accounts)
    return _lots(moment, accounts, event, rules)


def _may_change(reads: Reader, account: MarginAccount) -> Iterator[str]:
    """Contracts of which an account that is not settled may come to have more or less: also what is beneath options."""
    for listed in account.positions:
        contract = known(reads, FUTURES, named(listed)[0])
        yield contract.contract
        if contract.option is not None:
            yield contract.option.underlying


def _lots(reads: Reader, accounts: Iterable[AccountId], event: Noted, rules: ProductRules) -> int:
    """What these accounts have of one side of a contract, for the purposes that count toward a large one.

    Refused while one of them that has the contract, or an option on it, is not settled: a reduction, or an exercise,
    may yet change what it has.
    """
    found, told = 0, f"{event.holder} {event.contract}: {format_day(event.day)}"
    for name in accounts:
        account = known(reads, MARGIN_ACCOUNTS, name)
        waits = account.settled != event.day and event.contract in _may_change(reads, account)
        require(not waits, FuturesOutcome.not_settled_yet, told)
        for hedge in rules.reported_for:
            if listed_as(event.contract, hedge) in account.positions:
                position = known(reads, POSITIONS, name, event.contract, hedge)
                found += lots_on(position, event.side)
    return found
