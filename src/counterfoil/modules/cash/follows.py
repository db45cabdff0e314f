# SPDX-License-Identifier: Apache-2.0
"""What cash notes of other modules' events: what is issued through each bank, what each wallet holds and pays."""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import Refused, require, require_all
from counterfoil.law.table import table_prefix
from counterfoil.modules.cash.events import Counted, Drawn
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.payments import PREPAID, REQUESTS, Prepaid, PrepaidStatus, Request
from counterfoil.modules.cash.reasons import correcting, drawing, moving, wallet_of
from counterfoil.modules.cash.records import CURRENCIES, USAGES, WALLETS, Currency, Wallet
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.queries import balance_of
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.modules.holdings.reservations import Held, Released
from counterfoil.modules.parties.events import AccountControlChanged
from counterfoil.primitives.types import DayNumber, Quantity, RecordPath


def drawn(event: Issued | Redeemed | Burned, moment: Whole) -> Iterator[FollowingEvent]:
    """What is issued into a vault, or goes out of it, is counted against its backing."""
    require_all(drawing(event, moment))
    if moment.read(CURRENCIES, event.instrument) is not None:
        change = event.quantity if isinstance(event, Issued) else -event.quantity
        yield Drawn(account=event.account, instrument=event.instrument, change=change)


def corrected(event: Corrected, moment: Whole) -> Iterator[FollowingEvent]:
    """Nobody corrects what backing stands against."""
    require_all(correcting(event, moment))
    return iter(())


def counted(event: Transferred, moment: Whole) -> Iterator[FollowingEvent]:
    """What nothing objects to is counted, unless it stays in one family or among vaults."""
    require_all(moving(event, moment))
    currency = moment.read(CURRENCIES, event.instrument)
    if currency is None:
        return
    sender = wallet_of(moment, event.sender, event.instrument)
    receiver = wallet_of(moment, event.receiver, event.instrument)
    if sender != receiver:
        day, year = currency.day_of(moment.time)
        yield _counted(event, currency, day, year, sender, receiver)


def ordered(event: Forced | Recovered, moment: Whole) -> Iterator[FollowingEvent]:
    """What an order moves is between wallets and vaults too. It is no payment, and no limit holds against it."""
    currency = moment.read(CURRENCIES, event.instrument)
    if currency is None:
        return
    sender = wallet_of(moment, event.sender, event.instrument)
    receiver = wallet_of(moment, event.receiver, event.instrument)
    if sender == receiver or not event.quantity:  # a recovery may bring freezes alone
        return
    day, year = currency.day_of(moment.time)
    if sender is not None:
        yield _counted(event, currency, day, year, sender, None)
    if receiver is not None:
        yield _counted(event, currency, day, year, None, receiver)


def _counted(
    event: Transferred | Forced | Recovered,
    currency: Currency,
    day: DayNumber,
    year: int,
    sender: Wallet | None,
    receiver: Wallet | None,
) -> Counted:
    """Units leave a wallet, come into one, or are paid from one to the other."""
    return Counted(
        instrument=event.instrument,
        sender=None if sender is None else sender.account,
        receiver=None if receiver is None else receiver.account,
        quantity=Quantity(event.quantity),
        day=day,
        year=year,
        sender_index=0 if sender is None else currency.index_on(day, sender.grade, sender.kind),
        receiver_index=0 if receiver is None else currency.index_on(day, receiver.grade, receiver.kind),
    )


def given_back_by_its_contract(event: Released, moment: Whole) -> Iterator[FollowingEvent]:
    """What pays for a running service is given back by the contract, so that both end together."""
    hold = moment.read(ENCUMBRANCES, event.encumbrance)
    if hold is None or event.cause is not None or table_prefix(RecordPath(hold.executor)) != PREPAID.prefix:
        return iter(())
    contract = moment.find(RecordPath(hold.executor))
    running = isinstance(contract, Prepaid) and (contract.hold, contract.status) == (
        event.encumbrance,
        PrepaidStatus.running,
    )
    require(not running, HoldingsOutcome.hold_reserved, event.encumbrance)
    return iter(())


def held_for_a_request(event: Held, moment: Whole) -> Iterator[FollowingEvent]:
    """A hold for a request is made when its terms stand, which never change: a name binds neither payee nor sum.

    Otherwise whoever makes a request of that name first is paid. And it is of just what the request asks for, since one
    of another sum could pay nothing and would stand until its expiry.
    """
    executor = RecordPath(event.executor)
    if table_prefix(executor) == REQUESTS.prefix:
        request = moment.find(executor)
        if not isinstance(request, Request):
            raise Refused(CashOutcome.unknown_request, event.executor)
        exact = (event.quantity, event.instrument) == (request.quantity, request.instrument)
        detail = f"{event.quantity} of {event.instrument}; {request.quantity} of {request.instrument} needed"
        require(exact, CashOutcome.hold_not_exact, detail)
    return iter(())


def stays_with_its_bank(event: AccountControlChanged, moment: Whole) -> Iterator[FollowingEvent]:
    """What a wallet holds or has earned is not taken from the bank that knows whose it is; an empty one may go."""
    for _, wallet in moment.rows(WALLETS, event.account):
        stays = wallet.bank == event.custodian or _empty(moment, wallet)
        require(stays, CashOutcome.another_bank, event.account)
    return iter(())


def _empty(moment: Whole, wallet: Wallet) -> bool:
    """Whether a sub-wallet holds nothing; whether a wallet and its sub-wallets hold nothing, and no unit is earned."""
    if wallet.parent is not None:
        return balance_of(moment, wallet.account, wallet.instrument) == 0
    currency = known(moment, CURRENCIES, wallet.instrument)
    today, _ = currency.day_of(moment.time)
    index = currency.index_on(today, wallet.grade, wallet.kind)
    usage = known(moment, USAGES, wallet.account, wallet.instrument).accrued(index)
    return not usage.balance and not usage.earned


FOLLOWS: Final[dict[type[EventData], Follow]] = {
    Issued: drawn,
    Redeemed: drawn,
    Corrected: corrected,
    Burned: drawn,
    Transferred: counted,
    Forced: ordered,
    Recovered: ordered,
    Held: held_for_a_request,
    Released: given_back_by_its_contract,
    AccountControlChanged: stays_with_its_bank,
}
