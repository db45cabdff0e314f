# SPDX-License-Identifier: Apache-2.0
"""A chain in tables, from the command line."""

import json
import os
import shlex
import signal
import subprocess
import sys

import pytest

from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.chain.tables import VERSIONS
from support.chain_rows import opened
from support.cli_examples import examples
from support.network import SHARES
from support.simulation_rogue import pay

ALICE = f"holdings/holding/alice-1/{SHARES}"


@pytest.fixture
def folder(trading, tmp_path, monkeypatch):
    """The folder in which one works; the network is called trial there, and its rows are made."""
    monkeypatch.chdir(tmp_path)
    trading.rename("trial")
    return tmp_path


def test_every_example_runs(run, folder):
    """As help shows them, in an order that makes sense; of those that go on for ever only the first part."""
    for name in ("follow", "rebuild", "records", "trail", "events", "check"):
        for line in examples(("rows", name)):
            if line != "counterfoil rows follow --network trial":
                run(*shlex.split(line)[1:])


def test_what_is_followed_is_found_and_proved(run_json, run, folder):
    """Each answer says at which height and state root it is true, and each row has its proof from the chain."""
    applied = run_json("rows", "follow", "--once", "-n", "trial")
    found = run_json("rows", "records", "holdings/holding", "--where", "/1=alice-1", "--prove", "-n", "trial")
    assert (found["height"], found["state_root"]) == (applied["height"], applied["state_root"])
    quantities = {one["path"]: one["record"]["free"] for one in found["records"]}
    assert quantities[ALICE] == 900
    assert all(one["proof"]["levels"] for one in found["records"])
    assert len(run_json("rows", "trail", ALICE)["events"]) == 2
    pay(folder / "trial", 5)
    assert run_json("rows", "follow", "--once", "-n", "trial")["blocks"] == 1
    before = run_json("rows", "records", "holdings/holding", "--where", "/1=alice-1", "--at", applied["height"])
    assert [one["record"]["free"] for one in before["records"] if one["path"] == ALICE] == [900]
    (moved,) = run_json("rows", "events", "holdings.transferred", "--since", applied["height"] + 1)["events"]
    assert moved["event"]["data"]["quantity"] == 5
    assert "900" in run("rows", "records", "holdings/holding", "--at", applied["height"]).stdout


def test_pages_go_on_where_they_ended(run_json, run, folder):
    """By the cursor of the page before, at its height, until there is none."""
    run("rows", "follow", "--once", "-n", "trial")
    whole = run_json("rows", "events")["events"]
    page = run_json("rows", "events", "--limit", 3)
    found = page["events"]
    pay(folder / "trial", 5)
    run("rows", "follow", "--once", "-n", "trial")
    while page["cursor"]:
        page = run_json("rows", "events", "--limit", 3, "--cursor", page["cursor"])
        found += page["events"]
    assert found == whole
    assert "--cursor" in run("rows", "events", "--limit", 3).stdout


def test_a_row_that_was_changed_is_found_out(run, run_json, folder):
    """The root is another, and there is no proof; made anew all is well."""
    run("rows", "follow", "--once", "-n", "trial")
    assert run_json("rows", "check")["agree"] is True
    with opened(read_address("sqlite:///rows.sqlite")) as database, database.writing() as connection:
        connection.execute(VERSIONS.update().values(document=b"{}"))
    assert run_json("rows", "check", code=1)["agree"] is False
    refused = run("rows", "records", "holdings/holding", "--prove", "-n", "trial", code=None)
    assert refused.exit_code != 0 and "rebuild" in refused.stderr
    run("rows", "rebuild", "-n", "trial")
    assert run_json("rows", "check")["agree"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("records", "holdings/none"), "no table"),
        (("records", "holdings/holding", "--where", "alice"), "is not NAME=TEXT"),
        (("records", "holdings/holding", "--where", "colour=red"), "are not found by"),
        (("records", "holdings/holding", "--cursor", "1-2-3"), "another question"),
        (("events", "holdings.none"), "no event"),
        (("events", "--at", "1000"), "no rows of block 1000"),
        (("trail", "none", "--database", "sqlite:///none.sqlite"), "no such database"),
        (("follow", "--once", "-n", "none"), "no network here"),
    ],
)
def test_bad_input_is_told(run, folder, arguments, said):
    """In one line, with what would be right."""
    run("rows", "follow", "--once", "-n", "trial")
    assert said in run("rows", *arguments, code=2).stderr
    assert not (folder / "none.sqlite").exists()


def test_an_interrupt_ends_a_follower(folder):
    """Once it has caught up it waits for blocks, applies those that come, and ends in one line."""
    command = [sys.executable, "-m", "counterfoil", "rows", "follow", "-n", "trial", "--json"]
    pipe, environment = subprocess.PIPE, os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment, text=True) as process:
        assert process.stdout is not None
        told = _one_answer(process.stdout)
        pay(folder / "trial", 5)
        assert _one_answer(process.stdout)["height"] == told["height"] + 1
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in error


def _one_answer(stream):
    lines = []
    while not lines or lines[-1] != "}\n":
        line = stream.readline()
        assert line, "it ended"
        lines.append(line)
    return json.loads("".join(lines))
