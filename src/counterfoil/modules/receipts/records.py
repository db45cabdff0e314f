# SPDX-License-Identifier: Apache-2.0
"""Schemes, keepers of goods, and goods that are declared. Documents are in ``documents``, goods on hand in ``goods``.

Consent stands in each. A scheme takes forfeited deposits. A keeper issues its documents, and is paid differences.
"""

from enum import StrEnum
from typing import ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.dated import in_force
from counterfoil.law.event import Act, Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord, table_prefix
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import Instrument
from counterfoil.modules.receipts.documents import DOCUMENTS, FORM_OF, ISSUED, LIVE, Document, KeeperKind
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.terms import Amount, Lot, Rules, Uom, days
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    RecordPath,
    Timestamp,
)


class KeeperStatus(StrEnum):
    trusted = "trusted"
    barred = "barred"
    """takes in nothing new and drafts nothing; what is on documents goes on"""


class IntakeStatus(StrEnum):
    """Of goods that were declared, until their documents are drafted."""

    forecast = "forecast"
    room_given = "room_given"
    no_room = "no_room"
    not_come = "not_come"
    goods_in = "goods_in"


INTAKE_CYCLE: Final[dict[IntakeStatus, frozenset[IntakeStatus]]] = {
    IntakeStatus.forecast: frozenset({IntakeStatus.room_given, IntakeStatus.no_room, IntakeStatus.not_come}),
    IntakeStatus.room_given: frozenset({IntakeStatus.goods_in, IntakeStatus.not_come}),
    IntakeStatus.no_room: frozenset(),
    IntakeStatus.not_come: frozenset(),
    IntakeStatus.goods_in: frozenset(),
}
"""status → the statuses it may change to"""


class AskedChains(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which other chains are asked before a document on single things is registered, from a time on."""

    since: Timestamp
    chains: tuple[RecordPath, ...]
    """where what is known of each stands"""


class Scheme(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of goods, under the rules of whoever registers documents of them: an exchange, or a registrar."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    scheme: str
    registered_by: PartyId
    commodity: str
    uom: Uom
    decimals: int
    """of quantities: 3 and TNE count kilograms"""
    cash: InstrumentId
    account: AccountId
    """into which deposits go that are forfeited"""
    agreed_by: tuple[PartyId, ...]
    rules: tuple[Rules, ...]
    asked: tuple[AskedChains, ...] = ()

    def peers_at(self, time: Timestamp) -> tuple[RecordPath, ...]:
        """The chains that are asked at a time."""
        found = in_force(self.asked, time)
        return () if found is None else found.chains

    def rules_at(self, time: Timestamp) -> Rules:
        """What it asks at a time; Refused before the first."""
        found = in_force(self.rules, time)
        if found is None:
            raise Refused(ReceiptsOutcome.unknown_receipt_scheme, self.scheme)
        return found

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """It takes a deposit that is forfeited, by the doing of what was declared."""
        intake = None if movement.cause is None else moment.find(movement.cause)
        own = isinstance(intake, Intake) and intake.scheme == self.scheme
        meant = (movement.side, movement.account, movement.instrument) == (Side.takes, self.account, self.cash)
        require(own and meant, HoldingsOutcome.consent_missing, self.scheme)
        return self.agreed_by


class Keeper(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whoever keeps or carries goods of a scheme, and once agreed to issue documents of them by their own records."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    scheme: str
    goods_keeper: PartyId
    kind: KeeperKind
    gln: str | None
    """its GS1 location number, where it has one"""
    capacity: Amount
    guarantee: HashField | None
    """of a factory, which has no goods in store"""
    cash: InstrumentId
    account: AccountId
    """into which differences are paid"""
    agreed_by: tuple[PartyId, ...]
    room: int = 0
    """given to goods that are declared, or here"""
    status: KeeperStatus = KeeperStatus.trusted

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """It is paid a difference, by the doing of a document of its own."""
        document = self._document(moment, movement.cause)
        meant = (movement.side, movement.account, movement.instrument) == (Side.takes, self.account, self.cash)
        require(document is not None and meant, HoldingsOutcome.consent_missing, self.goods_keeper)
        return self.agreed_by

    def defined_by(self, moment: Moment, instrument: Instrument, cause: RecordPath) -> tuple[PartyId, ...]:
        """It issues the documents that are registered, in their form, and nothing else; by whichever they came of."""
        document = moment.read(DOCUMENTS, instrument.instrument)
        meant = document is not None and self._own(document) and document.status in ISSUED
        kind, unit = FORM_OF[self.kind]
        form = (instrument.kind, instrument.unit, instrument.unique) == (kind, unit, True)
        return (self.goods_keeper,) if meant and form and self._document(moment, cause) is not None else ()

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The unit of a document comes when it is registered, and ends when the record has ended."""
        document = moment.read(DOCUMENTS, movement.instrument)
        if document is None or not self._own(document) or self._document(moment, movement.cause) is None:
            return ()
        comes = movement.act is Act.issues
        return (self.goods_keeper,) if (document.status in ISSUED if comes else document.status not in LIVE) else ()

    def _own(self, document: Document) -> bool:
        return (document.scheme, document.goods_keeper) == (self.scheme, self.goods_keeper)

    def _document(self, moment: Moment, cause: RecordPath | None) -> Document | None:
        """The document of this keeper whose doing it is; None when it is something else."""
        found = moment.find(cause) if cause is not None and table_prefix(cause) == DOCUMENTS.prefix else None
        return found if isinstance(found, Document) and self._own(found) else None


class Intake(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods that their owner declared to a keeper, and what arrived of them."""

    intake: str
    scheme: str
    goods_keeper: PartyId
    depositor: PartyId
    lot: Lot
    declared: Amount
    deposit: str | None
    """the hold that it is deposited by; None where the rules ask for none"""
    until: Timestamp
    """by which the goods arrive"""
    status: IntakeStatus = IntakeStatus.forecast
    arrived: int = 0
    drafted: int = 0
    """of it, on documents or drafts of them"""
    certificate: HashField | None = None

    def drawn(self, quantity: int) -> "Intake":
        """With so much more on drafts; Refused beyond what arrived."""
        drafted = self.drafted + quantity
        require(drafted <= self.arrived, ReceiptsOutcome.beyond_inspected, self.intake)
        return replace(self, drafted=drafted)


SCHEMES: Final = Table(
    "receipts/scheme", Scheme, ReceiptsOutcome.unknown_receipt_scheme, ReceiptsOutcome.receipt_scheme_exists
).opened()
KEEPERS: Final = Table(
    "receipts/keeper", Keeper, ReceiptsOutcome.unknown_goods_keeper, ReceiptsOutcome.goods_keeper_exists
)
"""scheme, keeper → what both agreed on"""
INTAKES: Final = Table("receipts/intake", Intake, ReceiptsOutcome.unknown_intake, ReceiptsOutcome.intake_exists)


def forecast_until(rules: Rules, now: Timestamp) -> Timestamp:
    """By when goods arrive that are declared now."""
    return Timestamp(now + days(rules.forecast_days))
