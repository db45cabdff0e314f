# SPDX-License-Identifier: Apache-2.0
"""``kill -9`` while a trading day is settled, at every sync: whoever asks again gets the day of a node undisturbed."""

import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from support import futures_victim as victim

SIGKILLED = -9


def settled(folder: Path, sync: int = 0, when: str = "before") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, victim.__file__, str(folder), str(sync), when]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def stands(folder: Path) -> dict[str, Any]:
    """What is on the disk, as a node that opens it next finds it."""
    with victim.opened(folder) as node:
        assert list(broken_invariants(node.ledger.view)) == []
        return victim.told(node.ledger.view)


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return victim.begun(tmp_path_factory.mktemp("traded") / "chain")


def test_a_settlement_that_dies_at_any_sync_is_gone_on_with(tmp_path: Path, traded: Path) -> None:
    """One life after another on one folder, dying before a first sync or after it: the end is the undisturbed one."""
    undisturbed = victim.copied(traded, tmp_path / "undisturbed")
    ended = settled(undisturbed)
    assert ended.stdout == "ended\n", ended.stderr
    expected = stands(undisturbed)
    assert expected["variation"] == 0 and expected["fees"] > 0
    disturbed, deaths = victim.copied(traded, tmp_path / "disturbed"), 0
    for number in count():
        life = settled(disturbed, 1, "after" if number % 2 else "before")
        deaths += life.returncode == SIGKILLED
        stands(disturbed)
        if life.returncode != SIGKILLED:
            assert life.stdout == "ended\n", life.stderr
            break
    assert deaths > 5
    assert stands(disturbed) == expected
