# SPDX-License-Identifier: Apache-2.0
"""A slow twin of the contract terms: evaluates one case of the public test format in exact fractions.

It is written from the ACTUS technical specification and dictionary and owes nothing to the package it is compared with.
Where the public test data contradict the specification the data win, and a comment says so.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from support.terms_twin import basic, contingent, simple, swaps
from support.terms_twin.contract import Contract, Event, State, Step, contract, shown
from support.terms_twin.reading import horizon, observed, terms


def _basic(c: Contract) -> Iterator[Step]:
    return basic.steps(basic.prepared(c))


LIVES: dict[str, Callable[[Contract], Iterator[Step]]] = {
    "PAM": _basic, "LAM": _basic, "NAM": _basic, "ANN": _basic, "LAX": _basic, "CLM": _basic, "UMP": _basic,
    "CSH": simple.cash, "STK": simple.stock, "COM": simple.commodity, "FXOUT": simple.foreign_exchange,
    "SWPPV": swaps.plain_vanilla, "SWAPS": swaps.two_legs, "CAPFL": swaps.cap_floor,
    "OPTNS": contingent.derivative, "FUTUR": contingent.derivative,
    "CEG": contingent.enhancement, "CEC": contingent.enhancement,
}  # fmt: skip


def evaluate(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of a case, numbers as Fraction."""
    c = contract(
        terms(case["terms"]),
        observed(case.get("dataObserved") or {}),
        case.get("eventsObserved") or [],
        horizon(case.get("to")),
    )
    return [_row(c, *step) for step in shown(c, LIVES[c["type"]](c))]


def _row(c: Contract, e: Event, amount: Any, s: State) -> dict[str, Any]:
    given = c["terms"]
    row = {
        "eventDate": written(e["time"]),
        "eventType": e["type"],
        "payoff": amount,
        "currency": e.get("currency") or given.get("settlementCurrency") or given["currency"],
        "notionalPrincipal": s["Nt"],
    }
    if "Xd" not in s:
        return row | {"nominalInterestRate": s["Ipnr"], "accruedInterest": s["Ipac"]}
    if s["Xd"] is not None:
        row["exerciseDate"] = written(s["Xd"])
    return row | {"exerciseAmount": s["Xa"]}


def written(t: datetime) -> str:
    return t.isoformat(timespec="seconds")
