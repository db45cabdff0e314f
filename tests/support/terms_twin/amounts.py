# SPDX-License-Identifier: Apache-2.0
"""What states, payoffs and transitions of the basic types share: accruals, the annuity, what is redeemed."""

from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from support.terms_twin.contract import Contract, Event, State, scheduled, years
from support.terms_twin.schedules import principal_redemption

ZERO = Fraction(0)
ONE = Fraction(1)
AMORTIZING = ("LAM", "NAM", "ANN", "LAX")


def base(c: Contract, s: State) -> Fraction:
    """What interest is paid on: the notional, or of an amortizer its calculation base."""
    return s["Ipcb"] if c["type"] in AMORTIZING else s["Nt"]


def accrued(c: Contract, s: State, t: datetime) -> Fraction:
    """Ipac at t."""
    return s["Ipac"] + years(c, s["Sd"], t) * s["Ipnr"] * base(c, s)


def fee_accrued(c: Contract, s: State, t: datetime) -> Fraction:
    """Feac at t."""
    terms = c["terms"]
    if not terms.get("feeRate"):
        return ZERO
    if terms.get("feeBasis") == "N":
        return s["Feac"] + years(c, s["Sd"], t) * s["Nt"] * terms["feeRate"]
    return absolute_fee(c, t)


def absolute_fee(c: Contract, t: datetime) -> Fraction:
    """The part of the fee that belongs to the time since the last fee date, or since the initial exchange."""
    terms, dates = c["terms"], c["fee_dates"]
    before = max([terms["initialExchangeDate"], *(u for u in dates if u <= t)])
    after = min((u for u in dates if u > t), default=None)
    if after is None or t <= before:
        return ZERO
    return years(c, before, t) / years(c, before, after) * c["sign"] * terms["feeRate"]


def follow(c: Contract, s: State) -> None:
    """Ipcb follows the notional unless it is fixed at dates of its own (NTL); the data let NTIED follow too."""
    if c["terms"].get("interestCalculationBase", "NT") != "NTL":
        s["Ipcb"] = s["Nt"]


def redemption(c: Contract, s: State, e: Event) -> Fraction:
    """What is redeemed at e, with its sign; the data never redeem more than there is."""
    amount = c["sign"] * e["amount"] if "amount" in e else s["Prnxt"]
    if c["type"] in ("NAM", "ANN"):
        amount -= accrued(c, s, e["at"])
    return c["sign"] * min(c["sign"] * amount, c["sign"] * s["Nt"])


def calculation_base(c: Contract, s: State) -> Fraction:
    """Ipcb, when the notional is there."""
    terms = c["terms"]
    if terms.get("interestCalculationBase", "NT") == "NT" or "interestCalculationBaseAmount" not in terms:
        return s["Nt"]
    return c["sign"] * terms["interestCalculationBaseAmount"]


def next_redemption(c: Contract, s: State) -> Fraction:
    """Prnxt with its sign.

    LAM: the data divide by the number of redemption dates, the maturity among them (the techspec by year fractions).
    """
    terms = c["terms"]
    if c["type"] not in ("LAM", "NAM", "ANN"):
        return ZERO
    # At the initial exchange a redemption of that very day is still to come; at the status date it is past.
    at_exchange = s["Sd"] > terms["statusDate"]
    if "nextPrincipalRedemptionPayment" in terms:
        return c["sign"] * terms["nextPrincipalRedemptionPayment"]
    if c["type"] == "ANN":
        return annuity(c, s, including=at_exchange)
    return equal_parts(c, s, including=at_exchange)


def equal_parts(c: Contract, s: State, *, including: bool = False) -> Fraction:
    """What is left over the redemption dates to come, the maturity among them."""
    left = [t for t in principal_redemption(c) if t > s["Sd"] or (including and t == s["Sd"])]
    return s["Nt"] / (len(left) + 1)


def annuity(c: Contract, s: State, *, including: bool = False) -> Fraction:
    """A: the amount that, paid on each redemption date after now, leaves nothing on the last one.

    The techspec adds the interest accrued now to the notional; the data add what accrues until the first payment.
    """
    terms = c["terms"]
    last = terms.get("amortizationDate") or c["end"]
    planned = [scheduled(c, "PR", t)["at"] for t in [*principal_redemption(c, last), last]]
    times = [t for t in planned if t > s["Sd"] or (including and t == s["Sd"])]
    owed = s["Nt"] + s["Ipac"] + years(c, s["Sd"], times[0]) * s["Ipnr"] * s["Nt"]
    factors = [ONE + s["Ipnr"] * years(c, t, u) for t, u in pairwise(times)]
    total = ONE
    for i in range(len(factors)):
        total += product(factors[i:])
    return owed * product(factors) / total


def product(factors: list[Fraction]) -> Fraction:
    result = ONE
    for factor in factors:
        result *= factor
    return result
