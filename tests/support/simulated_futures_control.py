# SPDX-License-Identifier: Apache-2.0
"""Actual control in a simulated market: who counts together with whom, until when, and how that is counted in steps."""

from dataclasses import dataclass

from counterfoil.modules.futures import control_calls as k
from counterfoil.modules.futures.counting_calls import CountOn
from support.simulation_floor import HOUSE, FuturesPart
from support.simulation_part import Intent


@dataclass
class HeldTogether(FuturesPart):
    """A house that finds out who decides for whom, and counts few positions at once."""

    PLAYED = frozenset(
        f"futures.{what}"
        for what in (
            *("record_control", "end_control", "end_control: counted_first"),
            *("count_on", "count_on: nothing_to_count"),
        )
    )

    def opens(self, _now: int) -> list[Intent]:
        """Of one client; of who has many positions nothing else is found until they are counted."""
        holder, found = self.random.choice(self.scene.people), list[Intent]()
        if self.likely(0.6):
            group = self.random.choice(("kin", "kin", "firm"))
            call = k.RecordControl(house=HOUSE, group=group, holder=holder, reason="one decides")
            found.append(self.by(call, signed=HOUSE))
        if not found or self.likely(0.3):
            found.append(self.by(k.EndControl(house=HOUSE, holder=holder, reason="each decides"), signed=HOUSE))
        return [*found, self.by(CountOn(house=HOUSE))] if self.likely(0.3) else found
