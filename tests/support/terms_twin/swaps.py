# SPDX-License-Identifier: Apache-2.0
"""SWPPV, SWAPS and CAPFL: techspec 7.12 to 7.14."""

from collections.abc import Iterator
from fractions import Fraction

from support.terms_twin import basic
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
    settled,
    walked,
    years,
)  # fmt: skip
from support.terms_twin.reading import Terms, terms
from support.terms_twin.schedules import single, start
from support.terms_twin.simple import state as empty
from support.terms_twin.simple import traded

ZERO = Fraction(0)
ONE = Fraction(1)
MERGED = ("IED", "IP", "PR", "MD")
"""The techspec nets the first three; the data also net MD."""


# --- SWPPV ---


def plain_vanilla(c: Contract) -> Iterator[Step]:
    """A fixed leg (IPNR) against a floating one (IPNR2 until the first reset)."""
    given = c["terms"]
    c = c | {"end": given["maturityDate"], "net": given.get("deliverySettlement", "D") == "S"}
    return walked(c, in_order(c, vanilla_schedule(c)), vanilla_initial(c), vanilla_payoff, vanilla_transition)


def vanilla_schedule(c: Contract) -> list[Event]:
    """The data write IPFX and IPFL for the two interest payments of physical delivery."""
    given = c["terms"]
    first = start(c, "cycleAnchorDateOfInterestPayment", "cycleOfInterestPayment")
    paid = cycled(c, first, given.get("cycleOfInterestPayment"), c["end"], with_end=True)
    reset = start(c, "cycleAnchorDateOfRateReset", "cycleOfRateReset")
    resets = cycled(c, reset, given.get("cycleOfRateReset"), c["end"], with_end=False)
    kinds = ("IP",) if c["net"] else ("IPFX", "IPFL")
    events = [
        *traded(c),
        *single(c, IED="initialExchangeDate"),
        *(scheduled(c, kind, t) for t in paid for kind in kinds),
        *(scheduled(c, "RR", t) for t in resets),
        event("MD", c["end"]),
    ]
    return [e for e in events if e["time"] >= given["initialExchangeDate"] or e["type"] in ("PRD", "TD", "AD")]


def vanilla_initial(c: Contract) -> State:
    given, now = c["terms"], c["terms"]["statusDate"]
    s: State = {"Nt": ZERO, "Ipnr": ZERO, "Ipac": ZERO, "Ipac1": ZERO, "Ipac2": ZERO, "Sd": now}
    if given["initialExchangeDate"] > now:
        return s
    s["Nt"], s["Ipnr"] = c["sign"] * given["notionalPrincipal"], given["nominalInterestRate2"]
    before = [e["at"] for e in vanilla_schedule(c) if e["type"].startswith("IP") and e["time"] <= now]
    if before:
        s["Sd"] = max(before)
        s = vanilla_accrued(c, s, now)
    if "accruedInterest" in given:
        s["Ipac"] = given["accruedInterest"]
    return s


def vanilla_accrued(c: Contract, s: State, t: object) -> State:
    """The three accruals at t, each with the sign of what will be paid.

    The data show the fixed leg's as accrued interest when the legs are paid apart.
    """
    given = c["terms"]
    time = years(c, s["Sd"], t)
    fixed_leg = time * s["Nt"] * given["nominalInterestRate"]
    floating = time * s["Nt"] * s["Ipnr"]
    s["Ipac1"] += fixed_leg
    s["Ipac2"] -= floating
    s["Ipac"] += fixed_leg - floating if c["net"] else fixed_leg
    s["Sd"] = t
    return s


def vanilla_payoff(c: Contract, s: State, e: Event) -> Fraction:
    """The data pay the price at termination as it is, whatever the role."""
    given = c["terms"]
    then = vanilla_accrued(c, dict(s), e["at"])
    amounts: dict[str, Fraction] = {"IP": then["Ipac"], "IPFX": then["Ipac1"], "IPFL": then["Ipac2"]}
    if e["type"] == "PRD":
        return -c["sign"] * given["priceAtPurchaseDate"]
    if e["type"] == "TD":
        return given["priceAtTerminationDate"]
    return amounts.get(e["type"], ZERO)


