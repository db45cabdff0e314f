# SPDX-License-Identifier: Apache-2.0
"""How long work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""(what is being done, steps done, steps in all: 0 if nobody knows yet)"""


def no_progress(_what: str, _done: int, _total: int) -> None:
    """For callers that have nobody to show progress to."""
