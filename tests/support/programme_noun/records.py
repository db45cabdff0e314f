# SPDX-License-Identifier: Apache-2.0
"""Records of the programmes module."""

from typing import ClassVar, Final

from counterfoil.evidence.event import ConsentKind
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.records import Instrument
from counterfoil.primitives.types import InstrumentId, PartyId, RecordPath

from .outcomes import ProgrammesOutcome


class Programme(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The terms under which units of an instrument come and go; it would grant whatever it is asked."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.rule
    programme: str
    instrument: InstrumentId
    agreed_by: PartyId

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The issuer, whose terms they are."""
        require(movement.cause == PROGRAMMES.path(self.programme), ProgrammesOutcome.not_of_the_programme)
        return (self.agreed_by,)

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Whoever made the programme."""
        require(movement.cause == PROGRAMMES.path(self.programme), ProgrammesOutcome.not_of_the_programme)
        return (self.agreed_by,)

    def defined_by(self, moment: Moment, instrument: Instrument, cause: RecordPath) -> tuple[PartyId, ...]:
        """Whoever made the programme, of receipts."""
        require(cause == PROGRAMMES.path(self.programme), ProgrammesOutcome.not_of_the_programme)
        return (self.agreed_by,)


PROGRAMMES: Final = Table(
    "programmes/programme", Programme, ProgrammesOutcome.unknown_programme, ProgrammesOutcome.programme_exists
)
