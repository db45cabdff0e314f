# SPDX-License-Identifier: Apache-2.0
"""Contracts for tests: plain terms of each type, what is observed, and events told in one line each.

Loans run on 30E/360 at 12 % a year: a month's interest is one per cent of the principal.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms import Contract, Event, Fixings, ObservedEvent
from counterfoil.terms.kernel.arithmetic import CONTEXT, text
from counterfoil.terms.kernel.calendars import BusinessDayConvention, Calendar, shift
from counterfoil.terms.kernel.dates import format_time, parse_time

Terms = dict[str, Any]

_TWELVE_PLACES: Final = Decimal("1e-12")
MARKET: Final = "SHIBOR"
INDEX: Final = "CPI"

_COMMON: Final[Terms] = {
    "contractID": "c1",
    "statusDate": "2023-12-31",
    "contractRole": "RPA",
    "currency": "CNY",
    "initialExchangeDate": "2024-01-01",
    "notionalPrincipal": "1200",
    "nominalInterestRate": "0.12",
    "dayCountConvention": "30E360",
}
_AMORTIZING: Final[Terms] = {"maturityDate": "2024-07-01", "cycleOfPrincipalRedemption": "P1ML1"}
_OF_TYPE: Final[dict[str, Terms]] = {
    "PAM": {"maturityDate": "2026-01-01", "cycleOfInterestPayment": "P1YL1"},
    "LAM": {**_AMORTIZING, "cycleOfInterestPayment": "P1ML1"},
    "NAM": {**_AMORTIZING, "nextPrincipalRedemptionPayment": "112"},
    "ANN": dict(_AMORTIZING),
    "LAX": {
        "maturityDate": "2024-07-01",
        "cycleOfInterestPayment": "P1ML1",
        "arrayCycleAnchorDateOfPrincipalRedemption": ["2024-02-01", "2024-04-01"],
        "arrayCycleOfPrincipalRedemption": ["P1ML1", "P1ML1"],
        "arrayNextPrincipalRedemptionPayment": ["100", "300"],
        "arrayIncreaseDecrease": ["INC", "DEC"],
    },
    "CLM": {"cycleOfInterestPayment": "P1ML1", "cycleAnchorDateOfInterestPayment": "2024-02-01"},
    "UMP": {"cycleOfInterestPayment": "P1ML1", "cycleAnchorDateOfInterestPayment": "2024-02-01"},
    "SWPPV": {
        "contractRole": "RFL",
        "maturityDate": "2026-01-01",
        "nominalInterestRate2": "0.06",
        "cycleOfInterestPayment": "P1YL1",
        "deliverySettlement": "S",
    },
}


def terms(contract_type: str, **changes: object) -> Terms:
    """Plain terms of a type with some of them changed; ``None`` leaves a term out."""
    given = {"contractType": contract_type, **_COMMON, **_OF_TYPE[contract_type], **changes}
    return {name: value for name, value in given.items() if value is not None}


def leg(contract_type: str = "PAM", **changes: object) -> Terms:
    """The terms of a child contract, whose role is its parent's to say."""
    return terms(contract_type, contractRole=None, **changes)


def related(role: str, child: Mapping[str, object], kind: str = "CNT") -> Terms:
    """A reference of a contract structure."""
    return {"object": child, "referenceType": kind, "referenceRole": role}


