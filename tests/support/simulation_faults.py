# SPDX-License-Identifier: Apache-2.0
"""What goes wrong in the simulation: each step of storage fails, or fails and yet was done; witnesses misbehave."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from counterfoil.custody.witness_client import ProofFor, WitnessClient, WitnessUnavailable
from counterfoil.evidence.checkpoint import parse_checkpoint
from counterfoil.identity.note import Note, NoteSignature
from counterfoil.primitives.errors import StorageError, WitnessRefusal
from counterfoil.primitives.types import Hash
from counterfoil.storage.blocklog import BlockLog, StoredBlock
from counterfoil.storage.state import StateStore

APPEND_FAULTS = ("append failed", "append reported failed but persisted", "append torn")
FAULTS = (*APPEND_FAULTS, "commit failed")
"""What may happen to the next block."""


class Crash(BaseException):
    """The process dies here: nothing in the product may catch it."""


def arm(fault: str, log: BlockLog, store: StateStore, *, blocks: Path | None, random: Random) -> None:
    """Let the next block meet ``fault``; a torn append needs files, and without them it just fails."""
    append = log.append

    def failing_append(block: StoredBlock) -> None:
        if fault != "append failed" and (blocks is not None or "persisted" in fault):
            before = _size(blocks)
            append(block)
            if fault == "append torn":
                _tear(blocks, before, random)
        raise StorageError(fault)

    def failing_commit(*_: Any, **__: Any) -> None:
        raise StorageError(fault)

    if fault in APPEND_FAULTS:
        log.append = failing_append  # type: ignore[method-assign,assignment]
    else:
        store.commit = failing_commit  # type: ignore[method-assign,assignment]


def _last(blocks: Path | None) -> Path:
    assert blocks is not None
    return max(blocks.glob("*.blocks"))


def _size(blocks: Path | None) -> int:
    return _last(blocks).stat().st_size if blocks is not None else 0


def _tear(blocks: Path | None, before: int, random: Random) -> None:
    """The kernel had written only a beginning of the frame when the machine stopped."""
    path = _last(blocks)
    os.truncate(path, random.randrange(before + 1, path.stat().st_size))


@contextmanager
def crash_at(step: int, *, after: bool) -> Iterator[list[int]]:
    """Die at the n-th sync or rename of this thread, before it or once it is done; the list counts them."""
    count, victim = [0], threading.get_ident()

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if threading.get_ident() != victim:
                return original(*arguments)
            count[0] += 1
            if count[0] != step:
                return original(*arguments)
            if after:
                original(*arguments)
            raise Crash

        return call

    with mock.patch.object(os, "fsync", wrap(os.fsync)), mock.patch.object(Path, "replace", wrap(Path.replace)):
        yield count


class MoodyWitness:
    """A witness that is told how to behave next, and that fails the run at two roots of one size."""

    def __init__(self, inner: WitnessClient, shown: dict[int, Hash]) -> None:
        self.name = inner.name
        self.inner = inner
        self.shown = shown
        self.mood = "well"

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        checkpoint = parse_checkpoint(note.text)
        assert self.shown.setdefault(checkpoint.size, checkpoint.root) == checkpoint.root, "the log forked"
        if self.mood == "down":
            raise WitnessUnavailable(self.name, "no route to host")
        if self.mood == "refusing":
            raise WitnessRefusal(403, "not today")
        signatures = self.inner.cosign(note, old_size, proof_for)
        if self.mood == "slow":
            raise WitnessUnavailable(self.name, "it cosigned, and its answer came too late")
        return signatures


MOODS = (*["well"] * 6, "down", "slow", "refusing")
