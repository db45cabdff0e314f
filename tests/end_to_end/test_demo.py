# SPDX-License-Identifier: Apache-2.0
"""The demonstration, whole: what it leaves behind is what its users were promised."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m")


def verify(package: Path, trust: Path) -> dict[str, object]:
    """What the verifier says, run as a stranger runs it."""
    words = [*PROGRAM, "counterfoil.verify", str(package), "--trust", str(trust), "--json"]
    return dict(json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=False, timeout=60).stdout))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("demonstration") / "demo"
    words = [*PROGRAM, "counterfoil", "demo", str(folder), "--json"]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True, timeout=180)
    return folder, dict(json.loads(done.stdout))


def test_it_is_clean(demo: tuple[Path, dict[str, object]]) -> None:
    """Both audits are clean, every package is proved, every forgery fails at a check, thousands of trades settled."""
    _, summary = demo
    assert summary["clean"] is True
    chains = summary["chains"]
    assert isinstance(chains, list)
    assert [chain["first_difference"] for chain in chains] == [None, None]
    assert sum(chain["settled"] for chain in chains) > 2_500
    assert all(chain["rejected"] for chain in chains)


def test_the_folder_is_what_was_promised(demo: tuple[Path, dict[str, object]]) -> None:
    """The log as a static server would serve it with its vkey beside it, the trust file, the packages."""
    folder, _ = demo
    assert (folder / "custody" / "log" / "checkpoint").is_file()
    assert (folder / "custody" / "log" / "tile" / "0").is_dir()
    assert (folder / "custody" / "vkey").is_file()
    assert len(list((folder / "evidence").glob("*.zip"))) == 10
    assert {path.stem for path in (folder / "forgeries").glob("*.zip")} >= {"hidden_last_transfer", "wrong_roll"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "keys").iterdir())


def test_a_stranger_verifies_it(demo: tuple[Path, dict[str, object]]) -> None:
    """From the files alone: one package of each claim is proved, and each forgery is not."""
    folder, _ = demo
    for claim in ("control-now", "control-earlier", "transfer", "position", "absence"):
        assert verify(folder / "evidence" / f"otc-{claim}.zip", folder / "trust.json")["verdict"] == "proved"
    for forged in (folder / "forgeries").glob("*.zip"):
        assert verify(forged, folder / "trust.json")["verdict"] == "not proved", forged
