# SPDX-License-Identifier: Apache-2.0
"""Questions with names. A name is its owner's: another may have a question of the same name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from counterfoil.epcis.context import STANDARD, Namespaces
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.epcis.query import Query, read_query
from counterfoil.readmodel.epcis.tables import QUERIES, SUBSCRIPTIONS, TIMES


class NameTaken(CounterfoilError):
    """Whoever names a question has one of that name."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters with their values, and what prefixes in their names stand for."""

    names: list[tuple[str, str]]
    parameters: list[tuple[str, list[str]]]

    @classmethod
    def of(cls, parameters: Mapping[str, Sequence[str]], names: Namespaces) -> "Question":
        own = {prefix: one for prefix, one in names.items() if STANDARD.get(prefix) != one}
        return cls(sorted(own.items()), sorted((name, list(values)) for name, values in parameters.items()))

    @property
    def query(self) -> Query:
        """Raises InputError, which it did when it was named if it does at all."""
        return read_query(dict(self.parameters), self.namespaces)

    @property
    def namespaces(self) -> Namespaces:
        return {**STANDARD, **dict(self.names)}


@dataclass(frozen=True)
class NamedQuery:
    """A question of somebody's."""

    number: int
    owner: PartyId
    name: str
    question: Question
    created_ms: Timestamp


def add_query(connection: Connection, owner: PartyId, name: str, question: Question, at: Timestamp) -> None:
    """Name a question; raises NameTaken."""
    if query_named(connection, owner, name) is not None:
        raise NameTaken(f"there is a query {name} of yours")
    number = int(connection.execute(select(func.max(QUERIES.c.number))).scalar() or 0) + 1
    written = canonical.encode(question)
    values = {"number": number, "owner": owner, "name": name, "question": written, "created_ms": at}
    connection.execute(QUERIES.insert().values(**values))


def count_of(connection: Connection, owner: PartyId) -> int:
    """How many questions somebody has."""
    return int(connection.execute(select(func.count()).where(QUERIES.c.owner == owner)).scalar() or 0)


def query_named(connection: Connection, owner: PartyId, name: str) -> NamedQuery | None:
    wanted = select(QUERIES).where(QUERIES.c.owner == owner, QUERIES.c.name == name)
    found = connection.execute(wanted).first()
    return None if found is None else read_named(found)


def queries_of(connection: Connection, owner: PartyId, *, after: str, count: int) -> list[NamedQuery]:
    """Somebody's questions behind a name, in the order of their names."""
    wanted = select(QUERIES).where(QUERIES.c.owner == owner, QUERIES.c.name > after)
    return [read_named(row) for row in connection.execute(wanted.order_by(QUERIES.c.name).limit(count))]


def remove_query(connection: Connection, query: NamedQuery) -> None:
    """Forget a question, and who subscribed to it."""
    subscribed = select(SUBSCRIPTIONS.c.id).where(SUBSCRIPTIONS.c.query == query.number)
    connection.execute(TIMES.delete().where(TIMES.c.id.in_(subscribed)))
    connection.execute(SUBSCRIPTIONS.delete().where(SUBSCRIPTIONS.c.query == query.number))
    connection.execute(QUERIES.delete().where(QUERIES.c.number == query.number))


def read_named(row: Row[Any], prefix: str = "") -> NamedQuery:
    """The question of a row, whose columns may have a prefix."""
    found = row._mapping
    question = canonical.decode(bytes(found[f"{prefix}question"]), Question)
    number, owner, name, created_ms = (found[f"{prefix}{one}"] for one in ("number", "owner", "name", "created_ms"))
    return NamedQuery(number, owner, name, question, created_ms)
