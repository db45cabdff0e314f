# SPDX-License-Identifier: Apache-2.0
"""Events: their types, what is known of one before it happens, and what a contract reports after it."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final, Generic, NamedTuple, Self, TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.reading import camel
from counterfoil.terms.kernel.risk_factors import RiskFactors


@dataclass(frozen=True, slots=True)
class EventType:
    """``sequence`` orders events of one time: lower first. Two types are the same if their acronyms are."""

    acronym: str
    name: str = field(compare=False)
    sequence: int = field(compare=False)

    def __str__(self) -> str:
        return self.acronym


def _table(*rows: tuple[str, str, int]) -> dict[str, EventType]:
    return {acronym: EventType(acronym, name, sequence) for acronym, name, sequence in rows}


EVENT_TYPES: Final = _table(
    ("IED", "initial exchange", 1),
    ("FP", "fee payment", 2),
    ("PR", "principal redemption", 3),
    ("PD", "principal drawing", 4),
    ("PI", "principal increase", 4),
    ("PRF", "principal payment amount fixing", 5),
    ("PY", "penalty payment", 6),
    ("PP", "principal prepayment", 7),
    ("IP", "interest payment", 8),
    ("IPFX", "fixed leg interest payment", 8),
    ("IPFL", "floating leg interest payment", 8),
    ("IPCI", "interest capitalization", 9),
    ("CE", "credit event", 10),
    ("RRF", "rate reset with a known rate", 11),
    ("RR", "rate reset with an unknown rate", 12),
    ("DV", "dividend payment", 13),
    ("PRD", "purchase", 14),
    ("MR", "margin call", 15),
    ("TD", "termination", 16),
    ("SC", "scaling index fixing", 17),
    ("IPCB", "interest calculation base fixing", 18),
    ("MD", "maturity", 19),
    ("XD", "exercise", 20),
    ("STD", "settlement", 21),
    ("AD", "monitoring", 22),
)
"""Event types of the dictionary by acronym, and the two legs of a plain swap."""

MARKET_EVENT_TYPES: Final = EVENT_TYPES | _table(
    ("SS", "split or reverse split", 4),
    ("BI", "bonus issue", 5),
    ("RL", "rights lapsed", 5),
    ("RG", "rights granted", 6),
    ("CPA", "conversion price adjustment", 7),
    ("DUE", "payment due on a holiday", 8),
    ("MI", "manufactured income", 13),
    ("FP", "fee payment", 17),
    ("MTM", "daily settlement", 18),
    ("DLV", "delivery step", 21),
    ("RD", "record date", 24),
)
"""Those of our own types beside them.

Rights lapse before new ones are granted; income comes before the margin call of the day; commission follows its trade,
and the daily settlement the day's trades, before maturity.
"""

Values = dict[str, Decimal | datetime | str | None]


@dataclass
class ContractState:
    """The state of a contract between two events: a dataclass of immutable values, whose names are those of terms.

    A field that its ``repr`` leaves out is kept for later steps and not told.
    """

    status_date: datetime

    def copy(self) -> Self:
        """An independent copy."""
        made = object.__new__(type(self))
        made.__dict__ = self.__dict__.copy()
        return made

    def values(self) -> Values:
        """The state by names of terms, always in the same order."""
        kind: Any = type(self)
        return {name: getattr(self, known) for known, name in _told(kind)}


@cache
def _told(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((item.name, camel(item.name)) for item in fields(kind) if item.repr)


S = TypeVar("S", bound=ContractState)


@dataclass(slots=True)
class Scheduled(Generic[S]):
    """An event to come: ``scheduled`` by the terms, taking place ``at``, with amounts that accrue up to ``accrued_to``.

    The three times differ only by a business-day shift. ``currency`` is empty for the contract's own.
    """

    at: datetime
    type: EventType
    accrued_to: datetime
    scheduled: datetime
    step: "Step[S]"
    currency: str = ""
    unknown: InputError | None = None
    """Why the business day is not known: the calendar's data ends before it. Then ``at`` is the scheduled time."""


@dataclass(slots=True)
class Occurrence(Generic[S]):
    """What a step needs: the state, accrued up to the event, what is observed, and the event, one after another."""

    state: S
    risk_factors: RiskFactors
    item: Scheduled[S] = field(init=False)


Step = Callable[[Occurrence[S]], Decimal | None]
"""Changes the state and returns the payoff, if any, before any conversion to the settlement currency."""


class Event(NamedTuple):
    """What happened: when, of what type, the cash that the creator of the contract received, and the state after it."""

    at: datetime
    type: EventType
    payoff: Decimal
    currency: str
    state: ContractState


def order_of(item: Scheduled[Any] | Event) -> tuple[datetime, int]:
    """Sorts events by time, then by the sequence of their types."""
    return (item.at, item.type.sequence)
