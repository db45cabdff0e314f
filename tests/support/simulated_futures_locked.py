# SPDX-License-Identifier: Apache-2.0
"""Locked days in a simulated market: wider limits and margins, what is announced, and who is reduced by force."""

from dataclasses import dataclass

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import locking_calls as k
from counterfoil.modules.futures import reduction_calls as r
from counterfoil.modules.futures.records import FuturesContract
from counterfoil.modules.futures.reduction_records import REDUCTIONS, ReductionStatus
from counterfoil.modules.futures.widening import LockedSide
from support.simulation_floor import HOUSE, VENUE, FuturesPart
from support.simulation_part import Intent


@dataclass
class LockedDays(FuturesPart):
    """A venue that says when nobody was on the other side, and a house that decides what comes of it."""

    PLAYED = frozenset(
        f"futures.{call}"
        for call in (
            *("announce_limits", "announce_margins", "lock_day", "state_unfilled", "order_reduction"),
            *("waive_reduction", "reduce", "conclude_reduction"),
        )
    )

    def trades(self, _now: int) -> list[Intent]:
        """Now and then limits, or margins, of a contract."""
        contract = self.random.choice(self.futures())
        lower, upper = self.band(contract)
        limits = c.AnnounceLimits(contract=contract.contract, lower=lower + 10, upper=upper + 10, reason="notice 3")
        margins = k.AnnounceMargins(contract=contract.contract, long_ppm=130_000, short_ppm=150_000, reason="notice 4")
        found = [self.by(limits, signed=VENUE)] if self.likely(0.4) else []
        return [*found, self.by(margins, signed=HOUSE)] if self.likely(0.2) else found

    def ends(self, _now: int) -> list[Intent]:
        """A day is locked; those who lose by it asked in vain to close."""
        found = []
        for contract in self.futures():
            if self.likely(0.3):
                side = self.random.choice(tuple(LockedSide))
                locked = k.LockDay(contract=contract.contract, side=side, reason="no offers in the last five minutes")
                found += [self.by(locked, signed=VENUE), *self._asking(contract, side)]
        return found

    def _asking(self, contract: FuturesContract, side: LockedSide) -> list[Intent]:
        found = []
        for account, one in self.positions(contract.contract):
            net = one.long_lots - one.short_lots
            losing = -net if side is LockedSide.at_upper else net
            if losing > 0 or self.likely(0.1):
                lots = self.random.randint(1, max(1, losing))
                about = {"contract": contract.contract, "lots": lots, "hedge": one.hedge}
                found.append(self.by(r.StateUnfilled(account=account.account, **about), signed=VENUE))
        return found

    def priced(self, _now: int) -> list[Intent]:
        """The house decides."""
        found = []
        for one in self.rows(REDUCTIONS):
            if one.day == self.day and one.status is ReductionStatus.undecided:
                decides = r.OrderReduction if self.likely(0.7) else r.WaiveReduction
                found.append(self.by(decides(contract=one.contract, reason="one side alone"), signed=HOUSE))
        return found

    def settled(self, now: int) -> list[Intent]:
        """Again, of what an auction held up."""
        return self.priced(now)