def vanilla_transition(c: Contract, s: State, e: Event) -> State:
    given, kind = c["terms"], e["type"]
    s = vanilla_accrued(c, s, e["at"])
    if kind == "IED":
        s |= {"Nt": c["sign"] * given["notionalPrincipal"], "Ipnr": given["nominalInterestRate2"]}
        s |= {"Ipac": ZERO, "Ipac1": ZERO, "Ipac2": ZERO}
    elif kind == "IP":
        s |= {"Ipac": ZERO, "Ipac1": ZERO, "Ipac2": ZERO}
    elif kind == "IPFX":
        s |= {"Ipac": ZERO, "Ipac1": ZERO}
    elif kind == "IPFL":
        s["Ipac2"] = ZERO
    elif kind == "RR":
        observed = fixed(c, given["marketObjectCodeOfRateReset"], e["scheduled"])
        s["Ipnr"] = given.get("rateMultiplier", ONE) * observed + given.get("rateSpread", ZERO)
    elif kind in ("TD", "MD"):
        s |= {"Nt": ZERO, "Ipac": ZERO, "Ipac1": ZERO, "Ipac2": ZERO}
    return s


# --- SWAPS ---


def child(c: Contract, given: Terms, **changed: object) -> Contract:
    """A contract of the structure, which sees the same market."""
    return basic.prepared(contract(given | changed, c["data"], own_events(c, given["contractID"]), c["to"]))


def member(c: Contract, role: str) -> Terms:
    return next(terms(row["object"]) for row in c["terms"]["contractStructure"] if row["referenceRole"] == role)


def two_legs(c: Contract) -> Iterator[Step]:
    """The events of both legs; with cash settlement those of the same kind and time become one.

    The data pay both prices as they are, with a plus sign and no accrued interest, and show an empty state with them.
    """
    first, second = ("RPA", "RPL") if c["sign"] == 1 else ("RPL", "RPA")
    legs = [child(c, member(c, "FIL"), contractRole=first), child(c, member(c, "SEL"), contractRole=second)]
    lives = [list(basic.steps(leg)) for leg in legs]
    for (e, _, _), leg in ((step, leg) for leg, life in zip(legs, lives, strict=True) for step in life):
        e["currency"] = leg["terms"].get("settlementCurrency", leg["terms"]["currency"])
    together = merged(*lives) if c["terms"].get("deliverySettlement", "D") == "S" else [*lives[0], *lives[1]]
    prices = {"PRD": "priceAtPurchaseDate", "TD": "priceAtTerminationDate"}
    own = [(e, settled(c, e, c["terms"].get(prices.get(e["type"], ""), ZERO)), empty()) for e in traded(c)]
    everything = sorted([*together, *own], key=lambda step: (step[0]["time"], step[0]["order"]))
    for e, amount, s in everything:
        if e["time"] > c["terms"]["statusDate"]:
            yield e, amount, s
        if e["type"] == "TD" and any(e is mine for mine, _, _ in own):
            return


def merged(first: list[Step], second: list[Step]) -> list[Step]:
    """Payoffs, notionals and accrued interest are added; there is no common rate."""
    result: list[Step] = []
    rest = list(second)
    for e, amount, s in first:
        twin = next((step for step in rest if (step[0]["time"], step[0]["type"]) == (e["time"], e["type"])), None)
        if e["type"] not in MERGED or twin is None:
            result.append((e, amount, s))
            continue
        rest = [step for step in rest if step is not twin]
        both = empty() | {name: s[name] + twin[2][name] for name in ("Nt", "Ipac")}
        result.append((e, amount + twin[1], both))
    return [*result, *rest]


# --- CAPFL ---


def cap_floor(c: Contract) -> Iterator[Step]:
    """The difference that the cap and the floor make to the underlying's interest payments."""
    given = c["terms"]
    bounds = {name: given[name] for name in ("lifeCap", "lifeFloor") if name in given}
    free = {name: value for name, value in member(c, "UDL").items() if name not in ("lifeCap", "lifeFloor")}
    plain, bound = (
        {e["scheduled"]: (e, amount) for e, amount, _ in basic.steps(leg) if e["type"] == "IP"}
        for leg in (child(c, free, contractRole="RPA"), child(c, free, contractRole="RPA", **bounds))
    )
    payments = [e | {"amount": c["sign"] * abs(amount - bound[t][1])} for t, (e, amount) in plain.items()]
    for e in in_order(c, [*payments, *traded(c)]):
        amount = e.get("amount", ZERO)
        if e["type"] == "PRD":
            amount = -c["sign"] * given["priceAtPurchaseDate"]
        elif e["type"] == "TD":
            amount = c["sign"] * given["priceAtTerminationDate"]
        yield e, settled(c, e, amount), empty()
