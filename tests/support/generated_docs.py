# SPDX-License-Identifier: Apache-2.0
"""Life cycles drawn from the laws, in the READMEs of the modules that have one; the reference pages are beside.

A README that has the markers, and where a life begins between them (``[*] --> draft``), is given the rest.
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
BEGIN: Final = "<!-- life cycle: begin -->"
END: Final = "<!-- life cycle: end -->"


def life_cycle(table: Mapping[StrEnum, Set[StrEnum]], beginnings: tuple[StrEnum, ...]) -> str:
    """A table of statuses as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {status}" for status in beginnings]
    for status, following in table.items():
        lines += [f"    {status} --> {after}" for after in sorted(following)]
        if not following:
            lines.append(f"    {status} --> [*]")
    return "\n".join([*lines, "```"])


def drawn_in(readme: str) -> str:
    """The diagram between the markers."""
    found = re.search(f"{BEGIN}\n(.*?)\n{END}", readme, re.DOTALL)
    assert found is not None, "the markers are missing"
    return found[1]


def steps_of(noun: str) -> Mapping[StrEnum, Set[StrEnum]]:
    """The one table in a module's open half that says of every status which may follow."""
    parts = [importlib.import_module(f"counterfoil.modules.{noun}.{part}") for part in sorted(open_half(noun))]
    tables = {id(value): value for part in parts for value in vars(part).values() if _is_life_cycle(value, noun)}
    (table,) = tables.values()
    return table


def _is_life_cycle(value: object, noun: str) -> bool:
    if not isinstance(value, dict) or not value or not all(isinstance(after, Set) for after in value.values()):
        return False
    status = type(next(iter(value)))
    ours = issubclass(status, StrEnum) and status.__module__.startswith(f"counterfoil.modules.{noun}.")
    return ours and set(value) == set(status) and all(set(after) <= set(status) for after in value.values())


def redrawn(noun: str) -> str:
    """The diagram of a module; where a life begins, its README says by hand."""
    steps = steps_of(noun)
    begins = re.findall(r"^    \[\*\] --> (\w+)$", drawn_in(readme_of(noun).read_text()), re.MULTILINE)
    assert begins, f"{noun}: no beginning stands in the diagram"
    return life_cycle(steps, tuple(type(next(iter(steps)))(status) for status in begins))


def readme_of(noun: str) -> Path:
    return MODULES / noun / "README.md"


LIFE_CYCLES: Final = tuple(noun for noun in nouns() if BEGIN in readme_of(noun).read_text())
"""The modules whose README has a place for a diagram."""


def draw_life_cycles() -> None:
    """Write each diagram into the README of its module."""
    for noun in LIFE_CYCLES:
        readme = readme_of(noun).read_text()
        readme_of(noun).write_text(readme.replace(drawn_in(readme), redrawn(noun)))
