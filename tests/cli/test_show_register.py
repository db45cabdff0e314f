# SPDX-License-Identifier: Apache-2.0
"""The register at the command line: record times, lists of holders, statements that add up, and the same as CSV."""

import csv

import pytest

from counterfoil.cli.show_register import as_csv, rows_of
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.lifecycle import calls as c
from counterfoil.primitives.errors import InputError
from support.corporate_actions import HOUR_MS, SHARE, small_market, step, until
from support.ledger import Ledger
from support.network import SHARES


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Ann gave Ben 33 shares between two snapshots."""
    ledger = small_market()
    for name in ("first", "second"):
        time = ledger.time + HOUR_MS
        fields = {"by": "issuer", "reference": "audit", "record_time": time}
        ledger.do(c.Schedule(instrument=SHARE, snapshot=name, **fields), signed_by="issuer")
        until(ledger, time)
        while step(ledger, SHARE, name):
            pass
        if name == "first":
            ledger.do(h.Transfer(sender="ann", receiver="ben", instrument=SHARE, quantity=33), signed_by="ann")
    return ledger


def test_a_list_of_holders_as_csv(ledger: Ledger) -> None:
    """One row for each account, read again as it was written."""
    columns, rows = rows_of(ledger.state, SHARE, "second", None)
    read = list(csv.reader(as_csv(columns, rows).splitlines()))
    assert read[0] == ["account", "holder", "quantity"]
    assert read[1:] == [["ann", "ann", "300"], ["ben", "ben", "366"], ["cat", "cat", "335"]]


def test_a_statement_ends_with_its_sums(ledger: Ledger) -> None:
    """Opening and change are closing in every row, the last too."""
    _, rows = rows_of(ledger.state, SHARE, "second", "first")
    assert rows[0] == ("ann", "ann", 333, -33, 300)
    assert rows[-1] == ("", "", 1_001, 0, 1_001)
    assert all(row[2] + row[3] == row[4] for row in rows)


def test_an_unknown_snapshot_is_refused_with_those_that_there_are(ledger: Ledger) -> None:
    """Of either end of a statement."""
    for asked in (("third", None), ("second", "third")):
        with pytest.raises(InputError, match="third") as refused:
            rows_of(ledger.state, SHARE, *asked)
        assert "first, second" in str(refused.value)


def test_record_times_are_listed_and_written(run, run_json, trading, tmp_path) -> None:
    """At the command line, of a chain without any, and of one with one."""
    assert run_json("show", "register", SHARES, "-n", trading) == []
    run(
        *("lifecycle", "schedule", "--instrument", SHARES, "--snapshot", "meeting", "--record-time", "+2d"),
        *("--by", "depository", "--reference", "meeting", "-k", "depository", "-n", trading, "--no-publish"),
    )
    (shown,) = run_json("show", "register", SHARES, "-n", trading)
    assert (shown["snapshot"], shown["status"], shown["whole"]) == ("meeting", "scheduled", "")
    file = tmp_path / "register.csv"
    run("show", "register", SHARES, "meeting", "--csv", file, "-n", trading)
    assert file.read_text() == "account,holder,quantity\n"
