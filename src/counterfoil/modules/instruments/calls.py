# SPDX-License-Identifier: Apache-2.0
"""Calls of the instruments module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call
from counterfoil.modules.instruments.records import (
    Identifiers,
    InstrumentKind,
    InstrumentStatus,
    TermsDocument,
    Unit,
)
from counterfoil.primitives.types import IDENTIFIER, InstrumentId, PartyId, PositiveQuantity

Name = Annotated[str, Meta(min_length=1, max_length=200)]


class DefineInstrument(Call, frozen=True, tag_field="call", tag="instruments.define"):
    """Draft an instrument; authorised by its issuer. Cash is issued by an operating bank."""

    instrument: Annotated[InstrumentId, IDENTIFIER]
    kind: InstrumentKind
    issuer: PartyId
    name: Name
    unit: Unit
    identifiers: Identifiers = Identifiers()
    terms: TermsDocument | None = None
    supply_limit: PositiveQuantity | None = None
    unique: bool = False
    """one unit, whose title is followed from holder to holder; its supply limit is 1"""


class AmendInstrument(Call, frozen=True, tag_field="call", tag="instruments.amend"):
    """A new version of name, identifiers, terms and supply limit; the unit and the kind never change."""

    instrument: InstrumentId
    name: Name
    identifiers: Identifiers = Identifiers()
    terms: TermsDocument | None = None
    supply_limit: PositiveQuantity | None = None


class ChangeStatus(Call, frozen=True, tag_field="call", tag="instruments.change_status"):
    """Move along the life cycle; by the issuer, or by a supervisor to suspend and reactivate.

    What a supervisor suspended, the issuer cannot reactivate, mature or cancel.
    """

    instrument: InstrumentId
    status: InstrumentStatus
    by: PartyId
    reason: Annotated[str, Meta(max_length=200)] = ""
