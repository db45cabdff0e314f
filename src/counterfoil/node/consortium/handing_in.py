# SPDX-License-Identifier: Apache-2.0
"""What is handed in where a chain is followed: a member has it ordered, and the answer is what its block gave here.

A member is not believed: where it says that a transaction stands in a block, that block is waited for, and the result
is read from the chain as it was executed in this folder. Where one does not answer the next is handed the same bytes:
they are the same intent, which has one answer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final, NamedTuple

from counterfoil.application import TransactionResult
from counterfoil.consensus.ticket import Answer, Bundle, Ticket
from counterfoil.node.consortium.sources import HandedIn, Source, SourceFailed
from counterfoil.primitives.errors import ClosedError, DecodeError
from counterfoil.primitives.types import ChainId, Height, HexHash

COUNT_MAX: Final = 100
"""Transactions in one request;"""
LENGTH_MAX: Final = 2_000_000
"""and bytes of them, but for one that is longer alone."""


class Here(NamedTuple):
    """The chain as it is followed in this folder."""

    chain: ChainId
    until: Callable[[Height], Awaitable[None]]
    """waits for a block; raises TimeoutError"""
    result: Callable[[HexHash], TransactionResult | None]
    """what became of a transaction in its block here"""


class Gateways:
    """Members that order what is handed in, in turn: the next bundles go to the next one. Used by one event loop."""

    def __init__(self, here: Here, sources: Sequence[Source]) -> None:
        self._here, self._sources = here, list(sources)

    async def order(self, bundles: Sequence[Bundle]) -> None:
        """Have them ordered, one after the other, and each ticket answered; none is left without an answer or why."""
        turn = self._next_turn()
        try:
            for bundle in bundles:
                await self._order(bundle, turn)
        except asyncio.CancelledError:
            _fail(bundles, ClosedError(f"{self._here.chain}: the chain is followed no more"))
            raise
        except BaseException as failure:  # it goes to whoever has the tickets
            _fail(bundles, failure)

    def _next_turn(self) -> list[Source]:
        turn = list(self._sources)
        self._sources.append(self._sources.pop(0))
        return turn

    async def _order(self, bundle: Bundle, turn: list[Source]) -> None:
        problems: list[str] = []
        while len(problems) < len(self._sources):
            source = turn[0]
            try:
                bundle.answers[:] = await self._ask(source, bundle.transactions)
            except (SourceFailed, DecodeError, TimeoutError) as error:
                problems.append(f"{source.name}: {error or 'the block did not come'}")
                turn.append(turn.pop(0))  # the others of this call are spared it
                continue
            bundle.announce()
            return
        problem = f"{self._here.chain}: no member had it ordered, and whether it was, the chain says"
        raise SourceFailed(f"{problem}: {'; '.join(problems)}")

    async def _ask(self, source: Source, transactions: Sequence[bytes]) -> list[Answer]:
        handed = await source.hand_in(transactions)
        if len(handed) != len(transactions):
            raise SourceFailed(f"{source.address} gave {len(handed)} answers for {len(transactions)} transactions")
        await self._here.until(max((one.height for one in handed if one.height is not None), default=Height(0)))
        return await asyncio.to_thread(lambda: [self._answer(source, one) for one in handed])

    def _answer(self, source: Source, told: HandedIn) -> Answer:
        if told.refusal is not None:
            return told.refusal
        result = None if told.transaction is None else self._here.result(told.transaction)
        if result is None:
            raise SourceFailed(f"{source.address} says of a transaction that it stands in a block, where it does not")
        return result


def bundled(envelopes: Sequence[bytes]) -> list[Bundle]:
    """So many in each as one request takes."""
    return [Bundle(one) for one in _parts(envelopes)]


def tickets(bundles: Sequence[Bundle]) -> list[Ticket]:
    return [ticket for bundle in bundles for ticket in bundle.tickets()]


def _parts(envelopes: Sequence[bytes]) -> Iterator[list[bytes]]:
    part: list[bytes] = []
    length = 0
    for envelope in envelopes:
        if part and (len(part) == COUNT_MAX or length + len(envelope) > LENGTH_MAX):
            yield part
            part, length = [], 0
        part.append(envelope)
        length += len(envelope)
    if part:
        yield part


def _fail(bundles: Sequence[Bundle], failure: BaseException) -> None:
    for bundle in bundles:
        bundle.fail(failure)
