# SPDX-License-Identifier: Apache-2.0
"""The counter of ``futures_lodged``, where Lia buys of what those lodged who owe: sales in every state."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import selling_calls as s
from support.futures_lodged import on_the_counter
from support.ledger import Ledger

SALES: Final = {
    "good": ("moe", "m-1", 100, 970_000),
    "done": ("moe", "m-1", 1, 9_600),
    "idle": ("lia", "l-1", 1, 9_600),
    "early": ("ned", "n-1", 1, 9_600),
    "rare": ("moe", "m-rare", 1, 9_600),
    "low": ("moe", "m-1", 10, 94_999),
    "much": ("moe", "m-1", 104, 1_009_800),
    "dear": ("moe", "m-1", 50, 1_010_000),
}
"""Of whom, out of which pledge, how many bonds, for how much: 9,500 each is what the house would pay."""


def agree(sale: str = "fresh", firm: str = "moe", pledge: str = "m-1", quantity: int = 1, amount: int = 9_600) -> Any:
    reason = "the best offer of three"
    about = {"account": f"m-{firm}", "pledge": pledge, "quantity": quantity, "amount": amount, "reason": reason}
    return s.AgreeSale(sale=sale, pays="of-lia", into="of-lia", **about)


def sell(sale: str) -> s.SellSecurity:
    return s.SellSecurity(sale=sale)


def sales(ledger: Any, *, carried_out: bool = True) -> Any:
    """All are agreed on, and one is carried out."""
    on_the_counter(ledger)
    ledger.issue("CNY", "of-lia", 1_019_500, issuer="bank")
    for name, about in SALES.items():
        ledger.do(agree(name, *about), signed_by="ccp lia")
    if carried_out:
        ledger.do(sell("done"), c.Collect(account="m-moe"), signed_by="ann")
    return ledger


def selling(_market: Ledger) -> Any:
    """On a market of its own."""
    return sales(Ledger())
