# SPDX-License-Identifier: Apache-2.0
"""Typed reading of rules and of what is counted of holders."""

from counterfoil.law.dated import in_force
from counterfoil.law.module import View
from counterfoil.modules.restrictions.records import COUNTS, POSITIONS, RESTRICTIONS, Count, Position, Rule
from counterfoil.primitives.types import InstrumentId, PartyId, Timestamp


def rules_of(view: View, instrument: InstrumentId, time: Timestamp) -> list[Rule]:
    """The rules in force at a time, in the order in which they are asked; supervisors' first."""
    restriction = view.read(RESTRICTIONS, instrument)
    if restriction is None:
        return []
    sets = (in_force(restriction.imposed, time), in_force(restriction.own, time))
    return [rule for one in sets if one is not None for rule in one.rules]


def count_of(view: View, instrument: InstrumentId) -> Count:
    """How many hold the instrument; nobody where holders are not counted."""
    return view.read(COUNTS, instrument) or Count(instrument=instrument)


def positions_of(view: View, party: PartyId) -> list[Position]:
    """What a party holds of counted instruments, emptied ones too, in order of instruments."""
    return [position for _, position in view.rows(POSITIONS, party)]
