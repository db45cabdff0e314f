# SPDX-License-Identifier: Apache-2.0
"""The law of receipts: which events each call causes."""

from typing import Final

from counterfoil.law.module import Law, under
from counterfoil.modules.receipts.control_events import CONTROL_EVENTS
from counterfoil.modules.receipts.control_law import CONTROL_MOVES
from counterfoil.modules.receipts.document_events import DOCUMENT_EVENTS
from counterfoil.modules.receipts.document_law import DOCUMENT_MOVES
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.modules.receipts.elsewhere_outcomes import GoodsElsewhereOutcome
from counterfoil.modules.receipts.events import DocumentBurned
from counterfoil.modules.receipts.goods import GOODS, ITEMS
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome
from counterfoil.modules.receipts.intake_events import INTAKE_EVENTS
from counterfoil.modules.receipts.intake_law import INTAKE_MOVES
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.records import INTAKES, KEEPERS, SCHEMES
from counterfoil.modules.receipts.replacing_events import REPLACING_EVENTS
from counterfoil.modules.receipts.replacing_law import REPLACING_MOVES
from counterfoil.modules.receipts.scheme_events import SCHEME_EVENTS
from counterfoil.modules.receipts.showing import SHOWN
from counterfoil.modules.receipts.words import WORDS

RECEIPTS: Final = "receipts"
"""The feature that lets goods be taken in and documents of them be issued."""

LAW: Final = Law(
    noun="receipts",
    calls=under(RECEIPTS, {**INTAKE_MOVES, **DOCUMENT_MOVES, **REPLACING_MOVES, **CONTROL_MOVES}),
    events=(*SCHEME_EVENTS, *INTAKE_EVENTS, *DOCUMENT_EVENTS, *REPLACING_EVENTS, *CONTROL_EVENTS, DocumentBurned),
    tables=(SCHEMES, KEEPERS, INTAKES, DOCUMENTS, GOODS, ITEMS, SHOWN),
    outcomes=ReceiptsOutcome,
    more_outcomes=(GoodsElsewhereOutcome, GoodsOutcome),
    words=WORDS,
)
