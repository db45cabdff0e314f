# SPDX-License-Identifier: Apache-2.0
"""The document of title: a record beside an instrument, whose unit is the title, and one table of what is done with it.

Who controls a document is read, never written twice: whoever has the unit, unless it is reserved for the record itself
(possession is another's, or the document is surrendered) or pledged by three acts.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

import msgspec

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment, Reader
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import ENCUMBRANCES, EncumbranceKind, GrantStatus
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.terms import Contents
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, RecordPath, Timestamp


class KeeperKind(StrEnum):
    warehouse = "warehouse"
    factory = "factory"
    carrier = "carrier"


FORM_OF: Final[Mapping[KeeperKind, tuple[InstrumentKind, Unit]]] = {
    KeeperKind.warehouse: (InstrumentKind.warehouse_receipt, Unit(name="receipt", decimals=0)),
    KeeperKind.factory: (InstrumentKind.warehouse_receipt, Unit(name="receipt", decimals=0)),
    KeeperKind.carrier: (InstrumentKind.generic, Unit(name="bill of lading", decimals=0)),
}
"""of whom → kind and unit of the instrument"""


class DocumentStatus(StrEnum):
    drafted = "drafted"
    withdrawn_draft = "withdrawn_draft"
    in_effect = "in_effect"
    """registered, or issued: it is good from here on"""
    overdue_document = "overdue_document"
    """its time is over: it is good for its goods alone"""
    surrendered_document = "surrendered_document"
    loading_out = "loading_out"
    delivered_goods = "delivered_goods"
    divided = "divided"
    merged = "merged"
    amended = "amended"
    in_dispute = "in_dispute"
    void_document = "void_document"
    on_paper = "on_paper"
    back_from_paper = "back_from_paper"


class Standing(StrEnum):
    """Who controls a document."""

    with_title = "with_title"
    handed_over = "handed_over"
    pledged_away = "pledged_away"
    with_issuer = "with_issuer"
    no_one = "no_one"


class Action(StrEnum):
    register = "register"
    withdraw = "withdraw"
    note_fees = "note_fees"
    nominate = "nominate"
    endorse = "endorse"
    hand_over = "hand_over"
    give_on = "give_on"
    hand_back = "hand_back"
    reject = "reject"
    endorse_pledge = "endorse_pledge"
    sign_pledge = "sign_pledge"
    split_up = "split"
    merge = "merge"
    amend = "amend"
    expire = "expire"
    surrender = "surrender"
    restore = "restore"
    accept = "accept"
    load_out = "load_out"
    dispute = "dispute"
    lose = "lose"
    resolve = "resolve"
    void = "void"
    to_paper = "to_paper"
    from_paper = "from_paper"


class Step(NamedTuple):
    """In which statuses, under whose control, and what it is then; None: what it was."""

    statuses: frozenset[DocumentStatus]
    standings: frozenset[Standing]
    then: DocumentStatus | None = None


_S, _C = DocumentStatus, Standing
_GOOD: Final = frozenset({_S.in_effect})
_KEPT: Final = frozenset({_S.in_effect, _S.overdue_document})
_SURRENDERED: Final = frozenset({_S.surrendered_document, _S.loading_out})
_STANDS: Final = _KEPT | _SURRENDERED
ISSUED: Final = _GOOD
"""In which the unit comes into the world."""
LIVE: Final = _STANDS | {_S.in_dispute}
"""Somebody controls it."""
_TITLE: Final = frozenset({_C.with_title})
_EITHER: Final = frozenset({_C.with_title, _C.handed_over})
_OTHER: Final = frozenset({_C.handed_over})
_ISSUER: Final = frozenset({_C.with_issuer})
_NOBODY: Final = frozenset({_C.no_one})
_ANY: Final = frozenset(_C)
STEPS: Final[Mapping[Action, Step]] = {
    Action.register: Step(frozenset({_S.drafted}), _NOBODY, _S.in_effect),
    Action.withdraw: Step(frozenset({_S.drafted}), _NOBODY, _S.withdrawn_draft),
    Action.note_fees: Step(_STANDS, _ANY),
    Action.nominate: Step(_GOOD, _EITHER),
    Action.endorse: Step(_GOOD, _EITHER),
    Action.hand_over: Step(_GOOD, _TITLE),
    Action.give_on: Step(_GOOD, _OTHER),
    Action.hand_back: Step(_KEPT | {_S.in_dispute}, _OTHER),
    Action.reject: Step(_GOOD, _EITHER),
    Action.endorse_pledge: Step(_GOOD, _TITLE),
    Action.sign_pledge: Step(_GOOD, _TITLE),
    Action.split_up: Step(_GOOD, _TITLE, _S.divided),
    Action.merge: Step(_GOOD, _TITLE, _S.merged),
    Action.amend: Step(_KEPT | {_S.in_dispute}, _TITLE, _S.amended),
    Action.expire: Step(_GOOD, _ANY, _S.overdue_document),
    Action.surrender: Step(_KEPT, _TITLE, _S.surrendered_document),
    Action.restore: Step(frozenset({_S.surrendered_document}), _ISSUER, _S.in_effect),
    Action.accept: Step(frozenset({_S.surrendered_document}), _ISSUER, _S.loading_out),
    Action.load_out: Step(frozenset({_S.loading_out}), _ISSUER, _S.delivered_goods),
    Action.dispute: Step(LIVE, _ANY, _S.in_dispute),
    Action.lose: Step(LIVE, _ANY, _S.in_dispute),
    Action.resolve: Step(frozenset({_S.in_dispute}), _ANY, _S.in_effect),
    Action.void: Step(frozenset({_S.in_dispute}), _TITLE, _S.void_document),
    Action.to_paper: Step(_GOOD, _TITLE, _S.on_paper),
    Action.from_paper: Step(frozenset({_S.on_paper}), _NOBODY, _S.back_from_paper),
}
"""All that is done with a document."""
DOCUMENT_CYCLE: Final[dict[DocumentStatus, frozenset[DocumentStatus]]] = {
    status: frozenset(step.then for step in STEPS.values() if step.then is not None and status in step.statuses)
    for status in DocumentStatus
}
"""status → the statuses it may change to"""


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Between which accounts a unit goes by the last action, and who consented to that for each."""

    gives: AccountId | None = None
    takes: AccountId | None = None
    given_by: tuple[PartyId, ...] = ()
    taken_by: tuple[PartyId, ...] = ()


