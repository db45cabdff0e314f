# SPDX-License-Identifier: Apache-2.0
"""How whoever waits for something to be captured hears that it was, in this process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Bell:
    """Rung when something was captured; wakes whoever waits, in whatever thread or loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: set[Callable[[], Any]] = set()

    def ring(self) -> None:
        with self._lock:
            waiting = list(self._waiting)
        for wake in waiting:
            with suppress(RuntimeError):  # its loop has ended
                wake()

    @contextmanager
    def heard_by(self, wake: Callable[[], Any]) -> Iterator[None]:
        with self._lock:
            self._waiting.add(wake)
        try:
            yield
        finally:
            with self._lock:
                self._waiting.discard(wake)
