# SPDX-License-Identifier: Apache-2.0
"""The state under a transaction and a block."""

from random import Random

import msgspec
import pytest

from counterfoil.commerce import state as state_module
from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.law.outcome import MachineOutcome
from counterfoil.law.table import Table
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import RecordPath


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record of this test."""

    text: str


NOTES = Table("test/note", Note, MachineOutcome.malformed, MachineOutcome.malformed)
PATH = NOTES.path("one")


def committed(**notes: str) -> MemoryRecords:
    """A source that holds notes."""
    source = MemoryRecords()
    source.records = {NOTES.path(name): canonical.encode(Note(text)) for name, text in notes.items()}
    return source


def test_a_write_is_seen_at_once_and_lasts_when_kept() -> None:
    """A transaction sees its own writes; the block's changes are what was kept."""
    state = State(committed())
    state.write(PATH, Note("new"))
    assert state.read(NOTES, "one") == Note("new")
    assert state.block_changes() == {}
    state.keep_transaction()
    assert state.block_changes() == {PATH: b'{"text":"new"}'}


@pytest.mark.parametrize("read_first", [False, True])
def test_a_discarded_write_leaves_the_committed_record(read_first: bool) -> None:
    """Whether or not the record had been loaded, what was committed is read again."""
    state = State(committed(one="old"))
    if read_first:
        assert state.read(NOTES, "one") == Note("old")
    state.write(PATH, Note("new"))
    state.write(PATH, Note("newer"))
    state.discard_transaction()
    assert state.read(NOTES, "one") == Note("old")
    assert state.block_changes() == {}


def test_a_discarded_creation_leaves_nothing() -> None:
    """A record that did not exist does not exist again."""
    state = State(committed())
    state.write(PATH, Note("new"))
    state.discard_transaction()
    assert state.read(NOTES, "one") is None


def test_discarding_goes_back_to_the_transaction_before() -> None:
    """Not to the committed state: earlier transactions of the block stay."""
    state = State(committed(one="old"))
    state.write(PATH, Note("first"))
    state.keep_transaction()
    state.write(PATH, Note("second"))
    state.discard_transaction()
    assert state.read(NOTES, "one") == Note("first")
    assert state.block_changes() == {PATH: b'{"text":"first"}'}


def test_a_discarded_block_leaves_what_was_committed() -> None:
    """Whatever its transactions kept; and the next block reports its own changes only."""
    state = State(committed(one="old"))
    state.write(PATH, Note("new"))
    state.write(NOTES.path("two"), Note("made"))
    state.keep_transaction()
    state.discard_block()
    assert (state.read(NOTES, "one"), state.read(NOTES, "two")) == (Note("old"), None)
    assert state.block_changes() == {}


def test_the_end_of_a_block_begins_a_new_one() -> None:
    """Changes are reported for one block only."""
    state = State(committed())
    state.write(PATH, Note("new"))
    state.keep_transaction()
    state.end_block()
    assert state.block_changes() == {}
    assert state.read(NOTES, "one") == Note("new")


def test_memory_is_bounded_and_never_loses_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit records are forgotten between blocks, when the source has them all."""
    monkeypatch.setattr(state_module, "CACHE_RECORDS_MAX", 1)
    source = committed(one="1", two="2")
    state = State(source)
    state.write(PATH, Note("new"))
    state.keep_transaction()
    assert state.read(NOTES, "two") == Note("2")
    source.records.update(state.block_changes())
    state.end_block()
    source.records[NOTES.path("two")] = canonical.encode(Note("changed underneath"))
    assert state.read(NOTES, "two") == Note("changed underneath"), "it was still in memory"
    assert state.read(NOTES, "one") == Note("new")


def test_who_reads_row_after_row_keeps_so_many_and_no_more() -> None:
    """A view's memory is bounded while it reads, of what is there and of what is not; what was written stays."""
    source = committed(**{f"n{number}": str(number) for number in range(9)})
    state = State(source, kept_max=3)
    for number in range(9):
        assert state.read(NOTES, f"n{number}") == Note(str(number))
        assert state.read(NOTES, f"missing{number}") is None
        assert len(state._records) <= 3
        assert len(state._absent) <= 3
    state.write(PATH, Note("new"))
    for number in range(9):
        assert state.read(NOTES, f"n{number}") == Note(str(number))
    state.keep_transaction()
    assert state.block_changes() == {PATH: canonical.encode(Note("new"))}


def test_rows_show_what_the_block_wrote() -> None:
    """What a transaction or the block wrote stands among the committed rows, in its place; what was undone does not."""
    state = State(committed(a="1", c="3"))
    state.write(NOTES.path("b"), Note("2"))
    state.keep_transaction()
    state.write(NOTES.path("a"), Note("changed"))
    assert [record.text for _, record in state.rows(NOTES)] == ["changed", "2", "3"]
    state.discard_transaction()
    assert [record.text for _, record in state.rows(NOTES)] == ["1", "2", "3"]


def test_rows_are_a_tables_own_and_in_order() -> None:
    """A table whose name begins like another's does not mix with it."""
    source = committed(b="2", a="1")
    source.records[RecordPath("test/note-of-others/c")] = canonical.encode(Note("3"))
    rows = list(State(source).rows(NOTES))
    assert rows == [(NOTES.path("a"), Note("1")), (NOTES.path("b"), Note("2"))]


def test_bytes_that_are_no_record_are_an_error() -> None:
    """Damage in the store is noticed when it is read."""
    source = committed()
    source.records[PATH] = b'{"text":1}'
    with pytest.raises(InvariantBroken, match="Expected `str`"):
        State(source).read(NOTES, "one")


@pytest.mark.parametrize("seed", range(50))
def test_whatever_is_read_is_what_stands_there(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Reader, also of what is not there, between writes that are kept, given up, committed and forgotten."""
    monkeypatch.setattr(state_module, "CACHE_RECORDS_MAX", 2)
    random, source, names = Random(seed), committed(a="0"), "abcd"
    state = State(source)
    block = {name: source.records.get(NOTES.path(name)) for name in names}
    for number in range(400):
        name, act = random.choice(names), random.randrange(12)
        if act < 5:
            found = state.read(NOTES, name)
            assert (None if found is None else canonical.encode(found)) == block[name]
        elif act < 8:
            state.write(NOTES.path(name), Note(str(number)))
            if random.random() < 0.5:
                state.keep_transaction()
                block[name] = canonical.encode(Note(str(number)))
            else:
                state.discard_transaction()
        elif act < 10:
            source.records |= state.block_changes()
            state.end_block()
        elif act < 11:
            state.discard_block()
            block = {one: source.records.get(NOTES.path(one)) for one in names}
