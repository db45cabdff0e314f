# SPDX-License-Identifier: Apache-2.0
"""What accounts have together, and whether more may be opened: no law reads that, limits do."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.module import Whole
from counterfoil.law.moment import Reader, known
from counterfoil.law.outcome import Outcome, Refused, require
from counterfoil.modules.futures.booking import Booked, Entered
from counterfoil.modules.futures.client_records import CLIENTS, TOGETHER, Whose
from counterfoil.modules.futures.control_outcomes import ControlOutcome
from counterfoil.modules.futures.counting import Waiting, waiting_of
from counterfoil.modules.futures.give_ups import GIVE_UPS, TradeCarried
from counterfoil.modules.futures.openings import OPENINGS
from counterfoil.modules.futures.openings_outcomes import OpeningOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.position_names import listed_as
from counterfoil.modules.futures.positions import POSITIONS, PUBLISHED, Direction, Offset
from counterfoil.modules.futures.quotas_outcomes import QuotaOutcome
from counterfoil.modules.futures.records import (
    FUTURES,
    MARGIN_ACCOUNTS,
    FuturesContract,
    HedgeFlag,
    MarginAccount,
    ProductRules,
)
from counterfoil.modules.futures.rules_of_days import product_rules_on
from counterfoil.modules.futures.trade_policy import JUDGED_OF_ALL, ForceCloseReason
from counterfoil.modules.futures.within_openings import opened_by
from counterfoil.modules.futures.within_quotas import beyond, granted, held_for, peaks
from counterfoil.primitives.types import AccountId

OUTCOMES: Final[dict[Whose, Outcome]] = {
    Whose.of_client: ControlOutcome.client_limit,
    Whose.of_control: ControlOutcome.control_limit,
    Whose.of_member: ControlOutcome.member_limit,
}
OPENED_TOO_MANY: Final[dict[Whose, Outcome]] = {
    Whose.of_client: OpeningOutcome.client_opened_too_many,
    Whose.of_control: OpeningOutcome.control_opened_too_many,
}
Counts = dict[Whose, str]
"""With whose other accounts an account is counted."""


def belongs_to(reads: Reader, account: MarginAccount, contract: FuturesContract) -> Counts:
    """With whom it counts. Of who has one account, is under no control, and whose member has no limit: with nobody."""
    client, found = known(reads, CLIENTS, account.house, account.holder), Counts()
    if len(client.accounts) > 1:
        found[Whose.of_client] = client.holder
    if client.group is not None:
        found[Whose.of_control] = client.group
    if contract.counts_members:
        found[Whose.of_member] = account.member
    return found


def counted_with(reads: Reader, account: MarginAccount, contract: FuturesContract, hedge: HedgeFlag) -> Counts:
    """Where a position is counted now: where it belongs, or, while its turn is to come, where it was."""
    found = belongs_to(reads, account, contract)
    for one in waiting_of(reads, account.house):
        if not one.is_of(account) or not one.waits(listed_as(contract.contract, hedge)):
            continue
        found.pop(one.whose, None)
        if one.left is not None and (one.whose is not Whose.of_member or contract.counts_members):
            found[one.whose] = one.left
    return found


def accounts_recounted(reads: Reader, house: str, one: Waiting) -> tuple[AccountId, ...]:
    """Whose positions are counted anew."""
    if one.whose is Whose.of_member:
        return (AccountId(one.name),)
    return known(reads, CLIENTS, house, one.name).accounts


def lots_in(reads: Reader, accounts: Iterable[AccountId], contract: str, hedge: HedgeFlag) -> dict[Direction, int]:
    """What these accounts have open of a contract for a purpose."""
    found = dict.fromkeys(Direction, 0)
    for account in accounts:
        if listed_as(contract, hedge) in known(reads, MARGIN_ACCOUNTS, account).positions:
            position = known(reads, POSITIONS, account, contract, hedge)
            found[Direction.bought] += position.long_lots
            found[Direction.sold] += position.short_lots
    return found


def lots_of(
    reads: Reader, whose: Whose, name: str, contract: str, purposes: Iterable[HedgeFlag]
) -> dict[Direction, int]:
    """What is open of a side, for these purposes: what is counted, and what is to be counted there, or no more."""
    found, house = dict.fromkeys(Direction, 0), known(reads, FUTURES, contract).house
    waiting = [one for one in waiting_of(reads, house) if one.whose is whose and name in (one.left, one.joined)]
    for hedge in purposes:
        there = reads.read(TOGETHER, whose, name, contract, hedge)
        if there is not None:
            found[Direction.bought] += there.long
            found[Direction.sold] += there.short
        for one in waiting:
            if one.waits(listed_as(contract, hedge)):
                sign = 1 if one.joined == name else -1
                for side, lots in lots_in(reads, accounts_recounted(reads, house, one), contract, hedge).items():
                    found[side] += sign * lots
    return found


def within_limits(event: Entered, moment: Whole) -> None:
    """No more is opened than a client, a group under one actual control, and a member may have together.

    A closing is asked only why, where it is forced because of what is held together.
    """
    forced_for = event.forced_for if isinstance(event, Booked) else None
    opens = any(fill.offset is Offset.opens for fill in event.fills)
    if not opens and forced_for not in JUDGED_OF_ALL:
        return
    account, contract = known(moment, MARGIN_ACCOUNTS, event.account), known(moment, FUTURES, event.contract)
    counts = belongs_to(moment, account, contract)
    rules = product_rules_on(moment, contract.product, event.day) if counts or forced_for in JUDGED_OF_ALL else None
    if rules is None:
        return
    if forced_for in JUDGED_OF_ALL:
        require(_is_beyond(event, moment, rules, counts), FuturesOutcome.not_forced, str(forced_for))
        return
    if isinstance(event, TradeCarried):
        counts = _but_for_the_executing_end(event, moment, counts)
    if event.hedge in rules.counted:
        _require_room(event, moment, rules, counts)
    _require_openings(event, moment, rules, counts)
    if event.hedge in rules.quotas and Whose.of_client in counts:
        _require_quota(event, moment, account, contract)


def limit_of(reads: Reader, whose: Whose, contract: str, rules: ProductRules) -> int | None:
    """How many lots of a side may be open together; None: any."""
    if whose is not Whose.of_member:
        return rules.position_limit
    published = reads.read(PUBLISHED, contract)
    limit = rules.member_limit
    return None if limit is None else limit.of(0 if published is None else published.open_interest)


def _require_room(event: Entered, moment: Whole, rules: ProductRules, counts: Counts) -> None:
    for whose, name in counts.items():
        limit = limit_of(moment, whose, event.contract, rules)
        there = lots_of(moment, whose, name, event.contract, rules.counted)
        for side, most in peaks(event.fills).items():
            if limit is not None and there[side] + most > limit:
                raise Refused(OUTCOMES[whose], f"{name} {event.contract}: {there[side] + most} of {limit}")


def _require_openings(event: Entered, moment: Whole, rules: ProductRules, counts: Counts) -> None:
    """A client's accounts, and those under one actual control, open no more in a day than one account may."""
    limit, more = rules.limits_openings(event.hedge), opened_by(event.fills)
    for whose, outcome in OPENED_TOO_MANY.items():
        if limit is None or not more or whose not in counts:
            continue
        found = moment.read(OPENINGS, whose, counts[whose], event.product)
        there = {} if found is None else found.on(event.day)
        told = limit.exceeded_by(event.contract, there.get(event.contract, 0) + more, sum(there.values()) + more)
        require(told is None, outcome, f"{counts[whose]} {told}")


