# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for futures: settle, collect, pay, answer, and close the day."""

from collections.abc import Iterable, Iterator

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures import give_ups_calls as g
from counterfoil.modules.futures import intraday_calls as i
from counterfoil.modules.futures.at_the_desk import passing_on
from counterfoil.modules.futures.auctioning import moving, price_to_come, unfinished, waits
from counterfoil.modules.futures.counting import waiting_of
from counterfoil.modules.futures.counting_calls import CountOn
from counterfoil.modules.futures.delivering import STAGES
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.give_ups import GIVE_UPS, MOVED_ENDS, End, GiveUp, GiveUpStatus
from counterfoil.modules.futures.give_ups_law import arriving, leaves
from counterfoil.modules.futures.house_accounts import accounts_of
from counterfoil.modules.futures.option_queries import exercising, is_waiting
from counterfoil.modules.futures.option_records import beneath
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.queries import expiring_of, is_over, open_day_of, payable_of, realisable_of
from counterfoil.modules.futures.reckoning import available_of, collectable, is_reckoned, is_stopped, own_means
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    ROLLS,
    FuturesContract,
    House,
    MarginAccount,
    MemberStatus,
    TradingDay,
)
from counterfoil.modules.futures.reducing import reducing
from counterfoil.modules.futures.reduction_records import is_reduced
from counterfoil.modules.futures.reporting import noting
from counterfoil.modules.futures.securing import secured_by, unpriced
from counterfoil.modules.futures.selling import SALES, Sale, SaleStatus
from counterfoil.modules.futures.selling_calls import SellSecurity
from counterfoil.modules.futures.standing import now_of
from counterfoil.modules.futures.to_be_priced import unended
from counterfoil.modules.futures.trading_days import is_past
from counterfoil.primitives.types import DayNumber, Quantity, Timestamp


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Of each house whose day is open, in the order in which one makes the next possible."""
    for _, over in view.rows(DAYS):
        if over.fees_left:
            yield c.TakeFees(house=over.house, day=over.day)
    yield from passing_on(view, time)
    for _, house in view.rows(HOUSES):
        yield from noting(view, house)
        if waiting_of(view, house.house):
            yield CountOn(house=house.house)
        day = open_day_of(view, house.house)
        if day is None:
            yield from _answered(view, accounts_of(view, house.house), house)
        else:
            yield from _of_day(view, house, day, time)


def lasts(view: View, time: Timestamp) -> Iterator[Call]:
    """What an account still owes: what it lodged is sold as agreed, its member pays, or the layers bear it.

    What its house takes over itself is nobody's to ask for: the house says of which pledge.
    """
    for _, sale in view.rows(SALES):
        seller = view.read(HOUSES, sale.house)
        if sale.status is SaleStatus.agreed_on and seller is not None and seller.day == sale.day and _owes(view, sale):
            yield SellSecurity(sale=sale.sale)
    for _, account in view.rows(MARGIN_ACCOUNTS):
        member = view.read(MEMBERS, account.house, account.member)
        house = view.read(HOUSES, account.house)
        to_come = None if house is None else price_to_come(view, account, house.day)
        if account.owed and member is not None and to_come is None:
            pays = None if account.own else view.read(MARGIN_ACCOUNTS, member.account or "")
            covered = None if pays is None else cover_by(view, account, int(pays.due), collectable(view, pays))
            if covered is not None and not realisable_of(view, account.account, time):
                yield covered
            elif (
                covered is None
                and member.status is MemberStatus.in_default
                and not _bears_first(view, account, pays, time)
            ):
                yield d.Absorb(account=account.account)


def _owes(view: View, sale: Sale) -> bool:
    """Whether the account owes what it pays by nothing else."""
    account = view.read(MARGIN_ACCOUNTS, sale.account)
    return account is not None and bool(account.owed) and not own_means(view, account)


def cover_by(view: View, client: MarginAccount, due: int, cash: int) -> c.Cover | None:
    """What a member's own account pays of what a client owes: of what is due to it, then of its cash; None: nothing."""
    owed = int(client.owed)
    if own_means(view, client) or not (owed and due + cash):
        return None
    amount, of_due = Quantity(min(owed, due + cash)), Quantity(min(owed, due))
    return c.Cover(account=client.account, amount=amount, of_due=of_due)


