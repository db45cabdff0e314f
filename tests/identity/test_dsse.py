# SPDX-License-Identifier: Apache-2.0
"""DSSE envelopes: the pre-authentication encoding, strict decoding, and whose signatures count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives.errors import DecodeError

KEYS = [PrivateKey(bytes([number]) * 32) for number in range(1, 4)]
ENVELOPE = sign_envelope("text/plain", b"hello", *KEYS[:2])
ALL = {key.keyid: key.public for key in KEYS}


def test_pre_authentication_encoding_is_the_specification_s() -> None:
    """The example of the DSSE protocol document, and lengths counted in bytes."""
    assert (
        dsse.pre_authentication_encoding("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert dsse.pre_authentication_encoding("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


@given(st.binary(max_size=100), st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.integers(0, 3))
def test_round_trip(payload: bytes, payload_type: str, signers: int) -> None:
    """An envelope survives its encoding, and all its signers are found valid."""
    envelope = sign_envelope(payload_type, payload, *KEYS[:signers])
    assert dsse.decode(envelope.encode()) == envelope
    assert dsse.valid_signers(envelope, ALL) == {key.keyid for key in KEYS[:signers]}


@given(st.binary(max_size=80))
def test_garbage_is_a_decode_error(data: bytes) -> None:
    """No bytes but an envelope's get through."""
    with pytest.raises(DecodeError):
        dsse.decode(data)


ENCODED = ENVELOPE.encode()


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (ENCODED.replace(b"payloadType", b"payload_type"), "$"),
        (ENCODED.replace(b'"aGVsbG8="', b'"aGVsbG8"'), "$.payload"),
        (ENCODED.replace(b'"aGVsbG8="', b'"aGVsbG9="'), "$"),
        (ENCODED.replace(b'"aGVsbG8="', b"null"), "$.payload"),
        (ENCODED.replace(KEYS[0].keyid.encode(), KEYS[0].keyid.upper().encode()), "$.signatures[0].keyid"),
        (ENCODED.replace(b'"sig"', b'"signature"'), "$.signatures[0]"),
        (ENCODED.replace(b'":"', b'": "'), "$"),
        (ENCODED + b" ", "$"),
        (Envelope(payload=b"", payload_type="", signatures=ENVELOPE.signatures * 33).encode(), "$.signatures"),
    ],
)
def test_decoding_refuses_and_names_the_place(data: bytes, where: str) -> None:
    """Field names, base64, key identifiers, white space and the number of signatures."""
    with pytest.raises(DecodeError) as caught:
        dsse.decode(data)
    assert caught.value.where == where


@pytest.mark.parametrize(
    "envelope",
    [
        Envelope(payload=b"hellO", payload_type="text/plain", signatures=ENVELOPE.signatures),
        Envelope(payload=b"hello", payload_type="text/html", signatures=ENVELOPE.signatures),
        Envelope(
            payload=b"hello",
            payload_type="text/plain",
            signatures=(
                Signature(keyid=KEYS[0].keyid, sig=ENVELOPE.signatures[1].sig),
                Signature(keyid=KEYS[1].keyid, sig=ENVELOPE.signatures[0].sig),
            ),
        ),
        Envelope(payload=b"hello", payload_type="text/plain", signatures=(Signature(keyid=KEYS[0].keyid, sig=b""),)),
    ],
    ids=["other payload", "other type", "swapped", "empty"],
)
def test_signatures_of_something_else_do_not_count(envelope: Envelope) -> None:
    """A signature covers payload and type, and belongs to its key."""
    assert dsse.valid_signers(envelope, ALL) == frozenset()


def test_a_policy_is_met_by_distinct_valid_signers() -> None:
    """Two of three is met by two; a signature repeated, or of a stranger, adds nothing."""
    policy = KeyPolicy(keys=tuple(key.public for key in KEYS), threshold=2)
    assert dsse.satisfies(ENVELOPE, policy)
    assert not dsse.satisfies(sign_envelope("text/plain", b"hello", KEYS[0], KEYS[0]), policy)
    stranger = PrivateKey(bytes(32))
    assert not dsse.satisfies(sign_envelope("text/plain", b"hello", KEYS[0], stranger), policy)
