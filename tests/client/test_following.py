# SPDX-License-Identifier: Apache-2.0
"""Events as they come: server-sent where the service has them, resumed by their cursor, by pages where it has not."""

from collections.abc import Callable, Sequence
from itertools import islice, pairwise
from typing import Any, Final

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.client import NoAnswer, NotBelieved, ServiceFailed
from counterfoil.client.following import MESSAGE_MAX, events
from counterfoil.client.knowing import KnownNode
from counterfoil.client.patience import Patience
from counterfoil.client.steps import Answer, Give, Open, Pause, Read, Shut
from counterfoil.evidence.event import GENESIS_TRANSACTION, Event, ObjectClass
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Height
from support.fake_node import CHAIN, Around, FakeNode, Said, json_answer, problem

WHERE: Final = f"/chains/{CHAIN}/events"
STREAM: Final = {"content-type": "text/event-stream; charset=utf-8"}
READ_ERROR: Final = httpx.ReadError("reset")


def event(height: int, index: int, chain: str = CHAIN) -> Event:
    return Event(
        call=0,
        chain=ChainId(chain),
        consents=(),
        data={"account": "alice-1"},
        height=Height(height),
        index=index,
        object=ObjectClass.account,
        trails=(),
        transaction=GENESIS_TRANSACTION,
        type="parties.account_opened",
    )


EVENTS: Final = [event(height, index) for height in (1, 2, 5) for index in range(3)]


def message(one: Event, cursor: str | None = None) -> bytes:
    place = f"{one.height}.{one.index + 1}" if cursor is None else cursor
    return b"id: %s\nevent: event\ndata: %s\n\n" % (place.encode(), msgspec.json.encode(one))


def after(since: str) -> list[Event]:
    height, index = map(int, since.split("."))
    return [one for one in EVENTS if (one.height, one.index) >= (height, index)]


def page(request: httpx.Request, fake: FakeNode) -> Said:
    """All that there is from a place on."""
    found = after(request.url.params["from"])
    return json_answer({"at": fake.at(), "events": found, "next": "11.0", "more": False})


def streams(*parts: Callable[[str], Sequence[bytes | Exception]]) -> list[Callable[[httpx.Request], Said]]:
    """One stream after the other, by where each begins."""
    return [lambda request, part=part: Said(200, STREAM, part(request.url.params["from"])) for part in parts]  # type: ignore[misc]


def places(found: Sequence[Any]) -> list[tuple[int, int]]:
    return [(one.height, one.event.index) for one in found]


EVERY: Final = [(one.height, one.index) for one in EVENTS]


def test_what_is_cut_off_goes_on_where_it_was(ask: Any, fake: FakeNode) -> None:
    """Streams that end in the middle of a message, by an error or in order: every event comes once, in order."""
    whole = [message(one) for one in EVENTS]
    fake.first[WHERE] = [
        *streams(
            lambda _: [b": heartbeat\n\n", *whole[:2], whole[2][:30], READ_ERROR],
            lambda since: [*map(message, after(since)[:3])],
            lambda _: [],
            lambda since: [*map(message, after(since))],
        )
    ]
    found = list(islice(ask().events(follow=True), len(EVENTS)))
    assert places(found) == EVERY
    assert [one.url.params["from"] for one in fake.asked if one.url.path == WHERE] == ["0.0", "1.2", "2.2", "2.2"]
    assert all(one.headers["accept"] == "text/event-stream" for one in fake.asked if one.url.path == WHERE)


def test_a_cursor_alone_says_how_far_was_looked(ask: Any, fake: FakeNode) -> None:
    """A message without an event moves the place, and never backwards."""
    fake.first[WHERE] = [
        *streams(
            lambda _: [b"id: 2.0\nevent: place\ndata:\n\n", b"id: 1.0\n\n"],
            lambda since: [*map(message, after(since))],
        )
    ]
    assert places([next(iter(ask().events(follow=True)))]) == [(2, 0)]


def test_pages_are_asked_for_where_nothing_is_pushed(ask: Any, fake: FakeNode) -> None:
    """A service that knows pages alone answers one, and is asked again after a while."""
    fake.always[WHERE] = lambda request: page(request, fake)
    found = list(islice(ask().events(follow=True), len(EVENTS)))
    assert places(found) == EVERY
    assert list(ask().events(since="5.1")) == [one for one in found if (one.height, one.event.index) >= (5, 1)]


