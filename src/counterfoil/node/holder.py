# SPDX-License-Identifier: Apache-2.0
"""Who holds a network's folder just now: a service that runs, or whoever gets its locks."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

from counterfoil.node.service_socket import ServiceConnection
from counterfoil.primitives.errors import ClosedError, LockedError, ServedError

LOOK_EVERY_S: Final = 0.25
"""Somebody who has the locks may be a service that has not opened its socket yet: so it is looked for that often."""
LOST_MAX: Final = 8
"""Services that end one after the other while one thing is asked: something else is wrong."""

T = TypeVar("T")


def require_not_served(root: Path) -> None:
    """Raise ServedError while a service holds a network's folder."""
    if (service := ServiceConnection.find(root)) is not None:
        process = service.process
        service.close()
        raise ServedError(root, process)


class Holder:
    """Of one folder. Any thread may ask."""

    def __init__(self, root: Path, *, wait_s: float) -> None:
        """``wait_s``: for how many seconds another process may still have the locks."""
        self._root, self._wait_s = root, wait_s
        self._turn = Lock()
        self._service: ServiceConnection | None = None

    def service(self) -> ServiceConnection | None:
        """The service that holds the folder, if one does. Raises OSError, such as for lack of rights."""
        with self._turn:
            if self._service is None:
                self._service = ServiceConnection.find(self._root)
            return self._service

    def done_by(self, through: Callable[[ServiceConnection], T], here: Callable[[float], T]) -> T:
        """What is done through a service, or here, for which a lock is waited for so long; whichever holds the folder.

        It may change while one looks, and in the middle: what a service that ended was asked is asked of the next, or
        done here. So both must be such that doing them twice is doing them once. Raises LockedError.
        """
        left, lost = self._wait_s, 0
        while True:
            if (service := self.service()) is not None:
                try:
                    return through(service)
                except ClosedError:
                    self._forget(service)
                    lost += 1
                    if lost > LOST_MAX:
                        raise
                    continue
            try:
                return here(max(0.0, min(left, LOOK_EVERY_S)))
            except LockedError:
                left -= LOOK_EVERY_S
                if left <= 0 and self.service() is None:
                    raise

    def close(self) -> None:
        """Let go of the service."""
        with self._turn:
            if self._service is not None:
                self._service.close()
            self._service = None

    def _forget(self, service: ServiceConnection) -> None:
        with self._turn:
            service.close()
            if self._service is service:
                self._service = None
