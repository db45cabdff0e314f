# SPDX-License-Identifier: Apache-2.0
"""Lines and batches checked against a package that was verified, or against the ledger (spec/access.md).

The numbers at the checks are those of the specification. Nothing of a service is needed here.
"""

import binascii
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

import msgspec

from counterfoil.evidence.access_line import HASHED, AccessBatch, AccessLine, AccessProof, AccessReceipt, place_of
from counterfoil.evidence.claims import RecordClaim
from counterfoil.evidence.package import Package
from counterfoil.identity.policy import PublicKey
from counterfoil.law.module import View
from counterfoil.modules.access.queries import batch_of, batches_of
from counterfoil.modules.access.records import BATCHES, NotedBatch
from counterfoil.modules.parties.records import PARTIES, Party
from counterfoil.node.access.line_files import LineFiles
from counterfoil.node.access.receipts import is_signed
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.types import ChainId, PartyId


def proved_line(proof: AccessProof, package: Package) -> NotedBatch:
    """The batch in which a proof and a proved package show a line; InputError that names what does not hold."""
    noted = shown_batch(proof.chain, proof.noter, proof.line.batch, package)  # 2
    if not proof.leads_to(noted.root, noted.lines):  # 3
        raise InputError("the line is not in the batch, or not in this place", where="access proof")
    if proof.line.chain != proof.chain or not noted.since <= proof.line.time <= noted.until:  # 4
        raise InputError("the line says another chain, or a time outside the batch", where="access proof")
    return noted


def proved_batch(batch: AccessBatch, package: Package) -> NotedBatch:
    """A whole batch that a proved package shows, so that no line of it is missing; InputError."""
    head = batch.head
    noted = shown_batch(head.chain, head.noter, head.batch, package)
    problem = _difference(batch, noted)
    if problem is not None:
        raise InputError(problem, where=f"batch {head.batch} of {head.noter}")
    return noted


def shown_batch(chain: str, noter: str, batch: int, package: Package) -> NotedBatch:
    """The batch's record that a proved package is about; InputError where it is about anything else."""
    path, claim = BATCHES.path(noter, str(batch)), package.claim
    if not isinstance(claim, RecordClaim) or claim.record != path or claim.chain != chain:
        remedy = f"a package with the claim record about {path} is asked for"
        raise InputError(f"it is not about batch {batch} of {noter}", where="package", remedy=remedy)
    return canonical.convert(claim.value, NotedBatch)


def keys_shown(package: Package, noter: str) -> Sequence[PublicKey]:
    """The keys of who notes, as a proved package shows them."""
    path = PARTIES.path(PartyId(noter))
    values = [one.value for one in package.records if one.path == path and one.value is not None]
    policies = [canonical.decode(value.encode(), Party).keys for value in values]
    return [key for policy in policies if policy is not None for key in policy.keys]


class Receipted(Enum):
    """What became of a line for which there is a receipt."""

    kept = "kept"
    """it is in its batch"""
    missing = "missing"
    """its batch is whole, and does not have it: who signed the receipt left it out"""
    altered = "altered"
    """its batch has another line in its place"""
    not_shown = "not shown"
    """its batch is not noted yet, or not here whole"""
    not_signed = "not signed"
    """nobody who notes gave it"""


def found(
    receipt: AccessReceipt, batches: Iterable[AccessBatch], lines: Collection[AccessLine], keys: Iterable[PublicKey]
) -> Receipted:
    """What whole batches, and lines one by one, that were checked say of a receipt."""
    if not any(is_signed(receipt, key) for key in keys):
        return Receipted.not_signed
    if receipt.line in lines:
        return Receipted.kept
    chain, number, _, _ = place = place_of(receipt.line)
    batch = next((one for one in batches if (one.head.chain, one.head.batch) == (chain, number)), None)
    if batch is None:
        return Receipted.not_shown
    there = next((line for line in batch.lines if place_of(line) == place), None)
    if there is None:
        return Receipted.missing
    return Receipted.kept if there == receipt.line else Receipted.altered


class Difference(NamedTuple):
    """Something that is not as it should be."""

    batch: int
    problem: str


