# SPDX-License-Identifier: Apache-2.0
"""Random politics against a law that reads its diary from the beginning each time."""

from functools import cache
from random import Random
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.motion import MOTIONS, Ballot, MotionStatus
from counterfoil.modules.governance.queries import articles_in_force, open_motions, running_pauses
from counterfoil.modules.parties.records import PARTIES, Role
from counterfoil.primitives.types import Timestamp
from support.governance_slowly import Slowly
from support.governed import HOUR, MEMBERS, adopt, apply_for, propose, reject, roles, settle, vote
from support.ledger import Ledger

FOUNDERS = f"registrar supervisor {' '.join(MEMBERS)}"
NOUNS = ("funds", "insurance")
SEEDS = range(4)


def founded() -> Ledger:
    """A chain with a charter, and Dave and Eve, who are not members."""
    ledger = Ledger()
    for member in MEMBERS:
        ledger.party(member, Role.venue)
    for name in ("dave", "eve"):
        ledger.party(name)
    ledger.do(adopt("registrar"), signed_by=FOUNDERS)
    return ledger


def power(party: str, units: int) -> dict[str, Any]:
    return {"call": "governance.set_power", "council": "council", "party": party, "power": units}


def proposed(random: Random, motion: str) -> g.Propose:
    what = random.choice(
        (
            settle(random.choice(NOUNS)),
            roles("dave", random.choice(("issuer", "venue"))),
            power(random.choice((*MEMBERS, "dave", "eve")), random.choice((0, 0, 5, 20))),
            reject(random.choice("uvw")),
        )
    )
    return propose(motion, what, by=random.choice((*MEMBERS, "dave", "supervisor")))


def drawn(random: Random, time: int, names: list[str]) -> Any:
    """Any call; votes and executions more often than others."""
    motion = random.choice(names[-5:] if random.random() < 0.9 else ["none"])
    someone = random.choice((*MEMBERS, "dave"))
    kind = random.choice("vvvvvvvvvvvvcccxxxxxlwtpaak")
    if kind == "v":
        ballot = random.choice((Ballot.in_favour, Ballot.in_favour, Ballot.in_favour, *Ballot))
        return vote(motion, someone, ballot)
    if kind in "cxlw":
        return {"c": g.Close, "x": g.Execute, "l": g.Lapse, "w": g.Withdraw}[kind](motion=motion)
    if kind == "t":
        return g.Veto(motion=motion, supervisor="supervisor", reference="order")
    several = tuple(random.sample((*MEMBERS, "dave")[: random.choice((4, 6))], random.choice((1, 2, 2))))
    if kind == "p":
        until = time + random.choice((-1, 3, 24, 25)) * HOUR
        by = {"supervisor": "supervisor"} if random.random() < 0.3 else {"members": several}
        return g.PauseCalls(nouns=(random.choice(NOUNS),), until=until, reference="an outage", **by)
    if kind == "a":
        return apply_for(random.choice("uvwxyz"), random.choice(("firm", "house")), someone)
    return g.Accept(application=random.choice("uvwxyz"), members=several)


def helpful(random: Random, ledger: Ledger) -> Any:
    """What leads a motion on: a vote for it by whoever has not voted, the count, the execution."""
    time = ledger.time + 1_000
    for motion in open_motions(ledger.state):
        left = [one.party for one in motion.electorate if one.party not in {vote.member for vote in motion.votes}]
        if motion.vote_from <= time < motion.vote_until and left:
            return vote(motion.motion, random.choice(left))
        if motion.status is MotionStatus.proposed and time >= motion.vote_until:
            return g.Close(motion=motion.motion)
        if motion.status is MotionStatus.passed and time >= motion.execute_from and random.random() < 0.5:
            return (g.Execute if random.random() < 0.8 else g.Lapse)(motion=motion.motion)
    return g.Close(motion="none")


def signers(random: Random, call: Any) -> set[str]:
    """Who should sign; now and then somebody else."""
    asked = {getattr(call, field, None) for field in ("by", "member", "sponsor", "supervisor")}
    asked |= set(getattr(call, "members", ()))
    named = {name for name in asked if name is not None} or {"eve"}
    return named if random.random() < 0.95 else {"eve"}


@pytest.mark.parametrize("seed", SEEDS)
def test_random_politics_against_a_slow_law(seed: int) -> None:
    """Every answer is the diary's, and members, pauses, roles and votes are what it says, after every call."""
    answers = walked(seed)
    assert len(answers) > 35 and {"Execute.ok", "Close.ok"} <= answers, answers


def test_the_walks_meet_what_there_is_to_meet() -> None:
    """Also what is rare: membership that ended in a vote, decisions that could not be carried out, or lapsed."""
    met = set().union(*map(walked, SEEDS))
    rare = {"Accept.ok", "CastVote.not_a_member", "Execute.no_such_power", "Execute.delay_not_over", "Lapse.not_lapsed"}
    assert rare <= met, sorted(met)


@cache
def walked(seed: int) -> frozenset[str]:
    """A walk of seven hundred calls, each answered as the diary answers; what was answered."""
    random, ledger = Random(seed), founded()
    slowly, names, answers = Slowly(ledger.time), ["first"], set()
    for number in range(700):
        time = ledger.time + 1_000
        chance = random.random()
        if chance < 0.5:
            call = helpful(random, ledger)
        else:
            call = proposed(random, f"m-{number}") if chance < 0.56 else drawn(random, time, names)
        signed = signers(random, call)
        if isinstance(call, g.Withdraw) and random.random() < 0.8:
            signed = set(MEMBERS)
        answer = ledger.submit(call, signed_by=sorted(signed)).outcome.name
        assert answer == slowly.answer(call, signed, time), call
        answers.add(f"{type(call).__name__}.{answer}")
        if isinstance(call, g.Propose) and answer == "ok":
            names.append(call.motion)
        ledger.wait(random.choice((0, 0, HOUR // 9, 5 * HOUR if random.random() < 0.02 else HOUR // 9)))
        agree(ledger, slowly)
    assert list(broken_invariants(ledger.state)) == []
    return frozenset(answers)


def agree(ledger: Ledger, slowly: Slowly) -> None:
    """What both say of the chain now."""
    time = Timestamp(ledger.time)
    articles = articles_in_force(ledger.state, time)
    assert articles is not None
    assert {one.party: one.power for one in articles.members} == slowly.members(time)
    paused = {pause.noun for pause in running_pauses(ledger.state, time)}
    assert paused == {noun for noun in NOUNS if slowly.paused(noun, time)}
    dave = ledger.state.read(PARTIES, "dave")
    given = slowly.lines("roles", party="dave")
    assert dave is not None and list(dave.roles) == (given[-1]["roles"] if given else [])
    for _, motion in ledger.state.rows(MOTIONS):
        assert {one.member: one.ballot for one in motion.votes} == slowly.ballots(motion.motion)
