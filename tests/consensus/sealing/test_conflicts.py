# SPDX-License-Identifier: Apache-2.0
"""Headers that validators sign in the place of those executed here: evidence, told, bounded, and never counted."""

from pathlib import Path

import pytest

from counterfoil.consensus.sealing.book import Taken
from counterfoil.consensus.sealing.conflicts import KEPT_OF_A_KEY_MAX, Contradicted, read_conflicts
from counterfoil.identity import dsse
from counterfoil.primitives.errors import CorruptionError
from counterfoil.primitives.types import Height
from support.sealing import HEADERS, Headers, member, validator

OTHER = Headers(states={2: "another"})
"""Another header at height 2, and so at all after it."""


def test_another_header_is_evidence_and_never_counts(tmp_path: Path) -> None:
    """A validator that diverges is told of and kept; when it signs the right header too, it is known to have lied."""
    one = member(tmp_path)
    told: list[Contradicted] = []
    one.book.on_conflict(told.append)
    assert one.hear(1, 1, height=2, headers=OTHER) == [Taken.conflict] * 2
    assert [(row.conflict.keyid, row.conflict.is_equivocation, row.outvoted) for row in told] == [
        (validator(1).keyid, False, False)
    ]
    assert one.hear(1, height=2) == [Taken.counted]
    assert [row.conflict.is_equivocation for row in told] == [False, True]
    kept = {conflict.is_equivocation: conflict for conflict in read_conflicts(tmp_path / "conflicts")}
    proof = kept[True]
    for envelope in (proof.own, proof.other):
        assert dsse.valid_signers(envelope, {proof.keyid: validator(1).public}) == {proof.keyid}
    assert proof.own.payload == HEADERS[2] != proof.other.payload == OTHER[2]
    assert one.book.seal(Height(2)) is None


def test_two_headers_signed_before_the_block_is_here_are_evidence(tmp_path: Path) -> None:
    """Both are held, and judged by what is executed."""
    one = member(tmp_path, height=1)
    one.hear(1, height=2, headers=OTHER)
    one.hear(1, height=2)
    one.commit()
    kept = read_conflicts(tmp_path / "conflicts")
    assert sorted(conflict.is_equivocation for conflict in kept) == [False, True]


def test_another_header_of_a_height_long_sealed_is_evidence(tmp_path: Path) -> None:
    """The seal on the disk has the same key's signature, so both together prove it."""
    one = member(tmp_path)
    for height in range(4):
        one.hear(1, 2, height=height)
    one.book.flush()
    one.restart()
    assert one.hear(1, height=2, headers=OTHER) == [Taken.conflict]
    assert [conflict.is_equivocation for conflict in read_conflicts(tmp_path / "conflicts")] == [True]


def test_evidence_has_bounds(tmp_path: Path) -> None:
    """Who runs other rules signs another header at every height: some are kept, and all go uncounted."""
    one = member(tmp_path, height=40)
    diverged = Headers(states={0: "other"})
    told: list[Contradicted] = []
    one.book.on_conflict(told.append)
    for height in range(41):
        assert one.hear(1, height=height, headers=diverged) == [Taken.conflict]
    assert len(read_conflicts(tmp_path / "conflicts")) == len(told) == KEPT_OF_A_KEY_MAX


def test_of_one_key_and_height_two_other_headers_are_kept(tmp_path: Path) -> None:
    """Whoever signs as many as it likes fills neither memory nor disk."""
    one = member(tmp_path)
    for number in range(6):
        assert one.hear(1, height=2, headers=Headers(states={2: str(number)})) == [Taken.conflict]
    assert len(read_conflicts(tmp_path / "conflicts")) == 2


def test_who_is_outvoted_is_told_so(tmp_path: Path) -> None:
    """When more than two thirds signed another header, it is this node that differs."""
    one = member(tmp_path)
    told: list[Contradicted] = []
    one.book.on_conflict(told.append)
    one.hear(1, 2, 3, height=2, headers=OTHER)
    assert [row.outvoted for row in told] == [False, False, True]
    assert one.book.seal(Height(2)) is None


def test_who_was_outvoted_knows_it_when_it_is_opened_again(tmp_path: Path) -> None:
    """What was kept says so, before anybody says it again; two of four do not outvote anybody."""
    one = member(tmp_path)
    one.hear(1, 2, height=2, headers=OTHER)
    assert one.book.outvoted() is None
    one.hear(3, height=2, headers=OTHER)
    assert one.book.outvoted() == 2
    one.restart()
    assert one.book.outvoted() == 2


def test_damaged_evidence_is_told(tmp_path: Path) -> None:
    """By its name, before anything is added to it."""
    one = member(tmp_path)
    one.hear(1, height=2, headers=OTHER)
    [path] = (tmp_path / "conflicts").glob("*.json")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CorruptionError) as caught:
        one.restart()
    assert caught.value.file == path


def test_evidence_is_remembered_across_a_restart(tmp_path: Path) -> None:
    """It is told once; what the same key signs afterwards still proves that it signed both."""
    one = member(tmp_path)
    one.hear(1, height=2, headers=OTHER)
    one.restart()
    told: list[Contradicted] = []
    one.book.on_conflict(told.append)
    assert one.hear(1, height=2, headers=OTHER) == [Taken.conflict]
    assert told == []
    one.hear(1, height=2)
    assert [row.conflict.is_equivocation for row in told] == [True]
