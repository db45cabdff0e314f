# SPDX-License-Identifier: Apache-2.0
"""Events of schemes, keepers, declared goods and goods on hand."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch, given_by
from counterfoil.law.moment import Moment, all_known
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts.documents import KeeperKind
from counterfoil.modules.receipts.goods import goods_changed, goods_taken_in, items_gone, items_taken_in
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.records import (
    INTAKES,
    KEEPERS,
    SCHEMES,
    AskedChains,
    Intake,
    IntakeStatus,
    Keeper,
    KeeperStatus,
    Scheme,
)
from counterfoil.modules.receipts.showing import goods_shown
from counterfoil.modules.receipts.terms import Amount, Item, Lot, Rules, Shown, Uom
from counterfoil.primitives.types import AccountId, HashField, InstrumentId, PartyId, RecordPath, Timestamp

REGISTRARS = (Role.venue, Role.registrar, Role.clearing_house)
"""Roles of who may register documents of title."""
_SCHEMES: Changes[Scheme] = Changes(SCHEMES)
_KEEPERS: Changes[Keeper] = Changes(KEEPERS)
_INTAKES: Changes[Intake] = Changes(INTAKES)


class SchemeEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product
    scheme: str


class GoodsEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.registration


class SchemeOpened(SchemeEvent, frozen=True):
    """Somebody registers documents of one kind of goods from now on."""

    type: ClassVar[str] = "receipts.scheme_opened"
    registered_by: PartyId
    commodity: str
    uom: Uom
    decimals: int
    cash: InstrumentId
    account: AccountId
    rules: Rules

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        scheme = Scheme(
            scheme=self.scheme,
            registered_by=self.registered_by,
            commodity=self.commodity,
            uom=self.uom,
            decimals=self.decimals,
            cash=self.cash,
            account=self.account,
            agreed_by=given_by(consents),
            rules=(self.rules,),
        )
        yield _SCHEMES.create(scheme, self.scheme)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.registered_by, *REGISTRARS)
        return controlled(moment, self.account, self.registered_by)


class RulesSet(SchemeEvent, frozen=True):
    """What a scheme asks from a time on."""

    type: ClassVar[str] = "receipts.rules_set"
    registered_by: PartyId
    rules: tuple[Rules, ...]
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _SCHEMES.replace(self.scheme, rules=self.rules)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        return ()


class PeersSet(SchemeEvent, frozen=True):
    """A scheme's registrar and a supervisor said which other chains are asked, from a time on."""

    type: ClassVar[str] = "receipts.peers_set"
    registered_by: PartyId
    by: PartyId
    since: Timestamp
    chains: tuple[RecordPath, ...]
    reason: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Scheme) -> Scheme:
            entry = AskedChains(since=self.since, chains=self.chains)
            asked = scheduled(before.asked, entry, self.time, ReceiptsOutcome.too_many_receipt_rules, self.scheme)
            return replace(before, asked=asked)

        yield _SCHEMES.change(fold, self.scheme)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        require_parties(moment, self.registered_by, self.by)
        return ()


class KeeperAdmitted(SchemeEvent, frozen=True):
    """A keeper issues documents of a scheme from now on, by what its records say."""

    type: ClassVar[str] = "receipts.keeper_admitted"
    registered_by: PartyId
    goods_keeper: PartyId
    kind: KeeperKind
    capacity: Amount
    cash: InstrumentId
    account: AccountId
    gln: str | None
    guarantee: HashField | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        keeper = Keeper(
            scheme=self.scheme,
            goods_keeper=self.goods_keeper,
            kind=self.kind,
            gln=self.gln,
            capacity=self.capacity,
            guarantee=self.guarantee,
            cash=self.cash,
            account=self.account,
            agreed_by=given_by(consents),
        )
        yield _KEEPERS.create(keeper, self.scheme, self.goods_keeper)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        require_role(moment, self.goods_keeper, Role.issuer)
        return controlled(moment, self.account, self.registered_by, self.goods_keeper)


class KeeperBarred(SchemeEvent, frozen=True):
    """A keeper takes in and drafts nothing new."""

    type: ClassVar[str] = "receipts.keeper_barred"
    registered_by: PartyId
    goods_keeper: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _KEEPERS.replace(self.scheme, self.goods_keeper, status=KeeperStatus.barred)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        return ()


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


def controlled(moment: Moment, account: AccountId, *parties: PartyId) -> Consents:
    """Whoever controls the account agrees that things come into it, beside the parties."""
    # Who only takes may need nobody's consent; who acts in an account's name controls it.
    both = (Side.gives, Side.takes)
    consents = all_known(partial(signed_for, moment, account, side) for side in both)
    return together(moment, consents, *parties)


def room_taken(scheme: str, keeper: PartyId, change: int) -> Touch:
    """A keeper has so much less room; Refused where it has none."""

    def fold(before: Keeper) -> Keeper:
        room = before.room + change
        require(room <= before.capacity or change < 0, ReceiptsOutcome.beyond_capacity, f"{keeper}: {room}")
        return replace(before, room=room)

    return _KEEPERS.change(fold, scheme, keeper)


INTAKE_EVENTS: Sequence[Any] = (
    SchemeOpened,
    RulesSet,
    PeersSet,
    KeeperAdmitted,
    KeeperBarred,
    Declared,
    RoomGiven,
    TurnedAway,
    Lapsed,
    TakenIn,
    TakenOut,
    GoodsStruck,
    LossRecorded,
)
