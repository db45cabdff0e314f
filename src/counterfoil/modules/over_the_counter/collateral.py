# SPDX-License-Identifier: Apache-2.0
"""Records and events of valuations: what is open under an agreement, and the collateral that they call for.

What is called is due at once, but for what is disputed. It moves by the doing of the valuation, under a hold of whoever
delivers, and belongs to whoever takes it until it goes back.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.fields import CountedIn
from counterfoil.law.moment import Moment, known
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.pricing import Price, PricesTaken
from counterfoil.modules.over_the_counter.records import (
    AGREEMENTS,
    VALUED,
    Agreement,
    CreditSupport,
    Posted,
)
from counterfoil.modules.parties.authority import require_parties, require_party
from counterfoil.primitives.types import (
    INTEGER_MAX,
    PARTS_PER_MILLION,
    AccountId,
    DayNumber,
    HashField,
    InstrumentId,
    PartyId,
    Quantity,
    Timestamp,
)
from counterfoil.terms.formulas.margining import called

Amount = Annotated[int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX), CountedIn("cash")]
"""Of money: what the second party owes the first, or, negative, the first the second."""


class ValuationStatus(StrEnum):
    quiet = "quiet"
    """nothing is called"""
    called = "called"
    accepted = "call_accepted"
    disputed = "disputed"
    resolved = "resolved"
    met = "met"
    defaulted = "defaulted"
    superseded = "superseded"


_ENDS: Final = frozenset({ValuationStatus.met, ValuationStatus.defaulted, ValuationStatus.superseded})
VALUATION_CYCLE: Final[dict[ValuationStatus, frozenset[ValuationStatus]]] = {
    ValuationStatus.quiet: frozenset(),
    ValuationStatus.called: frozenset({ValuationStatus.accepted, ValuationStatus.disputed, *_ENDS}),
    ValuationStatus.accepted: _ENDS,
    ValuationStatus.disputed: frozenset({ValuationStatus.resolved, *_ENDS}),
    ValuationStatus.resolved: _ENDS,
    ValuationStatus.met: frozenset(),
    ValuationStatus.defaulted: frozenset(),
    ValuationStatus.superseded: frozenset(),
}
"""status → the statuses it may change to"""
PENDING: Final = frozenset(status for status, following in VALUATION_CYCLE.items() if following)


class Due(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of what is due that was due before the number was this one, and keeps its time."""

    amount: PositiveMoney
    """without a sign: in the direction of all that is due"""
    deliver_by: Timestamp
    undisputed: bool
    """whether the time to dispute it was over, or both sides had said so: a later dispute does not take it away"""


DUE_MAX: Final = 8
"""Parts that keep a time of their own; those that came last beyond it have the time of the number."""


