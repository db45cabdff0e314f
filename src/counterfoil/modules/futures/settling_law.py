# SPDX-License-Identifier: Apache-2.0
"""The law of the daily settlement: who is settled, collected from, paid."""

from collections.abc import Iterable
from typing import Any, Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.defaults import require_not_failed
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.paying_outcomes import PayingOutcome
from counterfoil.modules.futures.reckoning import available_of, collectable, own_account_of, own_means
from counterfoil.modules.futures.records import (
    DAYS,
    HOUSES,
    MARGIN_ACCOUNTS,
    House,
    MarginAccount,
    own_path,
)
from counterfoil.modules.futures.reduction_records import require_reduced
from counterfoil.modules.futures.securing import unpriced
from counterfoil.modules.futures.settling import (
    CallAnswered,
    Collected,
    Covered,
    FeesTaken,
    Paid,
    Settled,
    Withdrawn,
)
from counterfoil.modules.futures.standing import require_left, standing_of
from counterfoil.modules.futures.statement_parts import SettledPart, in_parts
from counterfoil.modules.holdings.events import Transferred
from counterfoil.primitives.types import AccountId, Quantity


def settle(call: c.Settle, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house = known(moment, HOUSES, account.house)
    day = house.open_day
    require(account.settled != day, FuturesOutcome.account_settled, f"{call.account}: {format_day(day)}")
    require(bool(account.positions), FuturesOutcome.nothing_to_settle, call.account)
    require(account.auction is None, AuctionOutcome.auction_under_way, f"{call.account}: {account.auction}")
    require_reduced(moment, account, day)
    now = standing_of(moment, account, house, day)
    told, margin, spared = in_parts(now.reckoned.lines), now.reckoned.margin, now.reckoned.combined
    secured, variation, fees, balance = now.secured, now.variation, now.fees, now.balance
    lacks = unpriced(moment, secured, house, day)
    require(lacks is None, LodgingOutcome.security_unpriced, f"{lacks}: {format_day(day)}")
    lost = fees - variation
    # What a delivery left due or owed is no gain or loss of the day's, and the settlement adds to it. What is due pays
    # what is owed before any cash does: of an account that is stopped nothing else can, and else others would.
    gained, claimed = int(account.due) + max(-lost, 0), int(account.owed) + max(lost, 0)
    set_off = min(gained, claimed)
    taken = min(collectable(moment, account), claimed - set_off)
    if taken:
        yield paid_in(account.account, account, house, Quantity(taken))
    for number, lines in enumerate(told.before, 1):
        yield SettledPart(account=call.account, cash=account.cash, day=day, number=number, lines=lines)
    yield Settled(
        account=call.account,
        house=account.house,
        cash=account.cash,
        day=day,
        parts=len(told.before),
        lines=told.last,
        before=account.balance,
        deposited=now.deposited,
        withdrawn=account.withdrawn,
        variation=variation,
        fees=Quantity(fees),
        balance=balance,
        margin=Quantity(margin),
        combined=Quantity(spared),
        delivery_margin=account.delivery_margin,
        held=now.holding.balance - taken,
        due=Quantity(gained - set_off),
        owed=Quantity(claimed - set_off - taken),
        due_before=account.due,
        owed_before=account.owed,
        mortgage=Quantity(secured.counted(balance)),
        maintenance=Quantity(now.maintenance),
        called=Quantity(now.called),
        lodged=secured.lines,
        listed=len(now.reckoned.positions),
    )


def collect(call: c.Collect, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.owed > 0, FuturesOutcome.futures_nothing_owed, call.account)
    amount = Quantity(own_means(moment, account))
    require(amount > 0, FuturesOutcome.still_called, call.account)
    house, set_off = known(moment, HOUSES, account.house), Quantity(min(account.owed, account.due))
    if amount > set_off:
        yield paid_in(account.account, account, house, Quantity(amount - set_off))
    yield Collected(**_moved(account, house, amount), set_off=set_off)


def cover(call: c.Cover, moment: Moment) -> Iterable[EventData]:
    """What the member has, or is due, is not read: it would show its other clients' debts to this one."""
    client = known(moment, MARGIN_ACCOUNTS, call.account)
    require(client.owed > 0 and not client.own, FuturesOutcome.futures_nothing_owed, call.account)
    require(not own_means(moment, client), PayingOutcome.own_means_first, call.account)
    own = own_account_of(moment, client.house, client.member)
    house, amount = known(moment, HOUSES, client.house), Quantity(min(int(client.owed), int(call.amount)))
    of_due = Quantity(min(int(call.of_due), amount))
    if amount > of_due:
        yield paid_in(own, client, house, Quantity(amount - of_due))
    yield Covered(**(_moved(client, house, amount) | {"account": own}), client=call.account, of_due=of_due)


def pay(call: c.Pay, moment: Moment) -> Iterable[EventData]:
    """What the settlement account has is not read: it would show what everybody lost."""
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.due > 0, FuturesOutcome.futures_nothing_due, call.account)
    require(not account.owed, PayingOutcome.set_off_first, f"{call.account}: {account.owed}")
    house = known(moment, HOUSES, account.house)
    yield Transferred(
        sender=house.account,
        receiver=call.account,
        instrument=account.cash,
        quantity=account.due,
        giving=HOUSES.path(account.house),
        taking=own_path(call.account),
        cause=own_path(call.account),
    )
    yield Paid(**_moved(account, house, account.due))


