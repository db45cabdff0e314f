# SPDX-License-Identifier: Apache-2.0
"""The witness (C2SP tlog-witness): cosigns a log's next checkpoint only if it extends the one cosigned before.

One folder: ``<hex SHA-256(origin)>/checkpoint`` is the last note cosigned, whole, with the log's own signature,
so that it can convict the log later; ``…/refused/`` keeps signed checkpoints that contradict it.
An entry auditor is a witness that reads more: see ``entry_auditor``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counterfoil.custody.files import waiting_lock, write_durably
from counterfoil.custody.witness_request import AddCheckpoint, parse_add_checkpoint
from counterfoil.evidence.checkpoint import Checkpoint, parse_checkpoint
from counterfoil.identity.note import (
    CosignatureSigner,
    Note,
    NoteSignature,
    VerifierKey,
    parse_note,
    verified_signatures,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.clocks import clock_problem
from counterfoil.primitives.errors import CorruptionError, DecodeError, InputError, WitnessRefusal
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.merkle.verify import verify_consistency
from counterfoil.primitives.types import Hash

SIZE_CONTENT_TYPE: Final = "text/x.tlog.size"
REFUSED_MAX: Final = 1_000
"""Files kept in ``refused/``: anybody may send us a log's signed checkpoints with a wrong proof."""
EMPTY_ROOT: Final = digest(b"")


@dataclass(frozen=True, slots=True)
class _Kept:
    """The last note cosigned for an origin, and when."""

    note: Note
    checkpoint: Checkpoint
    time_s: int


class Witness:
    """Checks, persists and cosigns, one request after another per log. ``clock`` gives POSIX seconds.

    A cosignature's time says when a tree was the largest seen, so the witness refuses under a clock that cannot be
    right: before 2026, more than a week ahead of its last cosignature, or behind it. ``accept_clock`` is how a person
    says that the last two are in order: the first cosignature for each log then takes the clock at its word, also
    backwards.
    """

    def __init__(
        self,
        directory: Path,
        *,
        signer: CosignatureSigner,
        logs: Iterable[VerifierKey],
        clock: Callable[[], int],
        accept_clock: bool = False,
    ) -> None:
        self.directory = directory
        self.key = signer.verifier
        self._signer = signer
        self._clock = clock
        self._logs: dict[str, list[VerifierKey]] = {}
        for key in logs:
            self._logs.setdefault(key.name, []).append(key)
        self._clock_accepted = set(self._logs) if accept_clock else set()
        """Origins for which a person vouched for the clock, and nothing was cosigned since."""

    def add_checkpoint(self, body: bytes) -> bytes:
        """Signature lines for the checkpoint in a request body; raises WitnessRefusal with the protocol's status."""
        request, note, checkpoint = _parse(body)
        log_signatures = self._check_log_signatures(note, checkpoint)
        if request.old_size > checkpoint.size:
            raise WitnessRefusal(400, f"old size {request.old_size} is beyond the checkpoint's {checkpoint.size}")
        folder = self._folder(checkpoint.origin)
        with waiting_lock(folder / "lock"):
            kept = self._kept(checkpoint.origin)
            refused = _Refused(folder, kept, Note(note.text, log_signatures), request)
            try:
                _check_extends(kept, request, checkpoint)
            except WitnessRefusal as refusal:
                if kept is not None and _may_contradict(kept.checkpoint, checkpoint, request):
                    refused.keep(refusal.problem)
                raise
            time_s = self._time(kept, checkpoint.origin)
            if (problem := self.examine(kept.checkpoint if kept else None, checkpoint, time_s)) is not None:
                refused.keep(problem)
                raise WitnessRefusal(422, problem)
            cosignature = self._signer.sign(note.text, time_s=time_s)
            write_durably(folder / "checkpoint", Note(note.text, (*log_signatures, cosignature)).encode())
            self._clock_accepted.discard(checkpoint.origin)
        return cosignature.line

    def examine(self, kept: Checkpoint | None, checkpoint: Checkpoint, time_s: int) -> str | None:  # noqa: ARG002
        """What else speaks against cosigning a tree that extends the one kept; a mere witness asks for nothing else."""
        return None

    def latest(self, origin_hash: str) -> bytes | None:
        """The last note cosigned for the log whose origin has this hex SHA-256, None when there is none."""
        origin = next((name for name in self._logs if digest(name.encode()).hex() == origin_hash), None)
        return None if origin is None else last_cosigned(self.directory, origin)

    def refused(self, origin: str) -> list[Path]:
        """Evidence against a log: one file for each signed checkpoint that was refused for what it says."""
        return sorted((self._folder(origin) / "refused").glob("*.json"))

    def _folder(self, origin: str) -> Path:
        return _folder_of(self.directory, origin)

    def _check_log_signatures(self, note: Note, checkpoint: Checkpoint) -> tuple[NoteSignature, ...]:
        keys = self._logs.get(checkpoint.origin)
        if keys is None:
            raise WitnessRefusal(404, f"unknown log {checkpoint.origin!r}")
        try:
            verified = verified_signatures(note, keys)
        except InputError as error:
            raise WitnessRefusal(403, str(error)) from error
        if not verified:
            raise WitnessRefusal(403, f"no signature by a trusted key of {checkpoint.origin!r}")
        return tuple(one.signature for one in verified)

    def _kept(self, origin: str) -> _Kept | None:
        path = self._folder(origin) / "checkpoint"
        if not path.exists():
            return None
        try:
            note = parse_note(path.read_bytes())
            times = [one.time_s or 0 for one in verified_signatures(note, [self.key])]
            if not times:
                raise InputError("our own cosignature is missing")
            return _Kept(note, parse_checkpoint(note.text), max(times))
        except InputError as error:
            raise CorruptionError(path, 0, str(error)) from error

    def _time(self, kept: _Kept | None, origin: str) -> int:
        """Now, in seconds; raises WitnessRefusal when the clock is not to be believed.

        Silence is better than a false time, which would be as good as forever: an earlier one cannot follow.
        """
        now_s = self._clock()
        last_s = kept.time_s if kept is not None else 0
        if origin in self._clock_accepted:
            last_s = 0
        problem = clock_problem(now_s * 1_000, last_s * 1_000)
        if problem is None and now_s < last_s:
            problem = f"the clock says {now_s} s, before the last cosignature at {last_s} s"
        if problem is not None:
            raise WitnessRefusal(
                500, f"{problem}: set this witness's clock, or, if it is right, start it once with accept_clock"
            )
        return now_s


