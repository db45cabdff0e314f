# SPDX-License-Identifier: Apache-2.0
"""Poor outputs: readers that go away, encodings that lack characters, full disks, narrow terminals, closed descriptors.

No command shows a traceback, and the exit code says what the answer was.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from counterfoil.verify.__main__ import main as verify
from support.network import SHARES

COUNTERFOIL = [sys.executable, "-m", "counterfoil"]
FULL = Path("/dev/full")
COMMANDS = {
    "verify": ["counterfoil", "verify", "p.zip", "--trust", "trading/trust.json"],
    "verify json": ["counterfoil", "verify", "p.zip", "--trust", "trading/trust.json", "--json"],
    "not proved": ["counterfoil", "verify", "p.zip", "--trust", "other.json"],
    "the verifier alone": ["counterfoil.verify", "p.zip", "--trust", "trading/trust.json"],
    "statement": ["counterfoil", "show", "statement", "alice-1", "-n", "trading"],
    "trust": ["counterfoil", "trust", "show", "trading/trust.json"],
    "evidence": ["counterfoil", "evidence", "show", "p.zip"],
    "keys": ["counterfoil", "keys", "list", "-n", "trading"],
    "log": ["counterfoil", "custody", "fsck", "-n", "trading"],
    "help": ["counterfoil", "holdings", "transfer", "--help"],
    "bare": ["counterfoil"],
    "mistake": ["counterfoil", "show", "account", "无此账户", "-n", "trading"],
}
EXPECTED = {"not proved": 1, "bare": 2, "mistake": 2}


@pytest.fixture(scope="module")
def folder(trading_template, tmp_path_factory):
    """A network, a package of its evidence, and the trust file of nobody."""
    made = tmp_path_factory.mktemp("poor")
    (made / "trading").symlink_to(trading_template)
    words = ["evidence", "export", "--account", "alice-1", "--instrument", SHARES, "-n", "trading", "-o", "p.zip"]
    subprocess.run([*COUNTERFOIL, *words], cwd=made, check=True, capture_output=True)
    trust = (trading_template / "trust.json").read_text()
    start = trust.index('"genesis": "') + len('"genesis": "')
    (made / "other.json").write_text(trust[:start] + "0" * 64 + trust[start + 64 :])
    return made


def run(folder: Path, name: str, *, shell: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command, its standard output as the shell says."""
    words = [sys.executable, "-m", *COMMANDS[name]]
    given = os.environ | environment
    if shell:
        line = " ".join(f"'{word}'" for word in words)
        return subprocess.run(
            ["/bin/sh", "-c", f"{line} {shell}"], cwd=folder, env=given, capture_output=True, check=False
        )
    return subprocess.run(words, cwd=folder, env=given, capture_output=True, check=False)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("encoding", ["ascii:strict", "cp1252"])
def test_a_poor_encoding_loses_nothing(folder, name, encoding):
    """What the encoding lacks stands there by its code."""
    result = run(folder, name, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert result.returncode == EXPECTED.get(name, 0), result.stderr
    assert b"Traceback" not in result.stderr
    assert result.stdout or result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_a_closed_pipe_ends_nothing(folder, name):
    """The reader has seen enough: the exit code is that of the answer, and never that of another."""
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", *COMMANDS[name]]
    with subprocess.Popen(words, cwd=folder, stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        _, error = process.communicate()
    assert b"Traceback" not in error and b"Exception" not in error, error
    assert process.returncode == EXPECTED.get(name, 0)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "mistake"])
def test_a_full_disk_is_an_error_of_its_own(folder, name):
    """Exit code 3, which no verdict has, and one line on standard error."""
    result = run(folder, name, shell="> /dev/full")
    assert result.returncode == 3
    assert b"o space left on device" in result.stderr
    assert b"Traceback" not in result.stderr and b"Exception" not in result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_closed_descriptors_change_nothing(folder, name):
    """Nobody hears the answer, and it is the same."""
    for shell in (">&-", "2>&-", ">&- 2>&-"):
        assert run(folder, name, shell=shell).returncode == EXPECTED.get(name, 0)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_narrow_terminal_changes_nothing(folder, name, monkeypatch, capsys):
    """Nor does one of twenty columns; in this process, because only the width is another."""
    program, *words = COMMANDS[name]
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "20")
    if program == "counterfoil":
        result = CliRunner().invoke(app, words)
        code, shown = result.exit_code, result.output
    else:
        code, shown = verify(words), capsys.readouterr().out
    assert code == EXPECTED.get(name, 0), shown
    assert shown
    assert "Traceback" not in shown
