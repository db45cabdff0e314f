# SPDX-License-Identifier: Apache-2.0
"""The book of seals: what is counted, what is refused, what is kept as evidence, and what survives."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.consensus.sealing import book as book_of_seals
from counterfoil.consensus.sealing.book import AHEAD, WINDOW, SealBook, Taken
from counterfoil.consensus.sealing.conflicts import read_conflicts
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.seal import open_seal, seal_header
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.primitives.errors import ClosedError, InputError, InvariantBroken, StorageError
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import MemoryBlockLog, StoredBlock
from support.broken_shares import BROKEN, forged
from support.sealing import CHAIN, HEADERS, Headers, Member, four, header_at, member, policy_of, share_of, validator

OTHER = Headers(states={2: "another"})
"""Another header at height 2, and so at all after it."""


def require_sealed(book: SealBook, height: int) -> Envelope:
    """The seal of a height is one that log and verifier take."""
    data = book.seal(Height(height))
    assert data is not None
    seal = dsse.decode(data)
    open_seal(decode_header(HEADERS[height]), seal, book.policy(Height(height)))
    return seal


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))), ids=str)
def test_three_of_four_are_enough_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    """One's own and two more complete the seal; the fourth comes too late, and is known."""
    one = member(tmp_path)
    assert one.hear(*order, height=2) == [Taken.counted, Taken.complete, Taken.known]
    seal = require_sealed(one.book, 2)
    assert [signature.keyid for signature in seal.signatures] == sorted(validator(v).keyid for v in (0, *order[:2]))


def test_no_height_is_sealed_by_two_thirds_or_fewer(tmp_path: Path) -> None:
    """Of three to ten validators exactly two thirds are not enough, and one more is."""
    for count in range(1, 11):
        policy = policy_of(*range(count))
        assert (policy.threshold - 1) * 3 <= 2 * count < policy.threshold * 3


def test_a_seal_is_one_whatever_way_it_came(tmp_path: Path) -> None:
    """A complete seal from another member counts like its signatures, and one's own stays beside it."""
    one = member(tmp_path)
    seal = seal_header(HEADERS[1], *(validator(number) for number in (1, 2, 3))).encode()
    assert one.book.add(seal) is Taken.complete
    assert one.book.add(seal) is Taken.known
    require_sealed(one.book, 1)


def test_seals_wait_for_those_below_them_on_the_disk(tmp_path: Path) -> None:
    """They are told as they are complete, and written in order of height."""
    one = member(tmp_path)
    told: list[int] = []
    one.book.follow(lambda height, _: told.append(height))
    for height in (2, 1):
        one.hear(1, 2, height=height)
        assert one.book.flush() == -1
    assert one.book.seal(Height(2)) is not None
    one.hear(1, 2, height=0)
    assert (one.book.complete_until(), one.book.collected_until()) == (-1, 2)
    assert one.book.flush() == one.book.complete_until() == 2
    assert told == [2, 1, 0]
    for height in range(3):
        require_sealed(one.book, height)


def test_whoever_waits_is_told(tmp_path: Path) -> None:
    """A future is done when the seal is complete, at once where it is, and never in vain when the book is closed."""
    one = member(tmp_path)
    waiting, never = one.book.wait(Height(1)), one.book.wait(Height(3))
    assert not waiting.done()
    one.hear(1, 2, height=1)
    assert waiting.result(0) == one.book.wait(Height(1)).result(0) == one.book.seal(Height(1))
    one.book.close()
    with pytest.raises(ClosedError):
        never.result(0)


def test_shares_of_a_block_to_come_are_held(tmp_path: Path) -> None:
    """Others commit a moment earlier: what they signed is counted when the block is executed here."""
    one = member(tmp_path)
    assert one.hear(1, 2, height=4) == [Taken.early, Taken.early]
    assert one.hear(1, height=4) == [Taken.known]
    assert one.book.seal(Height(4)) is None
    one.commit()
    require_sealed(one.book, 4)


def test_one_validator_seals_alone(tmp_path: Path) -> None:
    """A chain of one has its seals as it commits."""
    alone = Member(tmp_path, 0, policy=lambda _: policy_of(0))
    alone.commit(3)
    assert alone.book.flush() == 2
    assert len(require_sealed(alone.book, 2).signatures) == 1


def test_who_is_no_validator_signs_nothing(tmp_path: Path) -> None:
    """Its block log has the header with no signature, it tells no share, and it collects seals like others."""
    watcher = Member(tmp_path, 9)
    told: list[bytes] = []
    watcher.book.on_share(lambda _, share: told.append(share))
    assert dsse.decode(watcher.commit()).signatures == ()
    assert (told, watcher.book.held(Height(0))) == ([], None)
    assert watcher.hear(0, 1, 2, height=0) == [Taken.counted, Taken.counted, Taken.complete]


