# SPDX-License-Identifier: Apache-2.0
"""Building, signing and submitting: one answer per envelope, in words for people."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.genesis import Genesis
from counterfoil.evidence.transaction import (
    Transaction,
    build_transaction,
    decode_envelope,
    intent_id,
    split_transaction,
)
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.parties.calls import RegisterParty, RotateKeys
from counterfoil.modules.parties.records import PartyKind
from counterfoil.node.chain import ChainNode
from counterfoil.node.network import Network
from counterfoil.node.submitting import (
    VALID_FOR_BLOCKS,
    build,
    describe,
    fresh_seed,
    is_committed,
    parties_of,
    sign_calls,
    submit,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, ChainId, Height, PartyId, Quantity, Timestamp
from support.network import CHAIN, SHARES, make_trading_network, open_network
from support.simulation_genesis import START_MS, genesis_of, key_of


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with open_network(make_trading_network(tmp_path_factory.mktemp("submitting") / "network")) as opened:
        yield opened


def payment(quantity: int = 1) -> Transfer:
    return Transfer(
        sender=AccountId("alice-1"), receiver=AccountId("bob-1"), instrument=SHARES, quantity=Quantity(quantity)
    )


def name_of(data: bytes) -> str:
    """The intent of a transaction."""
    return intent_id(decode_envelope(split_transaction(data).envelope)[1])


def test_a_transaction(network: Network) -> None:
    """For this chain and its genesis, for so many blocks, in the name of whose keys sign it; a line for each call."""
    node, keys = network.chain(CHAIN), [network.keyring.get(name) for name in ("bob", "alice")]
    transaction = build(node, [payment(), payment(2)], *keys)
    envelope, payload = decode_envelope(transaction.envelope)
    assert (payload.chain, payload.genesis) == (CHAIN, node.reader.genesis_hash)
    assert (payload.valid_from, payload.valid_until) == (0, node.height + VALID_FOR_BLOCKS)
    assert payload.by == ("alice", "bob")
    assert payload.calls.count == len(transaction.lines) == 2
    assert {one.keyid for one in envelope.signatures} == {key.keyid for key in keys}


def test_seeds_make_intents(network: Network) -> None:
    """The same calls twice are two intents; with one seed they are one, whenever built and for how long it lasts."""
    node, key = network.chain(CHAIN), network.keyring.get("alice")
    seed = fresh_seed()
    assert seed != fresh_seed()
    assert name_of(sign_calls(node, [payment()], key)) != name_of(sign_calls(node, [payment()], key))
    first = sign_calls(node, [payment()], key, seed=seed)
    assert first == sign_calls(node, [payment()], key, seed=seed)
    later = sign_calls(node, [payment()], key, seed=seed, valid_for=7)
    assert later != first
    assert name_of(later) == name_of(first)
    assert name_of(sign_calls(node, [payment(2)], key, seed=seed)) != name_of(first)
    assert name_of(sign_calls(node, [payment()], key, network.keyring.get("bob"), seed=seed)) != name_of(first)


def test_an_intent_has_one_answer(network: Network) -> None:
    """Committed or rejected, a retry signed anew is refused as seen."""
    node, key = network.chain(CHAIN), network.keyring.get("alice")
    for quantity in (1, 10**6):
        seed = fresh_seed()
        (first,) = submit(node, [sign_calls(node, [payment(quantity)], key, seed=seed)])
        assert isinstance(first, TransactionResult)
        (again,) = submit(node, [sign_calls(node, [payment(quantity)], key, seed=seed, valid_for=50)])
        assert describe(again).startswith("refused: already_seen")


def test_parties_of(network: Network) -> None:
    """Who first had each key, also after it was rotated away; a key that nobody has says what to do."""
    node = network.chain(CHAIN)
    bank, issuer = network.keyring.get("bank"), network.keyring.get("issuer")
    assert parties_of(node, [issuer, bank, issuer]) == ["issuer", "bank"]
    with pytest.raises(InputError, match="register its party first, or name the parties"):
        parties_of(node, [PrivateKey(b"n" * 32)])
    new = PrivateKey(b"i" * 32)
    rotate = RotateKeys(party=PartyId("issuer"), keys=single_key_policy(new))
    assert is_committed(submit(node, [sign_calls(node, [rotate], issuer)])[0])
    assert parties_of(node, [issuer, new]) == ["issuer"]
    (answer,) = submit(node, [sign_calls(node, [payment()], issuer)])
    assert describe(answer).startswith("refused: incomplete")


def test_in_the_name_of(network: Network) -> None:
    """Parties may be named; one that is not signed for leaves the whole undone, and burns nothing."""
    node, alice, bob = network.chain(CHAIN), network.keyring.get("alice"), network.keyring.get("bob")
    seed, both = fresh_seed(), ["alice", "bob"]
    (half,) = submit(node, [sign_calls(node, [payment()], alice, by=both, seed=seed)])
    assert describe(half).startswith("refused: incomplete")
    (whole,) = submit(node, [sign_calls(node, [payment()], alice, bob, by=both, seed=seed)])
    assert is_committed(whole)
    (more,) = submit(node, [sign_calls(node, [payment()], alice, bob, by=["alice"])])
    assert describe(more).startswith("refused: incomplete"), "a signature that serves none"


def test_answers_in_order(network: Network) -> None:
    """Committed, rejected by rule, refused, and refused as a duplicate: each at its place."""
    node, key = network.chain(CHAIN), network.keyring.get("alice")
    good = sign_calls(node, [payment()], key)
    answers = submit(node, [good, sign_calls(node, [payment(10**6)], key), b"nonsense", good])
    assert [is_committed(answer) for answer in answers] == [True, False, False, False]
    committed, rejected, refused, duplicate = answers
    assert isinstance(committed, TransactionResult)
    assert describe(committed) == f"committed in block {committed.height}"
    assert describe(rejected) == f"rejected in block {committed.height}, call 1: insufficient_free_quantity"
    assert describe(refused) == "refused: malformed"
    assert describe(duplicate) == "refused: already_seen"


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
    long = build_transaction(
        plain,
        key,
        by=["alice"],
        chain=CHAIN,
        genesis=node.reader.genesis_hash,
        valid_until=Height(10**6),
        seed=fresh_seed(),
    ).encode()
    answers = submit(node, [sign_calls(node, [payment()], key, valid_for=0), long])
    assert [describe(answer).split()[1] for answer in answers] == ["expired_transaction", "validity_too_long"]


def test_never_valid_for_longer_than_the_window(tmp_path: Path) -> None:
    """On a chain with a window of 5 blocks, who does not say gets 5; who asks for more is told how much there is."""
    genesis = canonical.decode(genesis_of("short"), Genesis)
    (tmp_path / "genesis.json").write_bytes(canonical.encode(replace(genesis, window=5)))
    key = key_of("short", "registrar")
    registrar, party = PartyId("registrar"), PartyId("newcomer")
    register = RegisterParty(party=party, registrar=registrar, kind=PartyKind.organisation, name="Newcomer")
    clock = lambda: Timestamp(START_MS)  # noqa: E731
    with ChainNode.open(tmp_path, ChainId("short"), clock=clock, seal_keys=[key_of("short", "operator")]) as node:
        wanted = ({}, {"valid_for": 3}, {"valid_for": 4}, {"valid_for": 5})
        payloads = [decode_envelope(build(node, [register], key, **each).envelope)[1] for each in wanted]
        assert [payload.valid_until for payload in payloads] == [5, 3, 4, 5]
        with pytest.raises(InputError, match=r"100000 blocks are too many \(at most 5, the window of short\)"):
            build(node, [register], key, valid_for=100_000)
        [answer] = submit(node, [sign_calls(node, [register], key)])
        assert is_committed(answer)


def test_a_refusal_in_few_words() -> None:
    """The reason alone; what more there is to say stands in the answer."""
    assert describe(Refusal(3, "expired", "long ago")) == "refused: expired"


def test_a_stripped_signature_burns_nothing(network: Network) -> None:
    """Whoever holds a transaction cannot spoil it by submitting it without a signature that it needs."""
    node, alice, bob = network.chain(CHAIN), network.keyring.get("alice"), network.keyring.get("bob")
    whole = build(node, [payment()], alice, bob)
    envelope = dsse.decode(whole.envelope)
    half = dsse.Envelope(envelope.payload, envelope.payload_type, envelope.signatures[1:])
    stripped = Transaction(half.encode(), whole.lines).encode()
    (spoiled,) = submit(node, [stripped])
    assert describe(spoiled).startswith("refused: incomplete")
    ahead, again = submit(node, [stripped, whole.encode()])
    assert describe(ahead).startswith("refused: incomplete")
    assert is_committed(again)
    (repeated,) = submit(node, [stripped])
    assert describe(repeated).startswith("refused: already_seen")
