# SPDX-License-Identifier: Apache-2.0
"""Records of the instruments module, and the life cycle as a table."""

from enum import StrEnum
from typing import Annotated, Final, Protocol, runtime_checkable

import msgspec
from msgspec import UNSET, Meta, UnsetType

from counterfoil.evidence.words import DECIMALS_MAX
from counterfoil.law.fields import CountedIn
from counterfoil.law.moment import Moment
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.primitives.types import (
    HashField,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
)

Money = Annotated[Quantity, CountedIn("cash")]
"""Money beside another instrument: a quantity of what the field ``cash`` beside or around it names."""
NaturalMoney = Annotated[NaturalQuantity, CountedIn("cash")]
PositiveMoney = Annotated[PositiveQuantity, CountedIn("cash")]


class InstrumentKind(StrEnum):
    """What can be owned."""

    equity = "equity"
    bond = "bond"
    fund_unit = "fund_unit"
    futures_contract = "futures_contract"
    insurance_policy = "insurance_policy"
    receivable = "receivable"
    warehouse_receipt = "warehouse_receipt"
    cash = "cash"
    generic = "generic"


class InstrumentStatus(StrEnum):
    draft = "draft"
    active = "active"
    suspended = "suspended"
    matured = "matured"
    cancelled = "cancelled"


LIFE_CYCLE: Final[dict[InstrumentStatus, frozenset[InstrumentStatus]]] = {
    InstrumentStatus.draft: frozenset({InstrumentStatus.active, InstrumentStatus.cancelled}),
    InstrumentStatus.active: frozenset(
        {InstrumentStatus.suspended, InstrumentStatus.matured, InstrumentStatus.cancelled}
    ),
    InstrumentStatus.suspended: frozenset(
        {InstrumentStatus.active, InstrumentStatus.matured, InstrumentStatus.cancelled}
    ),
    InstrumentStatus.matured: frozenset(),
    InstrumentStatus.cancelled: frozenset(),
}
"""status → the statuses it may change to"""


class TermsDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the terms are, and the SHA-256 of their bytes."""

    uri: Annotated[str, Meta(min_length=1, max_length=500)]
    hash: HashField


class Unit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The smallest unit: ``decimals`` digits below ``name`` (2 and CNY: quantities count fen; 0 and share: shares)."""

    name: Annotated[str, Meta(min_length=1, max_length=32)]
    decimals: Annotated[int, Meta(ge=0, le=DECIMALS_MAX)]


class Identifiers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Identifiers given by others; those with check digits are checked."""

    isin: Annotated[str, Meta(max_length=32)] | None = None
    cfi: Annotated[str, Meta(max_length=32)] | None = None
    mic: Annotated[str, Meta(max_length=32)] | None = None
    """market of listing, ISO 10383"""
    code: Annotated[str, Meta(max_length=32)] | None = None
    """the market's own code"""


class Instrument(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can be owned, in its current version."""

    instrument: InstrumentId
    kind: InstrumentKind
    issuer: PartyId
    name: str
    identifiers: Identifiers
    unit: Unit
    terms: TermsDocument | None
    supply_limit: PositiveQuantity | None
    unique: bool
    """there is one unit, and its title is followed from holder to holder"""
    version: int
    status: InstrumentStatus
    suspended_by: PartyId | None = None
    """the party that may lift the suspension, besides a supervisor"""
    defining: RecordPath | UnsetType = UNSET
    """the record that it was made under, which alone speaks for its issuer; left out where the issuer defined it"""


@runtime_checkable
class Defining(Protocol):
    """A record by which an issuer consented before that instruments come into the world, and to which."""

    def defined_by(self, moment: Moment, instrument: Instrument, cause: RecordPath) -> tuple[PartyId, ...]:
        """Who consented to just this instrument, by the doing of ``cause``; Refused when nobody did."""
        ...


class InstrumentVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an earlier version said."""

    name: str
    identifiers: Identifiers
    terms: TermsDocument | None
    supply_limit: PositiveQuantity | None


def _is_offered(instrument: Instrument) -> bool:
    """Whether all may know of it: what is drafted is its issuer's, and what is unique somebody's alone."""
    return instrument.status is not InstrumentStatus.draft and not instrument.unique


INSTRUMENTS: Final = Table(
    "instruments/instrument", Instrument, InstrumentsOutcome.unknown_instrument, InstrumentsOutcome.instrument_exists
).opened(_is_offered)
VERSIONS: Final = Table(
    "instruments/version", InstrumentVersion, InstrumentsOutcome.unknown_version, InstrumentsOutcome.version_exists
)