@dataclass
class Kept:
    """What a folder has of a journal, beside the ledger."""

    batches: list[AccessBatch] = field(default_factory=list)
    """that are whole, and as the ledger has them"""
    noted: int = 0
    """how many are on the ledger"""
    let_go: list[int] = field(default_factory=list)
    """whose lines were kept long enough"""
    waiting: int = 0
    """lines that are kept and not noted yet"""
    differences: list[Difference] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return sum(len(one.lines) for one in self.batches)


def check_kept(view: View, files: LineFiles, noter: PartyId, chain: ChainId) -> Kept:
    """Every batch on the ledger against what is kept of it, so that no line was left out or changed.

    A batch whose head is here and whose lines are not was let go; one without a head is missing.
    """
    kept, here, over = Kept(), set(files.kept()), set(files.over())
    for noted in batches_of(view, noter):
        kept.noted += 1
        if noted.batch not in over:
            kept.differences.append(Difference(noted.batch, "it is on the ledger, and not in this folder"))
        elif noted.batch not in here:
            kept.let_go.append(noted.batch)
        else:
            _compare(kept, files, noted, chain)
    kept.waiting = sum(len(files.lines(number)) for number in sorted(here) if number > kept.noted)
    return kept


def kept_batch(view: View, files: LineFiles, noter: PartyId, number: int) -> AccessBatch:
    """One batch that is noted, whole; raises InputError where it is not, StorageError where it cannot be read."""
    noted = batch_of(view, noter, number)
    if noted is None:
        raise InputError("it is not noted yet", where=f"batch {number} of {noter}")
    if number not in files.kept():
        raise InputError("its lines are not kept here any more", where=f"batch {number} of {noter}")
    batch = files.batch(number)
    problem = _difference(batch, noted)
    if problem is not None:
        raise InputError(problem, where=f"batch {number} of {noter}")
    return batch


def _compare(kept: Kept, files: LineFiles, noted: NotedBatch, chain: ChainId) -> None:
    try:
        batch = files.batch(noted.batch)
    except StorageError as error:
        kept.differences.append(Difference(noted.batch, str(error)))
        return
    problem = _difference(batch, noted)
    if problem is None and batch.head.chain == chain:
        kept.batches.append(batch)
    else:
        kept.differences.append(Difference(noted.batch, problem or "it is of another chain"))


def _difference(batch: AccessBatch, noted: NotedBatch) -> str | None:
    """Where a batch and its record on the ledger differ; None where they do not."""
    head = batch.head
    told: Mapping[str, tuple[object, object]] = {
        "noter": (head.noter, noted.noter),
        "number": (head.batch, noted.batch),
        "beginning": (head.since, noted.since),
        "end": (head.until, noted.until),
        "count of lines": (head.lines, noted.lines),
        "root": (batch.root, noted.root),
    }
    return next((f"its {name} is not the ledger's" for name, (one, other) in told.items() if one != other), None)


def naming(lines: Iterable[AccessLine], text: str) -> list[AccessLine]:
    """The lines whose question names something: an account, a record, a party, a transaction.

    However it was written: whoever asks says how, and the same name has many spellings in an address and in JSON. Where
    a line has the hash of what was asked, it may name everything, and is among them.
    """
    return [line for line in lines if any(text in one for one in _asked_in(line)) or line.body.startswith(HASHED)]


def _asked_in(line: AccessLine) -> Iterator[str]:
    """Every reading of a question in which it could name something."""
    yield from (line.asked, line.body, unquote(line.asked), unquote_plus(line.asked))
    try:
        yield from _texts(msgspec.json.decode(line.body))
    except (msgspec.MsgspecError, RecursionError):
        return


def _texts(value: object) -> Iterator[str]:
    """The texts in a document, and what they are in base64: so do transactions travel."""
    if isinstance(value, str):
        yield value
        with suppress(binascii.Error, ValueError):
            yield b64decode(value, validate=True).decode(errors="replace")
    elif isinstance(value, Mapping):
        yield from (text for item in value.items() for part in item for text in _texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _texts(part))


def spans(batches: Iterable[AccessBatch]) -> list[tuple[int, int]]:
    """From when to when batches say all that was noted, without a gap."""
    joined: list[tuple[int, int]] = []
    for head in sorted((one.head for one in batches), key=lambda head: head.since):
        if joined and joined[-1][1] == head.since:
            joined[-1] = (joined[-1][0], head.until)
        else:
            joined.append((head.since, head.until))
    return joined
