# SPDX-License-Identifier: Apache-2.0
"""Transactions over a real socket: ordered, refused, sent again, rehearsed."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterfoil.api.ledger import running
from counterfoil.api.ledger.kept_answers import KeptAnswers
from counterfoil.api.ledger.running import IN_HAND_MAX
from counterfoil.api.ledger.transaction_pages import BATCH_MAX
from counterfoil.api.problems import Problem
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import AccountId, Quantity
from support.network import SHARES
from support.node_service import CHAIN_PATH, SUPERVISOR, Served, batch, holding, paid, served

TOO_MANY = 10**9


def transfer(sender: str, receiver: str, quantity: int) -> dict[str, Any]:
    return {
        "call": "holdings.transfer",
        "sender": f"{sender}-1",
        "receiver": f"{receiver}-1",
        "instrument": SHARES,
        "quantity": quantity,
    }


def moved(quantity: int) -> Transfer:
    return Transfer(
        sender=AccountId("alice-1"), receiver=AccountId("bob-1"), instrument=SHARES, quantity=Quantity(quantity)
    )


def test_a_transfer_is_ordered_and_both_sides_see_it(service: Served) -> None:
    """Committed at a height; sender and receiver read it and their holdings, each answer by height and state root."""
    answer = service.hand_in("alice", paid(service.node, service.key("alice"), 7))
    assert answer.status_code == 200, answer.text
    [done] = answer.json()["transactions"]
    assert (done["status"], done["outcome"], done["name"], done["call"]) == ("committed", 0, "ok", None)
    for name in ("alice", "bob"):
        shown = service.get(name, f"{CHAIN_PATH}/transactions/{done['transaction']}").json()
        assert {one: shown[one] for one in done} == done
        assert shown["caused"][0]["data"]["quantity"] == 7
    found = service.get("bob", holding("bob")).json()
    assert found["value"]["free"] == 107
    header = service.get("bob", f"{CHAIN_PATH}/blocks/{found['at']['height']}").json()["header"]
    assert (header["state"], header["time"]) == (found["at"]["state"], found["at"]["time"])


def test_what_is_refused_says_why_and_what_would_be_right(service: Served) -> None:
    """A problem with the number and the sentence of the outcome: rejected in a block, or in no block at all."""
    short = service.hand_in("alice", paid(service.node, service.key("alice"), TOO_MANY))
    told = short.json()
    outcome = HoldingsOutcome.insufficient_free_quantity
    assert (short.status_code, short.headers["content-type"]) == (422, "application/problem+json")
    assert (told["outcome"], told["name"], told["sentence"]) == (outcome.value, outcome.name, outcome.sentence)
    assert told["remedy"] == outcome.remedy
    assert [(one["status"], one["call"]) for one in told["transactions"]] == [("rejected", 0)]
    others = service.hand_in("alice", paid(service.node, service.key("bob"))).json()
    assert (others["outcome"], others["transactions"][0]["status"]) == (PartiesOutcome.not_authorised, "rejected")
    nonsense = service.hand_in("alice", b"nonsense").json()
    assert nonsense["outcome"] == MachineOutcome.malformed
    assert nonsense["transactions"][0]["transaction"] is None


def test_a_batch_is_answered_one_by_one(service: Served) -> None:
    """In order; what fails keeps back nothing else."""
    alice = service.key("alice")
    sent = [paid(service.node, alice), b"nonsense", paid(service.node, alice, TOO_MANY), paid(service.node, alice, 2)]
    answers = service.hand_in("bob", *sent).json()["transactions"]
    assert [one["status"] for one in answers] == ["committed", "refused", "rejected", "committed"]
    assert answers[0]["transaction"] != answers[3]["transaction"]


def test_sent_again_it_has_the_same_answer(root: Path) -> None:
    """Committed and rejected alike: in one batch twice, later, and after the service was started anew."""
    with served(root) as service:
        alice = service.key("alice")
        sent = paid(service.node, alice, 3), paid(service.node, alice, TOO_MANY)
        first = service.hand_in("alice", *sent, *sent).json()["transactions"]
        assert first[:2] == first[2:]
        assert service.hand_in("alice", *sent).json()["transactions"] == first[:2]
    with served(root) as service:
        assert service.hand_in("bob", *sent).json()["transactions"] == first[:2]
        assert service.get("bob", holding("bob")).json()["value"]["free"] == 103


def test_the_first_answer_says_what_the_chain_keeps(service: Served) -> None:
    """Also which call was rejected, and how many events there were: told as the block was made, and read from it."""
    alice, moves = service.key("alice"), [moved(1), moved(TOO_MANY), moved(2)]
    several = [sign_calls(service.node, calls, alice) for calls in (moves[::2], moves[:2], moves[1:], [moves[0]] * 3)]
    first = service.hand_in("alice", *several).json()["transactions"]
    assert [(one["status"], one["call"], one["events"]) for one in first] == [
        ("committed", None, 2),
        ("rejected", 1, 1),
        ("rejected", 0, 1),
        ("committed", None, 3),
    ]
    kept = KeptAnswers(service.node.reader)
    assert [kept.of(one["transaction"]) for one in first] == first
    assert service.hand_in("alice", *several).json()["transactions"] == first


def test_an_answer_outlives_the_blocks_in_which_it_could_stand(service: Served) -> None:
    """After its last height a retry is told what became of it; what was never handed in has expired."""
    alice = service.key("alice")
    sent, late = paid(service.node, alice), paid(service.node, alice)
    first = service.hand_in("alice", sent).json()["transactions"]
    assert service.node.engine is not None
    for _ in range(101):
        service.node.engine.tick().result()
    assert service.hand_in("alice", sent).json()["transactions"] == first
    assert service.hand_in("alice", late).json()["name"] == "expired_transaction"


MALFORMED = (
    b"{",
    b"[]",
    b'{"transactions": []}',
    b'{"transactions": ["%%"]}',
    b'{"transactions": [1]}',
    b'{"transactions": ["AAAA"], "more": 1}',
    msgspec.json.encode({"transactions": ["AAAA"] * (BATCH_MAX + 1)}),
)


@pytest.mark.parametrize("body", MALFORMED)
def test_what_is_no_batch_is_said_to_be_none(service: Served, body: bytes) -> None:
    """Nothing of it is ordered."""
    answer = service.post("alice", f"{CHAIN_PATH}/transactions", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:counterfoil:problem:malformed")


def test_too_many_at_once_are_put_off(service: Served) -> None:
    """Before the engine would wait; nothing of them is ordered, and there is room again once others are answered."""
    with pytest.raises(Problem) as refused:
        service.running.submit(service.node, [b"nonsense"] * (IN_HAND_MAX + 1))
    assert (refused.value.kind.status, refused.value.headers) == (503, {"retry-after": "1"})
    for _ in range(2):
        waiting = service.running.submit(service.node, [b"nonsense"] * IN_HAND_MAX)
        assert {one.result().code for one in waiting} == {MachineOutcome.malformed}


def test_whoever_has_his_answers_finds_room(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though those who are called back, are called late; and each is counted once, as at the end nothing is in hand."""
    late: list[Callable[[], None]] = []
    monkeypatch.setattr(running, "when_all_done", lambda _, callback: late.append(callback))
    for _ in range(3):
        waiting = service.running.submit(service.node, [b"nonsense"] * IN_HAND_MAX)
        assert {one.result().code for one in waiting} == {MachineOutcome.malformed}
    assert service.running.in_hand == IN_HAND_MAX
    for callback in late:
        callback()
    assert service.running.in_hand == 0


