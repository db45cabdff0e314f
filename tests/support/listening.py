# SPDX-License-Identifier: Apache-2.0
"""Whoever listens to a live feed, over a socket: messages as they come, and going on from the last."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx

from counterfoil.api.ledger.feeds import EVENT_STREAM
from support.node_service import CHAIN_PATH

FEED = f"{CHAIN_PATH}/events"


class Message(NamedTuple):
    """One event, as it was told."""

    id: str
    data: bytes

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.data)
        return found


class Listening:
    """A feed that is open."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.messages = self._messages(response.iter_lines())

    def _messages(self, lines: Iterator[str]) -> Iterator[Message]:
        found: dict[str, str] = {}
        for line in lines:
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                found[name] = value
            elif not line and found:
                assert list(found) == ["id", "event", "data"]
                assert found["event"] == "event"
                yield Message(found["id"], found["data"].encode())
                found = {}


@contextmanager
def listening(client: httpx.Client, begin: str | None = None, last: str | None = None) -> Iterator[Listening]:
    """A feed from a place on, or after the last message that was read."""
    headers = {"accept": EVENT_STREAM} | ({} if last is None else {"last-event-id": last})
    with client.stream("GET", FEED, params=None if begin is None else {"from": begin}, headers=headers) as response:
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"].startswith(EVENT_STREAM)
        yield Listening(response)
