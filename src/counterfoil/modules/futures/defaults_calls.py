# SPDX-License-Identifier: Apache-2.0
"""Calls about the guarantee fund and members' defaults."""

from counterfoil.law.call import Call, LegalReference, NewId, Reference
from counterfoil.primitives.types import AccountId, NaturalQuantity, PartyId, PositiveQuantity


class FoundFund(Call, frozen=True, tag_field="call", tag="futures.found_fund"):
    """Open the accounts of a guarantee fund and of the house's own layers; by the house, whose signature moves none."""

    house: str
    account: NewId
    """of the members' shares"""
    skin: NewId
    """what the house puts in before anybody else's"""
    reserve: NewId
    own_funds: NewId


class RequireShare(Call, frozen=True, tag_field="call", tag="futures.require_share"):
    """Say what a member must have in the fund; by the house. Recomputed as its policy says, from stress."""

    house: str
    member: PartyId
    required: NaturalQuantity
    reference: Reference = ""


class CallFurther(Call, frozen=True, tag_field="call", tag="futures.call_further"):
    """Ask a member for more, up to as much again as is required of it within 30 days; by the house."""

    house: str
    member: PartyId
    amount: PositiveQuantity


class Contribute(Call, frozen=True, tag_field="call", tag="futures.contribute"):
    """Pay into the fund, out of the member's own margin account; by the member."""

    house: str
    member: PartyId
    amount: PositiveQuantity


class DeclareDefault(Call, frozen=True, tag_field="call", tag="futures.declare_default"):
    """Declare that a member is in default; by the house. Its accounts open nothing from then on."""

    house: str
    member: PartyId
    reason: LegalReference


class Absorb(Call, frozen=True, tag_field="call", tag="futures.absorb"):
    """Take what an account of a member in default owes from the first layer that has anything; by anybody."""

    account: AccountId


class Port(Call, frozen=True, tag_field="call", tag="futures.port"):
    """Let another member answer for a client's account; by the house, the client and that member.

    The member that answered until then agrees too, unless it is in default.
    """

    account: AccountId
    to: PartyId


class ConcludeDefault(Call, frozen=True, tag_field="call", tag="futures.conclude_default"):
    """Say that a default is over; by the house, once no account of the member owes anything or has a position."""

    house: str
    member: PartyId
    reference: Reference = ""
