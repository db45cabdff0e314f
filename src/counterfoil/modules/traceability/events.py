# SPDX-License-Identifier: Apache-2.0
"""Events of the traceability module."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.parties.authority import require_party
from counterfoil.modules.traceability.records import BATCHES, REPOSITORIES, Batch, Repository, RepositoryStatus
from counterfoil.primitives.types import HashField, PartyId, Timestamp

_REPOSITORIES: Changes[Repository] = Changes(REPOSITORIES)
_BATCHES: Changes[Batch] = Changes(BATCHES)


class KeptEvent(EventData, frozen=True):
    """What a repository's keeper does."""

    object: ClassVar[ObjectClass] = ObjectClass.disclosure
    repository: str
    keeper: PartyId

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.keeper)
        return ()


class RepositoryOpened(KeptEvent, frozen=True):
    """Events of a repository are anchored from now on."""

    type: ClassVar[str] = "traceability.repository_opened"
    title: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Repository(repository=self.repository, keeper=self.keeper, title=self.title, opened=self.time)
        yield _REPOSITORIES.create(made, self.repository)


class Anchored(KeptEvent, frozen=True):
    """A batch of events was anchored."""

    type: ClassVar[str] = "traceability.anchored"
    batch: int
    events: int
    root: HashField
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Batch(
            repository=self.repository, batch=self.batch, events=self.events, root=self.root, anchored=self.time
        )
        yield _BATCHES.create(made, self.repository, str(self.batch))
        yield _REPOSITORIES.change(self._counted, self.repository)

    def _counted(self, before: Repository) -> Repository:
        return replace(before, batches=self.batch, events=before.events + self.events)


class RepositoryClosed(KeptEvent, frozen=True):
    """Nothing more is anchored of a repository."""

    type: ClassVar[str] = "traceability.repository_closed"
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _REPOSITORIES.replace(self.repository, status=RepositoryStatus.closed)


EVENTS: tuple[Any, ...] = (RepositoryOpened, Anchored, RepositoryClosed)
