# SPDX-License-Identifier: Apache-2.0
"""A trading day on which options are in every state that a rule distinguishes."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import option_calls as o
from support.futures_locked import lock
from support.futures_market import TODAY, account
from support.futures_options import (
    AMERICAN,
    COPPER,
    INDEX,
    MONEY,
    NEXT,
    drawing,
    fixed,
    futures,
    instruct,
    level,
    on_index,
    option,
    optioned,
    product,
    rules,
    traded,
)
from support.futures_reduced import AT_ONCE
from support.ledger import Ledger

MORE: Final = ("fay", "gus", "hal", "ida", "jon", "kim", "lou", "max", "mia", "ned", "pat", "quo")

SIDES: Final = {
    "C59": ("ann", "bob"),
    "L": ("cat", "dan"),
    "Z": ("fay", "gus"),
    "Y": ("hal", "ida"),
    "I": ("jon", "kim"),
    "D": ("lou", "max"),
    "IC": ("ann", "bob"),
    "N": ("mia", "ned"),
    "K": ("pat", "quo"),
}
"""Who buys two lots of each, and of whom."""


def optional(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return on_the_floor(Ledger())


def on_the_floor(ledger: Any) -> Any:
    """Series by their first letter.

    C is traded; L and N end today, in the money and out of it; Z was drawn for nothing; Y is to be exercised, and not
    drawn; D is to be, and drawn; I has no level yet; O is over. K is drawn, too, and what is beneath it may be reduced
    today.
    """
    optioned(ledger)
    for name in MORE:
        ledger.party(name)
        ledger.do(account(f"m-{name}", name, "alpha"), signed_by=f"{name} alpha")
        ledger.issue("CNY", f"m-{name}", MONEY, issuer=f"bank {name}")
    ledger.do(level("far", "DD"), level("CSI2"), level("fine", decimals=2), signed_by="ccp")
    far = product("far", "DD"), product("on_far", "DD", rules=rules(option=AMERICAN))
    red = product("red", rules=rules(widening=AT_ONCE["widening"]))
    ledger.do(*far, product("other", multiplier=1), red, signed_by="ccp venue")
    others = {"FAR": "far", "OTHER": "other", "RED": "red"}
    ledger.do(*(futures(name, product=of) for name, of in others.items()), signed_by="venue")
    ledger.do(
        option("F", "call", 59_000, product="on_far", underlying="FAR"),
        option("L", "call", 59_000, last=TODAY),
        option("N", "call", 62_000, last=TODAY),
        option("O", "call", 59_000, last=TODAY - 1),
        *(option(name, "call", 59_000, last=NEXT) for name in ("Z", "Y", "D")),
        on_index("I", "call", 39_000),
        option("K", "call", 59_000, underlying="RED"),
        signed_by="venue",
    )
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    ledger.do(account("m-there", "ann", "alpha", house="DD"), signed_by="ann alpha")
    for contract, (buyer, seller) in SIDES.items():
        traded(ledger, contract, f"m-{buyer}", {f"m-{seller}": 2})
    ledger.do(instruct("m-hal", "Y", 1), signed_by="hal")
    ledger.do(instruct("m-lou", "D", 1), signed_by="lou")
    ledger.do(instruct("m-pat", "K", 1), signed_by="pat")
    ledger.do(lock("RED"), signed_by="venue")
    fixed(ledger, RED=COPPER, K=1_200)
    ledger.do(drawing("K", 1, 2), signed_by="ccp")
    fixed(ledger, CU=COPPER, L=1_000, N=0, Z=1_200, Y=1_200, D=1_200, I=1_200)
    ledger.do(o.FixLevel(level="CSI2", price=INDEX, source="CSI"), signed_by="ccp")
    ledger.do(drawing("Z", 0, 2), drawing("L", 2, 2), drawing("N", 0, 2), drawing("D", 1, 2), signed_by="ccp")
    ledger.do(c.Settle(account="m-fay"), signed_by="ccp")
    return ledger
