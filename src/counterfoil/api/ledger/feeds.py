# SPDX-License-Identifier: Apache-2.0
"""Events as they come, told to whoever listens, until he leaves or the service ends (server-sent events).

::

    id: 12.4
    event: event
    data: {"chain":"main","height":12,"index":3,…}

What is told is what pages tell, in the same order; ``id`` is the place after it, from which one goes on. A feed has no
thread: it sleeps in the event loop until its chain has another block, and one thread reads for all feeds, each a few
hundred events in its turn. Before each turn it is asked anew whether whoever listens may: his key, and the token or
certificate by which he came in. Whoever does not read what he is sent is let go of, and goes on where he was.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec

from counterfoil.api.callers import Caller
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.record_pages import Place, page_from
from counterfoil.api.problems import UNAVAILABLE, Problem
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import ChainId
from counterfoil.transport.serving import ConnectionLife, life_of

EVENT_STREAM: Final = "text/event-stream"
FEEDS_MAX: Final = 200
"""At once: fewer than connections, so that others are still heard."""
FEEDS_OF_ONE_MAX: Final = 16
"""Of one party."""
HEARTBEAT_S: Final = 15.0
"""Silence after which a line says that nothing came."""
PATIENCE_S: Final = 30.0
"""So long may whoever listens leave unread what he is sent."""
LIFE_S: Final = 3_600.0
"""Then a feed ends in order: whoever listens asks once more, with a signature of now."""
AT_ONCE_MAX: Final = 100
"""Events that are told in one go, and held in memory for it."""
LOOKED_AT_MAX: Final = 500
"""Events that are looked at in one turn."""
_FAREWELL_S: Final = 0.5
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"connection", b"close"),
    (b"x-accel-buffering", b"no"),
)
_HEARTBEAT: Final = b":\n\n"


@dataclass(frozen=True)
class Bounds:
    """How many, and for how long."""

    all_max: int = FEEDS_MAX
    one_max: int = FEEDS_OF_ONE_MAX
    heartbeat_s: float = HEARTBEAT_S
    patience_s: float = PATIENCE_S
    life_s: float = LIFE_S


class Told(NamedTuple):
    """What one turn of reading gave."""

    text: bytes
    place: Place
    """the one after the last that was looked at"""
    level: bool
    """whether that was all the chain had"""


class _Blocks:
    """Wakes whoever waits in the event loop when a chain has another block: one call for all, in however many."""

    def __init__(self) -> None:
        self.waiting: set[asyncio.Event] = set()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._due = False

    def ring(self, _header: bytes, _seal: bytes) -> None:
        """In the engine's thread, once the block is committed."""
        loop = self.loop
        if loop is None or self._due:
            return
        self._due = True
        try:
            loop.call_soon_threadsafe(self._wake)
        except RuntimeError:  # the loop has ended, and nobody listens
            self.loop, self._due = None, False

    def _wake(self) -> None:
        # Before anybody reads: a block that comes from here on rings again.
        self._due = False
        for one in self.waiting:
            one.set()


