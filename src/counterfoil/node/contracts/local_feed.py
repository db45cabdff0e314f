# SPDX-License-Identifier: Apache-2.0
"""A feed on a chain in memory: firms observe under their signatures, and somebody has it fixed, as on any chain."""

from collections.abc import Mapping
from typing import Final

from counterfoil.law.dated import DAY_MS
from counterfoil.modules.oracles import calls as o
from counterfoil.modules.oracles.records import FEEDS
from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.primitives.types import Duration, Millionths, PartyId, RecordPath, Timestamp

KEEPER: Final = PartyId("keeper")
SUPERVISOR: Final = PartyId("supervisor")


class LocalFeed:
    """Something that three firms observe, two of whom must; kept by one that is none of them."""

    def __init__(
        self,
        chain: LocalChain,
        feed: str,
        *,
        decimals: int = 2,
        reporters: tuple[str, ...] = ("observer-1", "observer-2", "observer-3"),
        counts_for: int = 7 * DAY_MS,
        spread_ppm: int = 100_000,
    ) -> None:
        """It is defined, and has no fixing; a quorum is more than half of the reporters."""
        self._chain, self._feed, self.reporters = chain, feed, reporters
        for party in (KEEPER, *reporters):
            chain.party(party)
        defined = o.DefineFeed(
            feed=feed,
            title=feed,
            unit="unit",
            decimals=decimals,
            keeper=KEEPER,
            by=SUPERVISOR,
            reporters=tuple(map(PartyId, reporters)),
            quorum=len(reporters) // 2 + 1,
            counts_for=Duration(counts_for),
            spread_ppm=Millionths(spread_ppm),
        )
        chain.submit(defined, by=f"{KEEPER} {SUPERVISOR}")

    @property
    def path(self) -> RecordPath:
        """Its record, as a call shows it."""
        return FEEDS.path(self._feed)

    def observe(self, said: Mapping[str, int], *, ago: int = 0) -> None:
        """What each of these firms saw, so many milliseconds before the next block."""
        self._chain.submit(*self._words(said, ago), by=" ".join(said))

    def fix(self) -> None:
        """Somebody has it fixed at the median of what counts."""
        self._chain.submit(o.Fix(feed=self._feed), by=KEEPER)

    def say(self, value: int, *, ago: int = 0) -> None:
        """All saw the same, and it is fixed, in one block."""
        words = self._words(dict.fromkeys(self.reporters, value), ago)
        self._chain.submit(*words, o.Fix(feed=self._feed), by=" ".join(self.reporters))

    def _words(self, said: Mapping[str, int], ago: int) -> list[o.Observe]:
        seen = Timestamp(self._chain.now - ago)
        return [
            o.Observe(feed=self._feed, reporter=PartyId(one), value=value, observed=seen) for one, value in said.items()
        ]

    def void(self, number: int) -> None:
        """Keeper and supervisor say that a fixing was wrong; the first has number 1."""
        call = o.VoidFixing(feed=self._feed, round=number, by=SUPERVISOR, reason="the wrong line")
        self._chain.submit(call, by=f"{KEEPER} {SUPERVISOR}")
