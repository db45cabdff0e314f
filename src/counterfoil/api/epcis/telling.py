# SPDX-License-Identifier: Apache-2.0
"""New events told: to addresses as they come or by a schedule (webhooks), and to whoever listens (WebSockets).

An address is told until it answers with 2xx, and only then what is next: an event is sent once, or again where nobody
said that it was heard. What is told is what the subscriber may see when it is told.

GS1's bindings name the header, ``GS1-Signature``, and the token that the subscriber gave; how the one is made with the
other they leave to the implementation. Here it is the HMAC-SHA-256 of the body under the token, in 64 hex digits.
"""

import asyncio
import hmac
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx
from litestar import WebSocket, websocket
from litestar.params import FromPath

from counterfoil.api.callers import DEMONSTRATION, Caller
from counterfoil.api.epcis.answers import query_document
from counterfoil.api.epcis.exceptions import SUBSCRIPTION
from counterfoil.api.epcis.formats import EpcFormat
from counterfoil.api.epcis.named_queries import require_query
from counterfoil.api.epcis.outward import OutwardTransport
from counterfoil.api.epcis.repository import AskingParty, Given, Repository
from counterfoil.api.epcis.speaking import asked_format, require_version
from counterfoil.api.media_types import JSON
from counterfoil.api.problems import UNAVAILABLE, Problem
from counterfoil.epcis.times import parse_time
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.epcis.declarations import declared_by_others
from counterfoil.readmodel.epcis.journal import entries
from counterfoil.readmodel.epcis.named import NamedQuery
from counterfoil.readmodel.epcis.query import last_number
from counterfoil.readmodel.epcis.schedule import FIELDS, Schedule, read_schedule
from counterfoil.readmodel.epcis.subscriptions import (
    News,
    Subscription,
    claim,
    due_subscriptions,
    last_before,
    news,
    note_failure,
    note_told,
)

LOOK_S: Final = 5.0
"""How often is looked for what another process captured, and for schedules that have come."""
ANSWER_S: Final = 10.0
"""How long a destination may take to answer."""
CLAIM_S: Final = 5.0
"""How long besides that a subscription is one process's to tell."""
AT_ONCE: Final = 16
"""How many are told at the same time."""
LISTENERS_MAX: Final = 20
"""Of one party: whoever listens often keeps nobody else out, of as many connections as there are."""
SIGNATURE_HEADER: Final = "gs1-signature"
SUBSCRIPTION_HEADER: Final = "gs1-subscription-id"


@dataclass(frozen=True)
class _Letter:
    """What one subscription is to be told; without a body there is nothing to send."""

    subscription: Subscription
    found: News
    body: bytes


def tell_all(
    repository: Repository,
    transport: httpx.AsyncBaseTransport | None = None,
    failed: Callable[[str, Exception], None] = lambda _, __: None,
) -> int:
    """Tell every address what it was not told yet, once; to how many something was sent.

    One that fails, or takes its time, keeps no other waiting: so many are told at once, each within ``ANSWER_S``.
    """
    now = repository.clock()
    with repository.database.reading() as connection:
        due = _in_turn(due_subscriptions(connection, now))
    sent = 0
    for start in range(0, len(due), AT_ONCE):
        claimed = _claimed(repository, due[start : start + AT_ONCE])
        letters = [one for pair in claimed if (one := _written(repository, *pair, failed))]
        heard = asyncio.run(_send_all(letters, transport or OutwardTransport(repository.access.inside)))
        with repository.database.writing() as connection:
            for letter in letters:
                if letter.subscription.id in heard:
                    note_told(connection, letter.subscription, letter.found, repository.clock())
                else:
                    note_failure(connection, letter.subscription, repository.clock())
        sent += sum(1 for letter in letters if letter.body)
    return sent


def _claimed(
    repository: Repository, due: Sequence[tuple[Subscription, NamedQuery]]
) -> list[tuple[Subscription, NamedQuery]]:
    """Those that no other process of the service is telling; whoever dies while it tells leaves them for a while."""
    now = repository.clock()
    until = Timestamp(now + round(1_000 * (ANSWER_S + CLAIM_S)))
    with repository.database.writing() as connection:
        return [one for one in due if claim(connection, one[0], now, until)]


