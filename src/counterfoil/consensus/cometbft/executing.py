# SPDX-License-Identifier: Apache-2.0
"""From the batches of a decided block to a block of ours and an answer for each transaction.

The same at every node: nothing here depends on what a node kept, only on the state before the block and on the block.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.application import Application, Checked, FinalizedBlock, TransactionResult
from counterfoil.consensus.cometbft.batches import Batch
from counterfoil.consensus.cometbft.checking import Checks
from counterfoil.consensus.cometbft.runs import ONLY_AT_A_START
from counterfoil.consensus.intake import NOT_PROPOSED
from counterfoil.consensus.ticket import Answer
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import Hash, Height, HexHash, Timestamp

KEPT_RESULTS_MAX: Final = 65_536
"""Of how many intents the result is still known when one comes again."""


@dataclass(slots=True)
class Judged:
    """A transaction of a decided block: its digest, what it was checked as, and what became of it."""

    name: Hash
    checked: Checked | None
    """None: it was not even fit to be judged."""
    answer: Answer


def execute(
    application: Application,
    checks: Checks,
    batches: Sequence[Batch | None],
    *,
    height: Height,
    time: Timestamp,
    ticks: bool = True,
    first: Checked | None = None,
) -> tuple[FinalizedBlock | None, tuple[bytes, ...], list[Judged]]:
    """The block that batches make, if they have an effect, its transactions, and what became of each that was given.

    None in the place of a batch is what was none. ``ticks``: whether a tick makes a block, so long after the last one.
    ``first`` comes before them, and must stand. Effects wait for ``application.commit``.
    """
    given = [batch for batch in batches if batch is not None]
    found = checks.all_of([data for batch in given for data in batch.transactions])
    for name, one in found.items():
        if isinstance(one, Checked) and application.restarts(one):
            found[name] = ONLY_AT_A_START
    before = [] if first is None else [first]
    wanted = ticks and any(batch.tick for batch in given)
    kept, answers = _prepared(application, [*before, *(one for one in found.values() if isinstance(one, Checked))])
    block = application.finalize_block(height, time, kept) if kept or wanted else None
    standing: list[bytes] = []
    if block is not None:
        for checked, answer in zip(kept, block.answers, strict=True):
            answers[id(checked)] = answer
            if isinstance(answer, TransactionResult):
                standing.append(checked.data)
    if first is not None and not (kept and kept[0] is first and isinstance(answers[id(first)], TransactionResult)):
        raise InvariantBroken(f"what the block must begin with does not stand: {answers.get(id(first))}")
    judged = [
        Judged(name, one, answers[id(one)]) if isinstance(one, Checked) else Judged(name, None, one)
        for name, one in found.items()
    ]
    if block is None or not (standing or wanted):
        return None, (), judged
    return block, tuple(standing), judged


def _prepared(application: Application, candidates: list[Checked]) -> tuple[list[Checked], dict[int, Answer]]:
    """Those that may stand in the block, and the answers of the others, by identity."""
    kept = application.prepare_proposal(candidates) if candidates else []
    left = {id(candidate): candidate for candidate in candidates}
    for checked in kept:
        if left.pop(id(checked), None) is None:
            raise InvariantBroken("the application proposes what it was not given, or one thing twice")
    return kept, {key: application.refusal(candidate) or NOT_PROPOSED for key, candidate in left.items()}


class OneAnswer:
    """An intent has one answer, however often it comes: in two batches, signed otherwise, through two members.

    Only the answers to those who wait depend on this, and no block does.
    """

    def __init__(self, kept_max: int = KEPT_RESULTS_MAX) -> None:
        self._kept_max = kept_max
        self._results: OrderedDict[Hash | HexHash, TransactionResult] = OrderedDict()
        """by the digest of the transaction's bytes, and by the intent's identifier"""

    def settle(self, judged: Sequence[Judged]) -> list[tuple[Hash, Answer]]:
        """The answer to each transaction of a block: where its intent stands already, what became of it there."""
        for one in judged:
            if isinstance(one.answer, TransactionResult):
                self._results[one.name] = self._results[one.answer.id] = one.answer
        settled = [(one.name, self._answer(one)) for one in judged]
        while len(self._results) > 2 * self._kept_max:
            self._results.popitem(last=False)
        return settled

    def _answer(self, one: Judged) -> Answer:
        if isinstance(one.answer, TransactionResult):
            return one.answer
        if one.checked is None:
            return self._results.get(one.name, one.answer)
        return self._results.get(one.checked.id, one.answer)
