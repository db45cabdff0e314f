# SPDX-License-Identifier: Apache-2.0
"""The published custody log: what it says of each chain, and what it does not take for published."""

from pathlib import Path

import msgspec
import pytest

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.checkpoint import parse_checkpoint
from counterfoil.evidence.entries import AnchorEntry, RollEntry, decode_entry, encode_entry
from counterfoil.identity.note import Note, parse_note
from counterfoil.identity.policy import KeyPolicy
from counterfoil.node.published_log import PublishedLog, read_policy
from counterfoil.primitives.errors import CorruptionError, CounterfoilError, CustodyError, InputError, QuorumError
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import ChainId, Height
from support.custody import (
    LOG_SIGNER,
    NOW_S,
    LogClock,
    TestChain,
    local_witnesses,
    open_custody_log,
    open_tile_log,
    private_key,
    two_of_three,
    with_auditor,
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A custody folder with three headers published, and two more anchored and not."""
    chain = TestChain()
    with open_custody_log(tmp_path) as log:
        grow(log, chain, 2)
        log.publish()
        grow(log, chain, 2)
    return tmp_path / "custody"


def grow(log: CustodyLog, chain: TestChain, count: int) -> None:
    log.register_chain(chain.entry)
    for _ in range(count):
        chain.seal_next()
    for sealed in chain.headers:
        log.anchor(sealed)


CHAIN = TestChain().id


def test_what_is_published(directory: Path) -> None:
    """Entries up to the roll and no further, with proofs under the checkpoint."""
    log = PublishedLog(directory)
    assert log.rolled_height(CHAIN) == 2
    assert isinstance(decode_entry(log.entry(log.size - 1)), RollEntry)
    checkpoint = parse_checkpoint(parse_note(log.checkpoint()).text)
    assert checkpoint == log.opened.checkpoint
    for height in range(3):
        index = log.anchor_index(CHAIN, Height(height))
        entry = log.entry(index)
        anchored = decode_entry(entry)
        assert isinstance(anchored, AnchorEntry)
        assert anchored.header.height == height
        assert verify_inclusion(leaf_hash(entry), index, log.size, log.inclusion(index, log.size), checkpoint.root)
        assert log.tlog_proof(index).index == index


def test_when_it_was_received(tmp_path: Path) -> None:
    """The log's own time of receipt, header by header."""
    chain, clock = TestChain(), LogClock()
    with open_custody_log(tmp_path, clock=clock) as log:
        grow(log, chain, 0)
        clock.now_ms += 5_000
        grow(log, chain, 1)
        log.publish()
    published = PublishedLog(tmp_path / "custody")
    assert [published.received(CHAIN, Height(height)) - NOW_S * 1_000 for height in (0, 1)] == [0, 5_000]
    with pytest.raises(InputError, match="which ends at 1"):
        published.received(CHAIN, Height(2))


def test_audits(tmp_path: Path) -> None:
    """The last header that a quorum of the auditors spoke for; others may speak, and hold nothing up."""
    chain = TestChain()
    both = KeyPolicy(keys=tuple(private_key(name).public for name in ("one", "two")), threshold=2)

    def audited(policy: KeyPolicy | None) -> Height | None:
        return PublishedLog(tmp_path / "custody", auditors=policy).audited_height(CHAIN)

    with open_custody_log(tmp_path) as log:
        grow(log, chain, 3)
        log.publish()
        assert audited(both) is None
        first = [log.audit(chain.audit(1, by=private_key(name))) for name in ("one", "two", "stranger")]
        later = [log.audit(chain.audit(3, by=private_key("one")))]
        log.publish()
        published = PublishedLog(tmp_path / "custody")
        assert published.audit_indexes(CHAIN, Height(1)) == first
        assert published.audit_indexes(CHAIN, Height(3)) == later
        assert published.audit_indexes(CHAIN, Height(2)) == []
        assert (audited(both), audited(None)) == (1, None)
        assert audited(msgspec.structs.replace(both, threshold=1)) == 3, "one auditor fewer pins nothing to the past"
        log.audit(chain.audit(3, by=private_key("two")))
        log.publish()
    assert audited(both) == 3


def test_halts_and_rotations(tmp_path: Path) -> None:
    """Where two headers were sealed at one height, and which entry put another seal policy in force."""
    chain = TestChain()
    with open_custody_log(tmp_path) as log:
        grow(log, chain, 2)
        rotation = log.rotate(chain.rotation(chain.sealer, to=private_key("new")))
        chain.sealer = private_key("new")
        grow(log, chain, 1)
        log.anchor(chain.twin(3))
        log.publish()
    published = PublishedLog(tmp_path / "custody")
    assert (published.halted(CHAIN), published.rotation_indexes(CHAIN)) == (3, [rotation])


def test_whom_the_reader_believes(directory: Path) -> None:
    """A policy from elsewhere replaces the one beside the log: with it, this checkpoint may not be enough."""
    assert PublishedLog(directory, two_of_three()).rolled_height(CHAIN) == 2
    with pytest.raises(QuorumError, match="too few witnesses"):
        PublishedLog(directory, with_auditor())


def test_needs_neither_key_nor_lock(directory: Path) -> None:
    """It can be read while the log is at work, and stays at what it read."""
    with open_custody_log(directory.parent) as log:
        chain = TestChain()
        grow(log, chain, 9)
        before = PublishedLog(directory)
        log.publish()
        assert before.rolled_height(CHAIN) == 2
        assert PublishedLog(directory).rolled_height(CHAIN) == 9


@pytest.mark.parametrize("height", [-1, 3, 10**9])
def test_not_published_yet(directory: Path, height: int) -> None:
    """A height that is not published says where the log ends."""
    with pytest.raises(InputError, match="which ends at 2"):
        PublishedLog(directory).anchor_index(CHAIN, Height(height))


def test_unknown_chain(directory: Path) -> None:
    """A chain that the log does not know is named."""
    log = PublishedLog(directory)
    for ask in (log.rolled_height, lambda chain: log.anchor_index(chain, Height(0))):
        with pytest.raises(InputError, match="knows no chain 'other'"):
            ask(ChainId("other"))


def test_other_sizes(directory: Path) -> None:
    """Proofs are under the published tree and no other; entries end where it ends."""
    log = PublishedLog(directory)
    with pytest.raises(InputError, match="is not the published"):
        log.inclusion(0, log.size - 1)
    with pytest.raises(CustodyError):
        log.entry(log.size)
    with pytest.raises(CustodyError):
        log.inclusion(log.size, log.size)


def test_nothing_published(tmp_path: Path) -> None:
    """A log that showed nothing is said so."""
    with open_custody_log(tmp_path, []) as log:
        grow(log, TestChain(), 1)
        with pytest.raises(QuorumError):
            log.publish()
    with pytest.raises(CustodyError, match="nothing is published"):
        PublishedLog(tmp_path / "custody")


def test_no_custody_folder(tmp_path: Path) -> None:
    """A folder without a policy is no custody log."""
    with pytest.raises(InputError, match="name a custody folder"):
        read_policy(tmp_path)


def test_policy_is_that_of_the_log(directory: Path) -> None:
    """The policy beside the log is the one that it publishes under."""
    assert read_policy(directory) == two_of_three()


def test_no_quorum(directory: Path) -> None:
    """A checkpoint with the log's signature alone is not evidence."""
    path = directory / "log/checkpoint"
    note = parse_note(path.read_bytes())
    path.write_bytes(Note(note.text, (LOG_SIGNER.sign(note.text),)).encode())
    with pytest.raises(QuorumError, match="too few witnesses"):
        PublishedLog(directory)


def test_no_roll_at_the_end(tmp_path: Path) -> None:
    """A cosigned tree that does not end with a roll could hide something behind it."""

    with open_custody_log(tmp_path):
        pass
    with open_tile_log(tmp_path, local_witnesses(tmp_path)) as log:
        log.append([encode_entry(TestChain().entry)])
        log.publish()
    with pytest.raises(InputError, match="does not end with a roll"):
        PublishedLog(tmp_path / "custody")


@pytest.mark.parametrize("entry", [b"{}", b"nonsense"])
def test_entries_that_do_not_decode(tmp_path: Path, entry: bytes) -> None:
    """An entry that is none names its index."""

    with open_custody_log(tmp_path):
        pass
    with open_tile_log(tmp_path, local_witnesses(tmp_path)) as log:
        log.append([entry])
        log.publish()
    with pytest.raises(CorruptionError, match="entry 0"):
        PublishedLog(tmp_path / "custody")


def test_every_file_matters(directory: Path) -> None:
    """Whatever published file is emptied, reading what it held says so with an error of the tree."""
    for path in sorted(path for path in (directory / "log").rglob("*") if path.is_file()):
        kept = path.read_bytes()
        path.write_bytes(b"")
        try:
            log = PublishedLog(directory)
            for index in range(log.size):
                log.inclusion(index, log.size)
        except CounterfoilError as error:
            assert str(error)
        path.write_bytes(kept)
    PublishedLog(directory)