def test_what_follows_nothing_is_waited_for(ask: Any, fake: FakeNode) -> None:
    """Between two questions there is time, and one that fails in between is asked again."""
    empty = json_answer({"at": fake.at(), "events": [], "next": "11.0", "more": False})
    later = json_answer({"at": fake.at(), "events": [event(11, 0)], "next": "11.1", "more": False})
    fake.first[WHERE] = [empty, empty, problem(503, "unavailable", retry_after=2), empty, later]
    assert places([next(iter(ask().events(follow=True)))]) == [(11, 0)]
    assert fake.around.waited_s == [1, 2, 1]


def test_a_service_that_is_gone_is_told(ask: Any, fake: FakeNode) -> None:
    """After the patience that one has: the cursor of the last event leads on."""
    fake.first[WHERE] = [*streams(lambda _: [message(EVENTS[0])])]
    fake.always[WHERE] = lambda _: Said(200, {}, [READ_ERROR])
    following = iter(ask(patience_s=20).events(follow=True))
    assert next(following).cursor == "1.1"
    with pytest.raises(NoAnswer, match="reset"):
        next(following)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (message(EVENTS[3]) + message(EVENTS[1]), "cannot come after 2.1"),
        (message(EVENTS[0]) * 2, "cannot come after 1.1"),
        (message(event(1, 0, "otc")), "of otc cannot come after"),
        (message(EVENTS[0], "9.9"), "said to be 9.9"),
        (message(EVENTS[0], "next"), "said to be next"),
        (b"event: event\ndata: {}\n\n", "cannot be read"),
        (b"data: " + bytes(MESSAGE_MAX), "more than"),
    ],
    ids=["backwards", "twice", "chain", "place", "no place", "garbage", "length"],
)
def test_a_stream_that_cannot_be_is_not_believed(ask: Any, fake: FakeNode, text: bytes, told: str) -> None:
    """Events out of order, twice, of another chain; places that are none; a message without an end."""
    fake.first[WHERE] = [*streams(lambda _: [text])]
    with pytest.raises(ServiceFailed, match=told):
        list(islice(ask().events(follow=True), 3))


@pytest.mark.parametrize(
    ("told", "match"),
    [
        ({"next": "0.0", "more": True, "events": []}, "it goes on at 0.0"),
        ({"next": "0.1", "more": False}, "it goes on at 0.1"),
        ({"next": "soon", "more": False}, "no place on a chain"),
        ({"events": [EVENTS[1], EVENTS[0]]}, "cannot come after"),
        ({"at": {"chain": "otc", "height": 10, "state": "b" * 64, "time": 1}}, "events of otc"),
    ],
)
def test_pages_that_cannot_be_are_not_believed(ask: Any, fake: FakeNode, told: Any, match: str) -> None:
    """A page that leads back, or nowhere, would be read for ever."""
    said = {"at": fake.at(), "events": EVENTS[:1], "next": "1.1", "more": False} | told
    fake.always[WHERE] = lambda _: json_answer(said)
    with pytest.raises(NotBelieved, match=match):
        list(ask().events())


@pytest.mark.parametrize("since", ["", "1", "1.2.3", "-1.0", "a.b", "1.0\n", None, 5])
def test_a_place_is_a_place(ask: Any, fake: FakeNode, since: Any) -> None:
    """What is none is told before anything is sent."""
    with pytest.raises(InputError, match="no place on a chain"):
        list(ask().events(since=since))
    assert fake.asked == []


@given(cuts=st.sets(st.integers(0, 4_000), max_size=12), line=st.sampled_from([b"\n", b"\r\n"]))
def test_however_it_is_cut_it_is_the_same(cuts: set[int], line: bytes) -> None:
    """Wherever the network cuts a stream into parts, between letters and within an end of line too."""
    text = b"".join(map(message, EVENTS)).replace(b"\n", line)
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    parts = [text[begin:end] for begin, end in pairwise(edges)]
    assert [(one.height, one.event.index) for one in heard(parts)] == EVERY


def heard(parts: Sequence[bytes]) -> list[Any]:
    """What a conversation gives of these parts, without any socket."""
    node = KnownNode(Patience(Around().surroundings(), 1), (), chain=CHAIN)
    talk, found = events(node, "0.0", follow=True), []
    waiting = [*parts, b""]
    step = next(talk)
    while not isinstance(step, Pause):
        match step:
            case Open():
                step = talk.send(Answer(200, STREAM))
            case Read():
                step = talk.send(waiting.pop(0))
            case Give(item):
                found.append(item)
                step = talk.send(None)
            case Shut():
                step = talk.send(None)
    talk.close()
    return found
