# SPDX-License-Identifier: Apache-2.0
"""What is told of rows that are calls: all that are damaged at once, and which of them the ledger refuses."""

from support.network import SHARES


def test_a_row_that_the_ledger_refuses_is_told_by_its_line(run, run_json, trading, tmp_path):
    """The tenth row was `call 9`."""
    rows = [*["bob-1,1"] * 9, "bob-1,1000000000"]
    (tmp_path / "moves.csv").write_text("\n".join(["receiver,quantity", *rows]) + "\n")
    act = ("holdings", "transfer", "--csv", tmp_path / "moves.csv", "--sender", "alice-1", "--instrument", SHARES)
    told = run(*act, "-k", "alice", "-n", trading, code=1).output
    assert "call" not in told and " ".join(told.split()).count("line 11") == 1
    [made] = run_json(*act, "-k", "alice", "-n", trading, code=1)["transactions"]
    assert (made["call"], made["line"]) == (9, 11)
    one = ("--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES, "--quantity", 1_000_000_000)
    told = run("holdings", "transfer", *one, "-k", "alice", "-n", trading, code=1).output
    assert "call 1" in " ".join(told.split())


def test_all_rows_that_are_damaged_are_told_at_once(run, trading, tmp_path):
    """One at a time they were."""
    (tmp_path / "moves.csv").write_text("receiver,quantity\nbob-1,x\nbob-1\nbob-1,0\n")
    act = ("holdings", "transfer", "--csv", tmp_path / "moves.csv", "--sender", "alice-1", "--instrument", SHARES)
    told = run(*act, "-k", "alice", "-n", trading, code=2).stderr.splitlines()
    assert "3 mistakes (mend them all; nothing was done)" in told[0]
    assert [one.partition(":")[0] for one in told[1:]] == ["  line 2, quantity", "  line 3", "  line 4, quantity"]