def _bears_first(view: View, account: MarginAccount, own: MarginAccount | None, time: Timestamp) -> bool:
    """Whether anything may come of securities or of the day's settlement, which pays before any layer bears."""
    both = [one for one in (account, own) if one is not None]
    house = view.read(HOUSES, account.house)
    reckoned = house is not None and all(is_reckoned(one, house.day) for one in both)
    pays = any(own_means(view, one) or realisable_of(view, one.account, time) for one in both)
    return not reckoned or pays


def _moving(view: View, house: House) -> Iterator[Call]:
    """What was given up and taken today: it is carried, and then let go."""
    for _, one in view.rows(GIVE_UPS):
        if one.day != house.day or one.status is not GiveUpStatus.taken:
            continue
        if view.read(MOVED_ENDS, one.give_up, End.carried) is None:
            if _can_be_carried(view, one):
                yield g.Carry(give_up=one.give_up)
        elif view.read(MOVED_ENDS, one.give_up, End.let_go) is None:
            yield g.LetGo(give_up=one.give_up)


def _can_be_carried(view: View, given: GiveUp) -> bool:
    """Whether the law lets it arrive where it is carried, and leave where it was executed."""
    try:
        arriving(view, given)
        leaves(view, given)
    except Refused:
        return False
    return True


def _of_day(view: View, house: House, day: TradingDay, time: Timestamp) -> Iterator[Call]:
    yield from _moving(view, house)
    yield from moving(view, house.house, day.day, time)
    yield from reducing(view, house)
    accounts = list(accounts_of(view, house.house))
    for one in accounts:
        if own_means(view, one):
            yield c.Collect(account=one.account)
        elif one.positions and one.settled != day.day and _ready(view, one, house, day.day):
            before = list(exercising(view, one, day.day))
            yield from before or (() if day.awaited else (c.Settle(account=one.account),))
        for contract in expiring_of(view, one, day.day):
            yield e.Expire(account=one.account, contract=contract)
    for _, ending in view.rows(ENDINGS):
        if ending.house == house.house:
            for stage in STAGES.values():
                for group in stage(view, ending, time):
                    yield from group
    for paid in payable_of(view, house) if day.due else ():
        yield c.Pay(account=paid)
    yield from _answered(view, accounts, house)
    for one in accounts:
        if one.intraday is not None and not one.intraday.answered and not now_of(view, one, house).lacks:
            yield i.AnswerToday(account=one.account)
    yield from _over(view, house)
    unpaid = any(one.due and not is_stopped(view, one.account) for one in accounts)
    auctions = any(unfinished(view, house.house, day.day))
    # Of a day on which nobody was settled no record says when its sessions end: that is its house's to say.
    over = house.begins(day.day if day.accounts else DayNumber(day.day + 1))
    left = day.unsettled(view.read(ROLLS, house.house)) or day.owed or unpaid or auctions
    if time >= over and not left and next(unended(view, house, day.day), None) is None:
        yield c.CloseDay(house=house.house)


def _answered(view: View, accounts: Iterable[MarginAccount], house: House) -> Iterator[c.Answer]:
    """Calls of accounts that have their margin again, whether a day is open or not."""
    for one in accounts:
        if one.called and available_of(view, one, house)[0] + one.due >= 0:
            yield c.Answer(account=one.account)


def _over(view: View, house: House) -> Iterator[Call]:
    """Contracts of which nothing is left."""
    for _, ending in view.rows(ENDINGS):
        if ending.house == house.house and is_over(view, ending):
            yield e.End(contract=ending.contract)


def _ready(view: View, account: MarginAccount, house: House, day: DayNumber) -> bool:
    """Whether what the account lists and lodged has its price of the day, exercises are drawn, and lots reduced."""
    if unpriced(view, secured_by(view, account, house), house, day) is not None:
        return False
    contracts = (view.read(FUTURES, named(listed)[0]) for listed in account.positions)
    priced = all(one is not None and _has_price(view, house, one, day) for one in contracts)
    held_up = is_waiting(view, account, day) or waits(view, account, day) is not None
    return priced and is_reduced(view, account, day) and not held_up


def _has_price(view: View, house: House, contract: FuturesContract, day: DayNumber) -> bool:
    """And of an option, whether what is beneath has its own."""
    known = contract.option is None or beneath(view, contract.option).fixed == day
    return (contract.settled == day and known) or is_past(house, contract, day)
