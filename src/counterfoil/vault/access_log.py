# SPDX-License-Identifier: Apache-2.0
"""The access log: who did what with whose data, when and why. Each line names the hash of the line before.

It holds no personal data of those whose data is kept, as far as that is found (``impersonal``): parties are named as on
the chain, by identifiers.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.types import ChainId, HashField, HexHash, PartyId, TimestampField

BEFORE_THE_FIRST: Final = HexHash("0" * 64)
TEXT_LENGTH_MAX: Final = 500

LogText = Annotated[str, Meta(min_length=1, max_length=TEXT_LENGTH_MAX)]


class Act(StrEnum):
    """What was done with a person's data."""

    put = "put"
    """taken in"""
    shown = "shown"
    """to whoever asked"""
    proved = "proved"
    """written with its salt into a file for somebody"""
    reported = "reported"
    """drawn on the page of a package"""
    deleted = "deleted"
    """with its salt; the reason is the reference under which that was asked"""


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many entries the log has, and the hash of the last: kept elsewhere, it shows later that nothing was cut."""

    count: Annotated[int, Meta(ge=0)]
    head: HashField

    def __str__(self) -> str:
        return f"{self.count}:{self.head}"


class AccessEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the log."""

    act: Act
    at: TimestampField
    by: LogText
    chain: ChainId
    commitment: HashField
    derived: bool
    """whether the salt follows from the secret of a register, so that who has that can compute it again"""
    number: Annotated[int, Meta(ge=1)]
    party: PartyId
    previous: HashField
    reason: LogText

    @property
    def line(self) -> bytes:
        return canonical.encode(self)

    @property
    def hash(self) -> HexHash:
        return to_hex(tagged("vault-log", self.line))


def log_problems(lines: Iterable[bytes], sealed: Head | None, kept: Iterable[Head] = ()) -> Iterator[str]:
    """What is wrong with a log: lines that do not follow on each other, or not as long as it is known to have been.

    ``sealed`` is what the vault keeps under its key; ``kept`` what a reader wrote down before.
    """
    hashes = {0: BEFORE_THE_FIRST}
    for number, line in enumerate(lines, 1):
        try:
            entry = canonical.decode(line, AccessEntry)
        except DecodeError as error:
            yield f"log entry {number} cannot be read: {error}"
            hashes[number] = to_hex(tagged("vault-log", line))
            continue
        if entry.number != number:
            yield f"log entry {number} says that it is number {entry.number}"
        if entry.previous != hashes[number - 1]:
            yield f"log entry {number} does not follow on the one before: a line was changed, taken out or put in"
        hashes[number] = entry.hash
    last = Head(len(hashes) - 1, hashes[len(hashes) - 1])
    if sealed is not None and sealed != last:
        yield f"the log ends with {last}, and the vault's key vouches for {sealed}: it was cut, or written by another"
    for head in kept:
        if hashes.get(head.count) != head.head:
            yield f"the log does not hold {head}, which was written down: it was cut, changed, or is an older copy"
