# SPDX-License-Identifier: Apache-2.0
"""Events by which control of a document changes: endorsement, possession, rejection, the acts of a pledge."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.modules.parties.authority import require_party, require_standing, signed_for, together
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receipts.document_events import NOT_SURRENDERED, DocumentEvent, way
from counterfoil.modules.receipts.documents import DOCUMENTS, Action, Before, Document, PledgeActs
from counterfoil.primitives.types import AccountId, PartyId

_DOCUMENTS: Changes[Document] = Changes(DOCUMENTS)
_POSSESSION = {"nominee": None, "in_blank": False}
"""What ends with every change of control."""


class ControlEvent(DocumentEvent, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report


class Nominated(ControlEvent, frozen=True):
    """Whoever has the title said to whom the document may be endorsed."""

    type: ClassVar[str] = "receipts.nominated"
    action: ClassVar[Action] = Action.nominate
    account: AccountId
    nominee: AccountId | None
    in_blank: bool
    title_moves: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        named = {"nominee": self.nominee, "in_blank": self.in_blank, "nominated_at": self.title_moves}

        def fold(found: Document) -> Document:
            # What the title holder does takes from nobody else the right to reject what he was handed.
            kept = None if found.possessor is None else found.before
            return replace(found, before=kept, way=None, **named)

        yield _DOCUMENTS.change(fold, self.document)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class Endorsed(ControlEvent, frozen=True):
    """A document was endorsed to an account, and is whose that is."""

    type: ClassVar[str] = "receipts.endorsed"
    action: ClassVar[Action] = Action.endorse
    sender: AccountId
    receiver: AccountId
    possessor: PartyId | None
    """who endorsed it for the title holder that had nominated the receiver; None: the title holder itself"""
    no_further: bool
    number: int
    """in the chain of endorsements"""
    title_moves: int
    remark: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        goes = way(gives=self.sender, takes=self.receiver, consents=consents)
        back = way(takes=self.sender, consents=consents)
        before = Before(
            endorsed_by=self.sender, taken_back_by=back.taken_by, possessed_by=None, title_moves=self.title_moves
        )
        return _POSSESSION | {
            "hold": None,
            "possessor": None,
            "no_further": self.no_further,
            "endorsements": self.number,
            "way": goes,
            # Whoever was nominated has signed for it; what anybody may bring can be sent back.
            "before": before if self.possessor is None else None,
        }

    def permit(self, moment: Moment) -> Consents:
        takes = signed_for(moment, self.receiver, Side.takes)
        if self.possessor is not None:
            nominated = known(moment, ACCOUNTS, self.receiver).holder
            require_party(moment, self.possessor)
            require_party(moment, nominated)
            return together(moment, (takes,), self.possessor)
        own = tuple(signed_for(moment, self.sender, side) for side in (Side.gives, Side.takes))
        return together(moment, (*own, takes))


class HandedOver(ControlEvent, frozen=True):
    """Whoever has the title let another possess the document."""

    type: ClassVar[str] = "receipts.handed_over"
    action: ClassVar[Action] = Action.hand_over
    account: AccountId
    to: PartyId
    hold: str
    title_moves: int
    remark: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        before = Before(endorsed_by=None, taken_back_by=(), possessed_by=None, title_moves=self.title_moves)
        return _POSSESSION | {"hold": self.hold, "possessor": self.to, "before": before}

    def permit(self, moment: Moment) -> Consents:
        require_standing(moment, self.to)
        return (signed_for(moment, self.account, Side.gives),)


class PossessorEvent(ControlEvent, frozen=True):
    """What whoever possesses the document does."""

    possessor: PartyId

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.possessor)
        return ()


class PassedOn(PossessorEvent, frozen=True):
    """Whoever possessed the document let another possess it."""

    type: ClassVar[str] = "receipts.passed_on"
    action: ClassVar[Action] = Action.give_on
    to: PartyId
    title_moves: int
    remark: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        before = Before(endorsed_by=None, taken_back_by=(), possessed_by=self.possessor, title_moves=self.title_moves)
        return {"possessor": self.to, "before": before}

    def permit(self, moment: Moment) -> Consents:
        require_standing(moment, self.to)
        return super().permit(moment)


class HandedBack(PossessorEvent, frozen=True):
    """Whoever has the title possesses the document again."""

    type: ClassVar[str] = "receipts.handed_back"
    action: ClassVar[Action] = Action.hand_back
    remark: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return _POSSESSION | NOT_SURRENDERED


class Rejected(PossessorEvent, frozen=True):
    """Whoever had the document handed over rejected it: it is possessed as before."""

    type: ClassVar[str] = "receipts.rejected"
    action: ClassVar[Action] = Action.reject
    back_to: PartyId | None
    """None: whoever has the title"""
    remark: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return {"possessor": self.back_to} | ({"hold": None} if self.back_to is None else {})


class SentBack(ControlEvent, frozen=True):
    """Whoever had the document endorsed to them rejected it: it is whose it was."""

    type: ClassVar[str] = "receipts.sent_back"
    action: ClassVar[Action] = Action.reject
    sender: AccountId
    receiver: AccountId
    taken_back_by: tuple[PartyId, ...]
    number: int
    remark: str

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        goes = way(gives=self.sender, consents=consents)
        # Whoever endorsed it agreed then to have it back if it was rejected at once.
        back = replace(goes, takes=self.receiver, taken_by=self.taken_back_by)
        return {"way": back, "endorsements": self.number, "no_further": False}

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.sender, Side.gives),)


class PledgeEndorsed(ControlEvent, frozen=True):
    """Whoever has the title endorsed the document as pledged."""

    type: ClassVar[str] = "receipts.pledge_endorsed"
    action: ClassVar[Action] = Action.endorse_pledge
    account: AccountId
    pledge: str
    pledgee: PartyId
    title_moves: int

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return {"pledge": PledgeActs(pledge=self.pledge, pledgee=self.pledgee, title_moves=self.title_moves)}

    def permit(self, moment: Moment) -> Consents:
        require_standing(moment, self.pledgee)
        return (signed_for(moment, self.account, Side.gives),)


class PledgeSigned(ControlEvent, frozen=True):
    """The keeper signed that the document is pledged."""

    type: ClassVar[str] = "receipts.pledge_signed"
    action: ClassVar[Action] = Action.sign_pledge
    goods_keeper: PartyId
    pledge: str
    pledgee: PartyId
    title_moves: int

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        acts = PledgeActs(pledge=self.pledge, pledgee=self.pledgee, title_moves=self.title_moves, keeper_signed=True)
        return {"pledge": acts}

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.goods_keeper)
        return ()


CONTROL_EVENTS: Sequence[Any] = (
    Nominated,
    Endorsed,
    HandedOver,
    PassedOn,
    HandedBack,
    Rejected,
    SentBack,
    PledgeEndorsed,
    PledgeSigned,
)
