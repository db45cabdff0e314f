# SPDX-License-Identifier: Apache-2.0
"""New events told: to addresses as they come or by a schedule (webhooks), and to whoever listens (WebSockets).

An address is told until it answers with 2xx, and only then what is next: an event is sent once, or again where nobody
said that it was heard. What is told is what the subscriber may see when it is told.

GS1's bindings name the header, ``GS1-Signature``, and the token that the subscriber gave; how the one is made with the
other they leave to the implementation. Here it is the HMAC-SHA-256 of the body under the token, in 64 hex digits.
"""

import asyncio
import hmac
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
from counterfoil.api.epcis.repository import AskingParty, Given, Repository
from counterfoil.api.epcis.speaking import JSON, asked_format
from counterfoil.api.problems import Problem
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
SIGNATURE_HEADER: Final = "gs1-signature"
SUBSCRIPTION_HEADER: Final = "gs1-subscription-id"


def tell_all(repository: Repository, client: httpx.Client) -> int:
    """Tell every address what it was not told yet, once; to how many something was sent."""
    now = repository.clock()
    with repository.database.reading() as connection:
        due = due_subscriptions(connection, now)
    return sum(_tell(repository, client, subscription, query) for subscription, query in due)


def _tell(repository: Repository, client: httpx.Client, subscription: Subscription, query: NamedQuery) -> bool:
    wanted = subscription.wanted
    asked = _News(
        query,
        _as_caller(subscription.owner),
        subscription=subscription.id,
        since_ms=wanted.since or 0,
        epc_format=EpcFormat(wanted.epc_format) if wanted.epc_format else EpcFormat.any,
        report_if_empty=wanted.report_if_empty and wanted.schedule is not None,
    )
    found, body = asked.after(repository, subscription.told)
    heard = not body or _sent(client, subscription, body)
    with repository.database.writing() as connection:
        if heard:
            note_told(connection, subscription, found, repository.clock())
        else:
            note_failure(connection, subscription, repository.clock())
    return bool(body)


def _sent(client: httpx.Client, subscription: Subscription, body: bytes) -> bool:
    headers = {"content-type": JSON, SUBSCRIPTION_HEADER: subscription.id}
    if subscription.wanted.token:
        headers[SIGNATURE_HEADER] = hmac.digest(subscription.wanted.token.encode(), body, "sha256").hex()
    try:
        return client.post(subscription.wanted.destination, content=body, headers=headers).is_success
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        return False


def webhook_client() -> httpx.Client:
    """Follows nobody elsewhere, and asks no proxy that an environment names."""
    return httpx.Client(timeout=ANSWER_S, follow_redirects=False, trust_env=False)


@websocket("/queries/{name:str}/events")
async def listen(socket: WebSocket[Any, Any, Any], name: FromPath[str], caller: AskingParty, repository: Given) -> None:
    """From the moment in which it begins, or from when is asked: as events come, or by a schedule."""
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
