# SPDX-License-Identifier: Apache-2.0
"""Entries of the custody log, in canonical JSON: chain, anchor, equivocation, rotation, audit, roll."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.checkpoint import Origin
from counterfoil.evidence.header import Header
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import (
    INTEGER_MAX,
    NATURAL,
    ChainId,
    HashField,
    HeightField,
    TimestampField,
)

ENTRY_LENGTH_MAX: Final = 65_535
"""C2SP tlog-tiles: an entry bundle prefixes each entry with a 16-bit length."""
AUDIT_TYPE: Final = "application/vnd.counterfoil.audit+json"
AHEAD_MAX_MS: Final = 60_000
"""How far a header's time may be ahead of the log's clock; further, and it is refused. So far behind, it is late."""


class ChainEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="chain"):
    """Registers a chain: the hash of its genesis header, who may seal, and who may recover it after what delay."""

    chain: ChainId
    genesis: HashField
    recovery: KeyPolicy | None
    recovery_delay_ms: Annotated[int, NATURAL]
    seal: KeyPolicy


class AnchorEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="anchor"):
    """A sealed header: the next one of its chain. ``seal.payload`` is the canonical bytes of ``header``."""

    header: Header
    late: bool
    """Whether the log received it more than ``AHEAD_MAX_MS`` after the header's own time."""
    received: TimestampField
    """The log's time of receipt, which never decreases along the log."""
    seal: Envelope


class EquivocationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="equivocation"):
    """Proof that a chain sealed two headers at one height. Under the policy in force it halts the chain."""

    anchored: Annotated[int, NATURAL]
    """Log index of the anchor that was accepted."""
    header: Header
    received: TimestampField
    retired: bool
    """Whether the policy of that height had been replaced: then the proof is kept, and nothing is halted."""
    seal: Envelope


class RotationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="rotation"):
    """Another seal policy from the next header on: see ``evidence.seal``. It ends a halt."""

    received: TimestampField
    rotation: Envelope


class AuditEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="audit"):
    """A state auditor's word that a chain was executed from genesis up to a header."""

    audit: Envelope
    received: TimestampField


class Audit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a state auditor signs: executed from ``genesis`` to ``header``, in the log of this origin."""

    chain: ChainId
    genesis: HashField
    header: HashField
    height: HeightField
    log: Origin
    state: HashField


class RolledChain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last anchored header of one chain; ``height`` is −1, ``header`` zeros and ``time`` 0 before the first."""

    chain: ChainId
    halted: HeightField | None
    """The lowest height at which two headers were sealed, while nothing has recovered the chain."""
    header: HashField
    height: Annotated[int, Meta(ge=-1, le=INTEGER_MAX)]
    rotation: Annotated[int, NATURAL] | None
    """Log index of the last rotation of its seal policy."""
    seal: HashField
    """SHA-256 of the canonical bytes of the policy in force."""
    time: TimestampField


class RollEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="roll"):
    """The last anchored header of **every** chain, sorted by chain. Every published checkpoint ends with one."""

    chains: tuple[RolledChain, ...]
    received: TimestampField


Entry = ChainEntry | AnchorEntry | EquivocationEntry | RotationEntry | AuditEntry | RollEntry


def decode_entry(entry_bytes: bytes) -> Entry:
    """Strict; raises DecodeError."""
    return canonical.decode(entry_bytes, Entry)  # type: ignore[arg-type]


def encode_entry(entry: Entry) -> bytes:
    return canonical.encode_trusted(entry)


def sign_audit(audit: Audit, key: PrivateKey) -> Envelope:
    """A state auditor's statement, under its own key."""
    return sign_envelope(AUDIT_TYPE, canonical.encode(audit), key)


def decode_audit(envelope: Envelope) -> Audit:
    """What an audit's envelope says; raises InputError for another type. Signatures are not looked at."""
    if envelope.payload_type != AUDIT_TYPE:
        raise InputError(f"{envelope.payload_type[:80]!r} is not {AUDIT_TYPE}", where="audit")
    return canonical.decode(envelope.payload, Audit)
