# SPDX-License-Identifier: Apache-2.0
"""A client that costs next to nothing: prepared requests over sockets that are kept alive, in a process of its own.

What a client makes of its requests and answers is its own business and not the service's: here it is left out, so that
what is measured is the service. One request at a time is on its way on each connection.
"""

import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

_READY: Final = b"ready\n"
_GO: Final = b"go\n"
_HEAD_ENDS: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
_CLOSE: Final = b"connection: close"


class Plan(msgspec.Struct, frozen=True):
    """Where to, and what on each connection, one after the other."""

    host: str
    port: int
    connections: tuple[tuple[bytes, ...], ...]


class Heard(msgspec.Struct, frozen=True):
    """What became of it: of every request how long its answer took, and the answers as they came."""

    seconds: float
    processor_seconds: float
    waited_s: tuple[float, ...]
    answers: tuple[bytes, ...]


class Client:
    """Sends a plan once it is told to; ``with`` starts and ends its process."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Client":
        command = [sys.executable, "-m", "benches.http_client"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        plan = msgspec.msgpack.encode(self._plan)
        self._process.stdin.write(len(plan).to_bytes(8, "big") + plan)
        self._process.stdin.flush()
        if self._process.stdout.readline() != _READY:
            raise ValueError("the client of the benchmark did not start")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.communicate()

    def begin(self) -> Callable[[], Heard]:
        """Send; what is given back waits for the end, and tells."""
        assert self._process is not None
        process = self._process
        assert process.stdin is not None
        process.stdin.write(_GO)
        process.stdin.flush()

        def end() -> Heard:
            told, _ = process.communicate()
            return msgspec.msgpack.decode(told, type=Heard)

        return end


@dataclass
class _Connection:
    """One connection, and what is still to be sent on it."""

    socket: socket.socket
    left: list[bytes]
    received: bytearray
    needed: int = 0
    sent_at: float = 0.0

    def send(self) -> None:
        self.received, self.needed, self.sent_at = bytearray(), 0, time.perf_counter()
        self.socket.sendall(self.left.pop())

    @property
    def ends(self) -> bool:
        """Whether the answer says that it is the last on its connection."""
        return _CLOSE in bytes(self.received.partition(_HEAD_ENDS)[0]).lower()

    def is_answered(self) -> bool:
        """Take what has come; whether it is all of an answer."""
        part = self.socket.recv(2**20)
        if not part:
            raise ValueError("the service ended a connection")
        self.received += part
        if not self.needed and (end := self.received.find(_HEAD_ENDS)) >= 0:
            head = bytes(self.received[:end]).lower()
            length = head[head.index(_LENGTH) + len(_LENGTH) :].partition(b"\r\n")[0]
            self.needed = end + len(_HEAD_ENDS) + int(length)
        return bool(self.needed) and len(self.received) >= self.needed


def _carry_out(plan: Plan) -> Heard:
    selector = selectors.DefaultSelector()

    def connect(left: list[bytes]) -> _Connection:
        opened = socket.create_connection((plan.host, plan.port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = _Connection(opened, left, bytearray())
        selector.register(opened, selectors.EVENT_READ, connection)
        return connection

    for requests in plan.connections:
        connect(list(reversed(requests)))
    sys.stdout.buffer.write(_READY)
    sys.stdout.flush()
    sys.stdin.buffer.readline()
    waited, answers = list[float](), list[bytes]()
    begun, used = time.perf_counter(), time.process_time()
    for key in list(selector.get_map().values()):
        key.data.send()
    while selector.get_map():
        for key, _ in selector.select():
            connection: _Connection = key.data
            if not connection.is_answered():
                continue
            waited.append(time.perf_counter() - connection.sent_at)
            answers.append(bytes(connection.received))
            if connection.left and not connection.ends:
                connection.send()
                continue
            selector.unregister(connection.socket)
            connection.socket.close()
            if connection.left:
                connect(connection.left).send()
    return Heard(time.perf_counter() - begun, time.process_time() - used, tuple(waited), tuple(answers))


def percentile(values: Sequence[float], hundredths: int) -> float:
    """The value that so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * hundredths // 100)]


def _main() -> None:
    length = int.from_bytes(sys.stdin.buffer.read(8), "big")
    plan = msgspec.msgpack.decode(sys.stdin.buffer.read(length), type=Plan)
    sys.stdout.buffer.write(msgspec.msgpack.encode(_carry_out(plan)))


if __name__ == "__main__":
    _main()
