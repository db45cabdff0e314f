# SPDX-License-Identifier: Apache-2.0
"""Subscriptions to the answers of named questions: as events come, or by a schedule.

A subscription is told every event once that its question finds, or more than once where whoever is told does not say
that he heard: what was told is entered after it. What a schedule missed is made up for once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from counterfoil.primitives import canonical
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.epcis.named import NamedQuery, read_named
from counterfoil.readmodel.epcis.query import PAGE_MAX, Query, Reach, last_number, run
from counterfoil.readmodel.epcis.schedule import Schedule, read_schedule
from counterfoil.readmodel.epcis.tables import FACTS, QUERIES, SUBSCRIPTIONS, TIMES

PAUSE_MAX_MS: Final = 3_600_000
"""How long a destination that does not answer is left alone, at most."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to be told, and when. Without a schedule: as it comes."""

    destination: str
    token: str = field(default="", repr=False)
    schedule: Schedule | None = None
    report_if_empty: bool = False
    epc_format: str = ""
    since: Timestamp | None = None
    """only what was recorded from then on; None: from when it begins"""


@dataclass(frozen=True)
class Subscription:
    """Where answers go, and how far they went."""

    id: str
    query: int
    owner: PartyId
    wanted: Wanted
    created_ms: Timestamp
    told: int
    failures: int
    due_ms: Timestamp | None
    """when its schedule comes next"""
    told_ms: Timestamp | None
    """when something was last told, and heard; of a schedule, when it last came"""

    @property
    def since(self) -> Timestamp:
        return self.created_ms if self.wanted.since is None else self.wanted.since


@dataclass(frozen=True)
class News:
    """What a question finds since an event: numbers of events, how far was looked, and whether that was all."""

    numbers: tuple[int, ...]
    told: int
    is_all: bool


def add_subscription(connection: Connection, query: NamedQuery, wanted: Wanted, *, id: str, at: Timestamp) -> None:
    """Send answers from now on: what is recorded already is no news, unless it is asked for."""
    since = at if wanted.since is None else wanted.since
    told = last_number(connection) if wanted.since is None else last_before(connection, since)
    given = {"id": id, "query": query.number, "owner": query.owner, "destination": wanted.destination}
    more = {"token": wanted.token, "created_ms": at, "told": told, "failures": 0, "next_ms": 0}
    connection.execute(SUBSCRIPTIONS.insert().values(**given, **more))
    times = {
        "schedule": None if wanted.schedule is None else canonical.encode(dict(wanted.schedule.said)),
        "report_if_empty": wanted.report_if_empty,
        "epc_format": wanted.epc_format,
        "since_ms": since if wanted.since is not None else 0,
        "due_ms": None if wanted.schedule is None else wanted.schedule.next(at),
    }
    connection.execute(TIMES.insert().values(id=id, **times))


def last_before(connection: Connection, since: Timestamp) -> int:
    """The last event that was recorded before a time, which never falls."""
    latest_first = (FACTS.c.recorded_ms.desc(), FACTS.c.event.desc())
    wanted = select(FACTS.c.event).where(FACTS.c.recorded_ms < since).order_by(*latest_first).limit(1)
    return int(connection.execute(wanted).scalar() or 0)


def subscriptions_of(connection: Connection, query: NamedQuery) -> list[Subscription]:
    wanted = _all().where(SUBSCRIPTIONS.c.query == query.number).order_by(SUBSCRIPTIONS.c.id)
    return [_subscription(row) for row in connection.execute(wanted)]


def count_of_party(connection: Connection, owner: PartyId) -> int:
    """How many subscriptions somebody has, to all his questions."""
    return int(connection.execute(select(func.count()).where(SUBSCRIPTIONS.c.owner == owner)).scalar() or 0)


def remove_subscription(connection: Connection, id: str) -> None:
    connection.execute(TIMES.delete().where(TIMES.c.id == id))
    connection.execute(SUBSCRIPTIONS.delete().where(SUBSCRIPTIONS.c.id == id))


