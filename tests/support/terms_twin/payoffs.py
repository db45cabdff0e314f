# SPDX-License-Identifier: Apache-2.0
"""Payoff functions of the basic types."""

from collections.abc import Callable
from fractions import Fraction

from support.terms_twin.amounts import ZERO, accrued, fee_accrued, redemption
from support.terms_twin.contract import Contract, Event, State, fixed, years


def payoff(c: Contract, s: State, e: Event) -> Fraction:
    """POF, before the exchange rate; an event without a row pays nothing."""
    return PAYOFF[e["type"]](c, s, e) if e["type"] in PAYOFF else ZERO


def pays_initial_exchange(c: Contract, s: State, e: Event) -> Fraction:
    premium = ZERO if c["type"] in ("CLM", "UMP") else c["terms"].get("premiumDiscountAtIED", ZERO)
    return -c["sign"] * (c["terms"]["notionalPrincipal"] + premium)


def pays_redemption(c: Contract, s: State, e: Event) -> Fraction:
    if c["type"] == "UMP":
        return e["value"]
    return s["Nsc"] * redemption(c, s, e)


def pays_increase(c: Contract, s: State, e: Event) -> Fraction:
    if c["type"] == "UMP":
        return e["value"]
    return -c["sign"] * s["Nsc"] * e["amount"]


def pays_maturity(c: Contract, s: State, e: Event) -> Fraction:
    return s["Nsc"] * s["Nt"] + s["Isc"] * s["Ipac"] + s["Feac"]


def pays_settlement(c: Contract, s: State, e: Event) -> Fraction:
    return s["Nt"] + s["Feac"]


def pays_interest(c: Contract, s: State, e: Event) -> Fraction:
    return s["Isc"] * (s["Xa"] + accrued(c, s, e["at"]))


def pays_fee(c: Contract, s: State, e: Event) -> Fraction:
    if c["terms"].get("feeBasis") == "N":
        return fee_accrued(c, s, e["at"])
    return c["sign"] * c["terms"]["feeRate"]


def pays_purchase(c: Contract, s: State, e: Event) -> Fraction:
    return -c["sign"] * (c["terms"]["priceAtPurchaseDate"] + accrued(c, s, e["at"]))


def pays_termination(c: Contract, s: State, e: Event) -> Fraction:
    return c["sign"] * (c["terms"]["priceAtTerminationDate"] + accrued(c, s, e["at"]))


def pays_prepayment(c: Contract, s: State, e: Event) -> Fraction:
    return e["value"]


def pays_penalty(c: Contract, s: State, e: Event) -> Fraction:
    """A: an amount; R: a rate on the notional since the last event; I: what the market pays less than the contract.

    The techspec writes N for R and multiplies the signed notional by the role's sign once more; the dictionary's
    letters are taken, and the sign once.
    """
    terms = c["terms"]
    if terms["penaltyType"] == "A":
        return c["sign"] * terms["penaltyRate"]
    since = years(c, s["Sd"], e["at"]) * s["Nt"]
    if terms["penaltyType"] == "R":
        return since * terms["penaltyRate"]
    market = fixed(c, terms["marketObjectCodeOfRateReset"], e["scheduled"])
    return since * max(ZERO, s["Ipnr"] - market)


PAYOFF: dict[str, Callable[[Contract, State, Event], Fraction]] = {
    "IED": pays_initial_exchange,
    "PR": pays_redemption,
    "PI": pays_increase,
    "MD": pays_maturity,
    "STD": pays_settlement,
    "IP": pays_interest,
    "FP": pays_fee,
    "PRD": pays_purchase,
    "TD": pays_termination,
    "PP": pays_prepayment,
    "PY": pays_penalty,
}
