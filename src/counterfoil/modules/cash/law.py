# SPDX-License-Identifier: Apache-2.0
"""The law of cash: which events each call causes."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_day
from counterfoil.law.dated import begins
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash import events as e
from counterfoil.modules.cash import payments as pay
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.payments import PREPAID, REQUESTS, Prepaid
from counterfoil.modules.cash.records import CURRENCIES, USAGES, VAULTS, WALLETS
from counterfoil.modules.cash.words import WORDS
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, Encumbrance, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import active, given_back
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import RecordPath, Timestamp

CASH: Final = "cash"
"""The feature under which a chain has these calls."""


def adopt(call: c.Adopt, moment: Moment) -> Iterable[EventData]:
    yield e.Adopted(instrument=call.instrument, offset_min=call.offset_min, time=moment.time)


def set_day(call: c.SetDay, moment: Moment) -> Iterable[EventData]:
    yield e.DaySet(instrument=call.instrument, since=_since(call, moment), offset_min=call.offset_min)


def set_limits(call: c.SetLimits, moment: Moment) -> Iterable[EventData]:
    yield e.LimitsSet(
        instrument=call.instrument,
        since=_since(call, moment),
        grade=call.grade,
        kind=call.kind,
        balance=call.balance,
        single=call.single,
        daily=call.daily,
        annual=call.annual,
    )


def set_rate(call: c.SetRate, moment: Moment) -> Iterable[EventData]:
    today, _ = known(moment, CURRENCIES, call.instrument).day_of(moment.time)
    # What was earned up to today may be paid already.
    told = f"{call.instrument}: {format_day(call.day)} is not after today, {format_day(today)}"
    require(call.day > today, CashOutcome.policy_backdated, told)
    yield e.RateSet(instrument=call.instrument, day=call.day, grade=call.grade, kind=call.kind, rate_ppm=call.rate_ppm)


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
    currency = known(moment, CURRENCIES, call.instrument)
    today, _ = currency.day_of(moment.time)
    yield e.WalletOpened(
        account=call.account,
        instrument=call.instrument,
        bank=known(moment, VAULTS, call.vault, call.instrument).bank,
        grade=call.grade,
        kind=call.kind,
        commitment=call.commitment,
        index=currency.index_on(today, call.grade, call.kind),
    )


def open_sub_wallet(call: c.OpenSubWallet, moment: Moment) -> Iterable[EventData]:
    parent = known(moment, WALLETS, call.parent, call.instrument)
    require(parent.parent is None, CashOutcome.nested_wallet, call.parent)
    yield e.SubWalletOpened(account=call.account, instrument=call.instrument, bank=parent.bank, parent=call.parent)


def reclassify(call: c.Reclassify, moment: Moment) -> Iterable[EventData]:
    wallet = known(moment, WALLETS, call.account, call.instrument)
    require(wallet.parent is None, CashOutcome.class_of_parent, call.account)
    currency = known(moment, CURRENCIES, call.instrument)
    today, _ = currency.day_of(moment.time)
    yield e.Reclassified(
        account=call.account,
        instrument=call.instrument,
        bank=wallet.bank,
        grade=call.grade,
        commitment=call.commitment,
        earned_to=currency.index_on(today, wallet.grade, wallet.kind),
        index=currency.index_on(today, call.grade, wallet.kind),
    )


def request_payment(call: c.RequestPayment, moment: Moment) -> Iterable[EventData]:
    known(moment, WALLETS, call.account, call.instrument)
    require(call.expires > moment.time, HoldingsOutcome.expiry_in_the_past, call.request)
    yield pay.Requested(
        request=call.request,
        account=call.account,
        payer=call.payer,
        instrument=call.instrument,
        quantity=call.quantity,
        expires=call.expires,
        reference=call.reference,
    )


def pay_request(call: c.Pay, moment: Moment) -> Iterable[EventData]:
    request = known(moment, REQUESTS, call.request)
    require(request.payable(moment.time), CashOutcome.request_not_open, call.request)
    path = REQUESTS.path(call.request)
    hold = _held_for(moment, call.hold, path, request.quantity)
    require(request.payer in (None, hold.account), CashOutcome.request_of_another, call.request)
    yield Transferred(
        sender=hold.account,
        receiver=request.account,
        instrument=request.instrument,
        quantity=request.quantity,
        part=Part.held,
        giving=ENCUMBRANCES.path(call.hold),
        taking=path,
        cause=path,
        reference=request.reference,
    )
    yield pay.Paid(request=call.request, sender=hold.account)


def withdraw_request(call: c.WithdrawRequest, moment: Moment) -> Iterable[EventData]:
    request = known(moment, REQUESTS, call.request)
    asks = request.status is pay.RequestStatus.requested
    require(asks, CashOutcome.request_not_open, call.request)
    yield pay.Withdrawn(request=call.request)


def give_back(call: c.GiveBack, moment: Moment) -> Iterable[EventData]:
    request = known(moment, REQUESTS, call.request)
    require(not request.payable(moment.time), CashOutcome.request_open, call.request)
    path = REQUESTS.path(call.request)
    executor = active(moment, call.hold, EncumbranceKind.hold).executor
    require(executor == path, CashOutcome.hold_not_exact, f"{call.hold} is for {executor}, not for {path}")
    yield from given_back(moment, call.hold, path)


def prepay(call: c.Prepay, moment: Moment) -> Iterable[EventData]:
    hold = _held_for(moment, call.hold, PREPAID.path(call.contract), sum(call.instalments))
    known(moment, WALLETS, hold.account, hold.instrument)
    known(moment, WALLETS, call.merchant, hold.instrument)
    yield pay.Prepayment(
        contract=call.contract,
        account=hold.account,
        merchant=call.merchant,
        instrument=hold.instrument,
        instalments=call.instalments,
        confirmer=call.confirmer,
        expires=hold.expires or moment.time,
        hold=call.hold,
        reference=call.reference,
    )


def confirm(call: c.Confirm, moment: Moment) -> Iterable[EventData]:
    contract = _running(moment, call.contract)
    is_next = call.instalment == contract.confirmed + 1
    require(is_next, CashOutcome.not_the_next_instalment, f"{call.contract} {call.instalment}")
    path = PREPAID.path(call.contract)
    yield Transferred(
        sender=known(moment, ENCUMBRANCES, contract.hold).account,
        receiver=contract.merchant,
        instrument=contract.instrument,
        quantity=contract.instalments[contract.confirmed],
        part=Part.held,
        giving=ENCUMBRANCES.path(contract.hold),
        taking=path,
        cause=path,
        reference=contract.reference,
    )
    yield pay.Confirmed(contract=call.contract, instalment=call.instalment, by=call.by)


def refund(call: c.Refund, moment: Moment) -> Iterable[EventData]:
    yield from given_back(moment, _running(moment, call.contract).hold, PREPAID.path(call.contract))
    yield pay.Refunded(contract=call.contract)


def order_refund(call: c.OrderRefund, moment: Moment) -> Iterable[EventData]:
    yield from given_back(moment, _running(moment, call.contract).hold, PREPAID.path(call.contract))
    yield pay.RefundOrdered(
        contract=call.contract,
        supervisor=call.supervisor,
        legal_reference=call.reference,
        document=call.document,
    )


def pay_interest(call: c.PayInterest, moment: Moment) -> Iterable[EventData]:
    wallet = known(moment, WALLETS, call.account, call.instrument)
    require(wallet.parent is None, CashOutcome.class_of_parent, call.account)
    currency = known(moment, CURRENCIES, call.instrument)
    today, _ = currency.day_of(moment.time)
    index = currency.index_on(today, wallet.grade, wallet.kind)
    due = known(moment, USAGES, call.account, call.instrument).accrued(index).earned
    require(due > 0, CashOutcome.nothing_earned, call.account)
    mandate = known(moment, MANDATES, call.mandate)
    paying = known(moment, VAULTS, mandate.account, call.instrument).bank == wallet.bank
    require(paying, CashOutcome.another_bank, mandate.account)
    yield Transferred(
        sender=mandate.account,
        receiver=call.account,
        instrument=call.instrument,
        quantity=due,
        giving=MANDATES.path(call.mandate),
        taking=WALLETS.path(call.account, call.instrument),
        cause=CURRENCIES.path(call.instrument),
    )
    yield pay.InterestPaid(account=call.account, instrument=call.instrument, quantity=due, index=index)


def _running(moment: Moment, contract: str) -> Prepaid:
    record = known(moment, PREPAID, contract)
    running = record.status is pay.PrepaidStatus.running
    require(running, CashOutcome.contract_not_running, contract)
    return record


def _held_for(moment: Moment, hold: str, executor: RecordPath, quantity: int) -> Encumbrance:
    """The active hold, which must be for that record and of exactly so much."""
    held = active(moment, hold, EncumbranceKind.hold)
    exact = (held.executor, held.quantity) == (executor, quantity)
    detail = f"{hold} has {held.quantity} for {held.executor}; {quantity} for {executor} needed"
    require(exact, CashOutcome.hold_not_exact, detail)
    return held


def _since(call: c.SetDay | c.SetLimits, moment: Moment) -> Timestamp:
    return begins(call.since, moment.time, CashOutcome.policy_backdated, call.instrument)


LAW: Final = Law(
    noun="cash",
    calls=under(
        CASH,
        {
            c.Adopt: adopt,
            c.SetDay: set_day,
            c.SetLimits: set_limits,
            c.SetRate: set_rate,
            c.OpenVault: open_vault,
            c.Back: back,
            c.Retire: retire,
            c.OpenWallet: open_wallet,
            c.OpenSubWallet: open_sub_wallet,
            c.Reclassify: reclassify,
            c.RequestPayment: request_payment,
            c.Pay: pay_request,
            c.WithdrawRequest: withdraw_request,
            c.GiveBack: give_back,
            c.Prepay: prepay,
            c.Confirm: confirm,
            c.Refund: refund,
            c.OrderRefund: order_refund,
            c.PayInterest: pay_interest,
        },
    ),
    events=(*e.EVENTS, *pay.PAYMENT_EVENTS),
    tables=(CURRENCIES, VAULTS, WALLETS, USAGES, REQUESTS, PREPAID),
    outcomes=CashOutcome,
    words=WORDS,
)
