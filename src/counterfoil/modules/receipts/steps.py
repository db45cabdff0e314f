# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next: declarations and documents whose time is over; and for whom goods and documents wait."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import format_time
from counterfoil.law.call import Call
from counterfoil.law.module import Now, Outstanding, View
from counterfoil.law.moment import known
from counterfoil.modules.receipts import calls as c
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DOCUMENTS, Document, DocumentStatus
from counterfoil.modules.receipts.elsewhere import lacking
from counterfoil.modules.receipts.queries import FORECASTS, controller
from counterfoil.modules.receipts.records import INTAKES, SCHEMES, IntakeStatus
from counterfoil.modules.receipts.words import CONTROLLED
from counterfoil.primitives.types import Timestamp


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Lapses of what was declared and did not come, and documents that are over."""
    for _, intake in view.rows(INTAKES):
        if intake.status in FORECASTS and time >= intake.until:
            yield c.Lapse(intake=intake.intake)
    for _, document in view.rows(DOCUMENTS):
        if document.status is DocumentStatus.in_effect and time >= document.contents.kept_until:
            yield d.Expire(document=document.instrument)


def outstanding(view: View, time: Timestamp) -> Iterator[Outstanding]:
    """Registrars who have not answered, or have not asked other chains, and keepers from whom goods are wanted."""
    for _, intake in view.rows(INTAKES):
        scheme = view.read(SCHEMES, intake.scheme)
        if scheme is not None and intake.status is IntakeStatus.forecast and time < intake.until:
            yield Outstanding(
                scheme.registered_by,
                "declared goods",
                intake.intake,
                f"{intake.declared} for {intake.goods_keeper}",
                "",
                format_time(intake.until),
            )
    for _, document in view.rows(DOCUMENTS):
        if document.status in (DocumentStatus.surrendered_document, DocumentStatus.loading_out):
            wanted = "" if document.delivery is None else format_time(document.delivery.wanted)
            yield Outstanding(
                document.goods_keeper, "goods to deliver", document.instrument, document.status, "", wanted
            )
        if document.status is DocumentStatus.drafted:
            yield from _unasked(view, document, time)


def _unasked(view: View, document: Document, time: Timestamp) -> Iterator[Outstanding]:
    """A registrar that is to ask other chains about things first."""
    scheme = known(view, SCHEMES, document.scheme)
    lacks = lacking(view, scheme, document.contents.items, time)
    if lacks:
        told = f"not asked yet: {', '.join(lacks)}"
        until = format_time(document.contents.kept_until)
        yield Outstanding(scheme.registered_by, "registration", document.instrument, told, "", until)


def stands(document: Document, now: Now) -> Words | None:
    """Who controls it."""
    found = controller(now.view, document.instrument)
    if found is None or found.party is None:
        return None
    return CONTROLLED[found.standing].fill(party=found.party, when=now.when)
