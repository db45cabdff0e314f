# SPDX-License-Identifier: Apache-2.0
"""Whole blocks with their seals, for who keeps a copy of a chain; and asking for a block though nothing waits.

Told is what has a complete seal, and only to who sees all of the chain, runs a validator of it, or is an auditor whom
this node's configuration names; an auditor has no block made. Blocks come as
frames of the block log, so many as fit; where there is none yet, the answer waits for one, and is empty when none comes
in time.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from counterfoil.api.callers import Caller
from counterfoil.api.described import Described, Operation, referring_to
from counterfoil.api.ledger.answering import (
    AskedWith,
    Asking,
    AskingParty,
    Policy,
    Running,
    as_of,
    json_answer,
    read_body,
    require_json,
    wrong,
)
from counterfoil.api.ledger.feeds import gone
from counterfoil.api.ledger.header_schemas import ONCE
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.media_types import JSON
from counterfoil.api.problems import FORBIDDEN, UNAVAILABLE, Problem
from counterfoil.api.shapes import COUNT, object_of
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.block_frames import BLOCKS, framed
from counterfoil.primitives.errors import ClosedError, InputError
from counterfoil.primitives.types import INTEGER_MAX, ChainId, Height, PartyId
from counterfoil.transport.serving import life_of

BLOCKS_MAX: Final = 1_000
"""In one answer;"""
LENGTH_MAX: Final = 4 * 2**20
"""and bytes of it, beyond which no other block is put in: one alone may be longer."""
WAIT_S_MAX: Final = 20
"""So long an answer may wait for a block."""
ANSWERS_MAX: Final = 32
"""In hand at once, of those that wait too;"""
ANSWERS_OF_ONE_MAX: Final = 8
"""and of one party."""
COMPLETE: Final = "Counterfoil-Complete"
_WHO: Final = "whole blocks are for supervisors of the chain, firms that run a validator of it, and auditors named here"
_WHO_TICKS: Final = "blocks are made for supervisors of the chain and for firms that run a validator of it"
_BUSY: Final = {"retry-after": "1"}


class Replicas:
    """Who takes blocks just now, and waits for them."""

    def __init__(self, chains: Mapping[ChainId, ChainNode]) -> None:
        self._of: Counter[PartyId] = Counter()
        self._waiting: dict[ChainId, set[asyncio.Event]] = {chain: set() for chain in chains}
        self._loop: asyncio.AbstractEventLoop | None = None
        for chain, node in chains.items():
            node.follow_sealed(lambda chain=chain: self._ring(chain))  # type: ignore[misc]

    def enter(self, party: PartyId) -> None:
        """Raises Problem where there are too many; ``leave`` follows."""
        if self._of.total() >= ANSWERS_MAX or self._of[party] >= ANSWERS_OF_ONE_MAX:
            raise Problem(UNAVAILABLE, "too many take blocks at once", headers=_BUSY)
        self._of[party] += 1

    def leave(self, party: PartyId) -> None:
        self._of[party] -= 1
        if not self._of[party]:
            del self._of[party]

    async def wait(self, node: ChainNode, height: Height, seconds: int, request: Asking) -> None:
        """Until a block of this height has its complete seal, the time is over, or one of both sides goes."""
        self._loop = asyncio.get_running_loop()
        rung, until = asyncio.Event(), self._loop.time() + seconds
        self._waiting[node.chain].add(rung)
        leaving = [asyncio.ensure_future(one) for one in (life_of(request.scope).ending.wait(), gone(request.receive))]
        try:
            while True:
                rung.clear()  # before the height is read: a block that comes after that rings again
                left = until - self._loop.time()
                if node.complete_until >= height or left <= 0 or any(one.done() for one in leaving):
                    return
                waiting = asyncio.ensure_future(rung.wait())
                await asyncio.wait({waiting, *leaving}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
        finally:
            for one in leaving:
                one.cancel()
            self._waiting[node.chain].discard(rung)

    def _ring(self, chain: ChainId) -> None:
        """From whichever thread it is told."""
        loop = self._loop
        if loop is None or not self._waiting[chain]:
            return
        try:
            loop.call_soon_threadsafe(self._wake, chain)
        except RuntimeError:  # the loop has ended, and nobody waits
            self._loop = None

    def _wake(self, chain: ChainId) -> None:
        for one in self._waiting[chain]:
            one.set()


class Tick(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A block is asked for: there is nothing else to say of it."""


GivenReplicas = NamedDependency[Replicas]


