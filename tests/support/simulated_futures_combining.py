# SPDX-License-Identifier: Apache-2.0
"""Combinations in a simulated market: what offsets what, from which day on, until it does no more."""

from dataclasses import dataclass
from typing import Final

from counterfoil.modules.futures.combining import Combination
from counterfoil.modules.futures.combining_calls import SetCombinations
from counterfoil.modules.futures.reckoning import lines_of
from support.simulated_futures_options import ON_COPPER, ON_INDEX
from support.simulation_floor import COPPER, HOUSE, FuturesPart
from support.simulation_part import Intent

POLICIES: Final[tuple[tuple[Combination, ...], ...]] = (
    (),
    (Combination("months", (COPPER,), 1_000_000),),
    (Combination("metal", (COPPER, ON_COPPER), 750_000), Combination("index", (ON_INDEX,), 1)),
)
WRONG: Final[dict[str, tuple[Combination, ...]]] = {
    "combined_twice": (Combination("one", (COPPER,), 1), Combination("other", (COPPER,), 1)),
    "unknown_product": (Combination("one", (COPPER, "tin"), 1),),
}


@dataclass
class Combining(FuturesPart):
    """A house that lets months offset each other, or copper and options on it, or nothing."""

    PLAYED = frozenset(
        f"futures.{what}"
        for what in (
            "set_combinations",
            *("combinations begin", "combinations end", "combinations spare margin"),
            *(f"set_combinations: {rule}" for rule in ("combined_twice", "unknown_product", "combinations_backdated")),
        )
    )

    def opens(self, _now: int) -> list[Intent]:
        """Mostly from the next day on; of the day that is open nothing is changed."""
        if self.likely(0.4):
            return []
        day = self.day
        assert day is not None
        if self.likely(0.3):
            wrong = self.random.choice((*WRONG.values(), None))
            since = None if wrong is not None else self.house.begins(day)
            return [self.by(SetCombinations(house=HOUSE, groups=wrong or (), since=since), signed=HOUSE)]
        groups = self.random.choice(POLICIES)
        call = SetCombinations(house=HOUSE, groups=groups)
        return [([call], (HOUSE,), lambda: self.happened(f"futures.combinations {'begin' if groups else 'end'}"))]

    def settled(self, _now: int) -> list[Intent]:
        """What was settled needs so much less."""
        house, day = self.house, self.day
        assert day is not None
        for one in self.accounts():
            if one.settled == day and len(one.positions) > 1 and not (one.delivering or one.lodged):
                now = lines_of(self.view, one, house, day, within=True)
                if now.combined and now.positions == one.positions:
                    assert now.margin == one.margin, f"{one.account}: {one.margin} on the statement, {now.margin}"
                    self.happened("futures.combinations spare margin")
        return []
