# SPDX-License-Identifier: Apache-2.0
"""Events told as they come: each once and in order, across reconnections; to whom they concern; within bounds."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx
import pytest

from counterfoil.api.callers import Caller
from counterfoil.api.ledger.feeds import EVENT_STREAM, FEEDS_OF_ONE_MAX, Bounds, Feed, Feeds
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.record_pages import Place
from counterfoil.api.problems import Problem
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.parties.calls import RotateKeys, SuspendParty
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import Height, PartyId
from counterfoil.transport.serving import LIFE, ConnectionLife
from support.listening import FEED, Listening, Message, listening
from support.network import CHAIN
from support.node_service import SUPERVISOR, Served, paid, served

BLOCKS: Final = 25
UNUSUAL: Final = 13
"""Shares of a transfer, by which it is known among others."""
START: Final = Place(Height(0), 0)


def told_in_pages(service: Served, name: str) -> list[dict[str, Any]]:
    return [one for page in service.pages(name, 500) for one in page]


def whole(service: Served, name: str, count: int) -> list[Message]:
    with service.client(name) as client, listening(client) as feed:
        return list(islice(feed.messages, count))


def ordered(service: Served, quantity: int = 1) -> None:
    answer = service.hand_in("alice", paid(service.node, service.key("alice"), quantity))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("name", ["bob", "alice", "issuer", SUPERVISOR])
def test_a_feed_tells_what_pages_tell(service: Served, name: str) -> None:
    """The same events in the same order, in the same words; each message has the place after it."""
    service.running.publish_soon().result(60)
    pages = told_in_pages(service, name)
    found = whole(service, name, len(pages))
    assert [one.event for one in found] == pages
    assert [one.id for one in found] == [f"{one['height']}.{one['index'] + 1}" for one in pages]


def test_a_feed_goes_on_with_what_comes(service: Served) -> None:
    """Whoever has read all there is, is told the next event of his when it is ordered, and none of others'."""
    service.running.publish_soon().result(60)
    seen = len(told_in_pages(service, "bob"))
    with service.client("bob") as client, listening(client) as feed:
        list(islice(feed.messages, seen))
        service.hand_in("alice", paid(service.node, service.key("alice"), 3, receiver="alice"))
        ordered(service, 7)
        event = next(feed.messages).event
    assert (event["type"], event["data"]["quantity"]) == ("holdings.transferred", 7)


@pytest.mark.parametrize("seed", range(4))
def test_no_event_is_left_out_or_told_twice(service: Served, seed: int) -> None:
    """While blocks come, whoever listens leaves at any event and goes on after it, by either of two ways."""
    chance = Random(seed)
    sent = [paid(service.node, service.key("alice"), UNUSUAL) for _ in range(BLOCKS)]

    def order() -> None:
        for one in sent:
            for waiting in service.running.submit(service.node, [one]):
                waiting.result()

    writer = threading.Thread(target=order)
    writer.start()
    found: list[Message] = []
    last: str | None = None
    transfers = 0
    with service.client("bob") as client:
        while transfers < BLOCKS:
            by_header = last is not None and chance.random() < 0.5
            with listening(client, None if by_header else last, last if by_header else None) as feed:
                for message in islice(feed.messages, chance.randint(1, 9)):
                    found.append(message)
                    last = message.id
                    event = message.event
                    transfers += event["type"] == "holdings.transferred" and event["data"]["quantity"] == UNUSUAL
                    if transfers == BLOCKS:
                        break
    writer.join()
    pages = told_in_pages(service, "bob")
    assert [one.event for one in found] == pages[: len(found)]
    assert not any(one["type"] == "holdings.transferred" for one in pages[len(found) :])


def test_many_listen_and_all_are_told(service: Served) -> None:
    """Three parties with several feeds each hear of one transfer; there is no thread for each."""
    service.running.publish_soon().result(60)
    counts = {name: len(told_in_pages(service, name)) for name in ("alice", "bob", SUPERVISOR)}
    threads = threading.active_count()
    open_feeds: list[tuple[Any, Any, Listening]] = []
    try:
        for name, count in counts.items():
            for _ in range(8):
                client = service.client(name)
                way = listening(client)
                feed = way.__enter__()
                open_feeds.append((client, way, feed))
                assert len(list(islice(feed.messages, count))) == count
        assert threading.active_count() <= threads + 8, "a few that read, whatever the number of feeds"
        ordered(service, 9)
        for _, _, feed in open_feeds:
            assert next(feed.messages).event["data"]["quantity"] == 9
    finally:
        for client, way, _ in open_feeds:
            way.__exit__(None, None, None)
            client.close()


