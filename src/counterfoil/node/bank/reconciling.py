# SPDX-License-Identifier: Apache-2.0
"""A bank's statement against what the bridge did: every difference, with what it is about."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.node.bank.journal import BridgeJournal, NoticeState, PaymentState
from counterfoil.node.bank.messages import CreditDebit, Entry, Statement


class BankDifference(NamedTuple):
    """What does not agree, and the end-to-end identification that it is about; empty for the whole statement."""

    problem: str
    end_to_end: str
    booking: str = ""
    """the bank's reference, where it is about one booking"""


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
    booked: dict[tuple[CreditDebit, str], list[Entry]] = defaultdict(list)
    for entry in statement.entries:
        booked[entry.side, _name(entry)].append(entry)
    notices = {one.entry.booking: one for one in journal.notices() if one.entry.account == statement.account}
    payments = {
        one.order.end_to_end: one
        for one in journal.payments()
        if one.order.debtor_account == statement.account and one.state in (PaymentState.accepted, PaymentState.settled)
    }
    for (side, name), entries in booked.items():
        known = name in (notices if side is CreditDebit.credit else payments)
        for entry in entries[1:] if known else entries:
            problem = "more than once" if known else "unknown to the bridge"
            yield BankDifference(f"booked at the bank ({side.value}), {problem}", entry.end_to_end, entry.booking)
    for name, notice in notices.items():
        about, found = (notice.entry.end_to_end, name), booked.get((CreditDebit.credit, name))
        yield from _compared(found, notice.entry.amount, "taken from the bank", *about)
        if notice.state is NoticeState.received:
            yield BankDifference("taken from the bank, not on the ledger yet", *about)
    for name, payment in payments.items():
        found = booked.get((CreditDebit.debit, name))
        if payment.state is PaymentState.settled or found:
            yield from _compared(found, payment.order.amount, "paid by the bank", name)
    for payment in journal.payments(PaymentState.rejected):
        if payment.order.debtor_account == statement.account:
            yield BankDifference(f"owed, and refused by the bank: {payment.detail}", payment.order.end_to_end)
    for owed in journal.redemptions():
        if statement.account == exchange:
            problem = f"{owed.amount} owed to wallet {owed.wallet}, for which the plan has no payout"
            yield BankDifference(problem, f"event {owed.place} of block {owed.height}")
    for entry in journal.conflicts():
        if entry.account == statement.account:
            problem = f"notice {entry.number} has the bank's reference of another booking"
            yield BankDifference(problem, entry.end_to_end, entry.booking)


def _name(entry: Entry) -> str:
    """What a booking is found by: the bank's reference, or for a payment that we asked for our name for it."""
    return entry.booking if entry.side is CreditDebit.credit else entry.end_to_end


def _compared(
    booked: list[Entry] | None, amount: int, what: str, end_to_end: str, booking: str = ""
) -> Iterator[BankDifference]:
    if not booked:
        yield BankDifference(f"{what}, not on the statement", end_to_end, booking)
    elif booked[0].amount != amount:
        problem = f"{what} as {amount}, on the statement as {booked[0].amount}"
        yield BankDifference(problem, end_to_end, booked[0].booking)
