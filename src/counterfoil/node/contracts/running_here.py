# SPDX-License-Identifier: Apache-2.0
"""Who runs contracts in this process: worker processes, started with the first contract that is called."""

from functools import cache

from counterfoil.law.program import NoPrograms, Programs
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.primitives.errors import InputError


@cache
def programs() -> Programs:
    """One pool for all chains of the process; none where the interpreter is not installed: such a node stops."""
    try:
        from counterfoil.sandbox.pool import Pool
    except ImportError:
        return NoPrograms()
    return Pool(HOST_FUNCTIONS)


def tracing_programs() -> Programs:
    """The interpreter in this process, which notes the lines that run; InputError where it is not installed."""
    try:
        from counterfoil.sandbox.in_process import InProcess
    except ImportError as error:
        remedy = "pip install 'counterfoil[node]'"
        raise InputError("no interpreter for contracts is installed", where="contract", remedy=remedy) from error
    return InProcess(HOST_FUNCTIONS, trace=True)
