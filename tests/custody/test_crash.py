# SPDX-License-Identifier: Apache-2.0
"""Crashes at every step of a publication: the log never shows two trees of one size, and always opens again."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from counterfoil.custody.fsck import fsck
from counterfoil.custody.witness_client import LocalWitness, ProofFor, WitnessClient, WitnessUnavailable
from counterfoil.evidence.checkpoint import parse_checkpoint
from counterfoil.evidence.seal import SealedHeader
from counterfoil.identity.note import Note, NoteSignature
from counterfoil.primitives.errors import QuorumError
from counterfoil.primitives.types import Hash, HexHash
from support.custody import (
    LOG_SIGNER,
    WITNESS_SIGNERS,
    TestChain,
    entry_auditor,
    local_witnesses,
    open_custody_log,
    two_of_three,
    with_auditor,
)
from support.tlog_reader import read_log

VKEY = LOG_SIGNER.verifier.vkey
WITNESS_VKEYS = tuple(signer.verifier.vkey for signer in WITNESS_SIGNERS.values())
TESTS = Path(__file__).resolve().parents[1]


class Crash(BaseException):
    """The process dies here: nothing in the product may catch it."""


class Watching:
    """A witness that also remembers every root it was shown, and fails the test at two roots of one size."""

    def __init__(self, inner: WitnessClient, shown: dict[int, Hash]) -> None:
        self.name = inner.name
        self.inner = inner
        self.shown = shown

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        """Remember and pass on."""
        checkpoint = parse_checkpoint(note.text)
        assert self.shown.setdefault(checkpoint.size, checkpoint.root) == checkpoint.root
        return self.inner.cosign(note, old_size, proof_for)


@contextmanager
def crash_at(step: int, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> Iterator[list[int]]:
    """Die at the n-th sync or rename of the log's own thread, before it or once it is done; the list counts them."""
    count = [0]

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            count[0] += 1
            if count[0] != step:
                return original(*arguments)
            if after:
                original(*arguments)
            raise Crash

        return call

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", wrap(os.fsync))
        patch.setattr(Path, "replace", wrap(Path.replace))
        yield count


def start(directory: Path, shown: dict[int, Hash]) -> tuple[list[WitnessClient], TestChain]:
    """A log with a few anchors published, and witnesses that watch."""
    clients: list[WitnessClient] = [Watching(inner, shown) for inner in local_witnesses(directory)]
    chain = TestChain()
    with open_custody_log(directory, clients) as log:
        log.register_chain(chain.entry)
        log.anchor(chain.headers[0])
        log.publish()
    return clients, chain


@cache
def branch(count: int, state: str) -> list[SealedHeader]:
    """Headers after the genesis that differ by ``state``."""
    grown = TestChain()
    for height in range(1, count + 1):
        grown.headers.append(grown.seal(grown.header(height, state=HexHash(state * 32))))
    return grown.headers[1:]


def require_sound(directory: Path) -> int:
    """The folder verifies for an outsider, and fsck finds nothing; returns the published size."""
    read = read_log(directory / "custody/log", VKEY, WITNESS_VKEYS)
    assert fsck(directory / "custody", two_of_three()) == []
    return read.size


STEPS = 34


@pytest.mark.parametrize("after", [False, True], ids=["failed", "failed but persisted"])
@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_crash_at_every_file_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, after: bool) -> None:
    """Whatever step the process dies at, the next one opens, goes on with other entries, and shows one history."""
    shown: dict[int, Hash] = {}
    clients, chain = start(tmp_path, shown)
    with open_custody_log(tmp_path, clients) as log:
        for sealed in branch(300, "aa"):
            log.anchor(sealed)
        with crash_at(step, monkeypatch, after=after), pytest.raises(Crash):
            log.publish()
    assert read_log(tmp_path / "custody/log", VKEY, WITNESS_VKEYS).size in (3, 304)
    with open_custody_log(tmp_path, clients) as log:
        if log.height(chain.id) == 0:
            for sealed in branch(280, "bb"):
                log.anchor(sealed)
        log.publish()
    assert require_sound(tmp_path) in (284, 304)


def test_the_steps_above_are_all_the_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table reaches the log's last sync: there is no step after it to fail at."""
    clients, _ = start(tmp_path, {})
    with open_custody_log(tmp_path, clients) as log:
        for sealed in branch(300, "aa"):
            log.anchor(sealed)
        with crash_at(10_000, monkeypatch, after=False) as count:
            log.publish()
    assert count[0] == STEPS


