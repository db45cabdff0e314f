# SPDX-License-Identifier: Apache-2.0
"""Quotas in a simulated market: granted, used, changed and ended."""

from dataclasses import dataclass

from counterfoil.modules.futures import quotas_calls as q
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.primitives.types import DayNumber
from support.simulation_floor import COPPER, HOUSE, FuturesPart
from support.simulation_part import DOCUMENT, Intent


@dataclass
class Hedging(FuturesPart):
    """Clients that hedge within what they were granted, and beyond it."""

    PLAYED = frozenset({"futures.grant_quota", "futures.end_quota"})

    def opens(self, _now: int) -> list[Intent]:
        """Of the product, or of one contract; for a few days."""
        day, holder = self.day, self.random.choice(self.scene.people)
        assert day is not None
        contract = self.random.choice((None, *(one.contract for one in self.futures())))
        grant = q.GrantQuota(
            product=COPPER,
            holder=holder,
            hedge=HedgeFlag.hedge,
            long=self.random.randint(0, 8),
            short=self.random.randint(0, 8),
            first=day,
            last=DayNumber(day + self.random.randint(0, 4)),
            document=DOCUMENT,
            contract=contract,
        )
        found = [self.by(grant, signed=HOUSE)]
        if self.likely(0.4):
            ended = q.EndQuota(
                product=COPPER, holder=holder, hedge=HedgeFlag.hedge, reason="no more", contract=contract
            )
            found.append(self.by(ended, signed=HOUSE))
        return found

    def goes_on(self, now: int) -> list[Intent]:
        """One buys for hedging, whether it may or not."""
        names = self.able()
        if len(names) < 2 or not self.futures():
            return []
        buyer, seller = self.random.sample(names, 2)
        contract, lots = self.random.choice(self.futures()), self.random.choice((1, 3, 6))
        return [self.traded(contract, buyer, seller, now, lots=lots, hedge=HedgeFlag.hedge)]
