# SPDX-License-Identifier: Apache-2.0
"""Finds the public test data, which is not part of this tree, or skips the test that wants it, saying so."""

import os
from pathlib import Path

import pytest

_BESIDE_THE_TREE = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(relative: str) -> Path:
    """The path of a file or folder of the test data (``COUNTERFOIL_DATA`` or ``../shared/data``)."""
    root = Path(os.environ.get("COUNTERFOIL_DATA", _BESIDE_THE_TREE))
    path = root / relative
    if not path.exists():
        pytest.skip(f"no test data at {path}: set COUNTERFOIL_DATA to the folder that holds {relative}")
    return path
