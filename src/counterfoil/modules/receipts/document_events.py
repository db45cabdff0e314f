# SPDX-License-Identifier: Apache-2.0
"""Events by which documents come, change and end. Who controls them is in ``control_events``."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts.documents import DOCUMENTS, STEPS, Action, Delivery, Document, Way
from counterfoil.modules.receipts.goods import goods_changed, items_documented
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome
from counterfoil.modules.receipts.intake_events import room_taken
from counterfoil.modules.receipts.records import INTAKES, Intake
from counterfoil.modules.receipts.terms import Amount, Contents, Shown
from counterfoil.primitives.types import AccountId, HashField, InstrumentId, PartyId, Timestamp, TimestampField

_DOCUMENTS: Changes[Document] = Changes(DOCUMENTS)
_INTAKES: Changes[Intake] = Changes(INTAKES)
NOT_SURRENDERED: Final[dict[str, Any]] = {"hold": None, "possessor": None, "delivery": None}
"""Of a document whose unit is its owner's again."""


class DocumentEvent(EventData, frozen=True):
    """What is done with a document. Whatever is done accepts what was handed over before, and leaves no way open."""

    object: ClassVar[ObjectClass] = ObjectClass.registration
    action: ClassVar[Action]
    document: InstrumentId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield stepped(self.document, self.action, **self.changes(moment, consents))

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        """What the record says besides, by field."""
        return {}


class Drafted(EventData, frozen=True):
    """A keeper made a document out, of goods that were taken in."""

    type: ClassVar[str] = "receipts.drafted"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    document: InstrumentId
    intake: str
    scheme: str
    goods_keeper: PartyId
    of_lot: str
    account: AccountId
    contents: Contents
    measured: Amount
    cash: InstrumentId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        document = Document(
            instrument=self.document,
            scheme=self.scheme,
            goods_keeper=self.goods_keeper,
            of_lot=self.of_lot,
            intake=self.intake,
            account=self.account,
            contents=self.contents,
            measured=self.measured,
            cash=self.cash,
        )
        yield _DOCUMENTS.create(document, self.document)
        yield _INTAKES.change(lambda before: before.drawn(self.measured), self.intake)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.goods_keeper)
        return ()


class DraftWithdrawn(DocumentEvent, frozen=True):
    """A keeper took a draft back."""

    type: ClassVar[str] = "receipts.draft_withdrawn"
    action: ClassVar[Action] = Action.withdraw
    goods_keeper: PartyId
    intake: str
    measured: Amount

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        yield _INTAKES.change(lambda before: before.drawn(-self.measured), self.intake)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.goods_keeper)
        return ()


class Registered(DocumentEvent, frozen=True):
    """A document is in effect from here on."""

    type: ClassVar[str] = "receipts.registered"
    action: ClassVar[Action] = Action.register
    scheme: str
    goods_keeper: PartyId
    of_lot: str
    registered_by: PartyId
    account: AccountId
    amount: Amount
    items: tuple[str, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        yield goods_changed((self.scheme, self.goods_keeper, self.of_lot), on_documents=self.amount)
        yield from items_documented(moment, self.items, None, self.document)

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return {"registered": moment.time, "way": way(takes=self.account, consents=consents)}

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        return together(moment, (signed_for(moment, self.account, Side.takes),), self.registered_by)


class FeesNoted(DocumentEvent, frozen=True):
    """A keeper noted until when storage is paid."""

    type: ClassVar[str] = "receipts.fees_noted"
    action: ClassVar[Action] = Action.note_fees
    goods_keeper: PartyId
    fees_paid_until: TimestampField
    version: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Document) -> Document:
            contents = replace(before.contents, fees_paid_until=self.fees_paid_until)
            return replace(before, contents=contents, version=self.version)

        yield _DOCUMENTS.change(fold, self.document)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.goods_keeper)
        return ()


class HeldEvent(DocumentEvent, frozen=True):
    """What whoever has the title and the keeper do together."""

    goods_keeper: PartyId
    account: AccountId

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return {"ended": moment.time, "way": way(gives=self.account, takes=self.account, consents=consents)}

    def permit(self, moment: Moment) -> Consents:
        return by_both(moment, self.account, self.goods_keeper)


class Expired(DocumentEvent, frozen=True):
    """The time for which a document is good is over."""

    type: ClassVar[str] = "receipts.expired"
    action: ClassVar[Action] = Action.expire
    kept_until: Timestamp


class Surrendered(DocumentEvent, frozen=True):
    """Whoever has the title gave the document up for its goods."""

    type: ClassVar[str] = "receipts.surrendered"
    action: ClassVar[Action] = Action.surrender
    account: AccountId
    goods_keeper: PartyId
    hold: str
    delivery: Delivery

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        given = {"hold": self.hold, "possessor": self.goods_keeper, "delivery": self.delivery}
        return given | {"nominee": None, "in_blank": False}

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class Restored(DocumentEvent, frozen=True):
    """A keeper refused a surrender: the document is where it was."""

    type: ClassVar[str] = "receipts.restored"
    action: ClassVar[Action] = Action.restore
    goods_keeper: PartyId
    reason: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return NOT_SURRENDERED

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.goods_keeper)
        return ()


class Accepted(DocumentEvent, frozen=True):
    """A surrender is accepted; nothing but the goods follows."""

    type: ClassVar[str] = "receipts.accepted"
    action: ClassVar[Action] = Action.accept
    goods_keeper: PartyId
    registered_by: PartyId

    def permit(self, moment: Moment) -> Consents:
        require_parties(moment, self.goods_keeper, self.registered_by)
        return ()


