# SPDX-License-Identifier: Apache-2.0
"""A call of a contract as it would run on a chain now, line by line; nothing of it is kept."""

from dataclasses import dataclass
from typing import Any

from counterfoil.commerce.ledger import Ledger
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.law.program import NoPrograms, Programs
from counterfoil.modules import laws
from counterfoil.modules.contracts.calls import Run
from counterfoil.modules.contracts.events import Ran
from counterfoil.modules.contracts.records import CODES, CONTRACTS
from counterfoil.node.chain import ChainNode
from counterfoil.node.contracts.running_here import tracing_programs
from counterfoil.node.contracts.trials import Watched
from counterfoil.node.network import clock_ms
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PartyId


@dataclass(frozen=True, slots=True)
class Traced:
    """What ran, and what it came to."""

    lines: list[tuple[int, str]]
    """line of the contract's source and what stands there, in the order of running"""
    value: str | None
    """what it returned, as JSON; None: it was refused"""
    steps: int
    events: list[str]
    """types of what would happen"""
    refused: str
    """why, in words; empty where it was not"""

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        lines = [{"line": line, "source": source} for line, source in self.lines]
        told = {"value": self.value, "steps": self.steps, "events": self.events, "refused": self.refused or None}
        return {"lines": lines, **told}

    @property
    def facts(self) -> dict[str, object]:
        """For people."""
        if self.value is None:
            return {"because": self.refused}
        return {"value": self.value, "steps": self.steps, "events": self.events}


def traced(node: ChainNode, call: Call) -> Traced:
    """Run a call as if everybody consented whose consent it needs; InputError when there is no such contract."""
    assert isinstance(call, Run)
    view = node.ledger.view
    contract = view.read(CONTRACTS, call.contract)
    code = None if contract is None else view.read(CODES, contract.code)
    if code is None:
        remedy = "counterfoil contract list shows those that are there"
        raise InputError(f"there is no contract {call.contract!r}", where="CONTRACT", remedy=remedy)
    watched = Watched(NoPrograms())

    def watching(dialect: int) -> Programs:
        watched.programs = tracing_programs(dialect)
        return watched

    ledger = Ledger(node.ledger.chain, node.store, watching)
    told = ledger.rehearse([call], [PartyId(party) for party in call.by], clock_ms())
    source = code.source.split("\n")
    lines = [(line, source[line - 1]) for line in watched.order.get(code.source, [])]
    if told.result.code != MachineOutcome.ok:
        outcome = laws().outcomes[told.result.code]
        refused = f"{outcome.sentence} ({told.result.detail})" if told.result.detail else outcome.sentence
        return Traced(lines, None, watched.steps, [], refused)
    ran = [event.data for event in told.events if event.type == Ran.type]
    types = [event.type for event in told.events]
    return Traced(lines, str(ran[-1]["value"]), int(ran[-1]["steps"]), types, "")
