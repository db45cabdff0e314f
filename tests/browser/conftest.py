# SPDX-License-Identifier: Apache-2.0
"""A published log to look at, and copies of it to forge."""

import shutil
from pathlib import Path

import pytest

from support.custody import TestChain
from support.portal import HEIGHTS, make_log, trust_file


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TestChain]:
    """A log of some 300 entries, and the chain in it; published twice."""
    directory, chain = tmp_path_factory.mktemp("published"), TestChain()
    with make_log(directory, chain, HEIGHTS):
        pass
    trust_file(directory / "trust.json", chain)
    return directory, chain


@pytest.fixture
def log(published: tuple[Path, TestChain], tmp_path: Path) -> Path:
    """A copy of it, to be forged."""
    shutil.copytree(published[0], tmp_path / "copy")
    return tmp_path / "copy"
