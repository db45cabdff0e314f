# SPDX-License-Identifier: Apache-2.0
"""Transactions drawn up for whoever signs elsewhere: the same that one draws up oneself, and handed in as any other."""

import base64
from typing import Any

import msgspec
import pytest

from counterfoil.evidence.transaction import TRANSACTION_TYPE, Transaction, build_transaction
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.types import Height
from support.network import CHAIN, SHARES
from support.node_service import CHAIN_PATH, Served

SEED = "07" * 32
MOVED: dict[str, Any] = {
    "call": "holdings.transfer",
    "sender": "alice-1",
    "receiver": "bob-1",
    "instrument": SHARES,
    "quantity": 7,
}


def drawn_up(service: Served, **wanted: Any) -> Any:
    body = msgspec.json.encode({"calls": [MOVED], "by": ["alice"], **wanted})
    return service.post("alice", f"{CHAIN_PATH}/drafts", body)


def signed(draft: dict[str, Any], *keys: PrivateKey) -> bytes:
    """As a program does that knows nothing but base64 and Ed25519."""
    message = base64.b64decode(draft["signed"])
    signatures = tuple(Signature(keyid=key.keyid, sig=key.sign(message)) for key in keys)
    envelope = Envelope(payload=draft["payload"].encode(), payload_type=draft["payload_type"], signatures=signatures)
    return Transaction(envelope.encode(), tuple(line.encode() for line in draft["lines"])).encode()


def test_what_is_signed_of_a_draft_is_ordered(service: Served) -> None:
    """Its identifier is known before it is signed."""
    draft = drawn_up(service).json()
    answer = service.hand_in("bob", signed(draft, service.key("alice")))
    [done] = answer.json()["transactions"]
    assert (done["status"], done["transaction"]) == ("committed", draft["transaction"])


def test_a_draft_is_what_one_draws_up_oneself(service: Served) -> None:
    """Byte for byte, of the same calls, parties, seed and heights: so whoever does not trust the node can compare."""
    draft = drawn_up(service, seed=SEED, valid_for=5, valid_from=1, by=["bob", "alice", "bob"]).json()
    alice, bob = service.key("alice"), service.key("bob")
    own = build_transaction(
        [MOVED],
        alice,
        bob,
        by=["alice", "bob"],
        chain=CHAIN,
        genesis=service.node.ledger.genesis_hash,
        valid_until=Height(draft["at"]["height"] + 5),
        seed=bytes.fromhex(SEED),
        valid_from=Height(1),
    )
    assert draft["payload_type"] == TRANSACTION_TYPE
    assert signed(draft, alice, bob) == own.encode()
    assert [line.encode() for line in draft["lines"]] == list(own.lines)


def test_two_drafts_are_two_intents_unless_they_have_one_seed(service: Served) -> None:
    """The node draws a seed for each that has none, and keeps none."""
    first, second = drawn_up(service).json(), drawn_up(service).json()
    assert first["transaction"] != second["transaction"]
    again = drawn_up(service, seed=first["seed"], valid_for=9).json()
    assert (again["transaction"], again["lines"]) == (first["transaction"], first["lines"])


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ({"calls": []}, "calls"),
        ({"by": []}, "by"),
        ({"calls": [{"call": "holdings.none"}]}, "holdings.none"),
        ({"calls": [MOVED | {"quantity": 0}]}, "quantity"),
        ({"calls": [MOVED | {"quantity": 1.5}]}, "quantity"),
        ({"calls": [MOVED | {"more": 1}]}, "more"),
        ({"calls": [MOVED, MOVED | {"reference": ""}]}, "$.calls[1]: in a transaction it is written otherwise"),
        ({"calls": [MOVED | {"sender": nested(90)}]}, "sender"),
        ({"seed": "0"}, "seed"),
        ({"valid_for": 0}, "valid_for"),
        ({"valid_for": 2**53 - 1}, "valid for"),
        ({"valid_from": 2**53 - 1}, "valid_from"),
        ({"calls": [MOVED | {"reference": "x" * 201}]}, "reference"),
        ({"calls": [MOVED] * 1_001}, "calls"),
    ],
)
def test_what_cannot_be_handed_in_is_not_drawn_up(service: Served, wanted: dict[str, Any], where: str) -> None:
    """It is said what is wrong, and where."""
    answer = drawn_up(service, **wanted)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:counterfoil:problem:malformed")
    assert where in answer.json()["detail"], answer.text
