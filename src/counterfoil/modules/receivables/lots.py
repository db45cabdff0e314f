# SPDX-License-Identifier: Apache-2.0
"""Lots: the parts into which a voucher is divided, each an instrument of one unit, whose holder its title says.

A lot is an interval of its root's face: it begins at ``start`` and is ``value`` long. What is split is cut, so that the
lots that are out never overlap and no fen is in two of them; of a payment in part each has what its interval covers.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Final

import msgspec

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import (
    Identifiers,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Money,
    NaturalMoney,
    PositiveMoney,
    Unit,
)
from counterfoil.modules.receivables.claim_records import CLAIMS, Reference
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)

ROOT_PREFIX: Final = "receivables/voucher"
LOT_UNIT: Final = Unit(name="lot", decimals=0)


class LotStatus(StrEnum):
    held = "held"
    on_offer = "on_offer"
    """its unit is held for somebody, who has not said yet whether to take it"""
    spent = "spent"
    """it was split"""
    redeemed = "redeemed"
    cancelled = "cancelled"
    burned = "burned"
    """by an order of an authority"""


LOT_CYCLE: Final[dict[LotStatus, frozenset[LotStatus]]] = {
    LotStatus.held: frozenset(
        {LotStatus.on_offer, LotStatus.spent, LotStatus.redeemed, LotStatus.cancelled, LotStatus.burned}
    ),
    LotStatus.on_offer: frozenset({LotStatus.held, LotStatus.burned}),
    LotStatus.spent: frozenset(),
    LotStatus.redeemed: frozenset(),
    LotStatus.cancelled: frozenset(),
    LotStatus.burned: frozenset(),
}
"""status → the statuses it may change to"""
ENDED: Final = frozenset({LotStatus.spent, LotStatus.redeemed, LotStatus.cancelled})
OUT: Final = frozenset({LotStatus.held, LotStatus.on_offer})
"""Somebody has it."""


class Payee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account, and who agreed that it takes the lot and what is paid on it."""

    account: AccountId
    by: tuple[PartyId, ...]


