# SPDX-License-Identifier: Apache-2.0
"""No question about a chain reads a table whole, or sorts what it found: it costs as much after a million events."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.chain.query import Page, Paging, find_events, find_record, find_records, find_trail
from counterfoil.readmodel.chain.walking import Member, Place, Question, Step, place_of, step_of, walk_all, walk_own
from support.chain_rows import follower, opened
from support.evidence_story import LI, SHARE, small


def walked(connection: Any, party: str | None, **said: str) -> None:
    """A walk through all of it, and from its middle on as a cursor says it."""
    question = Question("holdings/holding", said, 5, 5)

    def walk(begun: Step) -> list[Step]:
        if party is None:
            return [one.step for one in walk_all(connection, question, begun)]
        return [one.step for one in walk_own(connection, question, Member(PartyId(party), lambda _: True), begun)]

    steps = walk(Step())
    member = None if party is None else Member(PartyId(party), lambda _: True)
    middle = step_of(connection, question, member, place_of(connection, steps[0]))
    assert middle is not None and [steps[0], *walk(middle)] == steps
    assert step_of(connection, question, None, Place(record="holdings/holding/none/none")) is None


QUESTIONS: dict[str, Any] = {
    "all of a table": lambda c, p: find_records(c, "holdings/holding", {}, p),
    "by one text": lambda c, p: find_records(c, "holdings/holding", {"/1": LI}, p),
    "by two texts": lambda c, p: find_records(c, "holdings/holding", {"/1": LI, "/2": SHARE}, p),
    "one record": lambda c, p: find_record(c, f"holdings/holding/{LI}/{SHARE}", p.height),
    "a trail": lambda c, p: find_trail(c, f"holdings/holding/{LI}/{SHARE}", p),
    "events of a type": lambda c, p: find_events(c, "holdings.transferred", 2, p),
    "a supervisor's walk": lambda c, _: walked(c, None),
    "a supervisor's walk by two texts": lambda c, _: walked(c, None, instrument=SHARE, account=LI),
    "a member's walk": lambda c, _: walked(c, "li"),
    "a member's walk by its account": lambda c, _: walked(c, "li", account=LI),
    "all events": lambda c, p: find_events(c, None, 2, p),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_goes_by_an_index(tmp_path: Path, name: str) -> None:
    """Of the first page and of the next, as SQLite says before it does it."""
    world, steps = small(), []

    def plan(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        told = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps.extend(row[3] for row in told)

    address = read_address(f"sqlite:///{tmp_path}/rows.sqlite")
    with opened(address) as database, follower(world, tmp_path / "own", database) as following:
        following.advance(world.blocks)
        with database.reading() as connection:
            event.listen(connection, "before_cursor_execute", plan)
            page = QUESTIONS[name](connection, Paging(1, world.height - 1))
            if isinstance(page, Page) and page.next is not None:
                QUESTIONS[name](connection, Paging(1, cursor=page.next))
    assert steps
    assert [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step] == []
