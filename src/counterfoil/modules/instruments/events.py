# SPDX-License-Identifier: Apache-2.0
"""Events of the instruments module."""

from collections.abc import Iterator
from typing import Any, ClassVar

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch, Write
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import (
    INSTRUMENTS,
    VERSIONS,
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
from counterfoil.primitives.types import InstrumentId, PartyId, PositiveQuantity

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


class InstrumentDefined(ProductEvent, frozen=True):
    """An issuer drafted an instrument."""

    type: ClassVar[str] = "instruments.defined"
    instrument: InstrumentId
    kind: InstrumentKind
    issuer: PartyId
    name: str
    identifiers: Identifiers
    unit: Unit
    terms: TermsDocument | None
    supply_limit: PositiveQuantity | None
    unique: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        instrument = Instrument(
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
            status=InstrumentStatus.draft,
        )
        yield _INSTRUMENTS.create(instrument, self.instrument)

    def permit(self, moment: Moment) -> Consents:
        role = Role.operating_bank if self.kind is InstrumentKind.cash else Role.issuer
        require_role(moment, self.issuer, role)
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


EVENTS: tuple[Any, ...] = (InstrumentDefined, InstrumentAmended, StatusChanged)
