# SPDX-License-Identifier: Apache-2.0
"""Events of the peers module."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.parties.authority import RECORDERS, require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.modules.peers.outcomes import PeersOutcome
from counterfoil.modules.peers.records import ANSWERS, PEERS, PeerAnswer, PeerChain, PeerTrust
from counterfoil.primitives.types import (
    ChainId,
    Duration,
    HashField,
    Height,
    JsonText,
    PartyId,
    RecordPath,
    Timestamp,
)


class Trusted(EventData, frozen=True):
    """A keeper and a supervisor said whom to believe about another chain, from a time on."""

    type: ClassVar[str] = "peers.trusted"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    chain: ChainId
    genesis: HashField
    keeper: PartyId
    by: PartyId
    since: Timestamp
    policy: str
    entry_auditors: str | None
    seal: KeyPolicy
    recovery: KeyPolicy | None
    recovery_delay: Duration
    auditors: KeyPolicy | None
    reason: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: PeerChain | None) -> PeerChain:
            known = before or PeerChain(
                chain=self.chain, genesis=self.genesis, keeper=self.keeper, changes=0, entries=()
            )
            number = known.changes + 1
            entries = scheduled(
                known.entries, self._entry(number), self.time, PeersOutcome.too_many_trust_changes, self.chain
            )
            return replace(known, changes=number, entries=entries)

        yield Touch(PEERS, (self.chain,), fold)

    def _entry(self, number: int) -> PeerTrust:
        return PeerTrust(
            since=self.since,
            number=number,
            policy=self.policy,
            entry_auditors=self.entry_auditors,
            seal=self.seal,
            recovery=self.recovery,
            recovery_delay=self.recovery_delay,
            auditors=self.auditors,
        )

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.keeper, Role.venue, *RECORDERS)
        require_role(moment, self.by, Role.supervisor)
        require_parties(moment, self.keeper, self.by)
        return ()


class Answered(EventData, frozen=True):
    """It was proved what a record of another chain was at a header of that chain."""

    type: ClassVar[str] = "peers.answered"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    peer: ChainId
    record: RecordPath
    value: JsonText | None
    """None: it was not there"""
    height: Height
    header: HashField
    time: Timestamp
    """of the header"""
    believed: int
    """the number of the trust under which it was proved"""
    by: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        answer = PeerAnswer(
            peer=self.peer,
            record=self.record,
            value=self.value,
            height=self.height,
            header=self.header,
            time=self.time,
            believed=self.believed,
            by=self.by,
        )
        yield Touch(ANSWERS, (self.peer, self.record), lambda _before: answer)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


EVENTS: tuple[Any, ...] = (Trusted, Answered)
