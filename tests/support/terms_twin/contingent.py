# SPDX-License-Identifier: Apache-2.0
"""OPTNS, FUTUR, CEG and CEC: techspec 7.15 to 7.18. What is fixed on exercise is paid on settlement."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

from support.terms_twin import basic
from support.terms_twin.amounts import accrued
from support.terms_twin.contract import (
    Contract,
    Event,
    State,
    Step,
    contract,
    cycled,
    event,
    fixed,
    in_order,
    own_events,
    scheduled,
    walked,
    years,
)  # fmt: skip
from support.terms_twin.dates import add
from support.terms_twin.reading import Terms, listed, moment, terms
from support.terms_twin.simple import traded
from support.terms_twin.states import initial

ZERO = Fraction(0)
ONE = Fraction(1)


def exercise_and_settlement(c: Contract, exercised: datetime) -> list[Event]:
    """XD where it falls, STD on a business day when the settlement period is over."""
    period = c["terms"].get("settlementPeriod")
    return [event("XD", exercised), scheduled(c, "STD", add(exercised, period) if period else exercised)]


# --- OPTNS and FUTUR ---


def derivative(c: Contract) -> Iterator[Step]:
    """An option or a future. The data exercise at maturity what has not been exercised before."""
    given = c["terms"]
    c = c | {"end": given["maturityDate"]}
    events = [*traded(c), event("MD", c["end"]), *exercise_and_settlement(c, exercise_date(c))]
    s: State = {"Nt": ZERO, "Xd": given.get("exerciseDate"), "Xa": given.get("exerciseAmount", ZERO)}
    return walked(c, lifetime(c, events), s, derivative_payoff, derivative_transition)


def exercise_date(c: Contract) -> datetime:
    """Given, or the first one observed if the option may be exercised early, or the maturity."""
    given = c["terms"]
    if "exerciseDate" in given:
        return given["exerciseDate"]
    if given["contractType"] == "OPTNS" and given.get("optionExerciseType", "E") != "E":
        # They are observed of the underlying, so they may carry its name.
        seen = sorted(moment(row["time"]) for row in c["observed"] if row["type"] == "XD")
        early = [t for t in seen if given["statusDate"] < t <= c["end"]]
        if early:
            return early[0]
    return c["end"]


def lifetime(c: Contract, events: list[Event]) -> list[Event]:
    """Of these types MD is not the last event: STD is."""
    living = [e for e in events if e["time"] > c["terms"]["statusDate"]]
    living.sort(key=lambda e: (e["time"], e["order"]))
    for index, e in enumerate(living):
        if e["type"] in ("TD", "STD"):
            return living[: index + 1]
    return living


def exercise_value(c: Contract, t: datetime) -> Fraction:
    given = c["terms"]
    code = next(row["object"]["marketObjectCode"] for row in given["contractStructure"])
    price = fixed(c, code, t)
    if c["type"] == "FUTUR":
        return price - given["futuresPrice"]
    strike = given["optionStrike1"]
    if given["optionType"] == "C":
        return max(price - strike, ZERO)
    if given["optionType"] == "P":
        return max(strike - price, ZERO)
    return max(price - strike, ZERO) + max(given["optionStrike2"] - price, ZERO)


def derivative_payoff(c: Contract, s: State, e: Event) -> Fraction:
    """The data give the price at purchase the role's sign, which the techspec forgets."""
    given, sign = c["terms"], c["sign"]
    if e["type"] == "PRD":
        return -sign * given["priceAtPurchaseDate"]
    if e["type"] == "TD":
        return sign * given["priceAtTerminationDate"]
    return sign * s["Xa"] if e["type"] == "STD" else ZERO


def derivative_transition(c: Contract, s: State, e: Event) -> State:
    """The data: at MD the exercise date shows if there is something to win, at XD if there is anything to settle."""
    if e["type"] == "MD" and s["Xd"] is None and exercise_value(c, e["at"]) > 0:
        s["Xd"] = e["at"]
    elif e["type"] == "XD":
        s["Xa"] = exercise_value(c, e["at"])
        if s["Xa"] != 0:
            s["Xd"] = e["at"]
    elif e["type"] == "STD":
        s["Xa"] = ZERO
    return s


# --- CEG and CEC ---


def enhancement(c: Contract) -> Iterator[Step]:
    """A guarantee or collateral of other contracts."""
    given = c["terms"]
    c = c | {"covered": members(c, "COVE"), "covering": members(c, "COVI")}
    c["end"] = given.get("maturityDate") or max(life_end(child(c, row)) for row in c["covered"] if is_contract(row))
    exercised = credit_event(c)
    c["fee_dates"], c["fee_cycle"] = fee_dates(c), given.get("cycleOfFee")
    events = [*(traded(c) if c["type"] == "CEG" else []), *(scheduled(c, "FP", t) for t in c["fee_dates"])]
    if exercised is None:
        events.append(event("MD", c["end"]))
    else:
        events = [e for e in events if e["time"] <= exercised]
        events += exercise_and_settlement(c, exercised)
    # Only a fee on the amount covered asks what that was before the first event.
    covered = coverage(c, given["statusDate"]) if given.get("feeBasis") == "N" else ZERO
    s: State = {"Nt": covered, "Feac": given.get("feeAccrued", ZERO), "Sd": given["statusDate"]}
    s |= {"Xd": given.get("exerciseDate"), "Xa": given.get("exerciseAmount", ZERO)}
    return walked(c, in_order(c, events), s, enhancement_payoff, enhancement_transition)


