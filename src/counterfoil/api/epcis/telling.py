# SPDX-License-Identifier: Apache-2.0
"""New events told as they come: to addresses (webhooks), and to whoever listens (WebSockets).

An address is told until it answers with 2xx, and only then what is next: an event is sent once, or again where nobody
said that it was heard. ``GS1-Signature`` is the HMAC-SHA-256 of the body under the token that the subscriber gave. What
is told is what the subscriber may see when it is told.
"""

import asyncio
import hmac
from typing import Any, Final

import httpx
from litestar import WebSocket, websocket
from litestar.params import FromPath

from counterfoil.api.callers import DEMONSTRATION, Caller
from counterfoil.api.epcis.answers import JSON, query_document
from counterfoil.api.epcis.named_queries import require_query
from counterfoil.api.epcis.repository import AskingParty, Given, Repository
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.epcis.journal import entries
from counterfoil.readmodel.epcis.named import (
    NamedQuery,
    News,
    Subscription,
    due_subscriptions,
    news,
    note_failure,
    note_told,
)
from counterfoil.readmodel.epcis.query import last_number

LOOK_S: Final = 5.0
"""How often is looked for events that another process captured."""
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
    found, body = _news(repository, query, _as_caller(subscription.owner), subscription.told, subscription.id)
    heard = not found.numbers or _sent(client, subscription, body)
    with repository.database.writing() as connection:
        if heard:
            note_told(connection, subscription, found.told)
        else:
            note_failure(connection, subscription, repository.clock())
    return bool(found.numbers)


def _sent(client: httpx.Client, subscription: Subscription, body: bytes) -> bool:
    headers = {"content-type": JSON, SUBSCRIPTION_HEADER: subscription.id}
    if subscription.token:
        headers[SIGNATURE_HEADER] = hmac.digest(subscription.token.encode(), body, "sha256").hex()
    try:
        return client.post(subscription.destination, content=body, headers=headers).is_success
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        return False


def webhook_client() -> httpx.Client:
    """Follows nobody elsewhere, and asks no proxy that an environment names."""
    return httpx.Client(timeout=ANSWER_S, follow_redirects=False, trust_env=False)


@websocket("/queries/{name:str}/events")
async def listen(socket: WebSocket[Any, Any, Any], name: FromPath[str], caller: AskingParty, repository: Given) -> None:
    """From the moment in which it begins: what was captured before is asked for over HTTP."""
    query = await asyncio.to_thread(require_query, name, caller, repository)
    told = await asyncio.to_thread(_last, repository)
    woken = asyncio.Event()
    loop = asyncio.get_running_loop()
    await socket.accept()
    gone = asyncio.ensure_future(_until_gone(socket))
    try:
        with repository.bell.heard_by(lambda: loop.call_soon_threadsafe(woken.set)):
            while not gone.done():
                found, body = await asyncio.to_thread(_news, repository, query, caller, told, "")
                told = found.told
                if found.numbers:
                    await socket.send_text(body.decode())
                    continue
                waiting = asyncio.ensure_future(woken.wait())
                await asyncio.wait({gone, waiting}, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                woken.clear()
    finally:
        gone.cancel()


async def _until_gone(socket: WebSocket[Any, Any, Any]) -> None:
    """Whatever a listener says is not listened to, but that he leaves."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def _last(repository: Repository) -> int:
    with repository.database.reading() as connection:
        return last_number(connection)


def _news(repository: Repository, query: NamedQuery, caller: Caller, told: int, id: str) -> tuple[News, bytes]:
    with repository.database.reading() as connection:
        found = news(connection, query.question.query, repository.access.reach(caller), told)
        events = entries(connection, found.numbers)
    if not events:
        return found, b""
    return found, query_document(events, repository.clock(), query=query.name, subscription=id)


def _as_caller(party: PartyId) -> Caller:
    return DEMONSTRATION if party == DEMONSTRATION.party else Caller(party, None)
