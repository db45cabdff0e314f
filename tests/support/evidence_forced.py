# SPDX-License-Identifier: Apache-2.0
"""An operator who tries what the rules forbid in a copy of the world, and seals it all the same."""

from collections import deque
from collections.abc import Iterator
from copy import copy, deepcopy
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from counterfoil.commerce.admission import Prepared
from counterfoil.commerce.context import Context
from counterfoil.commerce.ledger import Ledger
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.transaction import Transaction
from counterfoil.law.call import call_name
from counterfoil.law.event import Consents, EventData
from counterfoil.law.moment import Unknown
from counterfoil.law.outcome import MachineOutcome, Outcome, Refused
from counterfoil.modules import laws
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import Height, HexHash, RecordPath
from counterfoil.storage.blocklog import MemoryBlockLog
from counterfoil.storage.state import MemoryStateStore
from support.evidence_world import World, begin, id_of
from support.programs import programs


def fork(world: World) -> World:
    """The same world, whose future is its own."""
    twin = copy(world)
    twin.blocks, twin.store = MemoryBlockLog(), MemoryStateStore()
    for block in world.blocks.blocks(Height(0)):
        twin.blocks.append(block)
    twin.store._height = world.store._height
    twin.store._spaces = {space: dict(values) for space, values in world.store._spaces.items()}
    twin.store._history = deque(world.store._history, maxlen=world.store._history.maxlen)
    twin.ledger = Ledger(world.chain, twin.store, lambda _dialect: programs())
    ChainReader.__init__(twin, world.chain, twin.blocks, twin.store)
    twin.log = deepcopy(world.log)
    return twin


def attempt(world: World, transaction: Transaction) -> Outcome:
    """What the rules say of a transaction; it takes effect if they allow it, and leaves nothing if not."""
    prepared = world.ledger.prepare(transaction.encode())
    if not isinstance(prepared, Prepared):
        return laws().outcomes[prepared.code]
    finalized = world.ledger.execute(world.next_height, world.next_time, [prepared])
    outcome = laws().outcomes[finalized.answers[0].code]
    if outcome is MachineOutcome.ok:
        world._store_block(finalized.header, [transaction.encode()])
    return outcome


class Refusal(NamedTuple):
    """Where the rules say no: to a call, to an event of it, and then to what it would make of which records."""

    call: int | None
    event: EventData | None = None
    """None: the call may not be made at all"""
    unmakeable: tuple[RecordPath, ...] | None = None
    """None: it may not happen; none at all: only the whole state forbids it"""


@dataclass(frozen=True)
class Forced:
    """What a lawless operator sealed against a rule: the world with it, and the records that the rule is about."""

    world: World
    transaction: HexHash
    refusal: Refusal
    offended: tuple[RecordPath, ...]


def forced(world: World, transaction: Transaction) -> Forced | None:
    """Seal a transaction that the rules reject, in a copy of the world; None when nothing can be let happen."""
    refusal = find_refusal(fork(world), transaction)
    twin = fork(world)
    try:
        twin.force(transaction)
    except (CounterfoilError, Unknown):  # an event of an account that has no part in it has nobody's consent
        return None
    offended = refusal.unmakeable
    if offended is None:
        said = None if refusal.event is None else msgspec.to_builtins(refusal.event)
        events = [decode_event(encoded) for encoded in twin.events(world.next_height)]
        refused = [one for one in events if one.call == refusal.call and said in (None, one.data)]
        offended = tuple(dict.fromkeys(link.record for one in refused for link in one.trails))
    return Forced(twin, id_of(transaction), refusal, offended)


def find_refusal(world: World, transaction: Transaction) -> Refusal:
    """The first rule that is broken, found as the machine would find it; the world is spent."""
    ctx = world.context()
    begin(ctx, transaction)
    for position, line in enumerate(transaction.lines):
        call = msgspec.convert(msgspec.json.decode(line)["call"], laws().any_call)
        ctx.position, ctx.call = position, call_name(type(call))
        try:
            events = tuple(laws().rules[type(call)].moves(call, ctx))
        except Refused:
            return Refusal(position)
        for event in events:
            try:
                consents = event.permit(ctx)
            except Refused:
                return Refusal(position, event)
            try:
                ctx.cause(event)
            except Refused:
                return Refusal(position, event, tuple(_unmakeable(ctx, event, consents)))
    return Refusal(None, None, ())


def _unmakeable(ctx: Context, event: EventData, consents: Consents) -> Iterator[RecordPath]:
    for touch in event.touches(ctx, consents):
        try:
            touch.fold(ctx.find(touch.path))
        except Refused:
            yield touch.path