class LoadedOut(HeldEvent, frozen=True):
    """The goods were delivered, and the document has ended."""

    type: ClassVar[str] = "receipts.loaded_out"
    action: ClassVar[Action] = Action.load_out
    scheme: str
    of_lot: str
    amount: Amount
    loaded: Amount
    slip: HashField
    shown: Shown
    items: tuple[str, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        changes = {"taken_out": self.loaded, "on_documents": -self.amount}
        yield goods_changed((self.scheme, self.goods_keeper, self.of_lot), self.shown, **changes)
        yield room_taken(self.scheme, self.goods_keeper, -self.loaded)
        yield from items_documented(moment, self.items, self.document, None, leave=True)


class Disputed(DocumentEvent, frozen=True):
    """A supervisor holds a document in dispute."""

    type: ClassVar[str] = "receipts.disputed"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    action: ClassVar[Action] = Action.dispute
    by: PartyId
    reference: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return {"disputed_by": self.by}

    def permit(self, moment: Moment) -> Consents:
        return _by_who_disputes(moment, self.document, self.by)


class GoodsLost(DocumentEvent, frozen=True):
    """Goods of a document are lost: it is in dispute, and counts for what is left."""

    type: ClassVar[str] = "receipts.goods_lost"
    action: ClassVar[Action] = Action.lose
    goods_keeper: PartyId
    registered_by: PartyId
    quantity: Amount
    insurance: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return {"goods_lost": known(moment, DOCUMENTS, self.document).goods_lost + self.quantity}

    def permit(self, moment: Moment) -> Consents:
        require_parties(moment, self.goods_keeper, self.registered_by)
        return ()


class Resolved(DocumentEvent, frozen=True):
    """A dispute ended: the document is good again, and its goods are there."""

    type: ClassVar[str] = "receipts.resolved"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    action: ClassVar[Action] = Action.resolve
    by: PartyId
    reference: str
    scheme: str
    goods_keeper: PartyId
    of_lot: str
    made_good: int
    """goods that were lost, and are on the document again"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        if self.made_good:
            yield goods_changed((self.scheme, self.goods_keeper, self.of_lot), on_documents=self.made_good)

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        surrendered = known(moment, DOCUMENTS, self.document).delivery is not None
        return {"goods_lost": 0, "disputed_by": None} | (NOT_SURRENDERED if surrendered else {})

    def permit(self, moment: Moment) -> Consents:
        return _by_who_disputes(moment, self.document, self.by)


class Voided(HeldEvent, frozen=True):
    """A document in dispute has ended for good."""

    type: ClassVar[str] = "receipts.voided"
    action: ClassVar[Action] = Action.void
    scheme: str
    of_lot: str
    freed: int
    """goods that are on no document any more"""
    items: tuple[str, ...]
    reference: str
    disputed_by: PartyId | None
    """the supervisor that held it in dispute, and agrees"""

    def permit(self, moment: Moment) -> Consents:
        return settled_by(moment, self.account, self.goods_keeper, disputed_by=self.disputed_by)

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        if self.freed:
            yield goods_changed((self.scheme, self.goods_keeper, self.of_lot), on_documents=-self.freed)
        yield from items_documented(moment, self.items, self.document, None, leave=not self.freed)


def stepped(document: InstrumentId, action: Action, **changes: Any) -> Touch:
    """The document takes a step; what it says besides, by field."""
    then = STEPS[action].then
    status = {} if then is None else {"status": then}
    fields = {"before": None, "way": None} | status | changes
    return _DOCUMENTS.change(lambda found: replace(found, **fields), document)


def by_both(moment: Moment, account: AccountId, *keepers: PartyId) -> Consents:
    """Whoever has the title, for what leaves and what comes, and the keeper, or it and the registrar."""
    consents = tuple(signed_for(moment, account, side) for side in (Side.gives, Side.takes))
    require_parties(moment, *keepers)
    return together(moment, consents, *keepers)


def settled_by(moment: Moment, account: AccountId, *keepers: PartyId, disputed_by: PartyId | None) -> Consents:
    """``by_both``, and the supervisor that holds the document in dispute: nobody ends that behind its back."""
    consents = by_both(moment, account, *keepers)
    if disputed_by is None:
        return consents
    signed = (party for one in consents if one.kind is ConsentKind.signature for party in one.by)
    # No key of the others counts for it, nor one of its own for them.
    agreed = moment.consents(*dict.fromkeys((disputed_by, *keepers, *signed)))
    require(agreed, GoodsOutcome.dispute_not_over, disputed_by)
    return consents


def _by_who_disputes(moment: Moment, document: InstrumentId, by: PartyId) -> Consents:
    """A supervisor; where one holds the document in dispute already, that one: no other ends its dispute or has it."""
    require_role(moment, by, Role.supervisor)
    disputed_by = known(moment, DOCUMENTS, document).disputed_by
    require(disputed_by in (None, by), GoodsOutcome.dispute_not_over, disputed_by or by)
    return ()


def way(*, consents: Consents, gives: AccountId | None = None, takes: AccountId | None = None) -> Way:
    """What each account consented to, by the consents of an event."""
    by = {(one.account, one.side): one.by for one in consents}
    given = () if gives is None else by.get((gives, Side.gives), ())
    taken = () if takes is None else by.get((takes, Side.takes), ())
    return Way(gives=gives, takes=takes, given_by=given, taken_by=taken)


def way_for(account: AccountId, consents: Consents) -> Way:
    """What an account consented to take."""
    return way(takes=account, consents=consents)


DOCUMENT_EVENTS: Sequence[Any] = (
    Drafted,
    DraftWithdrawn,
    Registered,
    FeesNoted,
    Expired,
    Surrendered,
    Restored,
    Accepted,
    LoadedOut,
    Disputed,
    GoodsLost,
    Resolved,
    Voided,
)
