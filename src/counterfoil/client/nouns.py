# SPDX-License-Identifier: Apache-2.0
"""``NOUN.VERB(**fields)`` for every call of every module, drawn from the laws; ``nouns.pyi`` says it for type checkers.

What comes of a call is whoever's that offers the nouns: an answer, something to await, a ticket, or the call itself.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from counterfoil.client.call_making import calls_of, make_call, nouns, signature_of, verb_of
from counterfoil.law.call import Call
from counterfoil.primitives.errors import InputError

R = TypeVar("R")


class Nouns(Generic[R]):
    """Offers every module by its name. Subclasses say in ``_called`` what comes of a call."""

    def _called(self, call: Call) -> R:
        raise NotImplementedError

    def __getattr__(self, noun: str) -> "Noun[R]":
        if noun.startswith("_"):
            raise AttributeError(noun)
        try:
            calls_of(noun)
        except InputError as error:
            raise AttributeError(f"{type(self).__name__} has no {noun!r}: {error.remedy}") from error
        return Noun(noun, self._called)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *nouns()]


class Noun(Generic[R]):
    """The calls of one module."""

    def __init__(self, noun: str, called: Callable[[Call], R]) -> None:
        self._noun, self._called = noun, called

    def __getattr__(self, verb: str) -> Callable[..., R]:
        if verb.startswith("_"):
            raise AttributeError(verb)
        try:
            kind = verb_of(self._noun, verb)
        except InputError as error:
            raise AttributeError(f"{error.problem}: {error.remedy}") from error
        called = self._called

        def act(**fields: Any) -> R:
            return called(make_call(kind, fields))

        act.__name__, act.__qualname__ = verb, f"{self._noun}.{verb}"
        act.__doc__ = kind.__doc__
        act.__signature__ = signature_of(kind)  # type: ignore[attr-defined]
        return act

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *calls_of(self._noun)]

    def __repr__(self) -> str:
        return f"<the calls of {self._noun}: {', '.join(calls_of(self._noun))}>"


class Calls(Nouns[Call]):
    """Makes calls and sends nothing: for ``submit``, ``draft``, ``rehearse`` and batches."""

    def _called(self, call: Call) -> Call:
        return call

    def __repr__(self) -> str:
        return f"<calls of {', '.join(nouns())}>"


calls = Calls()
