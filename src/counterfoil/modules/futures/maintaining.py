# SPDX-License-Identifier: Apache-2.0
"""Maintenance margin (维持保证金): below which share of its margin an account is called, by a house's dated policy.

The margin that the rules ask is what an account is called back to, and what it keeps whoever takes money out of it.
Without a policy an account is called as soon as it has less than that.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from counterfoil.law.dated import scheduled
from counterfoil.law.event import Consents, EventData, Touch
from counterfoil.law.moment import Moment, Reader
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.events import OfHouse
from counterfoil.modules.futures.maintaining_outcomes import MaintenanceOutcome
from counterfoil.modules.futures.records import House, MarginAccount
from counterfoil.modules.futures.rules_of_days import of_the_last_day
from counterfoil.primitives.types import PARTS_PER_MILLION, Millionths, Timestamp

MaintainedShare = Annotated[Millionths, Meta(ge=1, le=PARTS_PER_MILLION)]


class MaintenanceRules(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Below which share of its margin an account is called, from a time on."""

    since: Timestamp
    maintained_ppm: MaintainedShare


_WHOLE_YET: Final = MaintenanceRules(since=Timestamp(0), maintained_ppm=Millionths(PARTS_PER_MILLION))
"""In force until the first rules are, where these are of later, or a day is open when they are set."""


class MaintenancePolicy(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Below which share of its margin an account of a house is called."""

    house: str
    rules: tuple[MaintenanceRules, ...]


MAINTENANCE: Final = Table(
    "futures/maintenance", MaintenancePolicy, MaintenanceOutcome.no_maintenance, MaintenanceOutcome.maintenance_exists
)


def maintained_by(moment: Reader, account: MarginAccount, house: House, margin: int) -> int:
    """So much of a margin keeps an account from a call: of who was called, the whole, until it is there."""
    return margin if account.called else maintained(moment, house, margin)


def maintained(moment: Reader, house: House, margin: int) -> int:
    """So much of a margin keeps an account from a call, rounded up, by the rules of the day open, or that was last."""
    policy = moment.read(MAINTENANCE, house.house) if margin else None
    share = PARTS_PER_MILLION if policy is None else of_the_last_day(policy.rules, house).maintained_ppm
    return -(-margin * share // PARTS_PER_MILLION)


class MaintenanceSet(OfHouse, frozen=True):
    """Accounts are called below this share of their margin from a time on."""

    type: ClassVar[str] = "futures.maintenance_set"
    since: Timestamp
    maintained_ppm: MaintainedShare
    kept_from: Timestamp
    """what was in force then stays on record: when the day began that is open, or now"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(MAINTENANCE, (self.house,), self._with)

    def _with(self, before: MaintenancePolicy | None) -> MaintenancePolicy:
        entry = MaintenanceRules(since=self.since, maintained_ppm=self.maintained_ppm)
        entries = (_WHOLE_YET,) if before is None else before.rules
        rules = scheduled(entries, entry, self.kept_from, MaintenanceOutcome.too_many_maintenance_rules, self.house)
        return MaintenancePolicy(house=self.house, rules=rules)


EVENTS: Final[tuple[type[EventData], ...]] = (MaintenanceSet,)
TABLES: Final = (MAINTENANCE,)
