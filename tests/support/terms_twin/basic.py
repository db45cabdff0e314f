# SPDX-License-Identifier: Apache-2.0
"""The lives of PAM, LAM, NAM, ANN, LAX, CLM and UMP: techspec 7.1 to 7.7."""

from collections.abc import Iterator

from support.terms_twin.contract import Contract, Event, Step, in_order, walked
from support.terms_twin.maturity import with_end
from support.terms_twin.payoffs import payoff
from support.terms_twin.schedules import basic as basic_schedule
from support.terms_twin.schedules import fees
from support.terms_twin.states import initial
from support.terms_twin.transitions import transition


def prepared(c: Contract) -> Contract:
    """The contract with its end and the dates of fees."""
    c = with_end(c)
    c["fee_dates"] = [e["at"] for e in fees(c)]
    return c


def events(c: Contract) -> list[Event]:
    """The events of a prepared contract in order."""
    return in_order(c, basic_schedule(c))


def steps(c: Contract) -> Iterator[Step]:
    """The whole life of a prepared contract."""
    return walked(c, events(c), initial(c), payoff, transition)