def due_subscriptions(connection: Connection, now: Timestamp) -> list[tuple[Subscription, NamedQuery]]:
    """Those to be told now: by their schedule, or of events that came; and whose destination is not left alone."""
    comes = and_(TIMES.c.due_ms.is_(None), SUBSCRIPTIONS.c.told < last_number(connection))
    wanted = (
        _all(*(column.label(f"query_{column.name}") for column in QUERIES.c))
        .join(QUERIES, QUERIES.c.number == SUBSCRIPTIONS.c.query)
        .where(or_(comes, TIMES.c.due_ms <= now), SUBSCRIPTIONS.c.next_ms <= now)
        .order_by(SUBSCRIPTIONS.c.id)
    )
    return [(_subscription(row), read_named(row, "query_")) for row in connection.execute(wanted)]


def news(connection: Connection, query: Query, reach: Reach, since: int, since_ms: int = 0) -> News:
    """What a question finds above a number, as it was recorded: as many events as a page has at most."""
    conditions = [*query.conditions, *([FACTS.c.recorded_ms >= since_ms] if since_ms else [])]
    plain = replace(
        query, conditions=conditions, order_by=None, own_order=None, limit=None, count_max=None, per_page=PAGE_MAX
    )
    upto = last_number(connection)
    page = run(connection, plain, reach, since=since)
    is_all = page.next_token is None
    return News(page.numbers, upto if is_all else page.numbers[-1], is_all)


def claim(connection: Connection, subscription: Subscription, now: Timestamp, until: Timestamp) -> bool:
    """Whether it is for whoever asks to tell it, until then: another process may be telling the same."""
    as_it_was = (SUBSCRIPTIONS.c.id == subscription.id, SUBSCRIPTIONS.c.told == subscription.told)
    mine = SUBSCRIPTIONS.update().where(*as_it_was, SUBSCRIPTIONS.c.next_ms <= now).values(next_ms=until)
    return connection.execute(mine).rowcount == 1


def note_told(connection: Connection, subscription: Subscription, found: News, now: Timestamp) -> None:
    """Answers up to an event were heard; a schedule that told all waits for its next time.

    A stream that is asked for nothing was woken by an event that it does not see: its owner is not shown when.
    """
    _change(connection, subscription, told=found.told, failures=0, next_ms=0)
    schedule = subscription.wanted.schedule
    if schedule is None and not found.numbers:
        return
    times: dict[str, Any] = {"told_ms": now}
    if schedule is not None and found.is_all:
        times["due_ms"] = schedule.next(now)
    connection.execute(TIMES.update().where(TIMES.c.id == subscription.id).values(**times))


def note_failure(connection: Connection, subscription: Subscription, now: Timestamp) -> None:
    """Nobody heard: it is tried again, each time after a longer while."""
    pause_ms = min(1_000 << min(subscription.failures, 20), PAUSE_MAX_MS)
    _change(connection, subscription, failures=subscription.failures + 1, next_ms=now + pause_ms)


def _change(connection: Connection, subscription: Subscription, **values: Any) -> None:
    connection.execute(SUBSCRIPTIONS.update().where(SUBSCRIPTIONS.c.id == subscription.id).values(**values))


def _all(*more: Any) -> Select[Any]:
    times = (column for column in TIMES.c if column.name != "id")
    return select(SUBSCRIPTIONS, *times, *more).select_from(SUBSCRIPTIONS.outerjoin(TIMES))


def _subscription(row: Row[Any]) -> Subscription:
    said: Mapping[str, str] | None = canonical.decode(bytes(row.schedule), dict[str, str]) if row.schedule else None
    wanted = Wanted(
        destination=row.destination,
        token=row.token,
        schedule=None if said is None else read_schedule(said),
        report_if_empty=bool(row.report_if_empty),
        epc_format=row.epc_format or "",
        since=Timestamp(row.since_ms) if row.since_ms else None,
    )
    return Subscription(
        id=row.id,
        query=row.query,
        owner=row.owner,
        wanted=wanted,
        created_ms=row.created_ms,
        told=row.told,
        failures=row.failures,
        due_ms=row.due_ms,
        told_ms=row.told_ms,
    )
