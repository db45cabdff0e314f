# SPDX-License-Identifier: Apache-2.0
"""Receipts, and a noun of tests that gives orders about them."""

from counterfoil.law.event import Act
from counterfoil.modules.holdings.records import Taken
from support.ledger import Ledger
from support.order_noun import calls as o
from support.order_noun.module import MODULE
from support.receipted import handing_over, issued, stored, with_schemes


def burned() -> Ledger:
    """Of two receipts of Ann's one is handed over to the lender, and burned by an order."""
    ledger = _ordered(Act.burns)
    taken = (Taken(encumbrance="over-W-1", quantity=1),)
    ledger.do(o.Burn(order="burns", account="of-ann", instrument="W-1", taken=taken), signed_by="ben")
    return ledger


def forced() -> Ledger:
    """The same receipt, brought to Ben by an order."""
    ledger = _ordered(Act.forces)
    taken = (Taken(encumbrance="over-W-1", quantity=1),)
    moved = o.Force(order="forces", sender="of-ann", receiver="of-ben", instrument="W-1", taken=taken)
    ledger.do(moved, signed_by="ben")
    return ledger


def _ordered(act: Act) -> Ledger:
    ledger = with_schemes(Ledger(besides=[MODULE]))
    stored(ledger)
    issued(ledger, "W-1", "W-2")
    ledger.do(*handing_over(), signed_by="ann")
    receiver = "of-ben" if act is Act.forces else None
    given = o.Give(order=act, authority="supervisor", act=act, account="of-ann", receiver=receiver)
    ledger.do(given, signed_by="supervisor")
    return ledger
