# SPDX-License-Identifier: Apache-2.0
"""The networks of the tests of the command line, each held by a service while the test runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.network import copy_network
from support.served_folder import served_folder


@pytest.fixture
def bare(bare_template: Path, tmp_path: Path) -> Iterator[Path]:
    """A new network of one's own, whose service runs."""
    root = copy_network(bare_template, tmp_path / "bare")
    with served_folder(root):
        yield root


@pytest.fixture
def trading(trading_template: Path, tmp_path: Path) -> Iterator[Path]:
    """A network of one's own on which business was done, whose service runs."""
    root = copy_network(trading_template, tmp_path / "trading")
    with served_folder(root):
        yield root
