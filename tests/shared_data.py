# SPDX-License-Identifier: Apache-2.0
"""Finds the public test data, which is not part of this tree, or skips the test that wants it, saying so.

With ``COUNTERFOIL_REQUIRE_DATA`` in the environment a missing file fails the test instead: a skip proves nothing.
"""

import os
from pathlib import Path

import pytest

_BESIDE_THE_TREE = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(relative: str) -> Path:
    """The path of a file or folder of the test data (``COUNTERFOIL_DATA`` or ``../shared/data``)."""
    root = Path(os.environ.get("COUNTERFOIL_DATA", _BESIDE_THE_TREE))
    path = root / relative
    if path.exists():
        return path
    missing = f"no test data at {path}: set COUNTERFOIL_DATA to the folder that holds {relative}"
    if os.environ.get("COUNTERFOIL_REQUIRE_DATA"):
        pytest.fail(missing)
    pytest.skip(missing)
