# SPDX-License-Identifier: Apache-2.0
"""Actual control (实际控制关系), as a house records it client by client, and what is counted of accounts together."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.futures.client_records import (
    CLIENTS,
    CONTROLLED_MAX,
    GROUPS,
    TOGETHER,
    Client,
    Group,
    Together,
    Whose,
)
from counterfoil.modules.futures.control_outcomes import ControlOutcome
from counterfoil.modules.futures.events import OfHouse
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.primitives.types import HexHash, PartyId, Timestamp

_CLIENTS: Changes[Client] = Changes(CLIENTS)
_GROUPS: Changes[Group] = Changes(GROUPS)


class OfControl(OfHouse, frozen=True):
    """That a client is in a group, or no more: of the others there it says nothing."""

    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    group: str
    holder: PartyId
    since: Timestamp
    reason: str
    document: HexHash | None


class ControlRecorded(OfControl, frozen=True):
    """The house found a client to be under the same actual control as others."""

    type: ClassVar[str] = "futures.control_recorded"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CLIENTS.replace(
            self.house, self.holder, group=self.group, since=self.since, reason=self.reason, document=self.document
        )
        yield Touch(GROUPS, (self.house, self.group), self._group)

    def _group(self, before: Group | None) -> Group:
        now = before or Group(house=self.house, group=self.group)
        require(len(now.holders) < CONTROLLED_MAX, ControlOutcome.too_many_controlled, self.group)
        return replace(now, holders=tuple(sorted((*now.holders, self.holder))))


class ControlEnded(OfControl, frozen=True):
    """The house found that a client is no more under the same actual control as the others."""

    type: ClassVar[str] = "futures.control_ended"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CLIENTS.replace(
            self.house, self.holder, group=None, since=self.since, reason=self.reason, document=self.document
        )
        yield _GROUPS.change(
            lambda now: replace(now, holders=tuple(one for one in now.holders if one != self.holder)),
            self.house,
            self.group,
        )


class LotsCounted(FollowingEvent, frozen=True):
    """So many lots more, or less, are open of what a client, a group, a member has together."""

    type: ClassVar[str] = "futures.lots_counted"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    house: str
    contract: str
    hedge: HedgeFlag
    long: int
    """more, or, negative, less"""
    short: int
    client: PartyId | None = None
    """None: it is not the client's that are counted"""
    group: str | None = None
    member: PartyId | None = None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        named = ((Whose.of_client, self.client), (Whose.of_control, self.group), (Whose.of_member, self.member))
        for whose, name in named:
            if name is not None:
                yield Touch(TOGETHER, (whose, name, self.contract, self.hedge), partial(self._counted, whose, name))

    def _counted(self, whose: Whose, name: str, before: Together | None) -> Together:
        now = before or Together(house=self.house, whose=whose, named=name, contract=self.contract, hedge=self.hedge)
        return replace(now, long=now.long + self.long, short=now.short + self.short)


EVENTS: tuple[type[EventData], ...] = (ControlRecorded, ControlEnded, LotsCounted)
