# SPDX-License-Identifier: Apache-2.0
"""Rules on what others do with the unit of a document: nothing of it happens behind the record's back."""

from typing import Final

from msgspec import UNSET

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.reservations import Held, Pledged
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receipts.control_law import acts_of
from counterfoil.modules.receipts.documents import DOCUMENTS, Document, DocumentStatus
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.taking import title_of
from counterfoil.primitives.types import InstrumentId


def is_negotiable(event: Transferred | Held, moment: Whole) -> None:
    """While a document is in dispute, its unit stays where it is; an order moves it all the same.

    One that is over is sold as any, and delivered by nobody whose records speak for goods that are good.
    """
    found = _document(moment, event.instrument, event.quantity)
    if found is None:
        return
    _require_undisputed(found)
    if isinstance(event, Transferred):
        receiver = moment.read(ACCOUNTS, event.receiver)
        _require_good(found, receiver is not None and receiver.moved_by is not UNSET)


def pledged_by_three_acts(event: Pledged, moment: Whole) -> None:
    """Endorsement, the keeper's signature and delivery are one pledge (Judicial Interpretation, article 59).

    What is pledged to a record, as to a margin account, is lodged and no such pledge.
    """
    found = _document(moment, event.instrument, event.quantity)
    if found is None:
        return
    _require_undisputed(found)
    if "/" in event.executor:
        _require_good(found, True)
        return
    acts = acts_of(found, title_of(moment, event.instrument))
    done = (
        acts is not None
        and acts.keeper_signed
        and (acts.pledge, acts.pledgee) == (event.encumbrance, event.executor)
        and event.keeper == found.goods_keeper
        and found.status is DocumentStatus.in_effect
    )
    require(done, ReceiptsOutcome.pledge_acts_missing, event.instrument)


def _require_undisputed(document: Document) -> None:
    disputed = document.status is DocumentStatus.in_dispute
    require(not disputed, ReceiptsOutcome.title_document_disputed, document.instrument)


def _require_good(document: Document, by_record: bool) -> None:
    """What a record has, it has to deliver."""
    over = by_record and document.status is DocumentStatus.overdue_document
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
}
