# SPDX-License-Identifier: Apache-2.0
"""Records of a table found in steps that are bounded: of the whole chain, or of those that name one party.

What names a party, or an account of its own, is asked of the index by these names: so what others have is not even
walked through, and nothing of a page tells how much of it there is. So is what all members read, of a table that has
more: such a record says it, as it says whom it names. An order in which each record has one place:

1. first what names the party itself, and what is open to all; then its accounts, as they were opened;
2. for each of these, by the names under which records say it, and there as they came to be;
3. a record that names several stands where the first of them is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, or_, select

from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.chain.fields import Said, names_of, opening, said_by
from counterfoil.readmodel.chain.query import FoundRecord
from counterfoil.readmodel.chain.tables import FIELDS, RECORDS, VERSIONS

LOOKED_AT_MAX: Final = 1_000
"""Rows of an index that are looked at for one page: where few of them answer, a page is short and leads on."""
OWNER_COSTS: Final = 5
"""What an account costs in which nothing is found: as many rows."""
_AT_ONCE: Final = 200
_BY: Final = ("holder", "custodian")
"""Under which names an account says whose it is."""


class Step(NamedTuple):
    """A place in the order; ``owner`` is 0 for the party itself, the number of an account's record otherwise."""

    owner: int = 0
    name: int = 0
    record: int = 0


class Question(NamedTuple):
    """What is asked: of a table, at a height, saying all this; ``now`` is the height by which accounts are whose."""

    prefix: str
    said: Mapping[str, str]
    height: int
    now: int


class Member(NamedTuple):
    """Who asks, and whether an account is his own by the ledger as it is now: what he lost is not walked through."""

    party: PartyId
    owns: Callable[[str], bool]


class Walked(NamedTuple):
    """What was looked at, and where. ``found`` is None where that is no answer."""

    step: Step
    found: FoundRecord | None = None
    cost: int = 1


def _holds(height: Any) -> ColumnElement[bool]:
    return and_(FIELDS.c.since <= height, or_(FIELDS.c.until.is_(None), FIELDS.c.until > height))


_RANGE: Final = (
    select(FIELDS.c.record, func.max(case((_holds(bindparam("height")), 1), else_=0)))
    .where(FIELDS.c.prefix == bindparam("of"), FIELDS.c.name == bindparam("called"), FIELDS.c.value == bindparam("is"))
    .where(FIELDS.c.record > bindparam("after"))
    .group_by(FIELDS.c.record)
    .order_by(FIELDS.c.record)
    .limit(bindparam("most"))
)
"""Records that ever said a text, and whether they do at a height."""
_PATH: Final = select(RECORDS.c.path).where(RECORDS.c.number == bindparam("is"))
_TABLE: Final = (
    select(RECORDS.c.number, case((RECORDS.c.since <= bindparam("height"), 1), else_=0))
    .where(RECORDS.c.prefix == bindparam("of"), RECORDS.c.number > bindparam("after"))
    .order_by(RECORDS.c.number)
    .limit(bindparam("most"))
)
"""Records of a table, and whether they were there at a height."""


_LATER: Final = VERSIONS.alias("later")
_NEWEST: Final = select(func.max(_LATER.c.since)).where(
    _LATER.c.record == RECORDS.c.number, _LATER.c.since <= bindparam("height")
)
_THERE: Final = (
    select(RECORDS.c.number, RECORDS.c.path, VERSIONS.c.since, VERSIONS.c.document)
    .join(VERSIONS, VERSIONS.c.record == RECORDS.c.number)
    .where(RECORDS.c.number.in_(bindparam("numbers", expanding=True)), VERSIONS.c.since == _NEWEST.scalar_subquery())
)
"""Records as they were after a block."""


def walk_all(connection: Connection, question: Question, after: Step) -> Iterator[Walked]:
    """All records of a table, by the rarest of what they are to say, as they came to be."""
    said = sorted(question.said.items())
    if len(said) > 1:
        said.sort(key=lambda one: _count(connection, question.prefix, one))
    return _walk(connection, question, said[0] if said else None, after)


def walk_own(connection: Connection, question: Question, member: Member, after: Step) -> Iterator[Walked]:
    """The records of a table that name a party, or an account that it holds or keeps."""
    owners = _Owners(connection, member, question.now)
    if (said := owners.said_of_own(question)) is not None:
        yield from _walk(connection, question, said, after)
        return
    for owner, called in owners.since(after.owner):
        ways = owners.ways(question.prefix, called if owner else "")
        if owner and not ways:
            return
        if (owner, len(ways)) == after[:2]:
            continue
        for place, way in enumerate(ways):
            begun = Step(owner, place, after.record if (owner, place) == after[:2] else 0)
            if begun[:2] >= after[:2]:
                for one in _walk(connection, question, way, begun):
                    is_here = one.found is not None and owners.first(question.prefix, one.found) == one.step[:2]
                    yield one if is_here else one._replace(found=None)
        yield Walked(Step(owner, len(ways)), cost=OWNER_COSTS)


class Place(NamedTuple):
    """A step by names, which a cursor says: all of them are the business of who is told, and numbers are not."""

    owner: str = ""
    name: int = 0
    record: str = ""


def place_of(connection: Connection, step: Step) -> Place:
    """How a cursor says it."""
    paths = [
        "" if not number else str(connection.execute(_PATH, {"is": number}).scalar())
        for number in (step.owner, step.record)
    ]
    return Place(paths[0].removeprefix(f"{ACCOUNTS.prefix}/"), step.name, paths[1])


