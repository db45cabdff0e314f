# SPDX-License-Identifier: Apache-2.0
"""A contract brought to a network by commands, as far as the next one needs it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

STAGES: Final = ("new", "propose", "approve", "deploy", "call")
"""What is done in this order; each is named by what it makes possible."""


def brought(run: Callable[..., Any], network: Path, folder: Path, until: str, more: str = "") -> None:
    """Everything before a command of the box: its folder, its review, its deployment, shares of Alice's in it.

    ``more``: what its source goes on with.
    """
    there = ("--network", network)
    steps = {
        "new": [("contract", "new", folder)],
        "propose": [
            (
                *("contracts", "set-reviews", "--reviewers", "bank", "--quorum", "1", "--by", "depository"),
                *("--supervisor", "supervisor", "--reference", "rule 1", "--key", "depository", "--key", "supervisor"),
                *there,
            )
        ],
        "approve": [("contract", "propose", folder, "--by", "alice", "--key", "alice", *there)],
        "deploy": [
            ("contract", "approve", folder, "--by", by, "--reference", "read", "--key", by, *there)
            for by in ("bank", "supervisor")
        ],
        "call": [
            (
                *("contract", "deploy", "box", "--folder", folder, "--arg", "instrument=SSE.600000"),
                *("--by", "alice", "--key", "alice", *there),
            ),
            (
                *("holdings", "hold", "--hold", "for-box", "--account", "alice-1", "--instrument", "SSE.600000"),
                *("--quantity", "30", "--executor", "contracts/contract/box", "--expires", "+7d"),
                *("--key", "alice", *there),
            ),
            (
                *("contract", "call", "box", "put_in", "--arg", "hold=for-box", "--arg", "quantity=30"),
                *("--shows", "holdings/encumbrance/for-box", "--by", "alice", "--key", "alice", *there),
            ),
        ],
    }
    for stage in STAGES[: STAGES.index(until) + 1]:
        for step in steps[stage]:
            run(*step)
        if stage == "new":
            with (folder / "contract.star").open("a", encoding="utf-8") as source:
                source.write(more)
