# SPDX-License-Identifier: Apache-2.0
"""From bytes to a transaction that may enter a block, and the genesis document."""

from typing import Any

import msgspec
import pytest

from counterfoil.commerce import app
from counterfoil.commerce.context import Context, EventLog
from counterfoil.commerce.genesis import apply_genesis, decode_genesis
from counterfoil.commerce.intake import Prepared, Refused, prepare
from counterfoil.commerce.modules.holdings.messages import Transfer
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.evidence.transaction import TRANSACTION_TYPE, build_transaction, transaction_id
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from support.ledger import CHAIN, GENESIS_TIME, key_of

ALICE, BOB, STRANGER = key_of("alice"), key_of("bob"), key_of("stranger")
KNOWN = {key.keyid: key.public for key in (ALICE, BOB)}
MOVE = {"call": "holdings.transfer", "sender": "a", "receiver": "b", "instrument": "S", "quantity": 1}


def envelope(*keys: PrivateKey, chain: str = CHAIN, call: dict[str, Any] = MOVE) -> Envelope:
    """A signed transfer."""
    return build_transaction(chain, [call], *keys, valid_until=9, salt="s")


def arrive(data: Envelope | bytes) -> Prepared | Refused:
    """What the chain makes of it."""
    encoded = data if isinstance(data, bytes) else data.encode()
    return prepare(encoded, chain=CHAIN, find_key=KNOWN.get)


def test_a_good_envelope_becomes_a_transaction() -> None:
    """Typed calls, the signers, and the identifier that does not depend on who signed."""
    prepared = arrive(envelope(ALICE, BOB))
    assert isinstance(prepared, Prepared)
    assert prepared.valid_until == 9
    assert prepared.transaction.calls == [Transfer(sender="a", receiver="b", instrument="S", quantity=1)]
    assert prepared.transaction.signers == {ALICE.keyid, BOB.keyid}
    assert prepared.transaction.id == transaction_id(envelope(ALICE))


GOOD = envelope(ALICE)
FORGED = Signature(keyid=ALICE.keyid, sig=bytes(64))


@pytest.mark.parametrize(
    ("data", "outcome", "detail"),
    [
        (b"", Outcome.malformed, ""),
        (b" " + GOOD.encode(), Outcome.malformed, "canonical"),
        (sign_envelope("text/plain", GOOD.payload, ALICE), Outcome.malformed, "payloadType is 'text/plain'"),
        (sign_envelope(TRANSACTION_TYPE, b"{}", ALICE), Outcome.malformed, "calls"),
        (envelope(ALICE, call=MOVE | {"call": "holdings.teleport"}), Outcome.malformed, "calls"),
        (envelope(ALICE, call=MOVE | {"quantity": 0}), Outcome.malformed, "quantity"),
        (envelope(ALICE, call=MOVE | {"quantity": -1}), Outcome.malformed, "quantity"),
        (envelope(ALICE, call=MOVE | {"also": 1}), Outcome.malformed, "also"),
        (envelope(ALICE, call=MOVE | {"reference": ""}), Outcome.malformed, "canonical"),
        (envelope(ALICE, chain="elsewhere"), Outcome.wrong_chain, "'elsewhere'"),
        (envelope(), Outcome.bad_signature, "no signature"),
        (envelope(ALICE, STRANGER), Outcome.unknown_key, STRANGER.keyid),
        (msgspec.structs.replace(GOOD, signatures=(FORGED,)), Outcome.bad_signature, ALICE.keyid),
        (envelope(ALICE, ALICE), Outcome.bad_signature, "twice"),
    ],
)
def test_what_may_not_enter_a_block(data: Envelope | bytes, outcome: Outcome, detail: str) -> None:
    """Each refusal has its number and says where it looked."""
    refused = arrive(data)
    assert isinstance(refused, Refused)
    assert refused.outcome is outcome and detail in refused.detail


def genesis(**changes: Any) -> dict[str, Any]:
    """A genesis document with one registrar, changed."""
    registrar = {
        "call": "parties.register",
        "party": "registrar",
        "registrar": "registrar",
        "kind": "organisation",
        "name": "Registrar",
        "roles": ["registrar"],
        "keys": {"keys": [msgspec.to_builtins(ALICE.public)], "threshold": 1},
    }
    rules = {"protocol": 1, "features": {}, "window": 1_000}
    return {"chain": CHAIN, "time": GENESIS_TIME, "parties": [registrar], **rules} | changes


def begin(document: dict[str, Any]) -> State:
    """The state after genesis."""
    decoded = decode_genesis(canonical.encode(document))
    state = State(MemoryRecords())
    ctx = Context(CHAIN, 0, GENESIS_TIME, "0" * 64, frozenset(), state, EventLog(), app.parties, frozenset())
    apply_genesis(ctx, decoded, parties=app.parties, rules=app.rules)
    return state


def test_a_genesis_writes_rules_and_parties() -> None:
    """The first records, and the keys that may sign from block 1 on."""
    assert sorted(begin(genesis()).block_changes()) == [
        f"parties/key/{ALICE.keyid}",
        "parties/party/registrar",
        "protocol/rules/current",
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"parties": []}, "parties"),
        ({"parties": [genesis()["parties"][0] | {"roles": ["issuer"]}]}, "no party is a registrar with keys"),
        ({"features": {"teleport": 1}}, "unknown feature 'teleport'"),
        ({"parties": genesis()["parties"] * 2}, r"genesis.parties\[1\]: The party is already registered"),
        ({"chain": "with a space"}, "chain"),
    ],
)
def test_a_genesis_that_no_chain_could_start_from(changes: dict[str, Any], problem: str) -> None:
    """Refused with what is wrong and where."""
    with pytest.raises(InputError, match=problem):
        begin(genesis(**changes))
