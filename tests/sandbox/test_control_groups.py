# SPDX-License-Identifier: Apache-2.0
"""Workers are confined by limits of their own everywhere, and by a control group where the system lets us make one."""

import resource
from pathlib import Path

import pytest

from counterfoil.sandbox.control_groups import confined, delegated
from counterfoil.sandbox.pool import Pool
from support.harmful_sources import entry
from support.sandboxed import report

MEMORY = 512 * 1024**2


def placed(folder: Path, place: str) -> tuple[Path, Path]:
    """A tree of groups, and the file that says where in it we are."""
    (folder / "tree" / place).mkdir(parents=True)
    ours = folder / "ours"
    ours.write_text(f"1:name=systemd:/other\n0::/{place}\n")
    return folder / "tree", ours


def test_a_worker_gets_a_group_beside_its_node(tmp_path: Path) -> None:
    """Under the unit that delegated it, with all that it may have."""
    root, ours = placed(tmp_path, "system.slice/node.service/node")
    unit = root / "system.slice" / "node.service"
    assert delegated(root, ours) == unit
    assert (unit / "cgroup.subtree_control").read_text() == "+memory +pids"
    group = confined(7, MEMORY, unit)
    assert group == unit / "counterfoil-worker-7"
    told = {file.name: file.read_text() for file in group.iterdir()}
    assert told == {"memory.max": str(MEMORY), "memory.oom.group": "1", "pids.max": "1", "cgroup.procs": "7"}


@pytest.mark.parametrize("place", ["", "system.slice/node.service", "user.slice/shell"])
def test_what_is_not_delegated_is_not_touched(tmp_path: Path, place: str) -> None:
    """The root, a unit that keeps its processes in itself, and a slice."""
    root, ours = placed(tmp_path, place)
    assert delegated(root, ours) is None
    assert not list(root.rglob("cgroup.*"))
    assert delegated(root, tmp_path / "absent") is None


def test_where_a_group_cannot_be_made_the_worker_goes_on(tmp_path: Path) -> None:
    """The kernel says no; nothing of it is left."""
    assert confined(7, MEMORY, tmp_path / "absent") is None
    assert list(tmp_path.iterdir()) == []


def test_a_worker_opens_no_files_and_begins_no_processes() -> None:
    """By limits that it sets itself before it hears of a program; and it runs as ever."""
    pool = Pool((), memory=MEMORY)
    try:
        assert report(pool, entry("return 1")).outcome == (1,)
        (pid,) = pool.pids()
        for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
            assert resource.prlimit(pid, limit) == (0, 0)
        assert resource.prlimit(pid, resource.RLIMIT_AS)[0] == MEMORY
    finally:
        pool.close()


def test_a_worker_is_in_its_group() -> None:
    """Where the system delegated one; which no continuous integration does, so that this is no tool that it lacks."""
    if (above := delegated()) is None:
        pytest.skip("no control group is delegated to this process (cgroup v2, Delegate= and DelegateSubgroup=)")
    pool = Pool((), memory=MEMORY)
    try:
        assert report(pool, entry("return 1")).outcome == (1,)
        (pid,) = pool.pids()
        group = above / f"counterfoil-worker-{pid}"
        assert (group / "cgroup.procs").read_text().split() == [str(pid)]
        assert (group / "memory.max").read_text().strip() == str(MEMORY)
    finally:
        pool.close()
    assert not group.exists()
