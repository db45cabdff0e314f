# SPDX-License-Identifier: Apache-2.0
"""When a contract ends: given, or computed from what is left to redeem."""

from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import Any

from support.terms_twin.contract import Contract, eom, watched, years
from support.terms_twin.dates import add
from support.terms_twin.reading import listed
from support.terms_twin.schedules import array, start


def with_end(c: Contract) -> Contract:
    """The contract with ``end``, and whether that was computed."""
    terms, kind = c["terms"], c["type"]
    given = terms.get("maturityDate")
    c = c | {"end": None, "end_computed": False, "called": None}
    if kind == "CLM":
        return c | _call_money(c)
    if kind == "UMP":
        return c | {"end": c["to"]}
    if given is None and kind == "ANN":
        given = terms.get("amortizationDate")
    if given is not None:
        return c | {"end": given}
    computed = {"LAM": _linear, "NAM": _negative, "ANN": _negative, "LAX": _exotic}[kind](c)
    return c | {"end": computed, "end_computed": True}


def _call_money(c: Contract) -> dict[str, Any]:
    """Without a maturity: the last observed call, or else the horizon."""
    if "maturityDate" in c["terms"]:
        return {"end": c["terms"]["maturityDate"]}
    calls = [t for t, _, _ in watched(c, "XD") if t > c["terms"]["statusDate"]]
    return {"end": calls[-1], "called": calls[-1]} if calls else {"end": c["to"]}


def _after(c: Contract, payments: int) -> datetime:
    """The date of that many redemptions from the first one after the status date."""
    terms = c["terms"]
    first, step = _redemption(c)
    passed = 0
    while add(first, step, passed, end_of_month=eom(c)) <= terms["statusDate"]:
        passed += 1
    return add(first, step, passed + payments - 1, end_of_month=eom(c))


def _redemption(c: Contract) -> tuple[datetime, Any]:
    first = start(c, "cycleAnchorDateOfPrincipalRedemption", "cycleOfPrincipalRedemption")
    assert first is not None
    return first, c["terms"]["cycleOfPrincipalRedemption"]


def _linear(c: Contract) -> datetime:
    """The data: one cycle less than the techspec says, for the last redemption is the maturity."""
    terms = c["terms"]
    return _after(c, ceil(terms["notionalPrincipal"] / terms["nextPrincipalRedemptionPayment"]))


def _negative(c: Contract) -> datetime:
    """As many redemptions as the first one's principal would take."""
    terms = c["terms"]
    first, step = _redemption(c)
    passed = 0
    while add(first, step, passed + 1, end_of_month=eom(c)) <= terms["statusDate"]:
        passed += 1
    begin, end = (add(first, step, passed + more, end_of_month=eom(c)) for more in (0, 1))
    length = years(c, begin, end)
    notional, rate = terms["notionalPrincipal"], terms.get("nominalInterestRate", Fraction(0))
    principal = terms["nextPrincipalRedemptionPayment"] - notional * length * rate
    assert principal > 0, "the payment does not even cover the interest: give a maturity"
    return _after(c, ceil(notional / principal))


def _exotic(c: Contract) -> datetime:
    """The redemption that leaves nothing."""
    terms = c["terms"]
    amounts, kinds = listed(terms["arrayNextPrincipalRedemptionPayment"]), listed(terms["arrayIncreaseDecrease"])
    left = terms["notionalPrincipal"]
    far = add(terms["statusDate"], (300, "Y", False))
    for t, part in array(c, "arrayCycleAnchorDateOfPrincipalRedemption", "arrayCycleOfPrincipalRedemption", end=far):
        if t > terms["statusDate"]:
            left += amounts[part] * (1 if kinds[part].startswith("INC") else -1)
            if left <= 0:
                return t
    raise AssertionError("the redemptions never end: give a maturity")
