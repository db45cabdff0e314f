# SPDX-License-Identifier: Apache-2.0
"""What is said between a ledger and a bank, by the names of ISO 20022: the few elements that a bridge needs.

``pain.001`` asks for a payment, ``pain.002`` says what became of it, ``camt.054`` notifies of a booking, ``camt.053``
is a statement. These are values, not XML: whoever connects a bank reads and writes that bank's own messages. Amounts
are integers in the currency's smallest unit, times milliseconds since 1970.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.primitives import canonical
from counterfoil.primitives.types import PositiveQuantity, TimestampField

DUPLICATE: Final = "AM05"
"""Why a bank rejects what has the identification of another."""
END_TO_END_LENGTH_MAX: Final = 35
"""Max35Text"""
REFERENCE_LENGTH_MAX: Final = 35
"""Max35Text, too"""
IBAN_LENGTH_MAX: Final = 34

EndToEnd = Annotated[str, Meta(min_length=1, max_length=END_TO_END_LENGTH_MAX)]
"""EndToEndId: the payer's name for a payment, carried unchanged by everybody on its way"""
BankReference = Annotated[str, Meta(min_length=1, max_length=REFERENCE_LENGTH_MAX)]
"""AcctSvcrRef: the bank's own name for a booking"""
Iban = Annotated[str, Meta(min_length=1, max_length=IBAN_LENGTH_MAX)]
"""an account of the bank, by its number"""
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]


class CreditDebit(StrEnum):
    """CdtDbtInd, from the view of the account that is meant."""

    credit = "CRDT"
    debit = "DBIT"


class Status(StrEnum):
    """TxSts of pain.002."""

    accepted = "ACCP"
    """will be carried out"""
    settled = "ACSC"
    """was carried out"""
    rejected = "RJCT"


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value with one canonical form, over which it is hashed."""

    @property
    def plain(self) -> bytes:
        return canonical.encode(self)


class CreditTransfer(Message, frozen=True, tag="pain.001"):
    """CdtTrfTxInf: pay this much from the debtor's account to the creditor's."""

    end_to_end: EndToEnd
    amount: PositiveQuantity
    currency: Currency
    debtor_account: Iban
    creditor_account: Iban


class PaymentStatus(Message, frozen=True, tag="pain.002"):
    """What became of a payment that was asked for; ``reason`` is a code such as AC04, account closed."""

    end_to_end: EndToEnd
    status: Status
    reason: str = ""


class Entry(Message, frozen=True, tag="camt.054"):
    """Ntry: a booking on an account. ``number`` counts the bank's notifications, without gaps, from 1.

    ``booking`` names it, and nothing else does: two payments may be equal in all that their payers wrote, as a payer
    who has no name for one writes ``NOTPROVIDED``.
    """

    number: Annotated[int, Meta(ge=1)]
    booking: BankReference
    account: Iban
    end_to_end: EndToEnd
    amount: PositiveQuantity
    currency: Currency
    side: CreditDebit
    counterparty_account: Iban
    booked_at: TimestampField


class Statement(Message, frozen=True, tag="camt.053"):
    """Stmt: opening balance (OPBD), what was booked, closing balance (CLBD)."""

    account: Iban
    currency: Currency
    opening: int
    closing: int
    entries: tuple[Entry, ...]
