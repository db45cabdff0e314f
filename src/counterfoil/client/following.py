# SPDX-License-Identifier: Apache-2.0
"""Events in order, none twice and none left out: page by page, or as they come, by server-sent events where there are.

A place is ``HEIGHT.INDEX``. Whoever keeps the cursor of the last event that he dealt with goes on there.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from counterfoil.client.errors import NotBelieved, ServiceFailed
from counterfoil.client.knowing import KnownNode, read
from counterfoil.client.results import At, LedgerEvent
from counterfoil.client.steps import Answer, Conversation, Give, Lost, Open, Pause, Read, Request, Shut
from counterfoil.evidence.event import Event
from counterfoil.primitives.errors import InputError

EVENT_STREAM: Final = "text/event-stream"
PAGE: Final = 500
POLL_MS: Final = 1_000
"""Between two pages, where a service tells no events as they come."""
RECONNECT_MS: Final = 500
MESSAGE_MAX: Final = 1_048_576
"""Bytes of one message."""
_CURSOR: Final = re.compile(r"([0-9]{1,15})\.([0-9]{1,9})\Z")


class Page(msgspec.Struct, frozen=True):
    """A page of events, and where the next one begins."""

    at: At
    events: tuple[Event, ...]
    next: str
    more: bool


class Message(NamedTuple):
    """One message of a stream."""

    kind: str
    data: str
    id: str


def events(node: KnownNode, since: str, *, follow: bool) -> Conversation[None]:
    """Hands out events from a place on; with ``follow`` without an end. Raises what the service says against it."""
    _place(since)
    cursor, streams = since, follow
    while True:
        told = False
        if streams:
            cursor, told, streams = yield from _streamed(node, cursor)
        if not told:
            cursor = yield from _paged(node, cursor)
        if not follow:
            return
        pause_ms = RECONNECT_MS if streams else POLL_MS
        yield Pause((pause_ms + node.patience.surroundings.chance(pause_ms)) / 1_000)


def messages(data: str) -> Iterator[Message]:
    """The messages of whole blocks of a stream (HTML, server-sent events)."""
    for block in data.split("\n\n"):
        fields: dict[str, list[str]] = {}
        for one in block.split("\n"):
            name, _, value = one.partition(":")
            fields.setdefault(name, []).append(value.removeprefix(" "))
        kind, identifier = fields.get("event", ["message"])[-1], fields.get("id", [""])[-1]
        if "data" in fields or identifier:
            yield Message(kind, "\n".join(fields.get("data", [])), identifier)


def _paged(node: KnownNode, cursor: str) -> Conversation[str]:
    """All that there is, and the place after it."""
    more = True
    while more:
        page = yield from node.got(Page, "events", query={"from": cursor, "limit": PAGE})
        if page.at.chain != node.chain:
            raise NotBelieved(f"events of {page.at.chain}, where those of {node.chain} were asked for")
        for event in page.events:
            cursor = _after(node, event, cursor)
            yield Give(LedgerEvent(event, cursor))
        following, more = page.next, page.more
        if _place(following, told=True) < _place(cursor) or (more and following == cursor and not page.events):
            raise NotBelieved(f"after {cursor} it goes on at {following}")
        cursor = following
        node.noted_height(page.at.height)
    return cursor


def _streamed(node: KnownNode, cursor: str) -> Conversation[tuple[str, bool, bool]]:
    """What comes until the stream ends: the place after it, whether there was one, and whether to ask for one again.

    What is wrong is not told from here: a page is asked for then, which says it.
    """
    path = yield from node.path("events", query={"from": cursor})
    answer = yield Open(Request("GET", path, accept=EVENT_STREAM))
    if isinstance(answer, Lost) or not (answer.status == 200 and answer.media_type == EVENT_STREAM):
        yield Shut()
        return cursor, False, isinstance(answer, Lost) or answer.status >= 400
    waiting = b""
    while (part := (yield Read())) and not isinstance(part, Lost):
        waiting += part
        if len(waiting) > MESSAGE_MAX:
            raise ServiceFailed(f"GET {path}: a message of more than {MESSAGE_MAX} bytes")
        whole, waiting = _whole(waiting)
        for message in messages(whole.decode(errors="replace")):
            cursor = yield from _heard(node, message, cursor)
    yield Shut()
    return cursor, True, True


def _whole(waiting: bytes) -> tuple[bytes, bytes]:
    """The blocks that are whole, with their ends of line made one, and what is left."""
    # Of an end of line in two parts the second may still be to come.
    held = b"\r" if waiting.endswith(b"\r") else b""
    text = waiting.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    whole, _, rest = text.rpartition(b"\n\n")
    return whole, rest + held


def _heard(node: KnownNode, message: Message, cursor: str) -> Conversation[str]:
    if message.kind != "event" or not message.data:
        # The service may say how far it looked where there is nothing to tell.
        return message.id if message.id and _place(message.id, told=True) >= _place(cursor) else cursor
    event = read(Answer(200, {}, message.data.encode()), Event, "an event of the stream")
    after = _after(node, event, cursor)
    if message.id not in ("", after):
        raise NotBelieved(f"the place after the event {event.height}.{event.index} is said to be {message.id}")
    yield Give(LedgerEvent(event, after))
    return after


def _after(node: KnownNode, event: Event, cursor: str) -> str:
    """The place after an event; raises NotBelieved for one that comes out of order, or is of another chain."""
    if event.chain != node.chain or (event.height, event.index) < _place(cursor):
        raise NotBelieved(f"the event {event.height}.{event.index} of {event.chain} cannot come after {cursor}")
    return f"{event.height}.{event.index + 1}"


def _place(cursor: Any, *, told: bool = False) -> tuple[int, int]:
    found = _CURSOR.match(cursor) if isinstance(cursor, str) else None
    if found is None and told:
        raise NotBelieved(f"{str(cursor)[:40]!r} is no place on a chain")
    if found is None:
        remedy = "HEIGHT.INDEX, such as 0.0 for all, or the cursor of an event"
        raise InputError(f"{str(cursor)[:40]!r} is no place on a chain", where="since", remedy=remedy)
    return int(found[1]), int(found[2])
