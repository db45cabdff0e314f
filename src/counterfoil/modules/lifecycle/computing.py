# SPDX-License-Identifier: Apache-2.0
"""What terms pay and when, what an action pays in all, and each account's part of it. All of it exact."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from counterfoil.law.dated import MINUTE_MS
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.lifecycle.actions import Action, ActionKind
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import RESETS_MAX, Terms
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import (
    IDENTIFIER_PATTERN,
    PARTS_PER_MILLION,
    DayNumber,
    OffsetMinutes,
    Quantity,
    Timestamp,
)
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.formulas.corporate_actions import Action as Formula
from counterfoil.terms.formulas.corporate_actions import CorporateAction
from counterfoil.terms.kernel.arithmetic import ONE, ZERO, exact, rounded
from counterfoil.terms.kernel.dates import number_of, seconds_of
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.risk_factors import ObservedEvent
from counterfoil.terms.types.contract import Contract

TYPES: Final = ("PAM", "LAM", "LAX", "NAM", "ANN", "BONDCN")
"""Contract types that a bond can have: lent once, repaid at the latest on a day that is known."""
YEARS_MAX: Final = 100
EVENTS_MAX: Final = 1_000
"""Events in the life of a contract, by whatever cycles or arrays: forty years of interest and principal each month."""
_IDENTIFIER: Final = re.compile(IDENTIFIER_PATTERN)
_YEAR: Final = re.compile(r"[0-9]{4}(?=-)")
_SHORT: Final = re.compile(r"[0-9][DW]", re.IGNORECASE)
"""A cycle of days or weeks, under which to plan the terms alone could take every node minutes."""


class Due(NamedTuple):
    """One payment under the terms, by the units that the terms are of, in the currency's own unit."""

    at_s: int
    """seconds since 1970-01-01 by the terms' own clock"""
    interest: Decimal
    principal: Decimal

    @property
    def total(self) -> Decimal:
        """Interest and principal."""
        with exact():
            return self.interest + self.principal


class Fixed(NamedTuple):
    """A reference rate and the day that it is fixed for."""

    reference_rate: str
    day: DayNumber


class Reset(NamedTuple):
    """A rate that the terms take, and from when on they reckon with it: ``at_s``, by their own clock.

    ``for_s``: the time for which it is set, which a business day may shift.
    """

    fixed: Fixed
    at_s: int
    for_s: int


class Plan(NamedTuple):
    """When terms pay, in order, and the rates on which that depends: without any, they fix every amount themselves."""

    times_s: tuple[int, ...]
    resets: tuple[Reset, ...]

    def before(self, at_s: int) -> tuple[Fixed, ...]:
        """The rates on which a payment depends. What is reset as it is paid counts for the next one."""
        return tuple(self.resets_before(at_s))

    def resets_before(self, at_s: int) -> dict[Fixed, Reset]:
        """The same, each with when it is set. Of one day there is one rate, that of its first time."""
        taken: dict[Fixed, Reset] = {}
        for reset in self.resets:
            if reset.at_s < at_s:
                taken.setdefault(reset.fixed, reset)
        return taken


class _Rates:
    """Rates that are known, a guess for every other, and what was asked for, in order."""

    def __init__(self, known: Mapping[Fixed, Decimal], guess: Decimal) -> None:
        self._known, self._guess = known, guess
        self.asked: list[tuple[Fixed, int]] = []
        """each with the time for which it was asked"""

    def fixing(self, identifier: str, at: Any) -> Decimal:
        # The time is one of terms: modules know no calendar of their own.
        fixed = Fixed(identifier, DayNumber(number_of(at)))
        self.asked.append((fixed, seconds_of(at)))
        return self._known.get(fixed, self._guess)

    def observed(self, _contract_id: str) -> tuple[ObservedEvent, ...]:
        return ()


def plan_of(text: str) -> Plan:
    """What the terms plan; Refused where no node can compute it at once, or the holder might have to pay.

    A rate that nobody knows yet lies between -1 and 1 (``RateText``). A reset multiplies, adds and bounds, so that
    whoever is paid at both ends is paid at every rate between.
    """
    plan, dues = _planned(text)
    paid = all(due.interest >= 0 and (due.total > 0 or (due.total == 0 and plan.resets)) for due in dues)
    require(bool(dues) and paid, LifecycleOutcome.terms_not_computable, "its holder receives every payment")
    return plan


@lru_cache(maxsize=256)
def _planned(text: str) -> tuple[Plan, tuple[Due, ...]]:
    """The plan, and every payment at the greatest rate, and at the least."""
    events, resets = _run(text, ONE)
    runs = [events, _run(text, -ONE)[0]] if resets else [events]
    times = sorted({seconds_of(one.at) for run in runs for one in run if one.payoff and _pays(one)})
    return Plan(tuple(times), resets), tuple(_due(run, at_s) for run in runs for at_s in times)


@lru_cache(maxsize=256)
def due_of(text: str, at_s: int, rates: tuple[tuple[Fixed, str], ...]) -> Due:
    """The payment under the terms at a time, of which ``rates`` are all that it depends on."""
    known = {fixed: Decimal(rate) for fixed, rate in rates}
    return _due(_run(text, ZERO, known)[0], at_s)


