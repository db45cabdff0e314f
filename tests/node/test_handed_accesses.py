# SPDX-License-Identifier: Apache-2.0
"""What is handed to an auditor, a court or a party of who looked at what: it holds, and whatever is forged does not."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from counterfoil.evidence.access_line import (
    HASHED,
    AccessBatch,
    AccessLine,
    BatchHead,
    decode_access_proof,
    encode_access_proof,
    lines_for,
)
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.access.law import ACCESS
from counterfoil.modules.access.records import JOURNALS, NOTHING_BEFORE
from counterfoil.node.access.handed import batch_files, check_handed, proof_file
from counterfoil.node.access.proving import Receipted, found, keys_shown, naming, proved_batch, proved_line, spans
from counterfoil.node.access.receipts import is_signed, read_receipt, receipt_of, write_receipt
from counterfoil.node.collect import Collector
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import RecordPath
from support.access_breaches import note, policy
from support.evidence_log import key
from support.evidence_story import founded
from support.evidence_world import World

CHAIN = "alliance"
SAID = [("alice", "/records/a"), ("bob", "/records/b"), ("alice", "/events"), ("watch", "/records/a")]
"""Who asked for what in the first batch; the second has one line, the third none."""


def line(batch: int, number: int, party: str, asked: str, time: int) -> AccessLine:
    return AccessLine(
        chain=CHAIN,
        batch=batch,
        number=number,
        party=party,
        key=None,
        asker="member",
        question="record_read",
        asked=f"GET {asked}",
        body="",
        request=f"{batch}-{number}",
        height=5,
        status=200,
        answer="e" * 64,
        time=time,
        salt=f"{batch:032d}{number:032d}",
    )


@dataclass
class Told:
    """A chain on which three batches are noted, and what is handed out of it."""

    world: World
    batches: Sequence[AccessBatch]
    packages: Sequence[Package]

    def write(self, folder: Path, *numbers: int) -> Path:
        """Whole batches, by their index, with their evidence."""
        folder.mkdir()
        for index in numbers:
            for name, data in batch_files(self.batches[index]).items():
                (folder / name).write_bytes(data)
            (folder / f"batch-{index + 1}.zip").write_bytes(encode_package(self.packages[index]))
        return folder


def made(number: int, lines: Sequence[AccessLine], since: int, until: int) -> AccessBatch:
    head = BatchHead(
        chain=CHAIN,
        noter="venue",
        batch=number,
        since=since,
        until=until,
        said=len(lines),
        lines=lines_for(len(lines), 4),
        salt="5" * 64,
    )
    return AccessBatch(head, lines)


@pytest.fixture(scope="module")
def told() -> Told:
    """Four questions in the first batch, one in the second, none in the third."""
    world = founded(ACCESS)
    world.do("registrar", calls=[policy()])
    since, head = world.last_time, NOTHING_BEFORE
    batches: list[AccessBatch] = []
    for number, said in enumerate((SAID, SAID[:1], ()), 1):
        world.block()
        counts: dict[str, int] = {}
        lines = []
        for party, asked in said:
            counts[party] = counts.get(party, 0) + 1
            lines.append(line(number, counts[party], party, asked, since + 1))
        batch = made(number, lines, since, world.last_time)
        said_of = {"root": batch.root, "lines": batch.head.lines}
        world.do("venue", calls=[note(number, batch.head.until, head, **said_of)])
        journal = world.read(JOURNALS, "venue")
        since, head = journal.until, journal.head
        batches.append(batch)
    collector = Collector(world, world.publish())
    packages = [collector.record(RecordPath(f"access/batch/venue/{number}")) for number in (1, 2, 3)]
    return Told(world, batches, packages)


def test_each_line_is_proved(told: Told, tmp_path: Path) -> None:
    """By its own file beside the evidence of its batch, and nothing else is disclosed."""
    for index in range(4):
        proof = told.batches[0].proof(index)
        assert decode_access_proof(encode_access_proof(proof)) == proof
        assert proved_line(proof, told.packages[0]).batch == 1
        others = {one.asked for one in told.batches[0].lines} - {proof.line.asked}
        assert not any(other.encode() in encode_access_proof(proof) for other in others)
    (tmp_path / "batch-1.zip").write_bytes(encode_package(told.packages[0]))
    proof = told.batches[0].proof(2)
    (tmp_path / proof_file(proof)).write_bytes(encode_access_proof(proof))
    handed = check_handed(tmp_path, told.world.trust())
    assert (handed.lines, handed.batches, handed.problems) == ([proof.line], [], [])


def test_whole_batches_say_what_was_not_asked(told: Told, tmp_path: Path) -> None:
    """All of the time that they cover, without a gap; a batch that says nothing covers its time too."""
    handed = check_handed(told.write(tmp_path / "all", 0, 1, 2), told.world.trust())
    assert handed.problems == []
    assert spans(handed.batches) == [(told.batches[0].head.since, told.batches[2].head.until)]
    every = [one for batch in handed.batches for one in batch.lines]
    assert [one.party for one in naming(every, "/records/a")] == ["alice", "watch", "alice"]
    assert naming(every, "/records/c") == []
    apart = check_handed(told.write(tmp_path / "some", 0, 2), told.world.trust())
    assert len(spans(apart.batches)) == 2


def test_the_size_tells_a_power_of_two(told: Told) -> None:
    """Nobody sees on the ledger whether three were asked for or one; who has the lines sees how many there were."""
    assert [one.head.lines for one in told.batches] == [8, 4, 4]
    assert [lines_for(said, 1) for said in (0, 1, 2, 3, 4, 7, 8)] == [1, 2, 4, 4, 8, 8, 16]
    assert len({one.root for one in told.batches}) == 3


FORGED: dict[str, Callable[[AccessBatch], AccessBatch]] = {
    "a line is left out": lambda one: made(1, one.lines[:-1], one.head.since, one.head.until),
    "a line is changed": lambda one: made(
        1, [replace(one.lines[0], asked="GET /records/z"), *one.lines[1:]], one.head.since, one.head.until
    ),
    "a line is added": lambda one: made(
        1, [*one.lines, line(1, 1, "rival", "/records/a", one.head.since + 1)], one.head.since, one.head.until
    ),
    "lines are exchanged": lambda one: made(
        1, [one.lines[1], one.lines[0], *one.lines[2:]], one.head.since, one.head.until
    ),
    "another period": lambda one: made(1, one.lines, one.head.since, one.head.until + 1),
    "another number": lambda one: made(
        2, [replace(each, batch=2) for each in one.lines], one.head.since, one.head.until
    ),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_batch_that_is_forged_is_found(forgery: str, told: Told) -> None:
    """Whatever is left out, added or said otherwise, with its head made anew."""
    proved_batch(told.batches[0], told.packages[0])
    with pytest.raises(InputError):
        proved_batch(FORGED[forgery](told.batches[0]), told.packages[0])


def test_numbers_without_a_gap(told: Told) -> None:
    """A batch in which a party's numbers leave one out is none, whatever its root."""
    lines = told.batches[0].lines
    since, until = told.batches[0].head.since, told.batches[0].head.until
    broken = (
        [lines[1], lines[2]],
        [lines[0], lines[0]],
        [replace(lines[0], time=until + 1)],
        [replace(lines[0], batch=2)],
    )
    for wrong in broken:
        with pytest.raises(DecodeError):
            made(1, wrong, since, until)


