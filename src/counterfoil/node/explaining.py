# SPDX-License-Identifier: Apache-2.0
"""What a chain that is open here adds to the reason of a refusal: quantities in units, and what has a name."""

from counterfoil.evidence.text import format_quantity
from counterfoil.evidence.words import Units
from counterfoil.law.module import View
from counterfoil.law.outcome import Outcome, explained
from counterfoil.modules import laws
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import SHORT
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.node.units import ChainUnits


def explained_here(view: View, outcome: Outcome, detail: str) -> str:
    """What a person is told of a refusal on this chain."""
    return explained(outcome, detail_here(view, outcome, detail))


def detail_here(view: View, outcome: Outcome, detail: str) -> str:
    """What a refusal is about, with what the chain knows of it."""
    if outcome is HoldingsOutcome.insufficient_free_quantity:
        return _in_units(detail, ChainUnits(view))
    if outcome is PartiesOutcome.unknown_party and (paths := _records_named(view, detail)):
        return f"{detail}; a record is written by its path: {' or '.join(paths)}"
    return detail


def _in_units(detail: str, units: Units) -> str:
    """``short_of`` with quantities in the instrument's unit; as it is where that is not known."""
    found = SHORT.match(detail)
    unit = None if found is None else units.get(found["instrument"])
    if found is None or unit is None:
        return detail
    has, needed = (format_quantity(int(found[name]), unit.decimals) for name in ("has", "needed"))
    part, instrument = found["part"], found["instrument"]
    return f"{found['account']} has {has} {unit.name} {part} of {instrument}, and {needed} {unit.name} are needed"


def _records_named(view: View, name: str) -> list[str]:
    """The paths of records that have this name in their own table."""
    tables = (table for law in laws().by_noun.values() for table in law.tables)
    return [table.path(name) for table in tables if view.read(table, name) is not None]
