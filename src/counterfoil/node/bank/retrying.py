# SPDX-License-Identifier: Apache-2.0
"""A payment that the bank refused, asked for again: under a name of its own, since a bank keeps its word on the first.

The new name follows from the refused one, and both are entered in one step: however often it is retried, and even when
the journal is made anew, one refusal has one payment in its place.
"""

from typing import Final

from msgspec.structs import replace

from counterfoil.node.bank.journal import BridgeJournal, Payment, PaymentState
from counterfoil.node.bank.messages import DUPLICATE, Iban, PaymentStatus, Status
from counterfoil.node.bank.names import short_name
from counterfoil.node.bank.port import CoreBank
from counterfoil.primitives.errors import InputError

OPEN: Final = (PaymentState.due, PaymentState.accepted)
"""Payments that the bank is still asked for."""


def ask(bank: CoreBank, journal: BridgeJournal, payment: Payment) -> PaymentStatus:
    """Have the bank pay, or say what became of it, and enter the answer. Raises BankUnavailable."""
    answer = bank.pay(payment.order)
    with journal.step():
        journal.set_payment(payment.order.end_to_end, PaymentState[answer.status.name], answer.reason)
    return answer


def retry(bank: CoreBank, journal: BridgeJournal, payment: Payment, account: Iban | None = None) -> str:
    """Enter a payment in the place of one that the bank refused, to the same account or another; its identification.

    The bank is asked once more what became of the refused one. Raises InputError when it is refused no longer, or was
    for its name, under which the bank may have paid something else; BankUnavailable.
    """
    old = payment.order
    answer = ask(bank, journal, payment)
    if answer.status is not Status.rejected:
        raise InputError(f"the bank says {answer.status.name} by now", where=old.end_to_end, remedy="bank run goes on")
    if answer.reason == DUPLICATE:
        problem = "refused because the bank has another payment of this name, which may be this one"
        raise InputError(problem, where=old.end_to_end, remedy="settle it with the bank")
    name = short_name("retry", old.end_to_end.encode())
    order = replace(old, end_to_end=name, creditor_account=account or old.creditor_account)
    with journal.step():
        journal.set_payment(old.end_to_end, PaymentState.retried, f"as {name}; refused: {answer.reason}")
        journal.add_payment(order, f"retry of {old.end_to_end}: {payment.cause}")
    return name