def _in_turn(due: list[tuple[Subscription, NamedQuery]]) -> list[tuple[Subscription, NamedQuery]]:
    """Those first that heard the last time, and one of each party before the second of any."""
    before: Counter[PartyId] = Counter()
    placed = []
    for one in due:
        owner = one[0].owner
        placed.append((min(one[0].failures, 1), before[owner], one[0].id, one))
        before[owner] += 1
    return [one for *_, one in sorted(placed, key=lambda each: each[:3])]


def _written(
    repository: Repository,
    subscription: Subscription,
    query: NamedQuery,
    failed: Callable[[str, Exception], None],
) -> _Letter | None:
    """None where nothing is sent for whoever subscribed any more, or his question raises: it is tried again later."""
    caller, wanted = _as_caller(subscription.owner), subscription.wanted
    try:
        if repository.access.may_send(caller, wanted.destination):
            asked = _News(
                query,
                caller,
                subscription=subscription.id,
                since_ms=wanted.since or 0,
                epc_format=EpcFormat(wanted.epc_format) if wanted.epc_format else EpcFormat.any,
                report_if_empty=wanted.report_if_empty and wanted.schedule is not None,
            )
            return _Letter(subscription, *asked.after(repository, subscription.told))
    except Exception as error:  # of one party's question, which is no matter of the others
        failed(f"subscription {subscription.id}", error)
    with repository.database.writing() as connection:
        note_failure(connection, subscription, repository.clock())
    return None


async def _send_all(letters: Sequence[_Letter], transport: httpx.AsyncBaseTransport) -> set[str]:
    """Which subscriptions were told, or had nothing to be told. Follows nobody elsewhere, and asks no proxy."""
    told = {letter.subscription.id for letter in letters if not letter.body}
    wanted = [letter for letter in letters if letter.body]
    if not wanted:
        return told
    async with httpx.AsyncClient(
        timeout=ANSWER_S, follow_redirects=False, trust_env=False, transport=transport
    ) as client:
        heard = await asyncio.gather(*(_sent(client, letter) for letter in wanted))
    return told | {letter.subscription.id for letter, one in zip(wanted, heard, strict=True) if one}


async def _sent(client: httpx.AsyncClient, letter: _Letter) -> bool:
    """Whether it was heard, by the status alone: what else is answered, however slow or much, is not read."""
    wanted = letter.subscription.wanted
    headers = {"content-type": JSON, SUBSCRIPTION_HEADER: letter.subscription.id}
    if wanted.token:
        headers[SIGNATURE_HEADER] = hmac.digest(wanted.token.encode(), letter.body, "sha256").hex()
    try:
        async with (
            asyncio.timeout(ANSWER_S),
            client.stream("POST", wanted.destination, content=letter.body, headers=headers) as answer,
        ):
            return answer.is_success
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, UnicodeError):
        return False


@websocket("/queries/{name:str}/events")
async def listen(socket: WebSocket[Any, Any, Any], name: FromPath[str], caller: AskingParty, repository: Given) -> None:
    """From the moment in which it begins, or from when is asked: as events come, or by a schedule."""
    require_version(socket.headers)
    listening = _listening(socket)
    query = await asyncio.to_thread(require_query, name, caller, repository)
    asked = _News(
        query,
        caller,
        since_ms=listening.since or 0,
        epc_format=asked_format(socket.headers),
        report_if_empty=listening.report_if_empty,
    )
    told = await asyncio.to_thread(_told_before, repository, listening.since)
    if repository.listeners[caller.party] >= LISTENERS_MAX:
        raise Problem(UNAVAILABLE, f"a party listens at most {LISTENERS_MAX} times at once")
    repository.listeners[caller.party] += 1
    try:
        await _tell_listener(socket, repository, asked, listening, told)
    finally:
        repository.listeners[caller.party] -= 1


