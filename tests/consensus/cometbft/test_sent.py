# SPDX-License-Identifier: Apache-2.0
"""Batches with their sender: one encoding, signed for one chain by one key, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.application import Validator
from counterfoil.consensus.cometbft.batches import BATCH_BYTES_MAX, HEAD_BYTES, SALT_LENGTH, encode_batch
from counterfoil.consensus.cometbft.sent import SENT_HEAD_BYTES, decode_sent, encode_sent
from counterfoil.consensus.cometbft.sharing import OTHERS, Senders
from counterfoil.evidence.seal import seal_header
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import PartyId
from support.vectors import VECTORS, generated

KEY, OTHER = PrivateKey(bytes([1]) * 32), PrivateKey(bytes([2]) * 32)
GENESIS = digest(b"genesis")
GOLDEN = json.loads((VECTORS / "batch" / "sent.json").read_text())


def validator(key: PrivateKey) -> Validator:
    return Validator(consensus_key=digest(key.seed).hex(), seal_key=key.public, party=PartyId("firm"))


VALIDATORS = (validator(KEY), validator(OTHER))
BATCH = encode_batch([b"ab", b"c"], tick=True, salt=bytes(SALT_LENGTH))
GOOD = encode_sent(BATCH, KEY, genesis=GENESIS, until=7)


@given(
    transactions=st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=5),
    tick=st.booleans(),
    until=st.integers(0, 2**64 - 1),
)
def test_what_is_encoded_is_decoded(transactions: list[bytes], tick: bool, until: int) -> None:
    """Batch, sender and height come back as they were, and the signature is the sender's for this chain."""
    batch = encode_batch(transactions, tick=tick, salt=bytes(SALT_LENGTH))
    sent = decode_sent(encode_sent(batch, KEY, genesis=GENESIS, until=until))
    assert (sent.batch.transactions, sent.batch.tick) == (tuple(transactions), tick)
    assert (sent.sender, sent.until) == (KEY.keyid, until)
    assert sent.verifies(KEY.public, GENESIS)


@given(at=st.integers(0, len(GOOD) - 1), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(at: int, bit: int) -> None:
    """Whatever is changed, it is nothing that this sender signed: nobody sends in his name."""
    data = bytearray(GOOD)
    data[at] ^= 1 << bit
    try:
        one = Senders(GENESIS).read(bytes(data), VALIDATORS)
    except DecodeError:
        return
    assert one.sender == OTHERS


BREAKS = {
    "cut off within its head": (GOOD[: SENT_HEAD_BYTES - 1], "too few"),
    "another magic": (b"x" + GOOD[1:], "does not begin as a batch"),
    "without a signature": (GOOD[:48] + bytes(2) + GOOD[50:], "or has none"),
    "a signature that does not end": (GOOD[:48] + b"\xff\xff" + GOOD[50:], "ends within its signature"),
    "no batch in it": (GOOD[: -len(BATCH)], "ends within its signature"),
    "a batch cut off": (GOOD[:-1], "within a transaction"),
    "a byte behind it": (GOOD + b"\0", "behind the last transaction"),
    "one within another": (GOOD[: -len(BATCH)] + GOOD, "does not begin as a batch"),
    "too long": (GOOD + bytes(BATCH_BYTES_MAX), "at most"),
    "another's name": (GOOD[:8] + bytes.fromhex(OTHER.keyid) + GOOD[40:], "did not sign it"),
    "another height": (GOOD[:47] + b"\x08" + GOOD[48:], "did not sign it"),
    "for another chain": (encode_sent(BATCH, KEY, genesis=digest(b"another"), until=7), "did not sign it"),
    "another batch": (GOOD[:-1] + b"d", "did not sign it"),
}


@pytest.mark.parametrize(("data", "said"), BREAKS.values(), ids=BREAKS)
def test_each_way_to_break_one(data: bytes, said: str) -> None:
    """Each rule, broken alone, is named."""
    with pytest.raises(DecodeError, match=said):
        Senders(GENESIS).read(data, VALIDATORS)


def test_a_seal_is_no_signature_of_a_batch() -> None:
    """The same key seals headers: what it signed there signs no batch, whose type is another."""
    seal = seal_header(BATCH, KEY).signatures[0].sig
    data = GOOD[:SENT_HEAD_BYTES] + seal + BATCH
    assert len(data) == len(GOOD)
    with pytest.raises(DecodeError, match="did not sign it"):
        Senders(GENESIS).read(data, VALIDATORS)


def test_whoever_is_no_validator_is_one_of_the_others() -> None:
    """Also one that names nobody. So a node whose validator is not in yet, or not any more, goes on."""
    senders = Senders(GENESIS)
    assert senders.read(GOOD, VALIDATORS[1:]).sender == OTHERS
    assert senders.read(BATCH, VALIDATORS).sender == OTHERS
    assert senders.read(GOOD, ()).sender == OTHERS
    assert senders.read(GOOD, VALIDATORS).sender == KEY.keyid


def test_nothing_is_signed_that_is_no_batch() -> None:
    """Whoever signs hears of it."""
    with pytest.raises(InputError, match="too few"):
        encode_sent(BATCH[: HEAD_BYTES - 1], KEY, genesis=GENESIS, until=1)


def test_golden_files_are_current() -> None:
    """What the generator would write is there."""
    for path, data in generated("generate_batches").items():
        assert (VECTORS / path).read_bytes() == data


def test_the_golden_one_is_read_as_it_says() -> None:
    """Sender and height; and it verifies."""
    good = GOLDEN["sent"]
    sent = decode_sent(bytes.fromhex(good["hex"]))
    assert (sent.sender, sent.until) == (good["sender"], good["until"])
    key = PrivateKey(bytes.fromhex(good["seed"]))
    assert sent.verifies(key.public, bytes.fromhex(good["genesis"]))  # type: ignore[arg-type]


@pytest.mark.parametrize("row", GOLDEN["broken"], ids=lambda row: row["name"])
def test_what_is_broken_was_not_sent(row: dict[str, str]) -> None:
    """Each way to break one: it decodes to nothing, or its sender did not sign it."""
    good = GOLDEN["sent"]
    key = PrivateKey(bytes.fromhex(good["seed"]))
    with pytest.raises(DecodeError):
        Senders(bytes.fromhex(good["genesis"])).read(bytes.fromhex(row["hex"]), (validator(key),))  # type: ignore[arg-type]
