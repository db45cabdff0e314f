# SPDX-License-Identifier: Apache-2.0
"""The law of documents: which events the calls cause by which they come, change and end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import UNSET

from counterfoil.law.call import Call
from counterfoil.law.detail import after_then, before_then, units
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, TITLES, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import active, given_back
from counterfoil.modules.instruments.events import InstrumentMade
from counterfoil.modules.instruments.records import Identifiers
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receipts import document_calls as c
from counterfoil.modules.receipts import document_events as e
from counterfoil.modules.receipts.documents import DOCUMENTS, FORM_OF, Action, Delivery, Document
from counterfoil.modules.receipts.elsewhere import require_nowhere_else
from counterfoil.modules.receipts.goods import require_items
from counterfoil.modules.receipts.intake_law import intake_at, reserved_for, trusted
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.records import KEEPERS, SCHEMES, IntakeStatus
from counterfoil.modules.receipts.taking import Held, at, title_of
from counterfoil.modules.receipts.terms import PPM, Contents, Rules, days, money_for
from counterfoil.primitives.types import (
    QUANTITY_MAX,
    AccountId,
    InstrumentId,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)


def draft(call: c.Draft, moment: Moment) -> Iterable[EventData]:
    intake = intake_at(moment, call.intake, IntakeStatus.goods_in)
    trusted(moment, intake.scheme, intake.goods_keeper)
    scheme = known(moment, SCHEMES, intake.scheme)
    rules, said = scheme.rules_at(moment.time), call.contents
    own = known(moment, ACCOUNTS, call.account).holder == intake.depositor
    require(own, ReceiptsOutcome.not_the_depositor, call.account)
    require_term(said, moment.time, rules)
    off = abs(call.measured - said.amount)
    within = off * PPM <= said.amount * rules.tolerance_ppm
    require(within, ReceiptsOutcome.beyond_tolerance, f"{call.measured} on {said.amount}")
    require_items(moment, said.items, (intake.scheme, intake.goods_keeper, intake.lot.lot))
    yield e.Drafted(
        document=call.document,
        intake=call.intake,
        scheme=intake.scheme,
        goods_keeper=intake.goods_keeper,
        of_lot=intake.lot.lot,
        account=call.account,
        contents=said,
        measured=call.measured,
        cash=scheme.cash,
    )


def withdraw_draft(call: c.WithdrawDraft, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.withdraw)
    yield e.DraftWithdrawn(
        document=call.document,
        goods_keeper=found.goods_keeper,
        intake=found.intake or "",
        measured=found.measured,
    )


def register(call: c.Register, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.register)
    scheme = known(moment, SCHEMES, found.scheme)
    difference = found.measured - found.contents.amount
    # Since it was drafted, a thing may have left and come again elsewhere, or in another.
    require_items(moment, found.contents.items, found.goods_key)
    require_nowhere_else(moment, scheme, found.contents.items)
    settled = _difference(moment, found, found.account, difference, call.settled_by)
    yield e.Registered(
        document=call.document,
        scheme=found.scheme,
        goods_keeper=found.goods_keeper,
        of_lot=found.of_lot,
        registered_by=scheme.registered_by,
        account=found.account,
        amount=found.contents.amount,
        items=found.contents.items,
    )
    yield from settled
    yield from brought(moment, found, call.document, found.account, ())


def note_fees(call: c.NoteFees, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.note_fees)
    later = call.fees_paid_until > found.contents.fees_paid_until
    require(later, ReceiptsOutcome.fees_not_later, call.document)
    yield e.FeesNoted(
        document=call.document,
        goods_keeper=found.goods_keeper,
        fees_paid_until=call.fees_paid_until,
        version=found.version + 1,
    )


def expire(call: c.Expire, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.expire)
    until = found.contents.kept_until
    require(moment.time >= until, ReceiptsOutcome.document_lasts, after_then(call.document, until, moment.time))
    yield e.Expired(document=call.document, kept_until=until)


def surrender(call: c.Surrender, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.surrender)
    title = title_of(moment, call.document)
    require_delivered(moment, found, title, call.hold)
    delivery = Delivery(way_of_delivery=call.way_of_delivery, delivered_at=call.delivered_at, wanted=call.wanted)
    yield e.Surrendered(
        document=call.document,
        account=title.account,
        goods_keeper=found.goods_keeper,
        hold=call.hold,
        delivery=delivery,
    )


def restore(call: c.Restore, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.restore)
    yield e.Restored(document=call.document, goods_keeper=found.goods_keeper, reason=call.reason)
    yield from given_back(moment, found.hold or "", found.path)


def accept(call: c.Accept, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.accept)
    registrar = known(moment, SCHEMES, found.scheme).registered_by
    yield e.Accepted(document=call.document, goods_keeper=found.goods_keeper, registered_by=registrar)


def load_out(call: c.LoadOut, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.load_out)
    title, said = title_of(moment, call.document), found.contents
    paid = said.fees_paid_until
    told = before_then(call.document, paid, moment.time)
    require(moment.time <= paid, ReceiptsOutcome.storage_unpaid, told)
    rules = known(moment, SCHEMES, found.scheme).rules_at(moment.time)
    within = abs(call.loaded - said.amount) * PPM <= said.amount * (rules.tolerance_ppm + said.loss_ppm)
    require(within, ReceiptsOutcome.beyond_tolerance, f"{call.loaded} on {said.amount}")
    # What is loaded beyond the document the owner pays for; what lacks, the keeper.
    settled = _difference(moment, found, title.account, said.amount - call.loaded, call.settled_by)
    yield e.LoadedOut(
        document=call.document,
        goods_keeper=found.goods_keeper,
        account=title.account,
        scheme=found.scheme,
        of_lot=found.of_lot,
        amount=said.amount,
        loaded=call.loaded,
        slip=call.slip,
        shown=call.shown,
        items=said.items,
    )
    yield from settled
    yield ended(found, title.account, found.hold)


def dispute(call: c.Dispute, moment: Moment) -> Iterable[EventData]:
    at(moment, call.document, Action.dispute)
    yield e.Disputed(document=call.document, by=call.by, reference=call.reference)


def resolve(call: c.Resolve, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.resolve)
    yield e.Resolved(
        document=call.document,
        by=call.by,
        reference=call.reference,
        scheme=found.scheme,
        goods_keeper=found.goods_keeper,
        of_lot=found.of_lot,
        made_good=found.goods_lost,
    )
    # A surrender ends with the dispute: whose the document was before says anew how it wants the goods.
    if found.delivery is not None and found.hold is not None:
        yield from given_back(moment, found.hold, found.path)


def void(call: c.Void, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.void)
    title = title_of(moment, call.document)
    yield e.Voided(
        document=call.document,
        goods_keeper=found.goods_keeper,
        account=title.account,
        scheme=found.scheme,
        of_lot=found.of_lot,
        freed=found.left,
        items=found.contents.items,
        reference=call.reference,
        disputed_by=found.disputed_by,
    )
    yield ended(found, title.account)


def brought(
    moment: Moment, origin: Document, document: InstrumentId, account: AccountId, parents: Sequence[InstrumentId]
) -> Iterator[EventData]:
    """A document's unit comes into the world, by the doing of the record that it came of."""
    keeper = known(moment, KEEPERS, origin.scheme, origin.goods_keeper)
    kind, unit = FORM_OF[keeper.kind]
    record = KEEPERS.path(origin.scheme, origin.goods_keeper)
    yield InstrumentMade(
        instrument=document,
        kind=kind,
        issuer=origin.goods_keeper,
        name=f"{unit.name} {document}",
        identifiers=Identifiers(),
        unit=unit,
        terms=None,
        supply_limit=Quantity(1),
        unique=True,
        defining=record,
        cause=origin.path,
    )
    yield Issued(
        instrument=document,
        account=account,
        quantity=Quantity(1),
        parents=tuple(TITLES.path(parent) for parent in parents),
        issuing=record,
        taking=DOCUMENTS.path(document),
        cause=origin.path,
    )


