# SPDX-License-Identifier: Apache-2.0
"""Building, signing and submitting: one answer per envelope, in words for people."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from counterfoil.commerce.modules.holdings.messages import Transfer
from counterfoil.commerce.modules.parties.messages import RegisterParty
from counterfoil.commerce.modules.parties.state import PartyKind
from msgspec.structs import replace

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.genesis import Genesis
from counterfoil.evidence.transaction import build_transaction
from counterfoil.identity import dsse
from counterfoil.node.chain import ChainNode
from counterfoil.node.network import Network
from counterfoil.node.submitting import (
    VALID_FOR_BLOCKS,
    build_envelope,
    describe,
    fresh_salt,
    is_committed,
    sign_calls,
    submit,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.types import AccountId, ChainId, Height, PartyId, Quantity, Timestamp
from support.network import CHAIN, SHARES, make_trading_network, open_network
from support.simulation_market import genesis_of, key_of


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with open_network(make_trading_network(tmp_path_factory.mktemp("submitting") / "network")) as opened:
        yield opened


def payment(quantity: int = 1) -> Transfer:
    return Transfer(
        sender=AccountId("alice-1"), receiver=AccountId("bob-1"), instrument=SHARES, quantity=Quantity(quantity)
    )


def test_an_envelope(network: Network) -> None:
    """It is for this chain, lasts so many blocks, and is signed by every key given."""
    node, keys = network.chain(CHAIN), [network.keyring.get(name) for name in ("alice", "bob")]
    envelope = dsse.decode(sign_calls(node, [payment(), payment(2)], *keys))
    payload = json.loads(envelope.payload)
    assert (payload["chain"], payload["valid_until"]) == (CHAIN, node.height + VALID_FOR_BLOCKS)
    assert len(payload["calls"]) == 2
    assert {one.keyid for one in envelope.signatures} == {key.keyid for key in keys}


def test_salts_differ(network: Network) -> None:
    """The same calls twice are two transactions, unless the salt is given."""
    node, key = network.chain(CHAIN), network.keyring.get("alice")
    assert fresh_salt() != fresh_salt()
    assert sign_calls(node, [payment()], key) != sign_calls(node, [payment()], key)
    assert sign_calls(node, [payment()], key, salt="s") == sign_calls(node, [payment()], key, salt="s")


def test_answers_in_order(network: Network) -> None:
    """Committed, rejected by rule, refused, and refused as a duplicate: each at its place."""
    node, key = network.chain(CHAIN), network.keyring.get("alice")
    good = sign_calls(node, [payment()], key)
    answers = submit(node, [good, sign_calls(node, [payment(10**6)], key), b"nonsense", good])
    assert [is_committed(answer) for answer in answers] == [True, False, False, False]
    committed, rejected, refused, duplicate = answers
    assert isinstance(committed, TransactionResult)
    assert describe(committed) == f"committed in block {committed.height}"
    assert describe(rejected) == f"rejected in block {committed.height}, call 0: insufficient_free_quantity"
    assert describe(refused).startswith("refused: malformed (")
    assert describe(duplicate).startswith("refused: already_seen (")


def test_many(network: Network) -> None:
    """More than one bundle: every answer belongs to its envelope."""
    node, key = network.chain(CHAIN), network.keyring.get("alice")
    envelopes = [sign_calls(node, [payment(10**6 if odd % 2 else 1)], key) for odd in range(150)]
    assert [is_committed(answer) for answer in submit(node, envelopes)] == [True, False] * 75


def test_nothing(network: Network) -> None:
    """No envelopes, no answers."""
    assert submit(network.chain(CHAIN), []) == []


def test_validity(network: Network) -> None:
    """Expired at once, or valid beyond the window: refused with the reason."""
    node, key = network.chain(CHAIN), network.keyring.get("alice")
    plain = [msgspec.to_builtins(payment())]
    long = build_transaction(CHAIN, plain, key, valid_until=Height(10**6), salt="long").encode()
    answers = submit(node, [sign_calls(node, [payment()], key, valid_for=0), long])
    assert [describe(answer).split()[1] for answer in answers] == ["expired_transaction", "validity_too_long"]


def test_never_valid_for_longer_than_the_window(tmp_path: Path) -> None:
    """On a chain with a window of 5 blocks, asking for more gives 5 and not a refusal; asking for less gives less."""
    genesis = canonical.decode(genesis_of("short"), Genesis)
    (tmp_path / "genesis.json").write_bytes(canonical.encode(replace(genesis, window=5)))
    key = key_of("short", "registrar")
    registrar, party = PartyId("registrar"), PartyId("newcomer")
    register = RegisterParty(party=party, registrar=registrar, kind=PartyKind.organisation, name="Newcomer")
    clock = lambda: Timestamp(1_800_000_000_000)  # noqa: E731
    with ChainNode.open(tmp_path, ChainId("short"), clock=clock, seal_keys=[key_of("short", "operator")]) as node:
        wanted = ({}, {"valid_for": 3}, {"valid_for": 4}, {"valid_for": 10**6})
        envelopes = [build_envelope(node, [register], key, **each) for each in wanted]
        assert [json.loads(each.payload)["valid_until"] for each in envelopes] == [5, 3, 4, 5]
        [answer] = submit(node, [sign_calls(node, [register], key)])
        assert is_committed(answer)


def test_a_refusal_without_detail() -> None:
    """There is nothing in brackets when there is nothing to say."""
    assert describe(Refusal(3, "expired")) == "refused: expired"


def test_a_stripped_signature_burns_nothing(network: Network) -> None:
    """Whoever holds an envelope cannot spoil it by submitting it without a signature that it needs."""
    node, alice, bob = network.chain(CHAIN), network.keyring.get("alice"), network.keyring.get("bob")
    whole = dsse.decode(sign_calls(node, [payment()], alice, bob))
    stripped = dsse.Envelope(
        payload=whole.payload, payload_type=whole.payload_type, signatures=(whole.signatures[1],)
    ).encode()
    (spoiled,) = submit(node, [stripped])
    assert describe(spoiled).endswith("not_authorised")
    (again,) = submit(node, [whole.encode()])
    assert is_committed(again)
    (repeated,) = submit(node, [stripped])
    assert describe(repeated).startswith("refused: already_seen")
