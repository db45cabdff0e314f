# SPDX-License-Identifier: Apache-2.0
"""Questions about events, and their answers in pages.

A page's token says where the page before ended and up to where the journal was then: events that are captured while
somebody reads on are on none of the pages, and none is told twice or passed over. It is bound to its question, opens
nothing, and does not expire. It counts what everybody captured: a service seals it before it gives it to anybody.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from counterfoil.epcis.context import STANDARD, Namespaces
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, InputError
from counterfoil.primitives.hashing import tagged
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.epcis.asked import Asked
from counterfoil.readmodel.epcis.orders import OwnOrder, own_order_of
from counterfoil.readmodel.epcis.parameters import condition_of
from counterfoil.readmodel.epcis.tables import FACTS

PAGE_MAX: Final = 1_000
PARAMETERS_MAX: Final = 100
VALUES_IN_ALL_MAX: Final = 1_000
"""Of all parameters of one question."""
PAGE: Final = 30
"""Events of a page, where nobody says how many (EPCIS 2.0: ``perPage``)."""
TOKEN: Final = "nextPageToken"  # noqa: S105 - the name of a parameter
_ORDERS: Final = {"eventTime": FACTS.c.event_ms, "recordTime": FACTS.c.recorded_ms}
CONTROLS: Final = frozenset({"orderBy", "orderDirection", "eventCountLimit", "maxEventCount", "perPage", TOKEN})


@dataclass(frozen=True)
class Reach:
    """Whose events somebody may see; None: everybody's."""

    parties: frozenset[PartyId] | None

    def sees(self, party: PartyId) -> bool:
        return self.parties is None or party in self.parties

    @property
    def condition(self) -> ColumnElement[bool] | None:
        return None if self.parties is None else FACTS.c.captured_by.in_(sorted(self.parties))


class TooManyEvents(CounterfoilError):
    """More events than whoever asked would take."""


@dataclass(frozen=True)
class Query:
    """A question. ``parameters`` are as they were given, each with its values."""

    parameters: Mapping[str, Sequence[str]]
    conditions: Sequence[ColumnElement[bool]] = field(repr=False)
    order_by: str | None = None
    own_order: OwnOrder | None = None
    """in place of ``order_by``: a member of somebody's own"""
    descending: bool = True
    limit: int | None = None
    count_max: int | None = None
    per_page: int = PAGE

    @property
    def digest(self) -> str:
        """By which a token knows its question, whatever the size of its pages."""
        told = {name: list(values) for name, values in sorted(self.parameters.items()) if name != "perPage"}
        return tagged("epcis-query", msgspec.json.encode(told, order="sorted")).hex()[:16]


@dataclass(frozen=True)
class Page:
    """Numbers of events in the journal, in the order asked for."""

    numbers: tuple[int, ...]
    next_token: str | None


_Counted = Annotated[int, Meta(ge=0)]


