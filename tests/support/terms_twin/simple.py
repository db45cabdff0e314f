# SPDX-License-Identifier: Apache-2.0
"""CSH, STK, COM and FXOUT: techspec 7.8 to 7.11. They have no state worth showing but the cash's amount."""

from collections.abc import Iterator
from fractions import Fraction

from support.terms_twin.contract import (
    Contract,
    Event,
    State,
    Step,
    eom,
    event,
    fixed,
    in_order,
    scheduled,
    settled,
    watched,
)  # fmt: skip
from support.terms_twin.dates import add, cyclic
from support.terms_twin.schedules import single

ZERO = Fraction(0)


def state(notional: Fraction = ZERO) -> State:
    return {"Nt": notional, "Ipnr": ZERO, "Ipac": ZERO}


def monitored(c: Contract) -> list[Event]:
    return [event("AD", t) for t, _, _ in watched(c, "AD")]


def traded(c: Contract) -> list[Event]:
    return [*single(c, PRD="purchaseDate", TD="terminationDate"), *monitored(c)]


def cash(c: Contract) -> Iterator[Step]:
    """CSH: an amount that is looked at."""
    for e in in_order(c, monitored(c)):
        yield e, ZERO, state(c["sign"] * c["terms"]["notionalPrincipal"])


def stock(c: Contract) -> Iterator[Step]:
    """STK: the next dividend may be known, the others are observed."""
    terms = c["terms"]
    for e in in_order(c, [*traded(c), *dividends(c)]):
        amount = ZERO
        if e["type"] == "PRD":
            amount = -c["sign"] * terms["priceAtPurchaseDate"]
        elif e["type"] == "TD":
            amount = c["sign"] * terms["priceAtTerminationDate"]
        elif e["type"] == "DV":
            code = terms.get("marketObjectCodeOfDividends", f"{terms['contractID']}-DV")
            known = e.get("known")
            amount = c["sign"] * (fixed(c, code, e["scheduled"]) if known is None else known)
        yield e, settled(c, e, amount), state()


def dividends(c: Contract) -> list[Event]:
    """From the anchor to the horizon, which is a date of its own only if it is on the cycle."""
    terms = c["terms"]
    anchor, step = terms.get("cycleAnchorDateOfDividendPayment"), terms.get("cycleOfDividendPayment")
    if anchor is None:
        return []
    assert c["to"] is not None, "a stock has no end: the case must have one"
    times = [anchor] if step is None else cyclic(anchor, step, c["to"], end_of_month=eom(c))
    events = [scheduled(c, "DV", t) for t in times]
    if "nextDividendPaymentAmount" in terms and events:
        events[0]["known"] = terms["nextDividendPaymentAmount"]
    return events


def commodity(c: Contract) -> Iterator[Step]:
    """COM: the data multiply the price by the quantity."""
    terms = c["terms"]
    quantity = terms.get("quantity", Fraction(1))
    for e in in_order(c, traded(c)):
        amount = ZERO
        if e["type"] == "PRD":
            amount = -c["sign"] * quantity * terms["priceAtPurchaseDate"]
        elif e["type"] == "TD":
            amount = c["sign"] * quantity * terms["priceAtTerminationDate"]
        yield e, settled(c, e, amount), state()


def foreign_exchange(c: Contract) -> Iterator[Step]:
    """FXOUT: two amounts at maturity, or their difference after the settlement period.

    The data call the two amounts MD, give the second one its own currency, and pay the price at termination as it is,
    whatever the role.
    """
    terms, sign = c["terms"], c["sign"]
    c = c | {"end": terms["maturityDate"]}
    for e in in_order(c, [*traded(c), *exchanges(c)]):
        amount = ZERO
        if e["type"] == "PRD":
            amount = -sign * terms["priceAtPurchaseDate"]
        elif e["type"] == "TD":
            amount = terms["priceAtTerminationDate"]
        elif e["type"] == "STD":
            rate = fixed(c, f"{terms['currency2']}/{terms['currency']}", e["fixing"])
            amount = sign * (terms["notionalPrincipal"] - rate * terms["notionalPrincipal2"])
        elif e.get("leg") == 1:
            amount = sign * terms["notionalPrincipal"]
        elif e.get("leg") == 2:
            yield e | {"currency": terms["currency2"]}, -sign * terms["notionalPrincipal2"], state()
            continue
        yield e, settled(c, e, amount), state()


def exchanges(c: Contract) -> list[Event]:
    terms, end = c["terms"], c["end"]
    if terms.get("deliverySettlement", "D") == "D":
        return [event("MD", end, leg=1), event("MD", end, leg=2)]
    period = terms.get("settlementPeriod")
    return [scheduled(c, "STD", add(end, period) if period else end, fixing=end)]
