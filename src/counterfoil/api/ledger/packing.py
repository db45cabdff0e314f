# SPDX-License-Identifier: Apache-2.0
"""Evidence packages made for whoever may have them: few at once, one at a time, in a thread of their own.

What is handed out was proved under the network's own trust file. Blocks are made meanwhile: the chain is read as it was
published, which no block changes.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.problems import UNAVAILABLE, Problem, ProblemKind
from counterfoil.evidence.package import encode_package
from counterfoil.node.asked_claim import AskedClaim
from counterfoil.node.asking import Rehearsal
from counterfoil.node.chain import ChainNode
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.collect import Collector
from counterfoil.node.export import exporter
from counterfoil.node.published_log import PublishedLog
from counterfoil.primitives.errors import CustodyError, InputError
from counterfoil.primitives.types import Height, PartyId, Timestamp
from counterfoil.verify import Trust, parse_trust

IN_HAND_MAX: Final = 8
"""Packages that are asked for and not given yet."""
IN_HAND_OF_ONE_MAX: Final = 2
"""Of those of one party."""
ANSWER_MS: Final = 25_000
"""So long at most after it was asked for; a connection ends after 30 s."""
PUBLICATION_S: Final = 12.0
"""Of that, for a publication."""
LENGTH_MAX: Final = 32 * 2**20
"""Bytes of a package that is given over HTTP."""
NOT_PROVABLE: Final = ProblemKind("urn:counterfoil:problem:not-provable", "It cannot be proved", 422)
NOT_PUBLISHED: Final = ProblemKind("urn:counterfoil:problem:not-published", "It is not published yet", 409)
_ELSEWHERE: Final = "counterfoil evidence export makes it at its leisure"
_LATER: Final = {"retry-after": "5"}

T = TypeVar("T")


@dataclass(frozen=True)
class Bounds:
    """How many, how long, how large."""

    all_max: int = IN_HAND_MAX
    one_max: int = IN_HAND_OF_ONE_MAX
    answer_ms: int = ANSWER_MS
    publication_s: float = PUBLICATION_S
    length_max: int = LENGTH_MAX


class Made(NamedTuple):
    """A package, as it travels."""

    data: bytes
    height: Height
    """of the header that it rests on"""


class Proving:
    """Makes packages between now and ``close``."""

    def __init__(self, running: RunningNetwork, clock: Callable[[], Timestamp], bounds: Bounds | None = None) -> None:
        self.bounds = Bounds() if bounds is None else bounds
        self._running, self._clock = running, clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evidence")
        self._of: Counter[str] = Counter()
        self._closed = False
        self._opened: tuple[bytes, PublishedLog] | None = None

    def close(self) -> None:
        """What is being made ends at its next step; nothing is read any more once this returns."""
        self._closed = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def package(self, node: ChainNode, asked: AskedClaim, party: PartyId, *, publish: bool) -> Made:
        """The package; raises Problem. ``publish``: of how the chain stands now, for which it is published."""
        try:
            self._running.require_log("evidence")
        except InputError as error:
            raise Problem(NOT_PROVABLE, str(error)) from error
        if self._of.total() >= self.bounds.all_max or self._of[party] >= self.bounds.one_max:
            raise Problem(UNAVAILABLE, "too many packages at once", headers=_LATER)
        self._of[party] += 1
        try:
            return await self._package(node, asked, self._clock() + self.bounds.answer_ms, publish=publish)
        finally:
            self._of[party] -= 1
            if not self._of[party]:
                del self._of[party]

    async def _package(self, node: ChainNode, asked: AskedClaim, until_ms: int, *, publish: bool) -> Made:
        reader = node.reader.spending(lambda: self._require_time(until_ms))
        if not publish:
            return await self._in_thread(lambda: self._made(reader, asked))
        await self._in_thread(lambda: self._rehearse(reader, asked))
        wanted = node.reader.height
        waiting = asyncio.wrap_future(self._running.publish_soon())
        with suppress(TimeoutError):
            await asyncio.wait_for(waiting, self.bounds.publication_s)
        published = self._running.published
        if published is None or published.heights.get(node.chain, -1) < wanted:
            raise Problem(NOT_PUBLISHED, f"block {wanted} is not published yet; it is tried again", headers=_LATER)
        return await self._in_thread(lambda: self._made(reader, asked))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _made(self, reader: ChainReader, asked: AskedClaim) -> Made:
        """As of what is published; raises Problem."""
        self._require_open()
        try:
            collector = self._collector(reader)
            package = asked.put_to(collector)
            data = encode_package(package)
        except CustodyError as error:
            raise Problem(NOT_PUBLISHED, str(error), headers=_LATER) from error
        except InputError as error:
            # Where no publication could help, that is what there is to say.
            self._rehearse(reader, asked)
            raise Problem(NOT_PUBLISHED, str(error), headers=_LATER) from error
        if len(data) > self.bounds.length_max:
            problem = f"the package has {len(data)} bytes, and at most {self.bounds.length_max} are given here"
            raise Problem(NOT_PROVABLE, f"{problem}; {_ELSEWHERE}")
        return Made(data, package.claim.height)

    def _rehearse(self, reader: ChainReader, asked: AskedClaim) -> None:
        """Raise Problem for what could not be shown if all that the chain has were published."""
        self._require_open()
        try:
            asked.put_to(Rehearsal(reader, reader.height, now=self._clock()))
        except InputError as error:
            raise Problem(NOT_PROVABLE, str(error)) from error

    def _collector(self, reader: ChainReader) -> Collector:
        """Over the log as it is published, which is read once for all packages of one publication."""
        published = self._running.published
        if published is None or not self._running.trust_file.exists():
            raise CustodyError("nothing is published")
        if self._opened is None or self._opened[0] != published.checkpoint:
            self._opened = published.checkpoint, self._running.published_log()
        return exporter(reader, self._opened[1], self._trust())

    def _trust(self) -> Trust:
        return parse_trust(self._running.trust_file.read_bytes())

    def _require_open(self) -> None:
        if self._closed:
            raise Problem(UNAVAILABLE, "the service is ending")

    def _require_time(self, until_ms: int) -> None:
        self._require_open()
        if self._clock() > until_ms:
            raise Problem(UNAVAILABLE, f"it takes longer than there is time for here; {_ELSEWHERE}", headers=_LATER)
