# SPDX-License-Identifier: Apache-2.0
"""A series of options that is reduced by force: its exercises are drawn of what the reduction leaves."""

from msgspec.structs import replace

from counterfoil.modules.futures import reduction_calls as r
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.option_calls import DrawAssignment
from counterfoil.modules.futures.positions import TRADINGS
from counterfoil.modules.futures.records import HOUSES
from counterfoil.modules.futures.widening import Widening
from support.futures_locked import RULE, STEPS, lock
from support.futures_options import (
    AMERICAN,
    COPPER,
    NEXT,
    PREMIUM_FEES,
    THEN,
    begin,
    drawn,
    fixed,
    instruct,
    option,
    optioned,
    product,
    rules,
    traded,
)
from support.ledger import Ledger


def test_nothing_is_drawn_of_a_series_that_is_reduced() -> None:
    """Drawn before it, more would be exercised than assigned, and the day never closed."""
    ledger: Ledger = optioned(Ledger())
    widening = Widening(STEPS, replace(RULE, days=1))
    given = rules(option=AMERICAN, fees=PREMIUM_FEES, widening=widening)
    ledger.do(product("on_w", rules=given), signed_by="ccp venue")
    ledger.do(option("W59", "call", 59_000, product="on_w", last=THEN), signed_by="venue")
    begin(ledger)
    traded(ledger, "W59", "m-ann", {"m-bob": 3, "m-cat": 3})
    fixed(ledger, CU=COPPER, W59=1_000)
    ledger.drive("ann", "futures")
    begin(ledger, NEXT)
    ledger.do(instruct("m-ann", "W59", 3), signed_by="ann")
    ledger.do(lock("W59"), r.StateUnfilled(account="m-bob", contract="W59", lots=3), signed_by="venue")
    fixed(ledger, CU=66_000, W59=7_000)
    assert drawn(ledger, NEXT) == []
    said = DrawAssignment(contract="W59", exercised=3, open_lots=6, remainder=0, before="")
    assert ledger.submit(said, signed_by="ccp").outcome is LockingOutcome.reduction_first
    ledger.do(r.OrderReduction(contract="W59", reason="locked"), signed_by="ccp")
    ledger.drive("ann", "futures")
    assert [one.contract for one in drawn(ledger, NEXT)] == ["W59"]
    ledger.drive("ann", "futures")
    house, trading = ledger.state.read(HOUSES, "CC"), ledger.state.read(TRADINGS, "W59")
    assert house is not None and house.day is None
    assert trading is not None and trading.long == trading.short
