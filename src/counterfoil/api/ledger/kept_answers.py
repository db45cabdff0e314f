# SPDX-License-Identifier: Apache-2.0
"""What became of a transaction: the first answer, as its block was made, and every later one, as its chain keeps it.

They are the same: what is told at first is what the chain will keep, and no more.

What the rule said of the case is no part of the ledger, and of no answer: a rehearsal tells it beforehand.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from counterfoil.application import Refusal, TransactionResult
from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.kept_results import KeptResults
from counterfoil.node.submitting import Answer
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import Height, HexHash

COMMITTED: Final = "committed"
REJECTED: Final = "rejected"
REFUSED: Final = "refused"
_ANSWERED_BEFORE: Final = (
    MachineOutcome.already_seen,
    MachineOutcome.expired_transaction,
    MachineOutcome.validity_too_long,
    MachineOutcome.not_yet_valid,
)
"""Refusals of what is well signed, and may have its answer from before."""


class KeptAnswers:
    """Of one chain, for the length of one request."""

    def __init__(self, reader: ChainReader) -> None:
        self._results = KeptResults(reader)

    def of_submitted(self, data: bytes, answer: Answer) -> dict[str, Any]:
        """The answer to bytes that were handed in: from their block, the chain, or why they stand in no block."""
        if not isinstance(answer, Refusal):
            return _placed(answer)
        identifier = _intent(data)
        if identifier is not None and answer.code in _ANSWERED_BEFORE:
            kept = self.of(identifier)
            if kept is not None:
                return kept
        return refused(answer, identifier)

    def of(self, transaction: HexHash) -> dict[str, Any] | None:
        """The answer of a transaction; None when it stands in no block."""
        found = self._results.of(transaction)
        return None if found is None else _placed(found)

    def events(self, height: Height, index: int) -> tuple[int, int]:
        """Where the events of a transaction begin in its block, and where they end."""
        return self._results.events(height, index)


def _placed(result: TransactionResult) -> dict[str, Any]:
    """The answer of what stands in a block."""
    return {
        "transaction": result.id,
        "status": REJECTED if result.code else COMMITTED,
        "height": result.height,
        "index": result.index,
        "events": result.events,
        "call": result.call,
        **told(result.code),
    }


@cache
def told(number: int) -> Mapping[str, Any]:
    """An outcome: its number and name, what it says, and what would be right."""
    outcome = laws().outcomes[number]
    said = {"outcome": number, "name": outcome.name, "sentence": outcome.sentence, "zh": outcome.chinese}
    return MappingProxyType(said | {"remedy": outcome.remedy})


def refused(refusal: Refusal, transaction: HexHash | None) -> dict[str, Any]:
    """Of what stands in no block, and may be handed in again. 0 is the number of what no rule refused."""
    placed = {"transaction": transaction, "status": REFUSED, "height": None, "index": None, "events": 0, "call": None}
    if refusal.code:
        return {**placed, **told(refusal.code), "detail": refusal.detail}
    said = {"outcome": None, "name": refusal.reason, "sentence": refusal.detail, "zh": "", "remedy": ""}
    return placed | said | {"detail": ""}


def _intent(data: bytes) -> HexHash | None:
    try:
        _, payload = decode_envelope(split_transaction(data).envelope)
    except DecodeError:
        return None
    return intent_id(payload)
