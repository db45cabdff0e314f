# SPDX-License-Identifier: Apache-2.0
"""Whatever happens to a package on its way, the verifier answers, and never proves another claim.

The long form makes COUNTERFOIL_FUZZ_PACKAGES mutated packages and says what came of them; a run is repeated by its seed
(COUNTERFOIL_FUZZ_SEED).
"""

import os
import re
import sys
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.evidence.claims import decode_claim
from counterfoil.evidence.package import FILES, pack_files, unpack_files
from counterfoil.primitives.errors import InputError
from counterfoil.verify import Report, verify_package
from support.evidence_cases import HONEST, told

PACKAGES = {name: build() for name, build in HONEST.items()}
FILES_OF = {name: unpack_files(package) for name, package in PACKAGES.items()}
TRUST = told().world.trust()
PACKAGES_MADE = int(os.environ.get("COUNTERFOIL_FUZZ_PACKAGES", "400"))
SEED = int(os.environ.get("COUNTERFOIL_FUZZ_SEED", "1"))
names = st.sampled_from(sorted(PACKAGES))
LINED = [name for name in FILES if name.endswith(".jsonl")]
NUMBER = re.compile(rb"(?<=:)[0-9]+")
HEX = re.compile(rb'(?<=")[0-9a-f]{64}(?=")')


def assert_not_another_claim(report: Report, name: str) -> None:
    """Proved is the honest claim, or nothing: what mutations leave proved says nothing else."""
    assert not report.proved or report.claim == decode_claim(FILES_OF[name]["claim.json"])


@settings(max_examples=100, deadline=None)
@given(names, st.data())
def test_any_byte_flipped(name: str, data: st.DataObject) -> None:
    """A flipped byte anywhere is never proved: every byte of the file is accounted for."""
    package = bytearray(PACKAGES[name])
    at = data.draw(st.integers(0, len(package) - 1))
    package[at] ^= data.draw(st.integers(1, 255))
    assert not verify_package(bytes(package), TRUST).proved


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Arbitrary bytes, with and without a zip's beginning, get an answer."""
    assert not verify_package(data, TRUST).proved
    assert not verify_package(b"PK\x03\x04" + data, TRUST).proved


def flip(random: Random, files: dict[str, bytes]) -> None:
    """Another byte somewhere."""
    name = random.choice([name for name in FILES if files[name]])
    content = bytearray(files[name])
    content[random.randrange(len(content))] ^= random.randint(1, 255)
    files[name] = bytes(content)


def move_lines(random: Random, files: dict[str, bytes]) -> None:
    """A line is dropped, doubled or put elsewhere, alone or with its proof."""
    name = random.choice([name for name in LINED if files[name]])
    twin = f"{name[:-7]}_proofs.jsonl" if f"{name[:-7]}_proofs.jsonl" in files else name
    chosen = {name, twin} if random.random() < 0.7 else {name}
    at, to, way = random.random(), random.random(), random.choice(("drop", "double", "move"))
    for one in chosen:
        lines = files[one].splitlines(keepends=True)
        if not lines:
            continue
        line = lines[int(at * len(lines))] if way == "double" else lines.pop(int(at * len(lines)))
        if way != "drop":
            lines.insert(int(to * (len(lines) + 1)), line)
        files[one] = b"".join(lines)


def change_number(random: Random, files: dict[str, bytes]) -> None:
    """Another number: a height, an index, a quantity, a time."""
    _replace(random, files, NUMBER, lambda old: str(max(0, int(old) + random.choice((-1, 1, 1_000)))).encode())


def change_hash(random: Random, files: dict[str, bytes]) -> None:
    """Another hash that stands in the same file."""
    name = random.choice([name for name in FILES if len(HEX.findall(files[name])) > 1])
    hashes = HEX.findall(files[name])
    files[name] = files[name].replace(random.choice(hashes), random.choice(hashes), 1)


def change_name(random: Random, files: dict[str, bytes]) -> None:
    """One identifier for another, in one file or in all."""
    words = (b"li-account", b"wang-account", b"zhao-account", b"ACME", b"CNY", b'"li"', b'"north"', b'"signature"')
    old, new = random.sample(words, 2)
    chosen = list(FILES) if random.random() < 0.2 else [random.choice(FILES)]
    for name in chosen:
        files[name] = files[name].replace(old, new.strip(b'"') if old[:1] != b'"' else new)


def take_another(random: Random, files: dict[str, bytes]) -> None:
    """A file, with or without its proofs, from another honest package."""
    other = FILES_OF[random.choice(sorted(FILES_OF))]
    name = random.choice([name for name in FILES if name != "claim.json"])
    files[name] = other[name]
    twin = f"{name[:-7]}_proofs.jsonl"
    if twin in other and random.random() < 0.8:
        files[twin] = other[twin]


def _replace(random: Random, files: dict[str, bytes], pattern: re.Pattern[bytes], change: object) -> None:
    name = random.choice([name for name in FILES if pattern.search(files[name])])
    match = random.choice(list(pattern.finditer(files[name])))
    content = files[name]
    files[name] = content[: match.start()] + change(match[0]) + content[match.end() :]  # type: ignore[operator]


MUTATIONS = (flip, move_lines, move_lines, change_number, change_number, change_hash, change_name, take_another)


def test_mutated_packages(capsys: pytest.CaptureFixture[str]) -> None:
    """A forger who renews the manifest changes bytes, lines, numbers, hashes and names: never another claim."""
    random = Random(SEED)
    ended: Counter[str] = Counter()
    for _ in range(PACKAGES_MADE):
        name = random.choice(sorted(PACKAGES))
        files = dict(FILES_OF[name])
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            random.choice(MUTATIONS)(random, files)
        try:
            forged = pack_files(files)
        except InputError:
            ended["no claim"] += 1
            continue
        if forged == PACKAGES[name]:
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


@pytest.mark.parametrize("name", PACKAGES)
def test_every_line_is_needed_once_and_where_it_stands(name: str) -> None:
    """Dropping or doubling any line with its proof is never proved."""
    files = FILES_OF[name]
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
