# SPDX-License-Identifier: Apache-2.0
"""How long after a header is committed its seal is there: four members' nodes, each a process, over loopback.

All four are told at once to commit the next header. Each signs it, appends it to its block log (one sync) and commits.
From there it is counted at each of them until it has three signatures; and from the moment at which the third of
them had committed, before which no seal can be complete, until the last has it.
"""

import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

from benches.claim import Claim

MEMBERS: Final = 4
ROUNDS: Final = 500
WARM_UP: Final = 50


class Member:
    """A process that commits when it is told to."""

    def __init__(self, number: int, ports: Sequence[int], folder: Path, stack: ExitStack) -> None:
        command = [sys.executable, "-m", "benches.seals_member", str(number), str(folder), *map(str, ports)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        stack.callback(self.process.wait)
        stack.callback(self._input.close)

    @property
    def _input(self) -> IO[str]:
        assert self.process.stdin is not None
        return self.process.stdin

    def say(self, line: str) -> None:
        self._input.write(line + "\n")
        self._input.flush()

    def hear(self) -> list[int]:
        assert self.process.stdout is not None
        if not (line := self.process.stdout.readline()):
            raise RuntimeError("a member's process has ended")
        return [int(word) for word in line.split()]


def run() -> list[Claim]:
    """One header after the other, as of a chain that is not busy."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ports = _free_ports()
        members = [Member(number, ports, Path(folder) / str(number), stack) for number in range(MEMBERS)]
        for member in members:
            member.hear()  # connected with all others
        own, last = _rounds(members)
    figures = (
        ("a header's commit to its seal, at the same member, p50", _at(own, 50)),
        ("a header's commit to its seal, at the same member, p99", _at(own, 99)),
        ("the third member's commit to the seal at all four, p50", _at(last, 50)),
        ("the third member's commit to the seal at all four, p99", _at(last, 99)),
    )
    conditions = f"{MEMBERS} processes over loopback, {ROUNDS} headers one after the other, without TLS"
    return [Claim(name=name, value=value, unit="ms", conditions=conditions) for name, value in figures]


def _free_ports() -> list[int]:
    """Ports that nobody listens at just now."""
    with ExitStack() as stack:
        bound = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(MEMBERS)]
        return [one.getsockname()[1] for one in bound]


def _rounds(members: Sequence[Member]) -> tuple[list[int], list[int]]:
    """Nanoseconds: from one's own commit to the seal, and from the third commit to the last seal."""
    own: list[int] = []
    last: list[int] = []
    for count in range(WARM_UP + ROUNDS):
        for member in members:
            member.say("commit")
        times = [member.hear() for member in members]
        if count >= WARM_UP:
            own += [sealed - committed for committed, sealed in times]
            third = sorted(committed for committed, _ in times)[2 * MEMBERS // 3]
            last.append(max(sealed for _, sealed in times) - third)
    return own, last


def _at(durations: Sequence[int], percent: int) -> float:
    """Milliseconds."""
    return sorted(durations)[len(durations) * percent // 100] / 1_000_000
