# SPDX-License-Identifier: Apache-2.0
"""What members say to each other about seals (spec/seal-shares.md): frames, and what is in them.

A frame is its length as an unsigned varint, one byte that says what it is, and the rest: canonical JSON.
"""

from enum import IntEnum
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from counterfoil.identity.dsse import Envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import ChainId, Height, HeightField, KeyId

VERSION: Final = 1
FRAME_BYTES_MAX: Final = 48 * 1024
NONCE_LENGTH: Final = 32
_MORE: Final = 0x80
_LENGTH_BYTES_MAX: Final = 3
_REASON_MAX: Final = 300


class Kind(IntEnum):
    """The byte that says what a frame is."""

    hello = 1
    challenge = 2
    proof = 3
    share = 4
    lacking = 5
    told = 6
    rotation = 7
    signed = 8
    refused = 9


_KINDS: Final = {kind.value: kind for kind in Kind}


class Frame(NamedTuple):
    """What came, still to be read."""

    kind: Kind
    body: bytes


Nonce = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who dials: the key that it will prove, and what the other side is to sign."""

    chain: ChainId
    keyid: KeyId
    nonce: Nonce
    version: int


class Challenge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers: its key, and what the one who dials is to sign."""

    keyid: KeyId
    nonce: Nonce


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signature over a ``Presence``."""

    sig: bytes


class Lacking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first height of which whoever says this has no complete seal: it asks for what there is from there on."""

    height: HeightField


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that there was to tell of heights below this one has been told."""

    height: HeightField


class Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a rotation is not signed."""

    reason: Annotated[str, Meta(max_length=_REASON_MAX)]


class Presence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed at the beginning: who speaks to whom, and what the other one sent to be signed."""

    chain: ChainId
    by: KeyId
    nonce: Nonce
    to: KeyId


_BODIES: Final[dict[type, Kind]] = {
    Hello: Kind.hello,
    Challenge: Kind.challenge,
    Proof: Kind.proof,
    Lacking: Kind.lacking,
    Told: Kind.told,
    Envelope: Kind.signed,
    Refused: Kind.refused,
}
Body = Hello | Challenge | Proof | Lacking | Told | Envelope | Refused


def say(body: Body) -> bytes:
    """A message as a frame."""
    return frame(_BODIES[type(body)], canonical.encode(body))


def frame(kind: Kind, body: bytes) -> bytes:
    """Bytes as a frame."""
    length, head = len(body) + 1, bytearray()
    while length >= _MORE:
        head.append(length & (_MORE - 1) | _MORE)
        length >>= 7
    head += bytes((length, kind))
    return bytes(head) + body


def share_frame(share: bytes) -> bytes:
    """A share, or a complete seal, as it lies on the disk."""
    return frame(Kind.share, share)


def refusal(reason: str) -> bytes:
    """The frame that says why a rotation is not signed."""
    return say(Refused(reason[:_REASON_MAX]))


class Splitter:
    """Bytes as they come, cut into frames; never more in memory than one frame and what came last."""

    def __init__(self, *, bytes_max: int = FRAME_BYTES_MAX) -> None:
        self.bytes_max = bytes_max
        self._rest = bytearray()

    def feed(self, data: bytes) -> None:
        """Add what came."""
        self._rest += data

    def take(self) -> Frame | None:
        """The next frame, None while it is not whole; raises DecodeError for what is none."""
        length = digits = 0
        for byte in self._rest[:_LENGTH_BYTES_MAX]:
            length |= (byte & (_MORE - 1)) << 7 * digits
            digits += 1
            if byte < _MORE:
                break
        else:
            if digits == _LENGTH_BYTES_MAX:
                raise DecodeError(f"a length of more than {_LENGTH_BYTES_MAX} bytes", where="frame")
            return None
        if not 1 <= length <= self.bytes_max:
            raise DecodeError(f"a frame of {length} bytes; from 1 to {self.bytes_max} are taken", where="frame")
        end = digits + length
        if len(self._rest) < end:
            return None
        kind, body = self._rest[digits], bytes(self._rest[digits + 1 : end])
        if kind not in _KINDS:
            raise DecodeError(f"{kind} is no kind of frame", where="frame")
        del self._rest[:end]
        return Frame(_KINDS[kind], body)


def lacking_from(complete_until: Height) -> bytes:
    """The frame that asks for what comes after a height."""
    return say(Lacking(Height(complete_until + 1)))
