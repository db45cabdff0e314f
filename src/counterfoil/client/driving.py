# SPDX-License-Identifier: Apache-2.0
"""Carries conversations out and waits: over httpx.Client, with threads for what runs beside."""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from counterfoil.client.connecting import Connection, heading, is_encoded, lost
from counterfoil.client.steps import (
    END,
    Answer,
    Ask,
    Conversation,
    Give,
    Join,
    Lost,
    Open,
    Pause,
    R,
    Read,
    Request,
    Shut,
    Start,
    Step,
    Take,
    TooMuch,
)


class Driver:
    """Of one client. Threads may use it at once."""

    def __init__(self, connection: Connection, transport: httpx.BaseTransport | None, threads: int) -> None:
        self._connection, self._threads = connection, threads
        self._client = httpx.Client(transport=transport, **connection.options)
        self._pool: ThreadPoolExecutor | None = None

    def run(self, conversation: Conversation[R]) -> R:
        """What a conversation comes to."""
        steps = self.stream(conversation)
        try:
            while True:
                next(steps)
        except StopIteration as end:
            result: R = end.value
            return result

    def stream(self, conversation: Conversation[R], given: Iterable[Any] = ()) -> Generator[Any, None, R]:
        """What it hands out, one by one; ``given``: what it takes, one by one."""
        carrying = _Carrying(self, iter(given))
        result: Any = None
        act: Callable[[Any], Step] = conversation.send
        try:
            while True:
                step = act(result)
                act, result = conversation.send, None
                if isinstance(step, Give):
                    yield step.item
                    continue
                try:
                    result = carrying.out(step)
                except Exception as error:
                    act, result = conversation.throw, error
        except StopIteration as end:
            ended: R = end.value
            return ended
        finally:
            conversation.close()
            carrying.close()

    def ask(self, request: Request) -> Answer | Lost | TooMuch:
        """One request and its answer, of which no more is read than the request says."""
        built, auth = self._connection.built(request), self._connection.auth(request)
        try:
            response = self._client.send(built, auth=auth, stream=True)
            try:
                return self._whole(response, request.answer_max)
            finally:
                response.close()
        except httpx.TransportError as error:
            return self._connection.lost(error)

    def _whole(self, response: httpx.Response, most: int) -> Answer | Lost | TooMuch:
        """The answer with its body, unless that is packed, too long, or comes bit by bit without an end."""
        if is_encoded(response):
            return Lost("the answer is packed, which was not asked for")
        until, parts, length = self._connection.answer_until(), list[bytes](), 0
        for part in response.iter_raw():
            length += len(part)
            if length > most:
                return TooMuch()
            if self._connection.surroundings.clock() > until:
                return Lost("the answer comes too slowly")
            parts.append(part)
        answer = heading(response)
        return Answer(answer.status, answer.headers, b"".join(parts))

    def open(self, request: Request) -> httpx.Response | Lost:
        """The beginning of an answer without an end."""
        built, auth = self._connection.built(request, endless=True), self._connection.auth(request)
        try:
            return self._client.send(built, auth=auth, stream=True)
        except httpx.TransportError as error:
            return self._connection.lost(error)

    def sleep(self, seconds: float) -> None:
        self._connection.surroundings.sleep(seconds)

    def start(self, conversation: Conversation[Any]) -> Any:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="counterfoil-client")
        return self._pool.submit(self.run, conversation)

    def close(self) -> None:
        """Wait for what was begun, and let go of connections."""
        if self._pool is not None:
            self._pool.shutdown()
        self._client.close()


class _Carrying:
    """The steps of one conversation."""

    def __init__(self, driver: Driver, given: Iterator[Any]) -> None:
        self._driver, self._given = driver, given
        self._opened: httpx.Response | None = None
        self._chunks: Iterator[bytes] = iter(())

    def out(self, step: Step) -> Any:
        """What came of a step."""
        match step:
            case Ask(request):
                return self._driver.ask(request)
            case Pause(seconds):
                return self._driver.sleep(seconds)
            case Take():
                return next(self._given, END)
            case Start(conversation):
                return self._driver.start(conversation)
            case Join(handle):
                return handle.result()
            case Open(request):
                return self._open(request)
            case Read():
                return self._read()
            case Shut():
                return self.close()
            case Give():
                raise AssertionError("what is given is handed on")

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _open(self, request: Request) -> Answer | Lost:
        self.close()
        found = self._driver.open(request)
        if isinstance(found, Lost):
            return found
        self._opened, self._chunks = found, found.iter_raw()
        return heading(found)

    def _read(self) -> bytes | Lost:
        try:
            return next(self._chunks, b"")
        except (httpx.TransportError, httpx.StreamError) as error:
            return lost(error)
