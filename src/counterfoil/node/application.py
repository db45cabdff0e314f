# SPDX-License-Identifier: Apache-2.0
"""A commercial chain under an ordering engine: the ledger, in the words of ``consensus.application``."""

from collections.abc import Sequence

from counterfoil.application import Checked, FinalizedBlock, Info, Refusal, TransactionResult
from counterfoil.commerce.intake import Prepared, Refused
from counterfoil.commerce.ledger import Ledger
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import Height, RecordPath, Timestamp


class LedgerApplication:
    """Implements ``consensus.application.Application`` over a ``Ledger``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def info(self) -> Info:
        return Info(chain=self._ledger.chain, height=self._ledger.height, header_hash=from_hex(self._ledger.last_hash))

    def init_chain(self, genesis: bytes) -> bytes:
        return self._ledger.execute_genesis(genesis)

    def check(self, envelope: bytes) -> Checked | Refusal:
        prepared = self._ledger.prepare(envelope)
        if isinstance(prepared, Refused):
            return _refusal(prepared)
        return Checked(id=prepared.transaction.id, envelope=envelope, prepared=prepared)

    def prepare_proposal(self, candidates: Sequence[Checked]) -> list[Checked]:
        return [candidates[position] for position in self._ledger.select([_prepared(item) for item in candidates])]

    def refusal(self, checked: Checked) -> Refusal | None:
        outcome = self._ledger.judge(_prepared(checked))
        return None if outcome is Outcome.ok else _refusal(Refused(outcome))

    def process_proposal(self, transactions: Sequence[bytes]) -> bool:
        checked = [self.check(envelope) for envelope in transactions]
        candidates = [item for item in checked if isinstance(item, Checked)]
        return len(candidates) == len(checked) == len(self.prepare_proposal(candidates))

    def finalize_block(self, height: Height, time: Timestamp, transactions: Sequence[Checked]) -> FinalizedBlock:
        executed = self._ledger.execute(
            height, time, [_prepared(item) for item in transactions], [item.envelope for item in transactions]
        )
        return FinalizedBlock(
            header=executed.header,
            results=tuple(
                TransactionResult(
                    id=item.id,
                    height=height,
                    index=index,
                    code=result.outcome.value,
                    outcome=result.outcome.name,
                    call=result.call,
                    events=result.events,
                )
                for index, (item, result) in enumerate(zip(transactions, executed.results, strict=True))
            ),
        )

    def commit(self) -> None:
        self._ledger.commit()

    def query(self, path: str, data: bytes) -> bytes:
        if path != "record":
            raise InputError(f"unknown query {path!r}", where="query", remedy="the one there is: record")
        return self._ledger.record(RecordPath(data.decode())) or b""


def _refusal(refused: Refused) -> Refusal:
    outcome = refused.outcome
    return Refusal(code=outcome.value, reason=outcome.name, detail=refused.detail or outcome.sentence)


def _prepared(item: Checked) -> Prepared:
    if not isinstance(item.prepared, Prepared):
        raise InvariantBroken(f"transaction {item.id} was not prepared by this application")
    return item.prepared
