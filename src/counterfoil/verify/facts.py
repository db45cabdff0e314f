# SPDX-License-Identifier: Apache-2.0
"""What is known of parties, accounts, instruments, reservations and instructions just before an event.

Facts come from events alone, in order; the records of the state are only compared with them, in check 10.
Written against the formats, not against the machine that this verifier checks.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta

from counterfoil.evidence.event import Trail
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives.types import RecordPath
from counterfoil.verify.checks import CheckFailed

PARTY: Final = "parties/party"
ACCOUNT: Final = "parties/account"
INSTRUMENT: Final = "instruments/instrument"
HOLDING: Final = "holdings/holding"
SUPPLY: Final = "holdings/supply"
ENCUMBRANCE: Final = "holdings/encumbrance"
INSTRUCTION: Final = "settlement/instruction"


def path(table: str, *parts: str) -> RecordPath:
    """The path of a record."""
    return RecordPath("/".join((table, *parts)))


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record; ``trail`` is as stored, or empty in a fact that was made from events."""

    trail: Trail = Trail()


class Party(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    party: str
    kind: str
    name: str
    commitment: str | None
    lei: str | None
    uscc: str | None
    roles: tuple[str, ...]
    keys: KeyPolicy | None
    status: str


class Account(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str
    holder: str
    custodian: str | None
    incoming: str
    outgoing: str
    status: str
    suspended_by: str | None


class Unit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The smallest unit: ``decimals`` digits below ``name``."""

    name: str
    decimals: Annotated[int, Meta(ge=0, le=12)]


class Instrument(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instrument: str
    kind: str
    issuer: str
    name: str
    identifiers: Annotated[dict[str, str], Meta(max_length=8)]
    unit: Unit
    terms: Annotated[dict[str, str], Meta(max_length=8)] | None
    supply_limit: int | None
    version: int
    status: str
    suspended_by: str | None


class Holding(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str
    instrument: str
    free: int = 0
    held: int = 0
    pledged: int = 0
    frozen: int = 0


class Encumbrance(msgspec.Struct, frozen=True, kw_only=True):
    """What is still reserved, for whom, until when; ``settlement`` names the instruction that made it."""

    encumbrance: str
    kind: str
    account: str
    instrument: str
    quantity: int
    executor: str | None
    expires: int | None
    reference: str
    settlement: str | None
    status: str = "active"


class Leg(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sender: str
    receiver: str
    instrument: str
    quantity: int


class Instruction(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement instruction; without ``instructor`` an immediate one."""

    instruction: str
    instructor: str | None
    legs: tuple[Leg, ...]
    intended_settlement: int
    expires: int
    status: str
    affirmed: tuple[str, ...] = ()
    allocated: tuple[str, ...] = ()

    @property
    def accounts(self) -> tuple[str, ...]:
        """Every account with a leg, in order of first mention."""
        return tuple(dict.fromkeys(account for leg in self.legs for account in (leg.sender, leg.receiver)))

    @property
    def senders(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(leg.sender for leg in self.legs))

    @property
    def receivers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(leg.receiver for leg in self.legs))

    def reservation(self, position: int) -> str:
        """The encumbrance that holds a leg's units."""
        return f"settlement/{self.instruction}/{position}"


class MissingTrail(CheckFailed):
    """Facts are needed whose trails the package does not show; the first is the one that the words name."""

    def __init__(self, *records: RecordPath) -> None:
        self.records = records
        super().__init__(f"needs the trail of {records[0]}, which is not shown", f"缺少所需的流转轨迹 {records[0]}")


class AllMissing:
    """Notes the trails that several steps miss, so that whoever collects evidence learns of all in one run."""

    def __init__(self) -> None:
        self._records: list[RecordPath] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Goes on after a MissingTrail; whatever else fails, fails."""
        try:
            yield
        except MissingTrail as error:
            self._records += error.records

    def require_none(self) -> None:
        """Raises MissingTrail naming all that were noted."""
        if self._records:
            raise MissingTrail(*dict.fromkeys(self._records))


F = TypeVar("F", bound=msgspec.Struct)


class Facts:
    """Facts so far. Of parties, accounts and instruments only those whose whole trail is shown may be asked for."""

    def __init__(self, shown: Collection[RecordPath]) -> None:
        self._shown = shown
        self.records: dict[RecordPath, msgspec.Struct] = {}

    def party(self, party: str) -> Party | None:
        return self._subject(path(PARTY, party), Party)

    def account(self, account: str) -> Account | None:
        return self._subject(path(ACCOUNT, account), Account)

    def instrument(self, instrument: str) -> Instrument | None:
        return self._subject(path(INSTRUMENT, instrument), Instrument)

    def encumbrance(self, encumbrance: str) -> Encumbrance | None:
        return self._find(path(ENCUMBRANCE, encumbrance), Encumbrance)

    def instruction(self, instruction: str) -> Instruction | None:
        return self._find(path(INSTRUCTION, instruction), Instruction)

    def put(self, record: RecordPath, fact: msgspec.Struct) -> None:
        self.records[record] = fact

    def change(self, record: RecordPath, type_: type[F], **changes: Any) -> None:
        """Replace fields of a fact; CheckFailed when there is none."""
        found = self._find(record, type_)
        if found is None:
            raise CheckFailed(f"changes {record}, which does not exist yet", f"变更了尚不存在的 {record}")
        self.records[record] = msgspec.structs.replace(found, **changes)

    def _subject(self, record: RecordPath, type_: type[F]) -> F | None:
        if record not in self._shown:
            raise MissingTrail(record)
        return self._find(record, type_)

    def _find(self, record: RecordPath, type_: type[F]) -> F | None:
        found = self.records.get(record)
        return found if isinstance(found, type_) else None
