# SPDX-License-Identifier: Apache-2.0
"""A house with three products of which two offset each other, and an account that stands on both sides."""

from typing import Any, Final

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.combining import Combination
from counterfoil.modules.futures.combining_calls import SetCombinations
from support.futures_ending import AT, START, founded, listing, open_day, product, trade
from support.ledger import Ledger

BONDS: Final = Combination("bonds", ("five", "ten"), 1_000_000)
MARGIN: Final = 2_700_000
"""Of a lot of each product: 9 % of 60,000 times 500"""


def policy(*groups: Combination, house: str = "CC", **changed: Any) -> SetCombinations:
    return SetCombinations(house=house, groups=groups or (BONDS,), **changed)


def paired(ledger: Any, *, larger: bool = False, rules: bool = True) -> Any:
    """Ann has four lots long of five, three short of ten, and two short of iron; five has one short besides."""
    founded(ledger)
    for name in ("five", "ten", "iron"):
        ledger.do(product(name, None, rules={"larger_side": larger}), signed_by="ccp venue")
        ledger.do(listing(f"{name}-1", name), signed_by="venue")
    ledger.do(listing("five-2", "five"), signed_by="venue")
    if rules:
        ledger.do(policy(), signed_by="ccp")
    open_day(ledger, START)
    trade(ledger, "five-1", START, ("ann", "bob", AT, 4))
    trade(ledger, "five-2", START, ("bob", "ann", AT, 1))
    trade(ledger, "ten-1", START, ("bob", "ann", AT, 3))
    trade(ledger, "iron-1", START, ("bob", "ann", AT, 2))
    return ledger


def combining(_market: Any) -> Any:
    """On a market of its own."""
    return beside_others(Ledger())


def beside_others(ledger: Any) -> Any:
    """Beside it a house with as many changes to come as can be, which has a product."""
    paired(ledger)
    about = {"by": "ccp", "cash": "CNY", "account": "pool-FF", "fees": "of-ccp", "offset_min": 480}
    calendar = c.CalendarGiven(first=START - 40, last=START + 70)
    ledger.do(c.OpenHouse(house="FF", calendar=calendar, **about), signed_by="ccp")
    rules = c.RulesGiven(tick=1, limit_ppm=1, long_ppm=1, short_ppm=1)
    said = {"venue": "venue", "title": "another's", "decimals": 0, "multiplier": 1, "rules": rules}
    ledger.do(c.DefineProduct(product="theirs", house="FF", **said), signed_by="ccp venue")
    theirs = Combination("theirs", ("theirs",), 1)
    later = (policy(theirs, house="FF", since=ledger.time + 10**9 + number) for number in range(SCHEDULED_MAX))
    ledger.do(policy(theirs, house="FF"), *later, signed_by="ccp")
    return ledger
