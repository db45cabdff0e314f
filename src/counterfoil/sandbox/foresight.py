# SPDX-License-Identifier: Apache-2.0
"""What a program will ask: what it asked before, with who calls and what is given put in the place of what it was.

A guess saves a way to the worker and back when it is right, and costs a look-up when it is wrong. It decides nothing:
the program is given the answer that it would have been given.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeGuard

from counterfoil.law.outcome import LAW_FAULTS, Refused
from counterfoil.law.program import HostFunction, Peek, Value

QUESTIONS_MAX: Final = 16
"""Guesses of one function of a program; the oldest goes first."""
FUNCTIONS_MAX: Final = 4_096
"""Functions of programs of which guesses are kept; then all are forgotten."""
TEXT_MAX: Final = 256
"""Characters of a text in a question, learned or guessed, and of what may be put into it."""
_SIGN: Final = "\0"
"""What a sign begins with; a text that has one is neither learned nor put in."""
_SIGNED: Final = re.compile(f"{_SIGN}.", re.DOTALL)
Question = tuple[str, tuple[Value, ...]]
"""name, arguments"""


class Foresight:
    """Of all programs that a pool runs; not for two threads at once."""

    def __init__(self, hosts: Sequence[HostFunction]) -> None:
        self._steady = frozenset(one.name for one in hosts if one.steady)
        self._asked: dict[tuple[str, str], dict[Question, bool]] = {}

    def of(self, which: tuple[str, str], peek: Peek | None, *given: Mapping[str, Value]) -> "Foreseen":
        """What a run will ask. ``which``: program and function; ``given``: what may stand in its questions."""
        if which not in self._asked and len(self._asked) >= FUNCTIONS_MAX:
            self._asked.clear()
        return Foreseen(self._steady, self._asked.setdefault(which, {}), _Signs(given), peek)


class Foreseen:
    """What one run will probably ask while nothing has changed, and what it did ask then."""

    def __init__(self, steady: frozenset[str], asked: dict[Question, bool], signs: "_Signs", peek: Peek | None) -> None:
        """``asked``: whether there are signs in a question."""
        self._steady, self._asked, self._signs, self._changed = steady, asked, signs, False
        self.answers: dict[str, list[list[Value]]] = {name: [] for name in steady}
        """for each steady function of the host the arguments, and the answer"""
        if peek is not None:
            self._answer(peek)

    def _answer(self, peek: Peek) -> None:
        for (name, arguments), signed in self._asked.items():
            filled = tuple(map(self._signs.filled, arguments)) if signed else arguments
            if signed and not all(map(_is_small, filled)):
                continue
            try:
                self.answers[name].append([list(filled), peek(name, filled)])
            except (Refused, *LAW_FAULTS):  # whatever hinders an answer is met by the program that asks
                continue

    def learn(self, name: str, arguments: Sequence[Value], *, told: bool) -> None:
        """It asked this, which was not foreseen. ``told``: after it had told the host something."""
        self._changed = self._changed or told or name not in self._steady
        if self._changed or not all(map(_is_small, arguments)) or any(_SIGN in str(one) for one in arguments):
            return
        emptied = tuple(map(self._signs.emptied, arguments))
        self._asked[name, emptied] = any(_SIGN in str(one) for one in emptied)
        if len(self._asked) > QUESTIONS_MAX:
            del self._asked[next(iter(self._asked))]


class _Signs:
    """What a text in a question may have been made of, and a sign for each: its place among what is given."""

    def __init__(self, given: Iterable[Mapping[str, Value]]) -> None:
        self._given = [value for values in given for value in values.values()]

    def emptied(self, value: Value) -> Value:
        """With signs in the place of what it is made of. Seldom asked: what is foreseen is not learned again."""
        sign_of = {text: f"{_SIGN}{chr(place)}" for place, text in enumerate(self._given, 1) if _is_word(text)}
        if not isinstance(value, str) or not sign_of:
            return value
        words = "|".join(map(re.escape, sorted(sign_of, key=lambda one: -len(one))))
        return re.sub(words, lambda found: sign_of[found[0]], value)

    def filled(self, value: Value) -> Value:
        """With what is given now in the place of its signs, each once: what is put in holds none."""
        if not isinstance(value, str) or _SIGN not in value:
            return value
        if len(value) == len(_SIGN) + 1:
            return self._text(value)
        return _SIGNED.sub(lambda found: self._text(found[0]), value)

    def _text(self, sign: str) -> str:
        place = ord(sign[-1]) - 1
        text = self._given[place] if place < len(self._given) else ""
        return text if _is_word(text) else ""


def _is_word(value: Value) -> TypeGuard[str]:
    return isinstance(value, str) and 1 < len(value) <= TEXT_MAX and _SIGN not in value


def _is_small(value: Value) -> bool:
    return len(value) <= TEXT_MAX if isinstance(value, str) else not isinstance(value, list | dict)
