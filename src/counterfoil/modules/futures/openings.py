# SPDX-License-Identifier: Apache-2.0
"""What several accounts opened together in a day (单日开仓量), kept by following events, as what they have open is."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.client_records import Whose
from counterfoil.modules.futures.openings_outcomes import OpeningOutcome
from counterfoil.modules.futures.trade_policy import OpenedLots
from counterfoil.primitives.types import DayNumber, PartyId


class Openings(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a client with several accounts, or a group, opened of a product's contracts on the last day that it did."""

    house: str
    whose: Whose
    named: str
    product: str
    day: DayNumber
    contracts: tuple[OpenedLots, ...] = ()
    """in the order of their names"""

    def on(self, day: DayNumber) -> dict[str, int]:
        """Lots of each contract."""
        return {one.contract: one.lots for one in self.contracts} if day == self.day else {}


OPENINGS: Final = Table("futures/openings", Openings, OpeningOutcome.nothing_opened, OpeningOutcome.openings_exist)


class OpeningsCounted(FollowingEvent, frozen=True):
    """So many lots more, or less, were opened in the day by what a client, or a group, has together."""

    type: ClassVar[str] = "futures.openings_counted"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    house: str
    product: str
    day: DayNumber
    contracts: tuple[OpenedLots, ...]
    """more, or, negative, less"""
    client: PartyId | None = None
    """None: it is not the client's that are counted"""
    group: str | None = None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        for whose, name in ((Whose.of_client, self.client), (Whose.of_control, self.group)):
            if name is not None:
                yield Touch(OPENINGS, (whose, name, self.product), partial(self._counted, whose, name))

    def _counted(self, whose: Whose, name: str, before: Openings | None) -> Openings:
        fresh = Openings(house=self.house, whose=whose, named=name, product=self.product, day=self.day)
        there = Counter({} if before is None else before.on(self.day))
        there.update({one.contract: one.lots for one in self.contracts})
        contracts = tuple(OpenedLots(contract, there[contract]) for contract in sorted(there))
        return replace(before or fresh, day=self.day, contracts=contracts)


EVENTS: tuple[type[EventData], ...] = (OpeningsCounted,)
TABLES: Final = (OPENINGS,)
