# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for motions: count the votes, carry out what was decided, record what was not."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import format_time
from counterfoil.law.call import Call, call_name
from counterfoil.law.module import Foreseen, Now, View
from counterfoil.law.moment import NOBODY, Spoken
from counterfoil.modules.governance import calls as c
from counterfoil.modules.governance.carried import read_calls
from counterfoil.modules.governance.motion import Ballot, Motion, MotionStatus
from counterfoil.modules.governance.queries import articles_in_force, council, open_motions
from counterfoil.modules.governance.records import Articles, Pauses
from counterfoil.modules.governance.words import (
    COUNTED_NEXT,
    DEBATED,
    EXECUTED_NEXT,
    IN_FAVOUR,
    LAPSES_NEXT,
    OUT_OF_REACH,
    PAUSED,
    VOTED_ON,
    WAITS,
)
from counterfoil.primitives.types import Timestamp


def stands(motion: Motion, now: Now) -> Words | None:
    """Where a motion that is not over stands by time."""
    if motion.status is MotionStatus.proposed:
        return _until_it_is_counted(motion, now)
    if motion.status is not MotionStatus.passed:
        return None
    if now.time < motion.execute_from:
        return WAITS.fill(when=format_time(motion.execute_from))
    last = format_time(motion.execute_until)
    return (EXECUTED_NEXT if now.time < motion.execute_until else LAPSES_NEXT).fill(until=last)


def _until_it_is_counted(motion: Motion, now: Now) -> Words:
    """Where it stands, how the votes do, and that too few can be in favour: of who had a vote, members alone vote."""
    votes = IN_FAVOUR.fill(there=motion.tally().in_favour, needed=motion.needed)
    if now.time >= motion.vote_until:
        return COUNTED_NEXT.fill(when=now.when, votes=votes)
    begun = now.time >= motion.vote_from
    until = format_time(motion.vote_until if begun else motion.vote_from)
    told = VOTED_ON.fill(until=until, votes=votes) if begun else DEBATED.fill(until=until)
    there = _in_reach(motion, articles_in_force(now.view, now.time))
    return told if there >= motion.needed else OUT_OF_REACH.fill(told=told, there=there, needed=motion.needed)


def _in_reach(motion: Motion, articles: Articles | None) -> int:
    """The most power that can be in favour: of those who are in favour already, and of members who may still be."""
    members = () if articles is None else tuple(one.party for one in articles.members)
    cast = {vote.member for vote in motion.votes if vote.ballot is Ballot.in_favour}
    return sum(one.power for one in motion.electorate if one.party in cast or one.party in members)


def paused(pauses: Pauses, now: Now) -> Words | None:
    """Which modules are paused now."""
    running = pauses.running(now.time)
    return PAUSED.fill(nouns=", ".join(pause.noun for pause in running)) if running else None


def foreseen(call: c.Propose, view: View) -> Foreseen:
    """What a motion is to have carried out, in the council's name and in no other."""
    speaks = council(view)
    spoken = NOBODY if speaks is None else Spoken((speaks,), alone=True)
    return Foreseen(call_name(c.Execute), spoken, read_calls(call.calls))


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Each motion whose vote is over, or whose time of execution has come, or has passed."""
    for motion in open_motions(view):
        if motion.status is MotionStatus.proposed:
            if time >= motion.vote_until:
                yield c.Close(motion=motion.motion)
        elif time >= motion.execute_until:
            yield c.Lapse(motion=motion.motion)
        elif time >= motion.execute_from:
            yield c.Execute(motion=motion.motion)
