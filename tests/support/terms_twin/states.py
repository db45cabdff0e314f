# SPDX-License-Identifier: Apache-2.0
"""State variables initialization of the basic types."""

from fractions import Fraction

from support.terms_twin.amounts import ONE, ZERO, absolute_fee, calculation_base, next_redemption
from support.terms_twin.contract import Contract, State, scheduled, years
from support.terms_twin.schedules import interest


def initial(c: Contract) -> State:
    """Each state at the status date."""
    terms, now = c["terms"], c["terms"]["statusDate"]
    begun = terms["initialExchangeDate"] <= now
    s: State = {
        "Nt": c["sign"] * terms["notionalPrincipal"] if begun else ZERO,
        "Ipnr": terms.get("nominalInterestRate", ZERO) if begun else ZERO,
        "Ipac": ZERO, "Feac": ZERO, "Xa": ZERO, "Ipcb": ZERO, "Sd": now,
        "Nsc": scaled(c, "N", terms.get("notionalScalingMultiplier", ONE)),
        "Isc": scaled(c, "I", terms.get("interestScalingMultiplier", ONE)),
        "Prnxt": ZERO,
    }  # fmt: skip
    if begun:
        s["Ipcb"] = calculation_base(c, s)
        s["Ipac"] = initial_interest(c, s)
        s["Feac"] = initial_fee(c, s)
        s["Prnxt"] = next_redemption(c, s)
    return s


def scaled(c: Contract, letter: str, value: Fraction) -> Fraction:
    """The effect is written I00 or, in the data, IOO: the letter says whether it holds."""
    return value if letter in c["terms"].get("scalingEffect", "") else ONE


def initial_interest(c: Contract, s: State) -> Fraction:
    """Given, or accrued since the last interest date, paid if it is today; the data take nothing if there was none."""
    terms = c["terms"]
    if "nominalInterestRate" not in terms:
        return ZERO
    if "accruedInterest" in terms:
        return terms["accruedInterest"] if c["sign"] > 0 else -abs(terms["accruedInterest"])
    if c["type"] in ("CLM", "UMP"):
        return ZERO  # their interest payment is at the end: there was none before
    before = [e["at"] for e in interest(c) if e["time"] <= s["Sd"]]
    return years(c, max(before), s["Sd"]) * s["Nt"] * s["Ipnr"] if before else ZERO


def initial_fee(c: Contract, s: State) -> Fraction:
    terms = c["terms"]
    if "feeRate" not in terms:
        return ZERO
    if "feeAccrued" in terms:
        return terms["feeAccrued"]
    before = [e["at"] for e in (scheduled(c, "FP", t) for t in c["fee_dates"]) if e["time"] <= s["Sd"]]
    if not before:
        return ZERO
    if terms.get("feeBasis") == "N":
        return years(c, max(before), s["Sd"]) * s["Nt"] * terms["feeRate"]
    return absolute_fee(c, s["Sd"])
