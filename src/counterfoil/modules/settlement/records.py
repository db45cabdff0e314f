# SPDX-License-Identifier: Apache-2.0
"""Records of the settlement module, and the life cycle in ISO 20022 words."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import ClassVar, Final

import msgspec
from msgspec import UNSET, UnsetType

from counterfoil.evidence.event import ConsentKind, ObjectClass, Side
from counterfoil.law.event import Act, Changes, Consents, EventData, Movement, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.consents import under_order
from counterfoil.modules.holdings.reservations import Released
from counterfoil.modules.settlement.outcomes import SettlementOutcome
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, PositiveQuantity, RecordPath, Timestamp


class SettlementStatus(StrEnum):
    """ISO 20022 processing, matching and settlement statuses, in words."""

    accepted = "accepted"
    """PACK: received and well-formed; not every account has affirmed"""
    matched = "matched"
    """MACH: every account has affirmed"""
    pending = "pending"
    """PEND: every delivering account has allocated"""
    settled = "settled"
    cancelled = "cancelled"
    """CAND"""
    failed = "failed"
    """PENF, and given up"""


RESERVATIONS: Final = "settlement/"
"""What the names of settlement's own encumbrances begin with."""
OPEN: Final = frozenset({SettlementStatus.accepted, SettlementStatus.matched, SettlementStatus.pending})

NEXT: Final[dict[SettlementStatus, frozenset[SettlementStatus]]] = {
    SettlementStatus.accepted: frozenset(
        {SettlementStatus.matched, SettlementStatus.cancelled, SettlementStatus.failed}
    ),
    SettlementStatus.matched: frozenset(
        {SettlementStatus.pending, SettlementStatus.cancelled, SettlementStatus.failed}
    ),
    SettlementStatus.pending: frozenset(
        {SettlementStatus.settled, SettlementStatus.cancelled, SettlementStatus.failed}
    ),
    SettlementStatus.settled: frozenset(),
    SettlementStatus.cancelled: frozenset(),
    SettlementStatus.failed: frozenset(),
}
"""status → the statuses it may change to; an immediate settlement begins and ends at ``settled``"""


class Reason(StrEnum):
    """Why an instruction ended without settling; the code of ISO 20022's external code sets follows each."""

    cancelled_by_instructing_party = "cancelled_by_instructing_party"
    """CANI"""
    cancelled_by_agreement = "cancelled_by_agreement"
    """CANO"""
    cancelled_by_system = "cancelled_by_system"
    """CANS: the expiry passed"""
    lack_of_securities = "lack_of_securities"
    """LACK"""
    insufficient_money = "insufficient_money"
    """MONY"""
    no_settlement_instruction = "no_settlement_instruction"
    """CMIS: the counterparty did not affirm or allocate"""
    ended_by_order = "ended_by_order"
    """an authority ordered that it ends; no code of ISO 20022's says that, its proprietary one does"""


FAILURES: Final = frozenset({Reason.lack_of_securities, Reason.insufficient_money, Reason.no_settlement_instruction})
"""The reasons that ``settlement.fail`` may give; the others are the ledger's own words for cancelling."""


class Leg(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One delivery: so many units of an instrument, cash included, from one account to another."""

    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity


class Affirmation(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """An account stands by all its legs, and who consented for it."""

    account: AccountId
    by: tuple[PartyId, ...]


class Instruction(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall settle, and how far it has come."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    ends: ClassVar[frozenset[str]] = frozenset(SettlementStatus) - OPEN
    instruction: str
    instructor: PartyId | None
    """None: an immediate settlement, which its own transaction authorises"""
    legs: tuple[Leg, ...]
    intended_settlement: Timestamp
    """not before this time"""
    expires: Timestamp
    reference: str
    status: SettlementStatus
    reason: Reason | None = None
    affirmed: tuple[Affirmation, ...] = ()
    allocated: tuple[AccountId, ...] = ()
    order: RecordPath | UnsetType = UNSET
    """the order that ended it; left out where none did"""

    @property
    def accounts(self) -> tuple[AccountId, ...]:
        """Every account with a leg, in order of first mention."""
        return tuple(dict.fromkeys(account for leg in self.legs for account in (leg.sender, leg.receiver)))

    @property
    def senders(self) -> tuple[AccountId, ...]:
        return tuple(dict.fromkeys(leg.sender for leg in self.legs))

    @property
    def receivers(self) -> tuple[AccountId, ...]:
        return tuple(dict.fromkeys(leg.receiver for leg in self.legs))

    def affirmed_by(self, account: AccountId) -> tuple[PartyId, ...] | None:
        """Who consented for the account, or None when it has not affirmed."""
        return next((one.by for one in self.affirmed if one.account == account), None)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """A receiver that affirmed lets the instruction bring in what its legs say, once it is ready to settle."""
        require(movement.cause == INSTRUCTIONS.path(self.instruction), SettlementOutcome.not_affirmed, self.instruction)
        require(self.status is SettlementStatus.pending, SettlementOutcome.not_allocated, self.instruction)
        meant = movement.side is Side.takes and any(
            (leg.receiver, leg.instrument, leg.quantity) == movement[1:4] for leg in self.legs
        )
        by = self.affirmed_by(movement.account)
        require(meant and by is not None, SettlementOutcome.not_affirmed, self.instruction)
        return by or ()

    def ended(self, account: AccountId, order: RecordPath) -> Iterable[EventData]:
        """An order about an account that delivers ends it for all: what each account reserved is free again."""
        require(self.status in OPEN, SettlementOutcome.instruction_not_open, self.instruction)
        self.delivery_of(account)
        yield from self.given_back()
        yield EndedByOrder(instruction=self.instruction, account=account, order=order)

    def delivery_of(self, account: AccountId) -> Leg:
        """The first leg for which an account reserved units; Refused when it did not."""
        require(account in self.allocated, SettlementOutcome.nothing_reserved, account)
        return next(leg for leg in self.legs if leg.sender == account)

    def given_back(self) -> Iterator[Released]:
        """What was reserved is free again, because the instruction ends without settling."""
        for position, leg in enumerate(self.legs):
            if leg.sender in self.allocated:
                yield Released(
                    encumbrance=self.reservation(position),
                    account=leg.sender,
                    instrument=leg.instrument,
                    quantity=leg.quantity,
                    cause=INSTRUCTIONS.path(self.instruction),
                )

    def reservation(self, leg: int) -> str:
        """The encumbrance that holds a leg's units; the slash keeps it apart from identifiers people choose."""
        return f"{RESERVATIONS}{self.instruction}/{leg}"


INSTRUCTIONS: Final = Table(
    "settlement/instruction",
    Instruction,
    SettlementOutcome.unknown_instruction,
    SettlementOutcome.instruction_exists,
)


class EndedByOrder(EventData, frozen=True):
    """An order about an account that delivers ended the instruction. The order alone consents to it."""

    type: ClassVar[str] = "settlement.ended"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    by_grant: ClassVar[bool] = True
    instruction: str
    account: AccountId
    """the one that the order is about"""
    order: RecordPath

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Changes(INSTRUCTIONS).replace(
            self.instruction, status=SettlementStatus.failed, reason=Reason.ended_by_order, order=self.order
        )

    def permit(self, moment: Moment) -> Consents:
        # Who reserved nothing is no ground to end what others agreed on.
        first = known(moment, INSTRUCTIONS, self.instruction).delivery_of(self.account)
        path = INSTRUCTIONS.path(self.instruction)
        movement = Movement(Side.gives, self.account, first.instrument, first.quantity, self.account, path, Act.ends)
        return (under_order(moment, movement, self.order),)
