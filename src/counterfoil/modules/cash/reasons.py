# SPDX-License-Identifier: Apache-2.0
"""Why a digital currency does not move so: every vault, wallet and limit that stands against it, in order.

The ledger refuses with the first; whoever asks beforehand is told all. Cash reads its own records here, and who keeps
an account, which a movement has not touched yet when they are asked, so that both hear the same.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from counterfoil.law.dated import in_force
from counterfoil.law.event import EventData
from counterfoil.law.module import Ask, Reasons, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import CURRENCIES, USAGES, VAULTS, WALLETS, Currency, LimitsEntry, Wallet
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId, InstrumentId


def wallet_of(moment: Whole, account: AccountId, instrument: InstrumentId) -> Wallet | None:
    """The wallet under whose limits an account stands; None of a vault. Refused when it is neither.

    One that left its bank, when it was empty, is no wallet there.
    """
    wallet = moment.read(WALLETS, account, instrument)
    if wallet is None:
        is_vault = moment.read(VAULTS, account, instrument) is not None
        require(is_vault, CashOutcome.not_a_wallet, account)
        return None
    for one in dict.fromkeys((account, wallet.family)):
        require(known(moment, ACCOUNTS, one).custodian == wallet.bank, CashOutcome.another_bank, one)
    return wallet if wallet.parent is None else moment.read(WALLETS, wallet.parent, instrument)


def drawing(event: Issued | Redeemed | Burned, moment: Whole) -> Iterator[Ask]:
    """Units come into the world in a vault, within its backing, and go out of it there, by an order too."""
    if moment.read(CURRENCIES, event.instrument) is None:
        return
    vault = moment.read(VAULTS, event.account, event.instrument)
    yield partial(require, vault is not None, CashOutcome.issue_outside_vault, event.account)
    if vault is not None:
        yield partial(vault.drawn, event.quantity if isinstance(event, Issued) else -event.quantity)


def correcting(event: Corrected, moment: Whole) -> Iterator[Ask]:
    """Nobody corrects what backing stands against."""
    adopted = moment.read(CURRENCIES, event.instrument) is not None
    yield partial(require, not adopted, CashOutcome.currency_not_corrected, event.instrument)


def moving(event: Transferred, moment: Whole) -> Iterator[Ask]:
    """A movement is between wallets and vaults; a payment, out of one wallet into another, within the limits."""
    currency = moment.read(CURRENCIES, event.instrument)
    if currency is None:
        return
    families: list[Wallet | None] = []
    for account in (event.sender, event.receiver):
        try:
            families.append(wallet_of(moment, account, event.instrument))
        except Refused as refused:
            yield partial(_refuse, refused)
            families.append(None)
    sender, receiver = families
    if sender == receiver:  # two vaults, or one family: nothing is paid, and the balance stays
        return
    if sender is not None and receiver is not None:
        yield from _paying(moment, currency, sender, event.quantity)
    if receiver is not None:
        yield from _receiving(moment, currency, receiver, event.quantity)


def _paying(moment: Whole, currency: Currency, wallet: Wallet, quantity: int) -> Iterator[Ask]:
    limits = _limits(moment, currency, wallet)
    yield partial(require, limits is not None, CashOutcome.class_without_limits, wallet.account)
    if limits is None:
        return
    usage = known(moment, USAGES, wallet.account, wallet.instrument)
    today, this_year = usage.paid(*currency.day_of(moment.time))
    yield partial(_require_within, quantity, limits.single, CashOutcome.beyond_single, wallet)
    yield partial(_require_within, today + quantity, limits.daily, CashOutcome.beyond_daily, wallet)
    yield partial(_require_within, this_year + quantity, limits.annual, CashOutcome.beyond_annual, wallet)


def _receiving(moment: Whole, currency: Currency, wallet: Wallet, quantity: int) -> Iterator[Ask]:
    limits = _limits(moment, currency, wallet)
    yield partial(require, limits is not None, CashOutcome.class_without_limits, wallet.account)
    if limits is not None:
        after = known(moment, USAGES, wallet.account, wallet.instrument).balance + quantity
        yield partial(_require_within, after, limits.balance, CashOutcome.beyond_balance, wallet)


def _refuse(refused: Refused) -> None:
    raise refused


def _limits(moment: Whole, currency: Currency, wallet: Wallet) -> LimitsEntry | None:
    """What is in force for the class of a wallet."""
    return in_force(currency.limits_of(wallet.grade, wallet.kind), moment.time)


def _require_within(quantity: int, limit: int | None, outcome: CashOutcome, wallet: Wallet) -> None:
    require(limit is None or quantity <= limit, outcome, f"{wallet.account}: {quantity} of at most {limit}")


REASONS: Final[dict[type[EventData], Reasons]] = {
    Issued: drawing,
    Redeemed: drawing,
    Burned: drawing,
    Corrected: correcting,
    Transferred: moving,
}
