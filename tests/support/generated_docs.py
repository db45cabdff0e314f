# SPDX-License-Identifier: Apache-2.0
"""Life cycles drawn from the laws, in the READMEs of the modules that have one; the reference pages are beside.

A README that has the markers, and where a life begins between them (``[*] --> draft``), is given the rest. One with
several lives has a pair of markers for each, which names the enumeration of its statuses (``life cycle of X``).
``make docs`` brings them up to date; tests compare them.
"""

import importlib
import re
from collections.abc import Mapping, Set
from enum import StrEnum
from pathlib import Path
from typing import Final

from counterfoil.modules import nouns
from support.anatomy import open_half

ROOT: Final = Path(__file__).parents[2]
MODULES: Final = ROOT / "src/counterfoil/modules"
PLACE: Final = re.compile(
    r"<!-- life cycle(?: of (?P<name>\w+))?: begin -->\n(?P<drawn>.*?)\n<!-- life cycle: end -->", re.DOTALL
)
"""A place for a diagram; nameless where the module has one table."""


def life_cycle(table: Mapping[StrEnum, Set[StrEnum]], beginnings: tuple[StrEnum, ...]) -> str:
    """A table of statuses as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {status}" for status in beginnings]
    for status, following in table.items():
        lines += [f"    {status} --> {after}" for after in sorted(following)]
        if not following:
            lines.append(f"    {status} --> [*]")
    return "\n".join([*lines, "```"])


def steps_of(noun: str) -> dict[str, Mapping[StrEnum, Set[StrEnum]]]:
    """The tables in a module's open half that say of every status which may follow, by the names of the statuses."""
    parts = [importlib.import_module(f"counterfoil.modules.{noun}.{part}") for part in sorted(open_half(noun))]
    tables = {id(value): value for part in parts for value in vars(part).values() if _is_life_cycle(value, noun)}
    return {type(next(iter(table))).__name__: table for table in tables.values()}


def _is_life_cycle(value: object, noun: str) -> bool:
    if not isinstance(value, dict) or not value or not all(isinstance(after, Set) for after in value.values()):
        return False
    status = type(next(iter(value)))
    ours = issubclass(status, StrEnum) and status.__module__.startswith(f"counterfoil.modules.{noun}.")
    return ours and set(value) == set(status) and all(set(after) <= set(status) for after in value.values())


def redrawn(noun: str) -> str:
    """The README of a module with its diagrams; where a life begins, it says by hand."""
    tables = steps_of(noun)

    def draw(place: re.Match[str]) -> str:
        if place["name"] is None:
            (steps,) = tables.values()
        else:
            steps = tables[place["name"]]
        begins = re.findall(r"^    \[\*\] --> (\w+)$", place["drawn"], re.MULTILINE)
        assert begins, f"{noun}: no beginning stands in the diagram"
        drawn = life_cycle(steps, tuple(type(next(iter(steps)))(status) for status in begins))
        return place[0].replace(place["drawn"], drawn)

    return PLACE.sub(draw, readme_of(noun).read_text())


def drawn_in(noun: str) -> list[str | None]:
    """Which tables have a place in a module's README; None for its only one."""
    return [place["name"] for place in PLACE.finditer(readme_of(noun).read_text())]


def readme_of(noun: str) -> Path:
    return MODULES / noun / "README.md"


LIFE_CYCLES: Final = tuple(noun for noun in nouns() if drawn_in(noun))
"""The modules whose README has a place for a diagram."""


def draw_life_cycles() -> None:
    """Write each diagram into the README of its module."""
    for noun in LIFE_CYCLES:
        readme_of(noun).write_text(redrawn(noun))