def test_unknown_chains_and_other_kinds_of_body(service: Served) -> None:
    """404, and 415."""
    assert service.post("alice", "/chains/other/transactions", batch(b"nonsense")).status_code == 404
    with service.client("alice") as client:
        answer = client.post(f"{CHAIN_PATH}/transactions", content=batch(b"x"), headers={"content-type": "text/plain"})
    assert answer.status_code == 415


def test_a_rehearsal_says_what_would_happen_and_orders_nothing(service: Served) -> None:
    """Of calls before anybody signs, and of what is signed: events, outcome, and whose signature is missing."""
    told = service.rehearse("alice", {"calls": [transfer("alice", "bob", 5)], "by": ["alice"]}).json()
    assert (told["status"], told["complete"]) == ("would_be_committed", False)
    [own] = told["signatures"]
    assert (own["party"], own["lacking"], own["could_sign"]) == ("alice", 1, [service.key("alice").keyid])
    assert told["events"][0]["data"]["quantity"] == 5
    short = service.rehearse("alice", {"calls": [transfer("alice", "bob", TOO_MANY)], "by": ["alice"]}).json()
    assert (short["status"], short["name"]) == ("would_be_rejected", "insufficient_free_quantity")
    assert "900" in short["detail"]
    signed = base64.b64encode(paid(service.node, service.key("alice"))).decode()
    assert service.rehearse("alice", {"transaction": signed}).json()["complete"]
    assert service.get("alice", holding("alice")).json()["value"]["free"] == 900


