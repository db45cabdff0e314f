# SPDX-License-Identifier: Apache-2.0
"""Life cycles drawn from the laws, in the READMEs of the modules that have one; the reference pages are beside.

``make docs`` brings them up to date; tests compare them.
"""

import re
from collections.abc import Mapping, Set
from enum import StrEnum
from pathlib import Path
from typing import Final

from counterfoil.modules.instruments.records import LIFE_CYCLE, InstrumentStatus
from counterfoil.modules.restrictions.proposals import PROPOSAL_STEPS, ProposalStatus
from counterfoil.modules.settlement.records import NEXT, SettlementStatus
from counterfoil.modules.supervision.order import ORDER_STEPS, OrderStatus

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


LIFE_CYCLES: Final = {
    "instruments": life_cycle(LIFE_CYCLE, (InstrumentStatus.draft,)),
    "restrictions": life_cycle(PROPOSAL_STEPS, (ProposalStatus.proposed,)),
    "settlement": life_cycle(NEXT, (SettlementStatus.accepted, SettlementStatus.settled)),
    "supervision": life_cycle(ORDER_STEPS, (OrderStatus.proposed, OrderStatus.in_force)),
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
