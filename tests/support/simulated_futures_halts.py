# SPDX-License-Identifier: Apache-2.0
"""Halts in a simulated market: of a contract or of all, by venue or house, ended by whoever began them, mostly."""

from dataclasses import dataclass

from counterfoil.law.dated import MINUTE_MS
from counterfoil.modules.futures import halting_calls as s
from counterfoil.modules.futures.halting import HALTS
from counterfoil.primitives.types import Timestamp
from support.simulation_floor import COPPER, HOUSE, VENUE, FuturesPart
from support.simulation_part import Intent


@dataclass
class Halting(FuturesPart):
    """Who stops a market, and lets it go on."""

    PLAYED = frozenset({"futures.halt", "futures.resume"})

    def trades(self, now: int) -> list[Intent]:
        """From now on, or from within the day."""
        if not self.likely(0.4):
            return []
        by = self.random.choice((VENUE, HOUSE))
        contract = self.random.choice((None, *(one.contract for one in self.futures())))
        since = self.random.choice((None, Timestamp(now + MINUTE_MS)))
        call = s.Halt(product=COPPER, by=by, reason="an outage", contract=contract, since=since)
        return [self.by(call, signed=by)]

    def goes_on(self, _now: int) -> list[Intent]:
        """Some are let go on while it is traded; the others stop all that comes."""
        return self._resumed(0.5)

    def ends(self, _now: int) -> list[Intent]:
        """The next day begins without most."""
        return self._resumed(0.9)

    def _resumed(self, chance: float) -> list[Intent]:
        found = self.view.read(HALTS, COPPER)
        going = [one for one in (() if found is None else found.halts) if one.until is None and self.likely(chance)]
        return [
            self.by(s.Resume(product=COPPER, by=one.by, reason="mended", contract=one.contract), signed=one.by)
            for one in going
        ]
