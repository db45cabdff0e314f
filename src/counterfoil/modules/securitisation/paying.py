# SPDX-License-Identifier: Apache-2.0
"""The law of payment days: what came in is counted in its order; lots that are bought back; and how a pool ends.

What a day has for whom is handed out in ``handing_out``, each share by itself.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from counterfoil.law.detail import from_day, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import require
from counterfoil.law.owed import Debt
from counterfoil.modules.holdings.events import Redeemed
from counterfoil.modules.holdings.records import HOLDINGS, SUPPLIES, free_of
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation import payment_events as pe
from counterfoil.modules.securitisation.notes import NOTES, POOLED_LOTS, LotStanding, Note, RankAmount
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.placing import comes_in, is_held
from counterfoil.modules.securitisation.pooling import in_status
from counterfoil.modules.securitisation.records import COLLECTING, LOCKING, OVER, POOLS, Pool, PoolStatus
from counterfoil.modules.securitisation.triggers import Performance, TriggerKind, triggers
from counterfoil.modules.securitisation.waterfall import (
    Distribution,
    Fee,
    OrderOfPayments,
    PaymentDay,
    Tranche,
    TrancheStanding,
    charged,
    clean_up_allowed,
    distribute,
    recovered,
)
from counterfoil.primitives.types import DayNumber, InstrumentId, Millionths, Quantity, Timestamp

OPEN = frozenset({LotStanding.performing, LotStanding.late, LotStanding.in_default})
"""Something may still be paid on it."""


def note_debt(call: c.NoteDebt, moment: Moment) -> Iterable[EventData]:
    lot = known(moment, POOLED_LOTS, call.lot)
    in_status(moment, lot.pool, *LOCKING)
    require(lot.standing in OPEN, Outcome.debt_noted_so, f"{call.lot} is {lot.standing}")
    debt = moment.find(lot.debt)
    now = standing_of(debt) if isinstance(debt, Debt) else lot.standing
    require(now is not lot.standing, Outcome.debt_noted_so, f"{call.lot} is {lot.standing}")
    worth = lot.discounted * lot.unpaid // lot.balance
    yield pe.DebtNoted(
        pool=lot.pool,
        lot=call.lot,
        cash=lot.cash,
        unpaid=lot.unpaid,
        worth=Quantity(worth),
        was=lot.standing,
        standing=now,
    )


def standing_of(debt: Debt) -> LotStanding:
    """As what is on record of the debt says."""
    if debt.defaulted:
        return LotStanding.in_default
    return LotStanding.late if debt.late else LotStanding.performing


def count_day(call: c.CountDay, moment: Moment) -> Iterable[EventData]:
    pool = in_status(moment, call.pool, *COLLECTING, *OVER)
    more = not pool.over or available(moment, pool) > 0
    require(more, Outcome.pool_not_so_far, f"{call.pool} is {pool.status}, and has nothing at hand that is free")
    today = pool.today(moment.time)
    day = day_of_payment(pool, today)
    require(today >= day, Outcome.payment_day_not_come, from_day(call.pool, day, today))
    yield counted(moment, pool, day, today)


def counted(reader: Reader, pool: Pool, day: DayNumber, today: DayNumber) -> pe.DayCounted:
    """What a payment day comes to, of a pool as it stands, when it is counted today."""
    tranches, cash = held_ranks(reader, pool), available(reader, pool)
    hit = triggers(pool.terms.triggers, seen(pool, tranches, cash), pool.hit)
    paid = _distributed(pool, tranches, cash, day - known_day(pool), hit)
    fee = paid.fees[0]
    at_hand = pool.at_hand - fee.paid - sum(one.paid for one in paid.tranches) - paid.surplus
    standings = _charged(pool, paid, at_hand)
    ranks = tuple(_amounts(reader, pool, paid))
    return pe.DayCounted(
        pool=pool.pool,
        number=pool.days + 1,
        day=day,
        cash=pool.cash,
        collected=Quantity(cash - _reserve(pool, cash)),
        fee=fee.paid,
        fee_unpaid=fee.unpaid,
        interest=Quantity(sum(one.interest for one in ranks)),
        principal=Quantity(sum(one.principal for one in ranks)),
        aside_from=DayNumber(today + pool.terms.aside_after_days),
        reserve=paid.reserve,
        surplus=paid.surplus,
        charged=Quantity(sum(one.deficiency for one in standings)),
        hit=hit,
        status=_status(pool, day, standings, hit),
        standings=standings,
        ranks=ranks,
    )


def clean_up(call: c.CleanUp, moment: Moment) -> Iterable[EventData]:
    pool = in_status(moment, call.pool, PoolStatus.amortising, PoolStatus.accelerated)
    terms = pool.terms
    little = clean_up_allowed(pool.unpaid, pool.cut_off_balance, terms.clean_up_ppm)
    told = f"{units(pool.unpaid, pool.cash)} of {units(pool.cut_off_balance, pool.cash)}"
    require(little and pool.unpaid > 0, Outcome.too_much_left, told)
    own = known(moment, ACCOUNTS, call.account).holder == terms.originator
    held = own and is_held(moment, pool, call.account, call.hold, pool.unpaid, pool.path)
    require(held, Outcome.price_not_held, f"{call.hold}: {told}")
    yield pe.CleanedUp(
        pool=call.pool, account=call.account, cash=pool.cash, price=pool.unpaid, originator=terms.originator
    )
    yield comes_in(pool, call.account, call.hold, pool.unpaid, pool.path)


def buy_back(call: c.BuyBack, moment: Moment) -> Iterable[EventData]:
    lot = known(moment, POOLED_LOTS, call.lot)
    pool = in_status(moment, lot.pool, *LOCKING - {PoolStatus.pooling})
    require(lot.standing in OPEN, Outcome.lot_is_over, f"{call.lot} is {lot.standing}")
    buyer, path = known(moment, ACCOUNTS, call.account).holder, POOLED_LOTS.path(call.lot)
    held = is_held(moment, pool, call.account, call.hold, lot.unpaid, path)
    warranted = buyer in (pool.terms.originator, lot.seller)
    require(warranted and held, Outcome.lot_price_not_held, f"{call.hold}: {units(lot.unpaid, pool.cash)}")
    yield pe.BoughtBack(
        pool=lot.pool,
        lot=call.lot,
        account=call.account,
        cash=pool.cash,
        price=lot.unpaid,
        worth=Quantity(lot.worth(lot.unpaid)),
        was=lot.standing,
        buyer=buyer,
        reason=call.reason,
    )
    yield comes_in(pool, call.account, call.hold, lot.unpaid, path)


def wind_up(call: c.WindUp, moment: Moment) -> Iterable[EventData]:
    pool = in_status(moment, call.pool, *COLLECTING)
    owes = _owes(held_ranks(moment, pool))
    done = pool.performing == 0 and pool.at_hand <= 0
    over = pool.today(moment.time) >= pool.terms.final and pool.days > 0
    told = f"{units(pool.performing, pool.cash)} to come, {units(pool.at_hand, pool.cash)} at hand"
    require(done and over, Outcome.not_wound_up_yet, told)
    status = PoolStatus.written_off if owes else PoolStatus.repaid
    yield pe.WoundUp(pool=call.pool, cash=pool.cash, written_off=pool.unpaid, status=status)


def retire(call: c.Retire, moment: Moment) -> Iterable[EventData]:
    note = known(moment, NOTES, call.instrument)
    pool = known(moment, POOLS, note.pool)
    require(pool.status in OVER, Outcome.note_not_over, f"{call.instrument}: {note.pool} is {pool.status}")
    told = f"{units(pool.at_hand, pool.cash)} at hand, {len(note.open)} days of {call.instrument} to pay"
    require(may_end(pool, note), Outcome.money_not_paid_out, told)
    path, ended = NOTES.path(call.instrument), 0
    for account in dict.fromkeys(call.accounts):
        quantity = Quantity(free_of(moment, account, call.instrument))
        require(quantity > 0, Outcome.held_nothing, f"{call.instrument}: {account}")
        ended += quantity
        yield pe.Retired(instrument=call.instrument, account=account, pool=note.pool, quantity=quantity)
        yield Redeemed(
            instrument=call.instrument,
            account=account,
            quantity=quantity,
            redeeming=pool.path,
            giving=path,
            cause=path,
        )
    if units_out(moment, pool) == ended and all_closed(moment, pool):
        yield pe.Liquidated(pool=note.pool)


def liquidate(call: c.Liquidate, moment: Moment) -> Iterable[EventData]:
    pool = in_status(moment, call.pool, *OVER)
    told = f"{units(pool.at_hand, pool.cash)} at hand, {units_out(moment, pool)} units out"
    require(may_be_liquidated(moment, pool), Outcome.units_are_out, told)
    yield pe.Liquidated(pool=call.pool)


def due_now(reader: Reader, pool: Pool, time: Timestamp) -> bool:
    """Whether a payment day of the pool can be counted."""
    today = pool.today(time)
    more = pool.status in COLLECTING or (pool.over and available(reader, pool) > 0)
    return more and today >= day_of_payment(pool, today)


def day_of_payment(pool: Pool, today: DayNumber) -> DayNumber:
    """The one that comes next: today, once the originator has paid; the day after the last, where all is over."""
    if pool.status is PoolStatus.cleaned_up:
        return today
    return max(today, DayNumber(known_day(pool) + 1)) if pool.over else pool.next_day


def known_day(pool: Pool) -> DayNumber:
    """From which on interest is due: every pool whose notes are out has one."""
    return pool.terms.cut_off if pool.last_day is None else pool.last_day


def may_end(pool: Pool, note: Note) -> bool:
    """Whether units of a note end: the pool is over, has distributed everything, and paid the note's holders."""
    return pool.over and pool.at_hand <= 0 and not note.open


