# SPDX-License-Identifier: Apache-2.0
"""Typed reading of the policy of access, of journals and their batches."""

from counterfoil.law.module import View
from counterfoil.modules.access.records import (
    BATCHES,
    JOURNALS,
    POLICIES,
    POLICY_KEY,
    AccessEntry,
    AccessPolicy,
    Journal,
    NotedBatch,
)
from counterfoil.primitives.types import PartyId, Timestamp


def policy_of(view: View) -> AccessPolicy | None:
    """The policy's record; None where nobody has set one."""
    return view.read(POLICIES, POLICY_KEY)


def entry_at(view: View, time: Timestamp) -> AccessEntry | None:
    """The policy in force at a time."""
    policy = policy_of(view)
    return None if policy is None else policy.at(time)


def journal_of(view: View, noter: PartyId) -> Journal | None:
    """How far a party has noted; None before its first batch."""
    return view.read(JOURNALS, noter)


def batch_of(view: View, noter: PartyId, batch: int) -> NotedBatch | None:
    """One batch of a party's."""
    return view.read(BATCHES, noter, str(batch))


def batches_of(view: View, noter: PartyId) -> list[NotedBatch]:
    """All that a party noted, batch by batch."""
    return sorted((batch for _, batch in view.rows(BATCHES, noter)), key=lambda one: one.batch)
