# SPDX-License-Identifier: Apache-2.0
"""Typed reading of rules and of what is counted of holders."""

from counterfoil.law.module import View
from counterfoil.modules.restrictions.records import COUNTS, POSITIONS, RESTRICTIONS, Count, Position, Rule
from counterfoil.primitives.types import InstrumentId, PartyId, Timestamp


def rules_of(view: View, instrument: InstrumentId, time: Timestamp) -> list[Rule]:
    """The rules in force at a time, in the order in which they are asked; supervisors' first."""
    restriction = view.read(RESTRICTIONS, instrument)
    return [] if restriction is None else restriction.rules_in_force(time)


def count_of(view: View, instrument: InstrumentId) -> Count:
    """How many hold the instrument; nobody where holders are not counted."""
    return view.read(COUNTS, instrument) or Count(instrument=instrument)


def positions_of(view: View, party: PartyId) -> list[Position]:
    """What a party holds of counted instruments, emptied ones too, in order of instruments."""
    return [position for _, position in view.rows(POSITIONS, party)]
