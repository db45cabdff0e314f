# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C ends a command within seconds, whatever it was doing.

The first interrupt lets the command close what it has open. An interrupt can strike inside a lock that another thread
then waits for; so if closing takes too long the process simply ends. That is safe: nothing acknowledged is ever lost
to a process that ends at any moment.
"""

import os
import signal
import threading
from types import FrameType
from typing import Final, NoReturn

from counterfoil.cli import errors

GRACE_S: Final = 10
"""How long an interrupted command may take to close."""


def end_in_time() -> None:
    """From now on, an interrupt raises KeyboardInterrupt, and ends the process after ``GRACE_S`` at the latest."""
    signal.signal(signal.SIGINT, _interrupted)


def end_in_order() -> None:
    """For what serves until it is told to end: SIGTERM is an interrupt too, as whoever manages services sends it."""
    signal.signal(signal.SIGTERM, _interrupted)


def take_time() -> None:
    """What closes may take longer than ``GRACE_S``; a second interrupt ends it after that."""
    signal.alarm(0)


class EndOnLoss:
    """Ends what serves in order when something is gone that it cannot go on without, and then says what."""

    def __init__(self) -> None:
        self._failure: BaseException | None = None

    def tell(self, failure: BaseException) -> None:
        """From any thread; the first counts."""
        if self._failure is None:
            self._failure = failure
            # To that thread and not to the process: one that another thread takes does not wake it.
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)

    def raise_if_told(self) -> None:
        """Raises what was told, in the place of the interrupt that it caused."""
        if self._failure is not None:
            raise self._failure from None


def _interrupted(_signal: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(GRACE_S)
    raise KeyboardInterrupt


def _give_up(_signal: int, _frame: FrameType | None) -> NoReturn:
    os.write(2, f"{errors.render(KeyboardInterrupt(), as_json=False)}\n".encode())
    os._exit(errors.exit_code_of(KeyboardInterrupt()))
