# SPDX-License-Identifier: Apache-2.0
"""The chain of a consortium, made once: four validators, of which three sealed every block."""

from pathlib import Path

import pytest

from counterfoil.identity.signing import PrivateKey
from counterfoil.node.layout import Layout
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from support.followed import make_member, validator_keys
from support.network import CHAIN


@pytest.fixture(scope="session")
def member(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A member's folder; not to be changed."""
    return make_member(tmp_path_factory.mktemp("member") / "network")


@pytest.fixture(scope="session")
def sealed(member: Path) -> list[StoredBlock]:
    """Its blocks."""
    log = FileBlockLog.open_to_read(Layout(member).chain(CHAIN) / "blocks")
    return list(log.blocks(Height(0)))


@pytest.fixture(scope="session")
def validators(member: Path) -> list[PrivateKey]:
    return validator_keys(member)
