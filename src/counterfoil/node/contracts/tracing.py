# SPDX-License-Identifier: Apache-2.0
"""A call of a contract as it would run on a chain now, line by line; nothing of it is kept."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from counterfoil.commerce.ledger import Ledger
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.law.program import NoPrograms, Programs, Value
from counterfoil.modules import laws
from counterfoil.modules.contracts.calls import Run
from counterfoil.modules.contracts.events import Ran
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.chain import ChainNode
from counterfoil.node.contracts.running_here import tracing_programs
from counterfoil.node.contracts.trials import Asked, Watched
from counterfoil.node.contracts.viewing import code_of, view_now
from counterfoil.node.explaining import explained_here
from counterfoil.node.network import clock_ms
from counterfoil.node.times_told import with_times
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import PartyId
from counterfoil.sandbox.rules import checked


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a contract's source that ran, each with what stands there."""

    first: list[tuple[int, str]]
    """in the order of running"""
    left_out: int
    """how many ran after the first and before the last"""
    last: list[tuple[int, str]]
    times: list[tuple[int, int, str]]
    """line, how often it ran, what stands there"""

    @property
    def rows(self) -> list[tuple[int | str, str]]:
        """For people: those that are left out are told where they ran."""
        gap = [("", f"… {self.left_out} lines are left out …")] if self.left_out else []
        return [*self.first, *gap, *self.last]


@dataclass(frozen=True, slots=True)
class Traced:
    """What ran, and what it came to."""

    ran: Lines
    value: str | None
    """what it returned, as JSON; None: it was refused"""
    steps: int
    events: list[str]
    """types of what would happen"""
    refused: str
    """why, in words; empty where it was not"""
    asked: Sequence[Asked]
    """what the program asked of its host and told it, in order; the first five hundred"""
    asked_left_out: int
    """how much it asked and told after these"""

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        ran = self.ran
        lines = [{"line": line, "source": source} for line, source in [*ran.first, *ran.last]]
        gap = {"after": len(ran.first), "lines": ran.left_out} if ran.left_out else None
        asked = [one._asdict() | {"arguments": list(one.arguments)} for one in self.asked]
        times = [{"line": line, "times": count} for line, count, _ in ran.times]
        told = {"value": self.value, "steps": self.steps, "events": self.events, "refused": self.refused or None}
        left_out = {"left_out": gap, "asked_left_out": self.asked_left_out}
        return {"lines": lines, "times": times, "asked": asked, **left_out, **told}

    @property
    def values(self) -> list[tuple[int | str, str, str]]:
        """For people, what it asked and what it was answered: line, question, answer; and that there was more."""
        told = [(one.line or "", _question(one), _said(one)) for one in self.asked]
        gap = [("", f"… {self.asked_left_out} more are left out …", "")] if self.asked_left_out else []
        return [*told, *gap]

    @property
    def facts(self) -> dict[str, object]:
        """For people."""
        if self.value is None:
            return {"because": self.refused}
        return {"value": with_times(self.value), "steps": self.steps, "events": self.events}


def traced(node: ChainNode, call: Call, progress: Progress = no_progress) -> Traced:
    """Run a call as if everybody consented whose consent it needs; InputError when there is no such contract."""
    assert isinstance(call, Run)
    code = code_of(node, call.contract)
    watched = Watched(NoPrograms())

    def watching(dialect: int) -> Programs:
        watched.programs = tracing_programs(dialect, progress)
        return watched

    ledger = Ledger(node.ledger.chain, node.store, watching)
    if _is_view(code.source, call.function):  # it changes nothing, so that no pause holds it up
        return _viewed(ledger, call, code.source, watched)
    told = ledger.rehearse([call], [PartyId(party) for party in call.by], clock_ms())
    lines, asked = _lines(watched, code.source), _asked(watched, code.source)
    if told.result.code != MachineOutcome.ok:
        refused = explained_here(node.ledger.view, laws().outcomes[told.result.code], told.result.detail)
        return Traced(lines, None, watched.steps, [], refused, *asked)
    ran = [event.data for event in told.events if event.type == Ran.type]
    types = [event.type for event in told.events]
    return Traced(lines, str(ran[-1]["value"]), int(ran[-1]["steps"]), types, "", *asked)


def _is_view(source: str, function: str) -> bool:
    entry = checked(source, HOST_FUNCTIONS).entries.get(function)
    return entry is not None and entry.view


def _viewed(ledger: Ledger, call: Run, source: str, watched: Watched) -> Traced:
    try:
        found = view_now(ledger, call, clock_ms())
    except Refused as refused:
        because = explained_here(ledger.view, refused.outcome, refused.detail)
        return Traced(_lines(watched, source), None, watched.steps, [], because, *_asked(watched, source))
    return Traced(_lines(watched, source), found.value, found.steps, [], "", *_asked(watched, source))


def _asked(watched: Watched, source: str) -> tuple[Sequence[Asked], int]:
    """What a source asked and was told, and how much is left out after it."""
    return watched.asked.get(source, ()), watched.asked_more[source]


def _question(one: Asked) -> str:
    return f"{one.name}({', '.join(_json(each) for each in one.arguments)})"


def _said(one: Asked) -> str:
    """The answer; that it was refused; or nothing, to what asks for none."""
    if not one.answered:
        return "refused"
    return with_times(_json(one.answer)) if one.line is not None or not one.arguments else ""


def _json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(watched: Watched, source: str) -> Lines:
    written, ran = source.split("\n"), watched.lines.get(source, Counter())
    kept = (watched.first.get(source, ()), watched.last.get(source, ()))
    first, last = ([(line, written[line - 1]) for line in lines] for lines in kept)
    times = [(line, count, written[line - 1]) for line, count in sorted(ran.items())]
    return Lines(first, ran.total() - len(first) - len(last), last, times)
