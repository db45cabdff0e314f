# SPDX-License-Identifier: Apache-2.0
"""Calls about pools, their lots, their notes and their payment days."""

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.securitisation.notes import Payee
from counterfoil.modules.securitisation.pool_terms import PoolTerms
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


class PayOut(Call, frozen=True, tag_field="call", tag="securitisation.pay_out"):
    """Pay the servicer its fee of a payment day, or the bridge what it has of it; by anybody."""

    pool: str
    number: PaymentNumber
    payee: Payee


class PayHolders(Call, frozen=True, tag_field="call", tag="securitisation.pay"):
    """Pay holders of a note their shares of a payment day, or what is set aside for them; by anybody."""

    instrument: InstrumentId
    number: PaymentNumber
    accounts: Accounts

    def halves(self) -> tuple[Call, ...]:
        return _halved(self)


class SetAside(Call, frozen=True, tag_field="call", tag="securitisation.set_aside"):
    """Set aside, in the names of holders, shares of a payment day that they have not taken; by anybody."""

    instrument: InstrumentId
    number: PaymentNumber
    accounts: Accounts

    def halves(self) -> tuple[Call, ...]:
        return _halved(self)


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


class BuyBack(Call, frozen=True, tag_field="call", tag="securitisation.buy_back"):
    """Pay for a lot that is not what was warranted; authorised by the manager, and both sides of the account.

    By the originator, or by who sold it. The pool has no hold on it any more: its manager passes it on in the same
    transaction.
    """

    lot: InstrumentId
    account: AccountId
    hold: str
    """of just what is unpaid on it, for the lot's record in the pool"""
    reason: LegalReference
    """which warranty it breaches"""


class WindUp(Call, frozen=True, tag_field="call", tag="securitisation.wind_up"):
    """Write off what defaulted, after the final day, when all money is distributed; authorised by the manager."""

    pool: str


class Retire(Call, frozen=True, tag_field="call", tag="securitisation.retire"):
    """End units of a note whose pool is over; by anybody."""

    instrument: InstrumentId
    accounts: Accounts

    def halves(self) -> tuple[Call, ...]:
        return _halved(self)


class Liquidate(Call, frozen=True, tag_field="call", tag="securitisation.liquidate"):
    """End a pool that is over and of whose notes an order burned the last unit; by anybody."""

    pool: str


def _halved(call: PayHolders | SetAside | Retire) -> tuple[Call, ...]:
    """The same for half of the accounts each: none of them needs the others."""
    half = len(call.accounts) // 2
    both = (call.accounts[:half], call.accounts[half:]) if half else ()
    return tuple(replace(call, accounts=some) for some in both)
