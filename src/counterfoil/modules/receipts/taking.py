# SPDX-License-Identifier: Apache-2.0
"""Which step a document takes: asked of one table, by what it is and by who controls it."""

from typing import NamedTuple

from counterfoil.law.detail import not_so_far
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.receipts.documents import DOCUMENTS, STEPS, Action, Document, standing
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.primitives.types import AccountId, InstrumentId


class Held(NamedTuple):
    """Where a document's unit is, and how often it came to be somewhere else."""

    account: AccountId
    moves: int


def at(moment: Moment, document: InstrumentId, action: Action) -> Document:
    """The document, which is so far, and controlled so, that this can be done with it."""
    found, step = known(moment, DOCUMENTS, document), STEPS[action]
    # That it is over is recorded once; whatever else is done finds it over by the time.
    status = found.status if action is Action.expire else found.status_at(moment.time)
    told = not_so_far(document, status, " or ".join(sorted(step.statuses)))
    require(status in step.statuses, ReceiptsOutcome.document_not_so_far, told)
    stands = standing(moment, found)
    told = not_so_far(document, stands, " or ".join(sorted(step.standings)))
    require(stands in step.standings, ReceiptsOutcome.controlled_otherwise, told)
    return found


def title_of(moment: Moment, document: InstrumentId) -> Held:
    """Who has the title."""
    title = known(moment, TITLES, document)
    if title.account is None:
        raise Refused(ReceiptsOutcome.document_in_nobodys_hands, document)
    return Held(title.account, title.trail.seq)
