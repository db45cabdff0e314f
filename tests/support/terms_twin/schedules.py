# SPDX-License-Identifier: Apache-2.0
"""The contract schedules of the basic types: one function for each row of techspec 7.1 to 7.7."""

from datetime import datetime
from typing import Any

from support.terms_twin.contract import Contract, Event, cycled, event, scheduled, watched
from support.terms_twin.dates import add, minus
from support.terms_twin.reading import listed

NO_SCALING = ("", "000", "OOO")


def start(c: Contract, anchor: str, cycle: str) -> datetime | None:
    """s: undefined, the initial exchange and one cycle, or the anchor."""
    terms = c["terms"]
    if anchor in terms:
        return terms[anchor]
    return add(terms["initialExchangeDate"], terms[cycle]) if cycle in terms else None


def principal_redemption(c: Contract, end: datetime | None = None) -> list[datetime]:
    """PR of LAM, NAM and ANN: without the end."""
    first = start(c, "cycleAnchorDateOfPrincipalRedemption", "cycleOfPrincipalRedemption")
    return cycled(c, first, c["terms"].get("cycleOfPrincipalRedemption"), end or c["end"], with_end=False)


def interest_dates(c: Contract) -> list[datetime]:
    """IP and IPCI together, before the end of capitalization divides them."""
    terms = c["terms"]
    if "nominalInterestRate" not in terms:
        return []
    if c["type"] == "LAX":
        return _interest_dates_of_arrays(c)
    if c["type"] in ("CLM", "UMP"):
        return []
    first, cycle = start(c, "cycleAnchorDateOfInterestPayment", "cycleOfInterestPayment"), "cycleOfInterestPayment"
    if c["type"] not in ("NAM", "ANN"):
        return cycled(c, first, terms.get(cycle), c["end"], with_end=True)
    redemption = start(c, "cycleAnchorDateOfPrincipalRedemption", "cycleOfPrincipalRedemption")
    assert redemption is not None
    before = minus(redemption, terms["cycleOfPrincipalRedemption"])
    early = cycled(c, first, terms.get(cycle), before, with_end=True) if first is not None and first <= before else []
    late = cycled(c, redemption, terms["cycleOfPrincipalRedemption"], c["end"], with_end=True)
    return sorted({*early, *late})


def _interest_dates_of_arrays(c: Contract) -> list[datetime]:
    terms = c["terms"]
    times = array(c, "arrayCycleAnchorDateOfInterestPayment", "arrayCycleOfInterestPayment")
    single = start(c, "cycleAnchorDateOfInterestPayment", "cycleOfInterestPayment")
    if not times and single is not None:
        return cycled(c, single, terms.get("cycleOfInterestPayment"), c["end"], with_end=True)
    return sorted({*(t for t, _ in times), c["end"]})


def array(c: Contract, anchors: str, cycles: str, end: datetime | None = None) -> list[tuple[datetime, int]]:
    """An array schedule: each part ends before the next begins, the last before the end; with the part's number."""
    terms, end = c["terms"], end or c["end"]
    firsts, steps = listed(terms.get(anchors)), listed(terms.get(cycles))
    if not steps:
        return [(t, part) for part, t in enumerate(firsts) if t < end]
    if len(steps) != len(firsts):
        steps = [steps[0]] * len(firsts)
    ends = [*firsts[1:], end]
    return [
        (t, part)
        for part, (first, step, last) in enumerate(zip(firsts, steps, ends, strict=True))
        for t in cycled(c, first, step, min(last, end), with_end=False)
        if t < end
    ]


def interest(c: Contract) -> list[Event]:
    """IP and IPCI.

    The data: capitalization takes the interest dates before its end and that end itself, then the same cycle goes on.
    Call money and open maturities capitalize on their cycle, which begins at the initial exchange if it has no anchor.
    """
    terms, times = c["terms"], interest_dates(c)
    if c["type"] in ("CLM", "UMP"):
        return _always_capitalized(c)
    until = terms.get("capitalizationEndDate")
    if until is None:
        return [scheduled(c, "IP", t) for t in times]
    return [
        *(scheduled(c, "IPCI", t) for t in times if t < until),
        event("IPCI", until),
        *(scheduled(c, "IP", t) for t in times if t > until),
    ]


def _always_capitalized(c: Contract) -> list[Event]:
    terms = c["terms"]
    anchor, cycle = terms.get("cycleAnchorDateOfInterestPayment"), terms.get("cycleOfInterestPayment")
    if "nominalInterestRate" not in terms or (anchor is None and cycle is None):
        return []
    times = cycled(c, anchor or terms["initialExchangeDate"], cycle, c["end"], with_end=False)
    return [scheduled(c, "IPCI", t) for t in times]


def rate_resets(c: Contract) -> list[Event]:
    """RR and RRF, without the end; the first one after the status date takes the rate that is fixed already."""
    terms = c["terms"]
    if c["type"] == "LAX" and "arrayCycleAnchorDateOfRateReset" in terms:
        return _rate_resets_of_arrays(c)
    first = start(c, "cycleAnchorDateOfRateReset", "cycleOfRateReset")
    times = cycled(c, first, terms.get("cycleOfRateReset"), c["end"], with_end=False)
    known = next((t for t in times if t > terms["statusDate"]), None) if "nextResetRate" in terms else None
    events = []
    for t in times:
        kind = "RRF" if t == known else "RR"
        events.append(scheduled(c, kind, t, rate=terms.get("nextResetRate")))
        if c["type"] == "ANN":
            # The data fix the annuity's amount anew in an event of its own after each reset.
            events.append(scheduled(c, "PRF", t))
    return events


