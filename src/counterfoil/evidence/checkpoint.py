# SPDX-License-Identifier: Apache-2.0
"""Checkpoint text (C2SP tlog-checkpoint): what a log says its tree is."""

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta

from counterfoil.evidence.text import hides, safe_text
from counterfoil.identity.note import Note, NoteSigner, check_key_name, decode_base64
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import Hash

TREE_SIZE_MAX: Final = 2**63 - 1
ORIGIN_LENGTH_MAX: Final = 200
Origin = Annotated[str, Meta(min_length=1, max_length=ORIGIN_LENGTH_MAX)]
"""A log's name, as a genesis document and an audit carry it."""
_ORIGIN_RULE: Final = f"1 to {ORIGIN_LENGTH_MAX} visible characters, no space, no '+'"
_DECIMAL: Final = re.compile(r"(0|[1-9][0-9]{0,18})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Origin, number of entries, RFC 6962 root. ``extensions`` are further lines, opaque to us."""

    origin: str
    size: int
    root: Hash
    extensions: tuple[str, ...] = ()

    def encode(self) -> bytes:
        """The note text: each line with its LF."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()


def parse_checkpoint(text: bytes) -> Checkpoint:
    """Strict; raises DecodeError naming the line that is wrong."""
    if not text.endswith(b"\n"):
        raise DecodeError("does not end with a line feed", where="checkpoint")
    try:
        lines = text.decode()[:-1].split("\n")
    except UnicodeDecodeError as error:
        raise DecodeError(f"not UTF-8 at byte {error.start}", where="checkpoint") from error
    if len(lines) < 3:
        raise DecodeError("fewer than three lines: origin, size, root", where="checkpoint")
    origin, size, root, *extensions = lines
    if not origin:
        raise DecodeError("the origin is empty", where="checkpoint line 1")
    if "" in extensions:
        raise DecodeError("an extension line is empty", where=f"checkpoint line {4 + extensions.index('')}")
    return Checkpoint(
        origin=origin,
        size=parse_decimal(size, where="checkpoint line 2"),
        root=parse_hash(root, where="checkpoint line 3"),
        extensions=tuple(extensions),
    )


def check_origin(origin: str, *, where: str) -> None:
    """Raises DecodeError, with the rule, for a name that cannot stand on checkpoints, in genesis documents and audits.

    Characters that hide or reorder others are refused too: two logs must not have names that look the same.
    """
    try:
        check_key_name(origin, where=where)
    except DecodeError as error:
        raise DecodeError(f"{origin[:80]!r} cannot name a log", where=where, remedy=_ORIGIN_RULE) from error
    if len(origin) > ORIGIN_LENGTH_MAX:
        raise DecodeError(f"a log's name of {len(origin)} characters", where=where, remedy=_ORIGIN_RULE)
    if hides(origin):
        raise DecodeError(f"{safe_text(origin)} cannot name a log", where=where, remedy=_ORIGIN_RULE)


def sign_checkpoint(checkpoint: Checkpoint, signer: NoteSigner) -> Note:
    """The log's own note: the checkpoint with the log's signature, no cosignature yet."""
    text = checkpoint.encode()
    return Note(text, (signer.sign(text),))


def parse_decimal(text: str, *, where: str) -> int:
    """A tree size or index: ASCII decimal without leading zeros, below 2⁶³; raises DecodeError."""
    if _DECIMAL.match(text) is None or int(text) > TREE_SIZE_MAX:
        raise DecodeError(f"{text[:40]!r} is no decimal number without leading zeros", where=where)
    return int(text)


def parse_hash(text: str, *, where: str) -> Hash:
    """A base64 SHA-256 hash; raises DecodeError."""
    value = decode_base64(text, where=where)
    if len(value) != 32:
        raise DecodeError(f"a hash of {len(value)} bytes instead of 32", where=where)
    return Hash(value)


def encode_hash(value: Hash) -> str:
    """The base64 form of a hash, as C2SP formats write it."""
    return b64encode(value).decode()
