# SPDX-License-Identifier: Apache-2.0
"""A commercial chain under an ordering engine: the ledger, in the words of ``application``."""

from collections.abc import Sequence

from counterfoil.application import Checked, FinalizedBlock, Info, Refusal
from counterfoil.commerce.admission import Prepared
from counterfoil.commerce.ledger import Ledger
from counterfoil.commerce.newer import newer_in
from counterfoil.identity.validators import Validator
from counterfoil.law.module import View
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import Height, RecordPath, Timestamp


class LedgerApplication:
    """Implements ``application.Application`` over a ``Ledger``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @property
    def view(self) -> View:
        """The committed state, for queries."""
        return self._ledger.view

    def info(self) -> Info:
        return Info(chain=self._ledger.chain, height=self._ledger.height, header_hash=from_hex(self._ledger.last_hash))

    def init_chain(self, genesis: bytes) -> bytes:
        return self._ledger.execute_genesis(genesis)

    def check(self, data: bytes) -> Checked | Refusal:
        return self._ledger.prepare(data)

    def prepare_proposal(self, candidates: Sequence[Checked]) -> list[Checked]:
        return self._ledger.select([_prepared(candidate) for candidate in candidates])

    def refusal(self, checked: Checked) -> Refusal | None:
        return self._ledger.judge(_prepared(checked))

    def restarts(self, checked: Checked) -> bool:
        rules = self._ledger.machine.laws.rules
        return any(rules[type(call)].restarts for call in _prepared(checked).calls)

    def process_proposal(self, transactions: Sequence[bytes]) -> bool:
        checked = [self.check(data) for data in transactions]
        candidates = [one for one in checked if isinstance(one, Checked)]
        return len(candidates) == len(checked) == len(self.prepare_proposal(candidates))

    def finalize_block(self, height: Height, time: Timestamp, transactions: Sequence[Checked]) -> FinalizedBlock:
        return self._ledger.execute(height, time, [_prepared(one) for one in transactions])

    def newer(self, header: bytes, transactions: Sequence[bytes]) -> tuple[str, ...]:
        return newer_in(self._ledger.machine.laws, header, transactions)

    def commit(self) -> None:
        self._ledger.commit()

    def validators(self) -> tuple[Validator, ...]:
        return self._ledger.validators

    def query(self, path: str, data: bytes) -> bytes:
        if path != "record":
            raise InputError(f"unknown query {path!r}", where="query", remedy="the one there is: record")
        return self._ledger.record(RecordPath(data.decode())) or b""


def _prepared(checked: Checked) -> Prepared:
    if not isinstance(checked, Prepared):
        raise InvariantBroken(f"transaction {checked.id} was not prepared by this application")
    return checked
