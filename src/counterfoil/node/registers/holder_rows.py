# SPDX-License-Identifier: Apache-2.0
"""Rows of a register of holders: a person behind a salted commitment, an account, and the quantity it opens with.

What is personal goes into the commitment (``person_commitments``) and nowhere else: not onto the ledger, and not into a
report. Each person has a salt of its own, so opening one person's commitment says nothing about anybody else's, and
without the register's secret, or the vault, nobody can try out identifiers.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

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
from counterfoil.node.registers.person_commitments import PersonCommitments
from counterfoil.primitives.types import InstrumentId, PartyId

_LENGTH_MIN_SEARCHED: Final = 4
"""Shorter identifiers stand in other texts by chance, and are no personal identifiers anyway;"""
_LENGTH_MIN_SEARCHED_ELSEWHERE: Final = 2
"""but a name in Chinese characters has two."""


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A row that was judged good: what must be registered first, and the issue itself."""

    opening: RowCalls | None
    issue: RowCalls


@dataclass(frozen=True, slots=True)
class RegisterPlan:
    """Who registers and keeps the accounts, how persons become commitments, and what else rows say of them."""

    registrar: PartyId
    custodian: PartyId
    persons: PersonCommitments = field(repr=False)
    personal: Mapping[str, Read] = field(default_factory=dict)
    """what is kept of a person besides the identifier: name → how to read it"""


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """What a row of a register says, as the calls that would bring it about on an empty chain."""

    register: RegisterParty
    opening: OpenAccount
    issue: Issue
    identifier: str = field(repr=False, compare=False)
    """of the person; it is compared with those of other rows, and goes nowhere"""


def read_holder(row: Row, read: Mapping[str, Read], plan: RegisterPlan) -> HolderFacts:
    """What a row says, whatever stands on the chain; raises RowProblem. Import and reconciliation read alike."""
    written = _personal(row, "holder", read["holder"])
    personal = {name: _personal(row, name, one).strip() for name, one in plan.personal.items()}
    values = {name: one(row.cells) for name, one in read.items() if name != "holder"}
    identifier = person_identifier(written)
    _refuse_personal_data((identifier, written, *personal.values()), values)
    for name, text in values.items():
        require_visible(text, name)
        if name in HolderRows.CODES and (text or name in HolderRows.REQUIRED):
            require_code(text, name)
    stands = plan.persons.stands_for(values.get("party", ""), identifier, personal)
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
    return HolderFacts(
        convert(register, RegisterParty), convert(opening, OpenAccount), convert(issue, Issue), identifier
    )


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
        self._persons: dict[str, tuple[int, PartyId]] = {}
        """identifier of a person → the line that named it first, and as which party"""
        self._holders: dict[str, PartyId] = {}
        """account → holder, as this file opens or finds it"""
        self._lines: dict[tuple[str, str], int] = {}
        self._instruments: dict[InstrumentId, RowProblem | None] = {}

    def keep_persons(self) -> int:
        """Make last what stands behind the persons of the rows that were judged good; how many are new."""
        return self._plan.persons.keep(self._commitments.keys())

    def __call__(self, row: Row) -> HolderRow | RefusedRow:
        try:
            return self._judge(row)
        except RowProblem as problem:
            return RefusedRow(row.line, problem.reason, problem.detail)

    def _judge(self, row: Row) -> HolderRow:
        facts = read_holder(row, self._read, self._plan)
        try:
            return self._judge_read(row.line, facts)
        except RowProblem:
            if facts.register.party not in self._commitments:
                self._plan.persons.drop(facts.register.party)
            raise

    def _judge_read(self, line: int, facts: HolderFacts) -> HolderRow:
        issue = facts.issue
        self._require_instrument(issue.instrument)
        first, party = self._persons.get(facts.identifier, (line, facts.register.party))
        if party != facts.register.party:
            detail = f"line {first} has the same person as {party}; a person is one party, with any number of accounts"
            raise RowProblem("person_twice", detail)
        calls = (*self._registration(facts.register), *self._account(facts.opening))
        self._require_unheld(issue)
        self._commitments[facts.register.party] = facts.register.commitment or ""
        self._persons.setdefault(facts.identifier, (line, facts.register.party))
        self._holders[issue.account] = facts.register.party
        self._lines[issue.account, issue.instrument] = line
        return HolderRow(RowCalls(line, calls) if calls else None, RowCalls(line, (issue,)))

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


def _personal(row: Row, name: str, read: Read) -> str:
    """What a row says of a person; no problem with it repeats any of it."""
    try:
        return read(row.cells)
    except RowProblem as problem:
        raise RowProblem(problem.reason, f"the field {name} cannot be read as the mapping says") from None


def _refuse_personal_data(spellings: Collection[str], values: Mapping[str, str]) -> None:
    """Raise RowProblem when a field that is not personal holds the identifier, in whatever spelling, or other data."""
    for name in ("party", "account", "reference"):
        text = values.get(name, "")
        plain = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum()).upper()
        for spelling in spellings:
            length_min = _LENGTH_MIN_SEARCHED if spelling.isascii() else _LENGTH_MIN_SEARCHED_ELSEWHERE
            if len(spelling) >= length_min and (spelling in text or spelling in plain):
                raise RowProblem(
                    PartiesOutcome.personal_data_refused.name,
                    f"the field {name} holds personal data of the holder",
                )
