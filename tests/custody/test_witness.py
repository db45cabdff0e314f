# SPDX-License-Identifier: Apache-2.0
"""The witness: every status of tlog-witness, persistence, time, evidence against the log, and races."""

import json
import threading
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest

from counterfoil.custody.witness import Witness
from counterfoil.custody.witness_request import AddCheckpoint, parse_add_checkpoint
from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.identity.note import NoteSigner, open_note, parse_signature_lines
from counterfoil.primitives.errors import CorruptionError, DecodeError, WitnessRefusal
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.merkle.prove import LeafList, consistency_proof, root_of
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import Hash
from support.custody import LOG_SIGNER, ORIGIN, WITNESS_SIGNERS, Clock, private_key, witness

ALPHA = WITNESS_SIGNERS["alpha"].verifier
ORIGIN_HASH = digest(ORIGIN.encode()).hex()


@dataclass
class Tree:
    """A log that exists in memory alone; ``name`` tells one history from another."""

    name: str = "true"

    def __post_init__(self) -> None:
        self.leaves = LeafList([leaf_hash(f"{self.name} {number}".encode()) for number in range(64)])

    def checkpoint(self, size: int, *, signer: NoteSigner = LOG_SIGNER, origin: str = ORIGIN) -> bytes:
        """The signed checkpoint of the first entries."""
        return sign_checkpoint(Checkpoint(origin, size, root_of(size, self.leaves.source)), signer).encode()

    def request(self, old: int, size: int) -> bytes:
        """The honest request to move a witness from one size to another."""
        proof = consistency_proof(old, size, self.leaves.source) if old <= size else []
        return AddCheckpoint(old, tuple(proof), self.checkpoint(size)).encode()


TREE, REWRITTEN = Tree(), Tree("rewritten")


@pytest.fixture
def at_five(tmp_path: Path) -> Witness:
    """A witness that has cosigned the true tree of five."""
    one = witness(tmp_path, "alpha")
    one.add_checkpoint(TREE.request(0, 5))
    return one


def test_cosigns_and_keeps_the_whole_note(at_five: Witness) -> None:
    """The answer is one cosignature line; what is kept carries the log's signature and the witness's own."""
    lines = at_five.add_checkpoint(TREE.request(5, 9))
    (signature,) = parse_signature_lines(lines)
    kept = at_five.latest(ORIGIN_HASH)
    assert kept == TREE.checkpoint(9) + signature.line
    _, verified = open_note(kept, [LOG_SIGNER.verifier, ALPHA])
    assert [one.time_s for one in verified] == [None, Clock().now_s]


def test_a_restarted_witness_remembers(at_five: Witness, tmp_path: Path) -> None:
    """A new process over the same folder refuses what the old one would."""
    again = witness(tmp_path, "alpha")
    with pytest.raises(WitnessRefusal) as refusal:
        again.add_checkpoint(TREE.request(0, 9))
    assert (refusal.value.status, refusal.value.size) == (409, 5)


def test_growing_from_the_empty_tree(tmp_path: Path) -> None:
    """Size 0 is cosigned, and then grown from."""
    one = witness(tmp_path, "alpha")
    for old, size in ((0, 0), (0, 0), (0, 1), (1, 1), (1, 64)):
        one.add_checkpoint(TREE.request(old, size))


REWRITE = REWRITTEN.request(5, 9)
STRANGER = NoteSigner(private_key("stranger"), "stranger.example")
THIEF = NoteSigner(private_key("thief"), ORIGIN)
BROKEN_NOTE = TREE.checkpoint(9).replace(b"\n9\n", b"\n10\n")
EMPTY_WRONG = sign_checkpoint(Checkpoint(ORIGIN, 0, Hash(bytes(32))), LOG_SIGNER).encode()
PROOF_5_9 = tuple(consistency_proof(5, 9, TREE.leaves.source))

