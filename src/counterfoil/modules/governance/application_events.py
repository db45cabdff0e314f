# SPDX-License-Identifier: Apache-2.0
"""Events of applications: how a firm becomes a party where there is a charter."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import asdict

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.event import Changes, Consents, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.governance.apart import require_apart
from counterfoil.modules.governance.events import GovernanceEvent, require_council
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.records import APPLICATIONS, Application, ApplicationStatus
from counterfoil.modules.parties.authority import disjoint, require_parties, require_party
from counterfoil.modules.parties.records import PartyKind
from counterfoil.primitives.types import HashField, KeyId, PartyId

_APPLICATIONS: Changes[Application] = Changes(APPLICATIONS)


class Applied(GovernanceEvent, frozen=True):
    """A member applied for a firm that would be a party."""

    type: ClassVar[str] = "governance.applied"
    application: str
    sponsor: PartyId
    party: PartyId
    kind: PartyKind
    name: str
    commitment: HashField | None
    lei: str | None
    uscc: str | None
    credential: HashField | None
    keys: KeyPolicy
    document: HashField
    eyes: tuple[KeyId, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _APPLICATIONS.create(Application(**asdict(self)), self.application)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.sponsor)
        return ()


class OfApplication(GovernanceEvent, frozen=True):
    """What ends an application."""

    status: ClassVar[ApplicationStatus]
    application: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _APPLICATIONS.replace(self.application, status=self.status)


class Accepted(OfApplication, frozen=True):
    """An application was accepted: by members, or by a decision; the party is registered next."""

    type: ClassVar[str] = "governance.accepted"
    status: ClassVar[ApplicationStatus] = ApplicationStatus.taken_in
    council: PartyId
    members: tuple[PartyId, ...]
    """none: a decision accepted it"""

    def permit(self, moment: Moment) -> Consents:
        require_council(moment, self.council)
        require_parties(moment, *self.members)
        require_apart(moment, *self.members)
        application = known(moment, APPLICATIONS, self.application)
        for member in self.members:
            apart = member == application.sponsor or disjoint(moment.signed(member), application.eyes)
            require(apart, GovernanceOutcome.keys_in_common, f"{application.sponsor}, {member}")
        return ()


class Rejected(OfApplication, frozen=True):
    """A decision rejected an application."""

    type: ClassVar[str] = "governance.rejected"
    status: ClassVar[ApplicationStatus] = ApplicationStatus.turned_away
    council: PartyId
    reference: str

    def permit(self, moment: Moment) -> Consents:
        require_council(moment, self.council)
        return ()


class ApplicationWithdrawn(OfApplication, frozen=True):
    """Its sponsor withdrew an application."""

    type: ClassVar[str] = "governance.application_withdrawn"
    status: ClassVar[ApplicationStatus] = ApplicationStatus.withdrawn

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, APPLICATIONS, self.application).sponsor)
        return ()


EVENTS: tuple[Any, ...] = (Applied, Accepted, Rejected, ApplicationWithdrawn)
