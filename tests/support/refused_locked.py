# SPDX-License-Identifier: Apache-2.0
"""What is refused about locked days: per call, in the order checked."""

from typing import Final

from counterfoil.modules.futures.locking_outcomes import LockingOutcome as Locking
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_locked import lock, locked, margins
from support.market import Row

APART: Final = True
MARKET = locked
LOCKING: Final = [
    Row("locking nothing", lock("none"), "venue", Outcome.unknown_futures),
    Row("locked where no day is open", lock("DD"), "venue", Outcome.no_day_open),
    Row("locking what is over", lock("GONE"), "venue", Outcome.contract_over),
    Row("locked after its price is fixed", lock("DONE"), "venue", Outcome.day_settled),
    Row("locked without steps", lock("IF"), "venue", Locking.no_widening),
    Row("locked while it trades", lock("SLOW"), "venue", Locking.locked_too_early),
    Row("locked twice", lock("LOCKED"), "venue", Locking.locked_already),
    Row("locked by the house", lock(), "ccp", Parties.not_authorised),
]
MARGINS: Final = [
    Row("margins of nothing", margins("none"), "ccp", Outcome.unknown_futures),
    Row("margins where no day is open", margins("DD"), "ccp", Outcome.no_day_open),
    Row("margins of what is over", margins("GONE"), "ccp", Outcome.contract_over),
    Row("margins after the price is fixed", margins("DONE"), "ccp", Outcome.day_settled),
    Row("margins by the venue", margins(), "venue", Parties.not_authorised),
]
