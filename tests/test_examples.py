# SPDX-License-Identifier: Apache-2.0
"""Every example runs as its README says, in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from support import tree

EXAMPLES = tree.ROOT / "examples"
READER = "04_read_the_log_without_counterfoil.py"
SCRIPTS = sorted(path.name for path in EXAMPLES.glob("[0-9]*.py"))
TIMEOUT_S = 60


def run(script: str, *arguments: str | Path) -> str:
    """What the example prints; it must succeed and complain of nothing."""
    command = [sys.executable, "-W", "error", str(EXAMPLES / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network that the first example leaves when it is given a folder."""
    folder = tmp_path_factory.mktemp("example") / "network"
    run("01_digitise_and_transfer.py", folder)
    return folder


def test_examples_are_numbered() -> None:
    """01, 02, … each once, so that a reader knows where to begin."""
    assert [name[:2] for name in SCRIPTS] == [f"{number:02}" for number in range(1, len(SCRIPTS) + 1)]


@pytest.mark.parametrize("script", [name for name in SCRIPTS if name != READER])
def test_example_runs(script: str) -> None:
    """An example ends well in a temporary folder, and tells what it did."""
    assert len(run(script).splitlines()) >= 3


def test_log_is_read_without_counterfoil(network: Path) -> None:
    """A reader that imports nothing of ours verifies signature, quorum and tree of a log that we wrote."""
    assert "counterfoil" not in imports(EXAMPLES / READER)
    told = run(READER, network / "custody")
    assert told.count("cosigned by") >= 2
    assert "hash to the signed root" in told


@pytest.mark.parametrize("file", ["log/checkpoint", "log/tile/entries/000.p"])
def test_log_reader_sees_damage(network: Path, tmp_path: Path, file: str) -> None:
    """The same reader refuses a log in which one bit was changed, so its success means something."""
    custody = tmp_path / "custody"
    custody.mkdir()
    for path in (network / "custody").rglob("*"):
        if path.is_file():
            copy = custody / path.relative_to(network / "custody")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    for target in [custody / file] if (custody / file).is_file() else sorted((custody / file).iterdir()):
        data = bytearray(target.read_bytes())
        data[len(data) // 2] ^= 1
        target.write_bytes(bytes(data))
    with pytest.raises(AssertionError):
        run(READER, custody)


def imports(path: Path) -> str:
    """The import lines of a script."""
    return "\n".join(line for line in tree.lines(path) if line.startswith(("import ", "from ")))
