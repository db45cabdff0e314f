# SPDX-License-Identifier: Apache-2.0
"""Two verifiers, written independently, give one verdict: proved, or the same check that fails.

The long form compares COUNTERFOIL_BROWSER_MUTANTS mutated packages; a run is repeated by COUNTERFOIL_FUZZ_SEED.
"""

import json
import os
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.verify import parse_trust, verify_package
from support.browser_verifier import ROOT, answer_of, answers
from support.evidence_lawless_calls import released_elsewhere
from support.evidence_mutants import mutants, packages
from support.evidence_shared_keys import SHARED, shared_key
from support.evidence_story import CASH, ZHAO
from support.evidence_told import published
from support.evidence_trust import trust_file
from support.evidence_untold import cancelled_by_agreement
from support.evidence_wordy import deep, recorded, wordless
from support.law_breaches import BREACHES
from support.lawless_package import lawless

VECTORS = ROOT / "vectors/evidence"
TRUST = VECTORS / "trust.json"
MUTANTS = int(os.environ.get("COUNTERFOIL_BROWSER_MUTANTS", "500"))
SEED = int(os.environ.get("COUNTERFOIL_FUZZ_SEED", "1"))
BATCH = 500


def test_every_vector() -> None:
    """Of every golden and every forged package the page says what the specification expects."""
    expected = json.loads((VECTORS / "expected.json").read_bytes())
    found = answers([VECTORS / name for name in expected], TRUST)
    assert dict(zip(expected, found, strict=True)) == expected


def test_every_vector_of_supervision() -> None:
    """And of orders, of what moved under them, and of every way to break their packages."""
    folder = ROOT / "vectors/supervision"
    expected = json.loads((folder / "expected.json").read_bytes())
    found = answers([folder / name for name in expected], folder / "trust.json")
    assert dict(zip(expected, found, strict=True)) == expected


def test_mutated_packages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a forger changes, both verifiers stop at the same check, and both prove what is left whole."""
    trust = parse_trust(TRUST.read_bytes())
    made = (package for _, package in mutants(Random(SEED), MUTANTS) if package is not None)
    ended: Counter[int | None] = Counter()
    while batch := list(islice(made, BATCH)):
        files = [tmp_path / f"{number}.zip" for number in range(len(batch))]
        for file, package in zip(files, batch, strict=True):
            file.write_bytes(package)
        there = [answer_of(verify_package(package, trust)) for package in batch]
        assert list(enumerate(answers(files, TRUST))) == list(enumerate(there))
        ended.update(there)
    with capsys.disabled():
        sys.stdout.write(f"\n{sum(ended.values())} mutated packages, seed {SEED}, one answer: {dict(ended)}\n")
    assert len(ended) > 6


def test_every_rule_is_kept_here_too(tmp_path: Path) -> None:
    """What an operator hands out who breaks one rule of the laws, whichever it is, fails check 10 on the page."""
    trust, packages = tmp_path / "trust.json", []
    for number, name in enumerate(BREACHES):
        broken = lawless(name)
        packages.append(tmp_path / f"{number}.zip")
        packages[-1].write_bytes(broken.package)
        trust.write_bytes(trust_file(broken.trust))
    assert dict(zip(BREACHES, answers(packages, trust), strict=True)) == dict.fromkeys(BREACHES, 10)


def test_what_is_no_package(tmp_path: Path) -> None:
    """A file that is no zip is unusable to both, and so is a trust file with a key in two roles."""
    cut, other = tmp_path / "cut.zip", tmp_path / "other.zip"
    cut.write_bytes(packages()["control"][:-1])
    other.write_bytes(b"not a zip")
    assert answers([cut, other], TRUST) == [1, 0]
    twice = json.loads(TRUST.read_bytes())
    chain = next(iter(twice["chains"].values()))
    chain["auditors"] = chain["seal"]
    trust = tmp_path / "trust.json"
    trust.write_text(json.dumps(twice))
    assert answers([VECTORS / "control.zip"], trust) == [0]


@pytest.mark.parametrize("late_ms", [-300_001, -300_000, 0, 86_400_000 * 400])
def test_the_time_now(late_ms: int) -> None:
    """By the same clock both refuse a time of the witnesses that is to come, and a header that is too old."""
    trust = parse_trust(TRUST.read_bytes())
    witnessed = verify_package(packages()["control"], trust).time
    assert witnessed is not None
    now = witnessed + late_ms
    there = answer_of(verify_package(packages()["control"], trust, now=now))
    assert answers([VECTORS / "control.zip"], TRUST, now) == [there]


def test_a_record_of_too_many_words(tmp_path: Path) -> None:
    """A megabyte that would take gigabytes to say is refused by both, at the same check."""
    world = recorded(deep(240_000))
    package, trust = tmp_path / "wordy.zip", tmp_path / "trust.json"
    package.write_bytes(wordless(world))
    trust.write_bytes(trust_file(world.trust()))
    assert answers([package], trust) == [answer_of(verify_package(package.read_bytes(), world.trust()))] == [12]


def test_a_hold_frees_no_units_of_another_account(tmp_path: Path) -> None:
    """The page asks, too, on which holding the hold is whose release a call of unknown law is said to have caused."""
    world = released_elsewhere()
    file, trust = tmp_path / "forged.zip", tmp_path / "trust.json"
    file.write_bytes(published(world, ZHAO, CASH))
    trust.write_bytes(trust_file(world.trust()))
    assert answers([file], trust) == [10]


def test_one_key_for_two_parties(tmp_path: Path) -> None:
    """The page counts a key for one party alone, wherever two must consent."""
    found = []
    for alone in (True, False):
        for number, name in enumerate(SHARED):
            world, package = shared_key(name, alone=alone)
            file, trust = tmp_path / f"{number}.zip", tmp_path / "trust.json"
            file.write_bytes(encode_package(package))
            trust.write_bytes(trust_file(world.trust()))
            found += answers([file], trust)
    assert found == [10] * len(SHARED) + [None] * len(SHARED)


@pytest.mark.parametrize(
    "said", [{}, {"seq": 7}, {"by": ("mallory",)}], ids=["as it was", "other number", "other party"]
)
def test_what_is_carried_beside_a_consent_that_is_not_shown(tmp_path: Path, said: dict[str, Any]) -> None:
    """Nothing shown rests on such an event, and neither verifier compares what it carries."""
    world, package = cancelled_by_agreement(**said)
    file, trust = tmp_path / "package.zip", tmp_path / "trust.json"
    file.write_bytes(package)
    trust.write_bytes(trust_file(world.trust()))
    assert answers([file], trust) == [answer_of(verify_package(package, world.trust()))] == [None]
