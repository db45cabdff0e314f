# SPDX-License-Identifier: Apache-2.0
"""``GET …/events``: page by page, or as a live feed, by what the request accepts."""

import asyncio
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from counterfoil.api.ledger.answering import Asking, AskingParty, Policy, Running
from counterfoil.api.ledger.feeds import EVENT_STREAM, Feed, Feeds
from counterfoil.api.ledger.record_pages import events_page, place_in

GivenFeeds = NamedDependency[Feeds]


@get("/chains/{chain:str}/events", summary="Events from a place on, those that the party sees: a page, or live")
async def events(
    request: Asking,
    chain: FromPath[str],
    caller: AskingParty,
    policy: Policy,
    running: Running,
    feeds: GivenFeeds,
    limit: FromQuery[int] = 100,
) -> Response[bytes]:
    if not _wants_feed(request):
        return await asyncio.to_thread(events_page, request, chain, caller, policy, running, limit)
    node = running.node(chain)
    await asyncio.to_thread(policy.sight, caller, node)  # who is suspended is told so
    last_seen = request.headers.get("last-event-id")
    where, begin = (
        ("from", request.query_params.get("from", "0.0")) if last_seen is None else ("last-event-id", last_seen)
    )
    return _Live(feeds.feed(node, caller, place_in(begin, node.reader.height, where)))


def _wants_feed(request: Asking) -> bool:
    accepted = request.headers.get("accept", "").split(",")
    return any(one.partition(";")[0].strip().lower() == EVENT_STREAM for one in accepted)


class _Live(Response[bytes]):
    """An answer that a feed gives by itself."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(b"")
        self._feed = feed

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        return self._feed


HANDLERS = [events]
