# SPDX-License-Identifier: Apache-2.0
"""What the rows of an import mean: calls, or the reason why a row is refused before anything is signed.

Whatever can be judged against the committed state is judged here, so that the ledger rarely has to say no.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from counterfoil.commerce.ledger import Ledger
from counterfoil.identity.identifiers import wrong_identifier
from counterfoil.law.call import Call
from counterfoil.law.outcome import Outcome
from counterfoil.law.table import Table
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind, InstrumentStatus
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import PARTIES, Standing
from counterfoil.node.registers.csv_mapping import Read
from counterfoil.node.registers.csv_rows import RefusedRow, Row, RowProblem
from counterfoil.node.registers.damage import is_placeholder, require_code, require_visible
from counterfoil.primitives import canonical
from counterfoil.primitives.types import QUANTITY_MAX, ChainId, KeyId, PartyId, Quantity

M = TypeVar("M", bound=Call)
R = TypeVar("R", bound=msgspec.Struct)

DEFAULT_UNITS: Final[dict[str, str]] = {
    InstrumentKind.equity: "share",
    InstrumentKind.bond: "bond",
    InstrumentKind.fund_unit: "unit",
    InstrumentKind.futures_contract: "lot",
    InstrumentKind.insurance_policy: "policy",
    InstrumentKind.warehouse_receipt: "receipt",
    InstrumentKind.generic: "unit",
}
"""The unit of a kind when the file has none; money has no default: its unit must be given."""


class RowCalls(NamedTuple):
    """What a row asks of the ledger; all of it happens, or none."""

    line: int
    calls: tuple[Call, ...]


class Committed:
    """The chain as it stands, and what the signers of an import may do on it. Remembers parties and instruments."""

    def __init__(self, ledger: Ledger, signers: Collection[KeyId]) -> None:
        self._ledger = ledger
        self._signers = signers
        self._authority: dict[tuple[PartyId, str], Outcome | None] = {}

    @property
    def chain(self) -> ChainId:
        return self._ledger.chain

    def read(self, table: Table[R], *parts: str) -> R | None:
        data = self._ledger.record(table.path(*parts))
        return None if data is None else canonical.decode(data, table.record)

    def has(self, table: Table[R], *parts: str) -> bool:
        return self._ledger.record(table.path(*parts)) is not None

    def require(self, party: PartyId, role: str, *more: str) -> None:
        """Raise RowProblem unless the signers may act for an active party that has one of the roles."""
        if (party, role) not in self._authority:
            self._authority[party, role] = self._lacks(party, role, *more)
        lacks = self._authority[party, role]
        if lacks is not None:
            raise RowProblem(lacks.name, f"{party}: {lacks.sentence}")

    def _lacks(self, party: PartyId, *roles: str) -> Outcome | None:
        """Why the signers may not act for the party in any of these roles; None when they may."""
        record = self.read(PARTIES, party)
        if record is None:
            return PartiesOutcome.unknown_party
        if record.status is not Standing.active:
            return PartiesOutcome.party_suspended
        if record.keys is None or not record.keys.satisfied_by(self._signers):
            return PartiesOutcome.not_authorised
        return None if any(role in record.roles for role in roles) else PartiesOutcome.role_missing


class InstrumentRows:
    """Each row defines an instrument and, unless it shall stay a draft, activates it."""

    FIELDS: Final = (
        *("id", "kind", "name", "issuer", "code", "mic", "isin", "cfi"),
        *("unit", "decimals", "supply_limit"),
    )
    REQUIRED: Final = ("id", "kind", "name")
    CODES: Final = ("id", "code", "isin", "mic", "issuer")
    """what identifies something"""

    def __init__(
        self,
        committed: Committed,
        read: Mapping[str, Read],
        *,
        issuer: PartyId,
        kinds: Mapping[str, str],
        mics: Mapping[str, str],
        activate: bool = True,
    ) -> None:
        self._committed = committed
        self._read = read
        self._issuer = issuer
        self._kinds = kinds
        self._mics = mics
        self._activate = activate
        self._lines: dict[str, int] = {}

    def __call__(self, row: Row) -> RowCalls | RefusedRow:
        try:
            return self._calls(row)
        except RowProblem as problem:
            return RefusedRow(row.line, problem.reason, problem.detail)

    def _calls(self, row: Row) -> RowCalls:
        values = {name: read(row.cells) for name, read in self._read.items()}
        for name, text in values.items():
            require_visible(text, name)
            if name in self.CODES and (text or name in self.REQUIRED):
                require_code(text, name)
        if is_placeholder(values["name"]):
            raise RowProblem("placeholder", f"name {values['name']!r} stands for nothing")
        define = self._define(values)
        role = "operating_bank" if define.kind is InstrumentKind.cash else "issuer"
        self._committed.require(define.issuer, role)
        if self._committed.has(INSTRUMENTS, define.instrument):
            raise RowProblem(InstrumentsOutcome.instrument_exists.name, f"{define.instrument} is already on the chain")
        first = self._lines.setdefault(define.instrument, row.line)
        if first != row.line:
            raise RowProblem("row_repeated", f"{define.instrument} stands on line {first} already")
        if not self._activate:
            return RowCalls(row.line, (define,))
        active = ChangeStatus(instrument=define.instrument, status=InstrumentStatus.active, by=define.issuer)
        return RowCalls(row.line, (define, active))

    def _define(self, values: Mapping[str, str]) -> DefineInstrument:
        kind = self._kinds.get(values["kind"], values["kind"])
        if kind not in InstrumentKind.__members__:
            known = ", ".join(InstrumentKind)
            raise RowProblem("unknown_kind", f"{kind!r} is no kind of instrument; known: {known}")
        unit = values.get("unit") or DEFAULT_UNITS.get(kind)
        if unit is None:
            raise RowProblem("unit_missing", f"a {kind} needs a unit, such as CNY, and its decimals")
        limit = values.get("supply_limit")
        fields: dict[str, Any] = {
            "instrument": values["id"],
            "kind": kind,
            "issuer": values.get("issuer") or self._issuer,
            "name": values["name"],
            "unit": {"name": unit, "decimals": parse_natural(values.get("decimals") or "0", "decimals")},
            "identifiers": self._identifiers(values),
            "supply_limit": parse_quantity(limit, "supply_limit") if limit else None,
        }
        return convert(fields, DefineInstrument)

    def _identifiers(self, values: Mapping[str, str]) -> dict[str, str]:
        found = {name: values[name] for name in ("isin", "cfi", "mic", "code") if values.get(name)}
        if "mic" in found and self._mics:
            if found["mic"] not in self._mics:
                raise RowProblem("unknown_market", f"--mics says nothing of {found['mic']!r}")
            found["mic"] = self._mics[found["mic"]]
        problem = wrong_identifier(isin=found.get("isin"), cfi=found.get("cfi"), mic=found.get("mic"))
        if problem is not None:
            raise RowProblem(InstrumentsOutcome.invalid_instrument_identifier.name, problem)
        return found


def convert(fields: dict[str, Any], kind: type[M]) -> M:
    """A message of these fields; raises RowProblem naming the one that is wrong."""
    try:
        return canonical.convert(fields, kind)
    except msgspec.ValidationError as error:
        problem, path = canonical.problem_and_path(error)
        name = path.removeprefix("$").removeprefix(".")
        shown = f"{name} {fields.get(name)!r}" if name in fields else name
        if "matching regex" in problem:
            problem = "up to 64 letters, digits and . _ : - are allowed, the first a letter or digit"
        raise RowProblem("invalid_field", f"{shown}: {problem}") from error


def parse_quantity(text: str, field: str) -> Quantity:
    """A positive whole number of smallest units; raises RowProblem."""
    value = parse_natural(text, field)
    if value == 0:
        raise RowProblem("not_positive", f"{field} is 0; it is at least 1")
    return Quantity(value)


def parse_natural(text: str, field: str) -> int:
    """ASCII digits and nothing else: no sign, point, separator or exponent. Raises RowProblem."""
    if text.startswith("-") and text[1:].isdigit():
        raise RowProblem("negative", f"{field} {text} is negative")
    if not (text.isascii() and text.isdigit()):
        raise RowProblem("not_a_number", f"{field} {text!r} is no whole number of smallest units")
    if len(text.lstrip("0")) > len(str(QUANTITY_MAX)) or int(text) > QUANTITY_MAX:
        raise RowProblem(HoldingsOutcome.quantity_overflow.name, f"{field} {text} is more than {QUANTITY_MAX}")
    return int(text)
