# SPDX-License-Identifier: Apache-2.0
"""Who runs contracts in tests."""

from functools import cache

from counterfoil.law.program import Programs
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.sandbox.in_process import InProcess


@cache
def programs() -> Programs:
    """One for all of a process."""
    return InProcess(HOST_FUNCTIONS)
