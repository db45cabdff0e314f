# SPDX-License-Identifier: Apache-2.0
"""Transactions: what is signed, the lines beside it, identity, limits."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.evidence.transaction import (
    CALL_LENGTH_MAX,
    CALLS_MAX,
    PARTIES_MAX,
    TRANSACTION_LENGTH_MAX,
    TRANSACTION_TYPE,
    Transaction,
    TransactionPayload,
    build_transaction,
    calls_root,
    decode_envelope,
    intent_id,
    salt_of,
    split_transaction,
    transaction_id,
    write_lines,
)
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey, add_signatures, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.merkle.prove import LeafList
from counterfoil.primitives.merkle.verify import leaf_hash, leaf_hashes, verify_inclusion
from counterfoil.primitives.types import ChainId, Height, HexHash

ALICE, BOB = PrivateKey(b"a" * 32), PrivateKey(b"b" * 32)
CALLS: list[dict[str, Any]] = [{"call": "holdings.transfer", "quantity": 5}, {"call": "holdings.hold", "hold": "h"}]
GENESIS = HexHash("ab" * 32)
SEED = bytes(range(32))


@dataclass(frozen=True)
class Meant:
    """What a transaction is built of."""

    calls: tuple[dict[str, Any], ...] = tuple(CALLS)
    by: tuple[str, ...] = ("bob", "alice")
    chain: str = "c"
    genesis: HexHash = GENESIS
    valid_until: int = 9
    valid_from: int = 0
    seed: bytes = SEED

    def built(self, *keys: PrivateKey) -> Transaction:
        return build_transaction(
            self.calls,
            *(keys or (ALICE,)),
            by=self.by,
            chain=ChainId(self.chain),
            genesis=self.genesis,
            valid_until=Height(self.valid_until),
            valid_from=Height(self.valid_from),
            seed=self.seed,
        )


def id_of(transaction: Transaction) -> str:
    return transaction_id(dsse.decode(transaction.envelope))


def test_a_built_transaction_decodes_and_is_signed() -> None:
    """What a client builds is what a node reads: parties sorted, lines committed to, the envelope signed."""
    transaction = split_transaction(Meant().built(ALICE, BOB).encode())
    envelope, payload = decode_envelope(transaction.envelope)
    assert envelope.payload_type == TRANSACTION_TYPE
    assert (payload.by, payload.chain, payload.genesis) == (("alice", "bob"), "c", GENESIS)
    assert (payload.valid_from, payload.valid_until) == (0, 9)
    assert payload.calls == calls_root(transaction.lines)
    assert [json.loads(line)["call"] for line in transaction.lines] == CALLS
    keys = {key.keyid: key.public for key in (ALICE, BOB)}
    assert dsse.valid_signers(envelope, keys) == set(keys)


def test_one_line_is_shown_without_the_others() -> None:
    """A line and its path lead to the root that was signed; the salts keep the others from being guessed."""
    lines = Meant(calls=tuple({"call": "x", "number": number} for number in range(7))).built().lines
    root, tree = calls_root(lines), LeafList(leaf_hashes(lines))
    for index, line in enumerate(lines):
        path = tree.inclusion_proof(index)
        assert verify_inclusion(leaf_hash(line), index, root.count, path, from_hex(root.root))
        assert leaf_hash(line.replace(salt_of(SEED, index).encode(), b"0" * 64)) not in path
    assert len({json.loads(line)["salt"] for line in lines}) == 7


def test_salts_follow_from_the_seed() -> None:
    """HMAC-SHA256 of the index as four bytes: the same seed gives the same lines, so a retry is the same intent."""
    assert salt_of(SEED, 258) == hmac.new(SEED, b"\0\0\1\2", sha256).hexdigest()
    assert write_lines(CALLS, SEED) == write_lines(CALLS, SEED)
    assert write_lines(CALLS, SEED) != write_lines(CALLS, bytes(32))


def test_an_intent_has_one_identifier() -> None:
    """Who signed and until when it is valid make no second intent; parties, calls, salts, chain and genesis do."""
    first = Meant()
    envelope = dsse.decode(first.built().envelope)
    assert transaction_id(add_signatures(envelope, BOB)) == id_of(first.built())
    assert id_of(Meant(valid_until=8, valid_from=3).built()) == id_of(first.built())
    others = [
        Meant(by=("alice",)),
        Meant(calls=first.calls[::-1]),
        Meant(chain="d"),
        Meant(genesis=HexHash("cd" * 32)),
        Meant(seed=bytes(32)),
    ]
    assert len({id_of(meant.built()) for meant in (first, *others)}) == 6
    payload = decode_envelope(first.built().envelope)[1]
    assert intent_id(payload) == id_of(first.built())


@pytest.mark.parametrize(
    ("call", "where"),
    [
        ({"quantity": 1.5}, "$.call.quantity"),
        ({"quantity": 2**53}, "$.call.quantity"),
        ({"a": [{"é": 1}]}, "$.call.a[0]"),
    ],
)
def test_what_has_no_canonical_form_cannot_be_built(call: dict[str, Any], where: str) -> None:
    """The client learns it before signing."""
    with pytest.raises(DecodeError) as caught:
        Meant(calls=(call,)).built()
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "does not end with a line feed"),
        (b"{}", "does not end with a line feed"),
        (b"{}\n", "0 calls"),
        (b"{}\n" * (CALLS_MAX + 2), f"{CALLS_MAX + 1} calls"),
        (b"{}\n" + b"x" * (CALL_LENGTH_MAX + 1) + b"\n", "a call of 65537 bytes"),
        (b"\n" * (TRANSACTION_LENGTH_MAX + 1), "at most 1048576 are taken"),
    ],
)
def test_what_is_too_much_is_not_even_cut(data: bytes, problem: str) -> None:
    """Limits are asked before anything is decoded."""
    with pytest.raises(DecodeError, match=problem):
        split_transaction(data)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"by": []}, "$.by"),
        ({"by": [f"p{number:02}" for number in range(PARTIES_MAX + 1)]}, "$.by"),
        ({"by": ["bob", "alice"]}, "by"),
        ({"by": ["alice", "alice"]}, "by"),
        ({"calls": {"count": 0, "root": "00" * 32}}, "$.calls.count"),
        ({"calls": {"count": CALLS_MAX + 1, "root": "00" * 32}}, "$.calls.count"),
        ({"calls": {"count": 1, "root": "00"}}, "$.calls.root"),
        ({"genesis": "00"}, "$.genesis"),
        ({"valid_until": -1}, "$.valid_until"),
        ({"valid_from": 10}, "valid_from"),
        ({"nonce": 1}, "$"),
    ],
)
def test_malformed_payloads_are_refused(changes: dict[str, Any], where: str) -> None:
    """The error names the place."""
    payload = json.loads(decode_envelope(Meant().built().envelope)[0].payload) | changes
    envelope = sign_envelope(TRANSACTION_TYPE, canonical.encode(payload), ALICE)
    with pytest.raises(DecodeError) as caught:
        decode_envelope(envelope.encode())
    assert caught.value.where == where


def test_an_envelope_of_another_type_is_none() -> None:
    """A signature over something else cannot be passed off as one over a transaction."""
    envelope, payload = decode_envelope(Meant().built().envelope)
    with pytest.raises(DecodeError, match="text/plain"):
        decode_envelope(replace(envelope, payload_type="text/plain").encode())
    assert isinstance(payload, TransactionPayload)
