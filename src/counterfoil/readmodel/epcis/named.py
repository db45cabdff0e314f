# SPDX-License-Identifier: Apache-2.0
"""Questions with names, and subscriptions to their answers.

A name is its owner's: another may have a question of the same name. A subscription is told every event once that its
question finds, or more than once where whoever is told does not say that he heard: what was told is entered after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, func, select

from counterfoil.epcis.context import STANDARD, Namespaces
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.epcis.query import PAGE_MAX, Query, Reach, last_number, read_query, run
from counterfoil.readmodel.epcis.tables import QUERIES, SUBSCRIPTIONS

PAUSE_MAX_MS: Final = 3_600_000
"""How long a destination that does not answer is left alone, at most."""


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


@dataclass(frozen=True)
class Subscription:
    """Where answers go, and how far they went."""

    id: str
    query: int
    owner: PartyId
    destination: str
    token: str
    created_ms: Timestamp
    told: int
    failures: int


@dataclass(frozen=True)
class News:
    """What a question finds since an event: numbers of events, and how far was looked."""

    numbers: tuple[int, ...]
    told: int


def add_query(connection: Connection, owner: PartyId, name: str, question: Question, at: Timestamp) -> None:
    """Name a question; raises NameTaken."""
    if query_named(connection, owner, name) is not None:
        raise NameTaken(f"there is a query {name} of yours")
    number = int(connection.execute(select(func.max(QUERIES.c.number))).scalar() or 0) + 1
    written = canonical.encode(question)
    values = {"number": number, "owner": owner, "name": name, "question": written, "created_ms": at}
    connection.execute(QUERIES.insert().values(**values))


def query_named(connection: Connection, owner: PartyId, name: str) -> NamedQuery | None:
    wanted = select(QUERIES).where(QUERIES.c.owner == owner, QUERIES.c.name == name)
    found = connection.execute(wanted).first()
    return None if found is None else _query(found)


def queries_of(connection: Connection, owner: PartyId, *, after: str, count: int) -> list[NamedQuery]:
    """Somebody's questions behind a name, in the order of their names."""
    wanted = select(QUERIES).where(QUERIES.c.owner == owner, QUERIES.c.name > after)
    return [_query(row) for row in connection.execute(wanted.order_by(QUERIES.c.name).limit(count))]


def remove_query(connection: Connection, query: NamedQuery) -> None:
    """Forget a question, and who subscribed to it."""
    connection.execute(SUBSCRIPTIONS.delete().where(SUBSCRIPTIONS.c.query == query.number))
    connection.execute(QUERIES.delete().where(QUERIES.c.number == query.number))


def add_subscription(
    connection: Connection, query: NamedQuery, *, id: str, destination: str, token: str, at: Timestamp
) -> None:
    """Send answers from now on: what is recorded already is no news."""
    values = {"id": id, "query": query.number, "owner": query.owner, "destination": destination, "token": token}
    told = last_number(connection)
    more = {"created_ms": at, "told": told, "failures": 0, "next_ms": 0}
    connection.execute(SUBSCRIPTIONS.insert().values(**values, **more))


def subscriptions_of(connection: Connection, query: NamedQuery) -> list[Subscription]:
    wanted = select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.query == query.number).order_by(SUBSCRIPTIONS.c.id)
    return [_subscription(row) for row in connection.execute(wanted)]


def remove_subscription(connection: Connection, id: str) -> None:
    connection.execute(SUBSCRIPTIONS.delete().where(SUBSCRIPTIONS.c.id == id))


def due_subscriptions(connection: Connection, now: Timestamp) -> list[tuple[Subscription, NamedQuery]]:
    """Those with events that they were not told of, and whose destination is not left alone for now."""
    wanted = (
        select(SUBSCRIPTIONS, *(column.label(f"query_{column.name}") for column in QUERIES.c))
        .join(QUERIES, QUERIES.c.number == SUBSCRIPTIONS.c.query)
        .where(SUBSCRIPTIONS.c.told < last_number(connection), SUBSCRIPTIONS.c.next_ms <= now)
        .order_by(SUBSCRIPTIONS.c.id)
    )
    return [(_subscription(row), _query(row, "query_")) for row in connection.execute(wanted)]


def news(connection: Connection, query: Query, reach: Reach, since: int) -> News:
    """What a question finds above a number, as it was recorded: as many events as a page has at most."""
    plain = replace(query, order_by=None, limit=None, count_max=None, per_page=PAGE_MAX)
    upto = last_number(connection)
    page = run(connection, plain, reach, since=since)
    return News(page.numbers, page.numbers[-1] if page.next_token is not None else upto)


def note_told(connection: Connection, subscription: Subscription, told: int) -> None:
    """Answers up to an event were heard."""
    values = {"told": told, "failures": 0, "next_ms": 0}
    connection.execute(SUBSCRIPTIONS.update().where(SUBSCRIPTIONS.c.id == subscription.id).values(**values))


def note_failure(connection: Connection, subscription: Subscription, now: Timestamp) -> None:
    """Nobody heard: it is tried again, each time after a longer while."""
    pause_ms = min(1_000 << min(subscription.failures, 20), PAUSE_MAX_MS)
    values = {"failures": subscription.failures + 1, "next_ms": now + pause_ms}
    connection.execute(SUBSCRIPTIONS.update().where(SUBSCRIPTIONS.c.id == subscription.id).values(**values))


def _query(row: Row[Any], prefix: str = "") -> NamedQuery:
    found = row._mapping
    question = canonical.decode(bytes(found[f"{prefix}question"]), Question)
    number, owner, name, created_ms = (found[f"{prefix}{one}"] for one in ("number", "owner", "name", "created_ms"))
    return NamedQuery(number, owner, name, question, created_ms)


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        row.id, row.query, row.owner, row.destination, row.token, row.created_ms, row.told, row.failures
    )
