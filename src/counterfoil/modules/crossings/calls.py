# SPDX-License-Identifier: Apache-2.0
"""Calls of the crossings module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.crossings.records import Price
from counterfoil.primitives.types import (
    IDENTIFIER,
    AccountId,
    ChainId,
    InstrumentId,
    JsonText,
    PartyId,
    RecordPath,
    TimestampField,
)

PeerPath = Annotated[RecordPath, Meta(pattern=r"^[a-z_]{1,32}/[a-z_]{1,32}/[A-Za-z0-9._:-]{1,64}\Z")]
"""Where what is known of a chain stands, such as `peers/chain/east`."""
TRAIL_MAX = 64
EventText = Annotated[JsonText, Meta(min_length=2, max_length=8_192)]


class MapHome(Call, frozen=True, tag_field="call", tag="crossings.map_home"):
    """Say that an instrument of this chain crosses to another (资产映射); by a keeper and a supervisor.

    It opens the account that has what crossed, which nobody's signature moves.
    """

    asset: NewId
    """as both chains call the mapping"""
    peer: PeerPath
    instrument: InstrumentId
    pool: Annotated[AccountId, IDENTIFIER]
    """an account to be opened"""
    keeper: PartyId
    """a venue, registrar or recorder, which holds that account"""
    by: PartyId
    """the supervisor that agrees"""
    reason: LegalReference


class MapMirror(Call, frozen=True, tag_field="call", tag="crossings.map_mirror"):
    """Say that an asset of another chain appears here as a mirror; by a keeper and a supervisor.

    The mirror comes into the world as the other chain describes its instrument, without a unit.
    """

    asset: NewId
    peer: PeerPath
    instrument: Annotated[InstrumentId, IDENTIFIER]
    """the mirror, to be made"""
    pool: Annotated[AccountId, IDENTIFIER]
    """an account to be opened: it has what is unique while that is on the other chain"""
    keeper: PartyId
    """a venue, registrar or recorder, as whose the mirror is issued"""
    by: PartyId
    reason: LegalReference


class Register(Call, frozen=True, tag_field="call", tag="crossings.register"):
    """Say which account on another chain an account here is (用户注册): what comes from there may come in."""

    peer: PeerPath
    account: AccountId
    there: Annotated[AccountId, IDENTIFIER]


class Deregister(Call, frozen=True, tag_field="call", tag="crossings.deregister"):
    """End a registration: nothing comes in from that chain any more."""

    chain: ChainId
    account: AccountId


class Depart(Call, frozen=True, tag_field="call", tag="crossings.depart"):
    """Send all that a hold reserves to the other chain; authorised by the account's outgoing rule."""

    crossing: NewId
    asset: str
    hold: str
    """of an executor `crossings/departure/` with the name of the crossing"""
    receiver: Annotated[AccountId, IDENTIFIER]
    """the account on the other chain"""
    until: TimestampField
    """from then on, by its own clock, the other chain accepts it no more"""


class Arrive(Call, frozen=True, tag_field="call", tag="crossings.arrive"):
    """Take in what left the other chain, as shown; by any party, once."""

    peer: PeerPath
    crossing: Annotated[str, IDENTIFIER]
    trail: Annotated[tuple[EventText, ...], Meta(max_length=TRAIL_MAX)] = ()
    """of what is unique: the events of its title on the other chain, the last at the end"""


class TakeBack(Call, frozen=True, tag_field="call", tag="crossings.take_back"):
    """Give back what left and did not arrive in time, as shown; by anybody."""

    crossing: str


class Offer(Call, frozen=True, tag_field="call", tag="crossings.offer"):
    """Reserve all that a hold reserves, to be delivered here once it is paid on another chain."""

    deal: NewId
    peer: PeerPath
    hold: str
    """of an executor `crossings/deal/` with the name of the deal"""
    receiver: AccountId
    """who is delivered to, here"""
    price: Price
    """what is paid there"""
    until: TimestampField
    """from then on, by the other chain's clock, it is not paid any more"""


class PayAcross(Call, frozen=True, tag_field="call", tag="crossings.pay"):
    """Pay for what the other chain has reserved, as shown: this decides the deal; by the payer."""

    peer: PeerPath
    deal: Annotated[str, IDENTIFIER]
    hold: str
    """of an executor `crossings/payment/` with the names of the other chain and of the deal"""


class Complete(Call, frozen=True, tag_field="call", tag="crossings.complete"):
    """Deliver what was paid for on the other chain, as shown; by anybody."""

    deal: str


class Withdraw(Call, frozen=True, tag_field="call", tag="crossings.withdraw"):
    """Free what was not paid for in time, as shown; by anybody."""

    deal: str
