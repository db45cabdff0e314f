# SPDX-License-Identifier: Apache-2.0
"""Calls about trades that two agree on."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId, Reference
from counterfoil.modules.futures.bilateral import TradeSide
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import Price
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.primitives.types import INTEGER_MAX, HashField, PartyId, TimestampField


class ProposeTrade(Call, frozen=True, tag_field="call", tag="futures.propose_trade"):
    """Propose a block trade, or an exchange for physicals, of the open day to another; by one of the two sides.

    Each side names its account, and the party that speaks for it: the holder, or the member that answers for it.
    """

    trade: NewId
    kind: TradeKind
    contract: str
    price: Price
    lots: Annotated[int, Meta(ge=1, le=10**9)]
    buyer: TradeSide
    seller: TradeSide
    by: PartyId
    expires: TimestampField
    """after it nothing more is affirmed or registered"""
    physical: Reference = ""
    """of an exchange for physicals: the instruction or contract by which the goods change hands"""
    document: HashField | None = None
    """hash of what was agreed about the goods, which is kept elsewhere"""


class AffirmTrade(Call, frozen=True, tag_field="call", tag="futures.affirm_trade"):
    """Stand by a trade that was proposed, on the same terms; by the other side."""

    trade: str


class AllowTrade(Call, frozen=True, tag_field="call", tag="futures.allow_trade"):
    """Agree to a trade between two, where the product's rules ask for that; by the house."""

    trade: str


class WithdrawTrade(Call, frozen=True, tag_field="call", tag="futures.withdraw_trade"):
    """Let a trade go before it is agreed; by one of the two, or the house."""

    trade: str
    by: PartyId
    reason: LegalReference


class RegisterTrade(Call, frozen=True, tag_field="call", tag="futures.register_trade"):
    """Register one side of an agreed trade; by the venue. The other side by a call of its own, in one transaction."""

    trade: str
    direction: Direction
    number: Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
    """by the venue; the same for both sides"""
