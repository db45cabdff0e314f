# SPDX-License-Identifier: Apache-2.0
"""Events by which orders are carried out, and what is counted of limits."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, FollowingEvent, Touch
from counterfoil.law.fields import CountedIn
from counterfoil.law.moment import Moment, known
from counterfoil.modules.holdings.reservations import RegulatoryEvent
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.parties.authority import RECORDERS, require_party, require_role
from counterfoil.modules.supervision.events import lines
from counterfoil.modules.supervision.order import ORDERS, Order, OrderStatus
from counterfoil.modules.supervision.records import CAPS, Cap, Caps, File, OrderKind
from counterfoil.modules.supervision.seized import CUSTODIES, SEIZURES, Custody, Seizure, Share
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    Millionths,
    NaturalQuantity,
    PartyId,
    PositiveQuantity,
    RecordPath,
    Timestamp,
)

_ORDERS: Changes[Order] = Changes(ORDERS)
_SEIZURES: Changes[Seizure] = Changes(SEIZURES)
_CAPS: Changes[Caps] = Changes(CAPS)


class Enforcement(RegulatoryEvent, frozen=True):
    """What is done under an order: by its authority, who checked it, or a registrar."""

    order: str
    by: PartyId
    subjects: tuple[RecordPath, ...]

    def permit(self, moment: Moment) -> Consents:
        order = known(moment, ORDERS, self.order)
        if self.by in (order.authority, order.checker):
            require_party(moment, self.by)
        else:
            require_role(moment, self.by, *RECORDERS)
        return ()


class CarriedOut(Enforcement, frozen=True):
    """What an order says was done."""

    type: ClassVar[str] = "supervision.carried_out"
    kind: OrderKind
    ends: str | None
    """the order that ends by it: of a thaw the freeze, of a resumption the suspension"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ORDERS.replace(self.order, status=OrderStatus.carried_out)
        if self.ends is not None:
            yield _ORDERS.replace(self.ends, status=OrderStatus.lifted)
        # What is suspended is the first subject: of an account the account, and not its holder.
        yield from lines(self.subjects[:1], self._done)
        yield from lines(self.subjects[1:])

    def _done(self, file: File) -> File:
        file = file.without(self.order)
        if self.ends is not None:
            file = file.without(self.ends)
        return replace(file, suspended=self.order) if self.kind is OrderKind.suspend else file


class Burnt(Enforcement, frozen=True):
    """Units were extinguished under an order."""

    type: ClassVar[str] = "supervision.burnt"
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ORDERS.change(lambda order: order.after(self.quantity), self.order)
        yield from lines(self.subjects)


class RecoveredInPart(Enforcement, frozen=True):
    """Some holdings of an account moved to the new one; until the others did, nothing else moves in it."""

    type: ClassVar[str] = "supervision.recovered_in_part"
    account: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ORDERS.change(lambda order: order, self.order)
        yield from lines(self.subjects[:1], lambda file: replace(file, recovering=self.order))
        yield from lines(self.subjects[1:])


class ReservationsEnded(Enforcement, frozen=True):
    """What units of an account were reserved for ended; before it stands what became of each."""

    type: ClassVar[str] = "supervision.ended"
    account: AccountId
    records: tuple[RecordPath, ...]
    complete: bool
    """whether the order is carried out by it; one that names no record can end others later"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        status = OrderStatus.carried_out if self.complete else OrderStatus.in_force
        yield _ORDERS.replace(self.order, status=status)
        yield from lines(self.subjects)


class KeysRenewed(Enforcement, frozen=True):
    """The new keys that an order of recovery names came in force; before it ``parties.keys_rotated`` says them."""

    type: ClassVar[str] = "supervision.keys_renewed"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ORDERS.replace(self.order, renewed=True)
        yield from lines(self.subjects)


class Seized(Enforcement, frozen=True):
    """Units went to a state account, where they stay until an order disposes of them."""

    type: ClassVar[str] = "supervision.seized"
    account: AccountId
    holder: PartyId
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def keep(before: Seizure | None) -> Seizure:
            fresh = Seizure(
                seizure=self.order,
                account=self.account,
                holder=self.holder,
                instrument=self.instrument,
                state=self.receiver,
            )
            return (before or fresh).with_more(self.quantity)

        yield _ORDERS.change(lambda order: order.after(self.quantity), self.order)
        yield Touch(SEIZURES, (self.order,), keep)
        yield kept(self.receiver, self.instrument, self.quantity)
        yield from lines(self.subjects)


class Sold(Enforcement, frozen=True):
    """What was seized was sold, and what was paid for it is kept instead."""

    type: ClassVar[str] = "supervision.sold"
    seizure: str
    state: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    cash: InstrumentId
    price: PositiveMoney
    receiver: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def sell(before: Seizure) -> Seizure:
            return before.after_sale(self.quantity, self.cash, self.price)

        yield _ORDERS.replace(self.order, status=OrderStatus.carried_out)
        yield _SEIZURES.change(sell, self.seizure)
        yield kept(self.state, self.instrument, -self.quantity)
        yield kept(self.state, self.cash, self.price)
        yield from lines(self.subjects)


class Returned(Enforcement, frozen=True):
    """What was seized, or what it brought, went to victims in proportion to what was due to them."""

    type: ClassVar[str] = "supervision.returned"
    seizure: str
    state: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    """in all"""
    shares: tuple[Share, ...]
    residue: Annotated[NaturalQuantity, CountedIn("instrument")]
    """of what the order would have shared out, what nobody was due; it stays in custody"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def give_back(before: Seizure) -> Seizure:
            return before.after_return(self.instrument, self.quantity)

        yield _ORDERS.replace(self.order, status=OrderStatus.carried_out)
        yield _SEIZURES.change(give_back, self.seizure)
        yield kept(self.state, self.instrument, -self.quantity)
        yield from lines(self.subjects)


def kept(account: AccountId, instrument: InstrumentId, change: int) -> Touch:
    """So many more units are in custody in a state account."""

    def fold(before: Custody | None) -> Custody:
        return (before or Custody(account=account, instrument=instrument)).changed(change)

    return Touch(CUSTODIES, (account, instrument), fold)


class Limited(Enforcement, frozen=True):
    """Positions in an instrument were limited."""

    type: ClassVar[str] = "supervision.limited"
    instrument: InstrumentId
    account: AccountId | None
    party: PartyId | None
    quantity: PositiveQuantity | None
    share_ppm: Millionths | None
    expires: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        cap = Cap(
            order=self.order,
            account=self.account,
            party=self.party,
            quantity=self.quantity,
            share_ppm=self.share_ppm,
            expires=self.expires,
        )
        yield _ORDERS.replace(self.order, status=OrderStatus.carried_out)
        yield Touch(CAPS, (self.instrument,), lambda caps: (caps or Caps(instrument=self.instrument)).also(cap))
        yield from lines(self.subjects)


class Counted(FollowingEvent, frozen=True):
    """What a party holds under a limit changed, or was counted when the limit began."""

    type: ClassVar[str] = "supervision.counted"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    instrument: InstrumentId
    order: str
    change: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CAPS.change(lambda caps: caps.counted(self.order, self.change), self.instrument)


class Answered(RegulatoryEvent, frozen=True):
    """A party answered a demand for disclosure."""

    type: ClassVar[str] = "supervision.answered"
    order: str
    party: PartyId
    document: HashField
    late: bool
    """after the time that the demand gave"""
    subjects: tuple[RecordPath, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ORDERS.replace(self.order, status=OrderStatus.carried_out, answer=self.document)
        yield from lines(self.subjects)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.party)
        return ()
