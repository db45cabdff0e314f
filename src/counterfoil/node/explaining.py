# SPDX-License-Identifier: Apache-2.0
"""What a chain that is open here adds to the reason of a refusal: quantities in units, and what has a name."""

import re
from typing import Final

from counterfoil.evidence.text import format_quantity
from counterfoil.evidence.words import Units
from counterfoil.law.detail import COUNTED
from counterfoil.law.module import View
from counterfoil.law.outcome import Outcome, explained
from counterfoil.modules import laws
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.governance.queries import council
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Role
from counterfoil.node.named_parties import meant
from counterfoil.node.partial_view import is_whole
from counterfoil.node.times_told import with_times
from counterfoil.node.units import ChainUnits

MOVE_IT: Final = "a member moves the call, and it is voted on (counterfoil governance propose)"


def explained_here(view: View, outcome: Outcome, detail: str, *, decided: bool = False) -> str:
    """What a person is told of a refusal on this chain; ``decided``: of calls that a decision carries out."""
    if not is_whole(view):
        return explained(outcome, detail)
    said = explained(outcome, detail_here(view, outcome, detail))
    remedy = _remedy_of_a_decision(view, outcome, detail) if decided else remedy_here(view, outcome, detail)
    return f"{said.removesuffix(outcome.remedy)}{remedy}".rstrip()


def remedy_here(view: View, outcome: Outcome, detail: str) -> str:
    """What would be right on this chain: what lacks a council's consent, or a registrar's where it is one, a motion.

    And in that motion the council stands where somebody stood who is no registrar, or it would be refused as well.
    """
    decides, own = council(view), outcome.remedy
    named, _, needed = detail.partition(": ")
    asked = outcome is PartiesOutcome.not_authorised and decides in named.split(" and ")
    lacking = _asks_for_a_registrar(outcome, needed)
    if decides is None or not (asked or lacking):
        return own
    instead = f"Name {decides} where {named} stands. " if lacking and named != decides else ""
    return f"{instead}The registrar here is {decides}, a council, which acts by decisions alone: {MOVE_IT}."


def _remedy_of_a_decision(view: View, outcome: Outcome, detail: str) -> str:
    """The same where it is carried out, and no key and no further motion helps: it speaks for the council alone."""
    decides = council(view)
    named, _, needed = detail.partition(": ")
    if decides is None or not (outcome is PartiesOutcome.not_authorised or _asks_for_a_registrar(outcome, needed)):
        return outcome.remedy
    others = " and ".join(one for one in named.split(" and ") if one != decides)
    instead = f"Name {decides} where {others} stands; w" if others else "W"
    return (
        f"A decision speaks for {decides} alone, whoever signs. "
        f"{instead}here another's own word is needed, that party's keys sign such a call outside of motions."
    )


def _asks_for_a_registrar(outcome: Outcome, needed: str) -> bool:
    return outcome is PartiesOutcome.role_missing and needed.split(" or ")[-1:] == [Role.registrar.value]


def detail_here(view: View, outcome: Outcome, detail: str) -> str:
    """What a refusal is about, with what the chain knows of it."""
    told = units_said_in(detail, ChainUnits(view))
    if outcome is ContractsOutcome.contract_failed:
        return with_times(told)
    if outcome is not PartiesOutcome.unknown_party:
        return told
    if paths := records_named(view, detail):
        return f"{told}; a record is written by its path: {' or '.join(paths)}"
    near = meant(view, detail)
    return f"{told}; {near}" if near else told


def units_said_in(detail: str, units: Units) -> str:
    """Each quantity of it in its instrument's unit; as it is where that is not known."""

    def told(found: re.Match[str]) -> str:
        unit = units.get(found["instrument"])
        if unit is None:
            return found[0]
        counted = f"{format_quantity(int(found['quantity']), unit.decimals)} {unit.name}"
        return counted if unit.name == found["instrument"] else f"{counted} of {found['instrument']}"

    return COUNTED.sub(told, detail)


def records_named(view: View, name: str) -> list[str]:
    """The paths of records that have this name in their own table."""
    tables = (table for law in laws().by_noun.values() for table in law.tables)
    return [table.path(name) for table in tables if view.read(table, name) is not None]
