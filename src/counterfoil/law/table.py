# SPDX-License-Identifier: Apache-2.0
"""Records and the tables they stand in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from counterfoil.evidence.event import Trail
from counterfoil.law.outcome import Outcome
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import HexHash, RecordPath


def every(_record: object) -> bool:
    """Of a table of which members may read every record, and know that there is no other."""
    return True


class TrailedRecord(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A record that remembers, by hash, the last event that touched it. Such records are never deleted."""

    bounded: ClassVar[bool] = False
    """its own folds refuse a number that canonical JSON cannot carry, so that the ledger need not look again"""
    ends: ClassVar[frozenset[str]] = frozenset()
    """statuses in and after which no call can have it take anything under what others gave it"""
    trail: Trail = Trail()

    @property
    def acts_no_more(self) -> bool:
        """Whether what was reserved for it, pledged to it or left to it serves no purpose any more."""
        return getattr(self, "status", None) in self.ends


R = TypeVar("R", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A table of records: ``prefix/part/…`` → canonical JSON of ``record``.

    ``unknown`` and ``exists`` are the outcomes when a record that is needed is not there, or one to be made is.
    """

    prefix: str
    record: type[R]
    unknown: Outcome
    exists: Outcome
    members_read: Callable[[R], bool] | None = None
    """which of its records every party of the chain may read: what all act by, and no client's business; None: none.
    Whoever opens a table says why in the README of its module"""
    kept_for: object = None
    """``AccountId`` or ``PartyId``, where the first part of a path names whose the record is: then its holder may be
    shown that there is none"""

    def opened(self, which: Callable[[R], bool] = every) -> "Table[R]":
        """The same, of which every party of the chain may read these records."""
        return replace(self, members_read=which)

    def kept(self, kind: object) -> "Table[R]":
        """The same, whose paths begin with an ``AccountId``, or with a ``PartyId``."""
        return replace(self, kept_for=kind)

    def path(self, *parts: str) -> RecordPath:
        return RecordPath("/".join((self.prefix, *parts)))


def members_read_of(kind: type, tables: "Iterable[Table[Any]]") -> Callable[[Any], bool] | None:
    """Which records of a kind members may read: those that each table of the kind opens; None: none of them."""
    opened = [one.members_read for one in tables if one.record is kind]
    given = [one for one in opened if one is not None]
    if not given or len(given) < len(opened):
        return None
    return every if all(one is every for one in given) else lambda record: all(one(record) for one in given)


def table_prefix(path: RecordPath) -> str:
    """The prefix of the table that a record stands in: ``module/table``."""
    return "/".join(path.split("/", 2)[:2])


def bare_bytes(record: TrailedRecord) -> bytes:
    """The canonical bytes of a record without its trail: what an opening shows."""
    plain = msgspec.to_builtins(record)
    del plain["trail"]
    return canonical.encode_trusted(plain)


def bare_hash(record: TrailedRecord) -> HexHash:
    """SHA-256 of ``bare_bytes``: the ``after`` of a trail link."""
    return to_hex(digest(bare_bytes(record)))