def ended(document: Document, account: AccountId, hold: str | None = None) -> Redeemed:
    """The document's unit ends, out of the hold that its record has, if it has one."""
    return Redeemed(
        instrument=document.instrument,
        account=account,
        quantity=Quantity(1),
        redeeming=KEEPERS.path(document.scheme, document.goods_keeper),
        giving=document.path if hold is None else ENCUMBRANCES.path(hold),
        part=UNSET if hold is None else Part.held,
        cause=document.path,
    )


def require_delivered(moment: Moment, document: Document, title: Held, hold: str) -> None:
    """The unit is reserved for the record of its document, without end."""
    found = active(moment, hold, EncumbranceKind.hold)
    exact = (found.account, found.instrument, found.executor, found.expires)
    wanted = (title.account, document.instrument, document.path, QUANTITY_MAX)
    require(exact == wanted, ReceiptsOutcome.not_delivered_for_good, found.told)


def _difference(
    moment: Moment, document: Document, owner: AccountId, more: int, hold: str | None
) -> Sequence[EventData]:
    """What is paid for goods beyond the document, which the keeper keeps, or short of it: for so many, by its sign."""
    scheme = known(moment, SCHEMES, document.scheme)
    due = money_for(abs(more), scheme.rules_at(moment.time).difference_price, scheme.decimals)
    exact = reserved_for(moment, hold, scheme, document.path, due)
    require(exact, ReceiptsOutcome.difference_not_exact, units(due, scheme.cash))
    if hold is None:
        return ()
    keeper = known(moment, KEEPERS, document.scheme, document.goods_keeper)
    payer = known(moment, ENCUMBRANCES, hold).account
    receiver, taking = _payee(document, keeper.account, owner, more)
    right = payer != receiver and _pays(moment, payer, document.goods_keeper) == (more > 0)
    require(right, ReceiptsOutcome.difference_not_exact, f"{payer} pays {receiver}")
    return (
        Transferred(
            sender=payer,
            receiver=receiver,
            instrument=scheme.cash,
            quantity=Quantity(due),
            part=Part.held,
            giving=ENCUMBRANCES.path(hold),
            taking=taking,
            cause=document.path,
        ),
    )


def _payee(document: Document, keeper: AccountId, owner: AccountId, more: int) -> tuple[AccountId, RecordPath]:
    if more > 0:
        return owner, document.path
    return keeper, KEEPERS.path(document.scheme, document.goods_keeper)


def _pays(moment: Moment, account: AccountId, party: PartyId) -> bool:
    return known(moment, ACCOUNTS, account).holder == party


def require_term(said: Contents, now: Timestamp, rules: Rules) -> None:
    """It is good from now on, and no longer than the rules let it."""
    until = Timestamp(now + days(rules.document_days))
    within = said.kept_from < said.kept_until and now < said.kept_until <= until
    require(within, ReceiptsOutcome.document_too_long, before_then("it", until, said.kept_until))


DOCUMENT_MOVES: Final[Mapping[type[Call], Moves]] = {
    c.Draft: draft,
    c.WithdrawDraft: withdraw_draft,
    c.Register: register,
    c.NoteFees: note_fees,
    c.Expire: expire,
    c.Surrender: surrender,
    c.Restore: restore,
    c.Accept: accept,
    c.LoadOut: load_out,
    c.Dispute: dispute,
    c.Resolve: resolve,
    c.Void: void,
}
