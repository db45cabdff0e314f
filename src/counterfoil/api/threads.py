# SPDX-License-Identifier: Apache-2.0
"""Handlers that wait for a disk or a database, run in threads: the framework's own way fails where a path has two."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def in_thread(handler: Callable[Arguments, Answer]) -> Callable[Arguments, Coroutine[Any, Any, Answer]]:
    """The handler, which the event loop does not wait for. Stands below the decorator that names its path."""

    @wraps(handler)
    async def asked(*given: Arguments.args, **named: Arguments.kwargs) -> Answer:
        return await asyncio.to_thread(handler, *given, **named)

    return asked
