# SPDX-License-Identifier: Apache-2.0
"""Another run of the engine: how those who are left of a consortium go on when too few are left to decide anything.

The order that says who is left is a transaction like any other, except that no engine can order it. So each survivor
starts its node with the same bytes. It is executed on the last state to know whom the engine begins with, and it is the
first transaction of the first block of the new run. From anybody else, in whatever batch, it is never taken: else those
few who may give such an order could take over a chain that runs.
"""

from typing import Final

from counterfoil.application import Application, Checked, Refusal, TransactionResult, Validator
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.types import Height, Timestamp

ONLY_AT_A_START: Final = Refusal(0, "only_at_a_start", "it begins a run of the engine: nodes are started with it")


class Restart:
    """The order that this node was started with. It may be given again after it was executed, and then does nothing."""

    def __init__(self, order: bytes) -> None:
        self._order = order
        self._checked: Checked | None = None
        self._told: tuple[Validator, ...] = ()

    def settle(self, application: Application, heights: EngineHeights) -> bool:
        """Begin the run, unless that was done; whether its first block is still to come. Raises InputError."""
        checked = application.check(self._order)
        refusal = checked if isinstance(checked, Refusal) else application.refusal(checked)
        if refusal is not None or not isinstance(checked, Checked):
            if heights.run and heights.engine_height:
                return False  # it was executed, or what it was for is past
            assert refusal is not None
            raise InputError(f"{refusal.reason}: {refusal.detail}", where="the order to begin the engine anew")
        if not application.restarts(checked):
            raise InputError("it begins no run of the engine", where="the order to begin the engine anew")
        heights.begin_run()
        self._checked = checked
        return True

    def left(self, application: Application, height: Height, time: Timestamp) -> tuple[Validator, ...] | None:
        """Who would be left by it in a next block at that height; None where it can stand in none, or did so already.

        Nothing is settled by asking. No other block is being executed meanwhile.
        """
        checked = application.check(self._order)
        if (
            isinstance(checked, Refusal)
            or application.refusal(checked) is not None
            or not application.restarts(checked)
        ):
            return None
        block = application.finalize_block(height, time, [checked])
        (answer,) = block.answers
        return block.validators if isinstance(answer, TransactionResult) and not answer.code else None

    @property
    def checked(self) -> Checked:
        """The transaction, once it is settled."""
        assert self._checked is not None
        return self._checked

    @property
    def told(self) -> tuple[Validator, ...]:
        """Whom the engine began with; raises InvariantBroken when it did not begin."""
        if not self._told:
            raise InvariantBroken("the engine has a block decided of a run that it did not begin")
        return self._told

    def validators(self, application: Application, height: Height, time: Timestamp) -> tuple[Validator, ...]:
        """Whom the engine begins with: those that its first block leaves, executed and not committed."""
        block = application.finalize_block(height, time, [self.checked])
        (answer,) = block.answers
        if not isinstance(answer, TransactionResult) or answer.code or block.validators is None:
            raise InvariantBroken(f"the order to begin the engine anew does not stand: {answer}")
        self._told = block.validators
        return self._told
