# SPDX-License-Identifier: Apache-2.0
"""Entries of the custody log: ``chain``, ``anchor``, ``equivocation``, ``roll``, in canonical JSON."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.header import Header
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.types import INTEGER_MAX, NATURAL, ChainId, HashField

ENTRY_LENGTH_MAX: Final = 65_535
"""C2SP tlog-tiles: an entry bundle prefixes each entry with a 16-bit length."""


class ChainEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="chain"):
    """Registers a commercial chain: the hash of its genesis header, and who may seal."""

    chain: ChainId
    genesis: HashField
    seal: KeyPolicy


class AnchorEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="anchor"):
    """A sealed header: the next one of its chain. ``seal.payload`` is the canonical bytes of ``header``."""

    header: Header
    seal: Envelope


class EquivocationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="equivocation"):
    """Proof that a chain sealed two headers at one height; the chain is halted from here on."""

    anchored: Annotated[int, NATURAL]
    """Log index of the anchor that was accepted."""
    header: Header
    seal: Envelope


class RolledChain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last anchored header of one chain; ``height`` is −1 and ``header`` zeros before the first anchor."""

    chain: ChainId
    halted: bool
    header: HashField
    height: Annotated[int, Meta(ge=-1, le=INTEGER_MAX)]


class RollEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="roll"):
    """The last anchored header of **every** chain, sorted by chain. Every published checkpoint ends with one."""

    chains: tuple[RolledChain, ...]


Entry = ChainEntry | AnchorEntry | EquivocationEntry | RollEntry


def decode_entry(entry_bytes: bytes) -> Entry:
    """Strict; raises DecodeError."""
    return canonical.decode(entry_bytes, Entry)  # type: ignore[arg-type]


def encode_entry(entry: Entry) -> bytes:
    return canonical.encode_trusted(entry)
