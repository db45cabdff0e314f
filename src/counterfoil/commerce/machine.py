# SPDX-License-Identifier: Apache-2.0
"""The transition function: (state, block) → (state, events).

Its rules:

1. It is deterministic: no clock, randomness, floats, sets or order of hashing; time is the block's.
2. Transactions run in the block's order; the calls of one run in its order, and each sees what went before.
3. All calls of a transaction succeed or none does. A rejected one leaves one event, ``transaction.rejected``,
   with the number of the outcome and the position of the call: attempts are evidence too.
4. A handler has four phases in one order: authorise, check, apply, emit. It changes state only by emitting an
   event that touches the records, or by writing a record that has no trail.
5. Every event is linked to the one before in the trail of every record it touches.
6. Records with a trail are never deleted.
7. A call whose feature is not active at this height is rejected; rules that ran at a height run again at it.
8. A broken invariant is an exception: it stops the node.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from counterfoil.commerce.context import Authority, Context, EventLog, EventType
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import State
from counterfoil.evidence.event import ObjectClass
from counterfoil.primitives.types import ChainId, Height, HexHash, KeyId, Timestamp

TRANSACTION_REJECTED = EventType("transaction.rejected", ObjectClass.regulatory)

Handler = Callable[[Context, Any], Outcome]


@dataclass(frozen=True, slots=True)
class Call:
    """A row of the dispatch table: who handles a message, and the feature that must be active, if any."""

    handler: Handler
    feature: str | None = None


@dataclass(frozen=True, slots=True)
class BlockTransaction:
    """A transaction whose form and signatures were checked before it entered the block."""

    id: HexHash
    calls: Sequence[msgspec.Struct]
    signers: frozenset[KeyId]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a transaction: outcome, and which call decided it (None when all succeeded)."""

    outcome: Outcome
    call: int | None = None
    events: int = 0


@dataclass(frozen=True, slots=True)
class Machine:
    """The rules of one chain: its dispatch table and who decides on authority."""

    chain: ChainId
    calls: Mapping[type[msgspec.Struct], Call]
    authority: Authority

    def apply_block(
        self,
        state: State,
        transactions: Sequence[BlockTransaction],
        *,
        height: Height,
        time: Timestamp,
        features: frozenset[str],
    ) -> tuple[EventLog, list[Result]]:
        """Run the block's transactions in order; the state holds its changes until they are committed."""
        events = EventLog()
        results = [
            self._apply(
                Context(
                    chain=self.chain,
                    height=height,
                    time=time,
                    transaction=transaction.id,
                    signers=transaction.signers,
                    state=state,
                    events=events,
                    authority=self.authority,
                    features=features,
                ),
                transaction.calls,
            )
            for transaction in transactions
        ]
        return events, results

    def _apply(self, ctx: Context, calls: Sequence[msgspec.Struct]) -> Result:
        before = len(ctx.events.encoded)
        for position, message in enumerate(calls):
            outcome = self._run(ctx, message)
            if outcome is not Outcome.ok:
                ctx.state.discard_transaction()
                ctx.events.truncate(before)
                ctx.emit(
                    TRANSACTION_REJECTED,
                    {"call": position, "outcome": outcome.value, "reason": outcome.name},
                )
                return Result(outcome, position, 1)
        ctx.state.keep_transaction()
        return Result(Outcome.ok, None, len(ctx.events.encoded) - before)

    def _run(self, ctx: Context, message: msgspec.Struct) -> Outcome:
        call = self.calls[type(message)]
        if call.feature is not None and call.feature not in ctx.features:
            return Outcome.feature_not_active
        return call.handler(ctx, message)
