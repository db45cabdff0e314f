# SPDX-License-Identifier: Apache-2.0
"""What is meant by whoever asks a peer: records by vouchers, fingerprints, documents and paths."""

import pytest

from counterfoil.node.supply.peer_asking import Wanted, records_asked, require_peer, told_of, trust_call
from counterfoil.primitives.errors import InputError
from support.forged_answers import THERE, about, east
from support.ledger import Ledger
from support.peered import trusting
from support.refused_goods_elsewhere import BOX, THING, document_on, goods_asked, path_of

INVOICE = "registry/" + "a" * 64


def test_things_on_a_document_are_asked_with_what_they_are_packed_in() -> None:
    """Each record once, in the order in which they are named."""
    view = goods_asked(Ledger()).state
    named = Wanted(invoices=(INVOICE, INVOICE), documents=(document_on(THING),), records=(THERE,))
    assert records_asked(view, "east", named) == [f"receivables/invoice/{INVOICE}", path_of(THING), path_of(BOX), THERE]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(), "nothing is asked"),
        (Wanted(("V",)), "no such voucher"),
        (Wanted(invoices=("a" * 64,)), "whose invoice is not said"),
        (Wanted(documents=("W",)), "no such document"),
    ],
)
def test_what_is_not_there_is_named(wanted: Wanted, said: str) -> None:
    """Before anything is published for it."""
    with pytest.raises(InputError, match=said):
        records_asked(Ledger().state, "east", wanted)


def test_a_trust_file_says_what_the_ledger_is_told() -> None:
    """The same as whoever writes it out; a chain that it does not know is named."""
    world = east()
    said = trust_call(world.trust(), world.chain, "registrar", "supervisor", reason="agreement of the two programmes")
    assert said == trusting(world, recovery=said.recovery)
    with pytest.raises(InputError, match="says nothing of south"):
        trust_call(world.trust(), "south", "registrar", "supervisor", reason="x")


def test_what_was_shown_is_told() -> None:
    """Record by record, and nothing of what was not asked."""
    world, ledger = east(), Ledger()
    with pytest.raises(InputError, match="known are: none"):
        require_peer(ledger.state, "east")
    ledger.do(trusting(world), signed_by="registrar supervisor")
    require_peer(ledger.state, "east")
    ledger.do(about(world), signed_by="registrar")
    rows = list(told_of(ledger.state, "east", [THERE, "parties/party/nobody"]))
    assert [(row["record"], row["there"], row["block"]) for row in rows] == [(THERE, True, 3)]
