# SPDX-License-Identifier: Apache-2.0
"""Named queries, and their events."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from litestar import Response, delete, get, post
from litestar.params import FromPath
from sqlalchemy import Connection

from counterfoil.api.callers import Caller
from counterfoil.api.doorway import Entry
from counterfoil.api.epcis.answers import json_answer, path_of, said_time
from counterfoil.api.epcis.asking import page_links, parameters_of, read_count, token_in, told_of_digits
from counterfoil.api.epcis.exceptions import (
    DUPLICATE_NAME,
    NO_SUCH_NAME,
    VALIDATION,
    wrong_parameter,
)
from counterfoil.api.epcis.reading import answer_query
from counterfoil.api.epcis.repository import AskedWith, Asking, AskingParty, Given, Repository
from counterfoil.api.epcis.speaking import prefixes, require_heard, require_json, require_spoken
from counterfoil.api.problems import Problem
from counterfoil.api.threads import in_thread
from counterfoil.epcis.context import Namespaces, namespaces
from counterfoil.epcis.json_document import parse_json
from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.columns import require_storable
from counterfoil.readmodel.epcis.named import (
    NamedQuery,
    NameTaken,
    Question,
    add_query,
    count_of,
    queries_of,
    query_named,
    remove_query,
)
from counterfoil.readmodel.epcis.parameters import TEXTS
from counterfoil.readmodel.epcis.query import TOKEN, read_query

NAME_LENGTH_MAX: Final = 200
QUERIES_MAX: Final = 1_000
"""Of one party."""
_QUERY_SCHEMAS: Final = "query-schema.json"
"""How the address ends that a query's ``@context`` may give: what it may say, and no prefixes."""


@post("/queries", status_code=201, summary="Name a query")
@in_thread
def name_query(request: Asking, entry: AskedWith, caller: AskingParty, repository: Given) -> Response[bytes]:
    require_spoken(request)
    require_json(request)
    given = read_object(entry)
    name, asked = given.get("name"), given.get("query")
    if set(given) - {"name", "query"} or not isinstance(name, str) or not isinstance(asked, dict):
        raise Problem(VALIDATION, 'a query is named by {"name": …, "query": {…}}')
    if not 0 < len(name) <= NAME_LENGTH_MAX or "/" in name or not name.isprintable():
        raise Problem(VALIDATION, f"a name has 1 to {NAME_LENGTH_MAX} characters, and no slash")
    question = _question(asked, prefixes(request))
    try:
        require_storable(name)
        with repository.database.writing() as connection:
            if count_of(connection, caller.party) >= QUERIES_MAX:
                raise Problem(VALIDATION, f"a party has at most {QUERIES_MAX:,} queries: forget one")
            add_query(connection, caller.party, name, question, repository.clock())
    except NameTaken as error:
        raise Problem(DUPLICATE_NAME, str(error)) from error
    headers = {"location": path_of("queries", name), **told_of_digits(dict(question.parameters))}
    return Response(b"", status_code=201, headers=headers)


@get("/queries", summary="One's own named queries")
@in_thread
def own_queries(request: Asking, caller: AskingParty, repository: Given) -> Response[bytes]:
    require_spoken(request)
    asked = parameters_of(request)
    count, after = read_count(asked), token_in(asked, caller, repository) or ""
    try:
        with repository.database.reading() as connection:
            found = queries_of(connection, caller.party, after=after, count=count + 1)
    except InputError as error:
        raise wrong_parameter(error) from error
    further = found[count - 1].name if len(found) > count else None
    links = page_links(request, further, caller, repository)
    return json_answer([_told(one) for one in found[:count]], headers=links)


@get("/queries/{name:str}", summary="A named query")
@in_thread
def own_query(name: FromPath[str], caller: AskingParty, repository: Given, request: Asking) -> Response[bytes]:
    require_spoken(request)
    return json_answer(_told(require_query(name, caller, repository)))


@delete("/queries/{name:str}", status_code=204, summary="Forget a named query and its subscriptions")
@in_thread
def forget_query(name: FromPath[str], caller: AskingParty, repository: Given, request: Asking) -> None:
    require_heard(request)
    require_query(name, caller, repository)
    with repository.database.writing() as connection:
        remove_query(connection, still_there(connection, name, caller))


@get("/queries/{name:str}/events", summary="Events by a named query; over a WebSocket, new ones as they come")
@in_thread
def query_events(request: Asking, name: FromPath[str], caller: AskingParty, repository: Given) -> Response[bytes]:
    found = require_query(name, caller, repository)
    fixed = dict(found.question.parameters)
    return answer_query(request, caller, repository, fixed, query=name, names=found.question.namespaces)


HANDLERS: Final = [name_query, own_queries, own_query, forget_query, query_events]


def require_query(name: str, caller: Caller, repository: Repository) -> NamedQuery:
    """The caller's query of that name; raises Problem, as for one that is another's."""
    try:
        with repository.database.reading() as connection:
            found = query_named(connection, caller.party, name)
    except InputError:
        found = None
    if found is None:
        raise Problem(NO_SUCH_NAME)
    return found


def still_there(connection: Connection, name: str, caller: Caller) -> NamedQuery:
    """The caller's query once nobody else writes: its number may be another's since it was looked for."""
    found = query_named(connection, caller.party, name)
    if found is None:
        raise Problem(NO_SUCH_NAME)
    return found


def _question(asked: JsonObject, names: Namespaces) -> Question:
    """Raises Problem for a question that could not be asked."""
    given = dict(asked)
    context = given.pop("@context", None)
    try:
        if context is not None and not (isinstance(context, str) and context.endswith(_QUERY_SCHEMAS)):
            names = namespaces(context, names)
        parameters = {name: _texts(name, value) for name, value in given.items()}
        if TOKEN in parameters:
            raise InputError("is of one answer, and no part of a question", where=TOKEN)
        read_query(parameters, names)
    except InputError as error:
        raise wrong_parameter(error) from error
    return Question.of(parameters, names)


def _texts(name: str, value: Json) -> list[str]:
    """Values of JSON as those of a URL: nothing for what is only to exist."""
    if isinstance(value, list):
        return [text for one in value for text in _texts(name, one)]
    if value is None and name.startswith("EXISTS_"):
        return [""]
    if not isinstance(value, str) and name in TEXTS:
        raise InputError("takes texts", where=name, remedy="write them in quotes")
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str | int | Decimal):
        return [str(value)]
    raise InputError("takes texts and numbers", where=name)


def read_object(entry: Entry) -> JsonObject:
    """The object of a body; raises Problem."""
    try:
        found = parse_json(entry.body, size_max=2**20)
    except InputError as error:
        raise Problem(VALIDATION, str(error)) from error
    if not isinstance(found, dict):
        raise Problem(VALIDATION, "it is to be an object")
    return found


def _told(one: NamedQuery) -> Mapping[str, Any]:
    asked: dict[str, Any] = dict(one.question.parameters)
    context = {"@context": dict(one.question.names)} if one.question.names else {}
    return {"name": one.name, "createdAt": said_time(one.created_ms), "query": {**context, **asked}}
