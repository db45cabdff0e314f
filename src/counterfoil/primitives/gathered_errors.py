# SPDX-License-Identifier: Apache-2.0
"""All that is wrong with what somebody gave us, told at once: ten rows that are damaged do not take ten runs."""

import re
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from counterfoil.primitives.errors import InputError, InputErrors

KEPT: Final = 1_000
"""Of the errors of one file; of those beyond it is known how many there are."""
_T = TypeVar("_T")
_DIGITS: Final = re.compile("([0-9]{1,18})")


class GatheredErrors:
    """What is wrong so far, each thing once."""

    def __init__(self) -> None:
        self._told = set[tuple[str, str, str]]()
        self._errors: list[InputError] = []

    def __len__(self) -> int:
        return len(self._told)

    def add(self, error: InputError) -> None:
        """Another, unless just this is told already."""
        told = (error.where, error.problem, error.remedy)
        if told not in self._told and len(self._errors) < KEPT:
            self._errors.append(error)
        self._told.add(told)

    def tried(self, read: Callable[[], _T]) -> _T | None:
        """What was read, or None, and why."""
        try:
            return read()
        except InputError as error:
            self.add(error)
            return None

    def extend(self, reads: Iterable[Callable[[], object]]) -> None:
        """What is wrong with each."""
        for read in reads:
            self.tried(read)

    def require_none(self, where: str, remedy: str) -> None:
        """InputError where something is wrong, line by line: that very error where it is the only one."""
        if not self._errors:
            return
        listed = sorted(self._errors, key=_place)
        if len(self) == 1:
            raise listed[0]
        raise InputErrors(f"{len(self):,} mistakes", listed, where=where, remedy=remedy, more=len(self) - len(listed))


def _place(error: InputError) -> list[tuple[int, str]]:
    """Line 9 comes before line 10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in _DIGITS.split(error.where)]
