# SPDX-License-Identifier: Apache-2.0
"""Subscriptions: new events of a named query are sent to an address, as they are captured or by a schedule."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Response, delete, get, post
from litestar.params import FromPath

from counterfoil.api.callers import Caller
from counterfoil.api.epcis.answers import json_answer, path_of, said_time
from counterfoil.api.epcis.exceptions import NO_SUCH_NAME, SUBSCRIPTION
from counterfoil.api.epcis.formats import EpcFormat
from counterfoil.api.epcis.named_queries import read_object, require_query, still_there
from counterfoil.api.epcis.repository import AskedWith, Asking, AskingParty, Given, Repository
from counterfoil.api.epcis.speaking import asked_format, require_heard, require_json, require_spoken
from counterfoil.api.problems import Problem
from counterfoil.api.threads import in_thread
from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.times import parse_time
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.columns import require_storable
from counterfoil.readmodel.epcis.schedule import Schedule, read_schedule
from counterfoil.readmodel.epcis.subscriptions import (
    Subscription,
    Wanted,
    add_subscription,
    count_of_party,
    remove_subscription,
    subscriptions_of,
)

SUBSCRIPTIONS_MAX: Final = 50
"""Of one query."""
SUBSCRIPTIONS_OF_PARTY_MAX: Final = 200
"""So that whoever is told slowly keeps others waiting for a bounded time."""
TOKEN_LENGTH_MIN: Final = 16
_CONTROLS: Final = frozenset({"dest", "signatureToken", "stream", "schedule", "reportIfEmpty", "initialRecordTime"})
_EXAMPLE: Final = '{"dest": …, "signatureToken": …, "stream": true}, or "schedule": {"minute": "0"} for the stream'


@post("/queries/{name:str}/subscriptions", status_code=201, summary="Have new events sent to an address")
@in_thread
def subscribe(
    name: FromPath[str], entry: AskedWith, caller: AskingParty, repository: Given, request: Asking
) -> Response[bytes]:
    require_spoken(request)
    require_json(request)
    require_query(name, caller, repository)
    wanted = _wanted(read_object(entry), asked_format(request.headers))
    if not repository.access.may_send(caller, wanted.destination):
        raise Problem(SUBSCRIPTION, "that is no address to which this service sends anything for you")
    id = repository.ids()
    with repository.database.writing() as connection:
        found = still_there(connection, name, caller)
        if len(subscriptions_of(connection, found)) >= SUBSCRIPTIONS_MAX:
            raise Problem(SUBSCRIPTION, f"a query has at most {SUBSCRIPTIONS_MAX} subscriptions")
        if count_of_party(connection, caller.party) >= SUBSCRIPTIONS_OF_PARTY_MAX:
            raise Problem(SUBSCRIPTION, f"a party has at most {SUBSCRIPTIONS_OF_PARTY_MAX} subscriptions")
        add_subscription(connection, found, wanted, id=id, at=repository.clock())
    repository.bell.ring()
    place = path_of("queries", name, "subscriptions", id)
    return json_answer({"subscriptionID": id}, status=201, headers={"location": place})


@get("/queries/{name:str}/subscriptions", summary="Who is told of new events")
@in_thread
def subscriptions(name: FromPath[str], caller: AskingParty, repository: Given, request: Asking) -> Response[bytes]:
    require_spoken(request)
    found = require_query(name, caller, repository)
    with repository.database.reading() as connection:
        return json_answer([_told(one) for one in subscriptions_of(connection, found)])


@get("/queries/{name:str}/subscriptions/{id:str}", summary="A subscription")
@in_thread
def subscription(
    name: FromPath[str], id: FromPath[str], caller: AskingParty, repository: Given, request: Asking
) -> Response[bytes]:
    require_spoken(request)
    return json_answer(_told(_require(name, id, caller, repository)))


@delete("/queries/{name:str}/subscriptions/{id:str}", status_code=204, summary="Send no more")
@in_thread
def unsubscribe(
    name: FromPath[str], id: FromPath[str], caller: AskingParty, repository: Given, request: Asking
) -> None:
    require_heard(request)
    found = _require(name, id, caller, repository)
    with repository.database.writing() as connection:
        remove_subscription(connection, found.id)


HANDLERS: Final = [subscribe, subscriptions, subscription, unsubscribe]


def _require(name: str, id: str, caller: Caller, repository: Repository) -> Subscription:
    found = require_query(name, caller, repository)
    with repository.database.reading() as connection:
        one = next((one for one in subscriptions_of(connection, found) if one.id == id), None)
    if one is None:
        raise Problem(NO_SUCH_NAME)
    return one


def _wanted(given: JsonObject, asked: EpcFormat) -> Wanted:
    """Raises Problem: events as they come, or by a schedule, and one of the two is said."""
    if unknown := sorted(given.keys() - _CONTROLS):
        raise _wrong(f"{unknown[0]} is none of {', '.join(sorted(_CONTROLS))}")
    destination, token = given.get("dest"), given.get("signatureToken", "")
    if not isinstance(destination, str) or not isinstance(token, str):
        raise _wrong("dest and signatureToken are texts")
    if "signatureToken" in given and len(token) < TOKEN_LENGTH_MIN:
        raise _wrong(f"signatureToken has at least {TOKEN_LENGTH_MIN} characters: whoever guesses it speaks for us")
    try:
        require_storable(destination)
        require_storable(token)
        return Wanted(
            destination=destination,
            token=token,
            schedule=_schedule(given),
            report_if_empty=_truth(given, "reportIfEmpty"),
            epc_format=asked.value,
            since=_since(given.get("initialRecordTime")),
        )
    except InputError as error:
        raise _wrong(str(error)) from error


def _schedule(given: JsonObject) -> Schedule | None:
    fields = given.get("schedule")
    if _truth(given, "stream") == (fields is not None):
        raise _wrong(f"say how it is to be told: {_EXAMPLE}")
    if fields is None:
        return None
    if not isinstance(fields, dict):
        raise _wrong("schedule is an object of fields")
    return read_schedule(fields)


def _truth(given: JsonObject, name: str) -> bool:
    found = given.get(name, False)
    if not isinstance(found, bool):
        raise _wrong(f"{name} is true or false")
    return found


def _since(given: Json) -> Timestamp | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise _wrong("initialRecordTime is a date and time with a zone")
    return Timestamp(max(1, parse_time(given).ms))


def _wrong(problem: str) -> Problem:
    return Problem(SUBSCRIPTION, problem)


def _told(one: Subscription) -> Mapping[str, Any]:
    """The token is known to whoever gave it, and told to nobody."""
    wanted = one.wanted
    when: dict[str, Any] = {"stream": True}
    if wanted.schedule is not None:
        when = {"schedule": dict(wanted.schedule.said), "reportIfEmpty": wanted.report_if_empty}
    heard = {} if one.told_ms is None else {"lastNotifiedAt": said_time(one.told_ms)}
    return {
        "subscriptionID": one.id,
        "dest": wanted.destination,
        **when,
        "createdAt": said_time(one.created_ms),
        "initialRecordTime": said_time(one.since),
        "minRecordTime": said_time(one.since if one.told_ms is None else max(one.since, one.told_ms)),
        **heard,
        "epcFormat": wanted.epc_format or EpcFormat.any.value,
        "failures": one.failures,
    }
