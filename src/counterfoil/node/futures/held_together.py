# SPDX-License-Identifier: Apache-2.0
"""What clients, groups under one actual control, and members have open of a contract, and what of it may be more."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from counterfoil.evidence.text import format_day
from counterfoil.law.module import View
from counterfoil.modules.futures.client_records import CLIENTS, Whose
from counterfoil.modules.futures.house_accounts import accounts_of
from counterfoil.modules.futures.position_names import had_on, listed_as, named
from counterfoil.modules.futures.positions import POSITIONS, Direction
from counterfoil.modules.futures.quotas import QUOTAS, QuotaGrant
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    PRODUCTS,
    FuturesContract,
    HedgeFlag,
    House,
    MarginAccount,
    ProductRules,
)
from counterfoil.modules.futures.reports import threshold_of
from counterfoil.modules.futures.rules_of_days import of_the_last_day
from counterfoil.modules.futures.together import limit_of
from counterfoil.modules.futures.within_quotas import held_for
from counterfoil.primitives.errors import InputError

SIDES: Final = {Direction.bought: "long", Direction.sold: "short"}


class Held(NamedTuple):
    """A contract, and what is in force of it."""

    contract: FuturesContract
    house: House
    rules: ProductRules


class Sums(NamedTuple):
    """Lots of one side, of whom."""

    counted: Counter[tuple[Whose, str, Direction]]
    """for the purposes that the limit counts"""
    besides: Counter[tuple[Whose, str, Direction]]
    reported: Counter[tuple[Whose, str, Direction]]
    """for those that count toward a large position"""


def found(view: View, name: str) -> Held:
    """InputError where there is no such contract."""
    contract = view.read(FUTURES, name)
    if contract is None:
        raise InputError("is no contract here", where=name, remedy="counterfoil show records futures/contract")
    house, product = view.read(HOUSES, contract.house), view.read(PRODUCTS, contract.product)
    assert house is not None and product is not None, "nothing of them is ever removed"
    return Held(contract, house, of_the_last_day(product.rules, house))


def together(view: View, name: str, wanted: tuple[Whose, str] | None = None) -> list[dict[str, Any]]:
    """One row for each side of whoever has anything: counted lots, limit, what is left of it, and what is reported."""
    of = found(view, name)
    opened, sums = _opened(view, of), Sums(Counter(), Counter(), Counter())
    for account in accounts_of(view, of.house.house):
        for hedge, side, lots in _open(view, account, name):
            for whose in _whose(view, account):
                (sums.counted if hedge in of.rules.counted else sums.besides)[*whose, side] += lots
                sums.reported[*whose, side] += lots if hedge in of.rules.reported_for else 0
    asked = (one for one in {*sums.counted, *sums.besides} if wanted in (None, one[:2]))
    rows = sorted(asked, key=lambda one: (list(Whose).index(one[0]), one[1], list(Direction).index(one[2])))
    return [_row(view, of, one, sums) | _row_of_day(of, one[0], opened[one[:2]]) for one in rows]


def _opened(view: View, of: Held) -> Counter[tuple[Whose, str]]:
    """Lots of the contract that each opened on the last day, for purposes that need no quota."""
    opened: Counter[tuple[Whose, str]] = Counter()
    day, name = of.house.last_day, of.contract.contract
    if day is None:
        return opened
    for account in accounts_of(view, of.house.house):
        listed = had_on(account, day)
        for hedge in HedgeFlag:
            counts = listed_as(name, hedge) in listed and hedge not in of.rules.quotas
            position = view.read(POSITIONS, account.account, name, hedge) if counts else None
            if position is not None:
                for whose in _whose(view, account):
                    opened[whose] += position.on(day).opened.lots
    return opened


def quotas(view: View, house: str, holder: str) -> list[dict[str, Any]]:
    """What a client was granted, side by side with what it has open; InputError where it is no client of the house."""
    client = view.read(CLIENTS, house, holder)
    if client is None:
        raise InputError("has no margin account there", where=holder, remedy="counterfoil show records futures/client")
    there = [account for one in client.accounts if (account := view.read(MARGIN_ACCOUNTS, one)) is not None]
    rows = []
    for _, quota in view.rows(QUOTAS, house, holder):
        for grant in quota.entries:
            rows += [_quota_row(view, there, quota.product, quota.hedge, grant, side) for side in Direction]
    return rows


def _quota_row(
    view: View, accounts: list[MarginAccount], product: str, hedge: HedgeFlag, grant: QuotaGrant, side: Direction
) -> dict[str, Any]:
    listed = {named(one)[0] for account in accounts for one in account.positions}
    contracts = [one for name in sorted(listed) if (one := view.read(FUTURES, name)) is not None]
    of = next((one for one in contracts if one.product == product and grant.contract in (None, one.contract)), None)
    there = 0 if of is None else held_for(view, accounts, grant, of, hedge)[side]
    return {
        "product": product,
        "contract": grant.contract or "all",
        "purpose": hedge.value,
        "side": SIDES[side],
        "from": format_day(grant.first),
        "to": format_day(grant.last),
        "quota": grant.of(side),
        "open": there,
        "left": max(grant.of(side) - there, 0),
        "document": grant.document,
    }


def _open(view: View, account: MarginAccount, contract: str) -> Iterator[tuple[HedgeFlag, Direction, int]]:
    """Lots open of a contract, purpose by purpose."""
    for listed in account.positions:
        name, hedge = named(listed)
        position = view.read(POSITIONS, account.account, name, hedge) if name == contract else None
        if position is not None:
            sides = zip(Direction, (position.long_lots, position.short_lots), strict=True)
            yield from ((hedge, side, lots) for side, lots in sides if lots)


def _whose(view: View, account: MarginAccount) -> list[tuple[Whose, str]]:
    """With whom an account is counted: its holder, the group that is in, its member."""
    client = view.read(CLIENTS, account.house, account.holder)
    group = None if client is None else client.group
    named_so = ((Whose.of_client, account.holder), (Whose.of_control, group), (Whose.of_member, account.member))
    return [(whose, name) for whose, name in named_so if name is not None]


def _row(view: View, of: Held, one: tuple[Whose, str, Direction], sums: Sums) -> dict[str, Any]:
    whose, name, side = one
    judged = whose is not Whose.of_member or of.contract.counts_members
    limit = limit_of(view, whose, of.contract.contract, of.rules) if judged else None
    large = threshold_of(view, of.rules, of.contract.contract, of_member=whose is Whose.of_member)
    return {
        "of": whose.value.removeprefix("of_"),
        "name": name,
        "side": SIDES[side],
        "counted": sums.counted[one],
        "besides": sums.besides[one],
        "limit": limit,
        "left": None if limit is None else max(limit - sums.counted[one], 0),
        "reported_from": large,
        "large": large is not None and sums.reported[one] >= large,
    }


def _row_of_day(of: Held, whose: Whose, opened: int) -> dict[str, Any]:
    """What was opened on the last day, and how much may be: of a member any."""
    openings = None if whose is Whose.of_member else of.rules.openings
    return {"opened": opened, "openings": None if openings is None else openings.of(of.contract.contract)}
