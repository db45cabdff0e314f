# SPDX-License-Identifier: Apache-2.0
"""C2SP signed notes, verifier keys, and timestamped cosignatures (C2SP main @5ba5ee8).

A note is text, an empty line, and signature lines ``— <name> <base64(key ID ‖ signature)>``. The text and
its final LF are what is signed, as the bytes received. Two kinds of key are known: Ed25519 over the text
(type 01, logs), and Ed25519 over a time and the text (type 04, ``cosignature/v1``, witnesses).
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Final

from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.signatures import ED25519, SCHEMES

NOTE_LENGTH_MAX: Final = 1_000_000
"""Bytes; signed-note asks for a limit and leaves the number to us."""
SIGNATURES_MAX: Final = 100
"""signed-note: at least 16 must be accepted."""
COSIGNATURE_TIME_MAX: Final = 2**63 - 1

_KEY_ID_LENGTH: Final = 4
_TIME_LENGTH: Final = 8
_DASH: Final = "— "
_CONTROL: Final = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]")
_VKEY_KEY_ID: Final = re.compile(r"[0-9a-f]{8}\Z")


class SignatureType(IntEnum):
    """The type byte of a verifier key."""

    ed25519 = 1
    cosignature_v1 = 4


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line; ``signature`` is what follows the key ID, for a cosignature the time first."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> bytes:
        """The line with its LF."""
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.signature).decode()}\n".encode()


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note: nothing is verified yet. ``text`` ends with LF."""

    text: bytes
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> bytes:
        """The bytes that ``parse_note`` accepts."""
        return self.text + b"\n" + b"".join(signature.line for signature in self.signatures)

    def signed_by(self, *signatures: NoteSignature) -> "Note":
        """The same text with further signatures."""
        return Note(self.text, self.signatures + signatures)


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name, as a ``vkey`` writes it."""

    name: str
    type: SignatureType
    public_key: bytes

    @cached_property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ LF ‖ type ‖ public key)."""
        return digest(self.name.encode() + b"\n" + bytes([self.type]) + self.public_key)[:_KEY_ID_LENGTH]

    @property
    def vkey(self) -> str:
        """``<name>+<key ID in hex>+<base64(type ‖ public key)>``."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.type]) + self.public_key).decode()}"

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether ``signature`` (without key ID) is this key's over the note text."""
        if self.type is SignatureType.ed25519:
            return SCHEMES[ED25519].verify(self.public_key, text, signature)
        time_s = cosignature_time(signature)
        if time_s > COSIGNATURE_TIME_MAX:
            return False
        return SCHEMES[ED25519].verify(self.public_key, _cosigned_message(text, time_s), signature[_TIME_LENGTH:])


@dataclass(frozen=True, slots=True)
class VerifiedSignature:
    """A signature that verified; ``time_s`` is POSIX seconds, for cosignatures only."""

    key: VerifierKey
    signature: NoteSignature
    time_s: int | None


def parse_note(data: bytes) -> Note:
    """Strict; raises DecodeError naming the line that is wrong."""
    if len(data) > NOTE_LENGTH_MAX:
        raise DecodeError(f"a note of {len(data)} bytes; at most {NOTE_LENGTH_MAX} are read", where="note")
    if (control := _CONTROL.search(data)) is not None:
        raise DecodeError(f"control character {control[0]!r} at byte {control.start()}", where="note")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise DecodeError(f"not UTF-8 at byte {error.start}", where="note") from error
    separator = data.rfind(b"\n\n")
    if separator < 0:
        raise DecodeError("no empty line between text and signatures", where="note")
    text, lines = data[: separator + 1], data[separator + 2 :]
    return Note(text, parse_signature_lines(lines))


def parse_signature_lines(lines: bytes) -> tuple[NoteSignature, ...]:
    """One or more signature lines, each ending with LF, as a note ends and a witness answers; DecodeError if not."""
    if not lines.endswith(b"\n"):
        raise DecodeError("signature lines must be there, and end with a line feed", where="note")
    try:
        split = lines.decode()[:-1].split("\n")
    except UnicodeDecodeError as error:
        raise DecodeError(f"not UTF-8 at byte {error.start}", where="note") from error
    if len(split) > SIGNATURES_MAX:
        raise DecodeError(f"{len(split)} signatures; at most {SIGNATURES_MAX} are read", where="note")
    return tuple(_parse_signature_line(line, f"signature {number}") for number, line in enumerate(split, 1))


def _parse_signature_line(line: str, where: str) -> NoteSignature:
    if not line.startswith(_DASH):
        raise DecodeError("does not start with an em dash (U+2014) and a space", where=where)
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    check_key_name(name, where=where)
    blob = decode_base64(encoded, where=where)
    if len(blob) <= _KEY_ID_LENGTH:
        raise DecodeError("shorter than a key ID and a signature", where=where)
    return NoteSignature(name, blob[:_KEY_ID_LENGTH], blob[_KEY_ID_LENGTH:])