class Valuation(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is open under an agreement as of a day, what secures it, and what is called for."""

    agreement: str
    day: DayNumber
    cash: InstrumentId
    """of the credit support"""
    exposure: Amount
    secured: Amount
    """what collateral was worth when it was published: positive where the first party had it"""
    hash: HashField
    """SHA-256 of the portfolio that was valued"""
    prices: PricesTaken
    called: Amount
    """positive: the second party delivers to the first; negative: the first to the second"""
    due_amount: Amount
    """what of it is not disputed"""
    respond_by: Timestamp
    deliver_by: Timestamp
    """what was not due before"""
    due_before: tuple[Due, ...] = ()
    """what was, earliest first"""
    own_exposure: Amount | None = None
    """what whoever disputes says it is"""
    delivered: Amount = 0
    status: ValuationStatus = ValuationStatus.called

    @property
    def over(self) -> bool:
        """Nothing more moves by its doing."""
        return self.status not in PENDING

    @property
    def first_delivers(self) -> bool:
        return self.due_amount < 0

    @property
    def left(self) -> int:
        """How much is still to be delivered of what is due; never negative."""
        sign = -1 if self.first_delivers else 1
        return max(0, sign * (self.due_amount - self.delivered))

    def parts(self, now: Timestamp) -> tuple[Due, ...]:
        """What is due, delivered or not, by the time of each part, earliest first."""
        said = self.status is not ValuationStatus.called or now >= self.respond_by
        before = tuple(replace(one, undisputed=one.undisputed or said) for one in self.due_before)
        rest = abs(self.due_amount) - sum(one.amount for one in before)
        if rest > 0:
            last = Due(amount=Quantity(rest), deliver_by=self.deliver_by, undisputed=said)
            return tuple(sorted((*before, last), key=lambda one: one.deliver_by))
        return capped(before, abs(self.due_amount))

    def late(self, now: Timestamp) -> int:
        """How much should have been delivered before and was not; never negative."""
        due = sum(one.amount for one in self.parts(now) if now > one.deliver_by)
        return max(0, due - (abs(self.due_amount) - self.left))

    def kept(self, called: int, now: Timestamp, *, delivered: bool) -> tuple[Due, ...]:
        """What of it keeps its time when so much is called; without what was delivered, unless the number counts that.

        Nothing when the call goes the other way.
        """
        if called * self.due_amount <= 0:
            return ()
        parts = self.parts(now)
        return capped(parts if delivered else without(parts, abs(self.due_amount) - self.left), abs(called))[:DUE_MAX]

    def still_due(self, amount: int) -> int:
        """What is due when so much of what is called is not disputed: what nobody may dispute any more all the same."""
        size = max(abs(amount), sum(one.amount for one in self.due_before if one.undisputed))
        return size if self.called > 0 else -size

    def worth(self, credit: CreditSupport, instrument: InstrumentId, quantity: int) -> int | None:
        """What so many units of collateral count for, rounded down; None of what is not eligible or has no price."""
        haircut = credit.haircut_of(instrument)
        prices = {credit.cash: 1, **{one.instrument: int(one.unit_price) for one in self.prices}}
        if haircut is None or instrument not in prices:
            return None
        return quantity * prices[instrument] * (PARTS_PER_MILLION - haircut) // PARTS_PER_MILLION

    def after(self, amount: int) -> "Valuation":
        """After collateral of so much was delivered."""
        rest = replace(self, delivered=self.delivered + amount)
        met = rest.left == 0 and self.status is not ValuationStatus.disputed
        return replace(rest, status=ValuationStatus.met) if met else rest


VALUATIONS: Final = Table(VALUED, Valuation, Outcome.unknown_valuation, Outcome.valuation_exists)
_VALUATIONS: Changes[Valuation] = Changes(VALUATIONS)
_AGREEMENTS: Changes[Agreement] = Changes(AGREEMENTS)


def capped(parts: tuple[Due, ...], most: int) -> tuple[Due, ...]:
    """The first of them, up to so much in all."""
    found: list[Due] = []
    for one in parts:
        amount = min(one.amount, most)
        if amount > 0:
            found.append(replace(one, amount=Quantity(amount)))
        most -= amount
    return tuple(found)


def without(parts: tuple[Due, ...], paid: int) -> tuple[Due, ...]:
    """What is left of them when so much is delivered, the first ones first."""
    found: list[Due] = []
    for one in parts:
        rest = one.amount - paid
        if rest > 0:
            found.append(replace(one, amount=Quantity(min(rest, one.amount))))
        paid = max(0, -rest)
    return tuple(found)


def secured_by(posted: tuple[Posted, ...], prices: Sequence[Price], credit: CreditSupport) -> int:
    """What collateral that is out is worth to whoever has it: positive for the first party."""
    values = {credit.cash: 1, **{one.instrument: int(one.unit_price) for one in prices}}
    total = 0
    for one in posted:
        share = PARTS_PER_MILLION - (credit.haircut_of(one.instrument) or 0)
        worth = abs(one.quantity) * values.get(one.instrument, 0) * share // PARTS_PER_MILLION
        total += worth if one.quantity > 0 else -worth
    return total


def called_for(exposure: int, secured: int, credit: CreditSupport) -> int:
    """What a valuation calls for: nothing while it is small, a multiple of the rounding above that.

    It is rounded up where it secures whoever is exposed, and down where it goes back.
    """
    moves = int(
        called(
            Decimal(exposure - secured),
            threshold=Decimal(credit.threshold_amount),
            minimum_transfer=Decimal(credit.minimum_transfer),
        )
    )
    secures = exposure * moves > 0
    up = credit.rounding - 1 if secures else 0
    size = (abs(moves) + up) // credit.rounding * credit.rounding
    return size if moves > 0 else -size


def undisputed(one: int, other: int) -> int:
    """The part of two calls that both say is due."""
    size = min(abs(one), abs(other)) if one * other > 0 else 0
    return size if one > 0 else -size


class ValuationEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    agreement: str
    day: DayNumber


class AmountEvent(ValuationEvent, frozen=True):
    """What says how much of the cash of the credit support."""

    cash: InstrumentId


class Valued(AmountEvent, frozen=True):
    """The valuation agent published what is open as of a day; an earlier one that is still open ends."""

    type: ClassVar[str] = "over_the_counter.valued"
    by: PartyId
    exposure: Amount
    secured: Amount
    hash: HashField
    prices: PricesTaken
    called: Amount
    respond_by: Timestamp
    deliver_by: Timestamp
    due_before: tuple[Due, ...]
    """what of it was due before already, and keeps its time"""
    supersedes_day: DayNumber | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        valuation = Valuation(
            agreement=self.agreement,
            day=self.day,
            cash=self.cash,
            exposure=self.exposure,
            secured=self.secured,
            hash=self.hash,
            prices=self.prices,
            called=self.called,
            due_amount=self.called,
            respond_by=self.respond_by,
            deliver_by=self.deliver_by,
            due_before=self.due_before,
            status=ValuationStatus.called if self.called else ValuationStatus.quiet,
        )
        yield _VALUATIONS.create(valuation, self.agreement, str(self.day))
        yield _AGREEMENTS.replace(self.agreement, valued=self.day)
        if self.supersedes_day is not None:
            over = ValuationStatus.superseded
            yield _VALUATIONS.replace(self.agreement, str(self.supersedes_day), status=over)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Accepted(ValuationEvent, frozen=True):
    """Whoever delivers accepted what is called."""

    type: ClassVar[str] = "over_the_counter.accepted"
    by: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _VALUATIONS.replace(self.agreement, str(self.day), status=ValuationStatus.accepted)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Disputed(AmountEvent, frozen=True):
    """A side said that the exposure is another; what both numbers call for is due all the same."""

    type: ClassVar[str] = "over_the_counter.disputed"
    by: PartyId
    own_exposure: Amount
    due_amount: Amount

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        said = {"own_exposure": self.own_exposure, "due_amount": self.due_amount}
        yield _VALUATIONS.replace(self.agreement, str(self.day), status=ValuationStatus.disputed, **said)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Resolved(AmountEvent, frozen=True):
    """A dispute ended: by both sides (``by`` null), or by the calculation agent."""

    type: ClassVar[str] = "over_the_counter.resolved"
    by: PartyId | None
    exposure: Amount
    called: Amount
    deliver_by: Timestamp
    due_before: tuple[Due, ...]
    """what of it was due before the dispute ended, and keeps its time"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def resolve(before: Valuation) -> Valuation:
            said = {"exposure": self.exposure, "called": self.called, "due_amount": self.called}
            times = {"deliver_by": self.deliver_by, "due_before": self.due_before}
            resolved = replace(before, status=ValuationStatus.resolved, **times, **said)
            return resolved.after(0)

        yield _VALUATIONS.change(resolve, self.agreement, str(self.day))

    def permit(self, moment: Moment) -> Consents:
        agreement = known(moment, AGREEMENTS, self.agreement)
        require_parties(moment, *(agreement.sides if self.by is None else (self.by,)))
        return ()


class Delivered(AmountEvent, frozen=True):
    """Collateral was delivered that a valuation called for."""

    type: ClassVar[str] = "over_the_counter.delivered"
    account: AccountId
    instrument: InstrumentId
    quantity: Quantity
    amount: Amount
    """what it counts for; negative where the first party delivered"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        quantity = int(self.quantity) if self.amount > 0 else -self.quantity
        yield _VALUATIONS.change(lambda before: before.after(self.amount), self.agreement, str(self.day))
        yield _AGREEMENTS.change(lambda before: before.with_posted(self.instrument, quantity), self.agreement)


class Defaulted(AmountEvent, frozen=True):
    """What was due was not delivered in its time."""

    type: ClassVar[str] = "over_the_counter.defaulted"
    by: PartyId
    """who did not deliver"""
    amount: Amount
    """what was not"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _VALUATIONS.replace(self.agreement, str(self.day), status=ValuationStatus.defaulted)


COLLATERAL_EVENTS: tuple[Any, ...] = (Valued, Accepted, Disputed, Resolved, Delivered, Defaulted)
