# SPDX-License-Identifier: Apache-2.0
"""Asking an engine: JSON-RPC over HTTP, on a port or on a unix socket. Answers are bounded, and errors have types.

::

    EngineError
    ├── EngineUnreachable      nobody answers, or not in time: what was asked may have been done
    ├── EngineAnswerWrong      an answer that is too long, or not in the protocol
    └── EngineRefused          the engine says no, with its code and its words
        ├── MempoolFull        too much waits: again later
        ├── EnvelopeTooLarge   it will never be taken
        ├── EnvelopeCached     the same bytes were handed in before: they wait, or stand in a block
        └── CheckRefused       the application refused it (CheckTx)
"""

import re
from binascii import b2a_hex
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self, TypeVar

import httpx
import msgspec

from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, InputError
from counterfoil.transport import local_socket

ANSWER_LENGTH_MAX: Final = 64 * 2**20
"""Bytes of any answer; a block of four mebibytes is six in base64."""
TIMEOUT_S: Final = 10.0
VALIDATORS_PER_PAGE: Final = 100
_FULL: Final = re.compile(r"mempool is (full|still rechecking)")
_TOO_LARGE: Final = re.compile(r"[Tt]x (size is )?too (large|big)")
_CACHED: Final = re.compile(r"tx already exists in cache")
_UNIX: Final = "unix://"
_BROADCAST: Final = "broadcast_tx_sync"
_FORM: Final = "application/x-www-form-urlencoded"
Shape = TypeVar("Shape")
Clock = Callable[[], int]
"""Milliseconds, from any moment on."""


class Patience(NamedTuple):
    """How long an answer may take as a whole, however little of it comes at a time."""

    ms: int
    clock: Clock


class EngineError(CounterfoilError):
    """An engine did not do what it was asked."""


class EngineUnreachable(EngineError):
    """Nobody answers there, or not in time; what was asked may have been done all the same."""


class EngineAnswerWrong(EngineError):
    """An answer that is too long, or not in the protocol."""


class EngineRefused(EngineError):
    """The engine answers that it does not; ``code`` and ``said`` are its own."""

    def __init__(self, method: str, code: int, said: str) -> None:
        self.method = method
        self.code = code
        self.said = said
        super().__init__(f"{method}: {said} ({code})")


class MempoolFull(EngineRefused):
    """Too much waits there: hand it in again later."""


class EnvelopeTooLarge(EngineRefused):
    """It is larger than the engine ever takes."""


class EnvelopeCached(EngineRefused):
    """The same bytes were handed in before, and wait for a block or stand in one."""


class CheckRefused(EngineRefused):
    """The application refused the envelope; ``code`` and ``said`` are the application's."""


class NodeInfo(msgspec.Struct, frozen=True):
    id: str
    network: str
    version: str
    moniker: str = ""


class SyncInfo(msgspec.Struct, frozen=True):
    latest_block_height: str
    latest_app_hash: str
    latest_block_time: str
    catching_up: bool

    @property
    def height(self) -> int:
        """The engine's, which is not ours."""
        return int(self.latest_block_height)


class Status(msgspec.Struct, frozen=True):
    """What an engine says of itself."""

    node_info: NodeInfo
    sync_info: SyncInfo


class PeerInfo(msgspec.Struct, frozen=True):
    node_info: NodeInfo
    is_outbound: bool
    remote_ip: str


class NetInfo(msgspec.Struct, frozen=True):
    """Whom an engine is connected to."""

    listening: bool
    peers: tuple[PeerInfo, ...] = ()


class _Broadcast(msgspec.Struct, frozen=True):
    code: int
    log: str
    hash: str


