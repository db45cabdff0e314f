# SPDX-License-Identifier: Apache-2.0
"""The law of pools until they are cut off: what they are, and which lots they take."""

from collections.abc import Iterable, Iterator

from counterfoil.law.detail import not_so_far, units
from counterfoil.law.event import EventData
from counterfoil.law.module import Ask
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import Outcome as AnyOutcome
from counterfoil.law.outcome import Refused, require
from counterfoil.law.owed import OnRecord, Right, claimants_of, right_at
from counterfoil.modules.holdings.records import HOLDINGS, free_of
from counterfoil.modules.instruments.events import InstrumentMade
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation import events as e
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.pool_terms import NOMINAL_MAX, PoolTerms
from counterfoil.modules.securitisation.records import POOLS, Pool, PoolStatus
from counterfoil.modules.securitisation.waterfall import YEAR_PPM, require_ranks
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PARTS_PER_MILLION, AccountId, DayNumber, PartyId, Quantity

Objection = tuple[AnyOutcome, str]
"""Why something is refused, and of what."""


def open_pool(call: c.OpenPool, moment: Moment) -> Iterable[EventData]:
    terms = call.terms
    cash = known(moment, INSTRUMENTS, terms.cash).kind is InstrumentKind.cash
    require(cash, Outcome.pool_not_in_cash, terms.cash)
    _require_accounts(moment, terms)
    _require_sound(terms)
    yield e.Opened(pool=call.pool, terms=terms, account=terms.account, cash=terms.cash, nominal=Quantity(terms.nominal))


def admit(call: c.Admit, moment: Moment) -> Iterable[EventData]:
    pool = in_status(moment, call.pool, PoolStatus.pooling)
    right = right_at(moment, call.owed)
    if right is None:
        raise Refused(Outcome.no_right_to_money, call.owed)
    for ask in _asked_of(moment, pool, right, pool.today(moment.time)):
        ask()
    owed, debt, seller = right.owed, right.debt, sold_by(moment, right)
    assert seller is not None, "who sold it was asked"
    balance = Quantity(owed.unpaid)
    yield e.Admitted(
        pool=call.pool,
        lot=owed.instrument,
        cash=pool.cash,
        owed=call.owed,
        debt=owed.debt,
        debtor=debt.debtor,
        seller=seller,
        due_on=debt.due_on,
        balance=balance,
        discounted=worth_of(pool.terms, balance, debt.due_on),
        behind=debt.behind,
    )


def close(call: c.ClosePool, moment: Moment) -> Iterable[EventData]:
    pool = in_status(moment, call.pool, PoolStatus.pooling)
    terms = pool.terms
    for ask in _asked_at_cut_off(pool):
        ask()
    yield e.Closed(
        pool=call.pool,
        cash=pool.cash,
        lots=pool.lots,
        balance=pool.cut_off_balance,
        discounted=pool.discounted,
        nominal=Quantity(terms.nominal),
        notes=tuple(one.instrument for one in terms.notes),
    )
    yield from _made(moment, pool)


def call_off(call: c.CallOff, moment: Moment) -> Iterable[EventData]:
    in_status(moment, call.pool, PoolStatus.pooling, PoolStatus.closed)
    yield e.CalledOff(pool=call.pool)


def require_worth(pool: Pool) -> None:
    """Lots that are neither late nor in default, and what was paid on lots, are worth what the notes come to."""
    worth = pool.discounted + pool.collected
    told = f"{units(pool.terms.nominal, pool.cash)} of {units(worth, pool.cash)}"
    require(pool.terms.nominal <= worth, Outcome.pool_worth_less, told)


def in_status(moment: Moment, name: str, *statuses: PoolStatus) -> Pool:
    """The pool, in one of these states."""
    pool = known(moment, POOLS, name)
    told = not_so_far(name, pool.status, " or ".join(sorted(statuses)))
    require(pool.status in statuses, Outcome.pool_not_so_far, told)
    return pool


def _require_accounts(moment: Moment, terms: PoolTerms) -> None:
    """The pool's is its manager's and a bank keeps it; fees go to the servicer; the originator retains."""
    own = known(moment, ACCOUNTS, terms.account)
    kept = own.holder == terms.manager and own.custodian not in (None, terms.manager)
    require(kept, Outcome.account_not_for_pool, terms.account)
    expected: dict[AccountId, PartyId] = {terms.fee_account: terms.servicer}
    if terms.retained is not None:
        expected[terms.retained] = terms.originator
    for account, holder in expected.items():
        meant = known(moment, ACCOUNTS, account).holder == holder
        require(meant, Outcome.account_not_for_pool, account)
    apart = terms.account not in (terms.fee_account, terms.bridge, terms.retained)
    require(apart, Outcome.account_not_for_pool, terms.account)
    before = moment.read(HOLDINGS, terms.account, terms.cash)
    require(before is None or not before.balance, Outcome.account_not_empty, terms.account)


