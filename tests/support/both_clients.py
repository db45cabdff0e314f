# SPDX-License-Identifier: Apache-2.0
"""Both clients asked by the same words: the one that awaits is run to its end at every word."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from counterfoil.client.async_client import AsyncBatch, AsyncClient
from counterfoil.client.client import Client
from counterfoil.client.nouns import Noun, Nouns

KINDS: Sequence[str] = ("waits", "awaits")


class Awaited:
    """Something whose answers are awaited, asked as if it waited itself."""

    def __init__(self, inner: Any, runner: asyncio.Runner) -> None:
        self._inner, self._runner = inner, runner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if isinstance(found, Noun):
            return Awaited(found, self._runner)
        if not callable(found) or isinstance(found, Nouns):
            return found
        return lambda *given, **named: self._settled(found(*given, **named))

    def __enter__(self) -> "Awaited":
        self._run(self._inner.__aenter__())
        return self

    def __exit__(self, *raised: Any) -> None:
        self._run(self._inner.__aexit__(*raised))

    def __repr__(self) -> str:
        return repr(self._inner)

    def _settled(self, result: Any) -> Any:
        if inspect.isawaitable(result):
            return self._run(result)
        if isinstance(result, AsyncBatch):
            return Awaited(result, self._runner)
        return self._each(result) if isinstance(result, AsyncIterator) else result

    def _each(self, items: AsyncIterator[Any]) -> Iterator[Any]:
        try:
            while True:
                yield self._run(anext(items))
        except StopAsyncIteration:
            return
        finally:
            self._run(items.aclose())  # type: ignore[attr-defined]

    def _run(self, awaitable: Any) -> Any:
        async def awaited() -> Any:
            return await awaitable

        return self._runner.run(awaited())


@contextmanager
def client_of(kind: str, url: str, **options: Any) -> Iterator[Any]:
    """A client of one of the kinds, closed at the end."""
    if kind == "waits":
        with Client(url, **options) as client:
            yield client
        return
    with asyncio.Runner() as runner:
        client = Awaited(AsyncClient(url, **options), runner)
        try:
            yield client
        finally:
            client.close()
