# SPDX-License-Identifier: Apache-2.0
"""A contract brought to a network by commands, as far as the next one needs it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

STAGES: Final = ("new", "propose", "approve", "deploy", "pause", "call")
"""What is done in this order; each is named by what it makes possible."""


DEPLOY: Final = (*("contract", "deploy", "box", "--arg", "instrument=SSE.600000", "--by", "alice", "--key", "alice"),)
NEEDS: Final = (
    dict.fromkeys(("check", "test", "doc"), "new")
    | dict.fromkeys(("trace", "list", "read", "events"), "call")
    | dict.fromkeys(("upgrade", "resume", "retire"), "pause")
    | {"open": "deploy", "source": "approve"}
)
"""Commands that need what another one makes possible."""


def prepared(run: Callable[..., Any], network: Path, folder: Path, verb: str) -> None:
    """Everything before a command of the box, whichever it is."""
    there = ("--network", network)
    brought(run, network, folder, NEEDS.get(verb, verb))
    if verb == "open":
        run(*DEPLOY, "--folder", folder, "--trial", "alice", *there)
    if verb == "resume":
        run("contract", "pause", "box", "--by", "alice", "--reason", "a fault", "--key", "alice", *there)
    if verb == "upgrade":
        newer(run, network, folder)


def newer(run: Callable[..., Any], network: Path, folder: Path) -> None:
    """Other code of the box in the folder, reviewed: a view more, which tells the instrument."""
    source = folder / "contract.star"
    source.write_text(source.read_text() + '\n\ndef which():\n    """View: of what."""\n    return get("instrument")\n')
    reviewed(run, network, folder)


def reviewed(run: Callable[..., Any], network: Path, folder: Path) -> None:
    """What is in the folder, proposed and approved."""
    there = ("--network", network)
    run("contract", "propose", folder, "--by", "alice", "--key", "alice", *there)
    for by in ("bank", "supervisor"):
        run("contract", "approve", folder, "--by", by, "--reference", "read", "--key", by, *there)


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
        "pause": [(*DEPLOY, "--folder", folder, *there)],
        "call": [
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
