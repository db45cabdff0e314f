# SPDX-License-Identifier: Apache-2.0
"""What the end of a contract leaves behind: units that no signature moves, and grants that can be taken back."""

from collections.abc import Iterator
from typing import Final

from counterfoil.evidence.text import format_quantity
from counterfoil.law.module import View
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.queries import held_by
from counterfoil.modules.contracts.records import CONTRACTS
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, EncumbranceKind, GrantStatus
from counterfoil.node.units import ChainUnits

COMMANDS: Final = {EncumbranceKind.hold: "release-hold", EncumbranceKind.pledge: "release-pledge"}
"""A freeze is no grant, and ends by its order."""


def stranded(view: View, contract: str) -> Iterator[str]:
    """In words, each by itself; of grants the command that takes one back once the contract has ended."""
    found = view.read(CONTRACTS, contract)
    if found is None:
        return
    for instrument, quantity in held_by(view, found).items():
        yield f"{_counted(view, instrument, quantity)} stay in {found.account}: only an order moves them"
    executor = path_of(contract)
    for _, one in view.rows(ENCUMBRANCES):
        if one.executor == executor and one.status is GrantStatus.active and one.kind in COMMANDS:
            what = f"{one.kind} {one.encumbrance} ({_counted(view, one.instrument, one.quantity)} of {one.account})"
            yield _taken_back(what, f"{COMMANDS[one.kind]} --{one.kind} {one.encumbrance}")
    for _, given in view.rows(MANDATES):
        if given.executor == executor and given.status is GrantStatus.active:
            what = f"mandate {given.mandate} (over {given.account})"
            yield _taken_back(what, f"revoke-mandate --mandate {given.mandate}")


def _taken_back(what: str, command: str) -> str:
    return f"{what} can be taken back once it has ended: counterfoil holdings {command}"


def _counted(view: View, instrument: str, quantity: int) -> str:
    return f"{format_quantity(quantity, ChainUnits(view)[instrument].decimals)} {instrument}"
