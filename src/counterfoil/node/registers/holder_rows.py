# SPDX-License-Identifier: Apache-2.0
"""Rows of a register of holders: a person behind a salted commitment, an account, and the quantity it opens with.

The personal identifier goes into the commitment and nowhere else: not onto the ledger, and not into a report.
``salt_i = HMAC-SHA256(secret, identifier)`` and ``commitment = tagged("holder", salt_i ‖ identifier)``, so opening one
person's commitment (its salt and identifier) says nothing about anybody else's, and without the secret file nobody can
try out identifiers.
"""

import hmac
import os
import secrets
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
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
from counterfoil.node.registers.csv_rows import RefusedRow, Row
from counterfoil.node.registers.instrument_rows import Committed, RowCalls, RowProblem, convert, parse_quantity
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.types import HexHash, InstrumentId, PartyId

SECRET_LENGTH_MIN: Final = 16
SECRET_LENGTH_MAX: Final = 4_096
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


class HolderRows:
    """Judges the rows of a register in their order. An account that holds an instrument already is never added to."""

    FIELDS: Final = ("holder", "party", "account", "instrument", "quantity", "reference")
    REQUIRED: Final = ("holder", "instrument", "quantity")

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
        values = {name: read(row.cells) for name, read in self._read.items()}
        identifier = unicodedata.normalize("NFC", values.pop("holder"))
        if not identifier:
            raise RowProblem("holder_missing", "the row names no holder")
        _refuse_personal_data(identifier, values)
        commitment = commit(self._plan.secret, identifier)
        party = PartyId(values.get("party") or f"H-{commitment[:32]}")
        account = values.get("account") or f"A-{commitment[:32]}"
        issue = convert(
            {
                "instrument": values["instrument"],
                "account": account,
                "quantity": parse_quantity(values["quantity"], "quantity"),
                "reference": values.get("reference", ""),
            },
            Issue,
        )
        register = convert(
            {
                "party": party,
                "registrar": self._plan.registrar,
                "kind": PartyKind.person,
                "commitment": commitment,
            },
            RegisterParty,
        )
        opened = convert(
            {
                "account": account,
                "holder": party,
                "outgoing": Control.custodian,
                "incoming": Control.custodian,
                "custodian": self._plan.custodian,
            },
            OpenAccount,
        )
        self._require_instrument(issue.instrument)
        calls = (*self._registration(register), *self._account(opened))
        self._require_unheld(issue)
        self._commitments[party] = commitment
        self._holders[issue.account] = party
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
        commitment = self._commitments.get(register.party)
        is_new = False
        if commitment is None:
            record = self._committed.read(PARTIES, register.party)
            is_new = record is None
            commitment = (register.commitment if record is None else record.commitment) or ""
        if commitment != register.commitment:
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
    plain = identifier.encode()
    return to_hex(tagged("holder", hmac.digest(secret, plain, "sha256") + plain))


def read_secret(path: Path) -> bytes:
    """The secret of a register's commitments; raises InputError when it is absent, short, or readable by others."""
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise InputError("others can read this secret", where=str(path), remedy=f"chmod 600 {path}")
        secret = file.read(SECRET_LENGTH_MAX).strip()
    if len(secret) < SECRET_LENGTH_MIN:
        raise InputError(
            f"{len(secret)} bytes", where=str(path), remedy=f"a secret has at least {SECRET_LENGTH_MIN} bytes"
        )
    return secret


def create_secret(path: Path, *, keep: bool = True) -> bytes:
    """A new secret, in a file for its owner alone unless ``keep`` is false; raises InputError when there is one."""
    secret = secrets.token_hex(32).encode()
    if keep:
        _write_secret(path, secret)
    elif path.exists():
        raise _secret_exists(path)
    return secret


def _write_secret(path: Path, secret: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise _secret_exists(path) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret + b"\n")
        file.flush()
        os.fsync(descriptor)


def _secret_exists(path: Path) -> InputError:
    return InputError("the file exists already", where=str(path), remedy="leave --new-salt out, to use it")


def _refuse_personal_data(identifier: str, values: Mapping[str, str]) -> None:
    if len(identifier) < _IDENTIFIER_LENGTH_MIN_SEARCHED:
        return
    for name in ("party", "account", "reference"):
        if identifier in values.get(name, ""):
            raise RowProblem(
                PartiesOutcome.personal_data_refused.name, f"the field {name} holds the holder's personal identifier"
            )
