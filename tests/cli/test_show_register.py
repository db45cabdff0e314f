# SPDX-License-Identifier: Apache-2.0
"""The register at the command line: record times, lists of holders, statements that add up, and the same as CSV."""

import csv

import pytest

from counterfoil.cli.show_register import as_csv, listed_of
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.lifecycle import calls as c
from counterfoil.node import network
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
    listed = listed_of(ledger.state, SHARE, "second", None)
    read = list(csv.DictReader(as_csv(listed).splitlines()))
    assert [(row["account"], row["quantity"]) for row in read] == [("ann", "300"), ("ben", "366"), ("cat", "335")]
    assert {(row["instrument"], row["snapshot"]) for row in read} == {(SHARE, "second")}
    assert read[0]["record_time"] in listed.title


def test_a_statement_ends_with_its_sums(ledger: Ledger) -> None:
    """Opening and change are closing in every row, the last too."""
    rows = listed_of(ledger.state, SHARE, "second", "first").rows
    assert rows[0] == ("ann", "ann", 333, -33, 300)
    assert rows[-1] == ("", "", 1_001, 0, 1_001)
    assert all(row[2] + row[3] == row[4] for row in rows)


def test_an_unknown_snapshot_is_refused_with_those_that_there_are(ledger: Ledger) -> None:
    """Of either end of a statement."""
    for asked in (("third", None), ("second", "third")):
        with pytest.raises(InputError, match="third") as refused:
            listed_of(ledger.state, SHARE, *asked)
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
    refused = run("show", "register", SHARES, "meeting", "--csv", file, "-n", trading, code=2)
    assert "is not counted: it is scheduled" in refused.output and not file.exists()
    assert "no instrument 'SSE.6'" in run("show", "register", "SSE.6", "-n", trading, code=2).output


def test_a_register_is_counted_as_far_as_it_is_due(run, run_json, trading, tmp_path, monkeypatch) -> None:
    """What is due is listed, done, listed no more; then the list of holders is whole, and says of what it is."""
    run(
        *("lifecycle", "schedule", "--instrument", SHARES, "--snapshot", "meeting", "--record-time", "+2d"),
        *("--by", "depository", "--reference", "meeting", "-k", "depository", "-n", trading, "--no-publish"),
    )
    assert "Nothing is due." in run("due", "-n", trading).output
    now = network.clock_ms()
    monkeypatch.setattr(network, "clock_ms", lambda: now + 3 * 86_400_000)
    (first,) = run_json("due", "-n", trading)["due"]
    assert (first["call"], first["fields"]["snapshot"], first["outcome"]) == ("lifecycle.record", "meeting", "")
    done = run_json("due", "lifecycle", "-k", "alice", "-n", trading, "--accept-clock")
    assert done["left"] == [] and done["done"][-1]["call"] == "lifecycle.close"
    assert "Nothing was due." in run("due", "-k", "alice", "-n", trading, "--accept-clock").output
    held = " ".join(run("show", "register", SHARES, "meeting", "-n", trading).output.split())
    assert f"Holders of {SHARES} at meeting, 20" in held and "alice-1" in held


def test_what_is_due_is_asked_of_a_noun_that_there_is(run, trading) -> None:
    """A mistake names the nouns."""
    assert "lifecycle" in run("due", "dividends", "-n", trading, code=2).output
