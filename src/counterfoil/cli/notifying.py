# SPDX-License-Identifier: Apache-2.0
"""Telling systemd how far a service is (sd_notify(3)), where it asked to be told; and reading files anew on SIGHUP."""

import os
import queue
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

VARIABLE: Final = "NOTIFY_SOCKET"
READY: Final = "READY=1"
STOPPING: Final = "STOPPING=1"


def notify(state: str) -> None:
    """Say it to whoever started this process and asked for it; whoever did not is told nothing, and nothing fails."""
    address = os.environ.get(VARIABLE, "")
    if not address.startswith(("/", "@")):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as told:
        told.connect("\0" + address[1:] if address.startswith("@") else address)
        told.sendall(state.encode())


@contextmanager
def reloading(work: Sequence[Callable[[], None]]) -> Iterator[None]:
    """Do all of it on each SIGHUP, in a thread: requests go on. What raises is the work's own to tell."""
    asked: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def heard(_signal: int, _frame: FrameType | None) -> None:
        asked.put(True)  # the one thing of a queue that may be done within a signal

    def wait() -> None:
        while asked.get():
            for one in work:
                one()

    before = signal.signal(signal.SIGHUP, heard)
    thread = threading.Thread(target=wait, name="reloading", daemon=True)
    thread.start()
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)
        asked.put(False)
        thread.join()