def test_a_rehearsal_tells_nothing_that_handing_in_would_not(service: Served) -> None:
    """Whether bob could pay is bob's: alice is told whose signature is missing; what he signed tells as much as he."""
    for quantity in (1, TOO_MANY):
        told = service.rehearse("alice", {"calls": [transfer("bob", "alice", quantity)], "by": ["bob"]}).json()
        assert (told["status"], told["waits_for"]) == ("withheld", ["bob"])
        assert told["signatures"][0]["could_sign"] == []
        assert "events" not in told
        assert "detail" not in told
        seen = service.rehearse(SUPERVISOR, {"calls": [transfer("bob", "alice", quantity)], "by": ["bob"]}).json()
        assert seen["status"] == ("would_be_committed" if quantity == 1 else "would_be_rejected")
    signed = paid(service.node, service.key("bob"), 5, "bob", "alice")
    told = service.rehearse("alice", {"transaction": base64.b64encode(signed).decode()}).json()
    assert (told["status"], told["complete"]) == ("would_be_committed", True)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"calls": [], "by": ["alice"]},
        {"calls": [{"call": "nothing.at_all"}], "by": ["alice"]},
        {"calls": [transfer("alice", "bob", 1)]},
        {"calls": [transfer("alice", "bob", -1)], "by": ["alice"]},
        {"transaction": "AAAA", "calls": [transfer("alice", "bob", 1)], "by": ["alice"]},
    ],
)
def test_what_cannot_be_rehearsed_is_said_to_be_wrong(service: Served, asked: dict[str, Any]) -> None:
    """400, with what is wrong."""
    answer = service.rehearse("alice", asked)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:counterfoil:problem:malformed")


def test_what_cannot_be_ordered_is_foretold_so(service: Served) -> None:
    """Nonsense, and what has its answer already."""
    nonsense = service.rehearse("alice", {"transaction": base64.b64encode(b"nonsense").decode()}).json()
    assert (nonsense["status"], nonsense["name"], nonsense["complete"]) == ("refused", "malformed", False)
    sent = paid(service.node, service.key("alice"))
    service.hand_in("alice", sent)
    again = service.rehearse("alice", {"transaction": base64.b64encode(sent).decode()}).json()
    assert again["name"] == "already_seen"


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


NASTY = (
    *(b'{"calls": [{"call": "holdings.transfer", "sender": ' + nested(depth) + b"}]}" for depth in (90, 900, 90_000)),
    b'{"calls": [{"call": 5}], "by": ["alice"]}',
    b'{"calls": [{"call": "holdings.transfer", "sender": "\\ud800"}], "by": ["alice"]}',
    b'{"calls": [{"call": "parties.suspend_account", "account": "a/b\\u0000", "by": "\\u0000", "reference": "x"}], '
    b'"by": ["\\u0000/"]}',
    b'{"calls": [{"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": "SSE.600000", '
    b'"quantity": 1e400}], "by": ["alice"]}',
    b'{"calls": [{"call": "holdings.transfer", "sender": "alice-1", "receiver": "", "instrument": "", '
    b'"quantity": 99999999999999999999}], "by": ["alice"]}',
    b'{"calls": [{"call": "holdings.transfer", "sender": "", "receiver": "", "instrument": "", "quantity": 1}], '
    b'"by": [""]}',
    b"\xff\xfe",
    b"",
)


@pytest.mark.parametrize("path", ["rehearsals", "transactions"])
def test_nothing_that_is_sent_makes_it_fail(service: Served, path: str) -> None:
    """Nested deep, out of bounds, no text: never a fault of ours, and it goes on."""
    for body in NASTY:
        answer = service.post("alice", f"{CHAIN_PATH}/{path}", body)
        assert answer.status_code < 500, (body[:200], answer.text)
    odd = ("records/%FF", "records//", "records/holdings/holding/%2F..%2F", "events?from=9.9.9", "events?limit=1e9")
    for path_of_odd in (*odd, "transactions/%F0", "blocks/-1", "blocks/x", f"blocks/{'9' * 400}"):
        assert service.get("alice", f"{CHAIN_PATH}/{path_of_odd}").status_code in (400, 404), path_of_odd
    assert service.get("alice", holding("alice")).status_code == 200