def _run(
    text: str, guess: Decimal, known: Mapping[Fixed, Decimal] | None = None
) -> tuple[list[Event], tuple[Reset, ...]]:
    """What happens under the terms, and the rates that they take, all others being guessed."""
    rates = _Rates(known or {}, guess)
    try:
        given = _readable(text)
        contract = Contract.from_terms(given)
        _require_few(contract, _Rates({}, guess))
        events = contract.events(rates)
        times = [seconds_of(event.at) for event in events if event.type.acronym == "RR"]
        _require_resets(
            [fixed for fixed, _ in rates.asked], len(times), str(given.get("marketObjectCodeOfRateReset", "")).strip()
        )
    except InputError as wrong:
        raise Refused(LifecycleOutcome.terms_not_computable, str(wrong)) from wrong
    return events, tuple(Reset(fixed, at_s, for_s) for (fixed, for_s), at_s in zip(rates.asked, times, strict=True))


def _require_resets(asked: list[Fixed], times: int, named: str) -> None:
    """InputError for terms that ask for anything but a rate at each reset, such as the price of another currency."""
    if len(asked) != times or any(one.reference_rate != named or not _IDENTIFIER.match(named) for one in asked):
        raise InputError("asks for more than one reference rate", where="terms", remedy="one code, up to 64 signs")
    if times > RESETS_MAX:
        raise InputError(f"more than {RESETS_MAX} rates", where="cycleOfRateReset", remedy="give a longer cycle")


def _readable(text: str) -> dict[str, object]:
    """The terms as a mapping, of a type and a length that every node can compute at once."""
    given = parse_json(text, where="terms")
    if not isinstance(given, dict) or given.get("contractType") not in TYPES:
        raise InputError("no contract of a bond", where="terms", remedy=f"contractType: {', '.join(TYPES)}")
    for name, value in given.items():
        # Whatever stands there, and however deep: a cycle in an array is one too.
        if "cycle" in name.lower() and any(map(_SHORT.search, _texts_in(value))):
            raise InputError("a cycle of days or weeks", where=name, remedy="give months, quarters or years")
    begin, end = (_year(given, name) for name in ("statusDate", "maturityDate"))
    if not 0 <= end - begin <= YEARS_MAX:
        raise InputError(f"not over within {YEARS_MAX} years of its status date", where="maturityDate")
    return given


def _texts_in(value: object) -> Iterator[str]:
    """Every text in a value of JSON, whose depth ``parse_json`` bounds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts_in(one)


def _year(given: Mapping[str, object], name: str) -> int:
    """The year of a time among the terms; InputError where it has none."""
    found = _YEAR.match(str(given.get(name)))
    if found is None:
        raise InputError("no time that begins with a year", where=name, remedy="give 2023-11-20T00:00:00")
    return int(found[0])


def _require_few(contract: Contract[Any, Any], rates: _Rates) -> None:
    """InputError for terms whose events no node could compute at once, before any is computed."""
    # Whatever a rate comes to moves no event: the guess stands in for all that terms ask about before they are run.
    planned = len(contract.schedule(rates))
    if planned > EVENTS_MAX:
        raise InputError(f"{planned} events are more than {EVENTS_MAX}", where="terms", remedy="give longer cycles")


def _pays(event: Event) -> bool:
    """What was paid for the bond, at its issue or later, is no payment under it."""
    return event.type.acronym not in ("IED", "PRD")


def _due(events: list[Event], at_s: int) -> Due:
    """The payments of one time are one."""
    paid = [event for event in events if seconds_of(event.at) == at_s and event.type.acronym != "IED"]
    with exact():
        interest = sum((one.payoff for one in paid if one.type.acronym == "IP"), ZERO)
        principal = sum((one.payoff for one in paid if one.type.acronym != "IP"), ZERO)
    return Due(at_s, interest, principal)


def time_of(at_s: int, offset_min: OffsetMinutes) -> Timestamp:
    """When a time of the terms is, where days begin so many minutes before midnight UTC."""
    return Timestamp(at_s * 1_000 - offset_min * MINUTE_MS)


def own_time_of(time: Timestamp, offset_min: OffsetMinutes) -> int:
    """The same back: a time by the terms' own clock, in seconds."""
    return (time + offset_min * MINUTE_MS) // 1_000


def record_times(terms: Terms) -> Iterator[Timestamp]:
    """When the register of each payment under the terms is recorded."""
    for at_s in plan_of(terms.text).times_s:
        yield Timestamp(time_of(at_s, terms.offset_min) - terms.record_before)


def whole_of(action: Action, units: Quantity, amount: str) -> int:
    """So much per ``per`` units, of all units, rounded once, by the rule of the terms."""
    return int(rounded(_formula(action, Decimal(amount), Decimal(units)), 0, action.rounding))


def _formula(action: Action, amount: Decimal, units: Decimal) -> Decimal:
    kind, per = ActionKind(action.kind), Decimal(action.per)
    if kind is ActionKind.splits:
        with exact():
            return Formula(type=CorporateAction.SPLIT, shares=amount, per=per).new_shares(units) - units
    if kind in (ActionKind.bonus, ActionKind.rights):
        return Formula(type=CorporateAction.BONUS_ISSUE, shares=amount, per=per).new_shares(units)
    return Formula(type=CorporateAction.CASH_DIVIDEND, amount=amount, per=per).gross(units)


def share_of(whole: int, held: int, units: int) -> tuple[int, int]:
    """(an account's share of the whole, rounded down; the remainder, in parts of which ``units`` make one)."""
    return divmod(whole * held, units)


def comes_before(remainder: int, account: str, last_remainder: int, last: str) -> bool:
    """Whether an account is among those with one unit more: larger remainders first, and of equals by name."""
    return remainder > 0 and (-remainder, account) <= (-last_remainder, last)


def tax_of(taxable: int, rate_ppm: int) -> int:
    """The tax on an income, half up to the smallest unit."""
    return (2 * taxable * rate_ppm + PARTS_PER_MILLION) // (2 * PARTS_PER_MILLION)
