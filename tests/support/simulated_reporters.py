# SPDX-License-Identifier: Apache-2.0
"""What three firms of a simulated market observe, and what is fixed of it."""

from dataclasses import dataclass, field
from typing import Any, Final

from counterfoil.modules.oracles import calls as o
from support.simulation_part import LATER_MS, Act, Intent, Part, nothing

REPORTERS: Final = ("bank", "issuer", "venue")


@dataclass
class Reporters(Part):
    """What three firms observe, and what is fixed of it."""

    PLAYED = frozenset({"oracles.observe", "oracles.fix", "oracles.void_fixing"})
    WEIGHT = 3
    feeds: list[str] = field(default_factory=lambda: ["gold"])
    rounds: list[tuple[str, int]] = field(default_factory=list)

    def founding(self) -> list[Intent]:
        """A feed that is there from the beginning."""
        return [self._defined("gold")]

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
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
        return self._defined(self.scene.name("feed"))

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
