# SPDX-License-Identifier: Apache-2.0
"""Rules on what others do with the unit of a document: nothing of it happens behind the record's back. And on names."""

from typing import Final

from msgspec import UNSET

from counterfoil.epcis.keys.canonical import canonical_identifier
from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.reservations import Held, Pledged
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receipts.control_law import acts_of
from counterfoil.modules.receipts.documents import DOCUMENTS, Document, DocumentStatus
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome
from counterfoil.modules.receipts.intake_events import TakenIn
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.taking import title_of
from counterfoil.primitives.types import InstrumentId


def is_negotiable(event: Transferred | Held, moment: Whole) -> None:
    """While a document is in dispute, its unit stays where it is; an order moves it all the same.

    One that was endorsed to a named party is nobody else's by any other way either. One that is over is sold as any,
    and delivered by nobody whose records speak for goods that are good.
    """
    found = _document(moment, event.instrument, event.quantity)
    if found is None:
        return
    _require_undisputed(found)
    if isinstance(event, Transferred):
        sender, receiver = (moment.read(ACCOUNTS, one) for one in (event.sender, event.receiver))
        passes_on = sender is None or receiver is None or sender.holder != receiver.holder
        # What is rejected goes back by the document's own doing.
        straight = found.no_further and passes_on and event.cause != found.path
        require(not straight, ReceiptsOutcome.endorsed_in_full, event.instrument)
        _require_good(found, receiver is not None and receiver.moved_by is not UNSET, moment)


def pledged_by_three_acts(event: Pledged, moment: Whole) -> None:
    """Endorsement, the keeper's signature and delivery are one pledge (Judicial Interpretation, article 59).

    What is pledged to a record, as to a margin account, is lodged and no such pledge.
    """
    found = _document(moment, event.instrument, event.quantity)
    if found is None:
        return
    _require_undisputed(found)
    require(not found.no_further, ReceiptsOutcome.endorsed_in_full, event.instrument)
    if "/" in event.executor:
        _require_good(found, True, moment)
        return
    acts = acts_of(found, title_of(moment, event.instrument))
    done = (
        acts is not None
        and acts.keeper_signed
        and (acts.pledge, acts.pledgee) == (event.encumbrance, event.executor)
        and event.keeper == found.goods_keeper
        and found.status_at(moment.time) is DocumentStatus.in_effect
    )
    require(done, ReceiptsOutcome.pledge_acts_missing, event.instrument)


def named_in_one_spelling(event: TakenIn, _moment: Whole) -> None:
    """One thing has one name: a bundle taken in as a URN and as a link would be two, on two receipts.

    GS1's table of keys is in no verifier, so that this is a limit and no law.
    """
    for item in event.items:
        spelled = canonical_identifier(item.epc)
        require(spelled == item.epc, GoodsOutcome.spelled_otherwise, f"{item.epc}: {spelled}")


def _require_undisputed(document: Document) -> None:
    disputed = document.status is DocumentStatus.in_dispute
    require(not disputed, ReceiptsOutcome.title_document_disputed, document.instrument)


def _require_good(document: Document, by_record: bool, moment: Whole) -> None:
    """What a record has, it has to deliver."""
    over = by_record and document.status_at(moment.time) is DocumentStatus.overdue_document
    require(not over, ReceiptsOutcome.title_document_over, document.instrument)


def _document(moment: Whole, instrument: InstrumentId, quantity: int) -> Document | None:
    # Most of what moves is more than one unit, and looks no further.
    found = moment.read(DOCUMENTS, instrument) if quantity == 1 else None
    # A draft may have the name of anybody's instrument, and has no say in that.
    return None if found is None or found.registered is None else found


LIMITS: Final[dict[type[EventData], Limit]] = {
    Transferred: is_negotiable,
    Held: is_negotiable,
    Pledged: pledged_by_three_acts,
    TakenIn: named_in_one_spelling,
}
