# SPDX-License-Identifier: Apache-2.0
"""Questions about a chain: pages without gaps or phantoms while blocks come, each answer true at one height."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection

from counterfoil.evidence.event import decode_event
from counterfoil.law.table import table_prefix
from counterfoil.law.who_is_named import naming, texts_in
from counterfoil.modules import laws
from counterfoil.node.rows import prove_record
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.types import Height, RecordPath
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.chain.fields import Said, names_of, said_by, tables
from counterfoil.readmodel.chain.query import (
    FoundEvent,
    FoundRecord,
    Page,
    Paging,
    find_events,
    find_record,
    find_records,
    find_trail,
)
from counterfoil.readmodel.database import Database
from support.chain_rows import State, first_blocks, follower, opened, states
from support.evidence_story import LI, SHARE, busy
from support.evidence_world import World

HOLDING = "holdings/holding"
Asking = Callable[[Connection, Paging], Page]


@pytest.fixture(scope="module")
def world() -> World:
    """Nobody changes it."""
    return busy()


@pytest.fixture(scope="module")
def past(world: World) -> list[State]:
    """Every record after each block."""
    return states(world)


def words(path: str, document: bytes) -> set[Said]:
    """By what a record is found."""
    return said_by(table_prefix(RecordPath(path)), RecordPath(path), document)


def asked(database: Database, ask: Asking, paging: Paging) -> Page:
    with database.reading() as connection:
        return ask(connection, paging)


def all_pages(database: Database, ask: Asking, limit: int) -> list[FoundRecord | FoundEvent]:
    page = asked(database, ask, Paging(limit))
    found = [*page.found]
    while page.next is not None:
        page = asked(database, ask, Paging(limit, cursor=page.next))
        found += page.found
    return found


def test_records_are_found_by_all_that_they_say(
    world: World, past: list[State], address: DatabaseAddress, tmp_path: Path
) -> None:
    """At every third height, each table by each text that any record of it says: those that say so, and no others."""
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        with database.reading() as connection:
            for height in range(0, len(past), 3):
                said = {path: words(path, document) for path, document in past[height].items()}
                for prefix in {"/".join(path.split("/")[:2]) for path in past[-1]}:
                    own = {path: told for path, told in said.items() if path.startswith(f"{prefix}/")}
                    for name, value in {word for told in own.values() for word in told}:
                        page = find_records(connection, prefix, {name: value}, Paging(1_000, height))
                        found = {one.path: one.document for one in page.found}  # type: ignore[union-attr]
                        assert found == {path: past[height][path] for path in own if (name, value) in own[path]}
                    page = find_records(connection, prefix, {}, Paging(1_000, height))
                    assert {one.path for one in page.found} == own.keys()  # type: ignore[union-attr]


def test_whom_a_record_names_is_what_it_is_found_by(past: list[State]) -> None:
    """By the names under which a table's records say parties and accounts: all that need to know looks at, no more."""
    named = 0
    for state in (past[-1], past[len(past) // 2]):
        for path, document in state.items():
            prefix = table_prefix(RecordPath(path))
            if (table := laws().tables.get(prefix)) is None:
                continue
            for names, fields in zip(names_of(prefix), naming(table.record), strict=True):
                found = {value for name, value in words(path, document) if name in names}
                assert found == set(texts_in(msgspec.json.decode(document), fields)), path
                named += len(found)
    assert named > 100


def test_two_fields_are_both_meant(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """By account and instrument there is one holding."""
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        with database.reading() as connection:
            (one,) = find_records(connection, HOLDING, {"/1": LI, "/2": SHARE}, Paging()).found
            assert one == find_record(connection, f"{HOLDING}/{LI}/{SHARE}")[1]
            assert find_records(connection, HOLDING, {"/1": LI, "/2": "none"}, Paging()).found == []


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_pages_have_neither_gaps_nor_phantoms_while_blocks_come(
    world: World, address: DatabaseAddress, tmp_path: Path, limit: int
) -> None:
    """A block comes between any two pages, and all pages together are the answer at the height of the first."""
    begun = world.height // 2

    def asking(ask: Asking) -> None:
        with opened(address) as database, follower(world, tmp_path / "own", database) as following:
            following.rebuild(first_blocks(world, begun + 1))
            whole = asked(database, ask, Paging(10_000)).found
            page = asked(database, ask, Paging(limit))
            found, blocks = [*page.found], begun + 1
            while page.next is not None:
                blocks += 1
                following.advance(first_blocks(world, min(blocks, world.height + 1)))
                page = asked(database, ask, Paging(limit, cursor=page.next))
                assert page.at.height == begun
                found += page.found
            assert found == whole
            assert len(found) > limit and blocks > begun + 1

    asking(lambda connection, paging: find_records(connection, "parties/party", {}, paging))
    asking(lambda connection, paging: find_trail(connection, f"{HOLDING}/{LI}/{SHARE}", paging))
    asking(lambda connection, paging: find_events(connection, "holdings.transferred", 0, paging))


def test_events_of_a_type_since_a_height(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """In the order of the chain, in pages or whole, and no event of another type."""
    events = [
        (height, place, encoded)
        for height in range(world.height + 1)
        for place, encoded in enumerate(world.events(Height(height)))
    ]
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        for type_ in (None, *{decode_event(encoded).type for _, _, encoded in events}):
            for since in (0, 7):
                wanted = [
                    (at, place, encoded)
                    for at, place, encoded in events
                    if at >= since and type_ in (None, decode_event(encoded).type)
                ]
                found = all_pages(database, lambda c, p, t=type_, s=since: find_events(c, t, s, p), 4)  # type: ignore[misc]
                assert [tuple(one)[:3] for one in found] == wanted


def test_a_cursor_belongs_to_its_question(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """Given with another, with another height, or made up, it is refused."""
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        with database.reading() as connection:
            cursor = find_records(connection, "parties/party", {}, Paging(1)).next
            assert cursor is not None
            for wrong in (Paging(1, cursor="1-2-3"), Paging(1, 3, cursor), Paging(0), Paging(1, 10_000)):
                with pytest.raises(InputError):
                    find_records(connection, "parties/party", {}, wrong)
            with pytest.raises(InputError, match="another question"):
                find_records(connection, "parties/account", {}, Paging(1, cursor=cursor))


def test_a_row_is_proved_by_the_chain(world: World, address: DatabaseAddress, tmp_path: Path) -> None:
    """What a row says is under the state root of the answer; what somebody wrote into a row is not."""
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        with database.reading() as connection:
            page = find_records(connection, HOLDING, {}, Paging(100, world.height - 5))
    assert page.found
    for one in page.found:
        assert isinstance(one, FoundRecord)
        assert prove_record(world, page.at.height, one).levels
        with pytest.raises(InvariantBroken, match="rebuild"):
            prove_record(world, page.at.height, one._replace(document=one.document + b" "))


def test_every_table_of_every_module_is_asked_by_texts() -> None:
    """What is looked for are fields that its records have, and trails are none."""
    told = tables()
    assert told.keys() == laws().tables.keys()
    for prefix, names in told.items():
        fields = {one.encode_name for one in msgspec.structs.fields(laws().tables[prefix].record)}
        assert set(names) <= fields - {"trail"}
    assert sum(map(bool, told.values())) * 2 > len(told)
