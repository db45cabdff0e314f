# SPDX-License-Identifier: Apache-2.0
"""What is told of lots, holds and invoices to whoever looks or is refused: in whose hands, until when, and where."""

import pytest

from counterfoil.evidence.text import format_time
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.primitives.types import INTEGER_MAX
from support.supply_network import make_supply_network, on_network
from support.vouchers import CASH, CORE, REGISTRY, founded, offering, print_of, promised, share
from support.vouchers_stage import day_of


def _promise(stage):
    founded(stage)
    promised(stage, matures=day_of(stage.time) + 30, invoices=(share("invoice-0"),))


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return make_supply_network(tmp_path_factory.mktemp("words") / "network", _promise)


def test_a_lot_in_hand_is_not_called_reserved(run, network):
    """Its status has a word of its own in both languages, and what is reserved of its unit another."""
    shown = run("show", "record", "receivables/lot/R-0", "--network", network).output
    assert "in hand" in shown and "持有中" in shown and "预留" not in shown
    drawn = run("supply", "voucher", "show", "R", "--network", network).output
    assert "first (of-first)  in hand  tier 0" in drawn


def test_an_invoice_is_found_by_its_fingerprint_alone(run, network):
    """The error names the whole path, of a fingerprint that is cut too; of one that nobody has, none."""
    whole = f"receivables/invoice/{REGISTRY}/{print_of('invoice-0')}"
    for name in (print_of("invoice-0"), print_of("invoice-0")[:12]):
        said = run("show", "record", f"receivables/invoice/{name}", "--network", network, code=2).stderr
        assert f"did you mean {whole}?" in " ".join(said.split())
    said = run("show", "record", f"receivables/invoice/{print_of('nobody has it')}", "--network", network, code=2)
    assert "lists them" in " ".join(said.stderr.split())


def test_a_hold_that_stands_says_until_when_and_who_ends_it(run, network):
    """A party, which may release it; a record, with what that means; and what has no end is said to have none."""
    with on_network(network) as stage:
        stage.do(*offering(stage, "R-0", "second", "of-first"), signed_by="first")
        ends = stage.time + 10**8
        for name, expires in (("for-days", ends), ("for-good", INTEGER_MAX)):
            kept = h.Hold(hold=name, account="of-core", instrument=CASH, quantity=1, executor="bank", expires=expires)
            stage.do(kept, signed_by=CORE)
        offer = stage.state.read(ENCUMBRANCES, "offer-R-0").expires
    for name, key, told in (
        ("for-days", CORE, f"it stands until {format_time(ends)}; its executor bank may release it at any time"),
        ("for-good", CORE, "it has no end; its executor bank may release it at any time"),
        (
            "offer-R-0",
            "first",
            f"it stands until {format_time(offer)}; its executor is the record receivables/lot/R-0, so it is free once",
        ),
    ):
        said = run("holdings", "release-hold", "--hold", name, "--key", key, "--network", network, code=1).output
        assert f"{name}: {told}" in " ".join(said.split())
    shown = run("show", "record", "holdings/encumbrance/for-good", "--network", network).output
    assert "never" in shown and "永不" in shown and "287396" not in shown
