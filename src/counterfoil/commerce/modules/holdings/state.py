# SPDX-License-Identifier: Apache-2.0
"""Records of the holdings module. A holding's balance is free + held + pledged + frozen, each never negative."""

from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from counterfoil.commerce.state import Table, TrailedRecord
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, Timestamp


class Part(StrEnum):
    """Where in a holding a quantity stands."""

    free = "free"
    held = "held"
    pledged = "pledged"
    frozen = "frozen"


class EncumbranceKind(StrEnum):
    """Why a quantity is not free; each kind moves quantity from free to the part it names in ``PART_OF``."""

    hold = "hold"
    pledge = "pledge"
    freeze = "freeze"


PART_OF: Final[dict[EncumbranceKind, Part]] = {
    EncumbranceKind.hold: Part.held,
    EncumbranceKind.pledge: Part.pledged,
    EncumbranceKind.freeze: Part.frozen,
}


class EncumbranceStatus(StrEnum):
    active = "active"
    executed = "executed"
    released = "released"


class Holding(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one account holds of one instrument, in the instrument's smallest unit."""

    account: AccountId
    instrument: InstrumentId
    free: Quantity = Quantity(0)
    held: Quantity = Quantity(0)
    pledged: Quantity = Quantity(0)
    frozen: Quantity = Quantity(0)

    @property
    def balance(self) -> int:
        return self.free + self.held + self.pledged + self.frozen

    def changed(self, part: Part, change: int) -> "Holding":
        """The holding with ``change`` added to one part; the caller has checked the limits."""
        return replace(self, **{part: getattr(self, part) + change})


class Supply(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of an instrument is outstanding: the sum of all its holdings."""

    instrument: InstrumentId
    outstanding: Quantity = Quantity(0)


class Encumbrance(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reservation of quantity: by whom it can be executed or released, until when, and why."""

    encumbrance: str
    kind: EncumbranceKind
    account: AccountId
    instrument: InstrumentId
    quantity: Quantity
    """what is still reserved"""
    executor: PartyId | None
    """who may execute or release it; None: the settlement instruction named in ``reference`` alone"""
    expires: Timestamp | None
    reference: str
    status: EncumbranceStatus = EncumbranceStatus.active


HOLDINGS: Final = Table("holdings/holding", Holding)
SUPPLIES: Final = Table("holdings/supply", Supply)
ENCUMBRANCES: Final = Table("holdings/encumbrance", Encumbrance)
