# SPDX-License-Identifier: Apache-2.0
"""Events by which orders are carried out, and what is counted of limits."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, FollowingEvent, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.modules.parties.authority import require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.modules.supervision.events import RegulatoryAct, lines
from counterfoil.modules.supervision.order import ORDERS, Order, OrderStatus
from counterfoil.modules.supervision.records import CAPS, Cap, Caps, File, OrderKind
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    RecordPath,
    Timestamp,
)

_ORDERS: Changes[Order] = Changes(ORDERS)
_CAPS: Changes[Caps] = Changes(CAPS)


class Enforcement(RegulatoryAct, frozen=True):
    """What is done under an order: by its authority, who checked it, or a registrar."""

    order: str
    by: PartyId
    subjects: tuple[RecordPath, ...]

    def permit(self, moment: Moment) -> Consents:
        order = known(moment, ORDERS, self.order)
        if self.by in (order.authority, order.checker):
            require_party(moment, self.by)
        else:
            require_role(moment, self.by, Role.registrar)
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


class Limited(Enforcement, frozen=True):
    """Positions in an instrument were limited."""

    type: ClassVar[str] = "supervision.limited"
    instrument: InstrumentId
    account: AccountId | None
    party: PartyId | None
    quantity: PositiveQuantity | None
    share_ppm: int | None
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


class Answered(RegulatoryAct, frozen=True):
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
