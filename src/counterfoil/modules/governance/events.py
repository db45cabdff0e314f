# SPDX-License-Identifier: Apache-2.0
"""Events of the governance module."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import asdict, replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.governance.apart import require_apart
from counterfoil.modules.governance.motion import (
    MOTIONS,
    Ballot,
    Motion,
    MotionStatus,
    Tally,
    Vote,
)
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.records import (
    CHARTERS,
    CURRENT,
    PAUSES,
    READINESS,
    Articles,
    Charter,
    CharterEntry,
    Member,
    Pause,
    Pauser,
    Pauses,
    Readiness,
    Ready,
    charter_of,
)
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, supervises
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import HashField, JsonText, KeyId, PartyId, Timestamp

_CHARTERS: Changes[Charter] = Changes(CHARTERS)
_MOTIONS: Changes[Motion] = Changes(MOTIONS)


class GovernanceEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class Adopted(GovernanceEvent, frozen=True):
    """The chain's members adopted its charter."""

    type: ClassVar[str] = "governance.adopted"
    council: PartyId
    articles: Articles
    registrars: tuple[PartyId, ...]
    supervisor: PartyId | None
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entry = CharterEntry(since=self.time, articles=self.articles)
        yield _CHARTERS.create(Charter(council=self.council, entries=(entry,)), CURRENT)

    def permit(self, moment: Moment) -> Consents:
        for registrar in self.registrars:
            require_role(moment, registrar, Role.registrar)
        members = [member.party for member in self.articles.members]
        require_parties(moment, *members)
        require_apart(moment, *members)
        if self.supervisor is not None:
            require_role(moment, self.supervisor, Role.supervisor)
            another = self.supervisor not in self.registrars
            require(another, GovernanceOutcome.supervisor_left_out, self.supervisor)
            for registrar in self.registrars:
                require_parties(moment, registrar, self.supervisor)
                require_apart(moment, registrar, self.supervisor)
        return ()


class Amended(GovernanceEvent, frozen=True):
    """A decision changed what the charter says, from a time on."""

    type: ClassVar[str] = "governance.amended"
    council: PartyId
    articles: Articles
    since: Timestamp
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entry = CharterEntry(since=self.since, articles=self.articles)

        def amend(before: Charter) -> Charter:
            entries = scheduled(before.entries, entry, self.time, GovernanceOutcome.too_many_amendments, "charter")
            return replace(before, entries=entries)

        yield _CHARTERS.change(amend, CURRENT)

    def permit(self, moment: Moment) -> Consents:
        require_council(moment, self.council)
        return ()


class Proposed(GovernanceEvent, frozen=True):
    """Calls were proposed, to be decided as the charter in force said then."""

    type: ClassVar[str] = "governance.proposed"
    motion: str
    council: PartyId
    by: PartyId
    title: str
    document: HashField
    acts: tuple[str, ...]
    calls: JsonText
    grave: bool
    version: int | None
    electorate: tuple[Member, ...]
    needed: int
    vote_from: Timestamp
    vote_until: Timestamp
    veto_until: Timestamp | None
    execute_from: Timestamp
    execute_until: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _MOTIONS.create(Motion(**asdict(self)), self.motion)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        if not any(member.party == self.by for member in self.electorate):
            require(supervises(moment, self.by), GovernanceOutcome.not_a_member, self.by)
        return ()


class OfMotion(GovernanceEvent, frozen=True):
    """What leaves a motion in another status."""

    status: ClassVar[MotionStatus]
    motion: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _MOTIONS.replace(self.motion, status=self.status)


class Withdrawn(OfMotion, frozen=True):
    """A motion was withdrawn while it was debated."""

    type: ClassVar[str] = "governance.withdrawn"
    status: ClassVar[MotionStatus] = MotionStatus.withdrawn

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, MOTIONS, self.motion).by)
        return ()


class Voted(GovernanceEvent, frozen=True):
    """A member voted, or changed its vote."""

    type: ClassVar[str] = "governance.voted"
    motion: str
    member: PartyId
    ballot: Ballot
    power: int
    keys: tuple[KeyId, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        vote = Vote(member=self.member, ballot=self.ballot, keys=self.keys)
        yield _MOTIONS.change(lambda before: replace(before, votes=before.voted(vote)), self.motion)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.member)
        return ()


