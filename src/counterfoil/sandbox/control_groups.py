# SPDX-License-Identifier: Apache-2.0
"""A control group around each worker, where the system lets us make one (cgroup v2): a backstop behind its own limits.

Systemd lets us where the unit says ``Delegate=memory pids`` and ``DelegateSubgroup=node``; what it has not delegated is
never touched. A process of its own limits alone is confined all the same, but for what the kernel keeps for it.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path("/sys/fs/cgroup")
_OURS: Final = Path("/proc/self/cgroup")


def delegated(root: Path = ROOT, ours: Path = _OURS) -> Path | None:
    """The group in which we may make others; None where there is none."""
    try:
        places = [line[3:] for line in ours.read_text(encoding="utf-8").splitlines() if line.startswith("0::/")]
    except OSError:
        return None
    here = root / places[0].lstrip("/") if places else root
    if here.parent.suffix not in (".service", ".scope"):
        return None
    try:
        (here.parent / "cgroup.subtree_control").write_text("+memory +pids", encoding="ascii")
    except OSError:
        return None
    return here.parent


def confined(pid: int, memory: int, above: Path | None = None) -> Path | None:
    """The group that a worker is in from now on, to be removed after its end; None where none can be made.

    ``memory``: bytes that it may have; beyond them the kernel ends it, which is a worker's death like any other.
    """
    if (above := above or delegated()) is None:
        return None
    group = above / f"counterfoil-worker-{pid}"
    try:
        group.mkdir(exist_ok=True)  # of a process that had this number before
        for name, value in {"memory.max": memory, "memory.oom.group": 1, "pids.max": 1, "cgroup.procs": pid}.items():
            (group / name).write_text(str(value), encoding="ascii")
    except OSError:
        with suppress(OSError):
            group.rmdir()
        return None
    return group
