# SPDX-License-Identifier: Apache-2.0
"""``AsyncClient``: a ledger for programs that await answers; its methods are those of ``Client``."""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Iterable, Sequence
from datetime import datetime
from typing import Any, Self, TypeVar, overload

import msgspec

from counterfoil.client import batching, following, handing_in, looking_up, proving
from counterfoil.client.base_client import PUBLISHED_WITHIN_S, BaseClient, only_calls, only_transaction
from counterfoil.client.batching import BATCH, OUTSTANDING, Pace, Sending, Tally, Ticket, Wanted
from counterfoil.client.driving_async import AsyncDriver
from counterfoil.client.nouns import Nouns
from counterfoil.client.proving import Evidence
from counterfoil.client.results import Block, ChainStatus, Done, LedgerEvent, Record, Rehearsal, ShownTransaction
from counterfoil.client.transactions import SignedTransaction
from counterfoil.law.call import Call
from counterfoil.law.table import Table

V = TypeVar("V", bound=msgspec.Struct)


class AsyncClient(BaseClient, Nouns[Awaitable[Done]]):
    """``Client`` for asyncio: ``await ledger.NOUN.VERB(**fields)``, ``async for event in ledger.events()``."""

    def _begin(self) -> None:
        self._driver = AsyncDriver(self._connection, self._transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of connections."""
        await self._driver.close()

    def _called(self, call: Call) -> Awaitable[Done]:
        return self.submit(call)

    async def submit(
        self, *what: Call | SignedTransaction, by: Sequence[str] = (), rehearse: bool | None = None
    ) -> Done:
        """Have one transaction ordered, and wait: of these calls, or one that is signed.

        All calls succeed or none does. A signed transaction is handed in as it is, by whoever has it.
        Raises NotCommitted and SignaturesMissing.
        """
        signed = only_transaction(what)
        if signed is not None:
            (done,) = await self._driver.run(handing_in.hand_in(self._node, [signed]))
            return done.require()
        rehearsed = self._rehearsed if rehearse is None else rehearse
        act = handing_in.act(self._node, only_calls(what), by=by, valid_for=self._valid_for, rehearsed=rehearsed)
        return (await self._driver.run(act)).require()

    async def draft(self, *calls: Call, by: Sequence[str] = (), valid_for: int | None = None) -> SignedTransaction:
        """A transaction of these calls that nobody signed yet, for the next ``valid_for`` blocks."""
        seed = self._connection.surroundings.seeds()
        blocks = self._valid_for if valid_for is None else valid_for
        await self.status()
        return await self._driver.run(
            handing_in.draft(self._node, only_calls(calls), by=by, valid_for=blocks, seed=seed)
        )

    async def rehearse(self, *what: Call | SignedTransaction, by: Sequence[str] = ()) -> Rehearsal:
        """What would happen, and whose signature is missing: of calls, or of a transaction as it is signed."""
        signed = only_transaction(what)
        if signed is not None:
            return await self._driver.run(handing_in.rehearse(self._node, signed))
        return await self._driver.run(handing_in.rehearse_calls(self._node, only_calls(what), by))

    def batch(self, *, size: int = BATCH, outstanding: int = OUTSTANDING, by: Sequence[str] = ()) -> "AsyncBatch":
        """Many transactions, a call each: ``async with ledger.batch() as batch: await batch.holdings.transfer(…)``.

        They go ``size`` at a time, not rehearsed, with ``outstanding`` requests at once; whoever adds more waits.
        """
        return AsyncBatch(self._driver, Tally(Sending(self._node, Pace(size, outstanding, by, self._valid_for))))

    def stream(
        self,
        transactions: Iterable[Wanted] | AsyncIterable[Wanted],
        *,
        size: int = BATCH,
        outstanding: int = OUTSTANDING,
        by: Sequence[str] = (),
    ) -> AsyncIterator[Done]:
        """The answers to any number of transactions, in order, committed or not; taken no faster than answered."""
        pace = Pace(min(size, batching.BATCH_MAX), outstanding, by, self._valid_for)
        return self._driver.stream(batching.stream(self._node, pace), transactions)

    async def chains(self) -> Sequence[ChainStatus]:
        """Every chain of the service: how far it is, and what of it is published."""
        return await self._driver.run(self._node.chains())

    async def status(self) -> ChainStatus:
        """The same of this client's chain."""
        return await self._driver.run(self._node.status())

    async def wait_published(self, what: Done | int, *, timeout_s: float = PUBLISHED_WITHIN_S) -> ChainStatus:
        """Wait until a transaction, or a block by its height, is anchored in a custody log that witnesses cosigned.

        Raises NotPublished after ``timeout_s``.
        """
        return await self._driver.run(looking_up.wait_published(self._node, what, timeout_s))

    async def record(self, path: str, *, proof: bool = False, height: int | None = None) -> Record[Any]:
        """A record as it stands, such as ``holdings/holding/bob-1/SSE.600000``; ``.value`` is its struct.

        With ``proof`` it is checked against the state root of a header: see ``.checked``. Raises NotFound.
        """
        return await self._driver.run(looking_up.record(self._node, path, proof=proof, height=height))

    @overload
    def records(
        self,
        table: Table[V],
        *,
        proof: bool = False,
        height: int | None = None,
        limit: int | None = None,
        **fields: Any,
    ) -> AsyncIterator[Record[V]]: ...
    @overload
    def records(
        self, table: str, *, proof: bool = False, height: int | None = None, limit: int | None = None, **fields: Any
    ) -> AsyncIterator[Record[Any]]: ...
    def records(
        self,
        table: Table[V] | str,
        *,
        proof: bool = False,
        height: int | None = None,
        limit: int | None = None,
        **fields: Any,
    ) -> AsyncIterator[Record[Any]]:
        """Every record of a table that has these fields: ``records("holdings/holding", account="bob-1")``.

        The table by its name, or as its module has it, which types what comes; ``limit``: how many in a page. With
        ``proof`` each is checked as ``record`` checks it.
        """
        asked = looking_up.records(self._node, table, fields, proof=proof, height=height, limit=limit)
        return self._driver.stream(asked)

    def trail(self, path: str, *, height: int | None = None) -> AsyncIterator[LedgerEvent]:
        """The events that touched a record, first to last, those that one may see."""
        return self._driver.stream(looking_up.trail(self._node, path, height=height))

    async def block(self, height: int) -> Block:
        """A header and its seal; its bytes have the hash that is told. Raises NotFound."""
        return await self._driver.run(looking_up.block(self._node, height))

    async def transaction(self, which: Done | str) -> ShownTransaction:
        """A transaction as far as one may see it, and what became of it. Raises NotFound."""
        identifier = which.require().transaction if isinstance(which, Done) else which
        return await self._driver.run(looking_up.transaction(self._node, str(identifier)))

    def events(self, since: str = "0.0", *, follow: bool = False) -> AsyncIterator[LedgerEvent]:
        """Events from a place on, those that one may see, in order; with ``follow`` as they come, without an end.

        Keep ``event.cursor`` of the last that you dealt with: ``since=cursor`` goes on after it.
        """
        return self._driver.stream(following.events(self._node, since, follow=follow))

    async def prove(
        self,
        what: Done | str,
        *,
        account: str | None = None,
        instrument: str | None = None,
        record: str | None = None,
        transaction: str | None = None,
        from_: datetime | int | None = None,
        at: datetime | int | None = None,
        publish: bool = True,
    ) -> Evidence:
        """Evidence in one call: of a committed transaction, or of a kind of claim (``"control"``, ``"position"`` …).

        ``publish``: whether what is not published yet is to be published for it. Believe it when ``verify`` says so.
        """
        asked = {"account": account, "instrument": instrument, "record": record, "transaction": transaction}
        about = {**asked, "from": from_, "at": at}
        return await self._driver.run(proving.prove(self._node, what, about, publish=publish))


class AsyncBatch(Nouns[Awaitable[Ticket]]):
    """Transactions that go together, a call each; used in an ``async with`` block, at whose end all are answered.

    Then NotCommitted is raised with the first that was not committed; ``failures`` are the first hundred of them. Where
    the block raises, what has not been sent yet is not sent.
    """

    def __init__(self, driver: AsyncDriver, tally: Tally) -> None:
        self._driver, self._tally = driver, tally

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await self._driver.run(self._tally.finish() if kind is None else self._tally.settle())

    def _called(self, call: Call) -> Awaitable[Ticket]:
        return self.add(call)

    async def add(self, wanted: Wanted) -> Ticket:
        """One more transaction: a call, several that succeed together, or a signed one. May wait for answers."""
        return await self._driver.run(self._tally.add(wanted))

    @property
    def committed(self) -> int:
        """How many are committed by now."""
        return self._tally.committed

    @property
    def failures(self) -> Sequence[Done]:
        """The first hundred that were not committed."""
        return tuple(self._tally.failures)

    def __repr__(self) -> str:
        return self._tally.line()

    def _repr_html_(self) -> str:
        return self._tally.html()