@get("/chains/{chain:str}/log", summary="Whole blocks with their seals, from a height on, for who keeps a copy")
async def log(
    request: Asking,
    chain: FromPath[str],
    caller: AskingParty,
    policy: Policy,
    running: Running,
    replicas: GivenReplicas,
    first: FromQuery[int] = 0,
    wait: FromQuery[int] = 0,
    most: FromQuery[int] = BLOCKS_MAX,
) -> Response[bytes]:
    node = running.node(chain)
    await asyncio.to_thread(_require_replica, policy, caller, node)
    if not 0 <= first <= INTEGER_MAX:
        raise wrong("the height of the first block that is wanted", "first")
    if not 0 <= wait <= WAIT_S_MAX:
        raise wrong(f"at most {WAIT_S_MAX} seconds", "wait")
    if not 1 <= most <= BLOCKS_MAX:
        raise wrong(f"1 to {BLOCKS_MAX} blocks", "most")
    replicas.enter(caller.party)
    try:
        if wait:
            await replicas.wait(node, Height(first), wait, request)
            await asyncio.to_thread(_require_replica, policy, caller, node)  # he may have been suspended meanwhile
            caller.require_still()
        complete, data = await asyncio.to_thread(_frames, node, first, most)
    finally:
        replicas.leave(caller.party)
    return Response(data, headers={"content-type": BLOCKS, COMPLETE.lower(): str(complete)})


@post("/chains/{chain:str}/ticks", status_code=200, summary="Have a block made even if it is empty, and wait for it")
async def tick(
    request: Asking, chain: FromPath[str], entry: AskedWith, caller: AskingParty, policy: Policy, running: Running
) -> Response[bytes]:
    require_json(request)
    node = running.node(chain)
    read_body(entry.body, Tick)
    await asyncio.to_thread(_require_ticks, policy, caller, node)
    engine = node.engine
    assert engine is not None
    try:
        height = await asyncio.wrap_future(await asyncio.to_thread(engine.tick))
    except (InputError, ClosedError) as error:  # a clock that is not believed, or the end of the service
        raise Problem(UNAVAILABLE, str(error), headers=_BUSY) from error
    return json_answer({"at": await asyncio.to_thread(as_of, node), "height": height})


def _require_replica(policy: NeedToKnow, caller: Caller, node: ChainNode) -> None:
    if not policy.replicates(caller, node):
        raise Problem(FORBIDDEN, _WHO)


def _require_ticks(policy: NeedToKnow, caller: Caller, node: ChainNode) -> None:
    if not policy.ticks(caller, node):
        raise Problem(FORBIDDEN, _WHO_TICKS)


def _frames(node: ChainNode, begin: int, most: int) -> tuple[Height, bytes]:
    """The last block that has its complete seal, and the frames of those from a height on, as many as fit."""
    complete = node.complete_until
    parts, length = list[bytes](), 0
    for height in range(begin, min(complete, begin + most - 1) + 1):
        part = framed(Height(height), node.sealed_block(Height(height)))
        if parts and length + len(part) > LENGTH_MAX:
            break
        parts.append(part)
        length += len(part)
    return complete, b"".join(parts)


DESCRIBED: Final = Described(
    operations={
        ("get", "/chains/{chain}/log"): Operation(
            {200: {BLOCKS: ""}},
            problems=(),
            tells=(COMPLETE,),
            description=f"For supervisors, and for firms that run a validator. Frames as in a block log: header, "
            f"complete seal, transactions as received. At most {LENGTH_MAX // 2**20} MiB, and one block at least where "
            "there is one.",
        ),
        ("post", "/chains/{chain}/ticks"): Operation(
            {200: {JSON: "Ticked"}},
            body={JSON: "Tick"},
            problems=(),
            hears=ONCE,
            description="For the same. The chain says by it that time has passed; what waits is ordered in it.",
        ),
    },
    schemas={"Tick": object_of({}), "Ticked": object_of({"at": referring_to("At"), "height": COUNT})},
    parameters={
        "first": {
            "description": "the height of the first block that is wanted",
            "schema": {"minimum": 0, "maximum": INTEGER_MAX},
        },
        "wait": {
            "description": "for how many seconds the answer may wait for a first block",
            "schema": {"minimum": 0, "maximum": WAIT_S_MAX},
        },
        "most": {"description": "blocks that are wanted at most", "schema": {"minimum": 1, "maximum": BLOCKS_MAX}},
    },
    headers={
        COMPLETE: {
            "description": "the last block that has its complete seal, with all before it",
            "required": True,
            "schema": {"type": "integer", "minimum": -1},
        }
    },
)
HANDLERS: Final[list[Any]] = [log, tick]