def members(c: Contract, role: str) -> list[Terms]:
    """Whole contracts, or what little a reference says."""
    return [terms(row["object"]) for row in c["terms"]["contractStructure"] if row["referenceRole"] == role]


def is_contract(given: Terms) -> bool:
    return "contractType" in given


def child(c: Contract, given: Terms) -> Contract:
    return basic.prepared(contract(given, c["data"], own_events(c, given["contractID"]), c["to"]))


def life_end(covered: Contract) -> datetime:
    return basic.events(covered)[-1]["time"]


def credit_event(c: Contract) -> datetime | None:
    """The date given, or the first credit event of a covered contract that is of a kind covered."""
    given = c["terms"]
    if "exerciseDate" in given:
        return given["exerciseDate"]
    names = {row.get("contractID") or row.get("contractIdentifier") for row in c["covered"]}
    kinds = listed(given.get("creditEventTypeCovered", "DF"))
    times = sorted(
        moment(row["time"])
        for row in c["observed"]
        if row["type"] == "CE"
        and row.get("contractId") in names
        and row.get("states", {}).get("contractPerformance") in kinds
    )
    return next((t for t in times if given["statusDate"] < t <= c["end"]), None)


def fee_dates(c: Contract) -> list[datetime]:
    """The data show the regular next fee date behind a credit event, so a long stub is not made here."""
    given = c["terms"]
    if c["type"] != "CEG" or not given.get("feeRate"):
        return []
    anchor, step = given.get("cycleAnchorDateOfFee"), given.get("cycleOfFee")
    if anchor is None and step is None:
        return []
    anchor = anchor or add(given.get("purchaseDate", given["statusDate"]), step)
    return cycled(c, anchor, step and (*step[:2], False), c["end"], with_end=True)


def exposure(c: Contract, t: datetime) -> Fraction:
    """What the covered contracts are worth at t after its events: nominal, with interest, or as the market says."""
    return sum((_exposure(c, row, t) for row in c["covered"]), ZERO)


def _exposure(c: Contract, given: Terms, t: datetime) -> Fraction:
    kind = c["terms"].get("guaranteedExposure", "NO")
    if kind == "MV":
        return fixed(c, given["marketObjectCode"], t)
    covered = child(c, given)
    s = initial(covered)
    for e, _, after in basic.steps(covered):
        if e["time"] > t:
            break
        s = after
    interest = accrued(covered, s, t) if kind == "NI" else ZERO
    return s["Nt"] + interest


def coverage(c: Contract, t: datetime) -> Fraction:
    """Nt: the covered part of the amount given, or else of the exposure; the part is taken once (data)."""
    given = c["terms"]
    part = c["sign"] * given.get("coverageOfCreditEnhancement", ONE)
    return part * (given["notionalPrincipal"] if "notionalPrincipal" in given else exposure(c, t))


def collateral(c: Contract, t: datetime) -> Fraction:
    """What the covering contracts are worth."""
    return sum((row.get("quantity", ONE) * fixed(c, row["marketObjectCode"], t) for row in c["covering"]), ZERO)


def claim(c: Contract, t: datetime) -> Fraction:
    """Xa: all that is covered, as far as the collateral goes."""
    covered = coverage(c, t)
    if c["type"] == "CEG":
        return covered
    return c["sign"] * min(collateral(c, t), c["sign"] * covered)


def fee_accrued(c: Contract, s: State, t: datetime) -> Fraction:
    given: dict[str, Any] = c["terms"]
    if not given.get("feeRate"):
        return ZERO
    if given.get("feeBasis") == "N":
        return s["Feac"] + years(c, s["Sd"], t) * s["Nt"] * given["feeRate"]
    before = max((u for u in c["fee_dates"] if u <= t), default=None)
    after = min((u for u in c["fee_dates"] if u > t), default=None)
    if before is None or after is None:
        return ZERO
    return years(c, before, t) / years(c, before, after) * c["sign"] * given["feeRate"]


def enhancement_payoff(c: Contract, s: State, e: Event) -> Fraction:
    given = c["terms"]
    if e["type"] == "PRD":
        return -c["sign"] * given["priceAtPurchaseDate"]
    if e["type"] == "TD":
        return c["sign"] * given["priceAtTerminationDate"]
    if e["type"] == "FP" and given.get("feeBasis") == "N":
        return fee_accrued(c, s, e["at"])
    if e["type"] == "FP":
        return c["sign"] * given["feeRate"]
    return s["Xa"] + s["Feac"] if e["type"] == "STD" else ZERO


def enhancement_transition(c: Contract, s: State, e: Event) -> State:
    """The claim stays in sight after it is settled (data)."""
    t = e["at"]
    if e["type"] in ("MD", "TD", "STD"):
        return s | {"Nt": ZERO, "Feac": ZERO, "Sd": t}
    s = s | {"Feac": ZERO if e["type"] == "FP" else fee_accrued(c, s, t), "Sd": t}
    s["Nt"] = coverage(c, t)
    if e["type"] == "XD":
        s |= {"Xa": claim(c, t), "Xd": t}
    return s