class _Token(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whoever forges one leaves out what he could read, or reads it again; a database is asked nothing it cannot do."""

    key: int
    number: _Counted
    query: str
    told: _Counted
    upto: _Counted


def read_query(parameters: Mapping[str, Sequence[str]], names: Namespaces = STANDARD) -> Query:
    """The question that parameters ask; InputError, with the parameter's name as ``where``."""
    _require_plannable(parameters)
    asked = {name: Asked(name, values, names) for name, values in parameters.items()}
    conditions = [condition_of(one) for name, one in asked.items() if name not in CONTROLS]
    own_order = own_order_of(asked["orderBy"]) if "orderBy" in asked else None
    order_by = None if own_order is not None else _one_of(asked, "orderBy", tuple(_ORDERS))
    limit, count_max = _count(asked, "eventCountLimit"), _count(asked, "maxEventCount")
    if limit is not None and count_max is not None:
        raise asked["maxEventCount"].wrong("and eventCountLimit are not both given")
    per_page = _count(asked, "perPage")
    return Query(
        parameters={name: values for name, values in parameters.items() if name != TOKEN},
        conditions=conditions,
        order_by=order_by,
        own_order=own_order,
        descending=_one_of(asked, "orderDirection", ("ASC", "DESC")) != "ASC",
        limit=limit,
        count_max=count_max,
        per_page=min(per_page or PAGE, PAGE_MAX),
    )


def _require_plannable(parameters: Mapping[str, Sequence[str]]) -> None:
    """A database plans for minutes what has thousands of conditions, or refuses it every time that it is asked."""
    if len(parameters) > PARAMETERS_MAX:
        raise InputError(f"{len(parameters)} parameters, and at most {PARAMETERS_MAX} are asked", where="query")
    count = sum(map(len, parameters.values()))
    if count > VALUES_IN_ALL_MAX:
        raise InputError(f"{count} values, and at most {VALUES_IN_ALL_MAX} are asked in all", where="query")


def run(connection: Connection, query: Query, reach: Reach, *, token: str | None = None, since: int = 0) -> Page:
    """One page of an answer. ``since`` leaves out what was recorded up to that number.

    Raises InputError for a token that is none of this question, TooManyEvents beyond ``maxEventCount``.
    """
    before = None if token is None else _read_token(token, query)
    upto = last_number(connection) if before is None else before.upto
    told = 0 if before is None else before.told
    conditions = [*query.conditions, FACTS.c.event <= upto]
    conditions += [FACTS.c.event > since] if since else []
    conditions += [] if reach.condition is None else [reach.condition]
    _require_count(connection, query, conditions)
    key, wanted = _ordered(query)
    if before is not None and query.own_order is None:
        conditions.append(_behind(query, key, before))
    count = query.per_page if query.limit is None else min(query.per_page, query.limit - told)
    if count <= 0:
        return Page((), None)
    # By a member that not all events have there is no last key to begin behind; up to ``upto`` answers never change.
    begun = wanted.offset(told) if query.own_order is not None else wanted
    rows = connection.execute(begun.where(*conditions).limit(count + 1)).all()
    numbers = tuple(int(row.event) for row in rows[:count])
    more = len(rows) > count and (query.limit is None or told + count < query.limit)
    if not more:
        return Page(numbers, None)
    last = rows[count - 1]
    key_told = 0 if query.own_order is not None else int(last.key)
    return Page(numbers, _write_token(_Token(key_told, int(last.event), query.digest, told + count, upto)))


def last_number(connection: Connection) -> int:
    """How far the journal goes."""
    return int(connection.execute(select(func.max(FACTS.c.event))).scalar() or 0)


def _ordered(query: Query) -> tuple[Any, Any]:
    """Without an order that is asked for, as they were recorded."""
    if query.own_order is not None:
        own = query.own_order.clauses(descending=query.descending)
        return None, select(FACTS.c.event).order_by(*own, FACTS.c.event)
    if query.order_by is None:
        return FACTS.c.event, select(FACTS.c.event, FACTS.c.event.label("key")).order_by(FACTS.c.event)
    key = _ORDERS[query.order_by]
    order = (key.desc(), FACTS.c.event.desc()) if query.descending else (key, FACTS.c.event)
    return key, select(FACTS.c.event, key.label("key")).order_by(*order)


def _behind(query: Query, key: Any, before: _Token) -> ColumnElement[bool]:
    number = FACTS.c.event
    if query.order_by is None:
        return number > before.number
    if query.descending:
        return or_(key < before.key, and_(key == before.key, number < before.number))
    return or_(key > before.key, and_(key == before.key, number > before.number))


def _require_count(connection: Connection, query: Query, conditions: Sequence[ColumnElement[bool]]) -> None:
    if query.count_max is None:
        return
    found = select(FACTS.c.event).where(*conditions).limit(query.count_max + 1).subquery()
    if int(connection.execute(select(func.count()).select_from(found)).scalar() or 0) > query.count_max:
        raise TooManyEvents(f"more than {query.count_max} events")


def _one_of(asked: Mapping[str, Asked], name: str, words: tuple[str, ...]) -> str | None:
    if name not in asked:
        return None
    if asked[name].one not in words:
        raise asked[name].wrong(f"{asked[name].one!r} is none of {', '.join(words)}")
    return asked[name].one


def _count(asked: Mapping[str, Asked], name: str) -> int | None:
    if name not in asked:
        return None
    text = asked[name].one
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise asked[name].wrong("takes a whole number above 0")
    return int(text)


def _write_token(token: _Token) -> str:
    return base64.urlsafe_b64encode(canonical.encode(token)).decode().rstrip("=")


def _read_token(text: str, query: Query) -> _Token:
    token = _decode_token(text)
    if token.query != query.digest:
        raise InputError("is of another question", where=TOKEN, remedy="repeat its parameters, or begin anew")
    return token


def _decode_token(text: str) -> _Token:
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return canonical.decode(data, _Token)
    except (ValueError, InputError):
        raise InputError("is no token that was given out here", where=TOKEN, remedy="begin anew") from None
