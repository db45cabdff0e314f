# SPDX-License-Identifier: Apache-2.0
"""The demonstration, whole: what it leaves behind is what its users were promised."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from counterfoil.evidence.claims import ControlClaim, ProvenanceClaim, RecordClaim
from counterfoil.evidence.package import Package, decode_package
from counterfoil.node.forgeries import FORGERIES

PROGRAM = (sys.executable, "-m")
CLAIMS = (
    "control-now",
    "control-earlier",
    "control-frozen",
    "transfer",
    "position",
    "absence",
    "record",
    "statement",
)


STRANGER = """
import sys
from counterfoil.verify.__main__ import main
for package in sys.argv[2:]:
    main([package, "--trust", sys.argv[1], "--json"])
"""


def verify(trust: Path, packages: Iterable[Path]) -> list[object]:
    """The verdicts of the verifier alone, in a process that has the files and nothing else."""
    words = [sys.executable, "-c", STRANGER, str(trust), *map(str, packages)]
    told = subprocess.run(words, stdout=subprocess.PIPE, check=True, timeout=120).stdout
    return [json.loads(line)["verdict"] for line in told.splitlines()]


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
    assert {path.stem for path in (folder / "evidence").glob("*.zip")} == {
        *(f"{chain}-{claim}" for chain in ("securities", "otc") for claim in CLAIMS),
        "otc-provenance",
    }
    assert {path.stem for path in (folder / "forgeries").glob("*.zip")} == set(FORGERIES)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "keys").iterdir())


def test_a_stranger_verifies_it(demo: tuple[Path, dict[str, object]]) -> None:
    """From the files alone: one package of each claim is proved, and each forgery is not."""
    folder, _ = demo
    claims = [folder / "evidence" / f"otc-{claim}.zip" for claim in (*CLAIMS, "provenance")]
    forged = [folder / "forgeries" / f"{name}.zip" for name in FORGERIES]
    assert verify(folder / "trust.json", claims) == ["proved"] * len(claims)
    assert verify(folder / "trust.json", forged) == ["not proved"] * len(forged)


def shown(folder: Path, name: str) -> Package:
    """A package of the demonstration, decoded."""
    return decode_package((folder / "evidence" / f"{name}.zip").read_bytes())


def test_courts_wait_in_line(demo: tuple[Path, dict[str, object]]) -> None:
    """Everything the debtor has is frozen, the second court took what the first let go, and waits for the rest."""
    folder, _ = demo
    claim = shown(folder, "securities-control-frozen").claim
    assert isinstance(claim, ControlClaim)
    assert (claim.quantities.free, claim.quantities.frozen) == (0, 4_700)


def test_margin_was_taken_under_a_mandate(demo: tuple[Path, dict[str, object]]) -> None:
    """The record of the mandate says how much the clearing house took under it, by itself."""
    folder, _ = demo
    claim = shown(folder, "securities-record").claim
    assert isinstance(claim, RecordClaim)
    assert (claim.value["moved"], claim.events) == (155_000_000, 3)


def test_a_receipt_went_from_hand_to_hand(demo: tuple[Path, dict[str, object]]) -> None:
    """The chain of title of the warehouse receipt: warehouse, merchant, refinery."""
    folder, _ = demo
    claim = shown(folder, "otc-provenance").claim
    assert isinstance(claim, ProvenanceClaim)
    assert [step.account for step in claim.titles] == ["warehouse-house", "merchant-house", "refinery-house"]


def test_auditors_are_part_of_it(demo: tuple[Path, dict[str, object]]) -> None:
    """Every package shows a state auditor's word, and a cosignature of the entry auditor."""
    folder, _ = demo
    for path in (folder / "evidence").glob("*.zip"):
        package = decode_package(path.read_bytes())
        assert package.audits, path
        assert b"entries-auditor " in package.checkpoint, path
