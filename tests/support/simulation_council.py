# SPDX-License-Identifier: Apache-2.0
"""A simulated chain's members decide, pause and let firms in; its reporters observe. Each act is an intent."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from counterfoil.identity.policy import KeyPolicy
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.motion import Ballot
from counterfoil.modules.governance.records import Articles, Member, Vetoes
from counterfoil.modules.oracles import calls as o
from support.simulation_orders import DOCUMENT, LATER_MS, Intent, nothing

MEMBERS: Final = {"issuer": 40, "bank": 35, "venue": 25}
VOTING_MS: Final = 900
NOUNS: Final = ("contracts", "oracles", "settlement")
REPORTERS: Final = ("bank", "issuer", "venue")


def _power(party: str, power: int) -> dict[str, Any]:
    return {"call": "governance.set_power", "council": "council", "party": party, "power": power}


@dataclass
class Council:
    """What the members do, as a council and each by himself. ``keys``: of a party that is let in."""

    random: Random
    keys: KeyPolicy
    motions: dict[str, int] = field(default_factory=dict)
    """→ when it was proposed"""
    voted: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    applications: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=lambda: ["governance/charter/current"])

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

    def repertoire(self, name: Callable[[str], str]) -> list[Callable[[int], Intent]]:
        """Acts that can be tried now; ``name`` makes fresh names."""
        self._name = name
        acts = [self._propose] * 2 + [self._pause] * 2 + [self._apply]
        acts += [self._lead_on] * 4 + [self._vote, self._veto, self._lapse] if self.motions else []
        acts += [self._accept] * 3 if self.applications else []
        return acts

    def _propose(self, now: int) -> Intent:
        """What they can decide; now and then what no council can, or what fails when it is carried out."""
        return self._proposed(self._name("motion"), now)

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

    def deciding(self, name: Callable[[str], str], now: int) -> Iterator[Intent]:
        """A motion from its proposal to its execution; each of these is for a block of its own."""
        self._name = name
        motion = self._name("motion")
        yield self._proposed(motion, now)
        yield from (self._voted(motion), self._counted(motion), self._executed(motion))

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
        application = self._name("application")
        firm = self._name("firm")
        call = g.Apply(
            application=application, sponsor="issuer", party=firm, name=firm, keys=self.keys, document=DOCUMENT
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


@dataclass
class Reporters:
    """What three firms observe, and what is fixed of it."""

    random: Random
    feeds: list[str] = field(default_factory=lambda: ["gold"])
    rounds: list[tuple[str, int]] = field(default_factory=list)
    records: list[str] = field(default_factory=list)

    def founding(self) -> list[Intent]:
        """A feed that is there from the beginning."""
        return [self._defined("gold")]

    def repertoire(self, name: Callable[[str], str]) -> list[Callable[[int], Intent]]:
        """Acts that can be tried now; ``name`` makes fresh names."""
        self._name = name
        acts = [self._observe] * 3 + [self._fix] * 4 + [self._change]
        return acts + ([self._void] * 2 if self.rounds else []) + ([self._define, self._close])

    def _defined(self, feed: str) -> Intent:
        call = o.DefineFeed(
            feed=feed, title="Gold", unit="CNY per gram", decimals=2, keeper="venue", by="supervisor", **self._rules()
        )

        def remember() -> None:
            self.records += [f"oracles/feed/{feed}", *(f"oracles/observation/{feed}/{one}" for one in REPORTERS)]
            if feed not in self.feeds:
                self.feeds.append(feed)

        return [call], ("venue", "supervisor"), remember

    def _rules(self) -> dict[str, Any]:
        return {"reporters": REPORTERS, "quorum": 2, "counts_for": 50_000, "spread_ppm": 100_000}

    def _define(self, _now: int) -> Intent:
        return self._defined(self._name("feed"))

    def _feed(self) -> str:
        return self.random.choice(("gold", *self.feeds[-2:]))

    def _seen(self, feed: str, reporter: str, now: int) -> o.Observe:
        observed = now - self.random.choice((0, 0, 0, 1, 500, 60_000))
        value = self.random.choice((1_000, 1_000, 1_010, 1_030, 1_050, 1_040, 1_200))
        return o.Observe(feed=feed, reporter=reporter, value=value, observed=observed)

    def _observe(self, now: int) -> Intent:
        feed, reporter = self._feed(), self.random.choice((*REPORTERS, "ann"))
        return [self._seen(feed, reporter, now)], (reporter,), nothing

    def _fix(self, now: int) -> Intent:
        """Of what is there, or of what two say just then."""
        feed = self._feed()
        two = self.random.sample(REPORTERS, 2) if self.random.random() < 0.7 else []
        calls = [*(self._seen(feed, one, now) for one in two), o.Fix(feed=feed)]

        def remember() -> None:
            rounds = 1 + sum(one == feed for one, _ in self.rounds)
            self.rounds.append((feed, rounds))
            self.records.append(f"oracles/fixing/{feed}/{rounds}")

        return calls, tuple(two) or ("ann",), remember

    def _void(self, _now: int) -> Intent:
        feed, number = self.random.choice(self.rounds[-3:])
        call = o.VoidFixing(feed=feed, round=number, by="supervisor", reason="a wrong line")
        return [call], ("venue", "supervisor"), nothing

    def _change(self, now: int) -> Intent:
        """From now on, or from a time that comes."""
        rules = self._rules() | {"spread_ppm": self.random.choice((50_000, 100_000, 200_000))}
        since = self.random.choice((None, now + 5_000, now + LATER_MS))
        call = o.ChangeRules(feed=self._feed(), by="supervisor", reason="notice 4", since=since, **rules)
        return [call], ("venue", "supervisor"), nothing

    def _close(self, _now: int) -> Intent:
        """Any but the first."""
        feed = self.feeds[-1]
        who = ("venue", "supervisor") if feed != "gold" else ("venue",)
        return [o.CloseFeed(feed=feed, by="supervisor", reason="nobody needs it")], who, nothing
