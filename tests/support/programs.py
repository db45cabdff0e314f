# SPDX-License-Identifier: Apache-2.0
"""Who runs contracts in tests."""

from functools import cache

from counterfoil.law.program import Programs
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from support.plain_programs import PlainPrograms


@cache
def programs() -> Programs:
    """One for all of a process."""
    return PlainPrograms(HOST_FUNCTIONS)
