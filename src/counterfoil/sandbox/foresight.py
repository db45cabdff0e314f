# SPDX-License-Identifier: Apache-2.0
"""What a program will ask: what it asked before, with who calls and what is given put in the place of what it was.

A guess saves a way to the worker and back when it is right, and costs a look-up when it is wrong. It decides nothing:
the program is given the answer that it would have been given.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from counterfoil.law.outcome import LAW_FAULTS, Refused
from counterfoil.law.program import HostFunction, Peek, Value

QUESTIONS_MAX: Final = 16
"""Guesses of one function of a program; the oldest goes first."""
FUNCTIONS_MAX: Final = 4_096
"""Functions of programs of which guesses are kept; then all are forgotten."""
TEXT_MAX: Final = 256
"""Characters of a text in a question that is learned, and of what may be put into it: so guesses stay small."""
Question = tuple[str, tuple[Value, ...]]
"""name, arguments"""


class Foresight:
    """Of all programs that a node runs."""

    def __init__(self, hosts: Sequence[HostFunction]) -> None:
        self._steady = frozenset(one.name for one in hosts if one.steady)
        self._asked: dict[tuple[str, str], dict[Question, None]] = {}

    def of(self, which: tuple[str, str], peek: Peek | None, *given: Mapping[str, Value]) -> "Foreseen":
        """What a run will ask. ``which``: program and function; ``given``: what may stand in its questions."""
        if which not in self._asked and len(self._asked) >= FUNCTIONS_MAX:
            self._asked.clear()
        return Foreseen(self._steady, self._asked.setdefault(which, {}), _signs(given), peek)


class Foreseen:
    """What one run will probably ask while nothing has changed, and what it did ask then."""

    def __init__(
        self, steady: frozenset[str], asked: dict[Question, None], signs: Mapping[str, str], peek: Peek | None
    ) -> None:
        self._steady, self._asked, self._signs, self._changed = steady, asked, signs, False
        self.answers: dict[str, list[list[Value]]] = {name: [] for name in steady}
        """for each steady function of the host the arguments, and the answer"""
        if peek is not None:
            self._answer(peek)

    def _answer(self, peek: Peek) -> None:
        for name, arguments in self._asked:
            filled = tuple(_filled(one, self._signs) for one in arguments)
            try:
                self.answers[name].append([list(filled), peek(name, filled)])
            except (Refused, *LAW_FAULTS):  # whatever hinders an answer is met by the program that asks
                continue

    def learn(self, name: str, arguments: Sequence[Value], told: Iterable[str]) -> None:
        """It asked this, which was not foreseen, after it had told the host such things."""
        self._changed = self._changed or any(one not in self._steady for one in (*told, name))
        if self._changed or not all(map(_is_small, arguments)):
            return
        self._asked[name, tuple(_emptied(one, self._signs) for one in arguments)] = None
        if len(self._asked) > QUESTIONS_MAX:
            del self._asked[next(iter(self._asked))]


def _signs(given: Iterable[Mapping[str, Value]]) -> dict[str, str]:
    """What a text in a question may have been made of: a sign for it → the text, the longest first."""
    named = [value for values in given for value in values.values()]
    texts = [(f"\0{chr(number)}", one) for number, one in enumerate(named, 1) if isinstance(one, str)]
    return dict(sorted((one for one in texts if 1 < len(one[1]) <= TEXT_MAX), key=lambda one: -len(one[1])))


def _is_small(value: Value) -> bool:
    return len(value) <= TEXT_MAX if isinstance(value, str) else not isinstance(value, list | dict)


def _emptied(value: Value, signs: Mapping[str, str]) -> Value:
    if isinstance(value, str):
        for sign, text in signs.items():
            value = value.replace(text, sign)
    return value


def _filled(value: Value, signs: Mapping[str, str]) -> Value:
    if isinstance(value, str) and "\0" in value:
        for sign, text in signs.items():
            value = value.replace(sign, text)
    return value
