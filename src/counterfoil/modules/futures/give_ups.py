# SPDX-License-Identifier: Apache-2.0
"""Give-ups: a member that executed a trade gives it up to the member that carries the client, position and fees whole.

Offered by one, taken by the other, and by the client where it stands in an account that is not his: on the word of two
members alone nobody has a loss put into his account. What moves the trade is anybody's, in two calls: each reads the
account at its own end alone, so that neither is shown what the other traded. That both ends move is a limit.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.booking import Entered, Taken
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import Fill, Offset
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.parties.authority import require_parties, require_party
from counterfoil.primitives.types import AccountId, DayNumber, PartyId


class GiveUpStatus(StrEnum):
    """Of a trade that one member gives up to another."""

    offered = "offered"
    taken = "taken_over"
    refused = "turned_down"
    """by the one, or taken back by the other"""


GIVE_UP_CYCLE: Final[dict[GiveUpStatus, frozenset[GiveUpStatus]]] = {
    GiveUpStatus.offered: frozenset({GiveUpStatus.taken, GiveUpStatus.refused}),
    GiveUpStatus.taken: frozenset(),
    GiveUpStatus.refused: frozenset(),
}
"""status → the statuses it may change to"""


class End(StrEnum):
    """At which of the two accounts a trade that was given up has moved."""

    carried = "carried"
    let_go = "let_go"


class Held(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A position, as one end of a give-up names it."""

    account: AccountId
    hedge: HedgeFlag = HedgeFlag.speculation


class GiveUp(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side of a trade that one member executed and another carries."""

    give_up: str
    contract: str
    day: DayNumber
    executing: PartyId
    carrying: PartyId
    client: PartyId
    """whose trade it is"""
    executed_in: Held
    """an account of the client's, or, ``in_own``, of the executing member's own"""
    fill: Fill
    """as it was booked there"""
    in_own: bool = False
    """whether it was the executing member's, until its client agreed that it is his"""
    carried_in: Held
    offset: Offset
    """what it does there"""
    status: GiveUpStatus = GiveUpStatus.offered


class MovedEnd(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a trade which was given up has moved at one end: once. Whoever has the other end is not shown it."""

    give_up: str
    end: End
    account: AccountId


GIVE_UPS: Final = Table("futures/give_up", GiveUp, FuturesOutcome.unknown_give_up, FuturesOutcome.give_up_exists)
MOVED_ENDS: Final = Table("futures/moved", MovedEnd, FuturesOutcome.not_moved, FuturesOutcome.moved_already)
_GIVE_UPS: Changes[GiveUp] = Changes(GIVE_UPS)


class OfGiveUp(EventData, frozen=True):
    """What a member says of a give-up."""

    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    give_up: str


class GivenUp(OfGiveUp, frozen=True):
    """A member offered a trade, which it executed, to the member that carries the client."""

    type: ClassVar[str] = "futures.given_up"
    contract: str
    day: DayNumber
    executing: PartyId
    carrying: PartyId
    client: PartyId
    executed_in: Held
    fill: Fill
    in_own: bool
    carried_in: Held
    offset: Offset

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = GiveUp(
            give_up=self.give_up,
            contract=self.contract,
            day=self.day,
            executing=self.executing,
            carrying=self.carrying,
            client=self.client,
            executed_in=self.executed_in,
            fill=self.fill,
            in_own=self.in_own,
            carried_in=self.carried_in,
            offset=self.offset,
        )
        yield _GIVE_UPS.create(made, self.give_up)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.executing)
        return ()


class GiveUpTaken(OfGiveUp, frozen=True):
    """The carrying member took it; what was executed in another's account its client took too."""

    type: ClassVar[str] = "futures.give_up_taken"
    carrying: PartyId
    client: PartyId | None
    """who agreed that it is his; None: it was executed in his own account"""
    offset: Offset
    hedge: HedgeFlag

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _GIVE_UPS.change(
            lambda before: replace(
                before,
                status=GiveUpStatus.taken,
                offset=self.offset,
                carried_in=replace(before.carried_in, hedge=self.hedge),
            ),
            self.give_up,
        )

    def permit(self, moment: Moment) -> Consents:
        require_parties(moment, self.carrying, *(() if self.client is None else (self.client,)))
        return ()


class GiveUpRefused(OfGiveUp, frozen=True):
    """The carrying member does not take it, or the executing one takes it back: it stays where it is."""

    type: ClassVar[str] = "futures.give_up_refused"
    by: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _GIVE_UPS.replace(self.give_up, status=GiveUpStatus.refused)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class TradeCarried(Entered, frozen=True):
    """A trade that was given up stands in the client's account with the member that carries it."""

    type: ClassVar[str] = "futures.trade_carried"
    give_up: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        made = MovedEnd(give_up=self.give_up, end=End.carried, account=self.account)
        yield Changes(MOVED_ENDS).create(made, self.give_up, End.carried)


class TradeLetGo(Taken, frozen=True):
    """A trade that was given up left the account in which it was executed, as if it had never been there."""

    type: ClassVar[str] = "futures.trade_let_go"
    give_up: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        made = MovedEnd(give_up=self.give_up, end=End.let_go, account=self.account)
        yield Changes(MOVED_ENDS).create(made, self.give_up, End.let_go)


EVENTS: tuple[type[EventData], ...] = (GivenUp, GiveUpTaken, GiveUpRefused, TradeCarried, TradeLetGo)
TABLES: Final = (GIVE_UPS, MOVED_ENDS)