@pytest.mark.parametrize(
    ("query", "last"),
    [
        ("x", None),
        ("-1.0", None),
        ("999.0", None),
        (None, "x"),
        (None, "1.1.1"),
        (None, "9999999999999999.0"),
        ("0.0", ""),
    ],
)
def test_a_place_that_is_none_is_said_to_be_none(service: Served, query: str | None, last: str | None) -> None:
    """400 before anything is told."""
    headers = {"accept": EVENT_STREAM} | ({} if last is None else {"last-event-id": last})
    with service.client("bob") as client:
        answer = client.get(FEED, params={} if query is None else {"from": query}, headers=headers)
    assert answer.status_code == 400
    assert ("from" if last is None else "last-event-id") in answer.json()["detail"]


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "text/html, application/json;q=0.9", "text/event-streams"]
)
def test_pages_stay_as_they_are(service: Served, accept: str) -> None:
    """Who does not ask for a stream by its name has a page."""
    with service.client("bob") as client:
        answer = client.get(FEED, headers={"accept": accept})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["events"]


def test_a_stranger_is_told_nothing(service: Served) -> None:
    """No feed without a signature, and none of a chain that is not there."""
    headers = {"accept": EVENT_STREAM}
    assert httpx.get(service.url + FEED, headers=headers, trust_env=False).status_code == 401
    with service.client("bob") as client:
        assert client.get("/chains/other/events", headers=headers).status_code == 404


def rotates(service: Served) -> bytes:
    new = single_key_policy(PrivateKey(seed=b"new" + bytes(29)))
    return sign_calls(service.node, [RotateKeys(party=PartyId("bob"), keys=new)], service.key("bob"))


def suspends(service: Served) -> bytes:
    document = to_hex(digest(b"a document"))
    call = SuspendParty(party=PartyId("bob"), by=PartyId(SUPERVISOR), reference="order 1", document=document)
    return sign_calls(service.node, [call], service.key(SUPERVISOR))


@pytest.mark.parametrize("no_more", [rotates, suspends])
def test_who_is_heard_no_more_is_told_no_more(service: Served, no_more: Any) -> None:
    """From the block on in which his key was rotated away, or he was suspended: the feed ends there, in order."""
    service.running.publish_soon().result(60)
    with service.client("bob") as client, listening(client) as feed:
        seen = len(told_in_pages(service, "bob"))
        list(islice(feed.messages, seen))
        assert service.hand_in("alice", no_more(service)).status_code == 200
        assert list(feed.messages) == []


def test_feeds_of_one_party_are_few(service: Served) -> None:
    """One more is refused with when to come again; others still have theirs, and a place that is left is free."""
    clients = [service.client("bob") for _ in range(FEEDS_OF_ONE_MAX)]
    ways = [listening(client) for client in clients]
    feeds = [way.__enter__() for way in ways]
    assert all(next(feed.messages).event for feed in feeds)
    with service.client("bob") as client:
        refused = client.get(FEED, headers={"accept": EVENT_STREAM})
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert whole(service, "alice", 1)
        for way, one in zip(ways, clients, strict=True):
            way.__exit__(None, None, None)
            one.close()
        assert until_served(client)


def until_served(client: httpx.Client) -> Message:
    """Once the service has noticed who left, there is room again."""
    for _ in range(1_000):
        headers = {"accept": EVENT_STREAM}
        with client.stream("GET", FEED, headers=headers) as response:
            if response.status_code == 200:
                return next(Listening(response).messages)
    raise AssertionError("no place was freed")


def test_the_end_of_the_service_ends_feeds_in_order(root: Path) -> None:
    """Whoever listens reads an end, and no connection that broke; the service waits for nobody who listens."""
    heard, ended = threading.Event(), list[int]()

    def listen(client: httpx.Client) -> None:
        with listening(client) as feed:
            for count, _ in enumerate(feed.messages, 1):
                ended[:] = [count]
                heard.set()
            ended.append(-1)  # an end that is none would have raised

    with served(root) as service:
        client = service.client("bob")
        thread = threading.Thread(target=listen, args=(client,))
        thread.start()
        assert heard.wait(60)
    thread.join(60)
    client.close()
    assert len(ended) == 2 and ended[0] > 0


