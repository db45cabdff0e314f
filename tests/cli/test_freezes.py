# SPDX-License-Identifier: Apache-2.0
"""A freeze larger than the holding at the command line: what waits in line is shown, in the order of the line."""

import pytest

from support.network import SHARES, YUAN

ALICE_HAS = 900
"""shares: 1,000 were issued and 100 given away"""


@pytest.fixture
def frozen(run, trading, tmp_path):
    """Alice's 900 shares: 1,000 are ordered to be frozen, and then 50 more."""
    order = tmp_path / "order.pdf"
    order.write_bytes(b"an order")
    for name, quantity in (("f-1", 1_000), ("f-2", 50)):
        run(
            *("holdings", "freeze", "--freeze", name, "--account", "alice-1", "--instrument", SHARES),
            *("--quantity", quantity, "--supervisor", "supervisor", "--reference", "Order 7", "--document", order),
            *("-k", "supervisor", "-n", trading, "--no-publish"),
        )
    return trading


def test_what_waits_in_line_is_shown_with_the_account(run, run_json, frozen):
    """In all and of each freeze, in the order of the line; for people in both languages, with the unit."""
    held = {one["instrument"]: one for one in run_json("show", "account", "alice-1", "-n", frozen)["holdings"]}
    assert (held[SHARES]["frozen"], held[SHARES]["waiting"]) == (ALICE_HAS, 150)
    assert [tuple(order.values()) for order in held[SHARES]["line"]] == [("f-1", 1_000, 900, 100), ("f-2", 50, 0, 50)]
    shown = run("show", "account", "alice-1", "-n", frozen).stdout
    assert f"{SHARES}: ordered to be frozen 1,050 share, of which 900 are frozen and 150 wait in line." in shown
    assert "命令冻结 1,050 share，其中已冻结 900，轮候 150" in shown
    assert shown.index("f-1") < shown.index("f-2")
    bob = run("show", "account", "bob-1", "-n", frozen).stdout
    assert YUAN in bob and "轮候" not in bob


def test_a_statement_says_after_each_movement_what_waits(run, run_json, frozen, tmp_path):
    """From the first freeze to what thaws the last, and at no other movement."""
    lines = run_json("show", "statement", "alice-1", "--instrument", SHARES, "-n", frozen)
    assert [(line["frozen"], line["waiting"]) for line in lines] == [(0, 0), (0, 0), (900, 100), (900, 150)]
    assert "900 are frozen and 150 wait in line" in lines[-1]["en"] and "轮候 150" in lines[-1]["zh"]
    assert "frozen" not in lines[1]["en"]
    shown = " ".join(run("show", "statement", "alice-1", "-n", frozen).stdout.split())
    assert "轮候" in shown and "wait" in shown
    for name in ("f-1", "f-2"):
        words = (
            "--freeze",
            name,
            "--supervisor",
            "supervisor",
            "--reference",
            "Order 8",
            "--document",
            tmp_path / "order.pdf",
        )
        run("holdings", "unfreeze", *words, "-k", "supervisor", "-n", frozen, "--no-publish")
    after = run_json("show", "statement", "alice-1", "--instrument", SHARES, "-n", frozen)[4:]
    assert [(line["frozen"], line["waiting"]) for line in after] == [(50, 0), (0, 0)]
    assert after[-1]["en"].endswith("; nothing is frozen any more") and after[-1]["zh"].endswith("；已无冻结")


def test_a_whole_freeze_is_shown_as_one(run, run_json, trading, tmp_path):
    """Without a quantity: no number of units is said to be ordered or to wait, for there is none."""
    order = tmp_path / "order.pdf"
    order.write_bytes(b"an order")
    run(
        *("holdings", "freeze", "--freeze", "f-1", "--account", "alice-1", "--instrument", SHARES),
        *("--supervisor", "supervisor", "--reference", "Order 7", "--document", order),
        *("-k", "supervisor", "-n", trading, "--no-publish"),
    )
    held = {one["instrument"]: one for one in run_json("show", "account", "alice-1", "-n", trading)["holdings"]}
    assert (held[SHARES]["frozen"], held[SHARES]["waiting"]) == (ALICE_HAS, None)
    assert [tuple(order.values()) for order in held[SHARES]["line"]] == [("f-1", None, 900, None)]
    shown = run("show", "account", "alice-1", "-n", trading).stdout
    assert f"{SHARES}: frozen as a whole: 900 share, and all that becomes free." in shown
    assert "全部冻结：已冻结 900 share" in shown and "9,007" not in shown
    (line,) = run_json("show", "statement", "alice-1", "--instrument", SHARES, "-n", trading)[2:]
    assert line["waiting"] is None and "Freeze of all units of" in line["en"]
