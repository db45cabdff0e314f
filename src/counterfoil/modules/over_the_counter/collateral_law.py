# SPDX-License-Identifier: Apache-2.0
"""The law of valuations and collateral."""

from collections.abc import Collection, Iterable

from counterfoil.law.dated import day_of
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, Part
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter import collateral as v
from counterfoil.modules.over_the_counter.collateral import PENDING, VALUATIONS, Valuation, ValuationStatus
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.pricing import priced
from counterfoil.modules.over_the_counter.records import (
    AGREEMENTS,
    Agreement,
    CreditSupport,
    agreement_in_force,
    require_counted,
)
from counterfoil.primitives.types import DayNumber, Quantity, Timestamp

EARLIEST_MIN = 840
"""Where a day begins first, fourteen hours before it does in UTC."""


def value(call: c.Value, moment: Moment) -> Iterable[EventData]:
    agreement = agreement_in_force(moment, call.agreement)
    credit = _credit_of(agreement)
    after = agreement.valued is None or call.day > agreement.valued
    require(after and call.day <= day_of(moment.time, EARLIEST_MIN), Outcome.day_not_next, str(call.day))
    said = sorted(one.instrument for one in call.prices)
    needed = sorted({one.instrument for one in credit.eligible} - {credit.cash})
    require(said == needed, Outcome.prices_not_those, ", ".join(needed))
    prices = tuple(priced(moment, credit.feed_of(one.instrument), one) for one in call.prices)
    earlier = _pending(moment, agreement)
    overdue = earlier is not None and earlier.late(moment.time) > 0
    require(not overdue, Outcome.default_unrecorded, str(agreement.valued))
    secured = v.secured_by(agreement.posted, prices, credit)
    called = v.called_for(call.exposure, secured, credit)
    for amount in (secured, called):
        require_counted(amount, call.agreement)
    yield v.Valued(
        agreement=call.agreement,
        day=call.day,
        by=credit.valuation_agent,
        cash=credit.cash,
        exposure=call.exposure,
        secured=secured,
        hash=call.hash,
        prices=prices,
        called=called,
        respond_by=Timestamp(moment.time + credit.respond_within_ms),
        deliver_by=Timestamp(moment.time + credit.deliver_within_ms),
        due_before=() if earlier is None else earlier.kept(called, moment.time, delivered=False),
        supersedes_day=None if earlier is None else earlier.day,
    )


def accept(call: c.Accept, moment: Moment) -> Iterable[EventData]:
    agreement, valuation = _valued(moment, call.agreement, call.day, {ValuationStatus.called})
    delivers = agreement.sides[0 if valuation.first_delivers else 1]
    yield v.Accepted(agreement=call.agreement, day=call.day, by=delivers)


def dispute(call: c.Dispute, moment: Moment) -> Iterable[EventData]:
    agreement, valuation = _valued(moment, call.agreement, call.day, {ValuationStatus.called})
    require(not valuation.delivered, Outcome.valuation_not_so_far, f"{call.agreement}: some of it is delivered")
    require(moment.time < valuation.respond_by, Outcome.answer_too_late, call.agreement)
    require(call.by in agreement.sides, Outcome.not_a_side_of_it, call.by)
    credit = _credit_of(agreement)
    own = v.called_for(call.own_exposure, valuation.secured, credit)
    require_counted(own, call.agreement)
    require(own != valuation.called, Outcome.no_difference, str(own))
    yield v.Disputed(
        agreement=call.agreement,
        day=call.day,
        by=call.by,
        cash=credit.cash,
        own_exposure=call.own_exposure,
        due_amount=valuation.still_due(v.undisputed(valuation.called, own)),
    )


