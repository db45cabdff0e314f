# SPDX-License-Identifier: Apache-2.0
"""What cash notes of other modules' events: what is issued through each bank, what each wallet holds and pays."""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.dated import in_force
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import table_prefix
from counterfoil.modules.cash.events import Counted, Drawn
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.payments import PREPAID, REQUESTS, Prepaid, PrepaidStatus
from counterfoil.modules.cash.records import (
    CURRENCIES,
    USAGES,
    VAULTS,
    WALLETS,
    Currency,
    LimitsEntry,
    Usage,
    Wallet,
)
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.modules.holdings.reservations import Held, Released
from counterfoil.modules.parties.events import AccountControlChanged
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath


def drawn(event: Issued | Redeemed | Burned, moment: Whole) -> Iterator[FollowingEvent]:
    """Units come into the world in a vault, within its backing, and go out of it there, by an order too."""
    if moment.read(CURRENCIES, event.instrument) is None:
        return
    in_vault = moment.read(VAULTS, event.account, event.instrument) is not None
    require(in_vault, CashOutcome.issue_outside_vault, event.account)
    change = event.quantity if isinstance(event, Issued) else -event.quantity
    yield Drawn(account=event.account, instrument=event.instrument, change=change)


def corrected(event: Corrected, moment: Whole) -> Iterator[FollowingEvent]:
    """Nobody corrects what backing stands against."""
    adopted = moment.read(CURRENCIES, event.instrument) is not None
    require(not adopted, CashOutcome.currency_not_corrected, event.instrument)
    return iter(())


def counted(event: Transferred, moment: Whole) -> Iterator[FollowingEvent]:
    """A movement is between wallets and vaults; a payment, out of one wallet into another, within the limits."""
    currency = moment.read(CURRENCIES, event.instrument)
    if currency is None:
        return
    sender = _wallet(moment, event.sender, event.instrument)
    receiver = _wallet(moment, event.receiver, event.instrument)
    if sender == receiver:  # two vaults, or one family: nothing is paid, and the balance stays
        return
    day, year = currency.day_of(moment.time)
    if sender is not None and receiver is not None:
        usage, limits = _standing(moment, currency, sender)
        today, this_year = usage.paid(day, year)
        _require_within(event.quantity, limits.single, CashOutcome.beyond_single, sender.account)
        _require_within(today + event.quantity, limits.daily, CashOutcome.beyond_daily, sender.account)
        _require_within(this_year + event.quantity, limits.annual, CashOutcome.beyond_annual, sender.account)
    if receiver is not None:
        usage, limits = _standing(moment, currency, receiver)
        _require_within(usage.balance + event.quantity, limits.balance, CashOutcome.beyond_balance, receiver.account)
    yield _counted(event, currency, day, year, sender, receiver)


def ordered(event: Forced | Recovered, moment: Whole) -> Iterator[FollowingEvent]:
    """What an order moves is between wallets and vaults too. It is no payment, and no limit holds against it."""
    currency = moment.read(CURRENCIES, event.instrument)
    if currency is None:
        return
    sender = _wallet(moment, event.sender, event.instrument)
    receiver = _wallet(moment, event.receiver, event.instrument)
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
    day: int,
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

    Otherwise whoever makes a request of that name first is paid.
    """
    executor = RecordPath(event.executor)
    if table_prefix(executor) == REQUESTS.prefix:
        require(moment.find(executor) is not None, CashOutcome.unknown_request, event.executor)
    return iter(())


def stays_with_its_bank(event: AccountControlChanged, moment: Whole) -> Iterator[FollowingEvent]:
    """A wallet is not taken from the bank that knows whose it is."""
    for _, wallet in moment.rows(WALLETS, event.account):
        require(wallet.bank == event.custodian, CashOutcome.another_bank, event.account)
    return iter(())


def _wallet(moment: Whole, account: AccountId, instrument: InstrumentId) -> Wallet | None:
    """The wallet under whose limits an account stands; None of a vault."""
    wallet = moment.read(WALLETS, account, instrument)
    if wallet is None:
        is_vault = moment.read(VAULTS, account, instrument) is not None
        require(is_vault, CashOutcome.not_a_wallet, account)
        return None
    return wallet if wallet.parent is None else moment.read(WALLETS, wallet.parent, instrument)


def _standing(moment: Whole, currency: Currency, wallet: Wallet) -> tuple[Usage, LimitsEntry]:
    """What a wallet uses, and what is in force for its class."""
    limits = in_force(currency.limits_of(wallet.grade, wallet.kind), moment.time)
    if limits is None:
        raise Refused(CashOutcome.class_without_limits, wallet.account)
    return known(moment, USAGES, wallet.account, wallet.instrument), limits


def _require_within(quantity: int, limit: int | None, outcome: CashOutcome, account: AccountId) -> None:
    require(limit is None or quantity <= limit, outcome, f"{account}: {quantity} of at most {limit}")


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
