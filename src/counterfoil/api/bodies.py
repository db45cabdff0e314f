# SPDX-License-Identifier: Apache-2.0
"""Bodies of requests: read whole, up to a limit for each, for all of one party, and for all that are in hand."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from counterfoil.api.problems import TOO_LARGE, UNAVAILABLE, Problem

BODY_LENGTH_MAX: Final = 4 * 2**20
IN_HAND_MAX: Final = 64 * 2**20
"""Bytes of all bodies that were read, in part or whole, and whose answer is not given yet."""
IN_HAND_OF_ONE_MAX: Final = IN_HAND_MAX // 2
"""Of those of one party: whoever half sends many of them keeps nobody else out."""


class ClientGone(Exception):
    """Whoever asked left in the middle of it."""


@dataclass
class InHand:
    """Bytes of bodies that a service holds, by whose they are. One event loop counts them."""

    all_max: int = IN_HAND_MAX
    one_max: int = IN_HAND_OF_ONE_MAX
    all: int = 0
    of: Counter[str] = field(default_factory=Counter)


class Body:
    """The body of one request."""

    def __init__(self, scope: Any, receive: Callable[[], Any], in_hand: InHand, length_max: int) -> None:
        self._receive, self._in_hand, self._length_max = receive, in_hand, length_max
        self._party, self._length = "", 0
        self._said = 0
        self.announced = False
        """whether the headers say that there is one"""
        self.ended = scope["type"] != "http"
        """whether all of it has come"""
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                self._said = int(value[:20])
            self.announced |= name == b"transfer-encoding" or (name == b"content-length" and value != b"0")

    async def read(self, party: str) -> bytes:
        """All of it, held for a party until it is let go; raises Problem once it is too long, or says it will be."""
        if self._said > self._length_max:
            raise self._too_large()
        self._party = party
        parts = []
        while not self.ended:
            part = await self._next()
            if self._length + len(part) > self._length_max:
                raise self._too_large()
            self._hold(len(part))
            parts.append(part)
        return b"".join(parts)

    async def pass_over(self) -> None:
        """Hear what is left without keeping it: who is cut off while he sends may never read why he was refused."""
        length = 0
        while not self.ended and length <= self._length_max:
            length += len(await self._next())

    def let_go(self) -> None:
        """Once it was answered."""
        self._in_hand.all -= self._length
        self._in_hand.of[self._party] -= self._length
        if not self._in_hand.of[self._party]:
            del self._in_hand.of[self._party]
        self._length = 0

    def _hold(self, length: int) -> None:
        held = self._in_hand
        if held.all + length > held.all_max or held.of[self._party] + length > held.one_max:
            raise Problem(UNAVAILABLE, "too many bodies at once", headers={"retry-after": "5", "connection": "close"})
        held.all += length
        held.of[self._party] += length
        self._length += length

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] != "http.request":
            raise ClientGone
        self.ended = not message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part

    def _too_large(self) -> Problem:
        return Problem(TOO_LARGE, f"at most {self._length_max} bytes", headers={"connection": "close"})
