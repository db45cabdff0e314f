# SPDX-License-Identifier: Apache-2.0
"""The law of notes as they come out: subscribed to with money that is held, issued all at once or not at all."""

from collections.abc import Iterable, Iterator

from counterfoil.law.detail import from_day, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.events import Issued, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, EncumbranceKind, GrantStatus, Part
from counterfoil.modules.holdings.reservations import given_back
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation import events as e
from counterfoil.modules.securitisation.notes import INVESTORS, INVESTORS_MAX, NOTES, Investor, InvestorStatus, Note
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.pool_terms import NoteTerms
from counterfoil.modules.securitisation.pooling import in_status, require_worth
from counterfoil.modules.securitisation.records import POOLS, Pool, PoolStatus
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath


def subscribe(call: c.Subscribe, moment: Moment) -> Iterable[EventData]:
    note = known(moment, NOTES, call.instrument)
    pool = in_status(moment, note.pool, PoolStatus.closed)
    terms = rank_of(pool, call.instrument)
    last = note.rank == len(pool.terms.notes)
    kept = not last or pool.terms.retained in (None, call.account)
    require(kept, Outcome.residual_is_retained, f"{call.instrument}: {pool.terms.retained}")
    left = terms.tranche.notional - _ordered(note)
    told = f"{units(call.quantity, pool.cash)} of {units(left, pool.cash)}"
    require(call.quantity <= left, Outcome.beyond_what_is_left, told)
    least = f"{units(call.quantity, pool.cash)}, and at least {units(pool.terms.ticket, pool.cash)}"
    require(call.quantity >= pool.terms.ticket or call.quantity == left, Outcome.order_too_small, least)
    require(pool.investors < INVESTORS_MAX, Outcome.too_many_investors, note.pool)
    held = _intact(moment, pool, call.instrument, call.account, call.hold, call.quantity)
    require(held, Outcome.order_money_not_held, call.hold)
    yield e.Subscribed(
        instrument=call.instrument,
        account=call.account,
        pool=note.pool,
        cash=pool.cash,
        quantity=call.quantity,
        hold=call.hold,
    )


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    note = known(moment, NOTES, call.instrument)
    investor = known(moment, INVESTORS, call.instrument, call.account)
    waits = investor.status is InvestorStatus.subscribed
    require(waits, Outcome.order_is_over, f"{call.instrument}: {call.account}")
    pool = known(moment, POOLS, note.pool)
    stands = pool.status is PoolStatus.closed and _still_held(moment, pool, investor)
    yield e.Withdrawn(instrument=call.instrument, account=call.account, pool=note.pool, agreed=stands)
    yield from given_back(moment, investor.hold, INVESTORS.path(call.instrument, call.account))


def turn_away(call: c.TurnAway, moment: Moment) -> Iterable[EventData]:
    note = known(moment, NOTES, call.instrument)
    investor = known(moment, INVESTORS, call.instrument, call.account)
    waits = investor.status is InvestorStatus.subscribed
    require(waits, Outcome.order_is_over, f"{call.instrument}: {call.account}")
    manager = known(moment, POOLS, note.pool).terms.manager
    yield e.Withdrawn(
        instrument=call.instrument, account=call.account, pool=note.pool, agreed=False, turned_away_by=manager
    )
    yield from given_back(moment, investor.hold, INVESTORS.path(call.instrument, call.account))


