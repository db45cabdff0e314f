# SPDX-License-Identifier: Apache-2.0
"""Events of declared goods and goods on hand."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts.goods import goods_changed, goods_taken_in, items_gone, items_taken_in
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.records import (
    INTAKES,
    KEEPERS,
    Intake,
    IntakeStatus,
    Keeper,
)
from counterfoil.modules.receipts.showing import goods_shown
from counterfoil.modules.receipts.terms import Amount, Item, Lot, Shown
from counterfoil.primitives.types import HashField, PartyId, Timestamp

_KEEPERS: Changes[Keeper] = Changes(KEEPERS)
_INTAKES: Changes[Intake] = Changes(INTAKES)


class GoodsEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.registration


class Declared(GoodsEvent, frozen=True):
    """An owner declared goods that will come."""

    type: ClassVar[str] = "receipts.declared"
    intake: str
    scheme: str
    goods_keeper: PartyId
    depositor: PartyId
    lot: Lot
    declared: Amount
    deposit: str | None
    until: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        intake = Intake(
            intake=self.intake,
            scheme=self.scheme,
            goods_keeper=self.goods_keeper,
            depositor=self.depositor,
            lot=self.lot,
            declared=self.declared,
            deposit=self.deposit,
            until=self.until,
        )
        yield _INTAKES.create(intake, self.intake)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.depositor)
        return ()


class IntakeEvent(GoodsEvent, frozen=True):
    """What becomes of declared goods."""

    then: ClassVar[IntakeStatus]
    intake: str
    scheme: str
    goods_keeper: PartyId
    declared: Amount

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INTAKES.replace(self.intake, status=self.then)


class RoomGiven(IntakeEvent, frozen=True):
    """The registrar approved what was declared; the keeper has so much less room."""

    type: ClassVar[str] = "receipts.room_given"
    then: ClassVar[IntakeStatus] = IntakeStatus.room_given
    registered_by: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        yield room_taken(self.scheme, self.goods_keeper, self.declared)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        return ()


class TurnedAway(IntakeEvent, frozen=True):
    """The registrar approved it not."""

    type: ClassVar[str] = "receipts.turned_away"
    then: ClassVar[IntakeStatus] = IntakeStatus.no_room
    registered_by: PartyId
    reason: str

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        return ()


class Lapsed(IntakeEvent, frozen=True):
    """Declared goods did not come in time."""

    type: ClassVar[str] = "receipts.lapsed"
    then: ClassVar[IntakeStatus] = IntakeStatus.not_come
    had_room: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        if self.had_room:
            yield room_taken(self.scheme, self.goods_keeper, -self.declared)


class TakenIn(IntakeEvent, frozen=True):
    """Goods came, and are on hand: so much, as was measured and certified."""

    type: ClassVar[str] = "receipts.taken_in"
    then: ClassVar[IntakeStatus] = IntakeStatus.goods_in
    lot: Lot
    arrived: Amount
    certificate: HashField
    shown: Shown
    events: tuple[str, ...]
    inspector: PartyId | None
    items: tuple[Item, ...]
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INTAKES.replace(self.intake, status=self.then, arrived=self.arrived, certificate=self.certificate)
        yield goods_taken_in(self.scheme, self.goods_keeper, self.lot, self.arrived, self.shown)
        if self.arrived != self.declared:
            yield room_taken(self.scheme, self.goods_keeper, self.arrived - self.declared)
        key = (self.scheme, self.goods_keeper, self.lot.lot)
        yield from goods_shown(key, self.intake, self.events)
        yield from items_taken_in(moment, key, self.items, self.time)

    def permit(self, moment: Moment) -> Consents:
        inspectors = () if self.inspector is None else (self.inspector,)
        require_parties(moment, self.goods_keeper, *inspectors)
        return ()


class TakenOut(GoodsEvent, frozen=True):
    """Goods left that were on no document."""

    type: ClassVar[str] = "receipts.taken_out"
    scheme: str
    goods_keeper: PartyId
    lot: str
    quantity: Amount
    shown: Shown
    inspector: PartyId | None
    items: tuple[str, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield goods_changed((self.scheme, self.goods_keeper, self.lot), self.shown, taken_out=self.quantity)
        yield room_taken(self.scheme, self.goods_keeper, -self.quantity)
        yield from items_gone(moment, self.items)

    def permit(self, moment: Moment) -> Consents:
        inspectors = () if self.inspector is None else (self.inspector,)
        require_parties(moment, self.goods_keeper, *inspectors)
        return ()


class GoodsStruck(GoodsEvent, frozen=True):
    """A supervisor struck what a keeper had on record without a right to it: it is here no more, and on no document."""

    type: ClassVar[str] = "receipts.goods_struck"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    scheme: str
    goods_keeper: PartyId
    lot: str
    quantity: int
    items: tuple[str, ...]
    by: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        # What is on documents is bound to their goods here too: nothing is struck from under one.
        yield goods_changed((self.scheme, self.goods_keeper, self.lot), struck_goods=self.quantity)
        if self.quantity:
            yield room_taken(self.scheme, self.goods_keeper, -self.quantity)
        yield from items_gone(moment, self.items)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        return ()


class LossRecorded(GoodsEvent, frozen=True):
    """Goods are lost; those that were on documents are in dispute with them."""

    type: ClassVar[str] = "receipts.loss_recorded"
    scheme: str
    goods_keeper: PartyId
    registered_by: PartyId
    lot: str
    quantity: Amount
    on_lost: int
    """of it, what was on the documents that are named"""
    insurance: str
    shown: Shown
    items: tuple[str, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        changes = {"lost_goods": self.quantity, "on_documents": -self.on_lost}
        yield goods_changed((self.scheme, self.goods_keeper, self.lot), self.shown, **changes)
        yield room_taken(self.scheme, self.goods_keeper, -self.quantity)
        yield from items_gone(moment, self.items)

    def permit(self, moment: Moment) -> Consents:
        require_parties(moment, self.goods_keeper, self.registered_by)
        return ()


def room_taken(scheme: str, keeper: PartyId, change: int) -> Touch:
    """A keeper has so much less room; Refused where it has none."""

    def fold(before: Keeper) -> Keeper:
        room = before.room + change
        require(room <= before.capacity or change < 0, ReceiptsOutcome.beyond_capacity, f"{keeper}: {room}")
        return replace(before, room=room)

    return _KEEPERS.change(fold, scheme, keeper)


INTAKE_EVENTS: Sequence[Any] = (
    Declared,
    RoomGiven,
    TurnedAway,
    Lapsed,
    TakenIn,
    TakenOut,
    GoodsStruck,
    LossRecorded,
)
