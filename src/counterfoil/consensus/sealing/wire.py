# SPDX-License-Identifier: Apache-2.0
"""One connection between members: who is there, then frames both ways, each side bounded in memory, work and patience.

Whoever sends too fast is read more slowly; whoever reads too slowly is told less, and let go of when it reads nothing.
What is not told is asked for later, so nothing is lost by either.
"""

import asyncio
import socket
from typing import Final, Protocol

from counterfoil.consensus.sealing.conversation import Conversation
from counterfoil.consensus.sealing.messages import FRAME_BYTES_MAX, Frame, Kind, Splitter
from counterfoil.primitives.errors import ClosedError
from counterfoil.primitives.types import KeyId

HANDSHAKE_BYTES_MAX: Final = 1_024
"""Of a frame, before it is known who sends it."""
HANDSHAKE_S: Final = 5
SLOW_S: Final = 10
"""Whoever takes nothing for so long is let go of."""
PENDING_BYTES_MAX: Final = 256 * 1024
"""Not yet taken by the other side, before shares are not told any more."""
FRAMES_A_SECOND: Final = 2_000
FRAMES_AT_ONCE: Final = 4_000
SIGNING_COST: Final = 100
"""A rotation to be signed counts as so many frames."""
_READ_BYTES: Final = 64 * 1024
_SILENT_S: Final = 5


class Side(Protocol):
    """Either side of a handshake."""

    peer: KeyId | None

    def hear(self, frame: Frame) -> bytes: ...


class Bucket:
    """So many a second, and some at once."""

    def __init__(self) -> None:
        self._left = float(FRAMES_AT_ONCE)
        self._since = asyncio.get_running_loop().time()

    async def take(self, count: int = 1) -> None:
        """Wait until there are so many."""
        now = asyncio.get_running_loop().time()
        self._left = min(FRAMES_AT_ONCE, self._left + (now - self._since) * FRAMES_A_SECOND) - count
        self._since = now
        if self._left < 0:
            await asyncio.sleep(-self._left / FRAMES_A_SECOND)


class Wire:
    """Frames over a stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._splitter = Splitter(bytes_max=HANDSHAKE_BYTES_MAX)
        self._woken = asyncio.Event()
        _watch(writer)

    async def meet(self, side: Side, opening: bytes = b"") -> KeyId:
        """The handshake; returns whose key the other side proved. Raises InputError, ClosedError, OSError."""
        async with asyncio.timeout(HANDSHAKE_S):
            self._writer.write(opening)
            while side.peer is None:
                self._writer.write(side.hear(await self.receive()))
                await self._writer.drain()
        self._splitter.bytes_max = FRAME_BYTES_MAX
        return side.peer

    async def receive(self) -> Frame:
        """The next frame; raises ClosedError at the end, DecodeError, OSError."""
        while (frame := self._splitter.take()) is None:
            data = await self._reader.read(_READ_BYTES)
            if not data:
                raise ClosedError("the other side ended the connection")
            self._splitter.feed(data)
        return frame

    async def converse(self, conversation: Conversation) -> None:
        """Hear and tell until the connection ends; raises InputError for what no member says, ClosedError, OSError."""
        self.say(conversation.ask())
        telling = asyncio.create_task(self._tell(conversation))
        telling.add_done_callback(lambda _: self.close())  # whoever takes nothing is heard no more either
        try:
            await self._hear(conversation)
        finally:
            telling.cancel()
            await asyncio.wait([telling])  # and not the task itself: whoever ends this one now is heard
            if not telling.cancelled() and not isinstance(failure := telling.exception(), OSError | None):
                raise failure

    def say(self, frame: bytes) -> bool:
        """Send a frame now, or not at all where the other side has not taken what came before; whether it was sent."""
        if self._writer.is_closing() or self._writer.transport.get_write_buffer_size() > PENDING_BYTES_MAX:
            return False
        self._writer.write(frame)
        return True

    def close(self) -> None:
        """End the connection; what waits to be taken is dropped."""
        self._writer.transport.abort()

    async def _hear(self, conversation: Conversation) -> None:
        bucket = Bucket()
        while True:
            frame = await self.receive()
            await bucket.take(SIGNING_COST if frame.kind == Kind.rotation else 1)
            if (answer := conversation.hear(frame)) and not self.say(answer):
                raise ClosedError("the other side asks, and takes no answer")
            if conversation.has_more:
                self._woken.set()

    async def _tell(self, conversation: Conversation) -> None:
        bucket = Bucket()
        while True:
            await self._woken.wait()
            self._woken.clear()
            for frame in conversation.tell():
                await bucket.take()
                self._writer.write(frame)
                async with asyncio.timeout(SLOW_S):
                    await self._writer.drain()
                await asyncio.sleep(0)  # a share of one's own goes before what somebody else lacks


def _watch(writer: asyncio.StreamWriter) -> None:
    """Have the kernel find out that the other side is gone."""
    connection = writer.get_extra_info("socket")
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", _SILENT_S),
        ("TCP_KEEPINTVL", 2),
        ("TCP_KEEPCNT", 3),
        ("TCP_USER_TIMEOUT", int(SLOW_S * 1_000)),
    ):
        if (option := getattr(socket, name, None)) is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
