# SPDX-License-Identifier: Apache-2.0
"""What the tests of clearing begin with."""

import pytest

from support.cleared import founded, morning
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    """A market whose business day has begun, with two cycles ahead."""
    ledger = founded(Ledger())
    morning(ledger)
    return ledger
