# SPDX-License-Identifier: Apache-2.0
"""Titles for a page: of one asset with many holders, and of more assets than are drawn."""

from typing import Any

from counterfoil.evidence.narrative import TitleHeld, TitleShown
from counterfoil.page.title_drawing import TITLES_MAX
from counterfoil.primitives.types import Timestamp

TIME = 1_790_000_000_000


def title(
    instrument: str, *parents: str, holders: int = 1, ended: bool = False, before: int = 0, later: bool = False
) -> TitleShown:
    """A title that went through so many accounts."""
    held: list[Any] = [
        TitleHeld(f"{instrument}-holder-{number}", Timestamp(TIME + number)) for number in range(holders)
    ]
    if ended:
        held.append(TitleHeld(None, Timestamp(TIME + holders)))
    return TitleShown(instrument=instrument, parents=parents, before=before, later=later, held=tuple(held))


LONG_TITLES = (
    title("whole", holders=40, ended=True, before=3, later=True),
    *(title(f"part-{number}", "whole") for number in range(TITLES_MAX + 5)),
)
