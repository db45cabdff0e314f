# SPDX-License-Identifier: Apache-2.0
"""A member's process that begins from a snapshot and dies at a step of it: ``beginning_victim.py FOLDER STEP``."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from counterfoil.consensus.cometbft import restoring
from counterfoil.node.consortium import beginning, fetching
from support.network import CHAIN, open_network

STEPS: Final[dict[str, tuple[Any, str, bool]]] = {
    "marked": (beginning, "_clear", True),
    "asked": (beginning, "restore", True),
    "accepted": (restoring.Restoration, "_begin", False),
    "executed": (restoring.Restoration, "_finish", True),
    "whole": (fetching, "put_in_place", True),
    "placed": (fetching, "put_in_place", False),
    "stopped": (beginning, "_verified", True),
    "verified": (beginning, "_unmark", True),
    "unmarked": (beginning, "_unmark", False),
}
"""Which call it dies at, and whether before it."""


def dying(call: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    def die(*given: Any, **named: Any) -> Any:
        if not before:
            call(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return die


def main(folder: Path, step: str) -> None:
    where, name, before = STEPS[step]
    setattr(where, name, dying(getattr(where, name), before=before))
    with open_network(folder) as network:
        network.chain(CHAIN)
    raise AssertionError("it did not die")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
