# SPDX-License-Identifier: Apache-2.0
"""A large position is noted once no option can bring more of it."""

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.reports_calls import NotePosition
from support.futures_large import note
from support.futures_market import TODAY, account
from support.futures_options import (
    COPPER,
    MONEY,
    balanced,
    begin,
    drawn,
    fill,
    fixed,
    instruct,
    optioned,
    rules,
    traded,
)
from support.ledger import Ledger


def to_note(ledger: Ledger) -> list[tuple[str, int]]:
    """Of copper bought, what anybody may note."""
    steps = MODULE.steps(ledger.state, ledger.time)
    notes = (one for one in steps if isinstance(one, NotePosition) and one.direction is Direction.bought)
    return [(one.holder, one.lots) for one in notes if one.contract == "CU"]


def test_an_account_that_has_options_alone_is_settled_first() -> None:
    """Ann has three of copper with alpha, and with beta three calls, which she exercises: six, and not three."""
    ledger = optioned(Ledger())
    ledger.do(c.SetRules(product="copper", rules=rules(tick=10, reported_from=3)), signed_by="ccp")
    ledger.do(account("x-ann", "ann", "beta"), signed_by="ann beta")
    ledger.issue("CNY", "x-ann", MONEY, issuer="bank ann")
    begin(ledger)
    traded(ledger, "CU", "m-ann", {"m-bob": 3}, price=COPPER)
    options = (("x-ann", "bought"), ("m-dan", "sold"))
    books = (c.Book(account=name, contract="C59", fills=(fill(1, side, "opens", 1000, 3),)) for name, side in options)
    ledger.do(*books, signed_by="venue")
    balanced(ledger, "C59", TODAY)
    ledger.do(instruct("x-ann", "C59", exercised=3), signed_by="ann")
    fixed(ledger, CU=COPPER, C59=1000)
    drawn(ledger)
    ledger.do(c.Settle(account="m-ann"), signed_by="bob")
    assert to_note(ledger) == []
    early = note("ann", 3, contract="CU")
    assert ledger.submit(early, signed_by="bob").outcome.name == "not_settled_yet"
    ledger.drive("ann", "futures")
    assert ledger.submit(note("ann", 6, contract="CU"), signed_by="bob").outcome.name == "report_asked_already"
