# SPDX-License-Identifier: Apache-2.0
"""What every type needs: the contract as a dict, its events as dicts, their order, and the walk over them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

from support.terms_twin.dates import schedule, shifted, year_fraction
from support.terms_twin.reading import Terms, fixing, moment, number

Contract = dict[str, Any]
"""terms, data, observed, to, sign; the basic types add end, end_computed and the schedules they were given."""
Event = dict[str, Any]
"""type, time (printed), at (of the calculation), scheduled (of a fixing), order, and what a type adds."""
State = dict[str, Any]
"""Techspec names without the bold face: Nt, Ipnr, Ipac, Feac, Nsc, Isc, Prnxt, Ipcb, Sd, Xd, Xa."""
Step = tuple[Event, Fraction, State]

SIGN = {
    "RPA": 1, "RPL": -1, "LG": 1, "ST": -1, "BUY": 1, "SEL": -1, "RFL": 1, "PFL": -1, "RF": 1, "PF": -1,
    "COL": 1, "CNO": 1, "GUA": -1, "OBL": 1, "UDL": 1, "UDLP": 1, "UDLM": -1,
}  # fmt: skip
ORDER = {
    "IED": 10, "FP": 20, "PR": 30, "PI": 40, "PY": 60, "PP": 70, "IP": 80, "IPFX": 80, "IPFL": 81, "IPCI": 90,
    "CE": 100, "RRF": 110, "RR": 120, "PRF": 121, "DV": 130, "PRD": 140, "MR": 150, "TD": 160, "SC": 170,
    "IPCB": 180, "MD": 190, "XD": 200, "STD": 210, "AD": 220,
}  # fmt: skip
"""The dictionary's sequence times ten. PRF: the data fix an annuity's amount after the reset it belongs to."""
LAST = {"TD", "MD", "STD"}
"""Nothing comes after one of these (techspec 2.10), except a second MD at the same time (FXOUT)."""


def contract(terms: Terms, data: Any, events: list[dict[str, Any]], to: datetime | None) -> Contract:
    """The contract as the tables of each type take it."""
    sign = SIGN[terms.get("contractRole", "RPA")]
    return {"terms": terms, "type": terms["contractType"], "data": data, "observed": events, "to": to, "sign": sign}


def eom(c: Contract) -> bool:
    return bool(c["terms"].get("endOfMonthConvention") == "EOM")


def cycled(c: Contract, anchor: datetime | None, step: Any, end: datetime, *, with_end: bool) -> list[datetime]:
    """The schedule function with the contract's end-of-month convention; business days come later.

    An open contract goes on beyond the horizon, so nothing is joined to the period before it there.
    """
    if step is not None and c["type"] in ("CLM", "UMP") and "maturityDate" not in c["terms"]:
        step = (*step[:2], False)
    return schedule(anchor, step, end, with_end=with_end, end_of_month=eom(c))


def years(c: Contract, s: datetime, t: datetime) -> Fraction:
    return year_fraction(s, t, c["terms"].get("dayCountConvention", "A365"), c.get("end"))


def fixed(c: Contract, code: str, t: datetime) -> Fraction:
    return fixing(c["data"], code, t)


def event(kind: str, t: datetime, **more: Any) -> Event:
    """An event that falls where it falls."""
    return {"type": kind, "time": t, "at": t, "scheduled": t, "order": ORDER[kind], **more}


def scheduled(c: Contract, kind: str, t: datetime, **more: Any) -> Event:
    """An event that moves to a business day.

    SC… shifts and then calculates, CS… calculates and then shifts. Fixings are looked up at the time before the shift.
    The data: a given end of the contract is printed where it is, though SC… calculates at the shifted time; an end that
    was computed moves like any other time, and so does a settlement.
    """
    terms = c["terms"]
    convention = terms.get("businessDayConvention", "")
    moved = shifted(t, convention, terms.get("calendar", ""))
    at = moved if convention.startswith("SC") else t
    stays = kind != "STD" and t == c.get("end") and not c.get("end_computed")
    return event(kind, t) | {"time": t if stays else moved, "at": at} | more


def own_events(c: Contract, contract_id: str) -> list[dict[str, Any]]:
    """The observed events that name this child contract."""
    return [row for row in c["observed"] if row.get("contractId") == contract_id]


def watched(c: Contract, kind: str) -> list[tuple[datetime, Fraction, dict[str, Any]]]:
    """O^ev: the observed events of a kind, which may belong to this contract or say nothing about it."""
    return sorted(
        (
            (moment(row["time"]), number(row.get("value") or 0), row)
            for row in c["observed"]
            if row["type"] == kind and row.get("contractId") in (None, "", c["terms"].get("contractID"))
        ),
        key=lambda row: row[0],
    )


def exchange_rate(c: Contract, e: Event) -> Fraction:
    """X: units of the settlement currency for one of the contract's currency."""
    own, settled = c["terms"]["currency"], c["terms"].get("settlementCurrency")
    return Fraction(1) if settled in (None, own) else fixed(c, f"{own}/{settled}", e["time"])


def settled(c: Contract, e: Event, amount: Fraction) -> Fraction:
    """Nothing needs no exchange rate."""
    return amount * exchange_rate(c, e) if amount else amount


def in_order(c: Contract, events: list[Event]) -> list[Event]:
    """The events after the status date, by time and then by the dictionary's sequence, up to the last one."""
    living = [e for e in events if e["time"] > c["terms"]["statusDate"]]
    living.sort(key=lambda e: (e["time"], e["order"]))
    for index, e in enumerate(living):
        if e["type"] in LAST:
            twin = living[index + 1 : index + 2]
            more = bool(twin) and twin[0]["type"] == e["type"] == "MD" and twin[0]["time"] == e["time"]
            return living[: index + (2 if more else 1)]
    return living


def walked(
    c: Contract,
    events: list[Event],
    state: State,
    payoff: Callable[[Contract, State, Event], Fraction],
    transition: Callable[[Contract, State, Event], State],
) -> Iterator[Step]:
    """Each event with its payoff from the state before it and the state after it."""
    for e in events:
        amount = settled(c, e, payoff(c, state, e))
        state = transition(c, dict(state), e)
        yield e, amount, state


def shown(c: Contract, steps: Iterator[Step]) -> list[Step]:
    """What is printed: nothing that is ordered before a purchase, nothing after the horizon.

    A settlement that a call has made sure is printed even beyond the horizon (``beyond``), as in the data.
    """
    kept: list[Step] = []
    for e, amount, state in steps:
        if c["to"] is not None and e["time"] > c["to"] and not e.get("beyond"):
            break
        if e["type"] == "PRD":
            kept = []
        kept.append((e, amount, state))
    return kept
