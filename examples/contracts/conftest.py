# SPDX-License-Identifier: Apache-2.0
"""What the tests of contracts are given by pytest: a chain in memory, with nobody's account on it yet."""

import pytest

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.sandbox.in_process import InProcess


@pytest.fixture
def chain() -> LocalChain:
    """A fresh chain."""
    return LocalChain(InProcess(HOST_FUNCTIONS))