def may_be_liquidated(reader: Reader, pool: Pool) -> bool:
    """Whether nothing is left of a pool whose notes no holder has to end: an order burned the last unit."""
    return pool.over and pool.at_hand <= 0 and not units_out(reader, pool) and all_closed(reader, pool)


def all_closed(reader: Reader, pool: Pool) -> bool:
    """Whether no holder of any of its notes has a share to come: one whose units an order burned may have."""
    notes = (reader.read(NOTES, one.instrument) for one in pool.terms.notes)
    return not any(note is not None and note.open for note in notes)


def units_out(reader: Reader, pool: Pool) -> int:
    """Units of all its notes that are out."""
    return sum(outstanding(reader, one.instrument) for one in pool.terms.notes)


def outstanding(reader: Reader, instrument: InstrumentId) -> int:
    """Units of a note that are out."""
    supply = reader.read(SUPPLIES, instrument)
    return 0 if supply is None else int(supply.outstanding)


def available(reader: Reader, pool: Pool) -> int:
    """What is at hand and can be paid: not what an order froze, or what was reserved in the account before."""
    found = reader.read(HOLDINGS, pool.terms.account, pool.cash)
    stuck = 0 if found is None else found.balance - found.free
    return max(0, pool.at_hand - stuck)


def _reserve(pool: Pool, cash: int) -> int:
    """An order may have taken or frozen of it too."""
    return min(pool.reserve, cash)


