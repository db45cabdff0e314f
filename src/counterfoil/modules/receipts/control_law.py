# SPDX-License-Identifier: Apache-2.0
"""The law of control: endorsement, possession, rejection, and the acts by which a document is pledged."""

from collections.abc import Iterable, Mapping
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, Part
from counterfoil.modules.holdings.reservations import given_back
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receipts import control_events as e
from counterfoil.modules.receipts import document_calls as c
from counterfoil.modules.receipts.document_law import require_delivered
from counterfoil.modules.receipts.documents import Action, Document, PledgeActs, Standing, standing
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.taking import Held, at, title_of
from counterfoil.primitives.types import AccountId, PartyId, Quantity


def nominate(call: c.Nominate, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.nominate)
    title = title_of(moment, call.document)
    again = (call.nominee, call.in_blank, title.moves) == (found.nominee, found.in_blank, found.nominated_at)
    told = call.nominee or title.account
    require(call.nominee != title.account and not again, ReceiptsOutcome.nominated_already, told)
    yield e.Nominated(
        document=call.document,
        account=title.account,
        nominee=call.nominee,
        in_blank=call.in_blank,
        title_moves=title.moves,
    )


def endorse(call: c.Endorse, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.endorse)
    title = title_of(moment, call.document)
    require(call.receiver != title.account, ReceiptsOutcome.nominated_already, call.receiver)
    require(not found.no_further, ReceiptsOutcome.endorsed_in_full, call.document)
    possessor = _possessed_by(moment, found)
    if possessor is not None:
        stands = found.nominated_at == title.moves and (found.in_blank or found.nominee == call.receiver)
        require(stands, ReceiptsOutcome.not_the_nominee, call.receiver)
    yield e.Endorsed(
        document=call.document,
        sender=title.account,
        receiver=call.receiver,
        possessor=possessor,
        no_further=call.no_further,
        number=found.endorsements + 1,
        title_moves=title.moves + 1,
        remark=call.remark,
    )
    yield _moved(found, title.account, call.receiver, None if possessor is None else found.hold)


def hand_over(call: c.HandOver, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.hand_over)
    title = title_of(moment, call.document)
    require_delivered(moment, found, title, call.hold)
    other = known(moment, ACCOUNTS, title.account).holder != call.to
    require(other, ReceiptsOutcome.already_possesses, call.to)
    yield e.HandedOver(
        document=call.document,
        account=title.account,
        to=call.to,
        hold=call.hold,
        title_moves=title.moves,
        remark=call.remark,
    )


def pass_on(call: c.PassOn, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.give_on)
    possessor = _possessor(found)
    require(call.to != possessor, ReceiptsOutcome.already_possesses, call.to)
    yield e.PassedOn(
        document=call.document,
        possessor=possessor,
        to=call.to,
        title_moves=title_of(moment, call.document).moves,
        remark=call.remark,
    )


def hand_back(call: c.HandBack, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.hand_back)
    yield e.HandedBack(document=call.document, possessor=_possessor(found), remark=call.remark)
    yield from given_back(moment, found.hold or "", found.path)


def reject(call: c.Reject, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.reject)
    title, before = title_of(moment, call.document), found.before
    if before is None or before.title_moves != title.moves:
        raise Refused(ReceiptsOutcome.nothing_to_reject, call.document)
    if before.endorsed_by is not None:
        yield e.SentBack(
            document=call.document,
            sender=title.account,
            receiver=before.endorsed_by,
            taken_back_by=before.taken_back_by,
            number=found.endorsements + 1,
            remark=call.remark,
        )
        yield _moved(found, title.account, before.endorsed_by, None)
        return
    back_to = before.possessed_by
    yield e.Rejected(document=call.document, possessor=_possessor(found), back_to=back_to, remark=call.remark)
    if back_to is None:
        yield from given_back(moment, found.hold or "", found.path)


def endorse_pledge(call: c.EndorsePledge, moment: Moment) -> Iterable[EventData]:
    at(moment, call.document, Action.endorse_pledge)
    title = title_of(moment, call.document)
    yield e.PledgeEndorsed(
        document=call.document,
        account=title.account,
        pledge=call.pledge,
        pledgee=call.pledgee,
        title_moves=title.moves,
    )


def sign_pledge(call: c.SignPledge, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.sign_pledge)
    acts = acts_of(found, title_of(moment, call.document))
    if acts is None:
        raise Refused(ReceiptsOutcome.nothing_endorsed, call.document)
    require(not acts.keeper_signed, ReceiptsOutcome.pledge_signed, call.document)
    yield e.PledgeSigned(
        document=call.document,
        goods_keeper=found.goods_keeper,
        pledge=acts.pledge,
        pledgee=acts.pledgee,
        title_moves=acts.title_moves,
    )


def acts_of(document: Document, title: Held) -> PledgeActs | None:
    """What was done to pledge it by whoever has the title now."""
    acts = document.pledge
    return acts if acts is not None and acts.title_moves == title.moves else None


def _possessor(document: Document) -> PartyId:
    """Who possesses a document that is not with its title."""
    if document.possessor is None:
        raise Refused(ReceiptsOutcome.controlled_otherwise, document.instrument)
    return document.possessor


def _possessed_by(moment: Moment, document: Document) -> PartyId | None:
    """Who possesses it; None: whoever has the title, also where an order took it from whom it was handed over to."""
    return document.possessor if standing(moment, document) is Standing.handed_over else None


def _moved(document: Document, sender: AccountId, receiver: AccountId, hold: str | None) -> Transferred:
    """The unit goes with its document, by the document's doing."""
    return Transferred(
        sender=sender,
        receiver=receiver,
        instrument=document.instrument,
        quantity=Quantity(1),
        part=Part.free if hold is None else Part.held,
        giving=document.path if hold is None else ENCUMBRANCES.path(hold),
        taking=document.path,
        cause=document.path,
    )


CONTROL_MOVES: Final[Mapping[type[Call], Moves]] = {
    c.Nominate: nominate,
    c.Endorse: endorse,
    c.HandOver: hand_over,
    c.PassOn: pass_on,
    c.HandBack: hand_back,
    c.Reject: reject,
    c.EndorsePledge: endorse_pledge,
    c.SignPledge: sign_pledge,
}
