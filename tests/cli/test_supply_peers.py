# SPDX-License-Identifier: Apache-2.0
"""Two chains on disk under one custody log: ``counterfoil supply believe``, ``ask``, and who gets the invoice."""

import json

import pytest

from support.network import copy_network
from support.peered_network import make_peered_network
from support.vouchers import INVOICES, print_of


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_peered_network(tmp_path_factory.mktemp("peered") / "network")


@pytest.fixture
def network(template, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return copy_network(template, tmp_path / "network")


@pytest.fixture
def both(network, run):
    """Each chain believes the other, and its programme asks it."""
    for here, there in (("west", "east"), ("east", "west")):
        given = ("--chain", here, "--network", network, "--no-publish")
        agreed = ("--by", "supervisor", "--reason", "agreement", "--key", "supervisor")
        run("supply", "believe", there, "--keeper", "depository", "--key", "depository", *agreed, *given)
        asks = json.dumps(
            {
                "peer": f"peers/chain/{there}",
                "registry": "registry",
                "money": [{"here": "e-CNY", "there": "e-CNY"}],
            }
        )
        run("receivables", "set-peers", "--registry", "registry", "--peers", asks, "--key", "registry", *agreed, *given)
    return network


def asked(run_json, network, here, there, *more, code=0):
    given = ("--chain", here, "--key", "depository", "--network", network)
    return run_json("supply", "ask", there, *more, *given, code=code)


def confirmed(run_json, network, here, root, code=0):
    given = ("--chain", here, "--key", "core-2", "--by", "core", "--network", network, "--no-publish")
    said = ("--root", root, "--mandate", f"pays-{root}", "--lot", f"{root}-0")
    return run_json("receivables", "confirm", *said, *given, code=code)


def outcome(answer):
    return answer["transactions"][0].get("outcome") or answer["transactions"][0].get("reason")


def test_the_second_chain_refuses_the_same_invoice(both, run_json, run):
    """East drafted first: west is refused, before east confirmed and after; the refusal says what east has."""
    unasked = confirmed(run_json, both, "west", "W-1", code=1)
    assert "not_asked_elsewhere" in json.dumps(unasked)
    answers = asked(run_json, both, "west", "east", "--voucher", "W-1")["answers"]
    (shown,) = answers
    assert shown["record"] == f"receivables/invoice/registry/{print_of(INVOICES[0])}" and shown["there"]
    assert (shown["amount"], shown["promised"], shown["reserved"]) == (1_000_000, 0, 1_000_000)
    refused = confirmed(run_json, both, "west", "W-1", code=1)
    assert "promised_on_another_chain" in json.dumps(refused)
    asked(run_json, both, "east", "west", "--voucher", "E-1")
    confirmed(run_json, both, "east", "E-1")
    (later,) = asked(run_json, both, "west", "east", "--voucher", "W-1")["answers"]
    assert (later["promised"], later["reserved"]) == (1_000_000, 0)
    given = ("--chain", "west", "--key", "core-2", "--by", "core", "--network", both, "--no-publish")
    said = ("--root", "W-1", "--mandate", "pays-W-1", "--lot", "W-1-0")
    told = " ".join(run("receivables", "confirm", *said, *given, code=1).output.split())
    assert "PINT" in told and "peers/chain/east has 10,000.00 CNY of e-CNY promised" in told, told


def test_a_stranger_verifies_the_refused_and_the_promised(both, run_json, run):
    """Evidence of the voucher that was confirmed shows what the other chain answered, and is proved."""
    asked(run_json, both, "east", "west", "--voucher", "E-1")
    confirmed(run_json, both, "east", "E-1")
    path = "receivables/voucher/E-1"
    run(
        "evidence", "export", "--claim", "record", "--record", path, "-o", "e.zip", "--chain", "east", "--network", both
    )
    found = run_json("verify", "e.zip", "--trust", both / "trust.json")
    assert "proved" in json.dumps(found) and found["verdict"] == "proved"


def test_what_is_published_elsewhere_answers_too(both, run_json, run, tmp_path):
    """Out of another network's folder, as far as it was published: a header of before is too old."""
    other = copy_network(both, tmp_path / "other")
    old = asked(run_json, both, "west", "east", "--voucher", "W-1", "--peer-network", other)
    assert old["answers"][0]["there"]
    again = asked(run_json, both, "west", "east", "--voucher", "W-1", "--peer-network", other)
    assert again["shown_before"] and again["transactions"] == [] and again["answers"] == old["answers"]
    given = ("--peer-network", other, "--chain", "west", "--key", "depository", "--network", both)
    assert "shown before" in run("supply", "ask", "east", "--voucher", "W-1", *given).output
    run("custody", "publish", "--network", other)
    asked(run_json, both, "west", "east", "--voucher", "W-1", "--peer-network", other)
    assert "promised_on_another_chain" in json.dumps(confirmed(run_json, both, "west", "W-1", code=1))


def test_many_records_are_asked_at_once(both, run_json):
    """More than one answer shows are several calls of one transaction."""
    named = [word for name in INVOICES[:20] for word in ("--invoice", f"registry/{print_of(name)}")]
    told = asked(run_json, both, "west", "east", *named, "--record", "receivables/line/platform/core")
    assert len(told["answers"]) == 21 and len({row["time"] for row in told["answers"]}) == 1


def test_what_cannot_be_asked_is_said(network, run):
    """A chain of which nothing is known, a voucher of nobody, nothing at all, no key; trust without the chain."""
    given = ("--network", network, "--chain", "west")
    told = run("supply", "ask", "east", "--voucher", "W-1", "--key", "depository", *given, code=2).output
    assert "supply believe" in told
    agreed = ("--keeper", "depository", "--by", "supervisor", "--reason", "x", "--key", "depository")
    told = run("supply", "believe", "south", *agreed, "--key", "supervisor", *given, code=2).output
    assert "says nothing of south" in told
    run("supply", "believe", "east", *agreed, "--key", "supervisor", *given, "--no-publish")
    for words, said in (
        (("--voucher", "none", "--key", "depository"), "no such voucher"),
        (("--key", "depository"), "nothing is asked"),
        (("--voucher", "W-1"), "nobody brings the answer"),
    ):
        assert said in " ".join(run("supply", "ask", "east", *words, *given, code=2).output.split())
