# SPDX-License-Identifier: Apache-2.0
"""Members' services, from which a follower takes blocks. What they say is judged elsewhere."""

import asyncio
import secrets
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
import msgspec

from counterfoil.consensus.solo.engine import Clock
from counterfoil.identity.signing import Signer
from counterfoil.node.consortium.block_frames import BLOCKS, FrameReader
from counterfoil.node.consortium.described import SourceConfig
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, DecodeError
from counterfoil.primitives.types import ChainId, Height
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.transport.signing_auth import SigningAuth

CONNECT_S: Final = 5.0
SILENCE_S: Final = 10.0
"""Beyond the time for which it was asked to wait: who says nothing for so long is left."""
ANSWER_S: Final = 120.0
"""In all, for one answer with blocks."""
PROBLEM_MAX: Final = 65_536


class SourceFailed(CounterfoilError):
    """A member did not give what it was asked for; another one may."""


class Source(Protocol):
    """Where blocks come from."""

    @property
    def name(self) -> str: ...

    @property
    def address(self) -> str:
        """For people."""
        ...

    def blocks(self, first: Height, *, most: int, wait_s: int) -> AsyncGenerator[tuple[Height, StoredBlock]]:
        """Blocks from a height on, as it says; none when none came in time. Raises SourceFailed and DecodeError."""
        ...

    async def tick(self) -> Height:
        """Have a block made; its height. Raises SourceFailed."""
        ...

    async def close(self) -> None: ...


class HttpSource:
    """The service of a member, asked with one key."""

    def __init__(self, config: SourceConfig, chain: ChainId, key: Signer, root: Path, *, clock: Clock) -> None:
        """``root``: the folder below which the file of its certificates is; it is read when it is first asked."""
        self.name, self.address = config.name, config.url
        self._path = f"/chains/{chain}"
        self._authority = None if config.ca is None else root / config.ca
        self._auth = SigningAuth(key, clock=clock, nonces=lambda: secrets.token_hex(16))
        self._client: httpx.AsyncClient | None = None

    async def blocks(self, first: Height, *, most: int, wait_s: int) -> AsyncGenerator[tuple[Height, StoredBlock]]:
        reader, asked = FrameReader(), {"first": first, "most": most, "wait": wait_s}
        async with self._answered("GET", "log", wait_s, params=asked) as answer:
            if answer.headers.get("content-type") != BLOCKS:
                raise SourceFailed(f"{self.address} answered with {answer.headers.get('content-type')!r}, not blocks")
            async for part in answer.aiter_bytes():
                for one in reader.read(part):
                    yield one
            reader.end()

    async def tick(self) -> Height:
        async with self._answered("POST", "ticks", 0, json={}) as answer:
            body = await self._short(answer)
        try:
            height = canonical.decode_json(body, dict)["height"]
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError) as error:
            raise SourceFailed(f"{self.address}: its answer cannot be read") from error
        if type(height) is not int or height < 0:
            raise SourceFailed(f"{self.address} made block {height!r}")
        return Height(height)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    @asynccontextmanager
    async def _answered(self, method: str, path: str, wait_s: int, **given: Any) -> AsyncIterator[httpx.Response]:
        url = f"{self.address.rstrip('/')}{self._path}/{path}"
        timeout = httpx.Timeout(SILENCE_S, connect=CONNECT_S, read=SILENCE_S + wait_s)
        try:
            async with (
                asyncio.timeout(ANSWER_S),
                self._opened().stream(method, url, auth=self._auth, timeout=timeout, **given) as answer,
            ):
                if not answer.is_success:
                    raise SourceFailed(f"{self.address}: {answer.status_code} {await self._why(answer)}")
                yield answer
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            raise SourceFailed(f"{self.address}: no answer: {error or type(error).__name__}") from error

    async def _why(self, answer: httpx.Response) -> str:
        try:
            told = canonical.decode_json(await self._short(answer), dict)
        except (DecodeError, msgspec.MsgspecError, UnicodeDecodeError):
            return answer.reason_phrase
        return str(told.get("detail") or told.get("title") or "")[:300]

    async def _short(self, answer: httpx.Response) -> bytes:
        body = b""
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > PROBLEM_MAX:
                raise DecodeError(f"more than {PROBLEM_MAX} bytes", where=self.address)
        return body

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            authority = None if self._authority is None else str(self._authority)
            self._client = httpx.AsyncClient(trust_env=False, verify=ssl.create_default_context(cafile=authority))
        return self._client
