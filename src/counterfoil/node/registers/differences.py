# SPDX-License-Identifier: Apache-2.0
"""What a reconciliation finds: each difference with what explains it, and totals that add up."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from counterfoil.evidence.claims import Quantities
from counterfoil.primitives.types import HexHash, Timestamp


class Kind(StrEnum):
    """In what a register and the ledger differ."""

    missing_on_ledger = "missing_on_ledger"
    missing_in_register = "missing_in_register"
    quantity_differs = "quantity_differs"
    holder_differs = "holder_differs"
    repeated = "repeated"
    """an earlier line says something about the same holding; this one is not compared"""
    refused = "refused"
    """the line cannot be read, so it is not compared"""


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """An event that changed a holding's balance, in smallest units."""

    height: int
    time: Timestamp
    transaction: HexHash
    type: str
    change: int
    balance: int
    en: str
    zh: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. Quantities are balances in smallest units; None where the side says nothing."""

    kind: Kind
    line: int | None
    account: str
    instrument: str
    register: int | None
    ledger: int | None
    parts: Quantities | None
    detail: str
    agreed_at: int | None = None
    """height from which on the balance was last what the register says; 0: before the first movement"""
    movements: Sequence[Movement] = ()
    """since then; if they never agreed, all"""

    @property
    def surplus(self) -> int:
        """How much more the ledger has, of what was compared."""
        return 0 if self.kind in (Kind.repeated, Kind.refused) else (self.ledger or 0) - (self.register or 0)


class Totals(msgspec.Struct, kw_only=True):
    """One instrument: ``ledger = register - missing_on_ledger + missing_in_register + differs``."""

    instrument: str
    rows: int = 0
    """lines of the register that were compared"""
    register: int = 0
    ledger: int = 0
    missing_on_ledger: int = 0
    missing_in_register: int = 0
    differs: int = 0
    """net: quantities that differ, under the same holder or another"""
    repeated: int = 0
    """units on lines that were not compared because an earlier one says something about the same holding"""
    outstanding: int = 0
    """units that exist by the ledger's own count"""
    elsewhere: int = 0
    """of them, those in accounts that are not compared"""

    def balances(self) -> bool:
        """Whether the differences that were found explain the whole difference, and nothing is left out."""
        explained = self.register - self.missing_on_ledger + self.missing_in_register + self.differs
        return self.ledger == explained and self.outstanding == self.ledger + self.elsewhere


class Reconciliation(msgspec.Struct, kw_only=True):
    """What was compared, and everything that differs."""

    height: int
    """the block whose state was compared"""
    rows: int = 0
    agreed: int = 0
    differences: list[Difference]
    totals: list[Totals]

    @property
    def unread(self) -> int:
        """Lines that were not compared."""
        return sum(found.kind in (Kind.repeated, Kind.refused) for found in self.differences)