def _target(pool: Pool) -> int:
    """When nothing more is expected the reserve has nothing to wait for."""
    return pool.terms.reserve_target if pool.performing else 0


def held_ranks(reader: Reader, pool: Pool) -> list[Tranche]:
    """Its ranks as they stand; on one that an order burned whole nobody is owed anything, and the next has its money.

    Of one that was burned in part, those who have the rest have all of it.
    """
    none = TrancheStanding(principal=Quantity(0))
    return [
        one
        if outstanding(reader, note.instrument)
        else Tranche(structs.replace(one.terms, rate_ppm=Millionths(0), residual=False), none)
        for note, one in zip(pool.terms.notes, pool.ranks, strict=True)
    ]


def seen(pool: Pool, tranches: Sequence[Tranche], cash: int) -> Performance:
    """The pool after collection, with so much that can be paid, and before anything is."""
    return Performance(
        cut_off_balance=pool.cut_off_balance,
        defaulted=pool.defaulted_ever,
        delinquent=pool.late,
        pool=Quantity(pool.performing),
        cash=Quantity(cash),
        senior=tranches[0].standing.principal,
        reserve=Quantity(_reserve(pool, cash)),
        reserve_target=Quantity(_target(pool)),
    )


def _distributed(
    pool: Pool, tranches: Sequence[Tranche], cash: int, days: int, hit: Sequence[TriggerKind]
) -> Distribution:
    """What each has."""
    behind, reserve = bool(hit) or pool.status is PoolStatus.defaulted, _reserve(pool, cash)
    day = PaymentDay(
        order=OrderOfPayments.accelerated if behind else OrderOfPayments.amortising,
        collected=Quantity(cash - reserve),
        days=days,
        reserve=Quantity(reserve),
        reserve_target=Quantity(_target(pool)),
    )
    return distribute(day, tranches, [Fee(pool.terms.fees, pool.fee_unpaid)])


def _charged(pool: Pool, paid: Distribution, at_hand: int) -> tuple[TrancheStanding, ...]:
    """Principal behind which neither lots nor money stand any more is deficient, the last rank's first."""
    after = [Tranche(note.tranche, one.after) for note, one in zip(pool.terms.notes, paid.tranches, strict=True)]
    owed = sum(one.standing.principal for one in after)
    lacks = max(0, owed - pool.performing - max(0, at_hand))
    before = sum(one.standing.deficiency for one in after)
    changes = charged(after, lacks - before) if lacks >= before else recovered(after, before - lacks)
    return tuple(one.after for one in changes.tranches)


def _owes(tranches: Sequence[Tranche]) -> bool:
    """Whether a rank above the residual has anything to come."""
    return any(one.principal or one.interest_unpaid for terms, one in tranches if not terms.residual)


def _status(pool: Pool, day: int, standings: Sequence[TrancheStanding], hit: Sequence[TriggerKind]) -> PoolStatus:
    owes = _owes([Tranche(note.tranche, one) for note, one in zip(pool.terms.notes, standings, strict=True)])
    if not pool.unpaid or pool.over:
        return PoolStatus.written_off if owes else PoolStatus.repaid
    if pool.status is PoolStatus.defaulted or standings[0].interest_unpaid or (owes and day >= pool.terms.final):
        return PoolStatus.defaulted
    return PoolStatus.accelerated if hit else PoolStatus.amortising


def _amounts(reader: Reader, pool: Pool, paid: Distribution) -> Iterator[RankAmount]:
    for note, one in zip(pool.terms.notes, paid.tranches, strict=True):
        if one.paid:
            yield RankAmount(
                instrument=note.instrument,
                units=Quantity(outstanding(reader, note.instrument)),
                interest=one.interest,
                principal=Quantity(one.principal + one.excess),
            )