def test_a_line_that_is_forged_is_found(told: Told) -> None:
    """Another line, another place, another batch's evidence, another size."""
    proof, package = told.batches[0].proof(0), told.packages[0]
    forged = [
        replace(proof, line=replace(proof.line, party="rival")),
        replace(proof, line=replace(proof.line, salt="0" * 64)),
        replace(proof, index=2),
        replace(proof, lines=16),
        replace(proof, path=proof.path[:-1]),
        replace(proof, noter="acme"),
        replace(proof, chain="other"),
    ]
    for one in forged:
        with pytest.raises(InputError):
            proved_line(one, package)
    with pytest.raises(InputError):
        proved_line(proof, told.packages[1])


def test_a_dropped_line_is_not_seen_and_its_receipt_shows_it(told: Told) -> None:
    """The chain alone does not catch who drops a line before he notes; the receipt that he signed does."""
    dropped = line(2, 2, "alice", "/records/secret", told.batches[1].head.since + 1)
    proved_batch(told.batches[1], told.packages[1])
    receipt = receipt_of(dropped, key("venue"))
    assert read_receipt(write_receipt(receipt)) == receipt
    keys = keys_shown(told.packages[1], "venue")
    assert [is_signed(receipt, one) for one in keys] == [True]
    assert found(receipt, told.batches, [], keys) is Receipted.missing
    passed_over = receipt_of(replace(dropped, number=1), key("venue"))
    assert found(passed_over, told.batches, [], keys) is Receipted.altered


