# SPDX-License-Identifier: Apache-2.0
"""``kill -9`` while contracts run: of a node at every place that it can die at, and of its workers.

What a node orders here follows from its height, so whatever it went through, its headers are those of one that went
through nothing. Nobody sleeps: a worker's end is waited for by its process descriptor.
"""

import os
import select
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.primitives.types import Height
from support import contract_victim as victim
from support.simulation_auditing import check_contracts

GONE_WITHIN_MS = 30_000
STOPPED = "a worker died twice on one call: look at the memory and the log of this machine"
Headers = dict[int, str]
"""height → hash of its header"""


@dataclass
class Life:
    """What a node said until it ended."""

    words: str = ""
    killed: int = 0
    """how many of its workers"""
    status: int = 0
    headers: Headers = field(default_factory=dict)
    codes: dict[int, int] = field(default_factory=dict)


def lived(folder: Path, place: str) -> Life:
    """One life of a node, to the place that it dies at, or to its end; no worker outlives it."""
    life, command = Life(), [sys.executable, victim.__file__, str(folder), place]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        workers = [os.pidfd_open(int(pid)) for pid in process.stdout.readline().split()[1:]]
        assert workers
        process.stdin.write("go on\n")
        process.stdin.flush()
        for line in process.stdout:
            kind, _, words = line.rstrip("\n").partition(" ")
            if kind == "ordered":
                height, code, header = words.split()
                life.headers[int(height)], life.codes[int(height)] = header, int(code)
            elif kind == "killed":
                life.killed += 1
            else:
                life.words = line.strip()
    life.status = process.returncode
    for worker in workers:
        ended = select.poll()
        ended.register(worker, select.POLLIN)
        assert ended.poll(GONE_WITHIN_MS), "a worker outlives its node"
        os.close(worker)
    return life


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """A node that nothing happens to; of the calls that it orders some are refused."""
    life = lived(victim.begun(tmp_path_factory.mktemp("undisturbed") / "chain"), victim.NOWHERE)
    assert (life.words, life.status) == ("done", 0)
    calls = [code for height, code in life.codes.items() if height > max(life.codes) - 4 * victim.ROUNDS]
    assert calls.count(0) == len(calls) // 2
    return life


def headers_in(folder: Path) -> Headers:
    """What stands on the disk, as a node that opens it next finds it."""
    with victim.opened(folder) as node:
        check_contracts(node)
        assert list(broken_invariants(node.ledger.view)) == []
        return {height: node.reader.sealed_header(Height(height)).hash.hex() for height in range(1, node.height + 1)}


def test_a_node_that_dies_at_any_place_goes_on_as_if_it_had_not(tmp_path: Path, undisturbed: Life) -> None:
    """One folder, a death at each place: what was acknowledged is there, and the end is that of the undisturbed."""
    folder, told = victim.begun(tmp_path / "chain"), dict[int, str]()
    for place in victim.NODE_DIES:
        life = lived(folder, place)
        assert life.status == -9 and len(life.headers) > 0, (place, life)
        told |= life.headers
        assert told.items() <= headers_in(folder).items(), place
    life = lived(folder, victim.NOWHERE)
    assert life.words == "done" and len(life.headers) > 0
    assert headers_in(folder) == undisturbed.headers
    assert (told | life.headers).items() <= undisturbed.headers.items()


def test_workers_that_die_change_no_header_and_twice_stop_the_node(tmp_path: Path, undisturbed: Life) -> None:
    """Two deaths in one call, and the node says why it stops; one each in many, and it ends as the undisturbed."""
    folder = victim.begun(tmp_path / "chain")
    stopped = lived(folder, victim.WORKERS_DIE)
    assert (stopped.words, stopped.status) == (f"stopped {STOPPED}", 0)
    assert headers_in(folder) == stopped.headers
    life = lived(folder, victim.WORKER_DIES)
    assert (life.words, life.status) == ("done", 0)
    assert life.killed > 5
    assert headers_in(folder) == undisturbed.headers
