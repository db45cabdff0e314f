# SPDX-License-Identifier: Apache-2.0
"""Contract terms: a loan with a floating rate says what it will pay, asks for what it does not know, and pays."""

from decimal import Decimal

from counterfoil.terms import Contract, Fixings, MissingFixing, TermError
from counterfoil.terms.kernel.dates import parse_time
from counterfoil.terms.kernel.events import Event

TERMS = {
    "contractType": "PAM",
    "contractID": "LOAN-1",
    "contractRole": "RPA",  # we lend: what we receive is positive
    "statusDate": "2026-01-01",
    "initialExchangeDate": "2026-01-15",
    "maturityDate": "2027-01-15",
    "currency": "CNY",
    "notionalPrincipal": "1000000",
    "nominalInterestRate": "0.03",
    "dayCountConvention": "A360",
    "cycleOfInterestPayment": "P3ML1",
    "marketObjectCodeOfRateReset": "SHIBOR3M",
    "cycleAnchorDateOfRateReset": "2026-07-15",
    "cycleOfRateReset": "P6ML1",
    "rateSpread": "0.005",
    "calendar": "MF",
    "businessDayConvention": "SCMF",  # shift to a business day, then calculate
}


def told(event: Event) -> str:
    """One event on one line."""
    principal = event.state.values()["notionalPrincipal"]
    return f"  {event.at.date()} {event.type.name:32} {event.payoff:14,.2f} {event.currency}, principal {principal:,}"


def main() -> None:
    """Terms, schedule, the fixing that is missing, events, and a term that is wrong."""
    loan = Contract.from_terms(TERMS)
    print("scheduled:", ", ".join(f"{item.type} {item.at.date()}" for item in loan.schedule()))

    try:
        loan.events()
    except MissingFixing as error:
        print("not known: ", error)

    fixings = Fixings.of({"SHIBOR3M": {parse_time("2026-07-15"): Decimal("0.0215")}})
    events = loan.events(fixings)
    print(*map(told, events), sep="\n")
    assert events[1].payoff == Decimal("7500")  # 1,000,000 at 3 % for 90 of 360 days
    assert events[-1].state.values()["notionalPrincipal"] == 0

    try:
        Contract.from_terms({**TERMS, "dayCountConvention": "A366"})
    except TermError as error:
        print("refused:   ", error)


if __name__ == "__main__":
    main()
