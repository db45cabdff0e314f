# SPDX-License-Identifier: Apache-2.0
"""Events of the programmes module."""

from collections.abc import Iterator
from typing import ClassVar

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.parties.authority import require_party
from counterfoil.primitives.types import InstrumentId, PartyId

from .records import PROGRAMMES, Programme


class Made(EventData, frozen=True):
    """A programme was made."""

    type: ClassVar[str] = "programmes.made"
    object: ClassVar[ObjectClass] = ObjectClass.product
    programme: str
    instrument: InstrumentId
    by: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        programme = Programme(programme=self.programme, instrument=self.instrument, agreed_by=self.by)
        yield Changes(PROGRAMMES).create(programme, self.programme)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()