def test_a_feed_outlives_other_connections(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends a connection after its time leaves a feed alone; what the feed leaves is not kept alive by it."""
    monkeypatch.setattr("counterfoil.transport.serving.CONNECTION_S", 0.5)
    with served(root) as service, service.client("bob") as client, listening(client) as feed:
        first = next(feed.messages)
        assert first.event and feed.response.headers["connection"] == "close"
        host, port = service.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as silent:
            silent.settimeout(60)
            silent.sendall(b"GET /health HTTP/1.1\r\n")
            assert silent.recv(1) == b"", "it was opened after the feed, and the service has ended it"
        ordered(service, 11)
        while next(feed.messages).event["data"].get("quantity") != 11:
            pass


class Way:
    """What a server gives an application: sent messages, whoever leaves, and the life of the connection."""

    def __init__(self, *, blocked: bool = False) -> None:
        self.sent: list[dict[str, Any]] = []
        self.aborted = self.lengthened = False
        self.gone = asyncio.Event()
        self.taken = asyncio.Event()
        self.blocked = blocked
        self.life = ConnectionLife(self._lengthen, self._abort)
        self.scope = {"extensions": {LIFE: self.life}}

    def _lengthen(self, seconds: float | None) -> None:
        self.lengthened = seconds is None

    def _abort(self) -> None:
        self.aborted = True

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if self.blocked and self.sent:
            await asyncio.Event().wait()
        self.sent.append(message)
        self.taken.set()

    @property
    def bodies(self) -> list[bytes]:
        return [one["body"] for one in self.sent if one["type"] == "http.response.body"]


@pytest.fixture
def feeds_of(service: Served) -> Iterator[Any]:
    made: list[Feeds] = []

    def feeds(**bounds: Any) -> tuple[Feeds, Feed]:
        found = Feeds(service.running.chains, NeedToKnow(service.running.chains), Bounds(**bounds))
        made.append(found)
        caller = Caller(PartyId("bob"), service.key("bob").keyid)
        return found, found.feed(service.node, caller, START)

    yield feeds
    for one in made:
        one.close()


def test_silence_is_told(feeds_of: Any) -> None:
    """A line that says nothing comes after so long a silence; whoever listens knows that the feed lives."""
    feeds, feed = feeds_of(heartbeat_s=0.01)

    async def listen() -> Way:
        way = Way()
        running = asyncio.ensure_future(feed(way.scope, way.receive, way.send))
        while way.bodies.count(b":\n\n") < 4:
            way.taken.clear()
            await way.taken.wait()
        way.gone.set()
        await running
        return way

    way = asyncio.run(listen())
    assert way.lengthened and not way.aborted
    assert feeds.count == 0


def test_a_feed_ends_after_its_time(feeds_of: Any) -> None:
    """In order: whoever listens asks once more, and signs anew."""
    feeds, feed = feeds_of(life_s=0.05)
    way = Way()
    asyncio.run(feed(way.scope, way.receive, way.send))
    assert way.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert not way.aborted and feeds.count == 0


@pytest.mark.parametrize("ending", [False, True])
def test_who_does_not_read_is_let_go_of(feeds_of: Any, ending: bool) -> None:
    """After so long, or when the service ends: the connection is cut, and his place in the count is free."""
    feeds, feed = feeds_of(patience_s=3_600.0 if ending else 0.05)

    async def listen() -> Way:
        way = Way(blocked=True)
        if ending:
            asyncio.get_running_loop().call_soon(way.life.ending.set)
        await feed(way.scope, way.receive, way.send)
        return way

    way = asyncio.run(listen())
    assert way.aborted and feeds.count == 0
    assert way.bodies == []


def test_feeds_in_all_are_bounded(feeds_of: Any, service: Served) -> None:
    """Also where two came through the door at once."""
    feeds, feed = feeds_of(all_max=1)
    second = feeds.feed(service.node, Caller(PartyId("alice"), service.key("alice").keyid), START)

    async def listen() -> None:
        way = Way()
        running = asyncio.ensure_future(feed(way.scope, way.receive, way.send))
        await way.taken.wait()
        with pytest.raises(Problem) as caught:
            await second(way.scope, way.receive, way.send)
        assert caught.value.kind.status == 503
        with pytest.raises(Problem):
            feeds.feed(service.node, Caller(PartyId("alice"), None), START)
        way.gone.set()
        await running

    asyncio.run(listen())
    assert feeds.count == 0
    assert CHAIN in service.running.chains
