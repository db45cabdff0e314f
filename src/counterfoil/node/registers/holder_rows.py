# SPDX-License-Identifier: Apache-2.0
"""Rows of a register of holders: a person behind a salted commitment, an account, and the quantity it opens with.

The personal identifier goes into the commitment and nowhere else: not onto the ledger, and not into a report.
Each person's salt follows from the register's secret (``identity.commitment``), so opening one person's commitment (its
salt and identifier) says nothing about anybody else's, and without the secret file nobody can try out identifiers.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from counterfoil.identity.commitment import commitment, salt_of_register
from counterfoil.law.call import Call
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Control, PartyKind
from counterfoil.node.registers.csv_mapping import Read
from counterfoil.node.registers.csv_rows import RefusedRow, Row, RowProblem
from counterfoil.node.registers.damage import person_identifier, require_code, require_visible
from counterfoil.node.registers.instrument_rows import Committed, RowCalls, convert, parse_quantity
from counterfoil.primitives.types import HexHash, InstrumentId, PartyId

_IDENTIFIER_LENGTH_MIN_SEARCHED: Final = 4
"""Shorter identifiers stand in other texts by chance, and are no personal identifiers anyway."""


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A row that was judged good: what must be registered first, and the issue itself."""

    opening: RowCalls | None
    issue: RowCalls


@dataclass(frozen=True, slots=True)
class RegisterPlan:
    """Who registers and keeps the accounts, and the secret behind the commitments."""

    registrar: PartyId
    custodian: PartyId
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """What a row of a register says, as the calls that would bring it about on an empty chain."""

    register: RegisterParty
    opening: OpenAccount
    issue: Issue


def read_holder(row: Row, read: Mapping[str, Read], plan: RegisterPlan) -> HolderFacts:
    """What a row says, whatever stands on the chain; raises RowProblem. Import and reconciliation read alike."""
    values = {name: one(row.cells) for name, one in read.items()}
    written = values.pop("holder")
    identifier = person_identifier(written)
    _refuse_personal_data((identifier, written), values)
    for name, text in values.items():
        require_visible(text, name)
        if name in HolderRows.CODES and (text or name in HolderRows.REQUIRED):
            require_code(text, name)
    stands = commit(plan.secret, identifier)
    party = PartyId(values.get("party") or f"H-{stands[:32]}")
    account = values.get("account") or f"A-{stands[:32]}"
    issue = {
        "instrument": values["instrument"],
        "account": account,
        "quantity": parse_quantity(values["quantity"], "quantity"),
        "reference": values.get("reference", ""),
    }
    register = {"party": party, "registrar": plan.registrar, "kind": PartyKind.person, "commitment": stands}
    opening = {
        "account": account,
        "holder": party,
        "outgoing": Control.custodian,
        "incoming": Control.custodian,
        "custodian": plan.custodian,
    }
    return HolderFacts(convert(register, RegisterParty), convert(opening, OpenAccount), convert(issue, Issue))


class HolderRows:
    """Judges the rows of a register in their order. An account that holds an instrument already is never added to."""

    FIELDS: Final = ("holder", "party", "account", "instrument", "quantity", "reference")
    REQUIRED: Final = ("holder", "instrument", "quantity")
    CODES: Final = ("party", "account", "instrument")
    """what identifies something"""

    def __init__(self, committed: Committed, read: Mapping[str, Read], plan: RegisterPlan) -> None:
        self._committed = committed
        self._read = read
        self._plan = plan
        self._commitments: dict[PartyId, str] = {}
        self._holders: dict[str, PartyId] = {}
        """account → holder, as this file opens or finds it"""
        self._lines: dict[tuple[str, str], int] = {}
        self._instruments: dict[InstrumentId, RowProblem | None] = {}

    def __call__(self, row: Row) -> HolderRow | RefusedRow:
        try:
            return self._judge(row)
        except RowProblem as problem:
            return RefusedRow(row.line, problem.reason, problem.detail)

    def _judge(self, row: Row) -> HolderRow:
        facts = read_holder(row, self._read, self._plan)
        issue = facts.issue
        self._require_instrument(issue.instrument)
        calls = (*self._registration(facts.register), *self._account(facts.opening))
        self._require_unheld(issue)
        self._commitments[facts.register.party] = facts.register.commitment or ""
        self._holders[issue.account] = facts.register.party
        self._lines[issue.account, issue.instrument] = row.line
        return HolderRow(RowCalls(row.line, calls) if calls else None, RowCalls(row.line, (issue,)))

    def _require_instrument(self, instrument: InstrumentId) -> None:
        if instrument not in self._instruments:
            self._instruments[instrument] = self._instrument_problem(instrument)
        if (problem := self._instruments[instrument]) is not None:
            raise RowProblem(problem.reason, problem.detail)

    def _instrument_problem(self, instrument: InstrumentId) -> RowProblem | None:
        record = self._committed.read(INSTRUMENTS, instrument)
        if record is None:
            return RowProblem(InstrumentsOutcome.unknown_instrument.name, f"no instrument {instrument!r} is defined")
        if record.status is not InstrumentStatus.active:
            return RowProblem(InstrumentsOutcome.instrument_not_active.name, f"{instrument} is {record.status}")
        try:
            self._committed.require(record.issuer, "issuer", "operating_bank")
        except RowProblem as problem:
            return problem
        return None

    def _require_unheld(self, issue: Issue) -> None:
        first = self._lines.get((issue.account, issue.instrument))
        if first is not None:
            raise RowProblem(
                "row_repeated", f"line {first} gives {issue.account} its {issue.instrument} already; add the rows up"
            )
        if self._committed.has(HOLDINGS, issue.account, issue.instrument):
            raise RowProblem(
                "already_held", f"{issue.account} has a holding of {issue.instrument}; an import never adds to one"
            )

    def _registration(self, register: RegisterParty) -> tuple[Call, ...]:
        stands = self._commitments.get(register.party)
        is_new = False
        if stands is None:
            record = self._committed.read(PARTIES, register.party)
            is_new = record is None
            stands = (register.commitment if record is None else record.commitment) or ""
        if stands != register.commitment:
            raise RowProblem(
                PartiesOutcome.party_exists.name,
                f"{register.party} is another person, or was registered with another secret",
            )
        if is_new:
            self._committed.require(register.registrar, "registrar")
        return (register,) if is_new else ()

    def _account(self, opened: OpenAccount) -> tuple[Call, ...]:
        holder = self._holders.get(opened.account)
        is_new = False
        if holder is None:
            record = self._committed.read(ACCOUNTS, opened.account)
            is_new = record is None
            holder = opened.holder if record is None else record.holder
        if holder != opened.holder:
            raise RowProblem(PartiesOutcome.account_exists.name, f"{opened.account} is open for another holder")
        if is_new:
            self._committed.require(self._plan.custodian, "custodian", "operating_bank")
        return (opened,) if is_new else ()


def commit(secret: bytes, identifier: str) -> HexHash:
    """The commitment that stands for a person on the ledger."""
    return commitment(salt_of_register(secret, identifier), identifier)


def _refuse_personal_data(spellings: Collection[str], values: Mapping[str, str]) -> None:
    """Raise RowProblem when another field holds the identifier, in whatever spelling."""
    for name in ("party", "account", "reference"):
        text = values.get(name, "")
        plain = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum()).upper()
        for spelling in spellings:
            if len(spelling) >= _IDENTIFIER_LENGTH_MIN_SEARCHED and (spelling in text or spelling in plain):
                raise RowProblem(
                    PartiesOutcome.personal_data_refused.name,
                    f"the field {name} holds the holder's personal identifier",
                )
