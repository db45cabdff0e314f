# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a lot moves by this noun's rules alone, and that the issuer has the money."""

from typing import Final

from counterfoil.law.detail import units
from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import MANDATES, free_of
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.modules.receivables.payments import Provided

ELSEWHERE: Final = ("holdings.enforce_pledge",)
"""Calls of others by which a lot may move: a pledgee has what its pledgor agreed to."""


def by_its_rules(event: Transferred, moment: Whole) -> None:
    """A lot goes down a tier by a split or an offer, which count it; else nobody would bound how deep it went."""
    lot = moment.read(LOTS, event.instrument)
    here = moment.call.startswith("receivables.") or moment.call in ELSEWHERE
    require(lot is None or here, ReceivablesOutcome.moves_by_its_rules, event.instrument)


def is_there(event: Provided, moment: Whole) -> None:
    """Under the mandate the account has what every lot is due, so that none is paid over the head of another."""
    free = free_of(moment, event.account, event.cash)
    enough = table_prefix(event.paid_out_of) != MANDATES.prefix or free >= event.needed
    told = f"{units(free, event.cash)} of {units(event.needed, event.cash)}"
    require(enough, ReceivablesOutcome.not_provided_for, told)


LIMITS: Final[dict[type[EventData], Limit]] = {Transferred: by_its_rules, Provided: is_there}
