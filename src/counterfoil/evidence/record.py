# SPDX-License-Identifier: Apache-2.0
"""Records: where one stands in the authenticated map whose root is a header's ``state``."""

from typing import Final

from counterfoil.primitives.hashing import tagged
from counterfoil.primitives.types import Hash, RecordPath

_TAG: Final = "state"


def state_key(path: RecordPath) -> Hash:
    """The key of a record in the authenticated map (``spec/state.md``)."""
    return tagged(_TAG, path.encode())