class EngineRpc:
    """One engine, over connections that are kept. May be used from any thread."""

    def __init__(
        self,
        address: str,
        *,
        timeout_s: float = TIMEOUT_S,
        length_max: int = ANSWER_LENGTH_MAX,
        patience: Patience | None = None,
    ) -> None:
        """``address`` is ``http://host:port``, or ``unix://`` with a path, as the engine's ``rpc.laddr`` has it.

        ``timeout_s`` is for each piece of an answer; who asks a stranger's node has ``patience``, too.
        """
        self.address = address
        self._length_max, self._patience = length_max, patience
        self._socket = Path(address.removeprefix(_UNIX)) if address.startswith(_UNIX) else None
        self._client = httpx.Client(
            base_url=_url(address),
            transport=httpx.HTTPTransport(uds=None if self._socket is None else str(self._socket)),
            timeout=timeout_s,
            trust_env=False,
        )

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def status(self) -> Status:
        return self._shaped("status", Status)

    def net_info(self) -> NetInfo:
        return self._shaped("net_info", NetInfo)

    def broadcast(self, envelope: bytes) -> str:
        """Hand an envelope in; its hash, once the application's check passed it. Raises as the head of this file says.

        It may still be dropped: that it was taken in is no promise.
        """
        # As a form: of an envelope of 100 kB the engine has 2 ms of work then, and 5 with JSON, which it reads often.
        told = self._answered(_BROADCAST, f"/{_BROADCAST}", b"tx=0x" + b2a_hex(envelope), _FORM)
        answer = self._converted(_BROADCAST, told, _Broadcast)
        if answer.code:
            raise CheckRefused(_BROADCAST, answer.code, answer.log)
        return answer.hash

    def block(self, height: int | None = None) -> dict[str, Any]:
        """A block with its identifier, as the engine writes it; the last one when no height is named."""
        return self._mapping("block", **_at(height))

    def commit(self, height: int | None = None) -> dict[str, Any]:
        """A header with the votes that decided it, as the engine writes them."""
        return self._mapping("commit", **_at(height))

    def validators(self, height: int | None = None, *, page: int = 1) -> dict[str, Any]:
        """The validators that decide a height, a hundred a page."""
        return self._mapping("validators", **_at(height), page=str(page), per_page=str(VALIDATORS_PER_PAGE))

    def consensus_state(self) -> dict[str, Any]:
        """The round that is under way, for people who look for what it waits for."""
        return self._mapping("consensus_state")

    def abci_info(self) -> dict[str, Any]:
        """What the application told of itself."""
        return self._mapping("abci_info")

    def ask(self, method: str, **parameters: Any) -> Any:
        """Any method; its result as plain values. Raises EngineError, as all that is asked."""
        asked = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        return self._answered(method, "/", asked, "application/json")

    def _answered(self, method: str, path: str, asked: bytes, kind: str) -> Any:
        """The result in an answer; raises EngineError."""
        answer = self._decoded(method, self._post(path, asked, kind))
        error = answer.get("error")
        if isinstance(error, dict):
            raise _refused(method, error)
        if "result" not in answer:
            raise EngineAnswerWrong(f"{method}: {self.address} answers neither with a result nor with an error")
        return answer["result"]

    def _post(self, path: str, asked: bytes, kind: str) -> bytes:
        headers = {"content-type": kind}
        self._require_there()
        try:
            with self._client.stream("POST", path, content=asked, headers=headers) as response:
                return self._read(response)
        except (httpx.TransportError, httpx.StreamError) as error:
            raise EngineUnreachable(f"{self.address}: {error or type(error).__name__}") from error
        except httpx.HTTPError as error:  # what came cannot be read, such as a wrong compression
            raise EngineAnswerWrong(f"{self.address}: {error}") from error

    def _read(self, response: httpx.Response) -> bytes:
        """The whole answer, unless it is too long, or comes bit by bit without an end."""
        body, begun = bytearray(), 0 if self._patience is None else self._patience.clock()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > self._length_max:
                raise EngineAnswerWrong(f"{self.address} answers with more than {self._length_max} bytes")
            if self._patience is not None and self._patience.clock() > begun + self._patience.ms:
                seconds = self._patience.ms // 1_000
                raise EngineUnreachable(f"{self.address}: no whole answer within {seconds} seconds")
        return bytes(body)

    def _require_there(self) -> None:
        """Whether somebody listens at the socket: httpx would leave one open that it cannot connect."""
        if self._socket is None:
            return
        try:
            connection = local_socket.connect(self._socket)
        except OSError as error:
            raise EngineUnreachable(f"{self.address}: {error}") from error
        if connection is None:
            raise EngineUnreachable(f"{self.address}: nobody listens there")
        connection.close()

    def _decoded(self, method: str, body: bytes) -> dict[str, Any]:
        try:
            answer = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise EngineAnswerWrong(f"{method}: {self.address} does not answer in JSON: {error}") from error
        if not isinstance(answer, dict):
            raise EngineAnswerWrong(f"{method}: {self.address} answers with no object")
        return answer

    def _mapping(self, method: str, **parameters: Any) -> dict[str, Any]:
        found = self.ask(method, **parameters)
        if not isinstance(found, dict):
            raise EngineAnswerWrong(f"{method}: {self.address} answers with no object")
        return found

    def _shaped(self, method: str, shape: type[Shape], **parameters: Any) -> Shape:
        return self._converted(method, self.ask(method, **parameters), shape)

    def _converted(self, method: str, told: Any, shape: type[Shape]) -> Shape:
        try:
            return canonical.convert(told, shape)
        except msgspec.ValidationError as error:
            raise EngineAnswerWrong(f"{method}: {self.address} answers otherwise than it should: {error}") from error


def _url(address: str) -> str:
    if address.startswith(_UNIX):
        return "http://engine"
    try:
        scheme = httpx.URL(address).scheme
    except httpx.InvalidURL:
        scheme = ""
    if scheme not in ("http", "https"):
        remedy = "http://host:port, or unix:// and a path"
        raise InputError(f"{address!r} is no address of an engine", where="rpc", remedy=remedy)
    return address


def _at(height: int | None) -> dict[str, str]:
    return {} if height is None else {"height": str(height)}


def _refused(method: str, error: dict[str, Any]) -> EngineRefused:
    """An error of the engine's by what it says: it has one number for all of them."""
    said = " ".join(str(error.get(name, "")) for name in ("message", "data")).strip()
    code = error.get("code")
    kinds = ((_FULL, MempoolFull), (_TOO_LARGE, EnvelopeTooLarge), (_CACHED, EnvelopeCached))
    kind = next((kind for pattern, kind in kinds if pattern.search(said)), EngineRefused)
    return kind(method, code if isinstance(code, int) else 0, said)