def test_a_share_is_told_before_it_is_counted(tmp_path: Path) -> None:
    """The others wait for it: it goes out first."""
    one = Member(tmp_path, 0)
    heights: list[tuple[int, int]] = []
    one.book.on_share(lambda height, _: heights.append((height, one.book.height)))
    one.commit(2)
    assert heights == [(0, -1), (1, 0)]


@pytest.mark.parametrize("make, problem", BROKEN.values(), ids=BROKEN)
def test_what_no_member_sends_is_refused(tmp_path: Path, make: Callable[[], bytes], problem: str) -> None:
    """Each is an error in the words of its rule, and nothing of it is counted or kept."""
    one = member(tmp_path)
    with pytest.raises(InputError, match=problem):
        one.book.add(make())
    assert read_conflicts(tmp_path / "conflicts") == []
    assert one.hear(1, height=2) == [Taken.counted]
    assert one.hear(1, height=4) == [Taken.early]


def test_a_share_among_which_one_is_forged_counts_up_to_there(tmp_path: Path) -> None:
    """Whoever sends it is found out; what was valid before it stays."""
    one = member(tmp_path)
    good, bad = dsse.decode(share_of(2, HEADERS[2])), dsse.decode(forged(HEADERS[2]))
    both = Envelope(
        payload=HEADERS[2], payload_type=good.payload_type, signatures=good.signatures + bad.signatures
    ).encode()
    with pytest.raises(InputError, match="is not valid"):
        one.book.add(both)
    assert one.book.seal(Height(2)) is None
    assert one.hear(2, 1, height=2) == [Taken.known, Taken.complete]


def test_shares_of_far_heights_are_left_alone(tmp_path: Path) -> None:
    """Beyond the window nothing is kept, so memory has a bound; what was left alone is asked for again."""
    one = member(tmp_path)
    assert one.hear(1, height=3 + AHEAD) == [Taken.early]
    assert one.hear(1, height=4 + AHEAD) == [Taken.far]


def test_the_window_goes_on_with_the_seals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that lacks many seals keeps shares of some, and of the next when these are on the disk."""
    monkeypatch.setattr(book_of_seals, "WINDOW", 4)
    one = member(tmp_path, height=9)
    assert one.hear(1, 2, height=4) == [Taken.far, Taken.far]
    assert one.book.held(Height(9)) == one.blocks.read(Height(9)).seal
    for until in (3, 7, 9):
        for height in range(one.book.complete_until() + 1, until + 1):
            assert one.hear(1, 2, height=height) == [Taken.counted, Taken.complete]
        assert one.book.flush() == until
    assert WINDOW > AHEAD


def test_early_shares_have_bounds(tmp_path: Path) -> None:
    """Of one key and height two headers are held, and none of a key that does not seal."""
    one = member(tmp_path)
    made = [header_at(4, decode_header(HEADERS[4]).parent, state=str(number)) for number in range(4)]
    assert [one.book.add(share_of(1, header)) for header in made] == [Taken.early] * 2 + [Taken.known] * 2
    assert one.hear(9, height=4) == [Taken.far]


def test_no_two_headers_of_one_height_are_signed(tmp_path: Path) -> None:
    """Neither before the first is in the block log, nor after, nor after a restart."""
    one = member(tmp_path)
    one.book.share(HEADERS[4])
    another = header_at(4, decode_header(HEADERS[4]).parent, state="another")
    with pytest.raises(InvariantBroken, match="second header 4"):
        one.book.share(another)
    assert one.book.share(HEADERS[4]) == share_of(0, HEADERS[4])
    one.commit()
    for _ in range(2):
        with pytest.raises(InvariantBroken, match="another header 4 than"):
            one.book.share(another)
        assert one.book.share(HEADERS[4]) == share_of(0, HEADERS[4])
        one.restart()


def test_only_what_follows_is_signed(tmp_path: Path) -> None:
    """Neither a header beyond the next nor one that stands on another."""
    one = member(tmp_path)
    for _ in range(2):
        with pytest.raises(InvariantBroken, match="but the block log ends at 3"):
            one.book.share(HEADERS[5])
        with pytest.raises(InvariantBroken, match="does not follow"):
            one.book.share(OTHER[4])
        one.restart()


def test_a_restart_keeps_what_was_complete_and_what_was_signed(tmp_path: Path) -> None:
    """Seals on the disk stay; one's own shares come back from the block log; those of others are asked for."""
    one = member(tmp_path)
    one.hear(1, 2, height=0)
    one.book.flush()
    one.hear(1, 2, height=1)
    one.hear(1, height=2)
    one.restart()
    assert (one.book.complete_until(), one.book.height) == (0, 3)
    assert one.book.held(Height(1)) == share_of(0, HEADERS[1])
    assert one.hear(1, 2, height=1) == [Taken.counted, Taken.complete]


def test_a_torn_seal_is_cut_off_and_collected_again(tmp_path: Path) -> None:
    """It is reported, and those before it stay."""
    one = member(tmp_path)
    for height in range(3):
        one.hear(1, 2, height=height)
    one.book.flush()
    [file] = (tmp_path / "seals").glob("*.blocks")
    file.write_bytes(file.read_bytes()[:-7])
    one.restart()
    assert one.book.repair is not None
    assert one.book.complete_until() == 1
    assert one.hear(1, 2, height=2) == [Taken.counted, Taken.complete]


