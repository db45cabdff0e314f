# SPDX-License-Identifier: Apache-2.0
"""The small Go programs of ``benches/engine``, built where they are needed and Go is there."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).parent / "engine"
WHEEL: Final = Path(__file__).parents[1] / ".engine" / "wheel" / "go" / "bin"
"""Where ``make engine`` puts a Go of its own, on a machine that has none."""


def go() -> str | None:
    """The Go tool, from the system or from a wheel; None where there is none."""
    return shutil.which("go") or shutil.which("go", path=WHEEL)


def built(name: str, into: Path) -> Path:
    """One of the programs, built from sources whose versions are pinned; CalledProcessError says why it is not."""
    program = into / name
    environment = os.environ | {"CGO_ENABLED": "0"}
    command = [go() or "go", "build", "-mod=readonly", "-o", str(program), f"./{name}"]
    subprocess.run(command, cwd=SOURCES, env=environment, check=True, capture_output=True)
    return program