async def _tell_listener(
    socket: WebSocket[Any, Any, Any], repository: Repository, asked: "_News", listening: "_Listening", told: int
) -> None:
    """Until he leaves."""
    due = listening.due(repository.clock())
    woken = asyncio.Event()
    loop = asyncio.get_running_loop()
    await socket.accept()
    gone = asyncio.ensure_future(_until_gone(socket))
    try:
        with repository.bell.heard_by(lambda: loop.call_soon_threadsafe(woken.set)):
            while not gone.done():
                now = repository.clock()
                if due <= now:
                    found, body = await asyncio.to_thread(asked.after, repository, told)
                    told = found.told
                    if body:
                        await socket.send_text(body.decode())
                    if found.is_all:
                        due = listening.due(now)
                    if found.numbers:
                        continue
                waiting = asyncio.ensure_future(woken.wait())
                await asyncio.wait({gone, waiting}, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                woken.clear()
    finally:
        gone.cancel()


@dataclass(frozen=True)
class _Listening:
    """What a listener wants: without a schedule everything as it comes."""

    schedule: Schedule | None
    report_if_empty: bool
    since: Timestamp | None

    def due(self, after: Timestamp) -> Timestamp:
        """When he is told next: of a stream at once, whenever there is something."""
        found = after if self.schedule is None else self.schedule.next(after)
        assert found is not None, "a schedule that was read comes again and again"
        return found


def _listening(socket: WebSocket[Any, Any, Any]) -> _Listening:
    """What the address asks; raises Problem, also for both or neither of a schedule and a stream."""
    pairs = parse_qsl(socket.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    twice = [name for name in given if sum(1 for other, _ in pairs if other == name) > 1]
    fields = {name: given.pop(name) for name in FIELDS if name in given}
    stream, empty, since = (given.pop(name, None) for name in ("stream", "reportIfEmpty", "initialRecordTime"))
    try:
        if twice:
            raise InputError(f"{twice[0]} is given twice")
        if given:
            raise InputError(f"{min(given)} is nothing that a listener says")
        if stream not in (None, "true") or (stream == "true" and fields) or empty not in (None, "true", "false"):
            raise InputError("say stream=true, or a schedule such as minute=0")
        return _Listening(
            read_schedule(fields) if fields else None,
            report_if_empty=bool(fields) and empty == "true",
            since=None if since is None else Timestamp(max(1, parse_time(since).ms)),
        )
    except InputError as error:
        raise Problem(SUBSCRIPTION, str(error)) from error


async def _until_gone(socket: WebSocket[Any, Any, Any]) -> None:
    """Whatever a listener says is not listened to, but that he leaves."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def _told_before(repository: Repository, since: Timestamp | None) -> int:
    """The last event that is not to be told."""
    with repository.database.reading() as connection:
        return last_number(connection) if since is None else last_before(connection, since)


@dataclass(frozen=True)
class _News:
    """What somebody asks for again and again."""

    query: NamedQuery
    caller: Caller
    subscription: str = ""
    since_ms: int = 0
    epc_format: EpcFormat = EpcFormat.any
    report_if_empty: bool = False

    def after(self, repository: Repository, told: int) -> tuple[News, bytes]:
        """What came after an event, and as it is told; nothing is told of nothing, unless that is wanted."""
        reach = repository.access.reach(self.caller)
        with repository.database.reading() as connection:
            found = news(connection, self.query.question.query, reach, told, self.since_ms)
            events = entries(connection, found.numbers)
            declared = declared_by_others(connection, found.numbers, reach)
        if not events and not self.report_if_empty:
            return found, b""
        spelled = repository.translation(self.epc_format)
        given: dict[str, Any] = {"query": self.query.name, "subscription": self.subscription, "declared": declared}
        return found, query_document(events, repository.clock(), spelled, **given)


def _as_caller(party: PartyId) -> Caller:
    return DEMONSTRATION if party == DEMONSTRATION.party else Caller(party, None)