STATUSES: dict[str, tuple[bytes, int, str]] = {
    "no empty line": (b"old 5\n", 400, "no empty line"),
    "no old line": (b"new 5\n\n" + TREE.checkpoint(9), 400, "does not begin with"),
    "a leading zero": (b"old 05\n\n" + TREE.checkpoint(9), 400, "no decimal"),
    "a short proof hash": (b"old 5\nAAAA\n\n" + TREE.checkpoint(9), 400, "instead of 32"),
    "64 proof hashes": (AddCheckpoint(5, (Hash(bytes(32)),) * 64, TREE.checkpoint(9)).encode(), 400, "at most 63"),
    "no note": (b"old 5\n\nhello\n", 400, "no empty line"),
    "no checkpoint": (b"old 5\n\nhello\n\n" + LOG_SIGNER.sign(b"hello\n").line, 400, "three lines"),
    "too long": (b"old 5\n" + bytes(2_000_000), 400, "at most"),
    "unknown origin": (
        AddCheckpoint(0, (), TREE.checkpoint(9, signer=STRANGER, origin=STRANGER.name)).encode(),
        404,
        "unknown log",
    ),
    "unknown key": (AddCheckpoint(5, PROOF_5_9, TREE.checkpoint(9, signer=THIEF)).encode(), 403, "trusted key"),
    "signature fails": (AddCheckpoint(5, PROOF_5_9, BROKEN_NOTE).encode(), 403, "does not verify"),
    "old beyond new": (TREE.request(9, 5), 400, "beyond the checkpoint's"),
    "old too small": (TREE.request(3, 9), 409, "last size cosigned is 5"),
    "old too large": (TREE.request(7, 9), 409, "last size cosigned is 5"),
    "old zero": (TREE.request(0, 9), 409, "last size cosigned is 5"),
    "an older tree": (TREE.request(0, 3), 409, "last size cosigned is 5"),
    "another root at the same size": (REWRITTEN.request(5, 5), 422, "rewritten history: another root"),
    "a rewritten history": (REWRITE, 422, "rewritten history: no proof"),
    "a proof left out": (AddCheckpoint(5, (), TREE.checkpoint(9)).encode(), 422, "no proof that size 9 extends"),
    "a proof too long": (AddCheckpoint(5, (*PROOF_5_9, Hash(bytes(32))), TREE.checkpoint(9)).encode(), 422, "no proof"),
    "a proof between equal sizes": (AddCheckpoint(5, PROOF_5_9, TREE.checkpoint(5)).encode(), 422, "no proof"),
}


@pytest.mark.parametrize("body, status, problem", STATUSES.values(), ids=STATUSES)
def test_statuses(at_five: Witness, body: bytes, status: int, problem: str) -> None:
    """Each wrong request gets the protocol's status and a reason, and the witness keeps what it had."""
    before = at_five.latest(ORIGIN_HASH)
    with pytest.raises(WitnessRefusal, match=problem) as refusal:
        at_five.add_checkpoint(body)
    assert refusal.value.status == status
    assert refusal.value.size == (5 if status == 409 else None)
    assert at_five.latest(ORIGIN_HASH) == before


@pytest.mark.parametrize(
    "body", [AddCheckpoint(0, (), EMPTY_WRONG).encode(), AddCheckpoint(0, PROOF_5_9, TREE.checkpoint(9)).encode()]
)
def test_first_contact_refusals(tmp_path: Path, body: bytes) -> None:
    """A wrong root of the empty tree, and a proof where none belongs, are 422; nothing is kept."""
    one = witness(tmp_path, "alpha")
    with pytest.raises(WitnessRefusal) as refusal:
        one.add_checkpoint(body)
    assert refusal.value.status == 422
    assert one.latest(ORIGIN_HASH) is None


def test_a_split_view_is_recorded_once(at_five: Witness) -> None:
    """The refused checkpoint is kept beside the cosigned one, both signed by the log: proof of two histories."""
    for _ in range(2):
        with pytest.raises(WitnessRefusal):
            at_five.add_checkpoint(REWRITTEN.request(5, 5))
    (file,) = at_five.refused(ORIGIN)
    evidence = json.loads(file.read_text())
    assert evidence["refused"].encode() == REWRITTEN.checkpoint(5)
    assert evidence["problem"].startswith("rewritten history: another root")
    for note in (evidence["cosigned"], evidence["refused"]):
        open_note(note.encode(), [LOG_SIGNER.verifier])


def test_a_split_view_is_recorded_behind_a_409_too(at_five: Witness) -> None:
    """Another root at the cosigned size is proof, whatever old size the log claims."""
    with pytest.raises(WitnessRefusal, match="409"):
        at_five.add_checkpoint(REWRITTEN.request(0, 5))
    assert len(at_five.refused(ORIGIN)) == 1


def test_honest_conflicts_are_not_recorded(at_five: Witness) -> None:
    """A log that merely guessed the wrong size is no evidence."""
    for body in (TREE.request(3, 9), TREE.request(0, 5), TREE.request(0, 3)):
        with pytest.raises(WitnessRefusal, match="409"):
            at_five.add_checkpoint(body)
    assert at_five.refused(ORIGIN) == []


def test_time_never_goes_back(tmp_path: Path) -> None:
    """A clock behind the last cosignature makes the witness refuse rather than claim a time that is not."""
    clock = Clock()
    one = witness(tmp_path, "alpha", clock)
    one.add_checkpoint(TREE.request(0, 5))
    clock.now_s -= 1
    with pytest.raises(WitnessRefusal, match="clock") as refusal:
        one.add_checkpoint(TREE.request(5, 6))
    assert refusal.value.status == 500
    clock.now_s += 1
    one.add_checkpoint(TREE.request(5, 6))


