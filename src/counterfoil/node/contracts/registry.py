# SPDX-License-Identifier: Apache-2.0
"""The contracts of a chain, with what people ask of them: whose code, who approved it, what is in their accounts."""

from dataclasses import dataclass
from typing import Any

from counterfoil.evidence.text import format_quantity
from counterfoil.evidence.words import Units
from counterfoil.law.module import View
from counterfoil.modules.contracts.queries import contracts, held_by, state_of
from counterfoil.modules.contracts.records import CODES, Code, Contract
from counterfoil.node.units import ChainUnits
from counterfoil.primitives.types import InstrumentId


@dataclass(frozen=True, slots=True)
class Registered:
    """A contract, its code, and what it has."""

    contract: Contract
    code: Code
    holds: dict[InstrumentId, int]
    """instrument → units in its account, in smallest units"""
    units: Units
    entries: int
    """that it keeps now"""

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        contract, code = self.contract, self.code
        return {
            "contract": contract.contract,
            "code": contract.code,
            "name": code.name,
            "by": contract.by,
            "approved_by": list(code.approved_by),
            "account": contract.account,
            "status": contract.status.value,
            "version": contract.version,
            "runs": contract.runs,
            "entries": self.entries,
            "holds": dict(self.holds),
        }

    @property
    def row(self) -> tuple[object, ...]:
        """For people."""
        contract = self.contract
        holds = ", ".join(self._counted(name, units) for name, units in self.holds.items()) or "nothing"
        approved = ", ".join(self.code.approved_by)
        code = f"{self.code.name} {contract.code[:12]}"
        return (
            contract.contract, code, contract.by, approved, contract.status, contract.version, contract.runs, holds,
        )  # fmt: skip

    def _counted(self, instrument: InstrumentId, units: int) -> str:
        unit = self.units.get(instrument)
        return f"{format_quantity(units, 0 if unit is None else unit.decimals)} {instrument}"


def registry(view: View) -> list[Registered]:
    """All that were ever deployed, by identifier."""
    found, units = [], ChainUnits(view)
    for contract in contracts(view):
        code = view.read(CODES, contract.code)
        assert code is not None
        holds, entries = held_by(view, contract), len(state_of(view, contract.contract))
        found.append(Registered(contract, code, holds, {name: units[name] for name in holds}, entries))
    return found
