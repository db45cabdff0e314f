# SPDX-License-Identifier: Apache-2.0
"""State transition functions of the basic types."""

from collections.abc import Callable
from fractions import Fraction

from support.terms_twin.amounts import (
    ONE,
    ZERO,
    accrued,
    annuity,
    calculation_base,
    equal_parts,
    fee_accrued,
    follow,
    next_redemption,
    redemption,
)  # fmt: skip
from support.terms_twin.contract import Contract, Event, State, fixed, years
from support.terms_twin.schedules import interest
from support.terms_twin.states import scaled


def transition(c: Contract, s: State, e: Event) -> State:
    """STF: first accrue until the event, then what is special about it."""
    if e["type"] == "IED":
        return after_initial_exchange(c, s, e)
    # Techspec forgets to accrue at PR; the data do.
    redeemed = redemption(c, s, e) if e["type"] == "PR" and c["type"] != "UMP" else ZERO
    s["Ipac"], s["Feac"] = accrued(c, s, e["at"]), fee_accrued(c, s, e["at"])
    s["Sd"] = e["at"]
    if e["type"] == "PR" and c["type"] != "UMP":
        s["Nt"] -= redeemed
        follow(c, s)
    elif e["type"] in TRANSITION:
        TRANSITION[e["type"]](c, s, e)
    return s


def after_initial_exchange(c: Contract, s: State, e: Event) -> State:
    terms = c["terms"]
    s["Nt"] = c["sign"] * terms["notionalPrincipal"]
    s["Ipnr"] = terms.get("nominalInterestRate", ZERO)
    anchor = terms.get("cycleAnchorDateOfInterestPayment")
    if "accruedInterest" in terms:
        s["Ipac"] = terms["accruedInterest"] if c["sign"] > 0 else -abs(terms["accruedInterest"])
    elif anchor is not None and anchor < e["at"]:
        s["Ipac"] = years(c, anchor, e["at"]) * s["Nt"] * s["Ipnr"]
    else:
        s["Ipac"] = ZERO
    s["Sd"] = e["at"]
    s["Ipcb"] = calculation_base(c, s)
    s["Prnxt"] = next_redemption(c, s)
    return s


def after_maturity(c: Contract, s: State, e: Event) -> None:
    """The data keep the rate, also at TD where the techspec takes it away."""
    s["Nt"] = s["Ipac"] = s["Feac"] = s["Ipcb"] = ZERO


def after_increase(c: Contract, s: State, e: Event) -> None:
    s["Nt"] += c["sign"] * e["amount"] if "amount" in e else -e["value"]
    follow(c, s)


def after_observed_redemption(c: Contract, s: State, e: Event) -> None:
    s["Nt"] -= e["value"]


def after_prepayment(c: Contract, s: State, e: Event) -> None:
    """The notional falls; with effect A what is paid until the maturity falls too (dictionary)."""
    s["Nt"] -= e["value"]
    follow(c, s)
    if c["terms"]["prepaymentEffect"] == "A" and e["value"]:
        if c["type"] == "ANN":
            # Interest that falls due at the same time is paid apart.
            due = any(row["type"] == "IP" and row["at"] == e["at"] for row in interest(c))
            s["Prnxt"] = annuity(c, s | {"Ipac": ZERO} if due else s)
        elif c["type"] == "LAM":
            s["Prnxt"] = equal_parts(c, s)


def after_interest(c: Contract, s: State, e: Event) -> None:
    s["Ipac"] = s["Xa"] = ZERO


def after_fee(c: Contract, s: State, e: Event) -> None:
    s["Feac"] = ZERO


def after_capitalization(c: Contract, s: State, e: Event) -> None:
    s["Nt"] += s["Ipac"]
    s["Ipac"] = ZERO
    follow(c, s)


def after_base_fixing(c: Contract, s: State, e: Event) -> None:
    s["Ipcb"] = s["Nt"]


def after_reset(c: Contract, s: State, e: Event) -> None:
    """The change of the rate within its bounds of the period, then the rate within its bounds of the life."""
    terms = c["terms"]
    observed = fixed(c, terms["marketObjectCodeOfRateReset"], e["scheduled"])
    spread = e.get("spread", terms.get("rateSpread", ZERO))
    change = observed * terms.get("rateMultiplier", ONE) + spread - s["Ipnr"]
    change = bounded(change, terms.get("periodFloor"), terms.get("periodCap"))
    s["Ipnr"] = bounded(s["Ipnr"] + change, terms.get("lifeFloor"), terms.get("lifeCap"))


def bounded(value: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def after_known_reset(c: Contract, s: State, e: Event) -> None:
    s["Ipnr"] = e["rate"]


def after_amount_fixing(c: Contract, s: State, e: Event) -> None:
    s["Prnxt"] = annuity(c, s)


def after_scaling(c: Contract, s: State, e: Event) -> None:
    """The data: the index over the index of the deal date (the techspec subtracts one)."""
    terms = c["terms"]
    index = fixed(c, terms["marketObjectCodeOfScalingIndex"], e["scheduled"])
    factor = index / terms["scalingIndexAtContractDealDate"]
    s["Nsc"], s["Isc"] = scaled(c, "N", factor), scaled(c, "I", factor)


def after_call(c: Contract, s: State, e: Event) -> None:
    """The data: where the settlement is later, the interest is a claim and no longer accrued."""
    notice = c["terms"].get("xDayNotice")
    if notice and notice[0]:
        s["Xa"], s["Ipac"] = s["Ipac"], ZERO


TRANSITION: dict[str, Callable[[Contract, State, Event], None]] = {
    "PR": after_observed_redemption,
    "PI": after_increase,
    "MD": after_maturity,
    "TD": after_maturity,
    "STD": after_maturity,
    "PP": after_prepayment,
    "IP": after_interest,
    "FP": after_fee,
    "IPCI": after_capitalization,
    "IPCB": after_base_fixing,
    "RR": after_reset,
    "RRF": after_known_reset,
    "PRF": after_amount_fixing,
    "SC": after_scaling,
    "XD": after_call,
}
