# SPDX-License-Identifier: Apache-2.0
"""Who runs contracts in this process: workers of each dialect, started with the first contract that is called."""

import os
from functools import cache
from pathlib import Path

from counterfoil.law.program import NoPrograms, Programs
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.sandbox import DIALECTS_VARIABLE


@cache
def programs(dialect: int) -> Programs:
    """One pool of a dialect for all chains of the process; without an interpreter none: such a node stops."""
    try:
        from counterfoil.sandbox.pool import Pool
    except ImportError:
        return NoPrograms()
    folder = os.environ.get(DIALECTS_VARIABLE)
    return Pool(HOST_FUNCTIONS, dialect=dialect, environments=Path(folder) if folder else None)


def tracing_programs(dialect: int | None = None, progress: Progress = no_progress) -> Programs:
    """The interpreter in this process, which notes the lines that run; InputError where it, or the dialect, is not.

    ``dialect``: that of this software, unless told.
    """
    try:
        from counterfoil.sandbox.costs import DIALECT
        from counterfoil.sandbox.in_process import InProcess
    except ImportError as error:
        remedy = "pip install 'counterfoil[node]'"
        raise InputError("no interpreter for contracts is installed", where="contract", remedy=remedy) from error
    if dialect not in (None, DIALECT):
        remedy = f"trace it with the release that has dialect {dialect}"
        raise InputError(f"the chain's contracts run under dialect {dialect}", where="contract", remedy=remedy)
    return InProcess(HOST_FUNCTIONS, trace=True, progress=progress)
