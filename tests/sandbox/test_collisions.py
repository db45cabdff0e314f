# SPDX-License-Identifier: Apache-2.0
"""Keys that all collide buy no more of a node's time than other steps do."""

from time import thread_time
from typing import Any, Final

import pytest

from counterfoil.law.program import Ended, Limits, ProgramFailed
from counterfoil.sandbox.fitting import fitting
from counterfoil.sandbox.interpreter import Loaded
from support.colliding import colliding_texts
from support.harmful_sources import entry

LIMITS: Final = Limits(steps=400_000)
TIMES_MAX: Final = 8
"""How often a plain loop's time such a program may take, for the same steps. Unpaid look-ups took a hundred times."""
HEADS, STATE = colliding_texts(30)
TAILS, _ = colliding_texts(30, STATE)
GIVEN: Final[dict[str, Any]] = {"heads": HEADS, "tails": TAILS}
KEYS: Final = {
    "integers": ("k = 2147483648", "keys = [k * i for i in range(900)]"),
    "great integers": ("k = 9007199254740991", "k = (k + 1) * k * k", "keys = [k * 2 * i for i in range(900)]"),
    "texts": ("keys = [a + b for a in heads for b in tails]",),
    "long texts": ("p = 'x' * 640", "keys = [a + b + p for a in heads[:20] for b in tails[:20]]"),
    "tuples": ("k = 4294967296", "z = [0] * 60", "keys = [tuple(z + [k * i]) for i in range(900)]"),
}
USES: Final = {
    "get": ("for one in keys:", "    d.get(one)"),
    "in": ("for one in keys:", "    x = one in d"),
    "at": ("for one in keys:", "    x = d[one]"),
    "set": ("for one in keys:", "    d[one] = 1"),
    "setdefault": ("for one in keys:", "    d.setdefault(one, 1)"),
    "pop": ("for one in keys:", "    d.setdefault(one, d.pop(one, 1))"),
    "update": ("d.update(e)",),
    "a copy": ("e = dict(d)",),
    "compared": ("x = d == e",),
    "compared inside": ("x = [[d]] == [[e]]",),
}


def taken(*lines: str) -> float:
    """Seconds of this thread that a program takes which has not enough steps."""
    loaded = Loaded(entry(*lines, parameters="heads: list, tails: list"), ())
    given = fitting(loaded.entries, "f", GIVEN)
    begun = thread_time()
    with pytest.raises(ProgramFailed) as failed:
        loaded.call("f", given, LIMITS, lambda *_: pytest.fail("nothing is asked"))
    assert failed.value.kind is Ended.out_of_steps
    return thread_time() - begun


@pytest.fixture(scope="module")
def plain() -> float:
    return taken("a = 1", "for i in range(1000000):", "    a += 1")


@pytest.mark.parametrize("use", USES)
def test_a_use_of_colliding_keys_is_paid_for(use: str, plain: float) -> None:
    """Of integers, whose hash is cheapest to make alike."""
    assert taken(*spent(KEYS["integers"], USES[use])) < TIMES_MAX * plain


@pytest.mark.parametrize("kind", KEYS)
def test_keys_of_a_kind_are_paid_for(kind: str, plain: float) -> None:
    """Looked up, the longest of them too."""
    assert taken(*spent(KEYS[kind], USES["get"])) < TIMES_MAX * plain


def spent(keys: tuple[str, ...], use: tuple[str, ...]) -> list[str]:
    """A program that makes a dict of such keys, as large as half of its steps allow, and uses it until it ends."""
    dicts = ("d = {one: 1 for one in keys}", "e = {one: 1 for one in keys}")
    return [*keys, *dicts, "for i in range(1000000):", *(f"    {line}" for line in use)]


def test_the_texts_differ() -> None:
    """And are as many as they are said to be."""
    assert len({head + tail for head in HEADS for tail in TAILS}) == 900
