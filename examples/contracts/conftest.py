# SPDX-License-Identifier: Apache-2.0
"""What the tests of contracts are given: a chain in memory, with nobody's account on it yet."""

import pytest

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.local_chain import LocalChain
from support.plain_programs import PlainPrograms  # type: ignore[import-not-found]  # of the tree's own tests


@pytest.fixture
def chain() -> LocalChain:
    """A fresh chain."""
    return LocalChain(PlainPrograms(HOST_FUNCTIONS))
