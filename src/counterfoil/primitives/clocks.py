# SPDX-License-Identifier: Apache-2.0
"""When a clock is not to be believed. Times on a ledger only go forward, so one absurd time would end it."""

from typing import Final

STEP_MAX_MS: Final = 7 * 86_400_000
"""How far a clock may be ahead of the last time that was vouched for, before a person has to say that it is right."""
EARLIEST_MS: Final = 1_767_225_600_000
"""2026-01-01T00:00:00Z: this software is younger, so a clock before it is not set."""


def clock_problem(now_ms: int, last_ms: int) -> str | None:
    """What is wrong with a clock that says ``now_ms``, where ``last_ms`` was vouched for last (0: never); None if fine.

    A clock that went back is for the caller to judge: some times may repeat, others must increase.
    """
    if now_ms < EARLIEST_MS:
        return "the clock says a time before 2026: it is not set"
    if last_ms and now_ms > last_ms + STEP_MAX_MS:
        days = (now_ms - last_ms) // 86_400_000
        return f"the clock is {days} days ahead of the last time that was vouched for"
    return None
