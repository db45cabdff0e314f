# SPDX-License-Identifier: Apache-2.0
"""Proofs of single events: each event of a batch has one, and nothing else has."""

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from counterfoil.evidence.event_proof import (
    DOCUMENT_LENGTH_MAX,
    PROOF_LENGTH_MAX,
    Batched,
    EventProof,
    decode_event_proof,
    document_hash,
    encode_event_proof,
)
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import HexHash

SEED = b"\x07" * 32
DOCUMENTS = [f'{{"type":"ObjectEvent","铜":{number}}}' for number in range(5)]


def hashed(text: str) -> HexHash:
    """In the place of an event's own hash."""
    return HexHash(sha256(b"event" + text.encode()).hexdigest())


def batched(documents: list[str], seed: bytes = SEED) -> Batched:
    return Batched(seed, [(hashed(one), document_hash(one)) for one in documents])


def proof_of(index: int, documents: list[str] | None = None, document: str | None = None) -> EventProof:
    documents = DOCUMENTS if documents is None else documents
    text = documents[index] if document is None else document
    return batched(documents).proof(index, text, chain="c", repository="r", batch=7)


@given(st.lists(st.text(max_size=9), min_size=1, max_size=40), st.data())
def test_every_event_of_a_batch_has_its_proof(documents: list[str], data: st.DataObject) -> None:
    """Of any size of batch, whatever the documents say, read again from its file."""
    try:
        batch = batched(documents)
    except UnicodeEncodeError:  # a lone surrogate is no text that anybody captured
        return
    index = data.draw(st.integers(0, len(documents) - 1))
    proof = decode_event_proof(
        encode_event_proof(batch.proof(index, documents[index], chain="c", repository="r", batch=1))
    )
    assert proof.leads_to(batch.root, len(batch))


def test_a_proof_by_hand() -> None:
    """Two events: the line of the one, the leaf of the other, one hash over both."""
    leaves = [sha256(b"\0" + line.encode()).digest() for line in _lines(DOCUMENTS[:2])]
    assert batched(DOCUMENTS[:2]).root == sha256(b"\1" + leaves[0] + leaves[1]).hexdigest()
    assert proof_of(0, DOCUMENTS[:2]).path == (leaves[1].hex(),)


def _lines(documents: list[str]) -> list[str]:
    """As the specification writes them."""
    salts = [hmac.new(SEED, index.to_bytes(4, "big"), "sha256").hexdigest() for index in range(len(documents))]
    hashes = [sha256(one.encode()).hexdigest() for one in documents]
    return [
        f'{{"document":"{whole}","event":"{hashed(one)}","salt":"{salt}"}}'
        for one, whole, salt in zip(documents, hashes, salts, strict=True)
    ]


ROOT = batched(DOCUMENTS).root
OTHER = HexHash("e" * 64)


@pytest.mark.parametrize(
    ("broken", "root", "events"),
    [
        pytest.param(proof_of(2, document=DOCUMENTS[2] + " "), ROOT, 5, id="a space more"),
        pytest.param(proof_of(2, document=DOCUMENTS[3]), ROOT, 5, id="another event's document"),
        pytest.param(replace(proof_of(2), event=OTHER), ROOT, 5, id="another event's hash"),
        pytest.param(replace(proof_of(2), salt=OTHER), ROOT, 5, id="another salt"),
        pytest.param(replace(proof_of(2), index=3), ROOT, 5, id="another place"),
        pytest.param(replace(proof_of(2), index=5), ROOT, 5, id="a place beyond the batch"),
        pytest.param(replace(proof_of(2), events=17), ROOT, 17, id="a batch of another depth"),
        pytest.param(replace(proof_of(2), events=6), ROOT, 5, id="a longer batch than is on record"),
        pytest.param(replace(proof_of(2), path=proof_of(2).path[:-1]), ROOT, 5, id="a hash less"),
        pytest.param(replace(proof_of(2), path=(*proof_of(2).path, OTHER)), ROOT, 5, id="a hash more"),
        pytest.param(proof_of(2), OTHER, 5, id="another batch's root"),
        pytest.param(proof_of(2), batched(DOCUMENTS, b"\x08" * 32).root, 5, id="a batch with another seed"),
    ],
)
def test_nothing_else_has_a_proof(broken: EventProof, root: HexHash, events: int) -> None:
    """Every field counts."""
    assert proof_of(2).leads_to(ROOT, 5)
    assert not broken.leads_to(root, events)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"proof/v1", b"proof/v2", "format"),
        (b'"batch":7', b'"batch":0', "batch"),
        (b'"events":5', b'"events":1000001', "events"),
        (b'"index":2', b'"index":-1', "index"),
        (b'"index":2', b'"index":2.0', "index"),
        (b'"salt":"', b'"salt":"A', "salt"),
        (b'{"batch"', b'{"a":1,"batch"', "a"),
        (b'{"batch"', b'{ "batch"', "canonical"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(old: bytes, new: bytes, told: str) -> None:
    """What is wrong, and where."""
    data = encode_event_proof(proof_of(2))
    assert old in data
    with pytest.raises(DecodeError) as refused:
        decode_event_proof(data.replace(old, new))
    assert told in str(refused.value)


def test_no_file_is_read_that_is_too_long() -> None:
    """Neither whole nor by its document."""
    with pytest.raises(DecodeError):
        decode_event_proof(b" " * (PROOF_LENGTH_MAX + 1))
    long = proof_of(0, document="x" * (DOCUMENT_LENGTH_MAX + 1))
    with pytest.raises(DecodeError):
        decode_event_proof(encode_event_proof(long))
