# SPDX-License-Identifier: Apache-2.0
"""What contracts observe of the world: fixings by identifier and time, and events that nobody scheduled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Protocol

from counterfoil.primitives.errors import InputError
from counterfoil.terms.dates import format_time


class MissingFixing(InputError):
    """A contract needs the value of a risk factor at a time, and it is not there."""

    def __init__(self, identifier: str, at: datetime, *, known: str = "") -> None:
        self.identifier = identifier
        self.at = at
        super().__init__(
            f"no fixing of {identifier} at {format_time(at)}",
            where="risk factors",
            remedy=known or f"nothing is known of {identifier}",
        )


@dataclass(frozen=True, slots=True)
class ObservedEvent:
    """An unscheduled event: ``value`` is its amount, ``performance`` the contract's performance after it.

    ``states`` holds whatever else was observed, by name, such as the volume of a trade.
    """

    at: datetime
    type: str
    contract_id: str = ""
    value: Decimal | None = None
    performance: str | None = None
    states: Mapping[str, object] = field(default_factory=dict, hash=False)


class RiskFactors(Protocol):
    """What a contract may ask of the world."""

    def fixing(self, identifier: str, at: datetime) -> Decimal:
        """The value of ``identifier`` at ``at``; MissingFixing if it is not known."""

    def observed(self, contract_id: str) -> Sequence[ObservedEvent]:
        """The unscheduled events of a contract, ascending by time."""


@dataclass(frozen=True, slots=True)
class Fixings:
    """Risk factors from tables: exact times, nothing carried forward, nothing interpolated."""

    values: Mapping[str, Mapping[datetime, Decimal]] = field(default_factory=dict)
    events: tuple[ObservedEvent, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Mapping[datetime, Decimal]], events: Iterable[ObservedEvent] = ()) -> "Fixings":
        """Fixings by identifier and time, and the unscheduled events in any order."""
        return cls(values, tuple(sorted(events, key=lambda event: event.at)))

    def fixing(self, identifier: str, at: datetime) -> Decimal:
        """The value at exactly ``at``."""
        series = self.values.get(identifier)
        if series is None:
            raise MissingFixing(identifier, at, known=_others(identifier, self.values))
        value = series.get(at)
        if value is None:
            raise MissingFixing(identifier, at, known=_extent(series))
        return value

    def observed(self, contract_id: str) -> Sequence[ObservedEvent]:
        """The events that name the contract, or no contract at all."""
        return [event for event in self.events if event.contract_id in ("", contract_id)]


def _others(identifier: str, values: Mapping[str, object]) -> str:
    if not values:
        return "no fixings are given at all"
    names = sorted(values)
    listed = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return f"nothing is known of {identifier}; there are fixings of {listed}"


def _extent(series: Mapping[datetime, Decimal]) -> str:
    if not series:
        return "its table is empty"
    return f"its {len(series)} fixings run from {format_time(min(series))} to {format_time(max(series))}"


NOTHING_OBSERVED: Final = Fixings()
