# SPDX-License-Identifier: Apache-2.0
"""Calls of the clearing module. What concerns many trades or accounts is many calls: a transaction holds a thousand."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, NewId, Reference
from counterfoil.law.dated import DAY_MS, DayOffset
from counterfoil.modules.clearing.records import RECYCLED_MAX, CutOffs
from counterfoil.primitives.types import (
    INTEGER_MAX,
    AccountId,
    BasisPoints,
    Duration,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    PositiveQuantity,
    TimestampField,
)

Rate = Annotated[BasisPoints, Meta(ge=0, le=10_000)]
Within = Annotated[Duration, Meta(ge=1, le=366 * DAY_MS)]
Recycles = Annotated[int, Meta(ge=0, le=RECYCLED_MAX)]
Net = Annotated[int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]
"""As whoever calls computed it from the gross obligations: refused where the ledger's own sum is another."""


class OpenMarket(Call, frozen=True, tag_field="call", tag="clearing.open_market"):
    """Clear a market; by a clearing house, under the rules of its two accounts."""

    market: NewId
    house: PartyId
    cash: InstrumentId
    account: AccountId
    """through which everything is cleared, and nothing else moves"""
    penalties: AccountId
    offset_min: DayOffset
    cut_offs: CutOffs
    """of each cycle, in minutes since the day began"""
    collect_within: Within
    finish_within: Within
    cash_bp: Rate
    securities_bp: Rate
    minimum: NaturalQuantity
    recycles: Recycles


class SetRules(Call, frozen=True, tag_field="call", tag="clearing.set_rules"):
    """Change a market's rules, from now on or from later; days that are open keep theirs. By its clearing house."""

    market: str
    offset_min: DayOffset
    cut_offs: CutOffs
    """of each cycle, in minutes since the day began"""
    collect_within: Within
    finish_within: Within
    cash_bp: Rate
    securities_bp: Rate
    minimum: NaturalQuantity
    recycles: Recycles
    since: TimestampField | None = None


class Join(Call, frozen=True, tag_field="call", tag="clearing.join"):
    """Take part in a market's clearing; by the account, which gives and takes, and the clearing house."""

    market: str
    account: AccountId


class Leave(Call, frozen=True, tag_field="call", tag="clearing.leave"):
    """Take part in no new trades; what was agreed to still settles. By the account's outgoing rule."""

    market: str
    account: AccountId


class OpenDay(Call, frozen=True, tag_field="call", tag="clearing.open_day"):
    """Open the business day of the block's time, with its cycles; by the clearing house."""

    market: str


class CloseDay(Call, frozen=True, tag_field="call", tag="clearing.close_day"):
    """Close the business day with its certificate, once all its cycles have settled; by anybody."""

    market: str


class Enter(Call, frozen=True, tag_field="call", tag="clearing.enter"):
    """Enter a trade for netting; by one of its accounts, which thereby agrees to it."""

    trade: NewId
    market: str
    account: AccountId
    """the seller or the buyer"""
    seller: AccountId
    buyer: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    amount: PositiveQuantity
    """of the market's cash, for all of it"""
    partial: bool = False
    """it may settle in part, if the other side allows that too"""
    reference: Reference = ""


class Agree(Call, frozen=True, tag_field="call", tag="clearing.agree"):
    """The other account agrees to a trade, which enters the cycle that takes trades in, or waits for the next."""

    trade: str
    account: AccountId
    partial: bool = False
    cycle: str | None = None
    """the cycle that is meant: refused if by the block's time it is another; left out: whichever it is"""


class Roll(Call, frozen=True, tag_field="call", tag="clearing.roll"):
    """A trade that waits enters the cycle that takes trades in; by anybody."""

    trade: str


class Cancel(Call, frozen=True, tag_field="call", tag="clearing.cancel"):
    """Give a trade up before its cycle is cut; by every account that agreed to it."""

    trade: str


class Cut(Call, frozen=True, tag_field="call", tag="clearing.cut"):
    """Cut a cycle whose time has come: no trade comes in, and net debtors deliver; by anybody."""

    cycle: str


class Collect(Call, frozen=True, tag_field="call", tag="clearing.collect"):
    """Collect what an account nets to deliver, out of its free units; by anybody."""

    cycle: str
    account: AccountId
    instrument: InstrumentId
    net: Net


class Drop(Call, frozen=True, tag_field="call", tag="clearing.drop"):
    """The last trade by which an account delivers what it lacks fails, in part where both sides allow; by anybody."""

    cycle: str
    account: AccountId
    instrument: InstrumentId


class Settle(Call, frozen=True, tag_field="call", tag="clearing.settle"):
    """Settle a cycle of which all that is owed is collected: from here on nothing can fail; by anybody."""

    cycle: str


class HandOut(Call, frozen=True, tag_field="call", tag="clearing.hand_out"):
    """Hand out what is due to an account from a cycle that has settled; by anybody."""

    cycle: str
    account: AccountId
    instrument: InstrumentId
    net: Net


class Conclude(Call, frozen=True, tag_field="call", tag="clearing.conclude"):
    """Record on a trade that its cycle has settled; what settled in part waits with the rest. By anybody."""

    trade: str


class PayPenalty(Call, frozen=True, tag_field="call", tag="clearing.pay_penalty"):
    """Take the penalties that an account owes, as far as its free cash goes; by anybody."""

    market: str
    account: AccountId
