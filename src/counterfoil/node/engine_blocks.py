# SPDX-License-Identifier: Apache-2.0
"""Where the ordering engine's blocks come from: a node's RPC, or a file of them. Neither is believed in anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from counterfoil.consensus.cometbft.light.following import Source, SourceFailed
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.rpc_json import join_answers, read_light_block
from counterfoil.consensus.cometbft.rpc import (
    VALIDATORS_PER_PAGE,
    Clock,
    EngineAnswerWrong,
    EngineError,
    EngineRpc,
    Patience,
)
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.input_files import open_input

TIMEOUT_S: Final = 30
ANSWER_BYTES_MAX: Final = 16 * 2**20
"""Of one answer: some ten thousand validators."""
ANSWER_MS: Final = 60_000
"""For one answer."""
PAGES_MAX: Final = 100
"""Of validators, a hundred on each."""


class RpcBlocks:
    """The blocks of a node of the engine, asked over HTTP."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        patience = Patience(ANSWER_MS, clock)
        self._rpc = EngineRpc(url, timeout_s=TIMEOUT_S, length_max=ANSWER_BYTES_MAX, patience=patience)

    def block(self, height: int) -> LightBlock:
        """One block; raises SourceFailed for what the node lacks or does not answer, DecodeError for no block."""
        return read_light_block(self.line(height))

    def latest(self) -> LightBlock:
        return self.block(self.last_height())

    def last_height(self) -> int:
        """Of the last block that the node has."""
        told = self._ask("status").get("sync_info")
        return _whole(told.get("latest_block_height") if isinstance(told, dict) else None, f"{self._url}/status")

    def line(self, height: int) -> bytes:
        """The block as a file has it."""
        asked = {"height": str(height)}
        commit, pages = self._ask("commit", **asked), list[dict[str, Any]]()
        had, total = 0, 1
        while had < total and len(pages) < PAGES_MAX:
            page = self._ask("validators", **asked, page=str(len(pages) + 1), per_page=str(VALIDATORS_PER_PAGE))
            pages.append(page)
            had += len(page.get("validators") or [])
            total = _whole(page.get("total"), f"{self._url}/validators") if page.get("validators") else 0
        return join_answers(commit, pages)

    def close(self) -> None:
        self._rpc.close()

    def _ask(self, method: str, **given: str) -> dict[str, Any]:
        where = f"{self._url}/{method}"
        try:
            result = self._rpc.ask(method, **given)
        except EngineAnswerWrong as error:
            raise DecodeError(str(error), where=where) from error
        except EngineError as error:
            raise SourceFailed(f"{where}: {error}") from error
        if not isinstance(result, dict):
            raise DecodeError("no object for a result", where=where)
        return result


class FileBlocks:
    """The blocks of a file, a line of JSON each, upwards and without a gap; read as they are asked for."""

    def __init__(self, path: Path) -> None:
        """Raises DecodeError where the first line is no block."""
        self._path, self._ends = path, [0]
        with open_input(path) as file:
            for line in file:
                self._ends.append(self._ends[-1] + len(line))
        self.first = self._read(0).height

    def block(self, height: int) -> LightBlock:
        """One block; raises SourceFailed for a height that is not there, DecodeError where another stands."""
        if not self.first <= height <= self.last_height():
            raise SourceFailed(f"{self._path}: heights are {self.first} to {self.last_height()}, not {height}")
        block = self._read(height - self.first)
        if block.height != height:
            where = f"{self._path}, line {height - self.first + 1}"
            raise DecodeError(f"height {block.height}, not {height}", where=where, remedy="leave none out")
        return block

    def latest(self) -> LightBlock:
        return self.block(self.last_height())

    def last_height(self) -> int:
        return self.first + len(self._ends) - 2

    def close(self) -> None:
        """Nothing to close: the file is opened for each block."""

    def _read(self, number: int) -> LightBlock:
        if number + 1 >= len(self._ends):
            raise DecodeError("there is no block in it", where=str(self._path))
        with open_input(self._path) as file:
            file.seek(self._ends[number])
            line = file.read(self._ends[number + 1] - self._ends[number])
        try:
            return read_light_block(line)
        except DecodeError as error:
            where = f"{self._path}, line {number + 1}, {error.where}"
            raise DecodeError(error.problem, where=where, remedy=error.remedy) from error


def _whole(said: object, where: str) -> int:
    if not (isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 20):
        raise DecodeError("no whole number where one is needed", where=where)
    return int(said)


Blocks = RpcBlocks | FileBlocks


def open_blocks(named: str, clock: Clock) -> Blocks:
    """A file, or a node at an address."""
    return RpcBlocks(named.rstrip("/"), clock) if named.startswith(("http://", "https://")) else FileBlocks(Path(named))


class Root(NamedTuple):
    """What is trusted to begin with: a height and the hash of the engine's header there."""

    height: int
    hash: bytes


def upwards(blocks: Source, first: int, last: int) -> Iterator[LightBlock]:
    """The blocks of a source, one after the other."""
    return (blocks.block(height) for height in range(first, last + 1))


def read_root(height: int | None, hash_: str | None) -> Root | None:
    """Of two options that go together; InputError where one is missing, or is no hash."""
    if height is None and hash_ is None:
        return None
    if height is None or hash_ is None or height < 1:
        raise InputError("a trusted block is a height and its hash", where="--trust-height", remedy="give both")
    try:
        found = bytes.fromhex(hash_)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise InputError(f"{hash_[:70]!r} is no hash", where="--trust-hash", remedy="64 hex digits")
    return Root(height, found)