def swap(first: Mapping[str, object], second: Mapping[str, object], **changes: object) -> Terms:
    """The terms of a swap of two legs, received and paid."""
    given: Terms = {
        "contractType": "SWAPS",
        "contractID": "s1",
        "statusDate": "2023-12-31",
        "contractRole": "RFL",
        "currency": "CNY",
        "deliverySettlement": "D",
        "contractStructure": [related("FIL", first), related("SEL", second)],
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def cap_floor(underlying: Mapping[str, object], **changes: object) -> Terms:
    """The terms of a cap or a floor that is owned."""
    given: Terms = {
        "contractType": "CAPFL",
        "contractID": "o1",
        "statusDate": "2023-12-31",
        "contractRole": "BUY",
        "currency": "CNY",
        "contractStructure": [related("UDL", underlying)],
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def seen(day: str, kind: str, value: str | None = None, *, contract: str = "c1", performance: str | None = None) -> Any:
    """An observed event."""
    amount = None if value is None else Decimal(value)
    return ObservedEvent(parse_time(day), kind, contract, amount, performance)


def observing(events: Iterable[ObservedEvent] = (), **series: Mapping[str, str]) -> Fixings:
    """Fixings by identifier and day, and observed events."""
    return Fixings.of(
        {name: {parse_time(day): Decimal(value) for day, value in points.items()} for name, points in series.items()},
        events,
    )


def run(given: Mapping[str, object], fixings: Fixings | None = None, until: str | None = None) -> list[Event]:
    """The events of the contract that the terms describe."""
    contract = Contract.from_terms(given)
    return contract.events(fixings or Fixings(), None if until is None else parse_time(until))


def told(events: Sequence[Event], *states: str) -> list[str]:
    """Each event as a line: day, type, payoff, and states by name; numbers to twelve decimals."""
    return [_line(event, states) for event in events]


def story(given: Mapping[str, object], *states: str, fixings: Fixings | None = None, until: str | None = None) -> Any:
    """The events of the contract that the terms describe, told."""
    return told(run(given, fixings, until), *states)


def payoffs(events: Sequence[Event], *kinds: str) -> list[Decimal]:
    """The payoffs of the events of some types, or of all."""
    return [event.payoff for event in events if not kinds or event.type.acronym in kinds]


def state_of(event: Event, name: str) -> Any:
    """A state after an event, by its name in the dictionary."""
    return event.state.values()[name]


@dataclass(frozen=True)
class AnyMarket:
    """Risk factors that know every fixing: a rate of 0 to 9.6 % that changes from day to day."""

    events: tuple[ObservedEvent, ...] = ()

    def fixing(self, identifier: str, at: datetime) -> Decimal:
        """A value for any identifier and time."""
        return CONTEXT.divide(Decimal(at.toordinal() % 97), Decimal(1000))

    def observed(self, contract_id: str) -> Sequence[ObservedEvent]:
        """The events that name the contract."""
        return [event for event in self.events if event.contract_id == contract_id]


horizons = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 1)).map(
    lambda at: at.replace(hour=0, minute=0, second=0, microsecond=0)
)
_cycles = st.sampled_from(("P1ML1", "P1ML0", "P2ML1", "P1QL0", "P35DL1", "P5WL0"))
_counts = st.sampled_from(("30E360", "A360", "A365", "AA", "28E336", "30E360ISDA"))
_shifts = st.sampled_from(("NOS", "SCF", "SCMF", "CSF", "CSMF", "SCP", "SCMP", "CSP", "CSMP"))
_roles = st.sampled_from(("RPA", "RPL"))


@st.composite
def loans(draw: st.DrawFn, *types: str) -> Terms:
    """A loan of one of the types, most of its conventions drawn; interest and fees fall due at maturity too."""
    kind = draw(st.sampled_from(types))
    life, cycle = draw(st.integers(1, 24)), draw(_cycles)
    changes: Terms = {
        "notionalPrincipal": str(draw(st.decimals(1, 10**9, places=2))),
        "nominalInterestRate": str(draw(st.decimals("-0.02", "0.30", places=4))),
        "dayCountConvention": draw(_counts),
        "calendar": "MF",
        "businessDayConvention": draw(_shifts),
        "contractRole": draw(_roles),
    }
    if kind in ("PAM", "LAM", "LAX"):
        changes |= {"cycleOfInterestPayment": cycle, "cycleAnchorDateOfInterestPayment": "2024-01-01"}
    if kind in ("LAM", "NAM", "ANN"):
        changes["cycleOfPrincipalRedemption"] = draw(_cycles) if kind == "LAM" else cycle
        changes["cycleAnchorDateOfPrincipalRedemption"] = "2024-01-02"
    if kind not in ("CLM", "UMP"):
        changes["maturityDate"] = f"{2024 + life // 12}-{1 + life % 12:02d}-{draw(st.integers(2, 28)):02d}"
    if draw(st.booleans()):
        changes |= {"feeBasis": draw(st.sampled_from("AN")), "feeRate": "0.01", "cycleOfFee": "P2ML1"}
        changes["cycleAnchorDateOfFee"] = "2024-01-15"
    if draw(st.booleans()):
        changes |= {"cycleOfRateReset": draw(_cycles), "marketObjectCodeOfRateReset": MARKET, "rateSpread": "0.01"}
    return terms(kind, **changes)


def _line(event: Event, states: Sequence[str]) -> str:
    values = event.state.values()
    shown = (
        _shown(value) for value in (event.at, event.type.acronym, event.payoff, *(values[name] for name in states))
    )
    return " ".join(shown)


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return text(value.quantize(_TWELVE_PLACES, context=CONTEXT))
    if isinstance(value, datetime):
        return format_time(value).removesuffix("T00:00:00")
    return str(value)


def possible(evaluate: Callable[[list[ObservedEvent]], object], seen: Iterable[ObservedEvent]) -> list[ObservedEvent]:
    """What could have happened of these trades, in order of time: each that is no error after those before it."""
    kept: list[ObservedEvent] = []
    for one in sorted(seen, key=lambda event: event.at):
        try:
            evaluate([*kept, one])
        except InputError:
            continue
        kept.append(one)
    return kept


def modified_following(at: datetime, calendar: Calendar) -> datetime:
    """The convention SCMF."""
    return shift(at, BusinessDayConvention.SCMF, calendar)


def modified_preceding(at: datetime, calendar: Calendar) -> datetime:
    """The convention SCMP."""
    return shift(at, BusinessDayConvention.SCMP, calendar)
