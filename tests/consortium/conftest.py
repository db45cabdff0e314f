# SPDX-License-Identifier: Apache-2.0
"""Which faults are tried when: what is here and not in ``test_life.py`` takes minutes, and ``make faults`` runs it."""

import os

import pytest

ALL: bool = os.environ.get("COUNTERFOIL_FAULTS") == "1"


@pytest.fixture
def at_length() -> None:
    """Only if all faults are asked for."""
    if not ALL:
        pytest.skip("make faults tries it")
