# SPDX-License-Identifier: Apache-2.0
"""The law of cash: which events each call causes."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Rule
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash import events as e
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import CURRENCIES, USAGES, VAULTS, WALLETS, Wallet
from counterfoil.modules.cash.words import WORDS
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId, InstrumentId

CASH: Final = "cash"
"""The feature under which a chain has these calls."""


def adopt(call: c.Adopt, moment: Moment) -> Iterable[EventData]:
    yield e.Adopted(instrument=call.instrument, offset_min=call.offset_min, time=moment.time)


def set_day(call: c.SetDay, moment: Moment) -> Iterable[EventData]:
    require(call.since >= moment.time, CashOutcome.policy_backdated, call.instrument)
    yield e.DaySet(instrument=call.instrument, since=call.since, offset_min=call.offset_min)


def set_limits(call: c.SetLimits, moment: Moment) -> Iterable[EventData]:
    require(call.since >= moment.time, CashOutcome.policy_backdated, call.instrument)
    yield e.LimitsSet(
        instrument=call.instrument,
        since=call.since,
        grade=call.grade,
        kind=call.kind,
        balance=call.balance,
        single=call.single,
        daily=call.daily,
        annual=call.annual,
    )


def open_vault(call: c.OpenVault, moment: Moment) -> Iterable[EventData]:
    known(moment, CURRENCIES, call.instrument)
    bank = known(moment, ACCOUNTS, call.account).holder
    yield e.VaultOpened(account=call.account, instrument=call.instrument, bank=bank)


def back(call: c.Back, _moment: Moment) -> Iterable[EventData]:
    yield e.Backed(
        account=call.account,
        instrument=call.instrument,
        quantity=call.quantity,
        document=call.document,
        reference=call.reference,
    )


def retire(call: c.Retire, _moment: Moment) -> Iterable[EventData]:
    yield e.Retired(
        account=call.account,
        instrument=call.instrument,
        quantity=call.quantity,
        document=call.document,
        reference=call.reference,
    )


def open_wallet(call: c.OpenWallet, moment: Moment) -> Iterable[EventData]:
    yield e.WalletOpened(
        account=call.account,
        instrument=call.instrument,
        bank=known(moment, VAULTS, call.vault, call.instrument).bank,
        grade=call.grade,
        kind=call.kind,
        commitment=call.commitment,
    )


def open_sub_wallet(call: c.OpenSubWallet, moment: Moment) -> Iterable[EventData]:
    parent = _wallet(moment, call.parent, call.instrument)
    require(parent.parent is None, CashOutcome.nested_wallet, call.parent)
    yield e.SubWalletOpened(account=call.account, instrument=call.instrument, bank=parent.bank, parent=call.parent)


def reclassify(call: c.Reclassify, moment: Moment) -> Iterable[EventData]:
    wallet = _wallet(moment, call.account, call.instrument)
    require(wallet.parent is None, CashOutcome.class_of_parent, call.account)
    yield e.Reclassified(
        account=call.account,
        instrument=call.instrument,
        bank=wallet.bank,
        grade=call.grade,
        commitment=call.commitment,
    )


def _wallet(moment: Moment, account: AccountId, instrument: InstrumentId) -> Wallet:
    return known(moment, WALLETS, account, instrument)


LAW: Final = Law(
    noun="cash",
    calls={
        c.Adopt: Rule(adopt, feature=CASH),
        c.SetDay: Rule(set_day, feature=CASH),
        c.SetLimits: Rule(set_limits, feature=CASH),
        c.OpenVault: Rule(open_vault, feature=CASH),
        c.Back: Rule(back, feature=CASH),
        c.Retire: Rule(retire, feature=CASH),
        c.OpenWallet: Rule(open_wallet, feature=CASH),
        c.OpenSubWallet: Rule(open_sub_wallet, feature=CASH),
        c.Reclassify: Rule(reclassify, feature=CASH),
    },
    events=e.EVENTS,
    tables=(CURRENCIES, VAULTS, WALLETS, USAGES),
    outcomes=CashOutcome,
    words=WORDS,
)
