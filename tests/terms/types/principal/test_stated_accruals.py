# SPDX-License-Identifier: Apache-2.0
"""Accrued interest as the terms state it: written unsigned, and owed by a debtor."""

import pytest

from support.terms import run, state_of

IPAC = "accruedInterest"
LOAN = {
    "contractID": "1",
    "contractRole": "RPL",
    "currency": "USD",
    "statusDate": "2019-12-30T00:00:00",
    "initialExchangeDate": "2020-01-01T00:00:00",
    "notionalPrincipal": "12000",
    "nominalInterestRate": "0.06",
    "dayCountConvention": "A365",
    "accruedInterest": "75",
    "cycleOfInterestPayment": "P1ML0",
    "cycleAnchorDateOfInterestPayment": "2020-02-01T00:00:00",
}


@pytest.mark.parametrize("kind", ["NAM", "LAM", "PAM", "ANN"])
def test_accrued_interest_before_the_first_exchange_has_the_sign_of_the_role(kind: str) -> None:
    """12000 at 6 % A365, status 2019-12-30, exchange 2020-01-01, 75 accrued: starts at -75, first pays -136.15…"""
    amortising = (
        {}
        if kind == "PAM"
        else {
            "nextPrincipalRedemptionPayment": "500",
            "cycleOfPrincipalRedemption": "P1ML0",
            "cycleAnchorDateOfPrincipalRedemption": "2020-02-01T00:00:00",
        }
    )
    events = run({**LOAN, "contractType": kind, "maturityDate": "2021-01-01T00:00:00"} | amortising)
    exchange = next(event for event in events if event.type.acronym == "IED")
    assert state_of(exchange, IPAC) == -75
    interest = next(event for event in events if event.type.acronym == "IP")
    assert str(interest.payoff).startswith("-136.1506849315")


@pytest.mark.parametrize("kind", ["CLM", "UMP"])
def test_accrued_interest_that_is_capitalised_has_the_sign_of_the_role(kind: str) -> None:
    """The same loan without an end: it starts at -75, and the first interest of -136.15… becomes principal."""
    events = run({**LOAN, "contractType": kind}, until="2020-02-15T00:00:00")
    exchange = next(event for event in events if event.type.acronym == "IED")
    assert state_of(exchange, IPAC) == -75
    capitalised = next(event for event in events if event.type.acronym == "IPCI")
    assert str(state_of(capitalised, "notionalPrincipal")).startswith("-12136.1506849315")
