# SPDX-License-Identifier: Apache-2.0
"""A folder that is handed to somebody: evidence of batches, beside each the proofs of lines, or all lines.

``batch-N.zip`` is the evidence package of batch N; ``N.head`` and ``N.lines`` are the batch whole, as a service keeps
it; ``BATCH-PARTY-NUMBER.access-proof.json`` is one line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from counterfoil.evidence.access_line import (
    AccessBatch,
    AccessLine,
    AccessProof,
    decode_access_proof,
    place_of,
)
from counterfoil.evidence.package import Package, decode_package
from counterfoil.identity.policy import PublicKey
from counterfoil.node.access.line_files import HEAD, LINES, LineFiles
from counterfoil.node.access.proving import keys_shown, proved_batch, proved_line
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError, StorageError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.verify import Trust, Verdict, verify_package

PROOF: Final = ".access-proof.json"
_NUMBER: Final = re.compile("[0-9]{1,8}")


@dataclass
class Handed:
    """What a folder proves."""

    batches: list[AccessBatch] = field(default_factory=list)
    """whole: of these no line is missing"""
    lines: list[AccessLine] = field(default_factory=list)
    """one by one"""
    keys: list[PublicKey] = field(default_factory=list)
    """of those who noted"""
    problems: list[str] = field(default_factory=list)


def batch_files(batch: AccessBatch) -> Mapping[str, bytes]:
    """A batch as it is handed out whole."""
    files = LineFiles(Path())
    lines = b"".join(canonical.encode(line) + b"\n" for line in batch.lines)
    number = batch.head.batch
    return {files.path(number, HEAD).name: canonical.encode(batch.head), files.path(number, LINES).name: lines}


def proof_file(proof: AccessProof) -> str:
    """What the file of a line's proof is called."""
    _, batch, party, number = place_of(proof.line)
    return f"{batch}-{party.replace(':', '_')}-{number}{PROOF}"


def check_handed(folder: Path, trust: Trust) -> Handed:
    """Verify all that a folder has; what does not hold is told, and proves nothing. InputError for no such folder."""
    if not folder.is_dir():
        raise InputError("no such folder", where=str(folder))
    handed = Handed()
    packages = _packages(folder, trust, handed)
    files = LineFiles(folder)
    for number in files.over():
        try:
            batch = files.batch(number)
            proved_batch(batch, _package(packages, number))
            handed.batches.append(batch)
        except (InputError, StorageError) as error:
            handed.problems.append(f"batch {number}: {error}")
    for path in sorted(folder.glob(f"*{PROOF}")):
        try:
            proof = decode_access_proof(read_input_file(path))
            proved_line(proof, _package(packages, proof.line.batch))
            handed.lines.append(proof.line)
        except InputError as error:
            handed.problems.append(f"{path.name}: {error}")
    return handed


def _package(packages: Mapping[int, Package], number: int) -> Package:
    if number not in packages:
        raise InputError(f"the evidence of batch {number} is not here, or not proved", where=f"batch-{number}.zip")
    return packages[number]


def _packages(folder: Path, trust: Trust, handed: Handed) -> dict[int, Package]:
    """By the numbers in their names, which prove nothing: each is asked what it is about."""
    found: dict[int, Package] = {}
    for path in sorted(folder.glob("batch-*.zip")):
        number = path.stem.removeprefix("batch-")
        data = read_input_file(path)
        if not _NUMBER.fullmatch(number) or verify_package(data, trust).verdict is not Verdict.proved:
            handed.problems.append(f"{path.name}: it is not proved; counterfoil verify says why")
            continue
        try:
            package = decode_package(data)
        except DecodeError as error:
            handed.problems.append(f"{path.name}: {error}")
            continue
        handed.keys += keys_shown(package, getattr(package.claim, "value", {}).get("noter", ""))
        found[int(number)] = package
    return found
