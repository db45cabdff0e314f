# SPDX-License-Identifier: Apache-2.0
"""What changed in a stock report, by the trails of goods on a network."""

import pytest

from counterfoil.modules.receipts import document_calls as d
from counterfoil.node.supply.stock_report import schemes_named, stock_report
from support.receipted import contents, issued, loss, stored, with_schemes
from support.supply_network import make_supply_network, on_network


@pytest.fixture
def stage(tmp_path):
    """Ann has two receipts of 25 tonnes each, of the hundred that she stored."""
    make_supply_network(tmp_path / "network", with_schemes)
    with on_network(tmp_path / "network") as found:
        stored(found)
        issued(found, "W-1", "W-2")
        yield found


def change(stage, since):
    """Of what is on receipts, since a time."""
    view = stage.node.ledger.view
    (line,) = stock_report(stage.node.reader, view, schemes_named(view, []), since, stage.time)
    return line.stock.change


def test_a_loss_on_an_older_receipt_is_a_change(stage):
    """Two tonnes beyond the free fifty: the report said that nothing changed. What replaces it changes nothing more."""
    begun = stage.time
    assert (change(stage, 0), change(stage, begun)) == (50_000, 0)
    stage.do(loss(52_000, "W-1"), signed_by="shed exchange")
    lost = stage.time
    assert (change(stage, 0), change(stage, begun), change(stage, lost)) == (48_000, -2_000, 0)
    left = d.Amend(document="W-1", into="W-1x", contents=contents(stage, amount=23_000))
    stage.do(left, signed_by="ann shed exchange")
    assert (change(stage, begun), change(stage, lost)) == (-2_000, 0)


def test_what_is_made_good_is_a_change_back(stage):
    """More goods came, and the supervisor ended the dispute."""
    begun = stage.time
    stage.do(loss(52_000, "W-1"), signed_by="shed exchange")
    lost = stage.time
    stored(stage, "I-2")
    stage.do(d.Resolve(document="W-1", by="supervisor", reference="made good"), signed_by="supervisor")
    assert (change(stage, begun), change(stage, lost)) == (0, 2_000)
