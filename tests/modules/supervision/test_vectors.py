# SPDX-License-Identifier: Apache-2.0
"""The golden packages of vectors/supervision: current, and judged as expected."""

import importlib.util
import json
from pathlib import Path

import pytest

from counterfoil.verify import parse_trust, verify_package

VECTORS = Path(__file__).resolve().parents[3] / "vectors"
FOLDER = VECTORS / "supervision"
EXPECTED: dict[str, int | None] = json.loads((FOLDER / "expected.json").read_text())


@pytest.mark.parametrize("name", EXPECTED)
def test_verdict(name: str) -> None:
    """Each file fails at the check that expected.json names, or is proved."""
    trust = parse_trust((FOLDER / "trust.json").read_bytes())
    report = verify_package((FOLDER / name).read_bytes(), trust)
    assert (report.failed_check, report.proved) == (EXPECTED[name], EXPECTED[name] is None)


def test_regenerating_gives_the_same_bytes() -> None:
    """The generator writes exactly the files that are there."""
    spec = importlib.util.spec_from_file_location("generate_supervision", VECTORS / "generate_supervision.py")
    assert spec is not None and spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    documents = generator.documents()
    there = {file.name: file.read_bytes() for file in FOLDER.iterdir()}
    assert {name for name in documents if documents[name] != there.get(name)} == set()
    assert set(there) == set(documents)
