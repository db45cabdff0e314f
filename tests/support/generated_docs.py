# SPDX-License-Identifier: Apache-2.0
"""Documents drawn from the code: the table of outcomes, and the life cycles in the READMEs of modules.

``make docs`` brings them up to date; tests compare them.
"""

import re
from collections.abc import Mapping, Set
from enum import StrEnum
from pathlib import Path
from typing import Final

from counterfoil.commerce.modules.instruments.state import LIFE_CYCLE, InstrumentStatus
from counterfoil.commerce.modules.settlement.state import NEXT, SettlementStatus
from counterfoil.commerce.outcome import Outcome

ROOT: Final = Path(__file__).parents[2]
MODULES: Final = ROOT / "src/counterfoil/commerce/modules"
OUTCOMES_FILE: Final = ROOT / "docs/reference/outcomes.md"
BEGIN: Final = "<!-- life cycle: begin -->"
END: Final = "<!-- life cycle: end -->"

RANGES: Final = (
    ("The machine", 0, 19),
    ("Parties", 20, 39),
    ("Accounts", 40, 59),
    ("Instruments", 60, 79),
    ("Holdings", 80, 109),
    ("Settlement", 110, 139),
)


def outcomes_document() -> str:
    """The reference of outcomes."""
    lines = [
        "# Outcomes",
        "",
        "What became of a transaction or a call. The numbers are part of the ledger: they stand in",
        "`transaction.rejected` events, and none is ever reused or renumbered.",
        "",
        "Outcomes 1 to 7 keep a transaction out of every block: anybody can send garbage, so it leaves no trace. All",
        "others are found in a block: the transaction changes nothing, and its one event tells of the attempt.",
    ]
    for title, first, last in RANGES:
        lines += ["", f"## {title}", "", "| Number | Name | Meaning |", "|---:|---|---|"]
        lines += [f"| {it.value} | `{it.name}` | {it.sentence} |" for it in Outcome if first <= it <= last]
    return "\n".join(lines) + "\n"


def life_cycle(table: Mapping[StrEnum, Set[StrEnum]], beginnings: tuple[StrEnum, ...]) -> str:
    """A table of statuses as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {status}" for status in beginnings]
    for status, following in table.items():
        lines += [f"    {status} --> {after}" for after in sorted(following)]
        if not following:
            lines.append(f"    {status} --> [*]")
    return "\n".join([*lines, "```"])


LIFE_CYCLES: Final = {
    "instruments": life_cycle(LIFE_CYCLE, (InstrumentStatus.draft,)),
    "settlement": life_cycle(NEXT, (SettlementStatus.accepted, SettlementStatus.settled)),
}
"""Module → the diagram that its README shows."""


def drawn_in(readme: str) -> str:
    """The diagram between the markers."""
    found = re.search(f"{BEGIN}\n(.*?)\n{END}", readme, re.DOTALL)
    assert found is not None, "the markers are missing"
    return found[1]


def draw_life_cycles() -> None:
    """Write each diagram into the README of its module."""
    for module, diagram in LIFE_CYCLES.items():
        file = MODULES / module / "README.md"
        readme = file.read_text()
        file.write_text(readme.replace(drawn_in(readme), diagram))
