# SPDX-License-Identifier: Apache-2.0
"""A register of holders against the ledger: a parallel run, row by row, holding by holding.

Compared are all holdings of the instruments that the register names, and all holdings in accounts that the register's
custodian keeps. A row stands for the balance: pledged, held and frozen units are still their owner's.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from counterfoil.evidence.claims import Quantities
from counterfoil.law.module import View
from counterfoil.modules.holdings.claims import quantities_of
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.holdings.records import HOLDINGS, Holding
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Account
from counterfoil.node.registers.csv_mapping import Read
from counterfoil.node.registers.csv_rows import CsvFile, RefusedRow, Row, RowProblem
from counterfoil.node.registers.differences import Difference, Kind, Movement, Reconciliation, Totals
from counterfoil.node.registers.holder_rows import HolderFacts, RegisterPlan, read_holder
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import AccountId, InstrumentId

Position = tuple[AccountId, InstrumentId]
Movements = Callable[[AccountId, InstrumentId], Iterable[Movement]]
"""Everything that ever changed a holding's balance, in order."""
_TOLD_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Expected:
    """What the register says about one holding, and on which line."""

    line: int
    facts: HolderFacts

    @property
    def quantity(self) -> int:
        return self.facts.issue.quantity


class Reconciler:
    """Compares one register with one state. ``expected`` is what the register says, once it was read."""

    def __init__(self, view: View, read: Mapping[str, Read], plan: RegisterPlan, movements: Movements) -> None:
        self._view = view
        self._read = read
        self._plan = plan
        self._movements = movements
        self._accounts: dict[AccountId, Account | None] = {}
        self._totals: dict[str, Totals] = {}
        self._refused: dict[Position, int] = {}
        self.expected: dict[Position, Expected] = {}

    def reconcile(self, file: CsvFile, height: int, *, progress: Progress = no_progress) -> Reconciliation:
        """What differs; raises InputError when the file cannot be read at all, never for a row."""
        if file.damage is not None:
            raise InputError(file.damage, where=str(file.path))
        found = Reconciliation(height=height, differences=[], totals=[])
        total = file.count()
        for row in file.rows():
            found.rows += 1
            if (problem := self._take(row)) is not None:
                found.differences.append(problem)
            if found.rows % _TOLD_EVERY == 0:
                progress("reading", found.rows, total)
        compared: set[Position] = set()
        named = {instrument for _, instrument in self.expected}
        for number, (_, holding) in enumerate(self._view.rows(HOLDINGS), start=1):
            if holding.instrument in named or self._kept(holding.account):
                compared.add((holding.account, holding.instrument))
                self._count(found, self._compare(holding))
            if number % _TOLD_EVERY == 0:
                progress("comparing", number, 0)
        for position, expected in self.expected.items():
            if position not in compared:
                self._count(found, self._absent(position, expected))
        found.totals = [self._closed(self._totals[name]) for name in sorted(self._totals)]
        found.agreed = len(self.expected) - sum(
            difference.line is not None and difference.kind not in (Kind.refused, Kind.repeated)
            for difference in found.differences
        )
        found.differences.sort(key=lambda one: (one.line is None, one.line or 0, one.account, one.instrument))
        return found

    def _take(self, row: Row | RefusedRow) -> Difference | None:
        """Remember what a line says; the difference that it is if it cannot be compared."""
        if isinstance(row, RefusedRow):
            return _unread(Kind.refused, row.line, f"{row.reason}: {row.detail}")
        try:
            facts = read_holder(row, self._read, self._plan)
        except RowProblem as problem:
            self._remember(row)
            return _unread(Kind.refused, row.line, f"{problem.reason}: {problem.detail}")
        position = (facts.issue.account, facts.issue.instrument)
        totals = self._of(facts.issue.instrument)
        first = self.expected.setdefault(position, Expected(row.line, facts))
        if first.line != row.line:
            totals.repeated += facts.issue.quantity
            detail = f"line {first.line} says {first.quantity} of the same holding; add the two up, or drop one"
            return _unread(Kind.repeated, row.line, detail, facts)
        totals.rows += 1
        totals.register += facts.issue.quantity
        return None

    def _remember(self, row: Row) -> None:
        """Which holding a refused row is about, as far as it says so."""
        if {"account", "instrument"} <= self._read.keys():
            account, instrument = (self._read[name](row.cells) for name in ("account", "instrument"))
            self._refused.setdefault((AccountId(account), InstrumentId(instrument)), row.line)

    def _compare(self, holding: Holding) -> Difference | None:
        expected = self.expected.get((holding.account, holding.instrument))
        self._of(holding.instrument).ledger += holding.balance
        if expected is None:
            line = self._refused.get((holding.account, holding.instrument))
            told = "no line names it" if line is None else f"line {line} names it, and is refused"
            return self._differs(Kind.missing_in_register, holding, None, told) if holding.balance else None
        if (problem := self._stranger(expected)) is not None:
            return self._differs(Kind.holder_differs, holding, expected, problem)
        if expected.quantity == holding.balance:
            return None
        surplus = holding.balance - expected.quantity
        detail = f"the ledger has {abs(surplus)} {'more' if surplus > 0 else 'less'}"
        if expected.quantity == holding.free:
            detail += "; the register counts what is free alone"
        return self._differs(Kind.quantity_differs, holding, expected, detail)

    def _absent(self, position: Position, expected: Expected) -> Difference:
        account, instrument = position
        detail = "the account never held the instrument"
        kind = Kind.missing_on_ledger
        if self._view.read(INSTRUMENTS, instrument) is None:
            detail = "no such instrument is defined"
        elif self._account(account) is None:
            detail = "no such account is open"
        elif (problem := self._stranger(expected)) is not None:
            kind, detail = Kind.holder_differs, problem
        return Difference(
            kind=kind,
            line=expected.line,
            account=account,
            instrument=instrument,
            register=expected.quantity,
            ledger=0,
            parts=None,
            detail=detail,
        )

    def _stranger(self, expected: Expected) -> str | None:
        """Why the account is not the holder's whom the register names, or None."""
        account = self._account(expected.facts.opening.account)
        holder = None if account is None else self._view.read(PARTIES, account.holder)
        if holder is None or holder.commitment == expected.facts.register.commitment:
            return None
        return f"on the ledger the account is {holder.party}'s, who is another than the register names"

    def _differs(self, kind: Kind, holding: Holding, expected: Expected | None, detail: str) -> Difference:
        wanted = 0 if expected is None else expected.quantity
        agreed_at, since = _since_agreement(wanted, list(self._movements(holding.account, holding.instrument)))
        if agreed_at is None and since:
            detail += "; the two never agreed"
        parts = quantities_of(holding)
        if encumbered := _encumbered(parts):
            detail += f"; {encumbered}"
        return Difference(
            kind=kind,
            line=None if expected is None else expected.line,
            account=holding.account,
            instrument=holding.instrument,
            register=None if expected is None else wanted,
            ledger=holding.balance,
            parts=parts,
            detail=detail,
            agreed_at=agreed_at,
            movements=since,
        )

    def _count(self, found: Reconciliation, difference: Difference | None) -> None:
        if difference is None:
            return
        found.differences.append(difference)
        totals = self._of(difference.instrument)
        if difference.kind is Kind.missing_in_register:
            totals.missing_in_register += difference.surplus
        elif difference.kind is Kind.missing_on_ledger:
            totals.missing_on_ledger -= difference.surplus
        else:
            totals.differs += difference.surplus

    def _closed(self, totals: Totals) -> Totals:
        """With what exists besides; a total that does not add up is a bug, and nothing to go on from."""
        totals.outstanding = outstanding(self._view, InstrumentId(totals.instrument))
        totals.elsewhere = totals.outstanding - totals.ledger
        # Of an instrument that the register names all holdings were compared; of others the custodian's accounts alone.
        everywhere = totals.rows > 0
        if not totals.balances() or totals.elsewhere < 0 or (everywhere and totals.elsewhere):
            raise InvariantBroken(f"the totals of {totals.instrument} do not add up: {totals}")
        return totals

    def _of(self, instrument: str) -> Totals:
        return self._totals.setdefault(instrument, Totals(instrument=instrument))

    def _account(self, name: AccountId) -> Account | None:
        if name not in self._accounts:
            self._accounts[name] = self._view.read(ACCOUNTS, name)
        return self._accounts[name]

    def _kept(self, name: AccountId) -> bool:
        account = self._account(name)
        return account is not None and account.custodian == self._plan.custodian


def _unread(kind: Kind, line: int, detail: str, facts: HolderFacts | None = None) -> Difference:
    return Difference(
        kind=kind,
        line=line,
        account="" if facts is None else facts.issue.account,
        instrument="" if facts is None else facts.issue.instrument,
        register=None if facts is None else facts.issue.quantity,
        ledger=None,
        parts=None,
        detail=detail,
    )


def _since_agreement(wanted: int, movements: list[Movement]) -> tuple[int | None, list[Movement]]:
    """The height of the last agreement and the movements after it; None and all when the two never agreed."""
    for position in range(len(movements), 0, -1):
        if movements[position - 1].balance == wanted:
            return movements[position - 1].height, movements[position:]
    return (0 if wanted == 0 else None), movements


def _encumbered(parts: Quantities) -> str:
    named = (("held", parts.held), ("pledged", parts.pledged), ("frozen", parts.frozen))
    return ", ".join(f"{quantity} {part}" for part, quantity in named if quantity)
