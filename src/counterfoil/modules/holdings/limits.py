# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: how much of an instrument is outstanding, and that what is frozen can exist."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Corrected, Issued
from counterfoil.modules.holdings.orders import Forced
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.holdings.reservations import Frozen
from counterfoil.modules.instruments.events import InstrumentAmended, StatusChanged
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS


def within_supply(event: Issued | Corrected, moment: Whole) -> None:
    """What an issue or a correction adds stays within the instrument's supply limit."""
    instrument = moment.read(INSTRUMENTS, event.instrument)
    limit = None if instrument is None else instrument.supply_limit
    adds = isinstance(event, Issued) or event.change is Change.adds
    total = outstanding(moment, event.instrument) + event.quantity
    require(not adds or limit is None or total <= limit, HoldingsOutcome.supply_limit_exceeded, event.instrument)


def limit_covers(event: InstrumentAmended, moment: Whole) -> None:
    """A new supply limit is not below what is outstanding."""
    covers = event.supply_limit is None or event.supply_limit >= outstanding(moment, event.instrument)
    require(covers, HoldingsOutcome.supply_limit_exceeded, event.instrument)


def freezes_something(event: Frozen, moment: Whole) -> None:
    """A freeze, which needs no holding yet, is of an instrument that is defined, in an account that is open."""
    require(moment.read(ACCOUNTS, event.account) is not None, PartiesOutcome.unknown_account, event.account)
    defined = moment.read(INSTRUMENTS, event.instrument) is not None
    require(defined, InstrumentsOutcome.unknown_instrument, event.instrument)


def arrives_somewhere(event: Forced, moment: Whole) -> None:
    """What an order moves arrives in an account that is open."""
    require(moment.read(ACCOUNTS, event.receiver) is not None, PartiesOutcome.unknown_account, event.receiver)


def nothing_left(event: StatusChanged, moment: Whole) -> None:
    """An instrument is cancelled only when no unit is left."""
    ends = event.status is InstrumentStatus.cancelled
    left = ends and outstanding(moment, event.instrument) > 0
    require(not left, InstrumentsOutcome.instrument_in_circulation, event.instrument)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Issued: within_supply,
    Corrected: within_supply,
    InstrumentAmended: limit_covers,
    StatusChanged: nothing_left,
    Frozen: freezes_something,
    Forced: arrives_somewhere,
}
