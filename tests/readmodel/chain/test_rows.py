# SPDX-License-Identifier: Apache-2.0
"""The rows of a chain are exact at every height, and the same however they came to be."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from counterfoil.evidence.event import decode_event
from counterfoil.node import rows
from counterfoil.primitives.errors import InputError, InvariantBroken, LockedError
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import ChainId, Height, RecordPath
from counterfoil.readmodel.address import DatabaseAddress, read_address
from counterfoil.readmodel.chain.query import Paging, at_height, find_record, find_trail, state_root
from counterfoil.readmodel.chain.tables import FIELDS, RECORDS, VERSIONS
from support.chain_rows import dumped, first_blocks, follower, opened, states
from support.evidence_story import LI, SHARE, ZHAO, busy, issue, small, transfer
from support.evidence_world import World


@pytest.fixture(scope="module")
def world() -> World:
    """Nobody changes it."""
    return busy()


def test_every_record_is_exact_at_every_height(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """Each is the ledger's own, or is not there where the ledger has none; the roots are those of the headers."""
    expected = states(world)
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        assert following.advance(world.blocks) == len(expected)
        with database.reading() as connection:
            for height, state in enumerate(expected):
                assert state_root(connection, height) == from_hex(world.header(Height(height)).state)
                for path in expected[-1]:
                    at, found = find_record(connection, path, height)
                    assert at.state == world.header(Height(height)).state
                    assert (found and found.document) == state.get(path)


def test_every_event_and_every_trail_is_there(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """In the order of the chain, byte for byte."""
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        with database.reading() as connection:
            paths = list(connection.execute(select(RECORDS.c.path)).scalars())
            for path in paths:
                page = find_trail(connection, path, Paging(limit=1_000))
                assert [(one.height, one.place) for one in page.found] == world.trail(RecordPath(path))  # type: ignore[union-attr]
                for one in page.found:
                    assert one.event == world.event(Height(one.height), one.place)  # type: ignore[union-attr]
                    assert (path, one.seq) in {(link.record, link.seq) for link in decode_event(one.event).trails}  # type: ignore[union-attr]


@pytest.mark.parametrize("step", [1, 3])
def test_followed_is_rebuilt(
    world: World, address: DatabaseAddress, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Block by block, in steps, or all at once: every row of every table is the same."""
    with opened(address) as database:
        monkeypatch.setattr(rows, "STEP", step)
        for height in range(1, world.height + 2, 5):
            with follower(world, tmp_path / "own", database) as following:
                following.advance(first_blocks(world, height))
        with follower(world, tmp_path / "own", database) as following:
            following.advance(world.blocks)
            followed = dumped(database)
            monkeypatch.setattr(rows, "STEP", 64)
            assert following.rebuild(world.blocks) == world.height + 1
        assert dumped(database) == followed


def test_rows_are_made_anew_whatever_became_of_them(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """A row that somebody changed shows in the root, and is right again after a rebuild."""
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        before = dumped(database)
        with database.writing() as connection:
            connection.execute(VERSIONS.update().where(VERSIONS.c.record == 3).values(document=b"{}"))
        with database.reading() as connection:
            assert state_root(connection, world.height) != from_hex(world.header(world.height).state)
        following.rebuild(world.blocks)
        assert dumped(database) == before


def test_two_followers_apply_each_block_once(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """Each with a folder of its own, by turns into one database; a second in the same folder is refused."""
    with opened(address) as database:
        with follower(world, tmp_path / "a", database) as one, follower(world, tmp_path / "b", database) as other:
            for blocks in range(2, world.height + 2, 4):
                (one if blocks % 8 else other).advance(first_blocks(world, blocks))
            counts = one.advance(world.blocks), other.advance(world.blocks)
            assert counts[1] == 0
            with pytest.raises(LockedError):
                follower(world, tmp_path / "a", database)
        found = dumped(database)
        with follower(world, tmp_path / "c", database) as third:
            third.rebuild(world.blocks)
        assert dumped(database) == found


def test_a_state_without_rows_is_executed_again(world: World, tmp_path: Path) -> None:
    """A database that is new to a folder with a state, further ahead than that remembers, loses nothing."""
    long = small()
    for _ in range(140):
        long.do("acme", calls=[issue(LI, 1)])
    for name in ("one", "two"):
        address = read_address(f"sqlite:///{tmp_path}/{name}.sqlite")
        with opened(address) as database, follower(long, tmp_path / "own", database) as following:
            assert following.advance(long.blocks) == long.height + 1
            with database.reading() as connection:
                assert state_root(connection, long.height) == from_hex(long.header(long.height).state)
                assert state_root(connection, 20) == from_hex(long.header(Height(20)).state)


def test_rows_of_another_chain_are_left_alone(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """Nothing of it is mixed in, neither by a follower of another chain nor of one that was rewritten."""
    other = small()
    other.do("acme", calls=[issue(LI, 5)])
    with opened(address) as database:
        with follower(world, tmp_path / "own", database) as following:
            following.advance(first_blocks(world, 12))
        before = dumped(database)
        with follower(other, tmp_path / "other", database) as following, pytest.raises(InputError, match="not the one"):
            following.advance(other.blocks)
        assert dumped(database) == before


def test_a_block_that_gives_another_header_is_not_applied(
    world: World, address: DatabaseAddress, tmp_path: Path
) -> None:
    """Rows follow from what was executed, and never from what a log says of itself."""
    rogue = small()
    rogue.force(rogue.sign([transfer(ZHAO, LI, 10_000)], "li"))
    with opened(address) as database, follower(rogue, tmp_path / "own", database) as following:
        with pytest.raises(InvariantBroken):
            following.advance(rogue.blocks)
        with database.reading() as connection:
            assert connection.execute(select(func.count()).select_from(RECORDS)).scalar() == 0


def test_fields_are_what_records_say(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """A row stands for as long as it is said: a holding that moves a hundred times says its account once."""
    path = f"holdings/holding/{LI}/{SHARE}"
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        with database.reading() as connection:
            number = connection.execute(select(RECORDS.c.number).where(RECORDS.c.path == path)).scalar()
            said = connection.execute(select(FIELDS.c.name, FIELDS.c.value).where(FIELDS.c.record == number)).all()
            versions = select(func.count()).where(VERSIONS.c.record == number)
            assert {("/1", LI), ("/2", SHARE)} <= {tuple(one) for one in said}
            assert (connection.execute(versions).scalar() or 0) > len(said)


def test_nothing_is_told_of_heights_without_rows(address: DatabaseAddress) -> None:
    """Neither before the first block nor beyond the last."""
    with opened(address) as database, database.reading() as connection:
        with pytest.raises(InputError, match="no rows yet"):
            at_height(connection)
        with pytest.raises(InputError):
            at_height(connection, 0)


def test_a_genesis_of_another_name_is_refused(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """A follower executes the chain that it was named."""
    with (
        opened(address) as database,
        rows.RowsFollower(tmp_path / "own", ChainId("other"), world.genesis, database) as following,
        pytest.raises(InputError, match="not 'other'"),
    ):
        following.advance(world.blocks)
