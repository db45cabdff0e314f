# SPDX-License-Identifier: Apache-2.0
"""Calls and events of the instruments module."""

from typing import Annotated, Final

from msgspec import Meta

from counterfoil.commerce.context import EventType
from counterfoil.commerce.message import Message
from counterfoil.commerce.modules.instruments.state import (
    Identifiers,
    InstrumentKind,
    InstrumentStatus,
    TermsDocument,
    Unit,
)
from counterfoil.evidence.event import ObjectClass
from counterfoil.primitives.types import IDENTIFIER, InstrumentId, PartyId, PositiveQuantity

Name = Annotated[str, Meta(min_length=1, max_length=200)]

INSTRUMENT_DEFINED: Final = EventType("instruments.defined", ObjectClass.product)
INSTRUMENT_AMENDED: Final = EventType("instruments.amended", ObjectClass.product)
STATUS_CHANGED: Final = EventType("instruments.status_changed", ObjectClass.product)


class DefineInstrument(Message, frozen=True, tag_field="call", tag="instruments.define"):
    """Draft an instrument; authorised by its issuer. Cash is issued by an operating bank."""

    instrument: Annotated[InstrumentId, IDENTIFIER]
    kind: InstrumentKind
    issuer: PartyId
    name: Name
    unit: Unit
    identifiers: Identifiers = Identifiers()
    terms: TermsDocument | None = None
    supply_limit: PositiveQuantity | None = None


class AmendInstrument(Message, frozen=True, tag_field="call", tag="instruments.amend"):
    """A new version of name, identifiers, terms and supply limit; the unit and the kind never change."""

    instrument: InstrumentId
    name: Name
    identifiers: Identifiers = Identifiers()
    terms: TermsDocument | None = None
    supply_limit: PositiveQuantity | None = None


class ChangeStatus(Message, frozen=True, tag_field="call", tag="instruments.change_status"):
    """Move along the life cycle; by the issuer, or by a supervisor to suspend and reactivate.

    What a supervisor suspended, the issuer cannot reactivate, mature or cancel.
    """

    instrument: InstrumentId
    status: InstrumentStatus
    by: PartyId
    reason: Annotated[str, Meta(max_length=200)] = ""
