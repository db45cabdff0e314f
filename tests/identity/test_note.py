# SPDX-License-Identifier: Apache-2.0
"""Signed notes, verifier keys and cosignatures."""

import struct
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import VerifyKey

from counterfoil.identity.note import (
    NOTE_LENGTH_MAX,
    SIGNATURES_MAX,
    CosignatureSigner,
    Note,
    NoteSignature,
    NoteSigner,
    VerifierKey,
    open_note,
    parse_note,
    parse_vkey,
    verified_signatures,
)
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import DecodeError, InputError
from support.vectors import VECTORS, cases, generated

LOG = NoteSigner(PrivateKey(bytes([1]) * 32), "log.example/custody")
WITNESS = CosignatureSigner(PrivateKey(bytes([3]) * 32), "witness.example/alpha")

PUBLISHED = {
    "C2SP signed-note, example": (
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERY"
        "NZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
    ),
    "golang.org/x/mod/sumdb/note, example": (
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
    ),
}


@pytest.mark.parametrize("vkey, note", PUBLISHED.values(), ids=PUBLISHED)
def test_published_examples_verify(vkey: str, note: str) -> None:
    """Notes signed by other implementations open, and both key and note are written back byte for byte."""
    key = parse_vkey(vkey)
    opened, verified = open_note(note.encode(), [key])
    assert key.vkey == vkey
    assert opened.encode() == note.encode()
    assert [one.key for one in verified] == [key]


@pytest.mark.parametrize("vkey, note", PUBLISHED.values(), ids=PUBLISHED)
def test_published_examples_fail_when_changed(vkey: str, note: str) -> None:
    """One letter of the text changed, and the whole note is rejected."""
    with pytest.raises(InputError, match="does not verify"):
        open_note(note.replace("is", "iz", 1).encode(), [parse_vkey(vkey)])


@pytest.mark.parametrize("case", cases("note/notes.json"), ids=lambda case: case["case"])
def test_note_vectors(case: dict[str, Any]) -> None:
    """Each golden note is opened, or rejected for the reason named."""
    keys = [parse_vkey(vkey) for vkey in case["vkeys"]]
    data = b64decode(case["note"])
    if case["valid"]:
        note, verified = open_note(data, keys)
        assert note.encode() == data and verified
    else:
        with pytest.raises(InputError, match=case["why"]):
            open_note(data, keys)


@pytest.mark.parametrize("case", cases("note/vkeys.json"), ids=lambda case: case["case"])
def test_vkey_vectors(case: dict[str, Any]) -> None:
    """Each golden verifier key is read and written back, or rejected for the reason named."""
    if case["valid"]:
        assert parse_vkey(case["vkey"]).vkey == case["vkey"]
    else:
        with pytest.raises(DecodeError, match=case["why"]):
            parse_vkey(case["vkey"])


def test_vectors_are_current() -> None:
    """Running the generator again gives the golden files, byte for byte."""
    for path, data in generated("generate_notes").items():
        assert (VECTORS / path).read_bytes() == data, path


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n"), max_size=200)


@given(TEXTS)
@settings(max_examples=100)
def test_any_text_round_trips(text: str) -> None:
    """Signing, encoding, parsing and opening gives the same text, empty lines and all."""
    data = f"{text}\n".encode()
    note = Note(data, (LOG.sign(data), WITNESS.sign(data, time_s=7)))
    opened, verified = open_note(note.encode(), [LOG.verifier, WITNESS.verifier])
    assert opened == note
    assert [one.time_s for one in verified] == [None, 7]


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Garbage is refused with DecodeError and nothing else; what is read is written back the same."""
    for candidate in (data, b"text\n\n" + data):
        try:
            assert parse_note(candidate).encode() == candidate
        except DecodeError:
            continue


def test_cosignature_is_over_the_time_and_the_text() -> None:
    """libsodium itself verifies the bytes that C2SP tlog-cosignature describes."""
    text = b"log.example/custody\n0\nroot\n"
    signature = WITNESS.sign(text, time_s=1_800_000_000)
    (time_s,) = struct.unpack(">Q", signature.signature[:8])
    message = b"cosignature/v1\ntime 1800000000\n" + text
    assert time_s == 1_800_000_000
    assert VerifyKey(WITNESS.verifier.public_key).verify(message, signature.signature[8:]) == message


def test_cosignature_time_beyond_63_bits_is_false() -> None:
    """A time of 2^63 is refused even when it was signed."""
    text, time_s = b"text\n", 2**63
    signed = WITNESS.key.sign(b"cosignature/v1\ntime %d\n" % time_s + text)
    assert not WITNESS.verifier.verify(text, time_s.to_bytes(8, "big") + signed)
    with pytest.raises(InputError, match="no time"):
        WITNESS.sign(text, time_s=time_s)


def test_a_type_01_signature_is_no_cosignature() -> None:
    """The same private key and name under another type has another key ID and another message."""
    plain = NoteSigner(WITNESS.key, WITNESS.name)
    assert plain.verifier.key_id != WITNESS.verifier.key_id
    assert not WITNESS.verifier.verify(b"text\n", plain.sign(b"text\n").signature)


def test_limits() -> None:
    """More than 100 signatures and notes above a megabyte are not read; 100 are."""
    stranger = NoteSignature("stranger", bytes(4), bytes(64))
    assert len(parse_note(Note(b"t\n", (stranger,) * SIGNATURES_MAX).encode()).signatures) == SIGNATURES_MAX
    with pytest.raises(DecodeError, match="at most 100"):
        parse_note(Note(b"t\n", (stranger,) * (SIGNATURES_MAX + 1)).encode())
    with pytest.raises(DecodeError, match="at most 1000000"):
        parse_note(b"x" * (NOTE_LENGTH_MAX + 1))


def test_two_known_keys_of_one_name_and_id_are_ambiguous() -> None:
    """A collision of the four-byte key ID among known keys is refused rather than resolved by chance."""

    class Colliding(VerifierKey):
        key_id = LOG.verifier.key_id

    other = Colliding(LOG.name, LOG.verifier.type, bytes(32))
    with pytest.raises(InputError, match="share one name"):
        verified_signatures(Note(b"t\n", ()), [LOG.verifier, other])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\u2003b", "a\x7f", "\ud800"])
def test_signers_refuse_bad_names(name: str) -> None:
    """A signer cannot be made with a name that no reader would accept."""
    with pytest.raises(DecodeError, match="is no key name"):
        NoteSigner(LOG.key, name)


def test_signers_refuse_other_schemes() -> None:
    """Notes are signed with Ed25519 alone."""
    with pytest.raises(InputError, match="not rsa"):
        NoteSigner(PrivateKey(bytes(32), "rsa"), "name")


def test_short_cosignature_is_false() -> None:
    """Fewer bytes than a time and a signature do not verify, and do not raise."""
    assert not WITNESS.verifier.verify(b"t\n", b"")
    assert not WITNESS.verifier.verify(b"t\n", bytes(9))