def resolve(call: c.Resolve, moment: Moment) -> Iterable[EventData]:
    agreement, valuation = _valued(moment, call.agreement, call.day, {ValuationStatus.disputed})
    credit = _credit_of(agreement)
    require(call.by in (None, credit.calculation_agent), Outcome.not_the_arbiter, call.by or "")
    called = v.called_for(call.exposure, valuation.secured, credit)
    require_counted(called, call.agreement)
    yield v.Resolved(
        agreement=call.agreement,
        day=call.day,
        by=call.by,
        cash=credit.cash,
        exposure=call.exposure,
        called=called,
        deliver_by=Timestamp(moment.time + credit.deliver_within_ms),
        due_before=valuation.kept(called, moment.time, delivered=True),
    )


def deliver(call: c.Deliver, moment: Moment) -> Iterable[EventData]:
    agreement, valuation = _valued(moment, call.agreement, call.day, PENDING)
    credit = _credit_of(agreement)
    worth = valuation.worth(credit, call.instrument, call.quantity)
    if worth is None:
        raise Refused(Outcome.not_eligible, call.instrument)
    # Units are indivisible: the last one may count for more than what is left.
    without_last = valuation.worth(credit, call.instrument, call.quantity - 1) or 0
    fits = worth > 0 and without_last < valuation.left
    if valuation.status is ValuationStatus.disputed:
        require(fits, Outcome.amount_disputed, f"{valuation.left} of {credit.cash}")
    else:
        require(fits, Outcome.more_than_due, f"{valuation.left} of {credit.cash}")
    require_counted(worth, call.instrument)
    _require_returned(agreement, valuation, credit, call)
    first = valuation.first_delivers
    yield Transferred(
        sender=credit.account_of(first),
        receiver=credit.account_of(not first),
        instrument=call.instrument,
        quantity=call.quantity,
        part=Part.held,
        giving=ENCUMBRANCES.path(call.hold),
        taking=AGREEMENTS.path(call.agreement),
        cause=VALUATIONS.path(call.agreement, str(call.day)),
        reference=call.agreement,
    )
    yield v.Delivered(
        agreement=call.agreement,
        day=call.day,
        account=credit.account_of(first),
        instrument=call.instrument,
        quantity=Quantity(call.quantity),
        cash=credit.cash,
        amount=-worth if first else worth,
    )


def record_default(call: c.RecordDefault, moment: Moment) -> Iterable[EventData]:
    agreement, valuation = _valued(moment, call.agreement, call.day, PENDING)
    late = valuation.late(moment.time)
    require(late > 0, Outcome.not_in_default, call.agreement)
    delivers = agreement.sides[0 if valuation.first_delivers else 1]
    cash = _credit_of(agreement).cash
    yield v.Defaulted(agreement=call.agreement, day=call.day, by=delivers, cash=cash, amount=late)


def _require_returned(agreement: Agreement, valuation: Valuation, credit: CreditSupport, call: c.Deliver) -> None:
    """While the taker's own collateral is out, what is delivered is of it, and no more: it is not exchanged."""
    sign = 1 if valuation.first_delivers else -1
    out = {one.instrument: sign * one.quantity for one in agreement.posted if sign * one.quantity > 0}
    # What is worth nothing at these prices cannot be delivered, and keeps nothing else from being.
    worth = {one: quantity for one, quantity in out.items() if valuation.worth(credit, one, quantity)}
    goes_back = not worth or call.quantity <= worth.get(call.instrument, 0)
    require(goes_back, Outcome.return_of_others, call.instrument)


def _valued(
    moment: Moment, agreement: str, day: DayNumber, stages: Collection[ValuationStatus]
) -> tuple[Agreement, Valuation]:
    record = known(moment, VALUATIONS, agreement, str(day))
    require(record.status in stages, Outcome.valuation_not_so_far, f"{agreement}, {day}: {record.status}")
    return known(moment, AGREEMENTS, agreement), record


def _pending(moment: Moment, agreement: Agreement) -> Valuation | None:
    """The valuation before, if something may still move by it."""
    if agreement.valued is None:
        return None
    record = known(moment, VALUATIONS, agreement.agreement, str(agreement.valued))
    return record if record.status in PENDING else None


def _credit_of(agreement: Agreement) -> CreditSupport:
    if agreement.credit is None:
        raise Refused(Outcome.no_credit_support, agreement.agreement)
    return agreement.credit
