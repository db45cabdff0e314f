# SPDX-License-Identifier: Apache-2.0
"""Seals: what makes a header final, who may seal, and how that changes. One place for log, verifier and audit.

A seal is a DSSE envelope around a header's bytes. Under solo the policy is the operator's key; in a consortium it is
more than two thirds of the validators. A policy is in force from genesis until a ``rotation`` names the last header
under it. A rotation is signed under the policy it retires, or under the recovery policy that the chain was registered
with, whose rotations take effect only a published delay after the log received them.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.header import Header, decode_header, header_hash
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy, check_policy
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import INTEGER_MAX, ChainId, Hash, HashField, Height, TimestampField

HEADER_TYPE: Final = "application/vnd.counterfoil.header+json"
ROTATION_TYPE: Final = "application/vnd.counterfoil.rotation+json"


class SealedHeader(msgspec.Struct, frozen=True):
    """A header with its seal, whose payload is the header's bytes."""

    header: Header
    seal: Envelope

    @property
    def hash(self) -> Hash:
        return header_hash(self.seal.payload)


class Rotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From the header after ``last`` on, ``seal`` is the policy in force.

    ``previous`` is the log index of the rotation before, null for the first. ``effective`` is 0 under the retiring
    policy; under the recovery policy it is the time before which the log accepts nothing under the new one.
    """

    chain: ChainId
    effective: TimestampField
    last_hash: HashField
    last_height: Annotated[Height, Meta(ge=-1, le=INTEGER_MAX)]
    previous: Annotated[int, Meta(ge=0, le=INTEGER_MAX)] | None
    seal: KeyPolicy


def seal_header(header: bytes, *keys: PrivateKey) -> Envelope:
    """A seal over a header's bytes."""
    return sign_envelope(HEADER_TYPE, header, *keys)


def sign_rotation(rotation: Rotation, *keys: PrivateKey) -> Envelope:
    """A rotation as the log takes it."""
    return sign_envelope(ROTATION_TYPE, canonical.encode(rotation), *keys)


def open_seal(header: Header, seal: Envelope, policy: KeyPolicy) -> None:
    """Raises InputError unless the seal is over exactly this header and satisfies the policy."""
    if seal.payload_type != HEADER_TYPE:
        raise InputError(f"the seal is over {seal.payload_type[:80]!r}, not {HEADER_TYPE}", where="seal")
    try:
        inside = decode_header(seal.payload)
    except DecodeError as error:
        raise InputError(f"the sealed bytes are no header: {error}", where="seal") from error
    if inside != header:
        raise InputError("the sealed bytes are another header's", where="seal")
    if not dsse.satisfies(seal, policy):
        raise InputError("the seal does not satisfy the chain's keys", where="seal")


def decode_rotation(envelope: Envelope) -> Rotation:
    """What a rotation's envelope says; raises InputError when it says something else. Signatures are not looked at."""
    if envelope.payload_type != ROTATION_TYPE:
        raise InputError(f"{envelope.payload_type[:80]!r} is not {ROTATION_TYPE}", where="rotation")
    rotation = canonical.decode(envelope.payload, Rotation)
    if (problem := check_policy(rotation.seal)) is not None:
        raise InputError(problem, where="rotation.seal")
    return rotation


@dataclass(frozen=True, slots=True)
class SealHistory:
    """Who may seal which heights: the first policy, and each rotation's last height and next policy, in order."""

    first: KeyPolicy
    recovery: KeyPolicy | None = None
    rotations: Sequence[tuple[int, Rotation]] = ()
    """(log index, rotation)"""

    @property
    def current(self) -> KeyPolicy:
        return self.rotations[-1][1].seal if self.rotations else self.first

    @property
    def last_rotation(self) -> int | None:
        """The log index of the last rotation."""
        return self.rotations[-1][0] if self.rotations else None

    def at(self, height: int) -> KeyPolicy:
        """The policy that a header of this height is under."""
        passed = bisect_left(self.rotations, height, key=lambda one: one[1].last_height)
        return self.rotations[passed - 1][1].seal if passed else self.first

    def is_retired(self, height: int) -> bool:
        """Whether the policy of this height has been replaced since."""
        return bool(self.rotations) and height <= self.rotations[-1][1].last_height

    def rotated(self, index: int, envelope: Envelope) -> "SealHistory":
        """The history with one more rotation, found at a log index; raises InputError when it does not follow."""
        rotation = decode_rotation(envelope)
        if rotation.previous != self.last_rotation:
            raise InputError(f"follows rotation {rotation.previous}, not {self.last_rotation}", where="rotation")
        if self.rotations and rotation.last_height < self.rotations[-1][1].last_height:
            raise InputError("ends before the rotation that it follows", where="rotation")
        by_seal = not rotation.effective and dsse.satisfies(envelope, self.current)
        by_recovery = bool(rotation.effective) and self.recovery is not None and dsse.satisfies(envelope, self.recovery)
        if not by_seal and not by_recovery:
            raise InputError(
                "signed neither under the policy in force nor, with a delay, for recovery", where="rotation"
            )
        return SealHistory(self.first, self.recovery, (*self.rotations, (index, rotation)))
