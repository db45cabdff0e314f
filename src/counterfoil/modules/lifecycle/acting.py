# SPDX-License-Identifier: Apache-2.0
"""Events of corporate actions: announced or fallen due, computed, divided, paid. Holders' own are in ``holders.py``."""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, Diverting, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.lifecycle.actions import (
    ACTIONS,
    BY_TERMS,
    DIVISIONS,
    ENTITLEMENTS,
    Action,
    ActionKind,
    ActionStatus,
    Division,
    Entitlement,
    EntitlementStatus,
)
from counterfoil.modules.lifecycle.records import (
    DIVISION_TALLIES,
    FIXINGS,
    RESETS,
    TERMS,
    DivisionTally,
    Fixing,
    RateReset,
    RateText,
    Terms,
)
from counterfoil.modules.parties.authority import require_active, require_party
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)
from counterfoil.terms.kernel.arithmetic import Rounding

_TERMS: Changes[Terms] = Changes(TERMS)
_FIXINGS: Changes[Fixing] = Changes(FIXINGS)
_RESETS: Changes[RateReset] = Changes(RESETS)
_TALLIES: Changes[DivisionTally] = Changes(DIVISION_TALLIES)
_ACTIONS: Changes[Action] = Changes(ACTIONS)
_DIVISIONS: Changes[Division] = Changes(DIVISIONS)
_ENTITLEMENTS: Changes[Entitlement] = Changes(ENTITLEMENTS)


class ActionEvent(EventData, frozen=True):
    """What happens to an action on a security."""

    object: ClassVar[ObjectClass] = ObjectClass.disclosure
    security: InstrumentId
    action: str


