# SPDX-License-Identifier: Apache-2.0
"""Registries of invoices: which other chains are asked about theirs, and what these call the money."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.dated import in_force
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.receivables.elsewhere_outcomes import ElsewhereOutcome
from counterfoil.primitives.types import InstrumentId, PartyId, RecordPath, Timestamp

PEERS_MAX: Final = 4
"""Other chains that are asked: of each, evidence of a voucher shows an answer for each invoice."""
CASH_MAX: Final = 8


class SameCash(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Money, as this chain calls it, and as another does."""

    here: InstrumentId
    there: InstrumentId


class AskedPeer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another chain on which the same invoices are promised."""

    peer: Annotated[RecordPath, Meta(examples=["peers/chain/east"])]
    """where what is known of it stands"""
    registry: PartyId
    """what it calls the registry"""
    money: Annotated[tuple[SameCash, ...], Meta(min_length=1, max_length=CASH_MAX)]
    """what it calls the money of invoices; in money that is not said an invoice that it has is not promised here"""

    def calls(self, cash: InstrumentId) -> InstrumentId | None:
        """What it calls money; None: nobody said."""
        return next((one.there for one in self.money if one.here == cash), None)


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which chains are asked before a voucher is confirmed, from a time on, whenever it was proposed."""

    since: Timestamp
    peers: tuple[AskedPeer, ...]


class Registry(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which other chains are asked about a registry's invoices, whatever programme they are promised in."""

    registry: PartyId
    asked: tuple[Asked, ...]

    def peers_at(self, time: Timestamp) -> tuple[AskedPeer, ...]:
        """The chains that are asked at a time."""
        found = in_force(self.asked, time)
        return () if found is None else found.peers


REGISTRIES: Final = Table(
    "receivables/registry",
    Registry,
    ElsewhereOutcome.registry_asks_nobody,
    ElsewhereOutcome.registry_on_record,
)