def _require_sound(terms: PoolTerms) -> None:
    try:
        require_ranks([one.tranche for one in terms.notes])
    except InputError as error:
        raise Refused(Outcome.ranks_not_sound, str(error)) from error
    names = {one.instrument for one in terms.notes}
    require(len(names) == len(terms.notes), Outcome.ranks_not_sound, "two of one name")
    # So that no sum of any day to come is beyond what a record can hold, and every day can be counted.
    small = terms.nominal <= NOMINAL_MAX and terms.fees.fixed * 100 <= terms.nominal
    require(small, Outcome.sums_not_sound, f"{terms.nominal}, {terms.fees.fixed}")
    in_order = terms.cut_off < terms.first_payment <= terms.final
    require(in_order, Outcome.days_not_sound, f"{terms.cut_off}, {terms.first_payment}, {terms.final}")
    kinds = {one.kind for one in terms.triggers}
    require(len(kinds) == len(terms.triggers), Outcome.triggers_not_sound, ", ".join(sorted(kinds)))


def objections(record: OnRecord, pool: Pool, right: Right, today: DayNumber) -> Iterator[Objection]:
    """Why a pool that takes lots does not take this one, in the order in which it is judged; none: it does."""
    return _said_no(_asked_of(record, pool, right, today))


def cut_off_objections(pool: Pool) -> Iterator[Objection]:
    """Why a pool is not cut off as it is, in the order in which it is judged."""
    return _said_no(_asked_at_cut_off(pool))


def _said_no(asked: Iterable[Ask]) -> Iterator[Objection]:
    for ask in asked:
        try:
            ask()
        except Refused as refused:
            yield refused.outcome, refused.detail


def _asked_of(record: OnRecord, pool: Pool, right: Right, today: DayNumber) -> Iterator[Ask]:
    yield from _require_owned(record, pool, right)
    yield from _require_owed(pool, right, today)


def _require_owned(record: OnRecord, pool: Pool, right: Right) -> Iterator[Ask]:
    """The pool has it, free, by a sale without recourse, and nobody else says so; who sold it is no keeper of it."""
    owed, terms = right.owed, pool.terms
    yield lambda: require(owed.cash == pool.cash, Outcome.right_in_other_money, owed.cash)
    here = owed.at_rest and owed.paid_into == terms.account
    here = here and free_of(record, terms.account, owed.instrument) == 1
    yield lambda: require(here, Outcome.not_in_pools_account, owed.instrument)
    seller = sold_by(record, right)
    sold = seller is not None and owed.bought_from != terms.account and not owed.stood_for_by
    yield lambda: require(sold, Outcome.not_sold_truly, owed.instrument)
    others = [one for one in claimants_of(record, owed) if one != terms.manager]
    yield lambda: require(not others, Outcome.claimed_by_another, f"{owed.instrument}: {', '.join(others)}")
    apart = seller not in (terms.manager, pool.custodian)
    yield lambda: require(apart, Outcome.seller_takes_part, f"{seller}")


def _require_owed(pool: Pool, right: Right, today: DayNumber) -> Iterator[Ask]:
    """The debtor promised it, is not late with it, and pays in time; it is none of those who take part."""
    debt, terms = right.debt, pool.terms
    promised = debt.confirmed and not debt.late
    yield lambda: require(promised, Outcome.not_owed_in_time, right.owed.debt)
    days = debt.due_on - terms.cut_off
    in_time = 0 < days <= terms.tenor_max_days and debt.due_on > today
    told = f"{days} days, and at most {terms.tenor_max_days}"
    yield lambda: require(in_time, Outcome.tenor_beyond_pool, told)
    taking_part = (terms.manager, terms.originator, terms.servicer, pool.custodian)
    yield lambda: require(debt.debtor not in taking_part, Outcome.debtor_takes_part, debt.debtor)


def _asked_at_cut_off(pool: Pool) -> Iterator[Ask]:
    terms = pool.terms
    yield lambda: require(pool.lots > 0, Outcome.pool_empty, pool.pool)
    yield lambda: _require_spread(pool, pool.largest_debtor, terms.debtor_max_ppm, Outcome.debtor_share_exceeded)
    yield lambda: _require_spread(pool, pool.largest_seller, terms.seller_max_ppm, Outcome.seller_share_exceeded)
    yield lambda: require_worth(pool)


def _require_spread(pool: Pool, amount: int, most_ppm: int, outcome: AnyOutcome) -> None:
    told = f"{units(amount, pool.cash)} of {units(pool.cut_off_balance, pool.cash)}"
    require(amount * PARTS_PER_MILLION <= most_ppm * pool.cut_off_balance, outcome, told)


def sold_by(reader: Reader, right: Right) -> PartyId | None:
    """Who had the price that was paid for it last; None: it was given."""
    seller = right.owed.bought_from
    return None if seller is None else known(reader, ACCOUNTS, seller).holder


def worth_of(terms: PoolTerms, balance: int, due_on: DayNumber) -> Quantity:
    """What a lot counts for when notes are issued on it."""
    # Rounded down: a fen of doubt is none that notes may be issued on.
    worth = YEAR_PPM - terms.discount_ppm * (due_on - terms.cut_off)
    return Quantity(max(0, balance * worth // YEAR_PPM))


def _made(moment: Moment, pool: Pool) -> Iterator[InstrumentMade]:
    """As the pool's record describes them."""
    unit = known(moment, INSTRUMENTS, pool.cash).unit
    for note in pool.terms.notes:
        said = pool.described(note, unit)
        yield InstrumentMade(
            instrument=said.instrument,
            kind=said.kind,
            issuer=said.issuer,
            name=said.name,
            identifiers=said.identifiers,
            unit=said.unit,
            terms=None,
            supply_limit=said.supply_limit,
            unique=False,
            defining=pool.path,
            cause=pool.path,
        )