def answer(call: c.Answer, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.called > 0, FuturesOutcome.no_margin_call, call.account)
    available, told = available_of(moment, account, known(moment, HOUSES, account.house))
    require(available + account.due >= 0, FuturesOutcome.still_called, told)
    yield CallAnswered(account=call.account, cash=account.cash, called=account.called)


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    if account.bound is None:
        raise Refused(FuturesOutcome.nothing_bound, call.account)
    require_not_failed(moment, account)
    require_left(moment, account, known(moment, HOUSES, account.house), int(call.amount))
    yield Transferred(
        sender=call.account,
        receiver=account.bound,
        instrument=account.cash,
        quantity=call.amount,
        giving=own_path(call.account),
        taking=own_path(call.account),
        cause=own_path(call.account),
    )
    yield Withdrawn(
        account=call.account,
        cash=account.cash,
        to=account.bound,
        amount=call.amount,
        holder=account.holder,
    )


def take_fees(call: c.TakeFees, moment: Moment) -> Iterable[EventData]:
    house, day = known(moment, HOUSES, call.house), known(moment, DAYS, call.house, str(call.day))
    require(day.fees_left > 0, FuturesOutcome.no_fees, f"{call.house}: {format_day(call.day)}")
    yield Transferred(
        sender=house.account,
        receiver=house.fees,
        instrument=house.cash,
        quantity=day.fees,
        giving=HOUSES.path(call.house),
        taking=HOUSES.path(call.house),
        cause=HOUSES.path(call.house),
    )
    yield FeesTaken(house=call.house, cash=house.cash, day=call.day, amount=day.fees)


def paid_in(sender: AccountId, account: MarginAccount, house: House, amount: Quantity) -> Transferred:
    """Cash out of an account of the house's, by its doing."""
    return Transferred(
        sender=sender,
        receiver=house.account,
        instrument=account.cash,
        quantity=amount,
        giving=own_path(sender),
        taking=HOUSES.path(house.house),
        cause=own_path(sender),
    )


def _moved(account: MarginAccount, house: House, amount: Quantity) -> dict[str, Any]:
    return {
        "account": account.account,
        "house": house.house,
        "cash": account.cash,
        "day": house.open_day,
        "amount": amount,
    }


CALLS: Final[dict[type[Call], Moves]] = {
    c.Settle: settle,
    c.Collect: collect,
    c.Cover: cover,
    c.Pay: pay,
    c.Answer: answer,
    c.Withdraw: withdraw,
    c.TakeFees: take_fees,
}
