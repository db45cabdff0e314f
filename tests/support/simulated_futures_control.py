# SPDX-License-Identifier: Apache-2.0
"""Actual control in a simulated market: who counts together with whom, until when, and how that is counted in steps."""

from dataclasses import dataclass

from counterfoil.modules.futures import control_calls as k
from counterfoil.modules.futures.client_records import CLIENTS
from counterfoil.modules.futures.counting_calls import CountOn
from counterfoil.primitives.types import PartyId
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
        """Of one client; and at once the contrary, which waits where it has many positions that are to be counted."""
        holder = self._busiest() if self.likely(0.8) else self.random.choice(self.scene.people)
        group = self.random.choice(("kin", "kin", "firm"))
        record, again = (self._recorded(holder, group) for _ in range(2))
        end = self.by(k.EndControl(house=HOUSE, holder=holder, reason="each decides"), signed=HOUSE)
        client = self.view.read(CLIENTS, HOUSE, holder)
        counted = client is not None and client.group is not None
        found = [end, record] if counted else [record, end, again]
        found = found if self.likely(0.6) else found[:1]
        if self.likely(0.6):
            found.append(self._recorded(self.random.choice([one for one in self.scene.people if one != holder]), group))
        return [*found, self.by(CountOn(house=HOUSE))] if self.likely(0.3) else found

    def _recorded(self, holder: PartyId, group: str) -> Intent:
        return self.by(k.RecordControl(house=HOUSE, group=group, holder=holder, reason="one decides"), signed=HOUSE)

    def _busiest(self) -> str:
        """Who has positions of the most kinds."""
        kinds = {person: set[str]() for person in self.scene.people}
        for account in self.accounts():
            kinds.get(account.holder, set()).update(account.positions)
        return max(kinds, key=lambda person: len(kinds[person]))
