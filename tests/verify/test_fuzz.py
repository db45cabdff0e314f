# SPDX-License-Identifier: Apache-2.0
"""Whatever happens to a package on its way, the verifier answers, and never proves another claim.

The long form makes COUNTERFOIL_FUZZ_PACKAGES mutated packages and says what came of them; a run is repeated by its seed
(COUNTERFOIL_FUZZ_SEED).
"""

import os
import sys
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.evidence.claims import decode_claim
from counterfoil.evidence.package import pack_files
from counterfoil.verify import Report, verify_package
from support.evidence_cases import HONEST, told
from support.evidence_mutants import LINED, files_of, mutants, packages

TRUST = told().world.trust()
PACKAGES_MADE = int(os.environ.get("COUNTERFOIL_FUZZ_PACKAGES", "400"))
SEED = int(os.environ.get("COUNTERFOIL_FUZZ_SEED", "1"))
names = st.sampled_from(sorted(HONEST))


def assert_not_another_claim(report: Report, name: str) -> None:
    """Proved is the honest claim, or nothing: what mutations leave proved says nothing else."""
    assert not report.proved or report.claim == decode_claim(files_of()[name]["claim.json"])


@settings(max_examples=100, deadline=None)
@given(names, st.data())
def test_any_byte_flipped(name: str, data: st.DataObject) -> None:
    """A flipped byte anywhere is never proved: every byte of the file is accounted for."""
    package = bytearray(packages()[name])
    at = data.draw(st.integers(0, len(package) - 1))
    package[at] ^= data.draw(st.integers(1, 255))
    assert not verify_package(bytes(package), TRUST).proved


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Arbitrary bytes, with and without a zip's beginning, get an answer."""
    assert not verify_package(data, TRUST).proved
    assert not verify_package(b"PK\x03\x04" + data, TRUST).proved


def test_mutated_packages(capsys: pytest.CaptureFixture[str]) -> None:
    """A forger who renews the manifest changes bytes, lines, numbers, hashes and names: never another claim."""
    ended: Counter[str] = Counter()
    for name, forged in mutants(Random(SEED), PACKAGES_MADE):
        if forged is None:
            ended["no claim"] += 1
            continue
        if forged == packages()[name]:
            ended["unchanged"] += 1
            continue
        report = verify_package(forged, TRUST)
        assert_not_another_claim(report, name)
        ended["proved the same" if report.proved else f"check {report.failed_check}"] += 1
    with capsys.disabled():
        sys.stdout.write(f"\n{PACKAGES_MADE} mutated packages, seed {SEED}: {dict(sorted(ended.items()))}\n")
    assert sum(ended.values()) == PACKAGES_MADE
    assert len(ended) > 6
    assert ended["proved the same"] <= PACKAGES_MADE // 20


@pytest.mark.parametrize("name", HONEST)
def test_every_line_is_needed_once_and_where_it_stands(name: str) -> None:
    """Dropping or doubling any line with its proof is never proved."""
    files = files_of()[name]
    for file in LINED:
        if file.endswith("_proofs.jsonl"):
            continue
        group = [one for one in (file, f"{file[:-7]}_proofs.jsonl") if one in files]
        count = files[file].count(b"\n")
        for at in range(0, count, 1 + count // 12):
            for copies in (0, 2):
                changed = dict(files)
                for one in group:
                    lines = files[one].splitlines(keepends=True)
                    lines[at : at + 1] = lines[at : at + 1] * copies
                    changed[one] = b"".join(lines)
                report = verify_package(pack_files(changed), TRUST)
                assert not report.proved or file == "audits.jsonl", (file, at, copies)