def issue(call: c.IssueNotes, moment: Moment) -> Iterable[EventData]:
    pool = in_status(moment, call.pool, PoolStatus.closed)
    today, first = pool.today(moment.time), pool.terms.first_payment
    require(today < first, Outcome.first_payment_passed, from_day(call.pool, first, today))
    notes = [known(moment, NOTES, one.instrument) for one in pool.terms.notes]
    for terms, note in zip(pool.terms.notes, notes, strict=True):
        told = f"{units(_ordered(note), pool.cash)} of {units(terms.tranche.notional, pool.cash)}"
        require(_ordered(note) == terms.tranche.notional, Outcome.not_wholly_subscribed, f"{note.instrument}: {told}")
    orders = [known(moment, INVESTORS, note.instrument, order.account) for note in notes for order in note.orders]
    for one in orders:
        told = f"{one.instrument}: {one.account}"
        require(_still_held(moment, pool, one), Outcome.order_money_not_held, told)
    require_worth(pool)
    proceeds, reserve = pool.terms.nominal, pool.terms.reserve_target
    bridged = pool.at_hand + proceeds - pool.collected - reserve
    require(bridged >= 0, Outcome.proceeds_too_small, f"{units(-bridged, pool.cash)} lack")
    yield e.NotesIssued(
        pool=call.pool,
        day=today,
        cash=pool.cash,
        proceeds=Quantity(proceeds),
        bridged=Quantity(bridged),
        reserve=reserve,
        orders=len(orders),
    )
    for one in orders:
        yield from _placed(pool, one)
    if bridged:
        yield pays(pool, pool.terms.bridge, bridged, pool.path, pool.path)


def agree(call: c.AgreeToBePaid, moment: Moment) -> Iterable[EventData]:
    pool = known(moment, POOLS, known(moment, NOTES, call.instrument).pool)
    yield e.AgreedToBePaid(instrument=call.instrument, account=call.account, cash=pool.cash)


def pays(pool: Pool, receiver: AccountId, quantity: int, cause: RecordPath, taking: RecordPath | None) -> Transferred:
    """Money of a pool goes where its order of payments says."""
    return Transferred(
        sender=pool.terms.account,
        receiver=receiver,
        instrument=pool.cash,
        quantity=Quantity(quantity),
        giving=pool.path,
        taking=taking,
        cause=cause,
    )


def comes_in(pool: Pool, payer: AccountId, hold: str, quantity: int, cause: RecordPath) -> Transferred:
    """Money that is held goes into the pool's account."""
    return Transferred(
        sender=payer,
        receiver=pool.terms.account,
        instrument=pool.cash,
        quantity=Quantity(quantity),
        part=Part.held,
        giving=ENCUMBRANCES.path(hold),
        taking=pool.path,
        cause=cause,
    )


def rank_of(pool: Pool, instrument: InstrumentId) -> NoteTerms:
    """The terms of a note of the pool; Refused where it has none such."""
    terms = pool.terms.rank_of(instrument)
    if terms is None:
        raise Refused(Outcome.unknown_note, instrument)
    return terms


def is_held(moment: Moment, pool: Pool, account: AccountId, hold: str, quantity: int, executor: RecordPath) -> bool:
    """Whether exactly so much money of an account is held for a record, and still is."""
    found = moment.read(ENCUMBRANCES, hold)
    if found is None or found.kind is not EncumbranceKind.hold or found.status is not GrantStatus.active:
        return False
    said = (found.account, found.instrument, found.quantity, found.executor)
    lasts = found.expires is None or moment.time < found.expires
    return said == (account, pool.cash, quantity, executor) and lasts


def _placed(pool: Pool, order: Investor) -> Iterator[EventData]:
    """Delivery versus payment: the money comes, and the units."""
    path = INVESTORS.path(order.instrument, order.account)
    quantity = Quantity(order.quantity)
    yield e.Placed(
        instrument=order.instrument, account=order.account, pool=pool.pool, cash=pool.cash, quantity=quantity
    )
    yield comes_in(pool, order.account, order.hold, quantity, path)
    yield Issued(
        instrument=order.instrument,
        account=order.account,
        quantity=quantity,
        issuing=pool.path,
        taking=path,
        cause=path,
    )


def _ordered(note: Note) -> int:
    return sum(one.quantity for one in note.orders)


def _still_held(moment: Moment, pool: Pool, one: Investor) -> bool:
    return _intact(moment, pool, one.instrument, one.account, one.hold, one.quantity)


def _intact(moment: Moment, pool: Pool, instrument: InstrumentId, account: AccountId, hold: str, quantity: int) -> bool:
    return is_held(moment, pool, account, hold, quantity, INVESTORS.path(instrument, account))
