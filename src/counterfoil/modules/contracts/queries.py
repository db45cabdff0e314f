# SPDX-License-Identifier: Apache-2.0
"""Typed reading of code and contracts."""

from counterfoil.law.module import View
from counterfoil.law.program import Value
from counterfoil.modules.contracts.records import CODES, CONTRACTS, ENTRIES, Code, Contract
from counterfoil.modules.contracts.values import read
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.primitives.types import InstrumentId


def codes(view: View) -> list[Code]:
    """All code that was ever proposed, by name and then hash."""
    return sorted((code for _, code in view.rows(CODES)), key=lambda code: (code.name, code.code))


def contracts(view: View) -> list[Contract]:
    """All contracts that were ever deployed, by identifier."""
    return [contract for _, contract in view.rows(CONTRACTS)]


def code_of(view: View, contract: str) -> Code | None:
    """The code that a contract runs; None for an unknown contract."""
    found = view.read(CONTRACTS, contract)
    return None if found is None else view.read(CODES, found.code)


def state_of(view: View, contract: str) -> dict[str, Value]:
    """What a contract keeps: key → value; empty for an unknown contract."""
    return {entry.key: read(entry.value) for _, entry in view.rows(ENTRIES, contract) if entry.value is not None}


def held_by(view: View, contract: Contract) -> dict[InstrumentId, int]:
    """What is in a contract's account: instrument → units, where there are any."""
    return {one.instrument: one.balance for _, one in view.rows(HOLDINGS, contract.account) if one.balance}
