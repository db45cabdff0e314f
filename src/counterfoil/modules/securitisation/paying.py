# SPDX-License-Identifier: Apache-2.0
"""The law of payment days: what came in goes out in its order, holder by holder; and how a pool ends."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from counterfoil.law.detail import from_day, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import require
from counterfoil.law.owed import Debt
from counterfoil.modules.holdings.events import Redeemed
from counterfoil.modules.holdings.records import HOLDINGS, SUPPLIES, free_of
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, AccountStatus, Standing
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation import payment_events as pe
from counterfoil.modules.securitisation.notes import (
    DAYS,
    INVESTORS,
    NOTES,
    POOLED_LOTS,
    SHARES,
    InvestorStatus,
    LotStanding,
    Note,
    RankAmount,
)
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.placing import comes_in, is_held, pays
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
    share_of,
)
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Millionths, Quantity, Timestamp

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
    more = pool.at_hand > 0 or not pool.over
    require(more, Outcome.pool_not_so_far, f"{call.pool} is {pool.status}, and has nothing at hand")
    today = pool.today(moment.time)
    day = day_of_payment(pool, today)
    require(today >= day, Outcome.payment_day_not_come, from_day(call.pool, day, today))
    event = counted(moment, pool, day)
    yield event
    cause = DAYS.path(call.pool, str(event.number))
    for receiver, amount in ((pool.terms.fee_account, event.fee), (pool.terms.bridge, event.surplus)):
        if amount:
            yield pays(pool, receiver, amount, cause, pool.path)


def counted(reader: Reader, pool: Pool, day: DayNumber) -> pe.DayCounted:
    """What a payment day comes to, of a pool as it stands."""
    tranches = held_ranks(reader, pool)
    hit = triggers(pool.terms.triggers, seen(pool, tranches), pool.hit)
    paid = _distributed(reader, pool, tranches, day - known_day(pool), hit)
    fee = paid.fees[0]
    surplus = paid.surplus if paid.surplus and takes_in(reader, pool.terms.bridge) else Quantity(0)
    at_hand = pool.at_hand - fee.paid - sum(one.paid for one in paid.tranches) - surplus
    standings = _charged(pool, paid, at_hand)
    ranks = tuple(_amounts(reader, pool, paid))
    return pe.DayCounted(
        pool=pool.pool,
        number=pool.days + 1,
        day=day,
        cash=pool.cash,
        collected=Quantity(_available(pool) - _reserve(pool)),
        fee=fee.paid,
        fee_unpaid=fee.unpaid,
        interest=Quantity(sum(one.interest for one in ranks)),
        principal=Quantity(sum(one.principal for one in ranks)),
        reserve=paid.reserve,
        surplus=surplus,
        charged=Quantity(sum(one.deficiency for one in standings)),
        hit=hit,
        status=_status(pool, day, standings, hit),
        standings=standings,
        ranks=ranks,
    )


def pay(call: c.PayHolders, moment: Moment) -> Iterable[EventData]:
    note = known(moment, NOTES, call.instrument)
    day = known(moment, DAYS, note.pool, str(call.number))
    pool = known(moment, POOLS, note.pool)
    rank = day.of(call.instrument)
    told = f"{call.instrument}, {call.number}"
    require(rank is not None, Outcome.rank_has_nothing, told)
    if rank is not None:
        yield from _paid(moment, pool, call, rank)


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
    if sum(outstanding(moment, one.instrument) for one in pool.terms.notes) == ended:
        yield pe.Liquidated(pool=note.pool)


def due_now(pool: Pool, time: Timestamp) -> bool:
    """Whether a payment day of the pool can be counted."""
    today = pool.today(time)
    more = pool.status in COLLECTING or (pool.over and pool.at_hand > 0)
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


def takes_in(reader: Reader, account: AccountId) -> bool:
    """Whether money can go there: neither the account nor its holder is suspended."""
    found = reader.read(ACCOUNTS, account)
    holder = None if found is None else reader.read(PARTIES, found.holder)
    open_ = found is not None and found.status is not AccountStatus.suspended
    return open_ and holder is not None and holder.status is Standing.active


def outstanding(reader: Reader, instrument: InstrumentId) -> int:
    """Units of a note that are out."""
    supply = reader.read(SUPPLIES, instrument)
    return 0 if supply is None else int(supply.outstanding)


def _available(pool: Pool) -> int:
    return max(0, pool.at_hand)


def _reserve(pool: Pool) -> int:
    """An order may have taken of it too."""
    return min(pool.reserve, _available(pool))


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


def seen(pool: Pool, tranches: Sequence[Tranche]) -> Performance:
    """The pool after collection, and before anything is paid."""
    return Performance(
        cut_off_balance=pool.cut_off_balance,
        defaulted=pool.defaulted_ever,
        delinquent=pool.late,
        pool=Quantity(pool.performing),
        cash=Quantity(_available(pool)),
        senior=tranches[0].standing.principal,
        reserve=Quantity(_reserve(pool)),
        reserve_target=Quantity(_target(pool)),
    )


def _distributed(
    reader: Reader, pool: Pool, tranches: Sequence[Tranche], days: int, hit: Sequence[TriggerKind]
) -> Distribution:
    """What each has; a servicer to whom no money can go has its fee on a later day."""
    behind = bool(hit) or pool.status is PoolStatus.defaulted
    day = PaymentDay(
        order=OrderOfPayments.accelerated if behind else OrderOfPayments.amortising,
        collected=Quantity(_available(pool) - _reserve(pool)),
        days=days,
        reserve=Quantity(_reserve(pool)),
        reserve_target=Quantity(_target(pool)),
    )
    fees = pool.terms.fees
    paid = distribute(day, tranches, [Fee(fees, pool.fee_unpaid)])
    if not paid.fees[0].paid or takes_in(reader, pool.terms.fee_account):
        return paid
    return distribute(day, tranches, [Fee(structs.replace(fees, cap=Quantity(0)), pool.fee_unpaid)])


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


def _paid(moment: Moment, pool: Pool, call: c.PayHolders, rank: RankAmount) -> Iterator[EventData]:
    start, seen = int(rank.settled), set[AccountId]()
    for account in call.accounts:
        share = moment.read(SHARES, call.instrument, str(call.number), account)
        told = f"{call.instrument}, {call.number}: {account}"
        require((share is None or not share.paid) and account not in seen, Outcome.share_paid, told)
        seen.add(account)
        held = moment.read(HOLDINGS, account, call.instrument) if share is None else None
        amount = (0 if held is None else held.balance) if share is None else int(share.units)
        require(amount > 0, Outcome.held_nothing, told)
        interest, principal = (
            Quantity(share_of(whole, start, amount, rank.units)) for whole in (rank.interest, rank.principal)
        )
        yield pe.HolderPaid(
            instrument=call.instrument,
            account=account,
            pool=pool.pool,
            number=call.number,
            cash=pool.cash,
            units=Quantity(amount),
            settled=Quantity(start),
            interest=interest,
            principal=principal,
            last=start + amount == rank.units,
        )
        if interest + principal:
            investor = moment.read(INVESTORS, call.instrument, account)
            agreed = investor is not None and investor.status is InvestorStatus.holder
            taking = INVESTORS.path(call.instrument, account) if agreed else None
            cause = SHARES.path(call.instrument, str(call.number), account)
            yield pays(pool, account, interest + principal, cause, taking)
        start += amount
