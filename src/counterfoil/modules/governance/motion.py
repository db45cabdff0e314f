# SPDX-License-Identifier: Apache-2.0
"""A motion's record: who may vote on it and until when stands in it, so that it is judged by itself."""

from enum import StrEnum
from typing import Final

import msgspec

from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.records import Member, power_of
from counterfoil.primitives.types import HashField, JsonText, KeyId, PartyId, Timestamp


class Ballot(StrEnum):
    """How a member votes."""

    in_favour = "in_favour"
    against = "against"
    abstain = "abstain"


class MotionStatus(StrEnum):
    proposed = "proposed"
    """debated, and then voted on: which of them, the time says"""
    withdrawn = "withdrawn"
    voted_down = "voted_down"
    vetoed = "vetoed"
    passed = "passed"
    executed = "executed"
    lapsed = "lapsed"


MOTION_CYCLE: Final[dict[MotionStatus, frozenset[MotionStatus]]] = {
    MotionStatus.proposed: frozenset(
        {MotionStatus.withdrawn, MotionStatus.voted_down, MotionStatus.vetoed, MotionStatus.passed}
    ),
    MotionStatus.withdrawn: frozenset(),
    MotionStatus.voted_down: frozenset(),
    MotionStatus.vetoed: frozenset(),
    MotionStatus.passed: frozenset({MotionStatus.vetoed, MotionStatus.executed, MotionStatus.lapsed}),
    MotionStatus.executed: frozenset(),
    MotionStatus.lapsed: frozenset(),
}
"""status → the statuses it may change to"""
OPEN: Final = frozenset(status for status, following in MOTION_CYCLE.items() if following)


class Vote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member's vote, as it was last."""

    member: PartyId
    ballot: Ballot
    keys: tuple[KeyId, ...]
    """identifiers of the keys that signed for it then, sorted: none of them casts another vote"""


class Tally(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The power of the votes."""

    in_favour: int
    against: int
    abstain: int


class Motion(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calls that shall be the council's, and what the charter in force then said of how that is decided."""

    motion: str
    council: PartyId
    by: PartyId
    title: str
    document: HashField
    """SHA-256 of the reasons, which stay off the ledger"""
    acts: tuple[str, ...]
    """the names of the calls"""
    calls: JsonText
    """the calls, in canonical JSON"""
    grave: bool
    version: int | None
    """the protocol version that it schedules, for which nodes must be ready"""
    electorate: tuple[Member, ...]
    needed: int
    """power in favour"""
    vote_from: Timestamp
    vote_until: Timestamp
    veto_until: Timestamp | None
    """None: nobody can"""
    execute_from: Timestamp
    execute_until: Timestamp
    votes: tuple[Vote, ...] = ()
    """in the order of the electorate"""
    status: MotionStatus = MotionStatus.proposed

    def power_of(self, party: PartyId) -> int:
        """What the party's vote weighs here; 0 if it has none."""
        return power_of(self.electorate, party)

    def tally(self) -> Tally:
        """The power of the votes so far."""
        powers = dict.fromkeys(Ballot, 0)
        for vote in self.votes:
            powers[vote.ballot] += self.power_of(vote.member)
        return Tally(in_favour=powers[Ballot.in_favour], against=powers[Ballot.against], abstain=powers[Ballot.abstain])

    def voted(self, new: Vote) -> tuple[Vote, ...]:
        """The votes, with a member's new one in the place of its last."""
        cast = {vote.member: vote for vote in self.votes} | {new.member: new}
        return tuple(cast[elector.party] for elector in self.electorate if elector.party in cast)


MOTIONS: Final = Table("governance/motion", Motion, GovernanceOutcome.unknown_motion, GovernanceOutcome.motion_exists)
