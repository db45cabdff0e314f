# SPDX-License-Identifier: Apache-2.0
"""Attachments are read by whom they were sealed to, and by nobody else; whatever is changed does not open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from nacl.bindings import crypto_scalarmult_base, crypto_sign_ed25519_pk_to_curve25519

from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.sealing import PLAINTEXT_LENGTH_MAX, seal, unseal
from counterfoil.primitives.errors import InputError

BOB, EVE = PrivateKey(b"b" * 32), PrivateKey(b"e" * 32)


@given(st.binary(max_size=200))
def test_the_recipient_reads_what_was_sealed(plaintext: bytes) -> None:
    """Whatever it is, and the longest too; twice the same looks different each time."""
    sealed = seal(plaintext, BOB.public)
    assert unseal(sealed, BOB) == plaintext
    assert sealed != seal(plaintext, BOB.public)


def test_the_longest_fits_and_one_byte_more_does_not() -> None:
    """What seals is what a call can carry."""
    assert len(unseal(seal(b"x" * PLAINTEXT_LENGTH_MAX, BOB.public), BOB)) == PLAINTEXT_LENGTH_MAX
    with pytest.raises(InputError, match="at most"):
        seal(b"x" * (PLAINTEXT_LENGTH_MAX + 1), BOB.public)


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": EVE.keyid},
        {"suite": "hpke-x25519-sha256-aes256gcm"},
        {"encapsulated": b""},
        {"encapsulated": bytes(32)},
        {"encapsulated": crypto_scalarmult_base(b"e" * 32)},
        {"ciphertext": b""},
        {"ciphertext": bytes(25)},
    ],
    ids=str,
)
def test_what_was_changed_does_not_open(changes: dict[str, object]) -> None:
    """Every field is bound to the others."""
    with pytest.raises(InputError):
        unseal(replace(seal(b"Invoice 7", BOB.public), **changes), BOB)


def test_nobody_else_opens_it_even_under_another_name() -> None:
    """The recipient's identifier is part of what was encrypted."""
    sealed = seal(b"Invoice 7", BOB.public)
    for attempt in (sealed, replace(sealed, recipient=EVE.keyid)):
        with pytest.raises(InputError):
            unseal(attempt, EVE)


@pytest.mark.parametrize(
    "key", [PublicKey("00" * 32, "ed25519"), PublicKey("ff" * 5, "ed25519"), PublicKey("00" * 32, "other")], ids=str
)
def test_keys_that_nothing_can_be_sealed_to(key: PublicKey) -> None:
    """A point that is none, a key of another length, another scheme."""
    with pytest.raises(InputError):
        seal(b"Invoice 7", key)


def test_a_stranger_s_implementation_opens_it() -> None:
    """HPKE as RFC 9180 §4 to §6 writes it, computed by hand from the recipient's key, gives the same bytes."""
    from hashlib import sha256
    from hmac import digest

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from nacl.bindings import crypto_scalarmult, crypto_sign_ed25519_sk_to_curve25519, crypto_sign_seed_keypair

    def extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
        return digest(salt, b"HPKE-v1" + suite + label + material, "sha256")

    def expand(suite: bytes, secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
        return digest(secret, labelled + b"\x01", "sha256")[:length]

    sealed = seal(b"Invoice 7", BOB.public)
    _, secret = crypto_sign_seed_keypair(BOB.seed)
    private = crypto_sign_ed25519_sk_to_curve25519(secret)
    public = crypto_sign_ed25519_pk_to_curve25519(bytes.fromhex(BOB.public.key))
    kem, hpke = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x01"
    agreed = extract(kem, b"", b"eae_prk", crypto_scalarmult(private, sealed.encapsulated))
    shared = expand(kem, agreed, b"shared_secret", sealed.encapsulated + public, 32)
    info = b"counterfoil/sealed-attachment/v1\0" + BOB.keyid.encode()
    context = b"\0" + extract(hpke, b"", b"psk_id_hash", b"") + extract(hpke, b"", b"info_hash", info)
    schedule = extract(hpke, shared, b"secret", b"")
    key, nonce = expand(hpke, schedule, b"key", context, 16), expand(hpke, schedule, b"base_nonce", context, 12)
    assert AESGCM(key).decrypt(nonce, sealed.ciphertext, b"") == b"Invoice 7"
    assert sealed.recipient == sha256(b"ed25519\0" + bytes.fromhex(BOB.public.key)).hexdigest()
