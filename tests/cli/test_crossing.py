# SPDX-License-Identifier: Apache-2.0
"""Two chains on disk under one custody log: ``counterfoil crossing``."""

import json

import pytest

from counterfoil.modules.crossings.records import ARRIVALS
from support.crossed import HOME
from support.crossed_network import make_crossed_network
from support.network import copy_network

AGREED = ("--quantity", "100", "--instrument", "SHARE", "--price", "1000", "--payee", "of-alice")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_crossed_network(tmp_path_factory.mktemp("crossed") / "network")


@pytest.fixture
def network(template, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return copy_network(template, tmp_path / "network")


def crossing(run_json, network, chain, *words, key="alice", code=0):
    return run_json("crossing", *words, "--key", key, "--chain", chain, "--network", network, code=code)


def told(run_json, network, chain):
    return run_json("crossing", "show", "--chain", chain, "--network", network)


def units(run_json, network):
    """In the pool at home, and around on the other chain."""
    return tuple(told(run_json, network, chain)["assets"][1]["units"] for chain in ("home", "away"))


def test_shares_go_and_come_home(network, run_json):
    """Out, in, return, in: each command publishes and shows what the other chain has."""
    crossing(run_json, network, "home", "out", "x", "--asset", "shares", "--from", "of-alice", "--quantity", "100")
    assert units(run_json, network) == (100, 0)
    crossing(run_json, network, "away", "in", "x", "--peer", "home", key="bob")
    assert units(run_json, network) == (100, 100)
    twice = crossing(run_json, network, "away", "in", "x", "--peer", "home", key="bob", code=1)
    assert "already_arrived" in json.dumps(twice)
    back = ("return", "y", "--asset", "shares", "--from", "of-alice", "--to", "of-bob", "--quantity", "40")
    crossing(run_json, network, "away", *back)
    crossing(run_json, network, "home", "in", "y", "--peer", "away", key="bob")
    assert units(run_json, network) == (60, 60)
    found = told(run_json, network, "home")
    assert [row["crossing"] for row in found["left"]] == ["x"] and [row["crossing"] for row in found["came"]] == ["y"]


def test_before_the_end_nothing_comes_back(network, run_json):
    """The other chain may still accept it, and does."""
    crossing(run_json, network, "home", "out", "x", "--asset", "shares", "--from", "of-alice", "--quantity", "1")
    refused = crossing(run_json, network, "home", "cancel", "x", key="bob", code=1)
    assert "other_chain_may_accept" in json.dumps(refused)
    crossing(run_json, network, "away", "in", "x", "--peer", "home", key="bob")
    refused = crossing(run_json, network, "home", "cancel", "x", key="bob", code=1)
    assert "accepted_there" in json.dumps(refused)


def test_a_deed_brings_its_title(network, run_json, run):
    """The command shows the title's events, and a package of the mirror is proved offline."""
    crossing(run_json, network, "home", "out", "x", "--asset", "deeds", "--from", "of-alice", "--quantity", "1")
    crossing(run_json, network, "away", "in", "x", "--peer", "home", key="bob")
    claim = ("--claim", "provenance", "--instrument", "M-DEED")
    run("evidence", "export", *claim, "-o", "e.zip", "--chain", "away", "--network", network)
    found = run_json("verify", "e.zip", "--trust", network / "trust.json")
    assert found["verdict"] == "proved" and ARRIVALS.path(HOME, "x") in json.dumps(found)


def test_what_cannot_be_sent_is_said(network, run_json, run):
    """No such mapping, the wrong end of it, a receiver that nobody named, names that are not there."""
    given = ("--key", "alice", "--network", network, "--chain", "home")
    for words, said in (
        (("out", "x", "--asset", "none", "--from", "of-alice", "--quantity", "1"), "no such asset is mapped"),
        (("return", "x", "--asset", "shares", "--from", "of-alice", "--quantity", "1"), "this is the home of it"),
        (("out", "x", "--asset", "shares", "--from", "of-maker", "--quantity", "1"), "is not registered for away"),
        (("in", "none", "--peer", "away"), "no such record"),
        (("in", "x", "--peer", "north"), "nobody said whom to believe"),
        (("cancel", "none"), "nothing left under this name"),
        (("settle", "none"), "no such deal was offered"),
        (("pay", "none", "--peer", "away", *AGREED), "no such record"),
    ):
        assert said in " ".join(run("crossing", *words, *given, code=2).output.split()), words
    assert "shares" in run("crossing", "show", "--chain", "home", "--network", network).output


def test_who_was_quicker_with_a_name_is_not_paid(network, run_json, run):
    """Another offers less under the name that two agreed on, for the same price to itself: nothing is paid."""
    price = json.dumps({"sender": "of-bob", "receiver": "of-maker", "instrument": "CNY", "quantity": 1_000})
    home = ("--key", "alice", "--chain", "home", "--network", network, "--no-publish")
    held = ("--account", "of-alice", "--instrument", "SHARE", "--quantity", "1", "--expires", "+1d")
    run_json("holdings", "hold", "--hold", "h", *held, "--executor", "crossings/deal/d", *home)
    said = ("--deal", "d", "--peer", "peers/chain/away", "--hold", "h", "--receiver", "of-bob", "--until", "+1d")
    run_json("crossings", "offer", *said, "--price", price, *home)
    given = ("--peer", "home", *AGREED, "--key", "bob", "--network", network, "--chain", "away")
    refused = " ".join(run("crossing", "pay", "d", *given, code=2).output.split())
    assert "it is 1 SHARE to of-bob on home, for 1000 CNY from of-bob to of-maker" in refused


def test_a_deal_is_paid_there_and_delivered_here(network, run_json):
    """Offered by the calls of the module, paid and settled by the commands."""
    price = json.dumps({"sender": "of-bob", "receiver": "of-alice", "instrument": "CNY", "quantity": 1_000})
    home = ("--key", "alice", "--chain", "home", "--network", network, "--no-publish")
    held = ("--account", "of-alice", "--instrument", "SHARE", "--quantity", "100", "--expires", "+1d")
    run_json("holdings", "hold", "--hold", "h", *held, "--executor", "crossings/deal/d", *home)
    said = ("--deal", "d", "--peer", "peers/chain/away", "--hold", "h", "--receiver", "of-bob", "--until", "+1d")
    run_json("crossings", "offer", *said, "--price", price, *home)
    early = crossing(run_json, network, "home", "settle", "d", code=1)
    assert "other_chain_may_accept" in json.dumps(early)
    crossing(run_json, network, "away", "pay", "d", "--peer", "home", *AGREED, key="bob")
    crossing(run_json, network, "home", "settle", "d", key="bob")
    assert told(run_json, network, "home")["deals"][0]["status"] == "delivered"
