# SPDX-License-Identifier: Apache-2.0
"""What a ledger needs from an operating bank's core system, and no more."""

from collections.abc import Sequence
from typing import Protocol

from counterfoil.node.bank.messages import CreditTransfer, Entry, PaymentStatus, Statement
from counterfoil.primitives.errors import CounterfoilError


class BankUnavailable(CounterfoilError):
    """The bank's system gave no answer: what was asked may have been done, or not."""


class LawBroken(CounterfoilError):
    """The bank's system did what the laws of the port exclude: a person is to look at it."""


class CoreBank(Protocol):
    """A bank's core system, as an adapter to it must make it look. Each raises BankUnavailable.

    1. An entry once given under a number is the same for ever; numbers have no gaps.
    2. A booking has a reference of the bank's own (AcctSvcrRef), on every statement too, which no other booking has on
       any of the accounts. Two bookings may be equal in all else.
    3. The same booking may be notified more than once, under numbers of their own; in all else its notices are equal.
    4. A payment asked for twice under one end-to-end identification is made once, and answered with what became of the
       first. The same identification with other content is rejected.
    """

    def entries(self, after: int) -> Sequence[Entry]:
        """Bookings on the accounts that the ledger watches, with numbers above ``after``, in order (camt.054)."""
        ...

    def pay(self, order: CreditTransfer) -> PaymentStatus:
        """Ask for a payment (pain.001), or again what became of it."""
        ...

    def statement(self, account: str) -> Statement:
        """All that was ever booked on an account (camt.053)."""
        ...
