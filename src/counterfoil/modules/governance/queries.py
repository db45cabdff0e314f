# SPDX-License-Identifier: Apache-2.0
"""Typed reading of the charter, motions, pauses and applications."""

from counterfoil.law.dated import in_force
from counterfoil.law.module import View
from counterfoil.modules.governance.motion import MOTIONS, OPEN, Motion
from counterfoil.modules.governance.records import (
    APPLICATIONS,
    CHARTERS,
    CURRENT,
    PAUSES,
    READINESS,
    Application,
    ApplicationStatus,
    Articles,
    Pause,
    Pauses,
)
from counterfoil.primitives.types import PartyId, Timestamp


def council(view: View) -> PartyId | None:
    """The party whose consent is a decision; None where the chain has no charter."""
    charter = view.read(CHARTERS, CURRENT)
    return None if charter is None else charter.council


def articles_in_force(view: View, time: Timestamp) -> Articles | None:
    """What the charter says at a time: in force then, of what is decided by now."""
    charter = view.read(CHARTERS, CURRENT)
    entry = None if charter is None else in_force(charter.entries, time)
    return None if entry is None else entry.articles


def open_motions(view: View) -> list[Motion]:
    """Motions on which something may still happen, in order of their names."""
    return [motion for _, motion in view.rows(MOTIONS) if motion.status in OPEN]


def running_pauses(view: View, time: Timestamp) -> list[Pause]:
    """The modules whose calls are refused at a time."""
    return (view.read(PAUSES, CURRENT) or Pauses()).running(time)


def ready_for(view: View, version: int) -> tuple[PartyId, ...]:
    """The members that said that their nodes have a protocol version, in that order."""
    ready = view.read(READINESS, str(version))
    return () if ready is None else tuple(one.member for one in ready.members)


def open_applications(view: View) -> list[Application]:
    """Applications that wait, in order of their names."""
    return [one for _, one in view.rows(APPLICATIONS) if one.status is ApplicationStatus.awaiting]
