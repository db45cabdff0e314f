# SPDX-License-Identifier: Apache-2.0
"""Maintenance margin in a simulated market: below which share of their margin accounts are called, from day to day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from counterfoil.law.dated import MINUTE_MS
from counterfoil.law.module import View
from counterfoil.modules.futures import maintaining_calls as k
from counterfoil.modules.futures.auction_records import MOVINGS
from counterfoil.modules.futures.delivery import DELIVERIES
from counterfoil.modules.futures.maintaining import maintained
from counterfoil.modules.futures.reckoning import available_of
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, House
from counterfoil.primitives.types import AccountId, Timestamp
from support.simulation_floor import HOUSE, FuturesPart
from support.simulation_part import Intent

SHARES: Final = (600_000, 800_000, 1_000_000)


@dataclass
class Maintaining(FuturesPart):
    """A house that calls at once, or lets accounts have less for a while."""

    PLAYED = frozenset(
        f"futures.{what}"
        for what in ("set_maintenance", "set_maintenance: maintenance_backdated", "kept from a call", "called below it")
    )

    def opens(self, now: int) -> list[Intent]:
        """Another share from the next day on, or from later; of the day that is open none is changed."""
        day, found = self.day, []
        assert day is not None
        share = self.random.choice(SHARES)
        if self.likely(0.6):
            since = self.random.choice((None, None, Timestamp(now + 2_000 * MINUTE_MS)))
            found.append(k.SetMaintenance(house=HOUSE, maintained_ppm=share, since=since))
        if self.likely(0.2):
            found.append(k.SetMaintenance(house=HOUSE, maintained_ppm=share, since=self.house.begins(day)))
        return [self.by(one, signed=HOUSE) for one in found]

    def settled(self, _now: int) -> list[Intent]:
        """Clients settled with less than what is kept are called, or owe; some who have less than margin are not."""
        for called in lacking(self.view, self.house):
            self.happened(f"futures.{'called below it' if called else 'kept from a call'}")
        return []


def lacking(view: View, house: House) -> Iterator[bool]:
    """Of each client that lacks margin since it was settled whether it is called: it must be, below what is kept."""
    paid = _paid_since(view, house)
    for _, one in view.rows(MARGIN_ACCOUNTS):
        judged = one.house == house.house and one.settled == house.day and one.positions and not one.owed
        if not judged or one.own or one.lodged or one.account in paid:
            continue
        if available_of(view, one, house)[0] + int(one.due) < 0:
            kept = maintained(view, house, int(one.margin))
            assert one.called or one.balance >= kept, f"{one.account} has {one.balance} of {kept}, and is not called"
            yield one.called > 0


def _paid_since(view: View, house: House) -> set[AccountId]:
    """Clients that may have paid once they were settled, which no settlement judged: for goods, a penalty, or a bid."""
    delivering = {one.account for _, one in view.rows(DELIVERIES)}
    return delivering | {one.account for _, one in view.rows(MOVINGS, house.house, str(house.day)) if one.charged}
