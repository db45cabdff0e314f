# SPDX-License-Identifier: Apache-2.0
"""Services of members, from which blocks are taken and to which is handed in. What they say is judged elsewhere."""

import asyncio
import secrets
import ssl
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import httpx
import msgspec

from counterfoil.application import Refusal
from counterfoil.consensus.solo.engine import Clock
from counterfoil.identity.signing import Signer
from counterfoil.node.consortium.block_frames import BLOCKS, FrameReader
from counterfoil.node.consortium.described import SourceConfig
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, DecodeError
from counterfoil.primitives.types import ChainId, Height, HexHash
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.transport.signing_auth import SigningAuth

CONNECT_S: Final = 5.0
SILENCE_S: Final = 10.0
"""Beyond the time for which it was asked to wait: who says nothing for so long is left."""
ANSWER_S: Final = 120.0
"""In all, for one answer with blocks."""
PROBLEM_MAX: Final = 65_536
ORDERED_S: Final = 20
"""So long a member may take to order what it was handed, beyond the silence that any answer may have."""
ANSWERS_MAX: Final = 2**20
"""Bytes of what it answers to that."""
NOT_KNOWN: Final = 401
"""The status of an answer to whoever is not known, or not yet."""
BEGINS_S: Final = 10
"""So long one waits at most for a service that has just begun."""
NOTHING_COMMITTED: Final = 422
"""The status of an answer to transactions of which none was committed."""


class SourceFailed(CounterfoilError):
    """A member did not give what it was asked for; another one may."""


class HandedIn(NamedTuple):
    """What a member says of a transaction that it was handed."""

    transaction: HexHash | None
    height: Height | None
    """of the block in which it stands; None: in none,"""
    refusal: Refusal | None
    """for this reason"""


class _Said(msgspec.Struct, frozen=True):
    """What is read of an answer; the other fields are for people."""

    transaction: HexHash | None
    height: Height | None
    outcome: int | None
    name: str
    sentence: str
    detail: str = ""


class _Answers(msgspec.Struct, frozen=True):
    transactions: tuple[_Said, ...]


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

    async def hand_in(self, transactions: Sequence[bytes]) -> Sequence[HandedIn]:
        """Have transactions ordered, and wait for the answers. Raises SourceFailed and DecodeError."""
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

    async def hand_in(self, transactions: Sequence[bytes]) -> Sequence[HandedIn]:
        handed = {"transactions": [b64encode(one).decode() for one in transactions]}
        async with self._answered("POST", "transactions", ORDERED_S, also=NOTHING_COMMITTED, json=handed) as answer:
            body, status = await self._short(answer, ANSWERS_MAX), answer.status_code
        try:
            said = canonical.decode_json(body, _Answers).transactions
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise SourceFailed(f"{self.address}: its answer of status {status} cannot be read: {error}") from error
        return [_handed_in(one) for one in said]

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    @asynccontextmanager
    async def _answered(
        self, method: str, path: str, wait_s: int, *, also: int = 200, **given: Any
    ) -> AsyncIterator[httpx.Response]:
        url = f"{self.address.rstrip('/')}{self._path}/{path}"
        timeout = httpx.Timeout(SILENCE_S, connect=CONNECT_S, read=SILENCE_S + wait_s)
        try:
            async with asyncio.timeout(ANSWER_S), AsyncExitStack() as opened:
                stream = partial(self._opened().stream, method, url, auth=self._auth, timeout=timeout, **given)
                answer = await opened.enter_async_context(stream())
                if (begins_s := _begun_just_now(answer)) is not None:
                    await opened.aclose()
                    await asyncio.sleep(begins_s)
                    answer = await opened.enter_async_context(stream())
                if not answer.is_success and answer.status_code != also:
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

    async def _short(self, answer: httpx.Response, most: int = PROBLEM_MAX) -> bytes:
        body = b""
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > most:
                raise DecodeError(f"more than {most} bytes", where=self.address)
        return body

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            authority = None if self._authority is None else str(self._authority)
            self._client = httpx.AsyncClient(trust_env=False, verify=ssl.create_default_context(cafile=authority))
        return self._client


def _begun_just_now(answer: httpx.Response) -> int | None:
    """For how many seconds a service is to be left alone that has just begun, as it says; None where it does not."""
    said = answer.headers.get("retry-after", "")
    asks = answer.status_code == NOT_KNOWN and said.isdigit()
    return min(int(said), BEGINS_S) if asks else None


def _handed_in(said: _Said) -> HandedIn:
    """A refusal by no rule has no number; its reason stands in the name, and what there is to say in the sentence."""
    if said.height is not None:
        return HandedIn(said.transaction, said.height, None)
    refusal = Refusal(said.outcome or 0, said.name, said.detail if said.outcome else said.sentence)
    return HandedIn(said.transaction, None, refusal)
