# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a lot moves by this noun's rules alone."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome

ELSEWHERE: Final = ("holdings.enforce_pledge",)
"""Calls of others by which a lot may move: a pledgee has what its pledgor agreed to."""


def by_its_rules(event: Transferred, moment: Whole) -> None:
    """A lot goes down a tier by a split or an offer, which count it; else nobody would bound how deep it went."""
    lot = moment.read(LOTS, event.instrument)
    here = moment.call.startswith("receivables.") or moment.call in ELSEWHERE
    require(lot is None or here, ReceivablesOutcome.moves_by_its_rules, event.instrument)


LIMITS: Final[dict[type[EventData], Limit]] = {Transferred: by_its_rules}
