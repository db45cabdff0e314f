# SPDX-License-Identifier: Apache-2.0
"""Calls about pools, their lots, their notes and their payment days."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, NewId
from counterfoil.modules.securitisation.records import PoolTerms
from counterfoil.primitives.types import AccountId, InstrumentId, PositiveQuantity, RecordPath

ACCOUNTS_MAX = 100
"""Holders that one call pays, or whose units it ends."""
PaymentNumber = Annotated[int, Meta(ge=1, le=100_000)]
Accounts = Annotated[tuple[AccountId, ...], Meta(min_length=1, max_length=ACCOUNTS_MAX)]


class OpenPool(Call, frozen=True, tag_field="call", tag="securitisation.open"):
    """Open a pool; authorised by its manager, its custodian, and both sides of its account, the bridge's and the fee's.

    They agree by it to whatever the terms have the accounts give and take.
    """

    pool: NewId
    terms: PoolTerms


class Admit(Call, frozen=True, tag_field="call", tag="securitisation.admit"):
    """Admit a lot that the pool's account bought, if it is what the pool's terms ask for; authorised by the manager."""

    pool: str
    owed: Annotated[RecordPath, Meta(examples=["receivables/lot/L-1"])]
    """the record of the right, such as ``receivables/lot/L``"""


class ClosePool(Call, frozen=True, tag_field="call", tag="securitisation.close"):
    """Cut the pool off: what is in it is fixed, and its notes come into the world; authorised by the manager."""

    pool: str


class CallOff(Call, frozen=True, tag_field="call", tag="securitisation.call_off"):
    """Give a pool up before its notes are issued: its lots and its money are free; authorised by the manager."""

    pool: str


class Subscribe(Call, frozen=True, tag_field="call", tag="securitisation.subscribe"):
    """Subscribe to a note of a pool that is cut off, and agree to be paid; authorised by both sides of the account."""

    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    hold: str
    """of just so much money, for the subscription's own record"""


class Withdraw(Call, frozen=True, tag_field="call", tag="securitisation.withdraw"):
    """Take a subscription back; authorised by both sides of the account.

    By anybody where its money is gone or the pool was called off.
    """

    instrument: InstrumentId
    account: AccountId


class TurnAway(Call, frozen=True, tag_field="call", tag="securitisation.turn_away"):
    """Refuse a subscription, whose money is free again; authorised by the manager."""

    instrument: InstrumentId
    account: AccountId


class IssueNotes(Call, frozen=True, tag_field="call", tag="securitisation.issue"):
    """Issue all notes against what was subscribed, all at once, or none; authorised by the manager."""

    pool: str


class NoteDebt(Call, frozen=True, tag_field="call", tag="securitisation.note"):
    """Note that the debt of a lot in a pool is late, in default, or late no more; by anybody."""

    lot: InstrumentId


class CountDay(Call, frozen=True, tag_field="call", tag="securitisation.count_day"):
    """Count a payment day: losses, triggers, and what each rank has by the order of payments; by anybody."""

    pool: str


class PayHolders(Call, frozen=True, tag_field="call", tag="securitisation.pay"):
    """Pay holders of a note their shares of a payment day; by anybody."""

    instrument: InstrumentId
    number: PaymentNumber
    accounts: Accounts


class AgreeToBePaid(Call, frozen=True, tag_field="call", tag="securitisation.agree"):
    """Agree to be paid on notes that one bought later; authorised by both sides of the account."""

    instrument: InstrumentId
    account: AccountId


class CleanUp(Call, frozen=True, tag_field="call", tag="securitisation.clean_up"):
    """Pay for all that is unpaid on the lots that are left; authorised by both sides of the originator's account.

    The pool has no hold on the lots any more: its manager passes them on in the same transaction.
    """

    pool: str
    account: AccountId
    hold: str
    """of just what is unpaid, for the pool's record"""


class WindUp(Call, frozen=True, tag_field="call", tag="securitisation.wind_up"):
    """Write off what defaulted, after the final day, when all money is distributed; authorised by the manager."""

    pool: str


class Retire(Call, frozen=True, tag_field="call", tag="securitisation.retire"):
    """End units of a note whose pool is over; by anybody."""

    instrument: InstrumentId
    accounts: Accounts