YEAR_S = 365 * 86_400


def test_a_clock_ten_years_ahead_is_refused_and_recovered_from_by_a_documented_act(tmp_path: Path) -> None:
    """Only a witness started with accept_clock cosigns under it, and so once more to go back to the true time."""
    true, ahead = Clock(), Clock(Clock().now_s + 10 * YEAR_S)
    witness(tmp_path, "alpha", true).add_checkpoint(TREE.request(0, 5))
    with pytest.raises(WitnessRefusal, match=r"500: the clock is 3650 days ahead.*accept_clock"):
        witness(tmp_path, "alpha", ahead).add_checkpoint(TREE.request(5, 6))
    witness(tmp_path, "alpha", ahead, accept_clock=True).add_checkpoint(TREE.request(5, 6))
    with pytest.raises(WitnessRefusal, match=r"500: the clock says .* before the last cosignature"):
        witness(tmp_path, "alpha", true).add_checkpoint(TREE.request(6, 7))
    recovered = witness(tmp_path, "alpha", true, accept_clock=True)
    recovered.add_checkpoint(TREE.request(6, 7))
    recovered.add_checkpoint(TREE.request(7, 8))


def test_a_clock_is_accepted_once(tmp_path: Path) -> None:
    """After the one cosignature that a person vouched for, the witness judges its clock again."""
    clock = Clock()
    one = witness(tmp_path, "alpha", clock, accept_clock=True)
    with pytest.raises(WitnessRefusal, match="422"):
        one.add_checkpoint(AddCheckpoint(0, PROOF_5_9, TREE.checkpoint(9)).encode())
    one.add_checkpoint(TREE.request(0, 5))
    for wrong_s in (-1, 10 * YEAR_S):
        clock.now_s += wrong_s
        with pytest.raises(WitnessRefusal, match="500"):
            one.add_checkpoint(TREE.request(5, 6))
        clock.now_s -= wrong_s
    one.add_checkpoint(TREE.request(5, 6))


@pytest.mark.parametrize("accept_clock", [False, True])
def test_a_witness_at_clock_zero_cosigns_nothing(tmp_path: Path, accept_clock: bool) -> None:
    """Not at first contact either, and not when a person vouches for it."""
    one = witness(tmp_path, "alpha", Clock(0), accept_clock=accept_clock)
    with pytest.raises(WitnessRefusal, match="500: the clock says a time before 2026: it is not set"):
        one.add_checkpoint(TREE.request(0, 5))
    assert one.latest(ORIGIN_HASH) is None
    assert one.refused(ORIGIN) == []


def test_damaged_state_refuses(at_five: Witness) -> None:
    """A witness whose own file was changed or not signed by it does not start over from nothing."""
    file = at_five.directory / ORIGIN_HASH / "checkpoint"
    for damaged in (TREE.checkpoint(5), b"", file.read_bytes().replace(b"\n5\n", b"\n6\n")):
        file.write_bytes(damaged)
        with pytest.raises(CorruptionError, match="checkpoint is corrupt"):
            at_five.add_checkpoint(TREE.request(5, 9))


def test_latest_of_other_logs(at_five: Witness) -> None:
    """Only logs that the witness knows have a folder, so a path cannot be smuggled in."""
    assert at_five.latest("0" * 64) is None
    assert at_five.latest("../" + ORIGIN_HASH) is None


@pytest.mark.parametrize("attempt", range(10))
def test_two_conflicting_trees_at_once(tmp_path: Path, attempt: int) -> None:
    """Of two histories submitted at the same moment to two processes' witnesses, at most one is cosigned."""
    first, second = witness(tmp_path, "alpha"), witness(tmp_path, "alpha")
    first.add_checkpoint(AddCheckpoint(0, (), TREE.checkpoint(0)).encode())
    start = threading.Barrier(2)
    won: list[str] = []

    def submit(one: Witness, tree: Tree) -> None:
        start.wait()
        try:
            one.add_checkpoint(tree.request(0, 10 + attempt))
            won.append(tree.name)
        except WitnessRefusal as refusal:
            assert refusal.status == 409

    threads = [threading.Thread(target=submit, args=pair) for pair in ((first, TREE), (second, REWRITTEN))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(first.refused(ORIGIN)) == 1, "the loser is the proof of the split view"


def test_request_round_trip() -> None:
    """The body is what tlog-witness shows, and survives parsing."""
    request = AddCheckpoint(5, PROOF_5_9, TREE.checkpoint(9))
    first = b64encode(PROOF_5_9[0])
    assert request.encode().startswith(b"old 5\n" + first + b"\n")
    assert parse_add_checkpoint(request.encode()) == request
    with pytest.raises(DecodeError, match="not ASCII"):
        parse_add_checkpoint("old ５\n\nx".encode())
