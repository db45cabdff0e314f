# SPDX-License-Identifier: Apache-2.0
"""Carries conversations out and awaits: over httpx.AsyncClient, with tasks for what runs beside."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable
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


class AsyncDriver:
    """Of one client, in one event loop."""

    def __init__(self, connection: Connection, transport: httpx.AsyncBaseTransport | None) -> None:
        self._connection = connection
        self._client = httpx.AsyncClient(transport=transport, **connection.options)
        self._tasks = set[asyncio.Task[Any]]()

    async def run(self, conversation: Conversation[R]) -> R:
        """What a conversation comes to."""
        ended = _Ended()
        async for _ in self._steps(conversation, (), ended):
            pass
        result: R = ended.value
        return result

    def stream(
        self, conversation: Conversation[Any], given: Iterable[Any] | AsyncIterable[Any] = ()
    ) -> AsyncGenerator[Any]:
        """What it hands out, one by one; ``given``: what it takes, one by one."""
        return self._steps(conversation, given, _Ended())

    async def _steps(
        self, conversation: Conversation[Any], given: Iterable[Any] | AsyncIterable[Any], ended: "_Ended"
    ) -> AsyncGenerator[Any]:
        carrying = _Carrying(self, _each(given))
        result: Any = None
        act: Callable[[Any], Step] = conversation.send
        try:
            while True:
                try:
                    step = act(result)
                except StopIteration as end:
                    ended.value = end.value
                    return
                act, result = conversation.send, None
                if isinstance(step, Give):
                    yield step.item
                    continue
                try:
                    result = await carrying.out(step)
                except Exception as error:
                    act, result = conversation.throw, error
        finally:
            conversation.close()
            await carrying.close()

    async def ask(self, request: Request) -> Answer | Lost | TooMuch:
        """One request and its answer, of which no more is read than the request says."""
        built, auth = self._connection.built(request), self._connection.auth(request)
        try:
            response = await self._client.send(built, auth=auth, stream=True)
            try:
                return await self._whole(response, request.answer_max)
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            return self._connection.lost(error)

    async def _whole(self, response: httpx.Response, most: int) -> Answer | Lost | TooMuch:
        """The answer with its body, unless that is packed, too long, or comes bit by bit without an end."""
        if is_encoded(response):
            return Lost("the answer is packed, which was not asked for")
        until, parts, length = self._connection.answer_until(), list[bytes](), 0
        async for part in response.aiter_raw():
            length += len(part)
            if length > most:
                return TooMuch()
            if self._connection.surroundings.clock() > until:
                return Lost("the answer comes too slowly")
            parts.append(part)
        answer = heading(response)
        return Answer(answer.status, answer.headers, b"".join(parts))

    async def open(self, request: Request) -> httpx.Response | Lost:
        """The beginning of an answer without an end."""
        built, auth = self._connection.built(request, endless=True), self._connection.auth(request)
        try:
            return await self._client.send(built, auth=auth, stream=True)
        except httpx.TransportError as error:
            return self._connection.lost(error)

    async def sleep(self, seconds: float) -> None:
        await self._connection.surroundings.sleep_async(seconds)

    def start(self, conversation: Conversation[Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(self.run(conversation))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Whoever joins it is told what went wrong; where nobody does any more, nobody is to be warned of that."""
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()

    async def close(self) -> None:
        """Wait for what was begun, and let go of connections."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()


class _Ended:
    """What a conversation came to: an asynchronous generator cannot return it."""

    value: Any = None


class _Carrying:
    """The steps of one conversation."""

    def __init__(self, driver: AsyncDriver, given: AsyncIterator[Any]) -> None:
        self._driver, self._given = driver, given
        self._opened: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None

    async def out(self, step: Step) -> Any:
        """What came of a step."""
        match step:
            case Ask(request):
                return await self._driver.ask(request)
            case Pause(seconds):
                return await self._driver.sleep(seconds)
            case Take():
                return await anext(self._given, END)
            case Start(conversation):
                return self._driver.start(conversation)
            case Join(handle):
                return await handle
            case Open(request):
                return await self._open(request)
            case Read():
                return await self._read()
            case Shut():
                return await self.close()
            case Give():
                raise AssertionError("what is given is handed on")

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.aclose()
            self._opened = None

    async def _open(self, request: Request) -> Answer | Lost:
        await self.close()
        found = await self._driver.open(request)
        if isinstance(found, Lost):
            return found
        self._opened, self._chunks = found, found.aiter_raw()
        return heading(found)

    async def _read(self) -> bytes | Lost:
        assert self._chunks is not None, "it is opened first"
        try:
            return await anext(self._chunks, b"")
        except (httpx.TransportError, httpx.StreamError) as error:
            return lost(error)


async def _each(given: Iterable[Any] | AsyncIterable[Any]) -> AsyncIterator[Any]:
    if isinstance(given, AsyncIterable):
        async for one in given:
            yield one
    else:
        for one in given:
            yield one
