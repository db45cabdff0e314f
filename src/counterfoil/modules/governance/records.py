# SPDX-License-Identifier: Apache-2.0
"""Records of the governance module: the charter and what it says, pauses, readiness, applications."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.dated import in_force
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.parties.records import PartyKind
from counterfoil.primitives.types import (
    IDENTIFIER,
    PARTS_PER_MILLION,
    Duration,
    HashField,
    HexHash,
    KeyId,
    Millionths,
    PartyId,
    Timestamp,
)

YEAR_MS: Final = 366 * 86_400_000
POWER_MAX: Final = 1_000_000
MEMBERS_MAX: Final = 64
CURRENT: Final = "current"
Power = Annotated[int, Meta(ge=1, le=POWER_MAX)]
Share = Annotated[Millionths, Meta(ge=1, le=PARTS_PER_MILLION, examples=["66.6667%"])]
"""Of the power of all members."""
Span = Annotated[Duration, Meta(ge=1, le=YEAR_MS, examples=["3d"])]


class Vetoes(StrEnum):
    """Which decisions a supervisor can veto."""

    no_decision = "no_decision"
    grave_decisions = "grave_decisions"
    every_decision = "every_decision"


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party that votes, and what its vote weighs."""

    party: Annotated[PartyId, IDENTIFIER]
    power: Power


def power_of(members: Sequence[Member], party: PartyId) -> int:
    """What a party's vote weighs among members; 0 if it is none of them."""
    return sum(member.power for member in members if member.party == party)


Members = Annotated[
    tuple[Member, ...],
    Meta(min_length=1, max_length=MEMBERS_MAX, examples=["[party=depository,power=60],members=[party=bob,power=40]"]),
]


class Articles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a charter says."""

    members: Members
    ordinary_ppm: Share
    """of all voting power must be for an ordinary decision"""
    grave_ppm: Share
    """for one about the charter, roles or the chain's version"""
    debate_ms: Span
    """before the vote begins"""
    voting_ms: Span
    delay_ms: Span
    """from the end of the vote until execution"""
    lapse_ms: Span
    """in which a decision may be executed"""
    veto: Vetoes
    veto_ms: Annotated[Duration, Meta(ge=0, le=YEAR_MS, examples=["0"])]
    """after the end of the vote"""
    emergency_ppm: Share
    """of all voting power pauses together"""
    pause_ms: Span
    """the longest pause without a decision"""
    admitters: Annotated[int, Meta(ge=0, le=MEMBERS_MAX, examples=[1])]
    """how many members besides the sponsor accept a firm by themselves; 0: a decision alone does"""
    applications_only: bool
    """whether parties are registered on accepted applications alone"""

    @property
    def power(self) -> int:
        """Of all members."""
        return sum(member.power for member in self.members)

    def power_of(self, party: PartyId) -> int:
        """What the party's vote weighs; 0 if it is no member."""
        return power_of(self.members, party)

    def needed(self, share: Millionths) -> int:
        """The least power that comes to a share of all."""
        return -(-self.power * share // PARTS_PER_MILLION)


class CharterEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the charter says from a time on."""

    since: Timestamp
    articles: Articles


class Charter(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who decides, and how: the articles in force, and those that are to come, in order of their times."""

    council: PartyId
    """the party whose consent is a decision"""
    entries: tuple[CharterEntry, ...]


class Ready(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member's word that its nodes have a protocol version."""

    member: PartyId
    keys: tuple[KeyId, ...]
    """identifiers of the keys that signed for it then, sorted: none of them says so for another"""


class Readiness(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which members have said that their nodes have a protocol version, in the order in which they did."""

    version: int
    members: tuple[Ready, ...]


class Pauser(StrEnum):
    """Who paused."""

    members = "members"
    supervisor = "supervisor"


class Pause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until when a module's calls are refused, and who has paused it since the last decision about it."""

    noun: str
    until: Timestamp
    paused_by: tuple[Pauser, ...]


class Pauses(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All pauses, those that are over too, in order of the modules' names."""

    pauses: tuple[Pause, ...] = ()

    def of(self, noun: str) -> Pause | None:
        """The last pause of a module."""
        return next((pause for pause in self.pauses if pause.noun == noun), None)

    def running(self, time: Timestamp) -> list[Pause]:
        """Those that are not over."""
        return [pause for pause in self.pauses if time < pause.until]

    def with_(self, pause: Pause) -> "Pauses":
        """With a module's new pause in the place of its last."""
        kept = {one.noun: one for one in self.pauses} | {pause.noun: pause}
        return replace(self, pauses=tuple(kept[noun] for noun in sorted(kept)))


class ApplicationStatus(StrEnum):
    awaiting = "awaiting"
    taken_in = "taken_in"
    turned_away = "turned_away"
    withdrawn = "withdrawn"


APPLICATION_CYCLE: Final[dict[ApplicationStatus, frozenset[ApplicationStatus]]] = {
    ApplicationStatus.awaiting: frozenset(
        {ApplicationStatus.taken_in, ApplicationStatus.turned_away, ApplicationStatus.withdrawn}
    ),
    ApplicationStatus.taken_in: frozenset(),
    ApplicationStatus.turned_away: frozenset(),
    ApplicationStatus.withdrawn: frozenset(),
}
"""status → the statuses it may change to"""


class Application(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A firm that would be a party, for whose particulars and keys its sponsor vouches."""

    application: str
    sponsor: PartyId
    party: PartyId
    kind: PartyKind
    name: str
    commitment: HexHash | None
    lei: str | None
    uscc: str | None
    credential: HashField | None
    """that shows a credit code with another check character"""
    keys: KeyPolicy
    document: HashField
    """SHA-256 of the application, which stays off the ledger"""
    eyes: tuple[KeyId, ...]
    """identifiers of the keys that signed for the sponsor when it applied, sorted: none of them accepts"""
    status: ApplicationStatus = ApplicationStatus.awaiting


CHARTERS: Final = Table(
    "governance/charter", Charter, GovernanceOutcome.no_charter, GovernanceOutcome.charter_exists
).opened()
READINESS: Final = Table(
    "governance/readiness", Readiness, GovernanceOutcome.unknown_readiness, GovernanceOutcome.readiness_exists
)
PAUSES: Final = Table("governance/pauses", Pauses, GovernanceOutcome.no_pauses, GovernanceOutcome.pauses_exist).opened()
APPLICATIONS: Final = Table(
    "governance/application",
    Application,
    GovernanceOutcome.unknown_application,
    GovernanceOutcome.application_exists,
)


def charter_of(moment: Moment) -> tuple[PartyId, Articles]:
    """The council, and what its charter says now; Refused where there is none."""
    charter = known(moment, CHARTERS, CURRENT)
    entry = in_force(charter.entries, moment.time)
    if entry is None:
        raise Refused(GovernanceOutcome.no_charter, CURRENT)
    return charter.council, entry.articles
