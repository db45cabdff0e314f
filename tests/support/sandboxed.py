# SPDX-License-Identifier: Apache-2.0
"""One call of a program from beginning to end, and what of it every node must say alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from counterfoil.law.program import Answer, Ended, HostCall, Limits, ProgramFailed, Programs, Value


@dataclass(frozen=True)
class Report:
    """How a call ended, where, what it used up, and what it asked of its host."""

    outcome: Ended | tuple[Value]
    line: int | None
    steps: int
    space: int
    calls: tuple[HostCall, ...]


def report(
    programs: Programs,
    source: str,
    function: str = "f",
    arguments: Mapping[str, Any] | None = None,
    answer: Callable[[HostCall], Answer] = lambda _: None,
    limits: Limits | None = None,
) -> Report:
    """Call an entry, and answer what it asks."""
    calls: list[HostCall] = []
    run = programs.run(source, function, arguments or {}, limits or Limits())
    said: Answer = None
    try:
        while True:
            asked = run.send(said)
            calls.append(asked)
            said = answer(asked) if asked.waits else None
    except StopIteration as ended:
        return Report((ended.value.value,), None, ended.value.steps, ended.value.space, tuple(calls))
    except ProgramFailed as failed:
        return Report(failed.kind, failed.line, 0, 0, tuple(calls))
