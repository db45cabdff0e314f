# SPDX-License-Identifier: Apache-2.0
"""Events of the instruments module."""

from collections.abc import Iterator
from typing import Any, ClassVar

from counterfoil.evidence.event import ObjectClass
from counterfoil.identity.identifiers import wrong_identifier
from counterfoil.law.event import Changes, Consents, EventData, Touch, Write
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import (
    INSTRUMENTS,
    VERSIONS,
    Defining,
    Identifiers,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    InstrumentVersion,
    TermsDocument,
    Unit,
)
from counterfoil.modules.parties.authority import require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import InstrumentId, PartyId, PositiveQuantity, RecordPath

SUPERVISED = frozenset(
    {
        (InstrumentStatus.active, InstrumentStatus.suspended),
        (InstrumentStatus.suspended, InstrumentStatus.active),
    }
)
"""Changes of status that a supervisor may order."""
_INSTRUMENTS: Changes[Instrument] = Changes(INSTRUMENTS)


class ProductEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product


class Described(ProductEvent, frozen=True):
    """What the two ways into the world share: all that an instrument is."""

    status: ClassVar[InstrumentStatus]
    instrument: InstrumentId
    kind: InstrumentKind
    issuer: PartyId
    name: str
    identifiers: Identifiers
    unit: Unit
    terms: TermsDocument | None
    supply_limit: PositiveQuantity | None
    unique: bool

    @property
    def described(self) -> Instrument:
        """The instrument as it begins."""
        return Instrument(
            instrument=self.instrument,
            kind=self.kind,
            issuer=self.issuer,
            name=self.name,
            identifiers=self.identifiers,
            unit=self.unit,
            terms=self.terms,
            supply_limit=self.supply_limit,
            unique=self.unique,
            version=1,
            status=self.status,
        )

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INSTRUMENTS.create(self.described, self.instrument)


class InstrumentDefined(Described, frozen=True):
    """An issuer drafted an instrument."""

    type: ClassVar[str] = "instruments.defined"
    status: ClassVar[InstrumentStatus] = InstrumentStatus.draft

    def permit(self, moment: Moment) -> Consents:
        role = Role.operating_bank if self.kind is InstrumentKind.cash else Role.issuer
        require_role(moment, self.issuer, role)
        return ()


class InstrumentMade(Described, frozen=True):
    """An instrument came into the world, active, under a record in which its issuer consented before.

    ``defining`` is that record, ``cause`` the one whose doing it is. It is caused by calls of other modules alone, so
    that a split or a merger waits for nobody who agreed to its terms already.
    """

    type: ClassVar[str] = "instruments.made"
    by_grant: ClassVar[bool] = True
    status: ClassVar[InstrumentStatus] = InstrumentStatus.active
    defining: RecordPath
    cause: RecordPath

    def permit(self, moment: Moment) -> Consents:
        require_identifiers(self.identifiers)
        one = not self.unique or self.supply_limit == 1
        require(one, InstrumentsOutcome.unique_means_one, self.instrument)
        require_defined(moment, self.defining, self.described, self.cause)
        return ()


class InstrumentAmended(ProductEvent, frozen=True):
    """The issuer replaced name, identifiers, terms and supply limit by a new version."""

    type: ClassVar[str] = "instruments.amended"
    instrument: InstrumentId
    name: str
    identifiers: Identifiers
    terms: TermsDocument | None
    supply_limit: PositiveQuantity | None
    version: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INSTRUMENTS.replace(
            self.instrument,
            name=self.name,
            identifiers=self.identifiers,
            terms=self.terms,
            supply_limit=self.supply_limit,
            version=self.version,
        )

    def writes(self, moment: Moment) -> Iterator[Write]:
        before = known(moment, INSTRUMENTS, self.instrument)
        earlier = InstrumentVersion(
            name=before.name,
            identifiers=before.identifiers,
            terms=before.terms,
            supply_limit=before.supply_limit,
        )
        yield Write(VERSIONS, (self.instrument, str(before.version)), earlier)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, INSTRUMENTS, self.instrument).issuer)
        return ()


class StatusChanged(ProductEvent, frozen=True):
    """An instrument went on in its life cycle."""

    type: ClassVar[str] = "instruments.status_changed"
    instrument: InstrumentId
    previous_status: InstrumentStatus
    status: InstrumentStatus
    by: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        suspended_by = self.by if self.status is InstrumentStatus.suspended else None
        yield _INSTRUMENTS.replace(self.instrument, status=self.status, suspended_by=suspended_by)

    def permit(self, moment: Moment) -> Consents:
        before = known(moment, INSTRUMENTS, self.instrument)
        if self.by == before.issuer and before.suspended_by in (None, before.issuer):
            require_party(moment, self.by)
            return ()
        supervised = (self.previous_status, self.status) in SUPERVISED
        require(supervised, InstrumentsOutcome.issuer_alone, self.instrument)
        require_role(moment, self.by, Role.supervisor)
        return ()


def require_defined(moment: Moment, record: RecordPath, instrument: Instrument, cause: RecordPath) -> None:
    """The issuer consented to the instrument before, by a record."""
    found = moment.find(record)
    if not isinstance(found, Defining):
        raise Refused(InstrumentsOutcome.not_defined_by_record, record)
    # Money comes into the world by the signature of its bank, whatever a record says of it.
    agreed = instrument.kind is not InstrumentKind.cash
    agreed = agreed and instrument.issuer in found.defined_by(moment, instrument, cause)
    require(agreed, InstrumentsOutcome.not_defined_by_record, f"{record}: {instrument.instrument}")


def require_identifiers(identifiers: Identifiers) -> None:
    """Those that have a check digit or a form are as it says."""
    wrong = wrong_identifier(isin=identifiers.isin, cfi=identifiers.cfi, mic=identifiers.mic)
    require(wrong is None, InstrumentsOutcome.invalid_instrument_identifier, wrong or "")


EVENTS: tuple[Any, ...] = (InstrumentDefined, InstrumentMade, InstrumentAmended, StatusChanged)