class Dying(Watching):
    """Takes the log's process down while it is asked, before or after it has cosigned."""

    def __init__(self, inner: WitnessClient, shown: dict[int, Hash], *, after: bool) -> None:
        super().__init__(inner, shown)
        self.after = after

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        """The witness may have cosigned what the log never heard of."""
        if self.after:
            super().cosign(note, old_size, proof_for)
        raise Crash


@pytest.mark.parametrize("after", [False, True], ids=["before it cosigned", "after it cosigned"])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_crash_while_witnesses_are_asked(tmp_path: Path, index: int, after: bool) -> None:
    """The tree was shown, so it is the one that the next process publishes."""
    shown: dict[int, Hash] = {}
    clients, chain = start(tmp_path, shown)
    dying = list(clients)
    dying[index] = Dying(local_witnesses(tmp_path)[index], shown, after=after)
    with open_custody_log(tmp_path, dying) as log:
        log.anchor(branch(1, "aa")[0])
        with pytest.raises(Crash):
            log.publish()
    assert require_sound(tmp_path) == 3
    with open_custody_log(tmp_path, clients) as log:
        assert log.height(chain.id) == 1
        assert log.publish().checkpoint.size == 5
    assert require_sound(tmp_path) == 5


@pytest.mark.parametrize("after", [False, True], ids=["before it cosigned", "after it cosigned"])
def test_crash_while_the_entry_auditor_is_asked(tmp_path: Path, after: bool) -> None:
    """Whether it cosigned or not, it goes on with the log from the tree that was shown, in a process of its own."""
    shown: dict[int, Hash] = {}
    witnesses, chain = start(tmp_path, shown)
    auditor = LocalWitness("delta", entry_auditor(tmp_path))
    with open_custody_log(tmp_path, [*witnesses, auditor], policy=with_auditor()) as log:
        log.publish()
    with open_custody_log(tmp_path, [Dying(auditor, shown, after=after)], policy=with_auditor()) as log:
        log.anchor(branch(1, "aa")[0])
        with pytest.raises(Crash):
            log.publish()
    again = LocalWitness("delta", entry_auditor(tmp_path))
    with open_custody_log(tmp_path, [*witnesses, again], policy=with_auditor()) as log:
        assert log.height(chain.id) == 1
        assert "delta" in log.publish().cosigned
        log.anchor(branch(2, "aa")[1])
        assert "delta" in log.publish().cosigned
    assert fsck(tmp_path / "custody", with_auditor()) == []


def test_witnesses_down_after_they_cosigned(tmp_path: Path) -> None:
    """Cosignatures that got lost on the way are asked for again, for the same tree."""

    class Deaf(Watching):
        """Cosigns, and its answer is lost."""

        def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
            """The connection breaks too late."""
            super().cosign(note, old_size, proof_for)
            raise WitnessUnavailable(self.name, "connection lost")

    shown: dict[int, Hash] = {}
    clients, _ = start(tmp_path, shown)
    deaf: list[WitnessClient] = [Deaf(inner, shown) for inner in local_witnesses(tmp_path)]
    with open_custody_log(tmp_path, deaf) as log:
        log.anchor(branch(1, "aa")[0])
        with pytest.raises(QuorumError, match="connection lost"):
            log.publish()
    with open_custody_log(tmp_path, clients) as log:
        assert len(log.publish().cosigned) == 3


def test_a_disk_error_can_be_retried_in_the_same_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failed write the log goes on: the next publication has everything, and nothing twice."""
    clients, _ = start(tmp_path, {})
    with open_custody_log(tmp_path, clients) as log:
        for sealed in branch(300, "aa"):
            log.anchor(sealed)
        for step in (1, 7, 14, 20):
            with crash_at(step, monkeypatch, after=False), pytest.raises(Crash):
                log.publish()
        assert log.publish().checkpoint.size == 304
    assert require_sound(tmp_path) == 304


def test_kill_minus_nine(tmp_path: Path) -> None:
    """Killed again and again while publishing, with other entries each time, the log stays one sound history."""
    size = 0
    for run in range(5):
        command = [sys.executable, str(TESTS / "support/custody_crash.py"), str(tmp_path), str(run)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(1 + run % 3):
                assert int(process.stdout.readline()) > size
            process.kill()
        published = require_sound_or_ahead(tmp_path)
        assert published > size
        size = published


def require_sound_or_ahead(directory: Path) -> int:
    """As an outsider sees it right after the kill, and as fsck sees it once the log was opened again."""
    read_log(directory / "custody/log", VKEY, WITNESS_VKEYS)
    with open_custody_log(directory) as log:
        log.publish()
    return require_sound(directory)
