# SPDX-License-Identifier: Apache-2.0
"""Ed25519 by libsodium's rule, crafted signatures included."""

from hashlib import sha512

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.primitives.signatures import ED25519, SCHEMES

SCHEME = SCHEMES[ED25519]
ORDER = 2**252 + 27742317777372353535851937790883648493
SEED = bytes(range(32))
KEY = SCHEME.public_key(SEED)
MESSAGE = b"counterfoil"
IDENTITY = b"\x01" + bytes(31)

SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]
"""Encodings, canonical and not, of the points whose order divides eight."""


def test_rfc_8032_test_2() -> None:
    """The second test of RFC 8032 §7.1."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    assert SCHEME.public_key(seed).hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert SCHEME.sign(seed, b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.data())
def test_signatures_verify_and_damaged_ones_do_not(seed: bytes, message: bytes, data: st.DataObject) -> None:
    """A signature is valid for its key and message; one flipped bit anywhere and it is not."""
    public_key, signature = SCHEME.public_key(seed), SCHEME.sign(seed, message)
    assert (len(public_key), len(signature)) == (SCHEME.public_key_length, SCHEME.signature_length)
    assert SCHEME.verify(public_key, message, signature)
    bit = data.draw(st.integers(0, 8 * len(signature) - 1))
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not SCHEME.verify(public_key, message, bytes(flipped))
    assert not SCHEME.verify(public_key, message + b"\0", signature)


def _with_scalar_plus_order() -> bytes:
    signature = SCHEME.sign(SEED, MESSAGE)
    return signature[:32] + (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")


def _with_identity_nonce() -> bytes:
    """R is the identity and S = h·a: the equation S·B = R + h·A holds."""
    clamped = bytearray(sha512(SEED).digest()[:32])
    clamped[0] &= 248
    clamped[31] = clamped[31] & 127 | 64
    challenge = int.from_bytes(sha512(IDENTITY + KEY + MESSAGE).digest(), "little")
    scalar = challenge * int.from_bytes(clamped, "little") % ORDER
    return IDENTITY + scalar.to_bytes(32, "little")


@pytest.mark.parametrize(
    ("public_key", "signature"),
    [
        (KEY, _with_scalar_plus_order()),
        (KEY, _with_identity_nonce()),
        (KEY, bytes(64)),
        (KEY, b"\xff" * 64),
        (KEY, b""),
        (KEY, SCHEME.sign(SEED, MESSAGE)[:-1]),
        (KEY, SCHEME.sign(SEED, MESSAGE) + b"\0"),
        (KEY[:-1], SCHEME.sign(SEED, MESSAGE)),
        (KEY + b"\0", SCHEME.sign(SEED, MESSAGE)),
        (b"\xff" * 32, SCHEME.sign(SEED, MESSAGE)),
    ],
    ids=["S+L", "identity R", "zeros", "ones", "empty", "short", "long", "short key", "long key", "key off the curve"],
)
def test_crafted_signatures_are_refused(public_key: bytes, signature: bytes) -> None:
    """Other libraries accept some of these; here all are invalid and none raises."""
    assert not SCHEME.verify(public_key, MESSAGE, signature)


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_small_order_keys_and_nonces_are_refused(point: str) -> None:
    """A key of small order would let one signature stand for many messages."""
    raw = bytes.fromhex(point)
    for signature in (IDENTITY + bytes(32), raw + bytes(32)):
        assert not any(SCHEME.verify(raw, b"message %d" % number, signature) for number in range(16))
    assert not SCHEME.verify(KEY, MESSAGE, raw + bytes(32))