def last_cosigned(directory: Path, origin: str) -> bytes | None:
    """The last note that the witness of this folder cosigned for a log, None when there is none."""
    path = _folder_of(directory, origin) / "checkpoint"
    return path.read_bytes() if path.exists() else None


def _folder_of(directory: Path, origin: str) -> Path:
    return directory / digest(origin.encode()).hex()


@dataclass(frozen=True, slots=True)
class _Refused:
    """A checkpoint that may be refused: it and the one cosigned before carry the log's own signature."""

    folder: Path
    kept: _Kept | None
    note: Note
    request: AddCheckpoint

    def keep(self, problem: str) -> None:
        """Keep it as evidence against the log, unless that was done, or there is too much of it."""
        path = self.folder / "refused" / f"{digest(self.note.text).hex()}.json"
        if path.exists() or len(list(path.parent.glob("*.json"))) >= REFUSED_MAX:
            return
        evidence = {
            "cosigned": None if self.kept is None else self.kept.note.encode().decode(),
            "old": self.request.old_size,
            "problem": problem,
            "proof": [value.hex() for value in self.request.proof],
            "refused": self.note.encode().decode(),
        }
        write_durably(path, canonical.encode(evidence))


def _parse(body: bytes) -> tuple[AddCheckpoint, Note, Checkpoint]:
    try:
        request = parse_add_checkpoint(body)
        note = parse_note(request.checkpoint)
        return request, note, parse_checkpoint(note.text)
    except DecodeError as error:
        raise WitnessRefusal(400, str(error)) from error


def _check_extends(kept: _Kept | None, request: AddCheckpoint, checkpoint: Checkpoint) -> None:
    """The protocol's checks against what was cosigned before; raises WitnessRefusal 409 or 422."""
    size, root = (kept.checkpoint.size, kept.checkpoint.root) if kept else (0, EMPTY_ROOT)
    if request.old_size != size:
        raise WitnessRefusal(409, f"the last size cosigned is {size}", size=size)
    if checkpoint.size == size and checkpoint.root != root:
        raise WitnessRefusal(422, f"rewritten history: another root was cosigned for size {size}")
    if not _extends(size, root, request.proof, checkpoint):
        raise WitnessRefusal(422, f"rewritten history: no proof that size {checkpoint.size} extends size {size}")


def _extends(size: int, root: Hash, proof: tuple[Hash, ...], checkpoint: Checkpoint) -> bool:
    if size in (0, checkpoint.size):
        return not proof
    return verify_consistency(size, checkpoint.size, root, checkpoint.root, proof)


def _may_contradict(kept: Checkpoint, refused: Checkpoint, request: AddCheckpoint) -> bool:
    """Another root at the same size is a proof; an unproven extension, or an older tree unproven, a suspicion."""
    if refused.size == kept.size:
        return refused.root != kept.root
    return request.old_size == kept.size
