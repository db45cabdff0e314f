# SPDX-License-Identifier: Apache-2.0
"""Reader a case of the public test format: terms become dates, cycles, fractions and strings by their name."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from support.terms_twin.dates import cycle

Terms = dict[str, Any]
"""Camel-case name → datetime, Cycle, Fraction, str or a list of them; a term that is not given is absent."""
Observed = dict[str, dict[datetime, Fraction]]
"""Market object code → time → value."""

TEXT = {
    "contractType", "contractID", "contractRole", "creatorID", "counterpartyID", "currency", "currency2", "calendar",
    "businessDayConvention", "endOfMonthConvention", "dayCountConvention", "settlementCurrency", "deliverySettlement",
    "interestCalculationBase", "scalingEffect", "feeBasis", "penaltyType", "prepaymentEffect", "optionType",
    "optionExerciseType", "guaranteedExposure", "creditEventTypeCovered", "contractPerformance", "unit",
    "arrayIncreaseDecrease", "arrayFixedVariable", "contractIdentifier",
}  # fmt: skip
DATES = {
    "statusDate", "contractDealDate", "initialExchangeDate", "maturityDate", "amortizationDate", "purchaseDate",
    "terminationDate", "capitalizationEndDate", "exerciseDate", "optionExerciseEndDate",
}  # fmt: skip
CYCLES = {"xDayNotice", "settlementPeriod"}
IGNORED = {"fixingDays", "fixingPeriod"}
"""The data look a rate up on the day it is reset, however long before it is said to be fixed."""


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.strip())


def number(value: Any) -> Fraction:
    """The exact value of a JSON number or of a string with blanks."""
    return Fraction(str(value).strip())


def terms(raw: dict[str, Any]) -> Terms:
    """The terms of one contract."""
    read = {name: _term(name, value) for name, value in raw.items() if name not in IGNORED and _given(value)}
    # The data name two terms of a dividend otherwise than the dictionary does.
    for ours, dictionary in (
        ("cycleAnchorDateOfDividendPayment", "cycleAnchorDateOfDividend"),
        ("cycleOfDividendPayment", "cycleOfDividend"),
    ):
        if dictionary in read:
            read.setdefault(ours, read[dictionary])
    return read


def _given(value: Any) -> bool:
    return value is not None and str(value).strip() != ""


def _term(name: str, value: Any) -> Any:
    if name == "contractStructure":
        return value
    if isinstance(value, list):
        return [_term(name, element) for element in value]
    text = str(value).strip()
    if name in TEXT or name.startswith("marketObjectCode"):
        return text
    if name in DATES or "AnchorDate" in name:
        return moment(text)
    if name in CYCLES or name.startswith(("cycleOf", "arrayCycleOf")):
        return cycle(text)
    try:
        return number(text)
    except ValueError:
        return text


def listed(term: Any) -> list[Any]:
    """An array term may be given as one value."""
    if term is None:
        return []
    return term if isinstance(term, list) else [term]


def observed(raw: dict[str, Any]) -> Observed:
    """dataObserved."""
    return {
        code: {moment(row["timestamp"]): number(row["value"]) for row in series["data"]} for code, series in raw.items()
    }


class NotObserved(LookupError):
    """A value that a contract needs is not in the case."""

    def __init__(self, code: str, t: datetime) -> None:
        super().__init__(f"nothing is observed of {code!r} at {t}")
        self.code, self.time = code, t


def fixing(data: Observed, code: str, t: datetime) -> Fraction:
    """O^rf(i, t): the value at that very time."""
    if t not in data.get(code, {}):
        raise NotObserved(code, t)
    return data[code][t]


def horizon(raw: str | None) -> datetime | None:
    """``to``: empty where there is no horizon."""
    return moment(raw) if raw and raw.strip() else None
