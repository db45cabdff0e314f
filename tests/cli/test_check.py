# SPDX-License-Identifier: Apache-2.0
"""``counterfoil check``: whether it would pass, every reason why not, and nothing left behind."""

import json
from hashlib import sha256

import pytest

from counterfoil.modules import laws
from support.network import CHAIN, SHARES, YUAN, open_network

ALICE_TO_BOB = ["--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES, "--quantity"]
RULES = [
    {"kind": "attested", "topic": "identity"},
    {"kind": "listed"},
    {"kind": "locked", "until": 4_000_000_000_000},
]


@pytest.fixture
def restricted(run, trading):
    """The shares stand under three rules of their issuer, none of which Bob keeps."""
    by = ("--by", "issuer", "--instrument", SHARES, "-k", "issuer", "-n", trading)
    run("restrictions", "restrict", "--no-counted", *by)
    rules = json.dumps(RULES)
    run("restrictions", "set-rules", "--rules", rules, "--offset-min", "480", "--reference", "terms 4", *by)
    return trading


def test_a_transfer_that_would_pass(run, run_json, trading):
    """Exit code 0; whose consent it needs is said."""
    told = run_json("check", *ALICE_TO_BOB, 5, "-n", trading)
    assert (told["passes"], told["reasons"], told["needs"], told["missing"]) == (True, [], ["alice"], [])
    assert "It would pass" in run("check", *ALICE_TO_BOB, 5, "-n", trading).stdout


def test_every_reason_why_not(run, run_json, restricted):
    """In the order of asking, by number and name, in English and Chinese; exit code 1."""
    told = run_json("check", *ALICE_TO_BOB, 10**9, "-n", restricted, code=1)
    assert [one["outcome"] for one in told["reasons"]] == [
        "insufficient_free_quantity",
        "attestation_lacking",
        "not_listed",
        "locked_up",
    ]
    assert [one["code"] for one in told["reasons"]] == [80, 264, 266, 270]
    shown = " ".join(run("check", *ALICE_TO_BOB, 10**9, "-n", restricted, code=1).stdout.split())
    assert "It would be refused 将被拒绝" in shown
    for one in told["reasons"]:
        assert laws().outcomes[one["code"]].sentence == one["en"] and one["zh"]
        assert one["outcome"] in shown


def test_what_a_block_answers_is_the_first_reason(run, run_json, restricted):
    """The ledger is asked after the check, and says the same."""
    [told] = run_json("check", *ALICE_TO_BOB, 5, "-n", restricted, code=1)["reasons"][:1]
    act = ["holdings", "transfer", *ALICE_TO_BOB, 5, "-k", "alice", "-n", restricted, "--dry-run"]
    [answer] = run_json(*act, code=1)["transactions"]
    assert answer["outcome"] == told["outcome"]


def test_a_time_to_come_is_asked_about(run_json, restricted):
    """A lock-up that has ended then is no reason then."""
    told = run_json("check", *ALICE_TO_BOB, 5, "-n", restricted, "--at", "2096-10-03T00:00:00Z", code=1)
    assert [one["outcome"] for one in told["reasons"]] == ["attestation_lacking", "not_listed"]


def test_consents_that_are_missing_from_a_delivery(run_json, trading, write):
    """Where somebody is named, whoever is not is a reason; else everybody is supposed to consent."""
    legs = [
        {"sender": "alice-1", "receiver": "bob-1", "instrument": SHARES, "quantity": 10},
        {"sender": "bob-1", "receiver": "alice-1", "instrument": YUAN, "quantity": 10},
    ]
    file = write("delivery.json", {"call": "settlement.settle_now", "instruction": "T-9", "legs": legs})
    assert run_json("check", file, "-n", trading)["needs"] == ["alice", "bob"]
    told = run_json("check", file, "-n", trading, "--by", "alice", code=1)
    assert ([one["outcome"] for one in told["reasons"]], told["missing"]) == (["not_authorised"], ["bob"])
    assert run_json("check", file, "-n", trading, "--by", "alice", "--by", "bob")["passes"] is True


def test_nothing_is_locked_or_left_behind(run_json, restricted):
    """While another process writes the chain, and byte by byte the chain is as it was."""
    blocks = restricted / "chains" / CHAIN / "blocks"
    with open_network(restricted) as network:
        node = network.chain(CHAIN)
        before = (node.height, {path.name: sha256(path.read_bytes()).hexdigest() for path in blocks.rglob("*.*")})
        told = run_json("check", *ALICE_TO_BOB, 5, "-n", restricted, code=1)
        after = (node.height, {path.name: sha256(path.read_bytes()).hexdigest() for path in blocks.rglob("*.*")})
    assert before == after and before[1]
    assert told["height"] == before[0]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "give a file, --call, or a transfer's options"),
        (["--sender", "alice-1"], "it is missing"),
        (["--call", '{"call": "holdings.vanish"}'], "no call 'holdings.vanish'"),
        (["--call", "[]"], "not an object"),
        ([*ALICE_TO_BOB, "5", "--at", "soon"], "'soon' is no time"),
        ([*ALICE_TO_BOB, "5", "--chain", "other"], "other"),
    ],
)
def test_what_cannot_be_asked_is_said(run, trading, arguments, problem):
    """On one line, with exit code 2."""
    result = run("check", *arguments, "-n", trading, code=2)
    assert problem in result.stderr and result.stderr.count("\n") == 1


def test_a_signed_transaction_is_told_where_to_go(run, trading, tmp_path, write):
    """It has its own dry run."""
    call = {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": SHARES, "quantity": 1}
    signed = tmp_path / "tx.json"
    run("sign", write("calls.json", call), "-k", "alice", "-n", trading, "-o", signed)
    assert "submit --dry-run" in run("check", signed, "-n", trading, code=2).stderr