class Before(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was, before the last hand-over or endorsement, for as long as that can be rejected."""

    endorsed_by: AccountId | None
    """whose title it was; None: the title stayed"""
    taken_back_by: tuple[PartyId, ...]
    possessed_by: PartyId | None
    """None: whoever had the title"""
    title_moves: int
    """how often the title had moved, once it was done; once more, and it is accepted"""


class PledgeActs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was done of the three acts of a pledge; the third, its delivery, is the pledge itself."""

    pledge: str
    pledgee: PartyId
    title_moves: int
    """how often the title had moved; once more, and nothing was endorsed"""
    keeper_signed: bool = False


class Delivery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How whoever surrendered the document wants the goods."""

    way_of_delivery: str
    delivered_at: str
    wanted: Timestamp


class Document(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a document of title says, how far it is, and who possesses it where that is not who has its unit."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    instrument: InstrumentId
    scheme: str
    goods_keeper: PartyId
    of_lot: str
    intake: str | None
    account: AccountId
    """to which it was issued"""
    contents: Contents
    measured: int
    """of the goods, when they were put on it"""
    cash: InstrumentId
    status: DocumentStatus = DocumentStatus.drafted
    version: int = 1
    """of what it says"""
    registered: Timestamp | None = None
    ended: Timestamp | None = None
    came_of: tuple[InstrumentId, ...] = ()
    became: tuple[InstrumentId, ...] = ()
    way: Way | None = None
    hold: str | None = None
    """by which the unit is reserved for the record while another possesses it"""
    possessor: PartyId | None = None
    nominee: AccountId | None = None
    nominated_at: int = 0
    """how often the title had moved then: once more, and the nomination is over"""
    in_blank: bool = False
    """endorsed in blank: who possesses it endorses it to anybody"""
    no_further: bool = False
    """endorsed to a named party alone"""
    endorsements: int = 0
    before: Before | None = None
    pledge: PledgeActs | None = None
    delivery: Delivery | None = None
    goods_lost: int = 0
    """of its goods; the document is in dispute for as long"""
    disputed_by: PartyId | None = None
    """the supervisor that holds it in dispute"""
    paper: str | None = None
    """SHA-256 of the statement that replaced it by paper"""

    @property
    def goods_key(self) -> tuple[str, PartyId, str]:
        """Where the record of its goods stands."""
        return (self.scheme, self.goods_keeper, self.of_lot)

    @property
    def left(self) -> int:
        """Of its goods, what is not lost: that is on it, in dispute too, and free for nobody."""
        return self.contents.amount - self.goods_lost

    def status_at(self, time: Timestamp) -> DocumentStatus:
        """Its status; one whose time is over is over, whether anybody has recorded that or not."""
        over = self.status is DocumentStatus.in_effect and time >= self.contents.kept_until
        return DocumentStatus.overdue_document if over else self.status

    @property
    def path(self) -> RecordPath:
        return DOCUMENTS.path(self.instrument)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The unit goes the way of the last action, and whoever had it registered takes what is paid for goods."""
        way = self.way or Way()
        unit = movement.instrument == self.instrument and movement.quantity == 1
        if movement.side is Side.gives:
            meant = unit and movement.account == way.gives and movement.receiver == (way.takes or way.gives)
        else:
            meant = (unit or movement.instrument == self.cash) and movement.account == way.takes
        require(meant and movement.cause is not None, HoldingsOutcome.consent_missing, self.instrument)
        return way.given_by if movement.side is Side.gives else way.taken_by


DOCUMENTS: Final = Table(
    "receipts/document", Document, ReceiptsOutcome.unknown_title_document, ReceiptsOutcome.title_document_exists
)
"""instrument → its document, whose number is the instrument's name"""


def standing(moment: Reader, document: Document) -> Standing:
    """Who controls a document now: one, or nobody."""
    if document.status not in LIVE:
        return Standing.no_one
    acts = document.pledge
    if acts is not None and _reserved(moment, document, acts.pledge, acts.pledgee, EncumbranceKind.pledge):
        return Standing.pledged_away
    if document.hold is not None and _reserved(moment, document, document.hold, document.path, EncumbranceKind.hold):
        return Standing.with_issuer if document.status in _SURRENDERED else Standing.handed_over
    return Standing.with_title


def _reserved(moment: Reader, document: Document, encumbrance: str, executor: str, kind: EncumbranceKind) -> bool:
    """Whether it still reserves the document's unit, for whom it was said: any other may have the name endorsed."""
    found = moment.read(ENCUMBRANCES, encumbrance)
    if found is None or found.status is not GrantStatus.active:
        return False
    return (found.kind, found.executor, found.instrument) == (kind, executor, document.instrument)
