# SPDX-License-Identifier: Apache-2.0
"""A bank's statement against what the bridge did: every difference, with what it is about."""

from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.node.bank.journal import BridgeJournal, NoticeState, PaymentState
from counterfoil.node.bank.messages import CreditDebit, Entry, Statement


class BankDifference(NamedTuple):
    """What does not agree, and the end-to-end identification that it is about; empty for the whole statement."""

    problem: str
    end_to_end: str


def backing_difference(statement: Statement, journal: BridgeJournal, backed: int) -> Iterator[BankDifference]:
    """What the account that holds the backing has otherwise than the ledger says is backed.

    What is on its way explains some: money that the ledger has not taken yet, payments that the bank has not made yet.
    """
    account = statement.account
    waiting = [one.entry.amount for one in journal.notices(NoticeState.received) if one.entry.account == account]
    booked = {one.end_to_end for one in statement.entries if one.side is CreditDebit.debit}
    unpaid = (PaymentState.due, PaymentState.accepted, PaymentState.rejected)
    asked = [one.order for one in journal.payments(*unpaid) if one.order.debtor_account == account]
    expected = backed + sum(waiting) + sum(one.amount for one in asked if one.end_to_end not in booked)
    if statement.closing != expected:
        on_the_way = "" if expected == backed else f", {expected} with what is on its way"
        yield BankDifference(f"the ledger has {backed} backed{on_the_way}; the account has {statement.closing}", "")


def bank_differences(statement: Statement, journal: BridgeJournal, exchange: str = "") -> Iterator[BankDifference]:
    """What a statement and a journal say differently of one account; nothing when they agree.

    ``exchange``: the account from which customers are paid, of which is told what is owed and not planned.
    """
    signed = [one.amount if one.side is CreditDebit.credit else -one.amount for one in statement.entries]
    if statement.opening + sum(signed) != statement.closing:
        yield BankDifference("the statement does not add up", "")
    booked = {(one.side, one.end_to_end): one for one in statement.entries}
    taken = {one.entry.end_to_end: one for one in journal.notices() if one.entry.account == statement.account}
    asked = {
        one.order.end_to_end: one
        for one in journal.payments()
        if one.order.debtor_account == statement.account and one.state in (PaymentState.accepted, PaymentState.settled)
    }
    for side, name in booked:
        known = taken.get(name) if side is CreditDebit.credit else asked.get(name)
        if known is None:
            yield BankDifference(f"booked at the bank ({side.value}), unknown to the bridge", name)
    for name, notice in taken.items():
        yield from _compared(booked.get((CreditDebit.credit, name)), notice.entry.amount, name, "taken from the bank")
        if notice.state is NoticeState.received:
            yield BankDifference("taken from the bank, not on the ledger yet", name)
    for name, payment in asked.items():
        if payment.state is PaymentState.settled or (CreditDebit.debit, name) in booked:
            yield from _compared(booked.get((CreditDebit.debit, name)), payment.order.amount, name, "paid by the bank")
    for payment in journal.payments(PaymentState.rejected):
        if payment.order.debtor_account == statement.account:
            yield BankDifference(f"owed, and refused by the bank: {payment.detail}", payment.order.end_to_end)
    for owed in journal.redemptions():
        if statement.account == exchange:
            problem = f"{owed.amount} owed to wallet {owed.wallet}, for which the plan has no payout"
            yield BankDifference(problem, f"event {owed.place} of block {owed.height}")
    for entry in journal.conflicts():
        if entry.account == statement.account:
            yield BankDifference(f"notice {entry.number} has the identification of another", entry.end_to_end)


def _compared(booked: Entry | None, amount: int, name: str, what: str) -> Iterator[BankDifference]:
    if booked is None:
        yield BankDifference(f"{what}, not on the statement", name)
    elif booked.amount != amount:
        yield BankDifference(f"{what} as {amount}, on the statement as {booked.amount}", name)
