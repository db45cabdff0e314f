# SPDX-License-Identifier: Apache-2.0
"""A house that calls accounts below three quarters of their margin, and an account with lots."""

from typing import Any, Final

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.maintaining_calls import SetMaintenance
from support.futures_ending import AT, RICH, START, founded, listing, open_day, product, trade
from support.ledger import Ledger

QUARTERS: Final = 750_000
LOT: Final = AT * 500
"""What a lot is worth."""
MARGIN: Final = LOT * 9 // 100


def policy(share: int = QUARTERS, *, house: str = "CC", **changed: Any) -> SetMaintenance:
    return SetMaintenance(house=house, maintained_ppm=share, **changed)


def maintained_floor(ledger: Any, *, rules: bool = True) -> Any:
    """Ann is four lots long, Bob short; she keeps no more than their margin."""
    founded(ledger)
    ledger.do(product("iron", None, rules={"limit_ppm": 500_000}), signed_by="ccp venue")
    ledger.do(listing("iron-1", "iron"), signed_by="venue")
    if rules:
        ledger.do(policy(), signed_by="ccp")
    open_day(ledger, START)
    trade(ledger, "iron-1", START, ("ann", "bob", AT, 4))
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    ledger.do(c.Withdraw(account="m-ann", amount=RICH - 4 * MARGIN), signed_by="ann")
    return ledger


def maintaining(_market: Any) -> Any:
    """On a market of its own."""
    return beside_others(Ledger())


def beside_others(ledger: Any) -> Any:
    """Beside it a house with as many changes to come as can be."""
    maintained_floor(ledger)
    about = {"by": "ccp", "cash": "CNY", "account": "pool-FF", "fees": "of-ccp", "offset_min": 480}
    calendar = c.CalendarGiven(first=START - 40, last=START + 70)
    ledger.do(c.OpenHouse(house="FF", calendar=calendar, **about), signed_by="ccp")
    later = (policy(house="FF", since=ledger.time + 10**9 + number) for number in range(SCHEDULED_MAX))
    ledger.do(policy(house="FF"), *later, signed_by="ccp")
    return ledger
