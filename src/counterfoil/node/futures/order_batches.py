# SPDX-License-Identifier: Apache-2.0
"""Rows as sealed batches, and sealed batches as rows: what is handed in, and what the supervisor's key opens.

A batch's plaintext is canonical JSON, deflated, and cut into as many attachments as it takes:
``{"head": {"day", "house", "kind", "member"}, "rows": [{column: cell}], "seed"}``. What it commits to is the RFC 6962
root over the lines ``{"head", "salt"}`` and ``{"row", "salt"}`` of each row, whose salts are HMACs of the seed: so one
row can be shown to belong to it, and none be guessed from its root.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from counterfoil.evidence.transaction import salt_of
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import SealedAttachment
from counterfoil.modules.futures.handing_in import ROWS_MAX, HandedKind
from counterfoil.node.futures.order_rows import Row
from counterfoil.node.sealing import PLAINTEXT_LENGTH_MAX, seal, unseal
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.types import HEX_HASH, DayNumber, HexHash, PartyId

ATTACHMENTS_MAX: Final = 4
"""Of one call."""
OPENED_LENGTH_MAX: Final = 4 * 2**20
"""Bytes that a batch inflates to; rows as they are judged come to less."""
SEED_LABEL: Final = b"counterfoil/batch-seed/v1\0"


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose rows these are, and of which day: so that two batches without rows are two."""

    day: DayNumber
    house: str
    kind: HandedKind
    member: PartyId


class Plain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A batch as it is before it is sealed."""

    head: Head
    rows: Annotated[tuple[Row, ...], Meta(max_length=ROWS_MAX)]
    seed: Annotated[str, HEX_HASH]

    @property
    def root(self) -> HexHash:
        """What stands on record of it."""
        seed = bytes.fromhex(self.seed)
        lines: list[dict[str, object]] = [{"head": msgspec.to_builtins(self.head)}]
        lines += [{"row": row} for row in self.rows]
        salted = [canonical.encode(line | {"salt": salt_of(seed, number)}) for number, line in enumerate(lines)]
        return to_hex(merkle.root(merkle.leaf_hashes(salted)))

    @property
    def packed(self) -> bytes:
        return zlib.compress(canonical.encode(self), 9)


class Opened(NamedTuple):
    """What a key found in a batch, and what is wrong with it."""

    plain: Plain | None
    problem: str


def batches_of(head: Head, rows: Sequence[Row], key: PrivateKey | None) -> Iterator[Plain]:
    """As few as hold these rows; of none, one without rows.

    The seed of each comes from the member's key and the rows: the same file gives the same roots, which nobody else can
    compute, and which the ledger takes once. Without a key, to rehearse, anybody could.
    """
    start = 0
    while start < len(rows) or not start:
        count = min(ROWS_MAX, len(rows) - start)
        while len((made := _plain(head, rows[start : start + count], key)).packed) > _ROOM:
            if count == 1:
                raise InputError("a row is longer than a batch", where=f"row {start + 1}", remedy="shorten its texts")
            count = (count + 1) // 2
        yield made
        start += max(count, 1)


_ROOM: Final = ATTACHMENTS_MAX * PLAINTEXT_LENGTH_MAX


def _plain(head: Head, rows: Sequence[Row], key: PrivateKey | None) -> Plain:
    said = digest(canonical.encode({"head": msgspec.to_builtins(head), "rows": list(rows)}))
    seed = digest(SEED_LABEL + said) if key is None else digest(key.sign(SEED_LABEL + said))
    return Plain(head, tuple(rows), to_hex(seed))


def sealed(plain: Plain, recipient: PublicKey) -> tuple[SealedAttachment, ...]:
    """The attachments that carry it."""
    data = plain.packed
    starts = range(0, len(data), PLAINTEXT_LENGTH_MAX)
    return tuple(seal(data[start : start + PLAINTEXT_LENGTH_MAX], recipient) for start in starts)


def opened(attachments: Sequence[SealedAttachment], head: Head, rows: int, root: HexHash, key: PrivateKey) -> Opened:
    """The batch, and whether it is what its record says; InputError when it was sealed to another key."""
    data = b"".join(unseal(one, key) for one in attachments)
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(data, OPENED_LENGTH_MAX)
        plain = canonical.decode(text, Plain)
    except (zlib.error, DecodeError):
        return Opened(None, "what was sealed is no batch")
    if not inflating.eof or inflating.unused_data:
        return Opened(None, "what was sealed is longer than a batch")
    if plain.head != head:
        return Opened(plain, "what was sealed is of another member, house, kind or day")
    if len(plain.rows) != rows or plain.root != root:
        return Opened(plain, "what was sealed is not what was committed to")
    return Opened(plain, "")
