# SPDX-License-Identifier: Apache-2.0
"""``python -m counterfoil.verify`` works with the network cut, on open halves and two libraries, and exits rightly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.verify.__main__ import main

EVIDENCE = Path(__file__).resolve().parents[2] / "vectors/evidence"
TRUST = EVIDENCE / "trust.json"
# Terms have formulas that laws compute with, and need the standard library alone.
RINGS = {"verify", "modules", "law", "evidence", "identity", "terms", "primitives"}
CLOSED = {"limits", "queries", "invariants", "module"}
"""Files of a module that need a whole state."""
THIRD_PARTY = {"counterfoil", "msgspec", "nacl", "_cffi_backend", "_sodium", "typing_extensions"}
"""msgspec and PyNaCl, with what those two import themselves."""

CUT = """
import json, os, runpy, socket, sys

def cut(*arguments, **named):
    raise AssertionError("the verifier reached for the network")

socket.socket.__init__ = cut
socket.create_connection = socket.getaddrinfo = cut
before = set(sys.modules)
sys.argv = ["verify", *sys.argv[1:]]
try:
    runpy.run_module("counterfoil.verify", run_name="__main__")
finally:
    json.dump(sorted(set(sys.modules) - before), sys.stderr)
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CUT, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_network_cut_and_only_its_own_dependencies() -> None:
    """A package is proved with sockets broken; no ring above, no closed half, no third library is loaded."""
    done = run(str(EVIDENCE / "control.zip"), "--trust", str(TRUST))
    assert done.returncode == 0, done.stdout
    loaded = json.loads(done.stderr)
    own = [name.split(".") for name in loaded if name.startswith("counterfoil.")]
    assert {parts[1] for parts in own} <= RINGS
    assert not [parts for parts in own if parts[1] == "modules" and parts[-1] in CLOSED]
    roots = {name.split(".")[0] for name in loaded}
    assert roots - THIRD_PARTY <= set(sys.stdlib_module_names) | {"_distutils_hack"}


@pytest.mark.parametrize(
    ("package", "trust", "code", "words"),
    [
        ("control.zip", "trust.json", 0, "PROVED"),
        ("hidden_last_transfer.zip", "trust.json", 1, "NOT PROVED: check 9"),
        ("trust.json", "trust.json", 2, "not a zip file"),
        ("nowhere.zip", "trust.json", 2, "No such file"),
        ("control.zip", "nowhere.json", 2, "No such file"),
        ("control.zip", "expected.json", 2, "trust file"),
    ],
)
def test_exit_codes(package: str, trust: str, code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """0 proved, 1 not proved, 2 unusable input; each with a sentence."""
    assert main([str(EVIDENCE / package), "--trust", str(EVIDENCE / trust)]) == code
    assert words in capsys.readouterr().out


def test_a_file_that_is_not_there_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Twelve checks were listed that nothing had been read for."""
    assert main([str(EVIDENCE / "nowhere.zip"), "--trust", str(TRUST)]) == 2
    english, chinese = capsys.readouterr().out.split("\n", 1)
    assert english.startswith("UNUSABLE INPUT: ") and chinese.strip() == "输入无法使用。"


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """``--json`` gives one line with verdict, twelve checks, T and claim."""
    main([str(EVIDENCE / "transfer.zip"), "--trust", str(TRUST), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"] == "proved"
    assert [check["number"] for check in report["checks"]] == list(range(1, 13))
    assert report["claim"]["witnessed"] == report["time"]
    assert "narrative" in report
    assert len(report["beliefs"]) == 4
