# SPDX-License-Identifier: Apache-2.0
"""Actual control in a simulated market: who counts together with whom, and until when."""

from dataclasses import dataclass

from counterfoil.modules.futures import control_calls as k
from support.simulation_floor import HOUSE, FuturesPart
from support.simulation_part import Intent


@dataclass
class HeldTogether(FuturesPart):
    """A house that finds out who decides for whom."""

    PLAYED = frozenset({"futures.record_control", "futures.end_control"})

    def opens(self, _now: int) -> list[Intent]:
        """Of one client."""
        holder = self.random.choice(self.scene.people)
        if self.likely(0.5):
            group = self.random.choice(("kin", "kin", "firm"))
            call = k.RecordControl(house=HOUSE, group=group, holder=holder, reason="one decides")
            return [self.by(call, signed=HOUSE)]
        return [self.by(k.EndControl(house=HOUSE, holder=holder, reason="each decides"), signed=HOUSE)]
