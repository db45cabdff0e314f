# SPDX-License-Identifier: Apache-2.0
"""What is always true of the charter, motions, pauses and applications."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.governance.motion import MOTIONS, Motion, MotionStatus
from counterfoil.modules.governance.records import (
    APPLICATIONS,
    CHARTERS,
    CURRENT,
    PAUSES,
    READINESS,
    ApplicationStatus,
    Charter,
    Pauses,
)
from counterfoil.modules.parties.records import PARTIES, PartyKind, Role

DECIDED = (MotionStatus.passed, MotionStatus.executed, MotionStatus.lapsed)


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    charter = view.read(CHARTERS, CURRENT)
    if charter is not None:
        yield from _of_charter(view, charter)
    for path, motion in view.rows(MOTIONS):
        yield from (f"{path}: {problem}" for problem in _of_motion(motion))
    pauses = [pause.noun for pause in (view.read(PAUSES, CURRENT) or Pauses()).pauses]
    if pauses != sorted(set(pauses)):
        yield f"pauses are out of order: {pauses}"
    for path, ready in view.rows(READINESS):
        if len({one.member for one in ready.members}) != len(ready.members):
            yield f"{path}: a member is ready twice"
        keys = [keyid for one in ready.members for keyid in one.keys]
        if len(set(keys)) != len(keys):
            yield f"{path}: one key says of two members that they are ready"
    for path, application in view.rows(APPLICATIONS):
        accepted = application.status is ApplicationStatus.taken_in
        if accepted and view.read(PARTIES, application.party) is None:
            yield f"{path}: accepted, and {application.party} is not registered"


def _of_charter(view: View, charter: Charter) -> Iterator[str]:
    times = [entry.since for entry in charter.entries]
    if times != sorted(set(times)):
        yield f"the charter's articles are out of order: {times}"
    for path, party in view.rows(PARTIES):
        council = party.kind is PartyKind.council
        if council != (party.party == charter.council):
            yield f"{path}: {party.kind}, and {charter.council} is the council"
        if council and party.keys is not None:
            yield f"{path}: a council with keys"
        if (Role.registrar in party.roles) != council:
            yield f"{path}: roles {party.roles}, and the council alone is a registrar"


def _of_motion(motion: Motion) -> Iterator[str]:
    electors = [member.party for member in motion.electorate]
    voters = [vote.member for vote in motion.votes]
    if voters != [elector for elector in electors if elector in voters]:
        yield f"votes of {voters}, where {electors} may vote"
    keys = [keyid for vote in motion.votes for keyid in vote.keys]
    if len(set(keys)) != len(keys):
        yield "one key cast two of its votes"
    enough = motion.tally().in_favour >= motion.needed
    if not enough and motion.status in DECIDED:
        yield f"{motion.status}, with too little voting power in favour"
    if enough and motion.status is MotionStatus.voted_down:
        yield "voted down, with enough voting power in favour"
    if not motion.vote_from < motion.vote_until <= motion.execute_from < motion.execute_until:
        yield "its times are out of order"