def _rate_resets_of_arrays(c: Contract) -> list[Event]:
    terms = c["terms"]
    rates, kinds = listed(terms["arrayRate"]), listed(terms["arrayFixedVariable"])
    return [
        scheduled(c, "RRF" if kinds[part].startswith("F") else "RR", t, rate=rates[part], spread=rates[part])
        for t, part in array(c, "arrayCycleAnchorDateOfRateReset", "arrayCycleOfRateReset")
    ]


def scaling(c: Contract) -> list[Event]:
    """SC, without the end."""
    terms = c["terms"]
    if terms.get("scalingEffect", "") in NO_SCALING:
        return []
    first = start(c, "cycleAnchorDateOfScalingIndex", "cycleOfScalingIndex")
    times = cycled(c, first, terms.get("cycleOfScalingIndex"), c["end"], with_end=False)
    return [scheduled(c, "SC", t) for t in times]


def interest_calculation_base(c: Contract) -> list[Event]:
    """IPCB, only for the lagged base, without the end."""
    if c["terms"].get("interestCalculationBase") != "NTL":
        return []
    first = start(c, "cycleAnchorDateOfInterestCalculationBase", "cycleOfInterestCalculationBase")
    times = cycled(c, first, c["terms"].get("cycleOfInterestCalculationBase"), c["end"], with_end=False)
    return [scheduled(c, "IPCB", t) for t in times]


def fees(c: Contract) -> list[Event]:
    """FP, with the end; the horizon of an open maturity is no end (the data capitalize nothing on it either)."""
    if not c["terms"].get("feeRate"):
        return []
    first = start(c, "cycleAnchorDateOfFee", "cycleOfFee")
    if first is None:
        return []
    times = cycled(c, first, c["terms"].get("cycleOfFee"), c["end"], with_end=c["type"] != "UMP")
    return [scheduled(c, "FP", t) for t in times]


def prepayments(c: Contract) -> list[Event]:
    """PP and PY: at the dates of the option and whenever one is observed, if the contract allows it."""
    terms = c["terms"]
    if terms.get("prepaymentEffect", "N") == "N":
        return []
    amounts = {t: value for t, value, _ in watched(c, "PP")}
    first = start(c, "cycleAnchorDateOfOptionality", "cycleOfOptionality")
    dates = [] if first is None else cycled(c, first, terms.get("cycleOfOptionality"), c["end"], with_end=True)
    events: list[Event] = []
    for t in sorted({*amounts, *dates}):
        if terms.get("penaltyType", "N") not in ("N", "O"):
            events.append(event("PY", t))
        events.append(event("PP", t, value=amounts.get(t, 0)))
    return events


def redemptions(c: Contract) -> list[Event]:
    """PR, PI and the first PRF of an annuity whose amount is not given."""
    terms = c["terms"]
    if c["type"] in ("LAM", "NAM", "ANN"):
        events = [scheduled(c, "PR", t) for t in principal_redemption(c)]
        return [*fixing_before_redemption(c), *events]
    if c["type"] == "LAX":
        amounts, kinds = (
            listed(terms["arrayNextPrincipalRedemptionPayment"]),
            listed(terms["arrayIncreaseDecrease"]),
        )
        return [
            scheduled(c, "PI" if kinds[part].startswith("INC") else "PR", t, amount=amounts[part])
            for t, part in array(c, "arrayCycleAnchorDateOfPrincipalRedemption", "arrayCycleOfPrincipalRedemption")
        ]
    if c["type"] == "UMP":
        return [event(kind, t, value=value) for kind in ("PR", "PI") for t, value, _ in watched(c, kind)]
    return []


def fixing_before_redemption(c: Contract) -> list[Event]:
    """The data: the day before the first redemption, if that is after the initial exchange and not past."""
    terms = c["terms"]
    if c["type"] != "ANN" or "nextPrincipalRedemptionPayment" in terms:
        return []
    first = start(c, "cycleAnchorDateOfPrincipalRedemption", "cycleOfPrincipalRedemption")
    assert first is not None
    day_before = minus(first, (1, "D", False))
    return [event("PRF", day_before)] if day_before > terms["initialExchangeDate"] else []


def single(c: Contract, **dates: str) -> list[Event]:
    """Events on one given date each."""
    return [event(kind, c["terms"][name]) for kind, name in dates.items() if name in c["terms"]]


def basic(c: Contract) -> list[Event]:
    """The schedule of a basic type."""
    terms: dict[str, Any] = c["terms"]
    events = [
        *single(c, IED="initialExchangeDate", PRD="purchaseDate", TD="terminationDate"),
        *redemptions(c), *interest(c), *rate_resets(c), *scaling(c), *interest_calculation_base(c), *fees(c),
        *prepayments(c), *end(c), *(event("AD", t) for t, _, _ in watched(c, "AD")),
    ]  # fmt: skip
    exchange = terms["initialExchangeDate"]
    return [e for e in events if e["time"] >= exchange or e["type"] in ("PRD", "TD", "AD")]


def end(c: Contract) -> list[Event]:
    """MD; of call money also IP, or XD, IP and STD if it is called; of an open maturity nothing."""
    if c["type"] == "UMP":
        return []
    if c["type"] != "CLM":
        return [scheduled(c, "MD", c["end"])]
    called = c["called"]
    if called is None:
        return [scheduled(c, "IP", c["end"]), scheduled(c, "MD", c["end"])]
    # The data: interest stops with the call and is paid with the principal when the notice is over.
    notice = c["terms"].get("xDayNotice")
    settlement = scheduled(c, "STD", add(called, notice) if notice else called, beyond=True)
    payment = settlement | {"type": "IP", "at": called, "order": 205}
    return [event("XD", called), payment, settlement]
