# SPDX-License-Identifier: Apache-2.0
"""A chain that is followed: its blocks are taken from several members at once, and it is read like any other.

Of the members one leads: it is asked for all that there is, and holds its answer until there is more. The others are
asked now and then for the last block and the next, so that who withholds blocks leads no longer, and who has another
chain is found. What is taken is judged in ``taking.py``.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import aclosing, suppress
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Final, NamedTuple

from counterfoil.application import TransactionResult
from counterfoil.consensus.intake import Tick
from counterfoil.consensus.ticket import BlockObserver, Ticket
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import SealedHeader
from counterfoil.identity.policy import KeyPolicy
from counterfoil.node.chain import AnchoredHeader, ChainNode, ChainParts, Engine
from counterfoil.node.consortium.handing_in import Gateways, Here, bundled, tickets
from counterfoil.node.consortium.sources import Source, SourceFailed
from counterfoil.node.consortium.taking import EquivocationFound, SourceLied, Taker
from counterfoil.node.kept_results import KeptResults
from counterfoil.primitives.errors import (
    ClosedError,
    CustodyError,
    DecodeError,
    InputError,
    StorageError,
)
from counterfoil.primitives.types import ChainId, Height, HexHash
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.filelog import FileBlockLog

Notice = Callable[[str], None]
Results = Callable[[HexHash], TransactionResult | None]


class Pace(NamedTuple):
    """How long is waited for what."""

    wait_s: int = 15
    """for a block, by the member that leads"""
    compare_s: float = 2.0
    """between two questions to one that does not"""
    again_s: float = 1.0
    """after a failure, and twice as long after each other one,"""
    again_max_s: float = 30.0
    """and no longer than this"""
    begin_s: float = 60.0
    """for the first block of a chain of which there is nothing here yet: members may have been started just now, and
    know nobody before they have a first block themselves"""
    begin_again_s: float = 2.0
    """meanwhile, after a failure, no longer than this"""
    begin_lies: int = 2
    """of every member, after which it is not waited for any more"""
    tick_s: float = 30.0
    """for a block that was asked for"""


BLOCKS_MAX: Final = 1_000
"""That are asked of the member that leads, at once."""
COMPARED: Final = 2
"""And of another: the last that is here, and the next."""


class FollowingEngine:
    """In the words of an engine: who asks for a block has a member make it. What is handed in goes to a member."""

    def __init__(
        self, taker: Taker, sources: Sequence[Source], *, results: Results, notice: Notice, pace: Pace
    ) -> None:
        """``results``: what became of transactions, as the chain is executed here."""
        self._taker, self._sources, self._notice, self._pace = taker, sources, notice, pace
        self._gateways = Gateways(Here(taker.chain, self._comes_to, results), sources)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = Thread(target=self._run, name=f"following {taker.chain}", daemon=True)
        self._begun, self._any_block = Event(), Event()
        """The second: a block is here, or is not to be waited for."""
        self._stop: asyncio.Event
        self._grown: asyncio.Condition
        self._leader: str | None = None
        self._failure: BaseException | None = None
        self._told: dict[str, str] = {}
        self._lies: Counter[str] = Counter()
        self._looked: Counter[str] = Counter()
        """How often each source had nothing more than is here, or could not be asked."""
        self._look = Condition()
        if taker.height > NO_HEIGHT:
            self._any_block.set()

    @property
    def failure(self) -> BaseException | None:
        return self._failure

    @property
    def otherwise(self) -> SealedHeader | None:
        """A second header of a height, sealed like the one that was taken; None while there is none."""
        return self._taker.other

    def policy(self, height: Height) -> KeyPolicy:
        """Who seals a height, up to the one after the last that is here."""
        return self._taker.policy(height)

    def start(self) -> None:
        """Begin to take blocks; raises StorageError where there is none yet, and none comes."""
        self._thread.start()
        self._begun.wait()
        if not self._any_block.wait(self._pace.begin_s) or self._taker.height == NO_HEIGHT:
            said = {one.name: self._told.get(one.name, "it has no block yet") for one in self._sources}
            why = "; ".join(f"{name}: {what}" for name, what in sorted((said | self._told).items()))
            problem = f"{self._taker.chain}: no member gave its first block, asked for up to {self._pace.begin_s:g} s"
            raise StorageError(f"{problem}: {why}") from self._failure

    def wait_until_level(self, timeout_s: float) -> None:
        """Until each source was asked and had no more, or did not answer; or for so long."""
        with self._look:
            before = Counter(self._looked)
            self._look.wait_for(
                lambda: all(self._looked[one.name] > before[one.name] for one in self._sources), timeout_s
            )

    def follow(self, observer: BlockObserver) -> None:
        """As of the solo engine: told once a block is durable and committed."""
        self._taker.follow(observer)

    def submit(self, envelope: bytes) -> Ticket:
        return self.submit_many((envelope,))[0]

    def submit_many(self, envelopes: Sequence[bytes]) -> list[Ticket]:
        """Hand them to a member, which orders them; an answer is given once its block is here."""
        loop = self._loop
        if loop is None or self._failure is not None:
            raise self._failure or ClosedError("the chain is followed no more")
        bundles = bundled(envelopes)
        asyncio.run_coroutine_threadsafe(self._gateways.order(bundles), loop)
        return tickets(bundles)

    def tick(self) -> Tick:
        """Have a member make a block; the height up to which the chain is here then, one of them being new."""
        if self._loop is None or self._failure is not None:
            tick: Tick = Future()
            tick.set_exception(self._failure or ClosedError("the chain is followed no more"))
            return tick
        return asyncio.run_coroutine_threadsafe(self._ticked(), self._loop)

    def close(self) -> None:
        """Take no more; log and state stay open, and are the caller's."""
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread.is_alive():
            self._thread.join()
        self._taker.close()

    def _run(self) -> None:
        try:
            asyncio.run(self._follow())
        finally:
            self._loop = None
            self._begun.set()
            self._any_block.set()

    async def _follow(self) -> None:
        self._stop, self._grown = asyncio.Event(), asyncio.Condition()
        self._loop = asyncio.get_running_loop()
        self._begun.set()
        asking = [asyncio.ensure_future(self._take_from(one)) for one in self._sources]
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({*asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in (*asking, stopping):
                one.cancel()
            await asyncio.gather(*asking, stopping, return_exceptions=True)
            for source in self._sources:
                await source.close()
            async with self._grown:
                self._grown.notify_all()

    async def _take_from(self, source: Source) -> None:
        """Until the end, or until going on would be unsafe."""
        pause = self._pace.again_s
        while not self._stop.is_set():
            try:
                await self._round(source)
            except (SourceFailed, SourceLied, DecodeError, TimeoutError) as error:
                if self._leader == source.name:
                    self._leader = None
                self._tell(source.name, str(error) or type(error).__name__)
                self._has_no_more(source)
                self._lies[source.name] += not isinstance(error, SourceFailed | TimeoutError)
                if all(self._lies[one.name] >= self._pace.begin_lies for one in self._sources):
                    self._any_block.set()
                await self._pause(pause)
                begun = self._any_block.is_set()
                pause = min(2 * pause, self._pace.again_max_s if begun else self._pace.begin_again_s)
                continue
            except EquivocationFound as error:
                self._tell("equivocation", str(error))
                await self._stop.wait()
                return
            except Exception as error:  # the disk, or rules that are unknown here: going on could split log and state
                self._failure = error
                self._tell("follower", f"{self._taker.chain} is followed no more: {error}")
                return
            self._told.pop(source.name, None)
            self._lies.pop(source.name, None)
            pause = self._pace.again_s

    async def _round(self, source: Source) -> None:
        """Take what one member has, or look whether it has the same."""
        here, leads = Height(max(0, self._taker.height)), self._leader in (None, source.name)
        taken = await self._blocks(source, here, BLOCKS_MAX if leads else COMPARED, 0)
        if not taken:
            self._has_no_more(source)
        if not taken and self._leader == source.name:
            # All that it had is here: from now on it answers when there is more.
            asked = asyncio.get_running_loop().time()
            more = await self._blocks(source, Height(self._taker.height + 1), BLOCKS_MAX, self._pace.wait_s)
            if not more and asyncio.get_running_loop().time() - asked < self._pace.wait_s / 2:
                await self._pause(self._pace.compare_s)  # it does not wait, as it was asked to
        elif not taken:
            await self._pause(self._pace.compare_s)

    async def _blocks(self, source: Source, first: Height, most: int, wait_s: int) -> int:
        taken = 0
        async with aclosing(source.blocks(first, most=most, wait_s=wait_s)) as blocks:
            expected = first
            async for height, block in blocks:
                if height != expected:
                    raise SourceLied(f"block {height} came, where block {expected} was asked for")
                expected = Height(height + 1)
                if await asyncio.to_thread(self._taker.take, height, block, source.name):
                    taken += 1
                    self._leader = source.name
                    self._any_block.set()
                    async with self._grown:
                        self._grown.notify_all()
        return taken

    def _has_no_more(self, source: Source) -> None:
        with self._look:
            self._looked[source.name] += 1
            self._look.notify_all()

    async def _pause(self, seconds: float) -> None:
        """Or until the end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def _ticked(self) -> Height:
        before, problems = self._taker.height, list[str]()
        if self._taker.equivocation is not None:
            raise CustodyError(f"{self._taker.chain} is followed no more: two headers of one height are sealed")
        for source in sorted(self._sources, key=lambda one: one.name != self._leader):
            try:
                wanted = await asyncio.wait_for(source.tick(), self._pace.tick_s)
                await self._comes_to(wanted)
            except (SourceFailed, DecodeError, TimeoutError) as error:
                if self._taker.height > before:
                    return self._taker.height
                problems.append(f"{source.name}: {error or 'the block did not come'}")
                continue
            return self._taker.height
        raise CustodyError(f"{self._taker.chain}: no member made a block that came: {'; '.join(problems)}")

    async def _comes_to(self, height: Height) -> None:
        await asyncio.wait_for(self._grows_to(height), self._pace.tick_s)

    async def _grows_to(self, height: Height) -> None:
        async with self._grown:
            await self._grown.wait_for(
                lambda: self._taker.height >= height or self._failure is not None or self._stop.is_set()
            )
        if self._taker.height < height:
            raise ClosedError("the chain is followed no more") from self._failure

    def _tell(self, who: str, what: str) -> None:
        """Once, until it is something else."""
        if self._told.get(who) != what:
            self._told[who] = what
            self._notice(f"{self._taker.chain}, {who}: {what}")


def open_following(
    directory: Path,
    chain: ChainId,
    sources: Sequence[Source],
    *,
    first: KeyPolicy,
    anchored: AnchoredHeader | None = None,
    wait_s: float = 0,
    notice: Notice = lambda _: None,
    pace: Pace = Pace(),  # noqa: B008
) -> ChainNode:
    """Open a chain that others order, caught up with its block log, and go on taking blocks.

    ``first``: who seals until the chain says otherwise. Raises LockedError, CorruptionError; InputError when
    the block that a custody log anchors is another here; StorageError where there is no block, and none comes.
    """

    def engine_of(parts: ChainParts) -> FollowingEngine:
        _require_anchored(directory, parts.block_log, anchored)
        taker = Taker(
            parts.application, parts.block_log, directory, genesis=parts.genesis, first=first, sources=len(sources)
        )
        results = KeptResults(parts.reader)
        return FollowingEngine(taker, sources, results=results.of, notice=notice, pace=pace)

    return ChainNode.open_under(directory, chain, engine_of, wait_s=wait_s)


def sealed_otherwise(engine: Engine | None) -> SealedHeader | None:
    """A second header of a height that a follower was sent, sealed as well; None where there is none."""
    return engine.otherwise if isinstance(engine, FollowingEngine) else None


def _require_anchored(directory: Path, block_log: FileBlockLog, anchored: AnchoredHeader | None) -> None:
    """Behind what is anchored it only catches up; another block there is none of the chain."""
    if anchored is None or block_log.height < anchored[0]:
        return
    height, header = anchored
    if header_hash(block_log.read(height).header) != header:
        remedy = "keep both; with an empty folder the chain is followed anew"
        raise InputError(f"block {height} is another than the one anchored", where=str(directory), remedy=remedy)
