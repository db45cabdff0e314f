# SPDX-License-Identifier: Apache-2.0
"""What a block has after the call that runs. Whoever asks may begin something beforehand; nothing is decided by it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from counterfoil.application import Refusal
from counterfoil.commerce.admission import Prepared
from counterfoil.commerce.context import Context
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call
from counterfoil.law.module import Rule
from counterfoil.law.program import Coming, Limits
from counterfoil.primitives.types import HexHash, PartyId

LOOKED_AT_MAX: Final = 16
"""Calls that are looked through for one that runs a program."""


@dataclass(slots=True)
class Following:
    """The rest of a block, as seen from the call that runs."""

    ctx: Context
    transactions: Sequence[Prepared]
    answered: set[HexHash]
    """intents that have their answer"""
    standing: Callable[[Context, Prepared], Mapping[PartyId, KeyPolicy] | Refusal]
    rules: Mapping[type[Call], Rule]
    index: int = 0
    """of the transaction that runs"""

    def next(self) -> Coming | None:
        """The next call that runs a program: of this transaction, or of the one after it if that may stand."""
        ctx, calls = self.ctx, self.transactions[self.index].calls
        position = -1 if ctx.position is None else ctx.position
        rest = islice(calls, position + 1, position + 1 + LOOKED_AT_MAX)
        if (call := self._programmed(rest)) is not None:
            return Coming(call, ctx.policies, None)
        if len(calls) > position + 1 + LOOKED_AT_MAX or self.index + 1 >= len(self.transactions):
            return None
        return self._of_the_next(self.transactions[self.index + 1])

    def _of_the_next(self, transaction: Prepared) -> Coming | None:
        """What is left out of the block costs nothing, so nothing of it is begun."""
        call = self._programmed(islice(transaction.calls, LOOKED_AT_MAX))
        if call is None or transaction.id in self.answered or transaction.id == self.ctx.transaction:
            return None
        policies = self.standing(self.ctx, transaction)
        return None if isinstance(policies, Refusal) else Coming(call, policies, Limits())

    def _programmed(self, calls: Iterable[Call]) -> Call | None:
        return next((call for call in calls if self.rules[type(call)].programmed), None)