def step_of(connection: Connection, question: Question, member: Member | None, place: Place) -> Step | None:
    """Where that is; ``member`` None: who sees all. None: where this question does not lead, be it there or not."""
    owners = None if member is None else _Owners(connection, member, question.now)
    said = None if owners is None else owners.said_of_own(question)
    owner = 0
    if owners is not None and said is None:
        found = owners.number(place.owner) if place.owner else 0
        ways = owners.ways(question.prefix, place.owner)
        if found is None or place.name > len(ways) or (place.record and place.name == len(ways)):
            return None
        owner, said = found, ways[place.name] if place.record else None
    if not place.record:
        return Step(owner, place.name)
    wanted = select(RECORDS.c.number).where(RECORDS.c.path == place.record, RECORDS.c.prefix == question.prefix)
    number = connection.execute(wanted).scalar()
    if number is None or (said is not None and not _ever_said(connection, question.prefix, said, number)):
        return None
    return Step(owner, place.name, number)


class _Owners:
    """A party and its accounts, by the rows after a block and by the ledger now; for the length of one page."""

    def __init__(self, connection: Connection, member: Member, now: int) -> None:
        self._connection, self._now = connection, now
        self.party, self._owns = member
        self._numbers: dict[str, int | None] = {}

    def said_of_own(self, question: Question) -> Said | None:
        """What is asked for, if that alone leads to nothing but what is the party's own."""
        by_party, by_account = names_of(question.prefix)
        for name, value in sorted(question.said.items()):
            if (name in by_party and value == self.party) or (name in by_account and self.number(value) is not None):
                return name, value
        return None

    def ways(self, prefix: str, account: str = "") -> tuple[Said, ...]:
        """What records say by which they are walked through: of an account, or of the party and of all members."""
        by_party, by_account = names_of(prefix)
        if account:
            return tuple((name, account) for name in by_account)
        return (*((name, self.party) for name in by_party), *opening(prefix))

    def since(self, owner: int) -> Iterator[tuple[int, str]]:
        """Number and name of each, from one on."""
        if owner == 0:
            yield 0, self.party
        last = 0
        for number in merge(*(self._accounts(name, max(owner, 1) - 1) for name in _BY)):
            if number != last:
                last = number
                path = self._connection.execute(_PATH, {"is": number}).scalar()
                name = str(path).removeprefix(f"{ACCOUNTS.prefix}/")
                if self._owns(name):
                    self._numbers[name] = number
                    yield number, name

    def first(self, prefix: str, found: FoundRecord) -> tuple[int, int] | None:
        """The first of them by which a record is found, and which of its ways it is."""
        _, by_account = names_of(prefix)
        own = self.ways(prefix)
        places: list[tuple[int, int]] = []
        for name, value in said_by(prefix, found.path, found.document):
            if (name, value) in own:
                places.append((0, own.index((name, value))))
            if name in by_account and (number := self.number(value)) is not None:
                places.append((number, by_account.index(name)))
        return min(places, default=None)

    def _accounts(self, name: str, after: int) -> Iterator[int]:
        for numbers in _numbers(self._connection, ACCOUNTS.prefix, (name, self.party), self._now, after):
            yield from (number for number, holds in numbers if holds)

    def number(self, account: str) -> int | None:
        """The number of an account's record, if it is one of them."""
        if account not in self._numbers:
            own = (
                select(FIELDS.c.record)
                .join(RECORDS, RECORDS.c.number == FIELDS.c.record)
                .where(RECORDS.c.path == ACCOUNTS.path(account), FIELDS.c.prefix == ACCOUNTS.prefix)
                .where(FIELDS.c.name.in_(_BY), FIELDS.c.value == self.party, _holds(self._now))
            )
            self._numbers[account] = self._connection.execute(own).scalar() if self._owns(account) else None
        return self._numbers[account]


def _ever_said(connection: Connection, prefix: str, said: Said, number: int) -> bool:
    same = (FIELDS.c.prefix == prefix, FIELDS.c.name == said[0], FIELDS.c.value == said[1], FIELDS.c.record == number)
    return connection.execute(select(FIELDS.c.since).where(*same).limit(1)).first() is not None


def _count(connection: Connection, prefix: str, said: Said) -> int:
    """How often that is said, as far as it matters."""
    some = (
        select(FIELDS.c.record)
        .where(FIELDS.c.prefix == prefix, FIELDS.c.name == said[0], FIELDS.c.value == said[1])
        .limit(LOOKED_AT_MAX)
    )
    return len(connection.execute(some).all())


def _walk(connection: Connection, question: Question, said: Said | None, after: Step) -> Iterator[Walked]:
    """The records of a table that say one thing, or all of them, in the order in which they came to be."""
    for numbers in _numbers(connection, question.prefix, said, question.height, after.record):
        there = _there(connection, question, [number for number, holds in numbers if holds])
        for number, _ in numbers:
            yield Walked(after._replace(record=number), there.get(number))


def _numbers(
    connection: Connection, prefix: str, said: Said | None, height: int, after: int
) -> Iterator[list[tuple[int, bool]]]:
    """Numbers of records, some at a time, and whether each is to be looked at."""
    asked: dict[str, Any] = {"of": prefix, "height": height, "most": _AT_ONCE}
    statement = _TABLE
    if said is not None:
        asked, statement = asked | {"called": said[0], "is": said[1]}, _RANGE
    while rows := [(number, bool(holds)) for number, holds in connection.execute(statement, asked | {"after": after})]:
        yield rows
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1][0]


def _there(connection: Connection, question: Question, numbers: Sequence[int]) -> dict[int, FoundRecord]:
    """Of some records those that are there at the height, and say all that is asked for."""
    if not numbers:
        return {}
    rows = connection.execute(_THERE, {"numbers": numbers, "height": question.height})
    wanted = set(question.said.items())
    return {
        number: FoundRecord(path, since, document)
        for number, path, since, document in rows
        if not wanted or wanted <= said_by(question.prefix, path, document)
    }