class Feeds:
    """The feeds of all chains."""

    def __init__(self, chains: Mapping[ChainId, ChainNode], policy: NeedToKnow, bounds: Bounds | None = None) -> None:
        self.bounds = Bounds() if bounds is None else bounds
        self._policy = policy
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="feeds")
        self._of: Counter[str] = Counter()
        self._blocks = {chain: _Blocks() for chain in chains}
        for chain, node in chains.items():
            node.follow(self._blocks[chain].ring)

    @property
    def count(self) -> int:
        """Feeds that are being told."""
        return self._of.total()

    def close(self) -> None:
        """Nothing is read any more once this returns."""
        self._reading.shutdown(wait=True, cancel_futures=True)

    def feed(self, node: ChainNode, caller: Caller, place: Place) -> "Feed":
        """A feed from a place on; raises Problem where there are too many."""
        self._require_room(caller)
        return Feed(self, node, caller, place)

    def enter(self, feed: "Feed") -> None:
        """It is being told from here on; raises Problem where there are too many by now."""
        self._require_room(feed.caller)
        self._of[feed.caller.party] += 1
        blocks = self._blocks[feed.node.chain]
        blocks.loop = asyncio.get_running_loop()
        blocks.waiting.add(feed.rung)

    def leave(self, feed: "Feed") -> None:
        self._blocks[feed.node.chain].waiting.discard(feed.rung)
        self._of[feed.caller.party] -= 1
        if not self._of[feed.caller.party]:
            del self._of[feed.caller.party]

    async def read(self, feed: "Feed") -> Told | None:
        """What a chain has from a feed's place on; None once it is nothing of the party's any more."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._read, feed)

    def _read(self, feed: "Feed") -> Told | None:
        node, caller = feed.node, feed.caller
        if caller.keyid is not None:
            holder = self._policy.holder(caller.keyid)
            if holder is None or holder.party != caller.party or holder.suspended:
                return None
        try:
            caller.require_still()
            sight = self._policy.sight(caller, node)
        except Problem:
            return None
        last = node.reader.height
        found, place = page_from(node, sight, feed.place, last, AT_ONCE_MAX, looked_at_max=LOOKED_AT_MAX)
        return Told(b"".join(map(_message, found)), place, place.height > last)

    def _require_room(self, caller: Caller) -> None:
        if self.count >= self.bounds.all_max:
            raise Problem(UNAVAILABLE, "too many feeds at once", headers={"retry-after": "5"})
        if self._of[caller.party] >= self.bounds.one_max:
            raise Problem(UNAVAILABLE, "too many feeds of one party", headers={"retry-after": "5"})


def _message(event: Any) -> bytes:
    after = Place(event.height, event.index + 1)
    return b"id: %s\nevent: event\ndata: %s\n\n" % (str(after).encode(), msgspec.json.encode(event))


class Feed:
    """What one party is told of one chain, on one connection: an ASGI application of one answer."""

    def __init__(self, feeds: Feeds, node: ChainNode, caller: Caller, place: Place) -> None:
        self.node, self.caller, self.place = node, caller, place
        self.rung = asyncio.Event()
        self._feeds, self._bounds = feeds, feeds.bounds

    async def __call__(self, scope: Any, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        self._feeds.enter(self)
        life = life_of(scope)
        life.lengthen(None)
        leaving = (asyncio.ensure_future(gone(receive)), asyncio.ensure_future(life.ending.wait()))
        try:
            await self._tell(_Way(send, life, leaving, self._bounds.patience_s))
        finally:
            self._feeds.leave(self)
            for one in leaving:
                one.cancel()

    async def _tell(self, way: "_Way") -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + self._bounds.life_s
        start = {"type": "http.response.start", "status": 200, "headers": list(_HEADERS)}
        going = await way.send(start) and await way.send(_body(_HEARTBEAT))
        while going and not way.closed and loop.time() < end:
            # Before the height is read: a block that comes after that wakes the feed again.
            self.rung.clear()
            told = await self._feeds.read(self)
            if told is None:
                break
            self.place = told.place
            if told.text:
                going = await way.send(_body(told.text))
            elif told.level:
                rung = await way.wait_for(self.rung, min(self._bounds.heartbeat_s, end - loop.time()))
                going = rung or way.closed or await way.send(_body(_HEARTBEAT))
        if going:
            await way.send(_body(b"", more=False))


class _Way:
    """To whoever listens: while he reads, and until he or the service goes."""

    def __init__(
        self,
        send: Callable[[Any], Any],
        life: ConnectionLife,
        leaving: tuple["asyncio.Task[Any]", ...],
        patience_s: float,
    ) -> None:
        self._send, self._life, self._leaving, self._patience_s = send, life, leaving, patience_s

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be told."""
        return any(one.done() for one in self._leaving)

    async def wait_for(self, rung: asyncio.Event, timeout_s: float) -> bool:
        """Whether it rang; False when the time is over, or somebody goes."""
        waiting = asyncio.ensure_future(rung.wait())
        await self._first(waiting, timeout_s)
        waiting.cancel()
        return rung.is_set()

    async def send(self, message: Any) -> bool:
        """Whether it was taken; where not, the connection is ended, and whoever listened can go on where he was."""
        sending: asyncio.Task[Any] = asyncio.ensure_future(self._send(message))
        if not self.closed:
            await self._first(sending, self._patience_s)
        if not sending.done() and self.closed:
            await asyncio.wait({sending}, timeout=_FAREWELL_S)
        if sending.done():
            sending.result()
            return True
        sending.cancel()
        self._life.abort()
        return False

    async def _first(self, awaited: "asyncio.Future[Any]", timeout_s: float) -> None:
        await asyncio.wait({awaited, *self._leaving}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)


def _body(data: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


async def gone(receive: Callable[[], Awaitable[Any]]) -> None:
    """Once whoever asked is there no more."""
    while (await receive())["type"] != "http.disconnect":
        pass
