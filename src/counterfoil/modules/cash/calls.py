# SPDX-License-Identifier: Apache-2.0
"""Calls of the cash module."""

from typing import Annotated, Final

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId, Reference
from counterfoil.law.dated import DayField, DayOffset
from counterfoil.modules.cash.records import RATE_PPM_MAX, Grade, WalletKind
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    Millionths,
    PartyId,
    PositiveQuantity,
    TimestampField,
)

INSTALMENTS_MAX: Final = 64


class Adopt(Call, frozen=True, tag_field="call", tag="cash.adopt"):
    """Put an instrument of kind cash, of which nothing is outstanding, under these rules; by its issuer."""

    instrument: InstrumentId
    offset_min: DayOffset
    """minutes by which the day begins before midnight UTC; 480 in China"""


class SetDay(Call, frozen=True, tag_field="call", tag="cash.set_day"):
    """Set when the day begins, by which limits are counted; by the issuer."""

    instrument: InstrumentId
    offset_min: DayOffset
    """minutes by which the day begins before midnight UTC; 480 in China"""
    since: TimestampField | None = None
    """None: from now on"""


class SetLimits(Call, frozen=True, tag_field="call", tag="cash.set_limits"):
    """Set what wallets of a class may hold and pay, from a time on; by the issuer. What is left out has no limit."""

    instrument: InstrumentId
    grade: Grade
    kind: WalletKind
    since: TimestampField | None = None
    """None: from now on"""
    balance: PositiveQuantity | None = None
    single: PositiveQuantity | None = None
    daily: PositiveQuantity | None = None
    annual: PositiveQuantity | None = None


class SetRate(Call, frozen=True, tag_field="call", tag="cash.set_rate"):
    """Set what wallets of a class earn a year, in millionths, from the begin of a day on; by the issuer."""

    instrument: InstrumentId
    day: DayField
    """days since 1970-01-01 by the currency's own day"""
    grade: Grade
    kind: WalletKind
    rate_ppm: Annotated[Millionths, Meta(ge=0, le=RATE_PPM_MAX)]


class OpenVault(Call, frozen=True, tag_field="call", tag="cash.open_vault"):
    """Let an operating bank put the currency into circulation from an account of its own; by issuer and bank."""

    account: AccountId
    instrument: InstrumentId


class Back(Call, frozen=True, tag_field="call", tag="cash.back"):
    """Record what the issuer took from a bank to back what is issued through it; by the issuer."""

    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    document: HashField
    reference: Reference = ""


class Retire(Call, frozen=True, tag_field="call", tag="cash.retire"):
    """Record that the issuer gave backing back to a bank; by the issuer."""

    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    document: HashField
    reference: Reference = ""


class OpenWallet(Call, frozen=True, tag_field="call", tag="cash.open_wallet"):
    """Make an account a wallet of a class; by the bank that keeps the account and has the vault."""

    account: AccountId
    instrument: InstrumentId
    vault: AccountId
    grade: Grade
    kind: WalletKind
    commitment: HashField


class OpenSubWallet(Call, frozen=True, tag_field="call", tag="cash.open_sub_wallet"):
    """Make another account of the same holder a sub-wallet, which counts with its parent; by bank and account."""

    account: AccountId
    instrument: InstrumentId
    parent: AccountId


class Reclassify(Call, frozen=True, tag_field="call", tag="cash.reclassify"):
    """Move a wallet and its sub-wallets to another class, on what the bank knows now; by the bank."""

    account: AccountId
    instrument: InstrumentId
    grade: Grade
    commitment: HashField


class RequestPayment(Call, frozen=True, tag_field="call", tag="cash.request_payment"):
    """Ask for a payment; by whoever controls the account that shall receive it."""

    request: NewId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    expires: TimestampField
    payer: AccountId | None = None
    """None: whoever pays"""
    reference: Reference = ""


class Pay(Call, frozen=True, tag_field="call", tag="cash.pay"):
    """Pay a request out of a hold of exactly that much whose executor is the request; by anybody."""

    request: str
    hold: str
    """whose executor is `cash/request/` and the request"""


class WithdrawRequest(Call, frozen=True, tag_field="call", tag="cash.withdraw_request"):
    """Ask no longer; by whoever controls the account that was to receive."""

    request: str


class GiveBack(Call, frozen=True, tag_field="call", tag="cash.give_back"):
    """Free what was held for a request that is over: paid out of another hold, withdrawn, or too late; by anybody."""

    request: str
    hold: str


class Prepay(Call, frozen=True, tag_field="call", tag="cash.prepay"):
    """Pay for a service in advance out of a hold whose executor is the contract; by payer and merchant.

    The money stays the payer's until an instalment is confirmed; the contract expires when the hold does.
    """

    contract: NewId
    hold: str
    """whose executor is `cash/prepaid/` and the contract"""
    merchant: AccountId
    instalments: Annotated[tuple[PositiveQuantity, ...], Meta(min_length=1, max_length=INSTALMENTS_MAX)]
    confirmer: PartyId | None = None
    reference: Reference = ""


class Confirm(Call, frozen=True, tag_field="call", tag="cash.confirm"):
    """Confirm the next instalment, counted from 1, which is delivered; by the payer, or by the confirmer named."""

    contract: str
    instalment: Annotated[int, Meta(ge=1, le=INSTALMENTS_MAX)]
    by: PartyId | None = None
    """the confirmer; None: the payer"""


class Refund(Call, frozen=True, tag_field="call", tag="cash.refund"):
    """Give back what no instalment took; by the merchant, or by anybody once the contract has expired."""

    contract: str


class OrderRefund(Call, frozen=True, tag_field="call", tag="cash.order_refund"):
    """A supervisor has the rest given back, as when the merchant is insolvent."""

    contract: str
    supervisor: PartyId
    reference: LegalReference
    document: HashField


class PayInterest(Call, frozen=True, tag_field="call", tag="cash.pay_interest"):
    """Pay what a wallet earned, under a mandate over a vault whose executor is the currency; by the wallet's bank."""

    account: AccountId
    instrument: InstrumentId
    mandate: str
