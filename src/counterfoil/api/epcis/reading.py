# SPDX-License-Identifier: Apache-2.0
"""Events asked for: by a query, by name, and by what they have in common."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from litestar import Response, delete, get
from litestar.params import FromPath

from counterfoil.api.callers import Caller
from counterfoil.api.epcis.answers import SIMPLE_EVENT_QUERY, Answer, json_answer
from counterfoil.api.epcis.asking import (
    name_behind,
    page_links,
    parameters_of,
    raw_path,
    read_count,
    token_in,
    told_of_digits,
)
from counterfoil.api.epcis.exceptions import NO_SUCH_NAME, NO_SUCH_RESOURCE, TOO_LARGE, wrong_parameter
from counterfoil.api.epcis.repository import Asking, AskingParty, Given, Repository
from counterfoil.api.epcis.speaking import asked_manner, prefixes, require_heard, require_spoken
from counterfoil.api.problems import Problem
from counterfoil.api.threads import in_thread
from counterfoil.epcis.context import GS1_CONTEXT, Namespaces
from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.epcis.declarations import DeclaredByAnother, declared_by_others
from counterfoil.readmodel.epcis.journal import JournalEntry, entries, entries_named
from counterfoil.readmodel.epcis.query import TOKEN, TooManyEvents, read_query, run
from counterfoil.readmodel.epcis.words import RESOURCES, words

_EVENTS: Final = "/events"


@get("/events", summary="Events by a query")
@in_thread
def events(request: Asking, caller: AskingParty, repository: Given) -> Response[bytes]:
    return answer_query(request, caller, repository, {})


@get("/events/{name:path}", summary="The event of an eventID or a hash, or several of one name")
@in_thread
def event(
    request: Asking,
    name: FromPath[str],  # noqa: ARG001 - as the framework decoded it, without its double slashes
    caller: AskingParty,
    repository: Given,
) -> Response[bytes]:
    manner = asked_manner(request)
    wanted = name_behind(request, "/events/")
    reach = repository.access.reach(caller)
    with repository.database.reading() as connection:
        found = [one for one in entries_named(connection, wanted) if reach.sees(one.captured_by)]
        declared = declared_by_others(connection, [one.number for one in found], reach)
    if not found:
        raise Problem(NO_SUCH_RESOURCE)
    answer = Answer(manner, repository.translation(manner.identifiers))
    if len(found) == 1 and not declared:
        return answer.event(found[0], repository.clock())
    return answer.document(found, repository.clock(), declared=declared)


def answer_query(
    request: Asking,
    caller: Caller,
    repository: Repository,
    fixed: Mapping[str, Sequence[str]],
    *,
    query: str = SIMPLE_EVENT_QUERY,
    names: Namespaces | None = None,
) -> Response[bytes]:
    """A page of events. ``fixed`` are parameters that whoever asks cannot set."""
    manner = asked_manner(request)
    asked = parameters_of(request)
    if twice := sorted(asked.keys() & fixed.keys()):
        raise wrong_parameter(InputError("is said by the path already", where=twice[0]))
    token = token_in(asked, caller, repository)
    asked.pop(TOKEN, None)
    page = answered({**asked, **fixed}, token, caller, repository, names or prefixes(request))
    answer = Answer(manner, repository.translation(manner.identifiers))
    headers = {**page_links(request, page.further, caller, repository), **told_of_digits({**asked, **fixed})}
    return answer.document(page.events, repository.clock(), query=query, declared=page.declared, headers=headers)


class AnsweredPage(NamedTuple):
    """The events of a page, what others declared of them, and where the next begins."""

    events: list[JournalEntry]
    declared: list[DeclaredByAnother]
    further: str | None


def answered(
    parameters: Mapping[str, Sequence[str]],
    token: str | None,
    caller: Caller,
    repository: Repository,
    names: Namespaces,
) -> AnsweredPage:
    """A page of events, from where a token that was opened says; raises Problem."""
    reach = repository.access.reach(caller)
    try:
        query = read_query(parameters, names)
        with repository.database.reading() as connection:
            page = run(connection, query, reach, token=token)
            declared = declared_by_others(connection, page.numbers, reach)
            return AnsweredPage(entries(connection, page.numbers), declared, page.next_token)
    except InputError as error:
        raise wrong_parameter(error) from error
    except TooManyEvents as error:
        raise Problem(TOO_LARGE, str(error)) from error


@delete("/nextPageToken/{token:str}", status_code=204, summary="Read no further")
@in_thread
def forget_token(token: FromPath[str], request: Asking, caller: AskingParty, repository: Given) -> None:
    """Of any list. Nothing is kept for a token: there is nothing to forget."""
    require_heard(request)
    try:
        repository.tokens.opened(token, caller.party)
    except InputError as error:
        raise Problem(NO_SUCH_NAME) from error


def resource_handlers() -> list[Any]:
    """Of each list of words, the list, and the events of one word."""
    return [handler for name in RESOURCES for handler in (_listing(name), _events_of(name))]


def _listing(resource: str) -> Any:
    @get(f"/{resource}", summary=f"The {resource} of all events that one sees")
    @in_thread
    def listing(request: Asking, caller: AskingParty, repository: Given) -> Response[bytes]:
        require_spoken(request)
        asked = parameters_of(request)
        count = read_count(asked)
        after = token_in(asked, caller, repository) or ""
        reach = repository.access.reach(caller)
        try:
            with repository.database.reading() as connection:
                found = words(connection, resource, reach, after=after, count=count + 1)
        except InputError as error:
            raise wrong_parameter(error) from error
        further = found[count - 1] if len(found) > count else None
        return json_answer(collection(found[:count]), headers=page_links(request, further, caller, repository))

    return listing


def _events_of(resource: str) -> Any:
    @get(f"/{resource}/{{word:path}}", summary=f"What is below one of the {resource}; and …/events, its events")
    @in_thread
    def events_of(
        request: Asking,
        word: FromPath[str],  # noqa: ARG001 - as above
        caller: AskingParty,
        repository: Given,
    ) -> Response[bytes]:
        parameter = RESOURCES[resource].parameter
        if raw_path(request).endswith(_EVENTS):
            fixed = {parameter: [name_behind(request, f"/{resource}/", _EVENTS)]}
            _require_word(fixed, prefixes(request))
            return answer_query(request, caller, repository, fixed)
        require_spoken(request)
        _require_word({parameter: [name_behind(request, f"/{resource}/")]}, prefixes(request))
        asked = {parameter: [name_behind(request, f"/{resource}/")], "perPage": ["1"]}
        told = told_of_digits(asked)
        if not answered(asked, None, caller, repository, prefixes(request)).events:
            raise Problem(NO_SUCH_RESOURCE, headers=told)
        return json_answer(collection(["events"]), headers=told)

    return events_of


def _require_word(asked: Mapping[str, Sequence[str]], names: Namespaces) -> None:
    """What could be no word of an event is not there."""
    try:
        read_query(asked, names)
    except InputError as error:
        raise Problem(NO_SUCH_RESOURCE, str(error)) from error


@get("/", summary="What there is at the top")
@in_thread
def top(request: Asking) -> Response[bytes]:
    require_spoken(request)
    return json_answer(collection(["capture", "events", "queries", *RESOURCES]))


def collection(members: Sequence[str]) -> dict[str, Any]:
    """A list of names, as the bindings have it."""
    return {"@context": [GS1_CONTEXT], "type": "Collection", "member": list(members)}