class Passed(OfMotion, frozen=True):
    """The votes were counted, and enough voting power was in favour."""

    type: ClassVar[str] = "governance.passed"
    status: ClassVar[MotionStatus] = MotionStatus.passed
    tally: Tally


class VotedDown(OfMotion, frozen=True):
    """The votes were counted, and too little voting power was in favour."""

    type: ClassVar[str] = "governance.voted_down"
    status: ClassVar[MotionStatus] = MotionStatus.voted_down
    tally: Tally


class Vetoed(OfMotion, frozen=True):
    """A supervisor vetoed a motion, as the charter lets it."""

    type: ClassVar[str] = "governance.vetoed"
    status: ClassVar[MotionStatus] = MotionStatus.vetoed
    supervisor: PartyId
    reference: str

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.supervisor, Role.supervisor)
        return ()


class Executed(OfMotion, frozen=True):
    """A decision is carried out: the events of its calls follow."""

    type: ClassVar[str] = "governance.executed"
    status: ClassVar[MotionStatus] = MotionStatus.executed
    council: PartyId

    def permit(self, moment: Moment) -> Consents:
        require_council(moment, self.council)
        return ()


class Lapsed(OfMotion, frozen=True):
    """A decision was not carried out in time."""

    type: ClassVar[str] = "governance.lapsed"
    status: ClassVar[MotionStatus] = MotionStatus.lapsed


class DeclaredReady(GovernanceEvent, frozen=True):
    """A member said that its nodes have a protocol version."""

    type: ClassVar[str] = "governance.declared_ready"
    version: int
    member: PartyId
    keys: tuple[KeyId, ...]
    """identifiers of those that signed for it"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        said = Ready(member=self.member, keys=self.keys)

        def declare(before: Readiness | None) -> Readiness:
            ready = before or Readiness(version=self.version, members=())
            return replace(ready, members=(*ready.members, said))

        yield Touch(READINESS, (str(self.version),), declare)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.member)
        return ()


class CallsPaused(GovernanceEvent, frozen=True):
    """In an emergency, calls of modules were paused until a time."""

    type: ClassVar[str] = "governance.paused"
    nouns: tuple[str, ...]
    until: Timestamp
    members: tuple[PartyId, ...]
    supervisor: PartyId | None
    reference: str

    @property
    def pauser(self) -> Pauser:
        """Which of the two."""
        return Pauser.members if self.supervisor is None else Pauser.supervisor

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def pause(before: Pauses | None) -> Pauses:
            pauses = before or Pauses()
            for noun in self.nouns:
                last = pauses.of(noun) or Pause(noun=noun, until=Timestamp(0), paused_by=())
                # One pause does not shorten the other's.
                until, paused_by = max(last.until, self.until), (*last.paused_by, self.pauser)
                pauses = pauses.with_(Pause(noun=noun, until=until, paused_by=paused_by))
            return pauses

        yield Touch(PAUSES, (CURRENT,), pause)

    def permit(self, moment: Moment) -> Consents:
        if self.supervisor is not None:
            require_role(moment, self.supervisor, Role.supervisor)
        else:
            require_parties(moment, *self.members)
            require_apart(moment, *self.members)
        return ()


class PauseSettled(GovernanceEvent, frozen=True):
    """A decision set until when a pause lasts; whoever used up a pause may pause again."""

    type: ClassVar[str] = "governance.pause_settled"
    council: PartyId
    noun: str
    until: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        settled = Pause(noun=self.noun, until=self.until, paused_by=())
        yield Touch(PAUSES, (CURRENT,), lambda before: (before or Pauses()).with_(settled))

    def permit(self, moment: Moment) -> Consents:
        require_council(moment, self.council)
        return ()


EVENTS: tuple[Any, ...] = (
    Adopted,
    Amended,
    Proposed,
    Withdrawn,
    Voted,
    Passed,
    VotedDown,
    Vetoed,
    Executed,
    Lapsed,
    DeclaredReady,
    CallsPaused,
    PauseSettled,
)


def require_council(moment: Moment, council: PartyId) -> None:
    """It is the council of the chain's charter, and it decided."""
    require(charter_of(moment)[0] == council, GovernanceOutcome.not_the_council, council)
    require_party(moment, council)
