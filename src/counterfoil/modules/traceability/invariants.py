# SPDX-License-Identifier: Apache-2.0
"""What is always true of repositories and batches."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.parties.records import PARTIES
from counterfoil.modules.traceability.queries import batches_of
from counterfoil.modules.traceability.records import BATCHES, REPOSITORIES, Repository


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, repository in view.rows(REPOSITORIES):
        yield from (f"{path}: {problem}" for problem in _of_repository(view, repository))
    for path, batch in view.rows(BATCHES):
        if view.read(REPOSITORIES, batch.repository) is None:
            yield f"{path}: its repository is not opened"


def _of_repository(view: View, repository: Repository) -> Iterator[str]:
    if view.read(PARTIES, repository.keeper) is None:
        yield f"keeper {repository.keeper} is not registered"
    batches = batches_of(view, repository.repository)
    if [one.batch for one in batches] != list(range(1, repository.batches + 1)):
        yield f"its last batch is {repository.batches}, and {len(batches)} are anchored"
    if repository.events != (said := sum(one.events for one in batches)):
        yield f"it counts {repository.events} events, and its batches {said}"
