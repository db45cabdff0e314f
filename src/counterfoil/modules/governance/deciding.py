# SPDX-License-Identifier: Apache-2.0
"""From a motion to its execution: debate, vote, veto, delay; and what a decision speaks for."""

from collections.abc import Iterable, Sequence

from counterfoil.evidence.text import format_time
from counterfoil.law.call import Call, call_name
from counterfoil.law.detail import after_then, before_then, from_then, not_so_far
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, Spoken, known
from counterfoil.law.outcome import require
from counterfoil.modules.governance import calls as c
from counterfoil.modules.governance import events as e
from counterfoil.modules.governance.carried import is_grave, read_calls, require_decidable, version_of, written
from counterfoil.modules.governance.motion import MOTIONS, OPEN, Motion, MotionStatus
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.records import READINESS, Articles, Vetoes, charter_of
from counterfoil.modules.parties.authority import disjoint
from counterfoil.primitives.types import Timestamp


def propose(call: c.Propose, moment: Moment) -> Iterable[EventData]:
    council, articles = charter_of(moment)
    calls = read_calls(call.calls)
    for one in calls:
        require_decidable(one)
    grave = any(map(is_grave, calls))
    vote_from = Timestamp(moment.time + articles.debate_ms)
    vote_until = Timestamp(vote_from + articles.voting_ms)
    veto_until = Timestamp(vote_until + articles.veto_ms) if _can_be_vetoed(articles, grave) else None
    execute_from = Timestamp(max(vote_until + articles.delay_ms, veto_until or 0))
    yield e.Proposed(
        motion=call.motion,
        council=council,
        by=call.by,
        title=call.title,
        document=call.document,
        acts=tuple(call_name(type(one)) for one in calls),
        calls=written(calls),
        grave=grave,
        version=version_of(calls),
        electorate=articles.members,
        needed=articles.needed(articles.grave_ppm if grave else articles.ordinary_ppm),
        vote_from=vote_from,
        vote_until=vote_until,
        veto_until=veto_until,
        execute_from=execute_from,
        execute_until=Timestamp(execute_from + articles.lapse_ms),
    )


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    motion = known(moment, MOTIONS, call.motion)
    debated = motion.status is MotionStatus.proposed and moment.time < motion.vote_from
    require(debated, GovernanceOutcome.not_in_debate, _told(motion))
    yield e.Withdrawn(motion=call.motion)


def cast_vote(call: c.CastVote, moment: Moment) -> Iterable[EventData]:
    """By whoever had a vote when the motion was made, and is a member still; what it voted before stays counted."""
    motion = known(moment, MOTIONS, call.motion)
    votes = motion.vote_from <= moment.time < motion.vote_until
    require(votes and motion.status is MotionStatus.proposed, GovernanceOutcome.not_in_vote, _told(motion))
    power = motion.power_of(call.member)
    require(power > 0, GovernanceOutcome.not_an_elector, call.member)
    require(charter_of(moment)[1].power_of(call.member) > 0, GovernanceOutcome.not_a_member, call.member)
    before = next((vote.ballot for vote in motion.votes if vote.member == call.member), None)
    require(call.ballot is not before, GovernanceOutcome.vote_as_before, call.member)
    keys = moment.signed(call.member)
    for vote in motion.votes:
        apart = vote.member == call.member or disjoint(keys, vote.keys)
        require(apart, GovernanceOutcome.keys_in_common, f"{vote.member}, {call.member}")
    yield e.Voted(motion=call.motion, member=call.member, ballot=call.ballot, power=power, keys=keys)


def close(call: c.Close, moment: Moment) -> Iterable[EventData]:
    motion = known(moment, MOTIONS, call.motion)
    require(motion.status is MotionStatus.proposed, GovernanceOutcome.motion_decided, _told(motion))
    over = moment.time >= motion.vote_until
    require(over, GovernanceOutcome.vote_goes_on, from_then(call.motion, motion.vote_until, moment.time))
    tally = motion.tally()
    if tally.in_favour >= motion.needed:
        yield e.Passed(motion=call.motion, tally=tally)
    else:
        yield e.VotedDown(motion=call.motion, tally=tally)


def veto(call: c.Veto, moment: Moment) -> Iterable[EventData]:
    motion = known(moment, MOTIONS, call.motion)
    require(motion.veto_until is not None, GovernanceOutcome.no_veto, call.motion)
    in_time = motion.status in OPEN and (motion.veto_until is None or moment.time < motion.veto_until)
    require(in_time, GovernanceOutcome.veto_too_late, _told(motion))
    yield e.Vetoed(motion=call.motion, supervisor=call.supervisor, reference=call.reference)


def execute(call: c.Execute, moment: Moment) -> Iterable[EventData]:
    yield e.Executed(motion=call.motion, council=known(moment, MOTIONS, call.motion).council)


def spoken_by_decision(call: c.Execute, moment: Moment) -> Spoken:
    """A decision that stands speaks for the council, and for nobody else: whoever executes it consents to nothing."""
    motion = known(moment, MOTIONS, call.motion)
    name, now = call.motion, moment.time
    require(motion.status is MotionStatus.passed, GovernanceOutcome.not_passed, _told(motion))
    require(now >= motion.execute_from, GovernanceOutcome.delay_not_over, from_then(name, motion.execute_from, now))
    require(now < motion.execute_until, GovernanceOutcome.lapsed, before_then(name, motion.execute_until, now))
    if motion.version is not None:
        power = _ready(moment, motion)
        told = f"version {motion.version}: {power} of {motion.needed}"
        require(power >= motion.needed, GovernanceOutcome.nodes_not_ready, told)
    return Spoken((motion.council,), alone=True)


def carried(call: c.Execute, moment: Moment) -> Sequence[Call]:
    """What a decision carries out."""
    return read_calls(known(moment, MOTIONS, call.motion).calls)


def lapse(call: c.Lapse, moment: Moment) -> Iterable[EventData]:
    motion = known(moment, MOTIONS, call.motion)
    require(motion.status is MotionStatus.passed, GovernanceOutcome.not_passed, _told(motion))
    late = moment.time >= motion.execute_until
    require(late, GovernanceOutcome.not_lapsed, after_then(call.motion, motion.execute_until, moment.time))
    yield e.Lapsed(motion=call.motion)


def declare_ready(call: c.DeclareReady, moment: Moment) -> Iterable[EventData]:
    require(charter_of(moment)[1].power_of(call.member) > 0, GovernanceOutcome.not_a_member, call.member)
    readiness = moment.read(READINESS, str(call.version))
    said = () if readiness is None else readiness.members
    require(all(one.member != call.member for one in said), GovernanceOutcome.ready_already, call.member)
    keys = moment.signed(call.member)
    for one in said:
        require(disjoint(keys, one.keys), GovernanceOutcome.keys_in_common, f"{one.member}, {call.member}")
    yield e.DeclaredReady(version=call.version, member=call.member, keys=keys)


def _ready(moment: Moment, motion: Motion) -> int:
    """The power of the members whose nodes have the version."""
    ready = moment.read(READINESS, str(motion.version))
    return sum(motion.power_of(one.member) for one in (() if ready is None else ready.members))


def _can_be_vetoed(articles: Articles, grave: bool) -> bool:
    return articles.veto is Vetoes.every_decision or (articles.veto is Vetoes.grave_decisions and grave)


def _told(motion: Motion) -> str:
    voted = f"voted on from {format_time(motion.vote_from)}, before {format_time(motion.vote_until)}"
    return f"{not_so_far(motion.motion, motion.status, 'open to this, in its time')}; {voted}"
