# SPDX-License-Identifier: Apache-2.0
"""How long a source is followed: what ways and values there are can double with every line."""

import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Final

from counterfoil.law.program import Problem

STEPS_MAX: Final = 2_000_000
"""Calls of functions while one thing is looked for: more than all of it takes of any contract of the library."""


class Tangled(Exception):
    """A source was not followed to its end."""


def patiently(look: Callable[[], Iterable[Problem]], what: str) -> list[Problem]:
    """What is found; where that takes too long or goes too deep, that it was not looked for to the end."""
    left, before = STEPS_MAX, sys.getprofile()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal left
        left -= event == "call"
        if left < 0:
            raise Tangled

    sys.setprofile(count)
    try:
        return list(look())
    except (Tangled, RecursionError):
        sys.setprofile(before)
        wrong = f"the source is too tangled to be followed: {what} was not looked for to the end"
        return [Problem(1, 1, wrong, "take it apart: fewer names for one value, shorter entries")]
    finally:
        sys.setprofile(before)