def test_a_book_ahead_of_its_block_log_is_refused(tmp_path: Path) -> None:
    """Blocks were lost: a node that went on would sign second headers."""
    one = member(tmp_path)
    one.hear(1, 2, height=0)
    one.book.close()
    with pytest.raises(StorageError, match="blocks were lost"):
        SealBook.open(tmp_path, CHAIN, MemoryBlockLog(), policy=four)


def test_a_policy_counts_from_the_height_after_the_block_that_made_it(tmp_path: Path) -> None:
    """Validator 3 leaves and 4 comes at block 2: header 2 is theirs of before, header 3 theirs of after."""
    changed = Member(tmp_path, 0, policy=lambda height: policy_of(0, 1, 2, 3) if height < 3 else policy_of(0, 1, 2, 4))
    changed.commit(4)
    assert changed.hear(3, height=2) == [Taken.counted]
    assert changed.hear(4, height=3) == [Taken.counted]
    for number, height in ((4, 2), (3, 3)):
        with pytest.raises(InputError, match=f"no key of the policy of header {height}"):
            changed.hear(number, height=height)
    assert {validator(number).keyid for number in range(5)} == set(changed.book.members())


def test_policies_are_remembered_without_the_state(tmp_path: Path) -> None:
    """The state answers for the last heights only; what was in force before is kept beside the seals."""

    def recent(height: Height) -> object:
        assert height >= 5, "no state is kept for that"
        return policy_of(0, 1, 2, 4)

    old = Member(tmp_path, 0, policy=lambda height: policy_of(0, 1, 2, 3) if height < 3 else policy_of(0, 1, 2, 4))
    old.commit(5)
    old.policy = recent  # type: ignore[assignment]
    old.restart()
    assert [old.book.policy(Height(height)) for height in (0, 2, 3, 9)] == [policy_of(0, 1, 2, 3)] * 2 + [
        policy_of(0, 1, 2, 4)
    ] * 2


def test_a_new_book_beside_an_old_chain_asks_for_every_policy(tmp_path: Path) -> None:
    """A folder of seals that was lost is made again: from the block log, and from what others hold."""
    blocks = MemoryBlockLog()
    for height in range(5):
        blocks.append(StoredBlock(HEADERS[height], share_of(0, HEADERS[height]), ()))
    made = Member(tmp_path, 0, blocks=blocks)
    assert [made.book.held(Height(height)) for height in range(5)] == [share_of(0, HEADERS[h]) for h in range(5)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.booleans()), max_size=60), st.integers(0, 5))
def test_a_seal_is_there_exactly_when_enough_signed(
    tmp_path_factory: pytest.TempPathFactory, sent: list[tuple[int, int, bool]], restart_at: int
) -> None:
    """Whatever comes in whatever order: a slow count of distinct valid signatures says which seals are complete."""
    one = member(tmp_path_factory.mktemp("book"), height=0)
    signed: dict[int, set[int]] = {height: {0} for height in range(7)}
    for step, (number, height, other) in enumerate(sent):
        if step % 7 == restart_at and one.book.height < 6:
            one.commit()
        try:
            one.book.add(share_of(number, OTHER[height] if other else HEADERS[height]))
        except InputError:
            assert number == 4, "only the stranger is refused"
            continue
        if number < 4 and (not other or height < 2):
            signed[height].add(number)
    one.commit(6 - one.book.height)
    complete = {height for height in range(7) if one.book.seal(Height(height)) is not None}
    assert complete == {height for height, numbers in signed.items() if len(numbers) >= 3}
    for height in complete:
        require_sealed(one.book, height)


def test_blocks_are_committed_in_order(tmp_path: Path) -> None:
    """Neither one twice, nor one too early, nor with the share of another; nothing is told of it."""
    one = member(tmp_path)
    told: list[int] = []
    one.book.on_share(lambda height, _: told.append(height))
    for header, share in ((3, 3), (5, 5), (4, 3)):
        with pytest.raises(InvariantBroken, match="is not header 4 with its share"):
            one.book.committed(HEADERS[header], share_of(0, HEADERS[share]))
    assert (told, one.book.height) == ([], 3)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=0, max_size=3), st.integers(0, 3))
def test_a_share_with_any_byte_changed_counts_for_nothing(
    tmp_path_factory: pytest.TempPathFactory, at: int, other: bytes, taken_out: int
) -> None:
    """Whatever is put in the place of whatever: it is refused, unless it is the share itself."""
    one = member(tmp_path_factory.mktemp("book"))
    share = share_of(1, HEADERS[2])
    at %= len(share)
    changed = share[:at] + other + share[at + taken_out :]
    try:
        taken = one.book.add(changed)
    except InputError:
        taken = Taken.known
    assert taken is (Taken.counted if changed == share else Taken.known)
