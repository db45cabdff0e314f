# SPDX-License-Identifier: Apache-2.0
"""Typed reading of repositories and their batches."""

from counterfoil.law.module import View
from counterfoil.modules.traceability.records import BATCHES, REPOSITORIES, Batch, Repository
from counterfoil.primitives.types import PartyId


def repositories_of(view: View, keeper: PartyId) -> list[Repository]:
    """What a party keeps, closed ones too, in the order of identifiers."""
    return [repository for _, repository in view.rows(REPOSITORIES) if repository.keeper == keeper]


def batches_of(view: View, repository: str) -> list[Batch]:
    """What was anchored of a repository, batch by batch."""
    return sorted((batch for _, batch in view.rows(BATCHES, repository)), key=lambda one: one.batch)
