# SPDX-License-Identifier: Apache-2.0
"""``show record`` and ``show records``: any record of any table, in words, with what is in force now."""

import json

import pytest

from counterfoil.modules import laws
from support.network import CHAIN, SHARES, YUAN, open_network

FAR = "2096-10-03T00:00:00+08:00"


@pytest.fixture
def restricted(run, trading):
    """The shares stand under a rule now, and under others from a day on that is far."""
    by = ("--by", "issuer", "--instrument", SHARES, "-k", "issuer", "-n", trading)
    run("restrictions", "restrict", "--no-counted", *by)
    window = json.dumps([{"kind": "window", "opens_min": 570, "closes_min": 900}])
    run("restrictions", "set-rules", "--rules", "kind=listed", "--offset-min", "+08:00", "--reference", "now", *by)
    later = ("--offset-min", "+08:00", "--reference", "later", "--since", FAR)
    run("restrictions", "set-rules", "--rules", window, *later, *by)
    return trading


def test_every_record_of_every_table_is_shown(run_json, restricted):
    """By its path, just as it stands; each leaf is told once, in both languages."""
    with open_network(restricted) as network:
        view = network.chain(CHAIN).ledger.view
        paths = [path for table in laws().tables.values() for path, _ in view.rows(table)]
    assert len({path.split("/")[0] for path in paths}) >= 5
    for path in paths:
        shown = run_json("show", "record", path, "-n", restricted)
        assert shown["record"] == path and shown["value"] and "trail" not in shown["value"]
        fields = [one["field"] for one in shown["words"]]
        assert len(set(fields)) == len(fields) and all(one["en"] and one["zh"] for one in shown["words"])


def test_rules_in_force_and_scheduled(run, run_json, restricted):
    """Each entry says how it stands now; times with their zone, clocks as clocks."""
    path = f"restrictions/rules/{SHARES}"
    shown = run_json("show", "record", path, "-n", restricted)
    assert list(shown["standing"].values()) == ["in force 生效中", "scheduled 待生效"]
    told = {one["field"]: (one["en"], one["state"]) for one in shown["words"]}
    assert told["own[1].since"] == (
        "rules of the issuer[1] · in force from: 2096-10-02T16:00:00.000Z",
        "scheduled 待生效",
    )
    assert told["own[1].rules[0].opens_min"][0].endswith("opens at: 09:30")
    assert told["own[0].rules[0].kind"][1] == "in force 生效中" and told["instrument"][1] is None
    text = " ".join(run("show", "record", path, "-n", restricted).stdout.split())
    assert "生效时间" in text and "scheduled 待生效" in text and "opens_min" not in text


def test_features_are_in_force_by_height(run, run_json, trading):
    """What is active already, and what is scheduled for a block to come."""
    features = run_json("show", "record", "protocol/rules/current", "-n", trading)["value"]["features"]
    standing = run_json("show", "record", "protocol/rules/current", "-n", trading)["standing"]
    assert {standing[f"features.{name}"] for name in features} == {"in force 生效中"}
    assert standing["protocols[0]"] == "in force 生效中"


def test_what_a_record_says_as_a_whole_is_told(run, run_json, trading):
    """Of a file without a line, that no order was about its subject, up to the last block."""
    opened = ("supervision", "open-file", "--kind", "account", "--subject", "alice-1", "-k", "alice", "-n", trading)
    run(*opened)
    path = "supervision/file/parties/account/alice-1"
    [about] = run_json("show", "record", path, "-n", trading)["about"]
    assert (
        about["en"].startswith("no order under the policy of orders was about it")
        and "{" not in about["en"] + about["zh"]
    )
    for shown in (("record", path), ("records", "file")):
        assert "no order under the policy of orders was about it" in " ".join(
            run("show", *shown, "-n", trading).stdout.split()
        )
    assert run_json("show", "record", "parties/account/alice-1", "-n", trading)["about"] == []


def test_quantities_have_the_unit_of_the_instrument(run, run_json, trading):
    """For people; JSON counts smallest units."""
    path = f"holdings/holding/bob-1/{YUAN}"
    free = run_json("show", "record", path, "-n", trading)["value"]["free"]
    assert f"{free / 100:,.2f}" in run("show", "record", path, "-n", trading).stdout


def test_records_are_listed_by_table_and_by_what_they_name(run, run_json, trading):
    """In their path or in a field; by the last part of the table's name too; no more than asked for."""
    all_of = run_json("show", "records", "parties/party", "-n", trading)
    assert [one["record"] for one in run_json("show", "records", "party", "-n", trading)] == [
        one["record"] for one in all_of
    ]
    of_alice = run_json("show", "records", "parties/account", "--of", "alice", "-n", trading)
    assert [one["record"] for one in of_alice] == ["parties/account/alice-1"]
    held = run_json("show", "records", "holding", "--of", "alice-1", "-n", trading)
    assert held and all(one["record"].startswith("holdings/holding/alice-1/") for one in held)
    two = run("show", "records", "account", "-n", trading, code=2).stderr
    assert "did you mean clearing/account or futures/account or parties/account" in two
    assert "There are more" in run("show", "records", "parties/account", "--limit", 1, "-n", trading).stdout
    assert (
        "No record of parties/account names carol"
        in run("show", "records", "parties/account", "--of", "carol", "-n", trading).stdout
    )


def test_all_tables_are_listed(run_json, trading):
    """Of every module, with how many records each has, without a line for any."""
    listed = {one["table"]: one for one in run_json("show", "records", "-n", trading)}
    assert set(listed) == set(laws().tables)
    assert listed["instruments/instrument"]["records"] == len(
        run_json("show", "records", "instruments/instrument", "-n", trading)
    )
    assert all(one["about"] for one in listed.values())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("record", "holdings/holdng/alice-1/X"),
            "did you mean holdings/holding? tables of holdings: holdings/holding, ",
        ),
        (("record", "holding/alice-1/X"), "did you mean holdings/holding/alice-1/X?"),
        (("record", "parties/account/alice1"), "did you mean parties/account/alice-1?"),
        (("record", "parties/account"), "names a table, and no record of it"),
        (("record", "x"), "no table 'x'"),
        (("records", "wallets"), "did you mean cash/wallet?"),
        (("records", "--of", "alice"), "records of which table?"),
    ],
)
def test_a_wrong_path_is_told_the_nearest(run, trading, words, told):
    """On one line, with exit code 2."""
    result = run("show", *words, "-n", trading, code=2)
    assert told in result.stderr and result.stderr.count("\n") == 1