class PaymentEvent(ActionEvent, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement


class Announced(ActionEvent, frozen=True):
    """An issuer announced an action, or a payment under the terms falls due: ``dues`` is its number."""

    type: ClassVar[str] = "lifecycle.announced"
    kind: ActionKind
    issuer: PartyId
    record_time: Timestamp
    ex_time: Timestamp | None
    pay_time: Timestamp
    cash: InstrumentId | None
    amount: str | None
    taxable: str | None
    per: PositiveQuantity
    rounding: Rounding
    price: Money | None
    deadline: Timestamp | None
    proceeds: AccountId | None
    reference: str
    dues: int | None
    following: Timestamp | None
    """of a payment under the terms: the record time of the one after it"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        action = Action(
            instrument=self.security,
            action=self.action,
            kind=self.kind,
            issuer=self.issuer,
            record_time=self.record_time,
            ex_time=self.ex_time,
            pay_time=self.pay_time,
            cash=self.cash,
            amount=self.amount,
            taxable=self.taxable,
            per=self.per,
            rounding=self.rounding,
            price=self.price,
            deadline=self.deadline,
            proceeds=self.proceeds,
            reference=self.reference,
        )
        yield _ACTIONS.create(action, self.security, self.action)
        if self.dues is not None:
            yield _TERMS.replace(self.security, dues=self.dues, following=self.following)

    def permit(self, moment: Moment) -> Consents:
        if self.kind not in BY_TERMS:
            require_party(moment, self.issuer)
        return ()


class ActionMoved(ActionEvent, frozen=True):
    """The times of an action were moved."""

    type: ClassVar[str] = "lifecycle.action_moved"
    record_time: Timestamp
    ex_time: Timestamp | None
    pay_time: Timestamp
    deadline: Timestamp | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(
            self.security,
            self.action,
            record_time=self.record_time,
            ex_time=self.ex_time,
            pay_time=self.pay_time,
            deadline=self.deadline,
        )


class ActionCancelled(ActionEvent, frozen=True):
    """An action was cancelled before its record time, or came to more than can be counted."""

    type: ClassVar[str] = "lifecycle.action_cancelled"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(self.security, self.action, status=ActionStatus.cancelled)


class TakenRate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rate that a payment is the first to take from a feed, and the fixing that it is."""

    reference_rate: str
    day: DayNumber
    rate: RateText
    fixing: RecordPath


class Rated(ActionEvent, frozen=True):
    """The rates that a payment takes are known, and what it comes to.

    ``fixings``: published ones first used by it; ``resets``: what it is the first to take from a feed.
    """

    type: ClassVar[str] = "lifecycle.rated"
    amount: str
    taxable: str
    per: PositiveQuantity
    units: Quantity
    whole: int
    taxed: int
    fixings: tuple[RecordPath, ...]
    resets: tuple[TakenRate, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(
            self.security,
            self.action,
            status=ActionStatus.recorded,
            amount=self.amount,
            taxable=self.taxable,
            units=self.units,
            whole=self.whole,
            taxed=self.taxed,
        )
        used_by = ACTIONS.path(self.security, self.action)
        for path in self.fixings:
            key = path.removeprefix(f"{FIXINGS.prefix}/").split("/")
            yield _FIXINGS.replace(*key, used_by=used_by)
        for one in self.resets:
            reset = RateReset(
                instrument=self.security,
                reference_rate=one.reference_rate,
                day=one.day,
                rate=one.rate,
                fixing=one.fixing,
                used_by=used_by,
            )
            yield _RESETS.create(reset, self.security, one.reference_rate, str(one.day))


class Computed(ActionEvent, frozen=True):
    """The register is known, and with it what is paid or given in all, in its smallest unit."""

    type: ClassVar[str] = "lifecycle.computed"
    units: Quantity
    whole: int
    taxed: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        now = ActionStatus.recorded
        yield _ACTIONS.replace(
            self.security, self.action, status=now, units=self.units, whole=self.whole, taxed=self.taxed
        )


class Divided(ActionEvent, frozen=True):
    """Somebody began to divide the whole."""

    type: ClassVar[str] = "lifecycle.divided"
    division: str
    last: AccountId | None
    remainder: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        division = Division(
            instrument=self.security,
            action=self.action,
            division=self.division,
            last=self.last,
            remainder=self.remainder,
        )
        yield _DIVISIONS.create(division, self.security, self.action, self.division)
        tally = DivisionTally(instrument=self.security)
        yield _TALLIES.create(tally, self.security, self.action, self.division)


class Entitled(ActionEvent, frozen=True):
    """What one account gets in a division was computed. ``instrument``: what it is paid in; ``units``: that it held."""

    type: ClassVar[str] = "lifecycle.entitled"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    division: str
    account: AccountId
    units: int
    instrument: InstrumentId
    gross: Quantity
    tax: Quantity
    tax_account: AccountId | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entitlement = Entitlement(
            security=self.security,
            action=self.action,
            account=self.account,
            instrument=self.instrument,
            gross=self.gross,
            tax=self.tax,
            tax_account=self.tax_account,
        )
        yield _ENTITLEMENTS.create(entitlement, self.security, self.action, self.division, self.account)

        def count(tally: DivisionTally) -> DivisionTally:
            counted = Quantity(tally.counted + self.units)
            return replace(tally, counted=counted, holders=tally.holders + 1, divided=tally.divided + self.gross)

        yield _TALLIES.change(count, self.security, self.action, self.division)


class Fixed(ActionEvent, frozen=True):
    """A division was taken, since its entitlements add up to the whole."""

    type: ClassVar[str] = "lifecycle.fixed"
    division: str
    whole: int
    holders: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(self.security, self.action, status=ActionStatus.payable, division=self.division)


class Funded(PaymentEvent, frozen=True):
    """The issuer's cash stands ready."""

    type: ClassVar[str] = "lifecycle.funded"
    hold: str
    payer: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(self.security, self.action, hold=self.hold, payer=self.payer)


class Paid(PaymentEvent, Diverting, frozen=True):
    """One account has what it, or the ``entitled`` one it took over from, was entitled to.

    ``shares``: new ones, for cash that was not taken.
    """

    type: ClassVar[str] = "lifecycle.paid"
    division: str
    entitled: AccountId
    account: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: Quantity
    tax: Quantity
    shares: int
    spent: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        paid = EntitlementStatus.paid_out
        yield _ENTITLEMENTS.replace(self.security, self.action, self.division, self.entitled, status=paid)
        yield spent(self, self.division, self.spent, paid=1)

    def permit(self, moment: Moment) -> Consents:
        # Wherever it is paid: what a suspended account is owed waits for it.
        require_active(moment, self.account)
        return ()


class Finished(ActionEvent, frozen=True):
    """All are paid, or what rights are left have lapsed."""

    type: ClassVar[str] = "lifecycle.finished"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(self.security, self.action, status=ActionStatus.paid_out)


ACTION_EVENTS: tuple[Any, ...] = (
    Announced,
    ActionMoved,
    ActionCancelled,
    Rated,
    Computed,
    Divided,
    Entitled,
    Fixed,
    Funded,
    Paid,
    Finished,
)


def spent(event: ActionEvent, division: str, quantity: int, *, paid: int = 0) -> Touch:
    """So much more was paid out of the whole, and so many accounts have what they were entitled to."""

    def fold(tally: DivisionTally) -> DivisionTally:
        return replace(tally, paid=tally.paid + paid, spent=tally.spent + quantity)

    return _TALLIES.change(fold, event.security, event.action, division)
