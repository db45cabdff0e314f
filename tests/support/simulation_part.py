# SPDX-License-Identifier: Apache-2.0
"""What a noun, or a part of one, brings to a simulated market, found by the names of files: ``simulated_<what>.py``.

Such a file has a ``Part`` for each kind of inhabitants. Nothing else names it: not the market, which founds all of them
and has each do something now and then; nor the test that asks whether all that they play did happen.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, ClassVar, Final, NamedTuple, TypeVar

import msgspec

from counterfoil.identity.signing import PrivateKey
from counterfoil.law.module import View
from counterfoil.modules.parties.records import Role
from support import found

SHARE: Final = "SHARE"
CASH: Final = "CNY"
DOCUMENT: Final = "d" * 64
LATER_MS: Final = 10**9
Intent = tuple[Sequence[msgspec.Struct], tuple[str, ...], Callable[[], None]]
"""calls, who signs, and what to remember if they are committed"""
Act = Callable[[int], Intent]
"""Told the time, what somebody might do then."""
P = TypeVar("P", bound="Part")


class Beat(NamedTuple):
    """A block of a story, and how much time passes after it."""

    intents: Sequence[Intent]
    then_ms: int = 0


Story = Callable[[Callable[[], int]], Iterator[Beat]]
"""Told what time it is by then, what some do one after the other, while nothing else happens."""


def nothing() -> None:
    """There is nothing to remember."""


@dataclass
class Scene:
    """What every part of a market is given: who is there, and what they share."""

    random: Random
    people: Sequence[str]
    accounts: dict[str, str]
    """in which shares and money are → holder, those of contracts too"""
    issued: dict[str, int]
    """what is outstanding of each instrument"""
    name: Callable[[str], str]
    """a fresh one"""
    account: Callable[[], str]
    """where shares are, or may be"""
    key: Callable[[str], PrivateKey]
    view: Callable[[], View]
    """the state as it is between two blocks"""
    parts: "list[Part]" = field(default_factory=list)
    ahead: dict[str, Any] = field(default_factory=dict)
    """what parts expect of records once what they do in the same block is taken"""
    seen: Counter[str] = field(default_factory=Counter)
    """what happened, as often as it did"""

    def part(self, kind: type[P]) -> P:
        """The one part of a kind."""
        [one] = (one for one in self.parts if type(one) is kind)
        return one


@dataclass
class Part:
    """Some inhabitants: what founds them, what they might do, and what they do as a whole."""

    PARTIES: ClassVar[Mapping[str, tuple[Role, ...]]] = {}
    """who must be there besides the people"""
    PLAYED: ClassVar[frozenset[str]] = frozenset()
    """what happens in a simulation because of it: calls that are taken; followed by ``refused``, or by a colon and the
    rule that refuses them, are not; and whatever else it says has ``happened``
    """
    WEIGHT: ClassVar[int] = 1
    """how often one of its acts is chosen"""
    RANK: ClassVar[int] = 0
    """those of a higher one are founded later"""
    scene: Scene
    records: list[str] = field(default_factory=list, kw_only=True)
    """whatever evidence may be about"""

    @property
    def random(self) -> Random:
        """Decides all that it does."""
        return self.scene.random

    def founding(self) -> list[Intent]:
        """What is there before anything happens."""
        return []

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
        return []

    def stories(self) -> list[Story]:
        """What takes many blocks."""
        return []

    def about(self) -> str | None:
        """A record of which evidence may be asked."""
        return self.random.choice(self.records) if self.records else None

    def happened(self, what: str) -> None:
        """Something that no call is named after."""
        self.scene.seen[what] += 1


@cache
def kinds() -> "tuple[type[Part], ...]":
    """Every kind of part, in the order in which they are founded."""
    named: list[type[Part]] = []
    for module in found.modules("simulated_*.py"):
        own: list[Any] = [one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__]
        named += [one for one in own if isinstance(one, type) and issubclass(one, Part)]
    return tuple(sorted(named, key=lambda one: one.RANK))


def parties() -> dict[str, tuple[Role, ...]]:
    """Whom all parts need."""
    return {name: roles for kind in kinds() for name, roles in kind.PARTIES.items()}


def played() -> frozenset[str]:
    """All that happens because of any part."""
    return frozenset().union(*(kind.PLAYED for kind in kinds()))
