# SPDX-License-Identifier: Apache-2.0
"""Offline proofs of one entry."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.evidence.tlog_proof import TlogProof, parse_tlog_proof, verify_tlog_proof
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.merkle.prove import LeafList
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import Hash
from support.custody import LOG_SIGNER, ORIGIN, WITNESS_SIGNERS, two_of_three

ENTRIES = [b"entry %d" % number for number in range(7)]
TREE = LeafList([leaf_hash(entry) for entry in ENTRIES])
SIGNED = sign_checkpoint(Checkpoint(ORIGIN, 7, TREE.root()), LOG_SIGNER)
COSIGNED = SIGNED.signed_by(*(signer.sign(SIGNED.text, time_s=9) for signer in WITNESS_SIGNERS.values())).encode()


def proof_of(index: int) -> TlogProof:
    """The proof of one entry of the tree of seven."""
    return TlogProof(index, tuple(TREE.inclusion_proof(index)), COSIGNED)


@pytest.mark.parametrize("index", range(7))
def test_every_entry_is_proved(index: int) -> None:
    """Written, read and verified, with the witnesses' times."""
    proof = parse_tlog_proof(proof_of(index).encode())
    opened = verify_tlog_proof(proof, leaf_hash(ENTRIES[index]), two_of_three())
    assert opened.cosigned == {"alpha": 9, "beta": 9, "gamma": 9}


def test_shape() -> None:
    """The file has the lines that C2SP tlog-proof shows."""
    text = dataclasses.replace(proof_of(0), extra=b"hint").encode().decode()
    head, _, checkpoint = text.partition("\n\n")
    assert head.split("\n")[:3] == ["c2sp.org/tlog-proof@v1", "extra aGludA==", "index 0"]
    assert checkpoint.encode() == COSIGNED


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=64), st.none() | st.binary())
@settings(max_examples=60)
def test_round_trip(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    """Every proof survives encoding and parsing."""
    proof = TlogProof(index, tuple(map(Hash, hashes)), COSIGNED, extra)
    assert parse_tlog_proof(proof.encode()) == proof


ONE = proof_of(2).encode()
MALFORMED = {
    "another format": (ONE.replace(b"@v1", b"@v2"), "not a tlog-proof"),
    "no index": (ONE.replace(b"index 2\n", b""), "no index line"),
    "a leading zero": (ONE.replace(b"index 2", b"index 02"), "no decimal"),
    "extra after index": (ONE.replace(b"index 2\n", b"index 2\nextra AA==\n"), "not base64"),
    "a short hash": (ONE.replace(b"index 2\n", b"index 2\nAAAA\n"), "3 bytes instead of 32"),
    "no checkpoint": (ONE.partition(b"\n\n")[0] + b"\n", "no empty line"),
    "not ASCII": (ONE.replace(b"index 2", "index ２".encode()), "not ASCII"),
    "too many hashes": (TlogProof(2, (Hash(bytes(32)),) * 65, COSIGNED).encode(), "at most 64"),
    "too long": (ONE + bytes(2_000_000), "are read"),
}


@pytest.mark.parametrize("data, problem", MALFORMED.values(), ids=MALFORMED)
def test_malformed(data: bytes, problem: str) -> None:
    """What is not a tlog-proof is refused for the reason named."""
    with pytest.raises(DecodeError, match=problem):
        parse_tlog_proof(data)


UNPROVED = {
    "another entry": (proof_of(2), b"entry 3", "not number 2 of 7"),
    "another index": (dataclasses.replace(proof_of(2), index=3), b"entry 2", "not number 3 of 7"),
    "an index beyond the tree": (dataclasses.replace(proof_of(2), index=7), b"entry 2", "not number 7 of 7"),
    "a dropped hash": (dataclasses.replace(proof_of(2), hashes=proof_of(2).hashes[:-1]), b"entry 2", "not number"),
    "no cosignatures": (dataclasses.replace(proof_of(2), checkpoint=SIGNED.encode()), b"entry 2", "no quorum"),
    "another root": (
        dataclasses.replace(proof_of(2), checkpoint=COSIGNED.replace(b"\n7\n", b"\n8\n")),
        b"entry 2",
        "does not verify",
    ),
}


@pytest.mark.parametrize("proof, entry, problem", UNPROVED.values(), ids=UNPROVED)
def test_unproved(proof: TlogProof, entry: bytes, problem: str) -> None:
    """Well-formed proofs that prove nothing are refused for the reason named."""
    with pytest.raises(InputError, match=problem):
        verify_tlog_proof(proof, leaf_hash(entry), two_of_three())
