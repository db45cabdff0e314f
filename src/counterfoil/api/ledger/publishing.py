# SPDX-License-Identifier: Apache-2.0
"""When a network is published: on a schedule, and soon when somebody asks.

However many ask, and however often, witnesses are troubled at most once in a time that whoever runs the service names.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from counterfoil.primitives.errors import ClosedError

SOON_EVERY_S: Final = 5.0
"""Between two publications, where somebody asks for one."""
ASKED_MAX: Final = 1_024
"""Who wait at once; more of them wait for the schedule."""

Waiting = Future[None]
"""Done once a publication that was begun after it was asked for has come to its end, well or not."""


class Publisher:
    """A thread that publishes between ``start`` and ``end``; ``publish`` raises nothing."""

    def __init__(self, publish: Callable[[], None], *, every_s: float, soon_every_s: float = SOON_EVERY_S) -> None:
        self._publish = publish
        self._soon_s = min(soon_every_s, every_s)
        self._rest_s = every_s - self._soon_s
        self._changed = threading.Condition()
        self._asked: list[Waiting] = []
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def soon(self) -> Waiting:
        """Ask for a publication; raises ClosedError once it has ended, or where too many wait."""
        waiting: Waiting = Future()
        with self._changed:
            if self._ending or len(self._asked) >= ASKED_MAX:
                raise ClosedError("nothing is published on demand now")
            self._asked.append(waiting)
            self._changed.notify_all()
        return waiting

    def now(self) -> None:
        """Publish, and tell those who asked before it began."""
        with self._changed:
            told, self._asked = self._asked, []
        try:
            self._publish()
        finally:
            for one in told:
                if one.set_running_or_notify_cancel():  # who cancelled waits no more
                    one.set_result(None)

    def end(self) -> None:
        """No more are made; waits for one that is being made. Who asked is told by the ``now`` that follows."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._ending:
            self.now()
            with self._changed:
                self._changed.wait_for(lambda: self._ending, self._soon_s)
                self._changed.wait_for(lambda: self._ending or bool(self._asked), self._rest_s)
