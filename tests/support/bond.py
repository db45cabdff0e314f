# SPDX-License-Identifier: Apache-2.0
"""A bond small enough to be computed in one's head, as terms and as a case of the public test format."""

from copy import deepcopy
from typing import Any

BOND = {
    "contractType": "PAM",
    "contractID": "bond-1",
    "contractRole": "RPA",
    "statusDate": "2026-01-01T00:00:00",
    "currency": "CNY",
    "notionalPrincipal": "1000",
    "initialExchangeDate": "2026-01-02T00:00:00",
    "maturityDate": "2028-01-02T00:00:00",
    "nominalInterestRate": " 0.03",
    "cycleAnchorDateOfInterestPayment": "2027-01-02T00:00:00",
    "cycleOfInterestPayment": "P1YL1",
    "dayCountConvention": "30E360",
}
"""1000 for two years at 3 % a year, on days that 30E/360 counts as whole years."""

FLOATER = BOND | {
    "contractID": "floater-1",
    "marketObjectCodeOfRateReset": "LPR1Y",
    "cycleAnchorDateOfRateReset": "2027-01-02T00:00:00",
    "cycleOfRateReset": "P1YL1",
}
"""The same, but for its second year it pays the rate that is fixed after the first."""

FIXINGS = {"LPR1Y": {"identifier": "LPR1Y", "data": [{"timestamp": "2027-01-02T00:00", "value": " 0.05 "}]}}


def _result(time: str, kind: str, payoff: str, principal: str) -> dict[str, str]:
    return {
        "eventDate": time,
        "eventType": kind,
        "payoff": payoff,
        "currency": "CNY",
        "notionalPrincipal": principal,
        "nominalInterestRate": "0.03",
        "accruedInterest": "0",
    }


RESULTS = [
    _result("2026-01-02T00:00:00", "IED", "-1000", "1000"),
    _result("2027-01-02T00:00:00", "IP", "30", "1000"),
    _result("2028-01-02T00:00:00", "IP", "30", "1000"),
    _result("2028-01-02T00:00:00", "MD", "1000", "0"),
]
"""What happens to the bond, by hand."""


def case(**changes: Any) -> dict[str, Any]:
    """The bond as a case; ``changes`` replace fields of the case."""
    whole = {"identifier": "bond-1", "terms": BOND, "to": "", "dataObserved": {}, "eventsObserved": []}
    return deepcopy(whole | {"results": RESULTS} | changes)


def terms(**changes: Any) -> dict[str, Any]:
    """The bond's terms; ``changes`` replace them, None takes one out."""
    return {name: value for name, value in (BOND | changes).items() if value is not None}
