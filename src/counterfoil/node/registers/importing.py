# SPDX-License-Identifier: Apache-2.0
"""Imports: many rows into few transactions, and an answer for every row.

Rows travel in batches of some hundred calls, several batches at once. When the ledger rejects a batch it names the
call, and so the row: that row is refused, and the others go again.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from counterfoil.application import Refusal
from counterfoil.consensus.solo.engine import CLOCK_NOT_BELIEVED
from counterfoil.consensus.ticket import Ticket
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules import laws
from counterfoil.node.chain import ChainNode
from counterfoil.node.registers.csv_rows import CsvFile, RefusedRow, Row
from counterfoil.node.registers.holder_rows import HolderRow, HolderRows
from counterfoil.node.registers.instrument_rows import InstrumentRows, RowCalls
from counterfoil.node.submitting import build
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.progress import Progress, no_progress

BATCH_CALLS: Final = 400
IN_FLIGHT_BATCHES: Final = 40
TRIES_MAX: Final = 3
"""How often a batch is submitted that was refused through no fault of its rows."""
_NOBODYS_FAULT: Final = frozenset({"not_proposed", MachineOutcome.expired_transaction.name})
_FAULT_OF_ALL: Final = frozenset(
    {
        MachineOutcome.unknown_key.name,
        MachineOutcome.bad_signature.name,
        MachineOutcome.wrong_chain.name,
        MachineOutcome.incomplete.name,
    }
)

G = TypeVar("G")


@dataclass
class ImportReport:
    """What became of the rows: every row that is not blank is either in ``imported`` or in ``refused``."""

    rows: int = 0
    imported: int = 0
    transactions: int = 0
    persons_kept: int = 0
    """persons whose data went into a vault"""
    refused: list[RefusedRow] = field(default_factory=list)


class Submit(Protocol):
    """Signs and submits a batch of rows."""

    def __call__(self, rows: Sequence[RowCalls]) -> Ticket: ...


def import_instruments(
    node: ChainNode,
    file: CsvFile,
    rows: InstrumentRows,
    keys: Sequence[PrivateKey],
    *,
    progress: Progress = no_progress,
) -> ImportReport:
    """Define an instrument for every row. Raises InputError when nothing could be right, never for a row."""
    report = ImportReport()
    total = file.count()
    _submit_all(node, keys, _good(file, rows, report), report, lambda done: progress("instruments", done, total))
    report.imported = report.rows - len(report.refused)
    return _sorted(report)


def import_holders(
    node: ChainNode, file: CsvFile, rows: HolderRows, keys: Sequence[PrivateKey], *, progress: Progress = no_progress
) -> ImportReport:
    """Register the holders of a register and open their accounts, then issue to each what its row says.

    Two passes, so that a row whose issue the ledger rejects takes no other row of the same person with it. Before them
    what stands behind the commitments is kept: a ledger that knew a person whose salt was lost could never forget it.
    """
    report = ImportReport()
    total = file.count()
    good = list(_count(_good(file, rows, report), lambda done: progress("reading", done, total)))
    report.persons_kept = rows.keep_persons()
    openings = [row.opening for row in good if row.opening is not None]
    _submit_all(node, keys, openings, report, lambda done: progress("holders and accounts", done, len(openings)))
    refused = {row.line for row in report.refused}
    issues = [row.issue for row in good if row.issue.line not in refused]
    _submit_all(node, keys, issues, report, lambda done: progress("holdings", done, len(issues)))
    report.imported = report.rows - len(report.refused)
    return _sorted(report)


def rehearse(file: CsvFile, rows: InstrumentRows | HolderRows) -> ImportReport:
    """Judge every row against the chain as it stands, and submit nothing."""
    report = ImportReport()
    judge: Callable[[Row], RowCalls | HolderRow | RefusedRow] = rows
    for _ in _good(file, judge, report):
        report.imported += 1
    return report


def _good(file: CsvFile, judge: Callable[[Row], G | RefusedRow], report: ImportReport) -> Iterator[G]:
    for row in file.rows():
        report.rows += 1
        judged = judge(row) if isinstance(row, Row) else row
        if isinstance(judged, RefusedRow):
            report.refused.append(judged)
        else:
            yield judged


def _submit_all(
    node: ChainNode,
    keys: Sequence[PrivateKey],
    rows: Iterable[RowCalls],
    report: ImportReport,
    progress: Callable[[int], None],
) -> None:
    """Submit the rows in batches, with some batches always on their way."""
    desk = _Desk(_signer(node, keys), report, progress)
    for batch in _batches(rows):
        desk.hand_in(batch)
        while len(desk.waiting) >= IN_FLIGHT_BATCHES:
            desk.settle_first()
    while desk.waiting:
        desk.settle_first()


@dataclass
class _Batch:
    rows: Sequence[RowCalls]
    ticket: Ticket
    tries: int


class _Desk:
    """Batches on their way, and what becomes of their rows."""

    def __init__(self, submit: Submit, report: ImportReport, progress: Callable[[int], None]) -> None:
        self._submit = submit
        self._report = report
        self._progress = progress
        self._done = 0
        self.waiting: deque[_Batch] = deque()

    def hand_in(self, rows: Sequence[RowCalls], *, tries: int = 1) -> None:
        if rows:
            self.waiting.append(_Batch(rows, self._submit(rows), tries))

    def settle_first(self) -> None:
        batch = self.waiting.popleft()
        answer = batch.ticket.result()
        if isinstance(answer, Refusal):
            self._refused(batch, answer)
            return
        self._report.transactions += 1
        if answer.code == 0:
            self._finish(len(batch.rows))
        else:
            self._without_row(batch.rows, _row_of_call(batch.rows, answer.call or 0), laws().outcomes[answer.code])

    def _without_row(self, rows: Sequence[RowCalls], position: int, outcome: Outcome) -> None:
        """Refuse one row; those before it passed, so they go as they are, those after it in halves.

        Halves, because where one row failed more will: a batch of bad rows costs n·log n and not n².
        """
        self._refuse(rows[position], outcome.name, outcome.sentence)
        self.hand_in(rows[:position])
        after = rows[position + 1 :]
        self.hand_in(after[: len(after) // 2])
        self.hand_in(after[len(after) // 2 :])

    def _refused(self, batch: _Batch, refusal: Refusal) -> None:
        """The transaction entered no block, so nothing says which row is to blame, if any."""
        if refusal.reason == CLOCK_NOT_BELIEVED:
            raise InputError(f"no block is made: {refusal.detail}", where="the chain")
        if refusal.reason in _FAULT_OF_ALL:
            raise InputError(f"the chain refuses the keys: {refusal.reason} {refusal.detail}", where="--key")
        if refusal.reason in _NOBODYS_FAULT and batch.tries < TRIES_MAX:
            self.hand_in(batch.rows, tries=batch.tries + 1)
        elif len(batch.rows) > 1:
            self.hand_in(batch.rows[: len(batch.rows) // 2])
            self.hand_in(batch.rows[len(batch.rows) // 2 :])
        else:
            self._refuse(batch.rows[0], refusal.reason, refusal.detail or "the chain refuses the transaction")

    def _refuse(self, row: RowCalls, reason: str, detail: str) -> None:
        self._report.refused.append(RefusedRow(row.line, reason, detail))
        self._finish(1)

    def _finish(self, rows: int) -> None:
        self._done += rows
        self._progress(self._done)


def _signer(node: ChainNode, keys: Sequence[PrivateKey]) -> Submit:
    engine = node.engine
    if engine is None:
        raise InputError("the chain was opened to be read only", where=node.chain)

    def submit(rows: Sequence[RowCalls]) -> Ticket:
        return engine.submit(build(node, [call for row in rows for call in row.calls], *keys).encode())

    return submit


def _batches(rows: Iterable[RowCalls]) -> Iterator[list[RowCalls]]:
    batch: list[RowCalls] = []
    calls = 0
    for row in rows:
        if batch and calls + len(row.calls) > BATCH_CALLS:
            yield batch
            batch, calls = [], 0
        batch.append(row)
        calls += len(row.calls)
    if batch:
        yield batch


def _row_of_call(rows: Sequence[RowCalls], call: int) -> int:
    """The position of the row that call number ``call`` of a batch belongs to."""
    for position, row in enumerate(rows):
        call -= len(row.calls)
        if call < 0:
            return position
    return len(rows) - 1


def _count(rows: Iterable[HolderRow], tell: Callable[[int], None]) -> Iterator[HolderRow]:
    for done, row in enumerate(rows, start=1):
        if done % 1_000 == 0:
            tell(done)
        yield row


def _sorted(report: ImportReport) -> ImportReport:
    report.refused.sort(key=lambda row: row.line)
    return report