class Owing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an account, by whom it agreed, was to be paid last."""

    account: AccountId
    by: tuple[PartyId, ...]
    amount: Money


class Financing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a funder pays for a lot: its value less the discount and the fees."""

    discount: NaturalMoney
    fees: NaturalMoney
    registration: Reference = ""
    """under which it is registered (中登网)"""
    true_sale: bool = True
    """False: the seller stands for it, whatever the voucher says"""


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom a lot was offered, and under which hold."""

    to: AccountId
    hold: str
    until: Timestamp
    financing: Financing | None = None


class Lot(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Part of a voucher."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    instrument: InstrumentId
    root: str
    cash: InstrumentId
    start: NaturalMoney
    """where in the face of the root it begins"""
    value: PositiveMoney
    depth: int
    """through how many hands it went down"""
    parent: InstrumentId | None
    payee: Payee
    """in which account it is, as far as nobody but this noun moved it"""
    status: LotStatus = LotStatus.held
    said_by: tuple[PartyId, ...] = ()
    """who said last what becomes of it"""
    offer: Offer | None = None
    passed_on: tuple[PartyId, ...] = ()
    """who stands for it if the issuer defaults, the last of them last"""
    demanded: PartyId | None = None
    """who of them was asked to pay"""
    owing: Owing | None = None
    paid: NaturalMoney = Quantity(0)
    """in part, at maturity or after"""
    paid_on: DayNumber | None = None
    fen_days: int = 0
    """what was unpaid on each day after maturity until then, added up: what a penalty is reckoned from"""
    claimed_with: tuple[InstrumentId, ...] = ()
    """of which lots that it was split from it shares what was said of them, the nearest first"""

    @property
    def unpaid(self) -> int:
        return self.value - self.paid

    @property
    def debt(self) -> RecordPath:
        """Where its voucher stands."""
        return RecordPath(f"{ROOT_PREFIX}/{self.root}")

    @property
    def claimed_on(self) -> tuple[InstrumentId, ...]:
        """Of which lots it is said who financed it: of itself, and of those that it was split from."""
        return self.instrument, *self.claimed_with

    @property
    def claims(self) -> tuple[RecordPath, ...]:
        """Where it stands who says to have financed it, the nearest first."""
        return tuple(CLAIMS.path(name) for name in self.claimed_on)

    @property
    def at_rest(self) -> bool:
        """Whether somebody has it, and offers it to nobody."""
        return self.status is LotStatus.held

    @property
    def paid_into(self) -> AccountId:
        """The account that agreed to be paid on it."""
        return self.payee.account

    def agreed_in(self, account: AccountId) -> bool:
        """Whether somebody agreed that what is paid on it goes into this account."""
        return self.payee.account == account and bool(self.payee.by)

    @property
    def bought_from(self) -> AccountId | None:
        """The seller's account, where the last price was paid into."""
        return None if self.owing is None else self.owing.account

    @property
    def stood_for_by(self) -> tuple[PartyId, ...]:
        """Who passed it on with recourse."""
        return self.passed_on

    def entitled(self, rounds: Sequence[int], face: int) -> int:
        """What it has, in all, of what was provided round by round: the fen that its interval covers.

        After a round the interval is what is left of it in what is left of the face. So the shares of all lots add up
        in each round, a later round takes nothing back, and none has more than its value. A difference of
        ``quota * edge // face`` for a growing quota would not do: it may fall by a fen.
        """
        start, end, left = int(self.start), self.start + self.value, face
        for amount in rounds:
            first, last = amount * start // left, amount * end // left
            start, end, left = start - first, end - last, left - amount
        return self.value - (end - start)

    def unpaid_days(self, matures: DayNumber, today: DayNumber) -> int:
        """Fen-days that were unpaid by a day, those of earlier days included."""
        return self.fen_days + self.unpaid * max(0, today - max(matures, self.paid_on or matures))

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Who has a lot gives it up as they said; the account takes it, its parts that stay, and what is paid on it."""
        if movement.instrument == self.instrument:
            return self._itself(movement)
        if movement.instrument == self.cash:
            return self._paid(movement)
        return self._parts(moment, movement)

    def _itself(self, movement: Movement) -> tuple[PartyId, ...]:
        here = movement.account == self.payee.account and movement.quantity == 1
        if movement.side is Side.takes:
            meant = here and self.status is LotStatus.held and movement.cause == LOTS.path(self.instrument)
            by = self.payee.by
        elif self.status is LotStatus.held:
            # Whoever is paid instead of the issuer gives it to who paid.
            owing = self.owing
            meant = owing is not None and movement.account == owing.account and movement.receiver == self.payee.account
            meant, by = meant and movement.cause == LOTS.path(self.instrument), owing.by if owing else ()
        else:
            meant = here and self.status in ENDED and movement.receiver == movement.account
            meant, by = meant and movement.cause == LOTS.path(self.instrument), self.said_by
        require(meant and movement.quantity == 1, HoldingsOutcome.consent_missing, self.instrument)
        return by

    def _paid(self, movement: Movement) -> tuple[PartyId, ...]:
        """What is owing, to whom it is, and nothing else."""
        owing = self.owing
        causes = (LOTS.path(self.instrument), RecordPath(f"{ROOT_PREFIX}/{self.root}"))
        said = None if owing is None else (Side.takes, owing.account, self.cash, owing.amount)
        meant = movement[:4] == said and movement.cause in causes
        require(meant and owing is not None and bool(owing.by), HoldingsOutcome.consent_missing, self.instrument)
        return owing.by if owing else ()

    def _parts(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Parts of it that stay where it was."""
        part = moment.read(LOTS, movement.instrument)
        own = part is not None and part.parent == self.instrument and self.status is LotStatus.spent
        meant = movement[:2] == (Side.takes, self.payee.account) and movement.cause == LOTS.path(self.instrument)
        require(own and meant, HoldingsOutcome.consent_missing, self.instrument)
        return self.said_by


LOTS: Final = Table("receivables/lot", Lot, ReceivablesOutcome.unknown_lot, ReceivablesOutcome.lot_exists)


def called(root: str) -> str:
    """What a lot of a voucher is called as an instrument."""
    return f"Voucher {root}"


def described(lot: Lot, issuer: PartyId) -> Instrument:
    """The instrument that a lot is, as it comes into the world."""
    return Instrument(
        instrument=lot.instrument,
        kind=InstrumentKind.receivable,
        issuer=issuer,
        name=called(lot.root),
        identifiers=Identifiers(),
        unit=LOT_UNIT,
        terms=None,
        supply_limit=Quantity(1),
        unique=True,
        version=1,
        status=InstrumentStatus.active,
        defining=RecordPath(f"{ROOT_PREFIX}/{lot.root}"),
    )