def test_what_a_receipt_is_worth(told: Told) -> None:
    """Kept, not shown yet, or nobody's who notes."""
    keys, there = keys_shown(told.packages[0], "venue"), told.batches[0].lines[0]
    assert found(receipt_of(there, key("venue")), told.batches, [], keys) is Receipted.kept
    assert found(receipt_of(there, key("venue")), [], [there], keys) is Receipted.kept
    assert found(receipt_of(there, key("venue")), [], [], keys) is Receipted.not_shown
    assert found(receipt_of(there, key("acme")), told.batches, [], keys) is Receipted.not_signed
    text = write_receipt(receipt_of(there, key("venue")))
    for wrong in ("", text[:-1], text.replace("keyid", "key"), text.replace("line=:", "line=:e30=")):
        with pytest.raises(InputError):
            read_receipt(wrong)


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ("GET /records/holdings/holding/alice-1/X", ""),
        ("GET /records/holdings/holding/%61lice%2D1/X", ""),
        ("GET /records?table=holdings/holding&account=%61lice-1", ""),
        ("POST /evidence", '{"account":"\\u0061lice-1"}'),
        ("POST /rehearsals", '{"calls":[{"sender":"bob-1","legs":[{"receiver":"alice\\u002d1"}]}]}'),
        ("POST /rehearsals", f'{{"transaction":"{b64encode(b"receiver:alice-1").decode()}"}}'),
        ("POST /evidence", f"{HASHED}{'0' * 64}"),
    ],
)
def test_a_name_is_found_however_it_is_written(asked: str, body: str) -> None:
    """Whoever asks chooses the spelling, and hides from nobody by it; what is kept as a hash may name everybody."""
    other = line(1, 1, "watch", "/records/holdings/holding/bob-1/X", 1)
    hidden = replace(other, asked=asked, body=body)
    assert naming([other, hidden], "alice-1") == [hidden]


def test_what_does_not_hold_is_told_and_proves_nothing(told: Told, tmp_path: Path) -> None:
    """A folder with a forged package, a batch without evidence, and a line of a batch that is not there."""
    folder = told.write(tmp_path / "handed", 0, 1)
    data = (folder / "batch-1.zip").read_bytes()
    (folder / "batch-1.zip").write_bytes(data.replace(b"venue", b"vanue", 1))
    (folder / "00000002.lines").write_bytes(b"")
    (folder / "3-x-1.access-proof.json").write_bytes(b"{}")
    for stray in ("²", "x", "1"):
        (folder / f"{stray}.head").write_bytes(b"{}")
    (folder / "batch-².zip").write_bytes(data)
    handed = check_handed(folder, told.world.trust())
    assert (handed.batches, handed.lines) == ([], [])
    assert len(handed.problems) == 5
    with pytest.raises(InputError):
        check_handed(tmp_path / "none", told.world.trust())


def test_lines_are_canonical(told: Told) -> None:
    """One line has one text, so that its hash is everybody's."""
    first = told.batches[0].lines[0]
    assert canonical.decode(canonical.encode(first), AccessLine) == first
    with pytest.raises(DecodeError):
        canonical.decode(canonical.encode(first).replace(b'":', b'": ', 1), AccessLine)
