# SPDX-License-Identifier: Apache-2.0
"""What contracts observe of the world: fixings by identifier and time, and events that nobody scheduled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Protocol

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.roles import ContractPerformance
from counterfoil.terms.kernel.values import REAL, name_shown, read_at

_PERFORMANCES: Final = tuple(member.value for member in ContractPerformance)


class MissingFixing(InputError):
    """A contract needs the value of a risk factor at a time, and it is not there."""

    def __init__(self, identifier: str, at: datetime, *, known: str = "") -> None:
        self.identifier = identifier
        self.at = at
        problem, remedy = (
            f"no fixing of {identifier} at {format_time(at)}",
            known or f"nothing is known of {identifier}",
        )
        super().__init__(problem, where="risk factors", remedy=remedy)


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

    def __post_init__(self) -> None:
        where = f"observed {self.type}"
        if not isinstance(self.type, str) or not isinstance(self.contract_id, str):
            raise InputError("type and contract_id are texts", where=where, remedy='give "PP", "loan-7"')
        require_time(self.at, where=where)
        if self.value is not None:
            object.__setattr__(self, "value", read_at(REAL, self.value, where))
        if self.performance is not None and self.performance not in _PERFORMANCES:
            remedy = "allowed: " + ", ".join(_PERFORMANCES)
            raise InputError(f"{self.performance!r} is not a contract performance", where=where, remedy=remedy)


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
    _named: Mapping[str, tuple[ObservedEvent, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values: dict[str, dict[datetime, Decimal]] = {}
        for name, series in self.values.items():
            for at in series:
                require_time(at, where=f"fixings of {name}")
            values[name] = {at: read_at(REAL, value, f"fixings of {name}") for at, value in series.items()}
        object.__setattr__(self, "values", values)
        events = tuple(sorted(self.events, key=lambda event: event.at))
        object.__setattr__(self, "events", events)
        named: dict[str, list[ObservedEvent]] = {event.contract_id: [] for event in events}
        for event in events:
            for contract_id in named if not event.contract_id else (event.contract_id,):
                named[contract_id].append(event)
        object.__setattr__(self, "_named", {name: tuple(seen) for name, seen in named.items()})

    @classmethod
    def of(cls, values: Mapping[str, Mapping[datetime, Decimal]], events: Iterable[ObservedEvent] = ()) -> "Fixings":
        """Fixings by identifier and time, and the unscheduled events in any order.

        InputError for a value that is no exact number, and for a time that is no ``datetime`` without time zone.
        """
        return cls(values, tuple(events))

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
        return self._named.get(contract_id, self._named.get("", ()))


@dataclass(frozen=True, slots=True)
class _Checked:
    """Risk factors of somebody else, whose answers are looked at before they are computed with."""

    asked: RiskFactors

    def fixing(self, identifier: str, at: datetime) -> Decimal:
        """The answer if it is an exact number; InputError otherwise."""
        amount: Decimal = read_at(
            REAL, self.asked.fixing(identifier, at), f"fixing of {identifier} at {format_time(at)}"
        )
        return amount

    def observed(self, contract_id: str) -> Sequence[ObservedEvent]:
        """The answer, sorted by time."""
        return sorted(self.asked.observed(contract_id), key=lambda event: event.at)


def checked(risk_factors: RiskFactors) -> RiskFactors:
    """Risk factors that give exact numbers and events in order, or an InputError."""
    if isinstance(risk_factors, Fixings | _Checked):
        return risk_factors
    if not hasattr(risk_factors, "fixing") or not hasattr(risk_factors, "observed"):
        problem = f"{type(risk_factors).__name__} observes nothing"
        raise InputError(problem, where="risk factors", remedy="give Fixings.of({identifier: {time: value}})")
    return _Checked(risk_factors)


def require_time(at: object, *, where: str) -> None:
    """InputError unless ``at`` is a ``datetime`` without time zone, which the times of contracts are."""
    if not isinstance(at, datetime) or at.tzinfo is not None:
        problem = f"{at!r} is not a datetime without time zone"
        raise InputError(problem, where=where, remedy="give datetime(2026, 1, 31), or parse_time of a text")


def _others(identifier: str, values: Mapping[str, object]) -> str:
    if not values:
        return "no fixings are given at all"
    names = sorted(values)
    listed = ", ".join(map(name_shown, names[:5])) + (", …" if len(names) > 5 else "")
    return f"nothing is known of {identifier}; there are fixings of {listed}"


def _extent(series: Mapping[datetime, Decimal]) -> str:
    if not series:
        return "its table is empty"
    return f"its {len(series)} fixings run from {format_time(min(series))} to {format_time(max(series))}"


NOTHING_OBSERVED: Final = Fixings()
