# SPDX-License-Identifier: Apache-2.0
"""A simulated chain's members decide, pause and let firms in. Each act is an intent."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.motion import Ballot
from counterfoil.modules.governance.records import Articles, Member, Vetoes
from support.simulation_part import DOCUMENT, LATER_MS, Act, Beat, Intent, Part, Story, nothing

MEMBERS: Final = {"issuer": 40, "bank": 35, "venue": 25}
VOTING_MS: Final = 900
NOUNS: Final = ("contracts", "oracles", "settlement")


def _power(party: str, power: int) -> dict[str, Any]:
    return {"call": "governance.set_power", "council": "council", "party": party, "power": power}


@dataclass
class Council(Part):
    """What the members do, as a council and each by himself."""

    PLAYED = frozenset(f"governance.{call}" for call in ("propose", "vote", "close", "execute", "pause", "accept"))
    WEIGHT = 3
    RANK = 1
    """once it stands, nobody is registered without it, and code waits for its motions"""
    motions: dict[str, int] = field(default_factory=dict)
    """→ when it was proposed"""
    voted: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    applications: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.records.append("governance/charter/current")

    def founding(self) -> list[Intent]:
        """A charter with spans so short that a simulation sees their ends."""
        articles = Articles(
            members=tuple(Member(party=party, power=power) for party, power in MEMBERS.items()),
            ordinary_ppm=500_001,
            grave_ppm=700_000,
            debate_ms=1,
            voting_ms=VOTING_MS,
            delay_ms=1,
            lapse_ms=100_000,
            veto=Vetoes.grave_decisions,
            veto_ms=100,
            emergency_ppm=300_000,
            pause_ms=1_000,
            admitters=1,
            applications_only=True,
        )
        adopted = g.Adopt(
            council="council", name="Council", articles=articles, registrars=("registrar",), supervisor="supervisor"
        )
        return [([adopted], ("registrar", "supervisor", *MEMBERS), nothing)]

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
        acts = [self._propose] * 2 + [self._pause] * 2 + [self._apply]
        acts += [self._lead_on] * 4 + [self._vote, self._veto, self._lapse] if self.motions else []
        acts += [self._accept] * 3 if self.applications else []
        return acts

    def _propose(self, now: int) -> Intent:
        """What they can decide; now and then what no council can, or what fails when it is carried out."""
        return self._proposed(self.scene.name("motion"), now)

    def _proposed(self, motion: str, now: int) -> Intent:
        what = self.random.choice(
            (
                {"call": "governance.settle_pause", "council": "council", "noun": self.random.choice(NOUNS)},
                {"call": "parties.assign_roles", "party": "ann", "registrar": "council", "roles": ["issuer"]},
                _power("venue", self.random.choice((25, 30))),
                _power("ben", 0),
                {"call": "governance.reject", "application": "none", "council": "council", "reference": "minute 4"},
                {"call": "holdings.transfer", "sender": "ann-0"},
            )
        )
        by = self.random.choice((*MEMBERS, "supervisor", "ann"))
        call = g.Propose(motion=motion, by=by, title="What we decide", document=DOCUMENT, calls=json.dumps([what]))

        def remember() -> None:
            self.motions[motion] = now
            self.records.append(f"governance/motion/{motion}")

        return [call], (by,), remember

    def stories(self) -> list[Story]:
        """A motion."""
        return [self._deciding]

    def _deciding(self, clock: Callable[[], int]) -> Iterator[Beat]:
        """From its proposal to its execution."""
        motion, then_ms = self.scene.name("motion"), VOTING_MS // 2 + 50
        yield Beat([self._proposed(motion, clock())], then_ms)
        for intent in (self._voted(motion), self._counted(motion), self._executed(motion)):
            yield Beat([intent], then_ms)

    def _motion(self) -> str:
        return self.random.choice([*self.motions][-3:])

    def _lead_on(self, now: int) -> Intent:
        """All vote for it; when that is over somebody counts; then somebody has the decision carried out."""
        motion = self._motion()
        if motion not in self.voted and now < self.motions[motion] + VOTING_MS:
            return self._voted(motion)
        return self._executed(motion) if motion in self.counted else self._counted(motion)

    def _voted(self, motion: str) -> Intent:
        votes = [self._ballot(motion, one, Ballot.in_favour) for one in MEMBERS]
        return [*votes], tuple(MEMBERS), lambda: self.voted.add(motion)

    def _counted(self, motion: str) -> Intent:
        return [g.Close(motion=motion)], ("ann",), lambda: self.counted.add(motion)

    def _executed(self, motion: str) -> Intent:
        return [g.Execute(motion=motion)], ("venue",), nothing

    def _ballot(self, motion: str, member: str, ballot: Ballot) -> g.CastVote:
        return g.CastVote(motion=motion, member=member, ballot=ballot)

    def _vote(self, _now: int) -> Intent:
        member = self.random.choice((*MEMBERS, "ann"))
        return [self._ballot(self._motion(), member, self.random.choice(tuple(Ballot)))], (member,), nothing

    def _lapse(self, _now: int) -> Intent:
        return [g.Lapse(motion=self._motion())], ("ann",), nothing

    def _veto(self, _now: int) -> Intent:
        call = g.Veto(motion=self._motion(), supervisor="supervisor", reference="order")
        return [call], ("supervisor",), nothing

    def _pause(self, now: int) -> Intent:
        """For less than a second: it is over when time passes."""
        who: dict[str, Any] = self.random.choice(({"supervisor": "supervisor"}, {"members": ("issuer",)}))
        noun, until = self.random.choice((*NOUNS, "governance")), now + self.random.choice((500, 700, 900, LATER_MS))
        call = g.PauseCalls(nouns=(noun,), until=until, reference="an outage", **who)

        def remember() -> None:
            self.records.append("governance/pauses/current")

        return [call], ("supervisor",) if "supervisor" in who else ("issuer",), remember

    def _apply(self, _now: int) -> Intent:
        application = self.scene.name("application")
        firm = self.scene.name("firm")
        call = g.Apply(
            application=application,
            sponsor="issuer",
            party=firm,
            name=firm,
            keys=single_key_policy(self.scene.key("firm")),
            document=DOCUMENT,
        )

        def remember() -> None:
            self.applications.append(application)
            self.records.append(f"governance/application/{application}")

        return [call], ("issuer",), remember

    def _accept(self, _now: int) -> Intent:
        """By another member than the sponsor, or by it."""
        member, application = (
            self.random.choice(("issuer", "bank", "venue", "venue")),
            self.random.choice(self.applications),
        )
        call = g.Accept(application=application, members=(member,))
        return [call], (member,), lambda: self.applications.remove(application)
