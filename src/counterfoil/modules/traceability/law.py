# SPDX-License-Identifier: Apache-2.0
"""The law of traceability: which events each call causes."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.traceability import calls as c
from counterfoil.modules.traceability import events as e
from counterfoil.modules.traceability.outcomes import TraceabilityOutcome
from counterfoil.modules.traceability.records import ANCHORED, BATCHES, REPOSITORIES, Repository
from counterfoil.modules.traceability.words import WORDS

TRACEABILITY: Final = "traceability"
"""The feature that lets repositories of events be opened and anchored."""


def open_repository(call: c.OpenRepository, moment: Moment) -> Iterable[EventData]:
    yield e.RepositoryOpened(repository=call.repository, keeper=call.keeper, title=call.title, time=moment.time)


def anchor(call: c.Anchor, moment: Moment) -> Iterable[EventData]:
    repository = _open(moment, call.repository)
    following = repository.batches + 1
    told = f"{call.repository} {call.batch}: next comes {following}"
    require(call.batch == following, TraceabilityOutcome.event_batch_not_next, told)
    yield e.Anchored(
        repository=call.repository,
        keeper=repository.keeper,
        batch=call.batch,
        events=call.events,
        root=call.root,
        time=moment.time,
    )


def close_repository(call: c.CloseRepository, moment: Moment) -> Iterable[EventData]:
    repository = _open(moment, call.repository)
    yield e.RepositoryClosed(repository=call.repository, keeper=repository.keeper, reason=call.reason)


def _open(moment: Moment, repository: str) -> Repository:
    record = known(moment, REPOSITORIES, repository)
    require(record.status in ANCHORED, TraceabilityOutcome.repository_closed, repository)
    return record


LAW: Final = Law(
    noun="traceability",
    calls=under(
        TRACEABILITY, {c.OpenRepository: open_repository, c.Anchor: anchor, c.CloseRepository: close_repository}
    ),
    events=e.EVENTS,
    tables=(REPOSITORIES, BATCHES),
    outcomes=TraceabilityOutcome,
    words=WORDS,
)
