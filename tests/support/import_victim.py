# SPDX-License-Identifier: Apache-2.0
"""A process that imports a register into a vault, to be killed: ``import_victim.py COMMAND LINE…``.

It says when each thing that lasts was done: the data in the vault, each batch at the ledger.
"""

import sys
from collections.abc import Callable
from typing import Any

from counterfoil.cli.main import app
from counterfoil.node.registers import importing
from counterfoil.node.registers.holder_rows import HolderRows


def told(what: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """The same, told of before and after."""

    def call(*arguments: Any, **named: Any) -> Any:
        sys.stdout.write(f"before {what}\n")
        sys.stdout.flush()
        answer = original(*arguments, **named)
        sys.stdout.write(f"after {what}\n")
        sys.stdout.flush()
        return answer

    return call


if __name__ == "__main__":
    HolderRows.keep_persons = told("keeping", HolderRows.keep_persons)  # type: ignore[method-assign]
    importing._submit_all = told("submitting", importing._submit_all)
    importing.BATCH_CALLS = 4  # type: ignore[misc]
    app(sys.argv[1:])