def _require_quota(event: Entered, moment: Whole, account: MarginAccount, contract: FuturesContract) -> None:
    """What a client has open for a purpose, in all its accounts, stays within what it was granted."""
    accounts = known(moment, CLIENTS, account.house, account.holder).accounts
    there = [known(moment, MARGIN_ACCOUNTS, one) for one in accounts]
    for grant in granted(moment, account, contract, event.hedge, event.day):
        told = beyond(grant, held_for(moment, there, grant, contract, event.hedge), peaks(event.fills))
        require(told is None, QuotaOutcome.client_beyond_quota, f"{account.holder}: {told}")


def _is_beyond(event: Entered, moment: Whole, rules: ProductRules, counts: Counts) -> bool:
    """Whether all that is closed of each side is beyond the limit: no more than brings what is held back to it."""
    of_member = isinstance(event, Booked) and event.forced_for is ForceCloseReason.member_over_limit
    judged = {whose: name for whose, name in counts.items() if of_member is (whose is Whose.of_member)}
    for side in Direction:
        closed = sum(fill.lots for fill in event.fills if fill.direction.other is side)
        if closed > max((_beyond(event, moment, rules, side, one) for one in judged.items()), default=0):
            return False
    return event.hedge in rules.counted


def _beyond(event: Entered, moment: Whole, rules: ProductRules, side: Direction, whose: tuple[Whose, str]) -> int:
    """Lots of a side that are beyond the limit."""
    limit = limit_of(moment, whose[0], event.contract, rules)
    there = lots_of(moment, *whose, event.contract, rules.counted)[side]
    return 0 if limit is None else max(there - limit, 0)


def _but_for_the_executing_end(event: TradeCarried, moment: Whole, counts: Counts) -> Counts:
    """Until it is let go a trade stands at both ends: where both are counted together, it is no more than before."""
    given = known(moment, GIVE_UPS, event.give_up)
    executed = known(moment, MARGIN_ACCOUNTS, given.executed_in.account)
    there = belongs_to(moment, executed, known(moment, FUTURES, event.contract))
    return {whose: name for whose, name in counts.items() if there.get(whose) != name}
