# SPDX-License-Identifier: Apache-2.0
"""Calls of the governance module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.governance.motion import Ballot
from counterfoil.modules.governance.records import MEMBERS_MAX, POWER_MAX, Articles
from counterfoil.modules.parties.calls import Code, ShortText
from counterfoil.modules.parties.records import PartyKind, Roles
from counterfoil.primitives.types import IDENTIFIER, HashField, PartyId, TimestampField

Title = Annotated[str, Meta(min_length=1, max_length=200)]
Version = Annotated[int, Meta(ge=2, le=2**31)]
Noun = Annotated[str, Meta(pattern=r"^[a-z][a-z_]{0,31}\Z", examples=["funds"])]
EXAMPLE = """'[{"call":"parties.assign_roles","party":"bob","registrar":"council","roles":["issuer"]}]'"""
Several = Annotated[tuple[PartyId, ...], Meta(max_length=MEMBERS_MAX)]


class Adopt(Call, frozen=True, tag_field="call", tag="governance.adopt"):
    """Adopt the chain's charter, once; by all registrars, all members and a supervisor, and a council takes over."""

    council: Annotated[PartyId, IDENTIFIER]
    """the party that the members are together: it is registered by this"""
    name: Title
    articles: Articles
    registrars: Annotated[tuple[PartyId, ...], Meta(min_length=1, max_length=MEMBERS_MAX)]
    """all that there are; each becomes a recorder"""
    supervisor: PartyId | None = None
    """none only where the chain has none"""
    roles: Roles = ()
    """of the council, besides registrar"""


class AmendCharter(Call, frozen=True, tag_field="call", tag="governance.amend_charter"):
    """Change what the charter says, from a time on; by a decision. What was to come from that time on is dropped."""

    council: PartyId
    articles: Articles
    since: TimestampField | None = None
    """None: from now on"""


class SetPower(Call, frozen=True, tag_field="call", tag="governance.set_power"):
    """Make a party a member, change what its vote weighs, or end its membership; by a decision."""

    council: PartyId
    party: Annotated[PartyId, IDENTIFIER]
    power: Annotated[int, Meta(ge=0, le=POWER_MAX)]
    """0: its membership ends"""
    since: TimestampField | None = None
    """None: from now on"""


class Propose(Call, frozen=True, tag_field="call", tag="governance.propose"):
    """Propose calls that shall be the council's; by a member, or a supervisor."""

    motion: NewId
    by: PartyId
    title: Title
    document: HashField
    calls: Annotated[str, Meta(min_length=2, max_length=32_768, examples=[EXAMPLE])]
    """a list of at most 16 calls, in JSON"""


class Withdraw(Call, frozen=True, tag_field="call", tag="governance.withdraw"):
    """Withdraw a motion while it is debated; by whoever made it."""

    motion: str


class CastVote(Call, frozen=True, tag_field="call", tag="governance.vote"):
    """Vote on a motion, or change one's vote, until the vote ends."""

    motion: str
    member: PartyId
    ballot: Ballot


class Close(Call, frozen=True, tag_field="call", tag="governance.close"):
    """Count the votes when the vote is over; by anybody."""

    motion: str


class Veto(Call, frozen=True, tag_field="call", tag="governance.veto"):
    """Veto a motion, where the charter says so; by a supervisor."""

    motion: str
    supervisor: PartyId
    reference: LegalReference


class Execute(Call, frozen=True, tag_field="call", tag="governance.execute"):
    """Carry out a decision when its delay is over; by anybody. Its calls are the council's, and nobody else's."""

    motion: str


class Lapse(Call, frozen=True, tag_field="call", tag="governance.lapse"):
    """Record that a decision was not executed in time; by anybody."""

    motion: str


class DeclareReady(Call, frozen=True, tag_field="call", tag="governance.declare_ready"):
    """Say that a member's nodes have a protocol version."""

    version: Version
    member: PartyId


class PauseCalls(Call, frozen=True, tag_field="call", tag="governance.pause"):
    """In an emergency, have all calls of modules refused for a time; by members of a quorum, or by a supervisor."""

    nouns: Annotated[tuple[Noun, ...], Meta(min_length=1, max_length=32)]
    until: TimestampField
    reference: LegalReference
    members: Several = ()
    supervisor: PartyId | None = None


class SettlePause(Call, frozen=True, tag_field="call", tag="governance.settle_pause"):
    """End a pause or set until when it lasts, and let the module be paused again; by a decision."""

    council: PartyId
    noun: Noun
    until: TimestampField | None = None
    """None: it ends now"""


class Apply(Call, frozen=True, tag_field="call", tag="governance.apply"):
    """Apply for a firm that would be a party; by a member, which vouches for what it says and for its keys."""

    application: NewId
    sponsor: PartyId
    party: Annotated[PartyId, IDENTIFIER]
    keys: KeyPolicy
    document: HashField
    kind: PartyKind = PartyKind.organisation
    name: ShortText = ""
    commitment: HashField | None = None
    lei: Code | None = None
    uscc: Code | None = None
    credential: HashField | None = None
    """that shows a credit code whose check character is not the computed one"""


class Accept(Call, frozen=True, tag_field="call", tag="governance.accept"):
    """Accept an application, and register the party; by a decision, or by as many members as the charter asks for."""

    application: str
    members: Several = ()
    """none: by a decision"""


class Reject(Call, frozen=True, tag_field="call", tag="governance.reject"):
    """Reject an application; by a decision."""

    application: str
    council: PartyId
    reference: LegalReference


class WithdrawApplication(Call, frozen=True, tag_field="call", tag="governance.withdraw_application"):
    """Withdraw an application; by its sponsor."""

    application: str
