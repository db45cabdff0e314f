# SPDX-License-Identifier: Apache-2.0
"""Seals: what makes a header final, who may seal, and how that changes. One place for log, verifier and audit.

A seal is a DSSE envelope around a header's bytes. Under solo the policy is the operator's key; in a consortium it is
more than two thirds of the validators. A policy is in force from genesis until a ``rotation`` names the last header
under it. A rotation is signed under the policy it retires, or under the recovery policy that the chain was registered
with, whose rotations take effect only a published delay after the log received them. The recovery policy itself never
changes, and none of its keys may seal: who steals the seal keys cannot recover, and who steals the others cannot seal.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.entries import ChainEntry
from counterfoil.evidence.header import Header, decode_header, header_hash
from counterfoil.evidence.text import format_time
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy, check_policy
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import INTEGER_MAX, ChainId, Hash, HashField, Height, Timestamp, TimestampField

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


def seal_policy_problem(seal: KeyPolicy, recovery: KeyPolicy | None) -> str | None:
    """What is wrong with a seal policy beside the recovery policy of its chain, or None."""
    if (problem := check_policy(seal)) is not None:
        return problem
    shared = set(seal.keyids).intersection(recovery.keyids if recovery is not None else ())
    return f"key {min(shared)} is in the seal policy and in the recovery policy" if shared else None


def decode_rotation(envelope: Envelope) -> Rotation:
    """What a rotation's envelope says; raises InputError when it says something else. Signatures are not looked at."""
    if envelope.payload_type != ROTATION_TYPE:
        raise InputError(f"{envelope.payload_type[:80]!r} is not {ROTATION_TYPE}", where="rotation")
    return canonical.decode(envelope.payload, Rotation)


@dataclass(frozen=True, slots=True)
class SealHistory:
    """Who may seal which heights of a chain: as it was registered, and each rotation since, in order."""

    chain: ChainId
    first: KeyPolicy
    recovery: KeyPolicy | None = None
    recovery_delay_ms: int = 0
    rotations: tuple[tuple[int, Rotation], ...] = ()
    """(log index, rotation)"""
    receipts: tuple[tuple[int, int], ...] = ()
    """(log index, when the log received it) of each rotation"""

    @classmethod
    def of(cls, entry: ChainEntry) -> "SealHistory":
        """The history that a chain is registered with."""
        return cls(entry.chain, entry.seal, entry.recovery, entry.recovery_delay_ms)

    @property
    def registered(self) -> "SealHistory":
        """The same before any rotation."""
        return replace(self, rotations=(), receipts=())

    @property
    def current(self) -> KeyPolicy:
        """The policy that the next header is under."""
        return self.rotations[-1][1].seal if self.rotations else self.first

    @property
    def last_rotation(self) -> int | None:
        """The log index of the last rotation."""
        return self.rotations[-1][0] if self.rotations else None

    def at(self, height: int) -> KeyPolicy:
        """The policy that a header of this height is under."""
        rotation = self._rotation_before(height)
        return self.first if rotation is None else rotation.seal

    def effective(self, height: int) -> Timestamp:
        """The time of receipt before which the log accepts no header of this height; 0 where none was set."""
        rotation = self._rotation_before(height)
        return Timestamp(0) if rotation is None else rotation.effective

    def is_retired(self, height: int) -> bool:
        """Whether the policy of this height has been replaced since."""
        return bool(self.rotations) and height <= self.rotations[-1][1].last_height

    def rotated(self, index: int, envelope: Envelope, *, received: int) -> "SealHistory":
        """The history with one more rotation, which the log has at an index and received at a time.

        Raises InputError when it does not follow, or is not signed by those who may.
        """
        rotation = decode_rotation(envelope)
        if rotation.chain != self.chain:
            raise InputError(f"rotates the seal of {rotation.chain}, not of {self.chain}", where="rotation")
        if rotation.previous != self.last_rotation:
            raise InputError(f"follows rotation {rotation.previous}, not {self.last_rotation}", where="rotation")
        if self.rotations and rotation.last_height < self.rotations[-1][1].last_height:
            raise InputError("ends before the rotation that it follows", where="rotation")
        if (problem := seal_policy_problem(rotation.seal, self.recovery)) is not None:
            raise InputError(problem, where="rotation.seal")
        if rotation.effective:
            self._require_recovery(rotation, envelope, received)
        else:
            self._require_policy_in_force(envelope, received)
        rotations, receipts = (*self.rotations, (index, rotation)), (*self.receipts, (index, received))
        return replace(self, rotations=rotations, receipts=receipts)

    def _rotation_before(self, height: int) -> Rotation | None:
        passed = bisect_left(self.rotations, height, key=lambda one: one[1].last_height)
        return self.rotations[passed - 1][1] if passed else None

    def _require_policy_in_force(self, envelope: Envelope, received: int) -> None:
        # Else whoever recovers could hand on at once what is theirs only after the delay.
        if self.rotations and received < (effective := self.rotations[-1][1].effective):
            begins = format_time(effective)
            raise InputError(f"the policy that signs it is in force only from {begins} on", where="rotation")
        if not dsse.satisfies(envelope, self.current):
            raise InputError("not signed under the policy in force, as effective 0 asks", where="rotation")

    def _require_recovery(self, rotation: Rotation, envelope: Envelope, received: int) -> None:
        if self.recovery is None:
            raise InputError(f"{self.chain} was registered without a recovery policy", where="rotation")
        if not dsse.satisfies(envelope, self.recovery):
            raise InputError("not signed under the recovery policy, as an effective time asks", where="rotation")
        if rotation.effective < (earliest := received + self.recovery_delay_ms):
            begins, least = format_time(rotation.effective), format_time(earliest)
            raise InputError(f"effective {begins} is before {least}: received, and the chain's delay", where="rotation")
