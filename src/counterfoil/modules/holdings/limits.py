# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: how much of an instrument is outstanding, and that what is frozen can exist."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, View
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Corrected, Issued
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.holdings.reservations import Frozen
from counterfoil.modules.instruments.events import InstrumentAmended, StatusChanged
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS


def within_supply(event: Issued | Corrected, view: View) -> None:
    """What an issue or a correction adds stays within the instrument's supply limit."""
    instrument = view.read(INSTRUMENTS, event.instrument)
    limit = None if instrument is None else instrument.supply_limit
    adds = isinstance(event, Issued) or event.change is Change.adds
    total = outstanding(view, event.instrument) + event.quantity
    require(not adds or limit is None or total <= limit, HoldingsOutcome.supply_limit_exceeded, event.instrument)


def limit_covers(event: InstrumentAmended, view: View) -> None:
    """A new supply limit is not below what is outstanding."""
    covers = event.supply_limit is None or event.supply_limit >= outstanding(view, event.instrument)
    require(covers, HoldingsOutcome.supply_limit_exceeded, event.instrument)


def freezes_something(event: Frozen, view: View) -> None:
    """A freeze, which needs no holding yet, is of an instrument that is defined, in an account that is open."""
    require(view.read(ACCOUNTS, event.account) is not None, PartiesOutcome.unknown_account, event.account)
    defined = view.read(INSTRUMENTS, event.instrument) is not None
    require(defined, InstrumentsOutcome.unknown_instrument, event.instrument)


def nothing_left(event: StatusChanged, view: View) -> None:
    """An instrument is cancelled only when no unit is left."""
    ends = event.status is InstrumentStatus.cancelled
    left = ends and outstanding(view, event.instrument) > 0
    require(not left, InstrumentsOutcome.instrument_in_circulation, event.instrument)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Issued: within_supply,
    Corrected: within_supply,
    InstrumentAmended: limit_covers,
    StatusChanged: nothing_left,
    Frozen: freezes_something,
}
