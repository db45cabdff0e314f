# SPDX-License-Identifier: Apache-2.0
"""What each noun brings for the tests of all nouns, found by the names of files, so that no list names the nouns.

- ``<noun>_breaches.py``: ``BREACHES``, for each rule of the open half a call that it alone forbids; ``WORLD``, in which
  they happen; ``UNCOVERED``, what no call can break.
- ``refused_<what>.py``: lists of ``Row`` and ``Act``, what is refused; ``MARKET``, what they need on the one market.
- ``simulated_<what>.py``: a ``Part`` for each kind of inhabitants of a simulated market, see ``simulation_part``.
- ``laws_twin/<what>.py``: ``CAUSES``, ``PERMITS``, ``EFFECTS``, ``FEATURE``, ``noted``: laws said a second time.

They are in tests/support.
"""

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

T = TypeVar("T")
SUPPORT = Path(__file__).parent


def modules(pattern: str) -> list[ModuleType]:
    """The modules of tests/support whose files fit a pattern, in the order of their names."""
    paths = [path.relative_to(SUPPORT).with_suffix("") for path in sorted(SUPPORT.glob(pattern))]
    return [importlib.import_module(".".join(("support", *path.parts))) for path in paths]


def brought(found: Iterable[ModuleType], name: str) -> list[Any]:
    """What each of the modules has under a name, where it has something."""
    return [getattr(module, name) for module in found if hasattr(module, name)]


def joined(found: Iterable[ModuleType], name: str) -> dict[str, Any]:
    """The tables that modules have under a name, as one; no key stands in two."""
    table: dict[str, Any] = {}
    for one in brought(found, name):
        assert not table.keys() & one.keys(), sorted(table.keys() & one.keys())
        table |= one
    return table


def members(found: Iterable[ModuleType], kind: type[T]) -> list[T]:
    """What stands in the modules' lists of such things, each once, however many lists it is in."""
    seen: dict[int, T] = {}
    for one in _listed(found):
        if isinstance(one, kind):
            seen.setdefault(id(one), one)
    return list(seen.values())


def _listed(found: Iterable[ModuleType]) -> Iterator[object]:
    for module in found:
        for value in vars(module).values():
            if isinstance(value, list):
                yield from value