def parse_vkey(text: str) -> VerifierKey:
    """Strict; raises DecodeError, also when the key ID is not that of the key, or the type is unknown."""
    where = f"vkey {text[:80]!r}"
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise DecodeError("not of the form <name>+<key ID>+<key>", where=where)
    name, key_id, encoded = parts
    check_key_name(name, where=where)
    blob = decode_base64(encoded, where=where)
    if not blob or blob[0] not in set(SignatureType):
        raise DecodeError("unknown signature type", where=where, remedy="01 (Ed25519) and 04 (cosignature) are known")
    key = VerifierKey(name, SignatureType(blob[0]), blob[1:])
    if len(key.public_key) != SCHEMES[ED25519].public_key_length:
        raise DecodeError(f"an Ed25519 public key has 32 bytes, not {len(key.public_key)}", where=where)
    if _VKEY_KEY_ID.match(key_id) is None or bytes.fromhex(key_id) != key.key_id:
        raise DecodeError(f"the key ID is {key.key_id.hex()}, not {key_id}", where=where)
    return key


def check_key_name(name: str, *, where: str) -> None:
    """Raises DecodeError unless the name is non-empty and free of white space, ``+`` and control characters."""
    printable = name.isascii() or name.encode("utf-8", "replace") == name.encode("utf-8", "surrogatepass")
    control = _CONTROL.search(name.encode("utf-8", "replace")) is not None
    if not name or not printable or control or "+" in name or any(character.isspace() for character in name):
        raise DecodeError(f"{name!r} is no key name", where=where, remedy="one or more characters, no space, no '+'")


def decode_base64(encoded: str, *, where: str) -> bytes:
    """Standard padded base64 in its one canonical form; raises DecodeError."""
    try:
        decoded = b64decode(encoded, validate=True)
    except (Base64Error, ValueError) as error:
        raise DecodeError("not base64", where=where) from error
    if b64encode(decoded).decode() != encoded:
        raise DecodeError("not canonical base64", where=where)
    return decoded


def cosignature_time(signature: bytes) -> int:
    """The POSIX seconds that a type-04 signature carries before its 64 bytes."""
    return int.from_bytes(signature[:_TIME_LENGTH], "big")


def verified_signatures(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifiedSignature, ...]:
    """The note's signatures by any of ``keys``; unknown ones are ignored.

    Raises InputError when a signature that names a known key does not verify: that spoils the whole note.
    """
    known = _by_name_and_id(keys)
    verified = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verify(note.text, signature.signature):
            raise InputError("the signature does not verify", where=f"signature of {signature.name}")
        timed = key.type is SignatureType.cosignature_v1
        verified.append(VerifiedSignature(key, signature, cosignature_time(signature.signature) if timed else None))
    return tuple(verified)


def open_note(data: bytes, keys: Iterable[VerifierKey]) -> tuple[Note, tuple[VerifiedSignature, ...]]:
    """Parse a note and require a valid signature by at least one of ``keys``; raises InputError."""
    note = parse_note(data)
    verified = verified_signatures(note, keys)
    if not verified:
        raise InputError("no signature by a known key", where="note")
    return note, verified


def _by_name_and_id(keys: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise InputError("two known keys share one name and key ID", where=key.name)
    return known


def _cosigned_message(text: bytes, time_s: int) -> bytes:
    return b"cosignature/v1\ntime %d\n%b" % (time_s, text)


@dataclass(frozen=True)
class NoteSigner:
    """A private key that signs notes under a name (type 01)."""

    key: PrivateKey
    name: str
    verifier: VerifierKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "verifier", _verifier(self.key, self.name, SignatureType.ed25519))

    def sign(self, text: bytes) -> NoteSignature:
        """The signature over note text, which ends with LF."""
        return NoteSignature(self.name, self.verifier.key_id, self.key.sign(text))


@dataclass(frozen=True)
class CosignatureSigner:
    """A private key that cosigns checkpoints with a time (type 04)."""

    key: PrivateKey
    name: str
    verifier: VerifierKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "verifier", _verifier(self.key, self.name, SignatureType.cosignature_v1))

    def sign(self, text: bytes, *, time_s: int) -> NoteSignature:
        """The cosignature over checkpoint text at ``time_s``, POSIX seconds."""
        if not 0 <= time_s <= COSIGNATURE_TIME_MAX:
            raise InputError(f"{time_s} is no time in POSIX seconds", where="cosignature")
        signature = self.key.sign(_cosigned_message(text, time_s))
        return NoteSignature(self.name, self.verifier.key_id, time_s.to_bytes(_TIME_LENGTH, "big") + signature)


def _verifier(key: PrivateKey, name: str, type_: SignatureType) -> VerifierKey:
    check_key_name(name, where="note signer")
    if key.scheme != ED25519:
        raise InputError(f"notes are signed with ed25519, not {key.scheme}", where=f"note signer {name}")
    return VerifierKey(name, type_, bytes.fromhex(key.public.key))
