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
from counterfoil.modules.lifecycle.records import WHOLE_PPM, Terms
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import OffsetMinutes, Quantity, Timestamp
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.formulas.corporate_actions import Action as Formula
from counterfoil.terms.formulas.corporate_actions import CorporateAction
from counterfoil.terms.kernel.arithmetic import ZERO, exact, rounded
from counterfoil.terms.kernel.dates import seconds_of
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.risk_factors import MissingFixing
from counterfoil.terms.types.contract import Contract

TYPES: Final = ("PAM", "LAM", "LAX", "NAM", "ANN", "BONDCN")
"""Contract types that a bond can have: lent once, repaid at the latest on a day that is known."""
YEARS_MAX: Final = 100
EVENTS_MAX: Final = 1_000
"""Events in the life of a contract, by whatever cycles or arrays: forty years of interest and principal each month."""
_YEAR: Final = re.compile(r"[0-9]{4}(?=-)")
_SHORT: Final = re.compile(r"[0-9][DW]", re.IGNORECASE)
"""A cycle of days or weeks, under which to plan the terms alone could take every node minutes."""


class Due(NamedTuple):
    """One payment under the terms, by the units that the terms are of, in the currency's own unit."""

    at_s: int
    """seconds since 1970-01-01 by the terms' own clock"""
    interest: Decimal
    principal: Decimal
    final: bool

    @property
    def total(self) -> Decimal:
        """Interest and principal."""
        with exact():
            return self.interest + self.principal


def dues_of(text: str) -> tuple[Due, ...]:
    """Every payment under the terms, in order; Refused where they compute none, or one that is not known yet."""
    found = _computed(text)
    ends = bool(found) and all(due.interest >= 0 and due.total > 0 for due in found)
    require(ends, LifecycleOutcome.terms_not_computable, "its holder receives every payment")
    return found


@lru_cache(maxsize=256)
def _computed(text: str) -> tuple[Due, ...]:
    try:
        contract = Contract.from_terms(_readable(text))
        _require_few(contract)
        events = contract.events()
    except MissingFixing as missing:
        raise Refused(LifecycleOutcome.floating_terms, str(missing)) from missing
    except InputError as wrong:
        raise Refused(LifecycleOutcome.terms_not_computable, str(wrong)) from wrong
    return tuple(_gathered(events))


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


def _require_few(contract: Contract[Any, Any]) -> None:
    """InputError for terms whose events no node could compute at once, before any is computed."""
    planned = len(contract.schedule())
    if planned > EVENTS_MAX:
        raise InputError(f"{planned} events are more than {EVENTS_MAX}", where="terms", remedy="give longer cycles")


def _gathered(events: list[Event]) -> Iterator[Due]:
    """The payments of one time are one; what was paid for the bond at its issue is none of them."""
    times = dict.fromkeys(event.at for event in events if event.payoff and event.type.acronym not in ("IED", "PRD"))
    end = max(times, default=None)
    for at in times:
        paid = [event for event in events if event.at == at and event.type.acronym != "IED"]
        with exact():
            interest = sum((one.payoff for one in paid if one.type.acronym == "IP"), ZERO)
            principal = sum((one.payoff for one in paid if one.type.acronym != "IP"), ZERO)
        yield Due(seconds_of(at), interest, principal, at == end)


def time_of(at_s: int, offset_min: OffsetMinutes) -> Timestamp:
    """When a time of the terms is, where days begin so many minutes before midnight UTC."""
    return Timestamp(at_s * 1_000 - offset_min * MINUTE_MS)


def record_times(terms: Terms) -> Iterator[Timestamp]:
    """When the register of each payment under the terms is recorded."""
    for due in dues_of(terms.text):
        yield Timestamp(time_of(due.at_s, terms.offset_min) - terms.record_before)


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
    return (2 * taxable * rate_ppm + WHOLE_PPM) // (2 * WHOLE_PPM)
