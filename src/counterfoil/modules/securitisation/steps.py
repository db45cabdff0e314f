# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for pools: note what is late, count a day, pay or set aside, end; and for whom they wait."""

from collections import defaultdict
from collections.abc import Iterator

from counterfoil.evidence.text import format_day, format_quantity
from counterfoil.law.call import Call
from counterfoil.law.module import Outstanding, View
from counterfoil.law.moment import known
from counterfoil.law.owed import Debt
from counterfoil.modules.holdings.records import HOLDINGS, free_of
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, AccountStatus, Control, Standing
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import (
    DAYS,
    INVESTORS,
    NOTES,
    SHARES,
    HolderShare,
    InvestorStatus,
    Note,
    Payee,
)
from counterfoil.modules.securitisation.paying import (
    OPEN,
    due_now,
    may_be_liquidated,
    may_end,
    standing_of,
)
from counterfoil.modules.securitisation.queries import lots_of
from counterfoil.modules.securitisation.records import COLLECTING, LOCKING, POOLS, Pool, PoolStatus
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, Timestamp


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """What is late comes before the day that counts it; then holders are paid; notes end last."""
    for _, pool in view.rows(POOLS):
        if pool.status in LOCKING:
            yield from _late(view, pool)
        if due_now(view, pool, time):
            yield c.CountDay(pool=pool.pool)
        yield from _paid_out(view, pool)
        if pool.status is PoolStatus.called_off:
            yield from _given_back(view, pool)
    holders = _holders(view)
    for _, note in view.rows(NOTES):
        for number in note.open:
            yield from _payments(view, note, number, holders[note.instrument])
            yield from _set_aside(view, note, number, holders[note.instrument], time, away=True)
        for share in _waiting(view, note):
            if _can_have(view, note.instrument, share.account):
                yield c.PayHolders(instrument=note.instrument, number=share.number, accounts=(share.account,))
        if may_end(known(view, POOLS, note.pool), note):
            accounts = [one for one in holders[note.instrument] if free_of(view, one, note.instrument)]
            for some in _some(accounts):
                yield c.Retire(instrument=note.instrument, accounts=some)
    for _, pool in view.rows(POOLS):
        if may_be_liquidated(view, pool):
            yield c.Liquidate(pool=pool.pool)


def lasts(view: View, time: Timestamp) -> Iterator[Call]:
    """Who takes what he is paid and still was not, because his wallet is full or the pool's money frozen: set aside."""
    holders = _holders(view)
    for _, note in view.rows(NOTES):
        for number in note.open:
            yield from _set_aside(view, note, number, holders[note.instrument], time, away=False)


def outstanding(view: View, time: Timestamp) -> Iterator[Outstanding]:
    """Holders that have not agreed to be paid; managers of pools that are cut off, or whose final day has passed."""
    for _, pool in view.rows(POOLS):
        if pool.status is PoolStatus.closed:
            told = _money(view, pool.terms.nominal, pool)
            yield Outstanding(pool.terms.manager, "issue of notes", pool.pool, told, format_day(pool.terms.cut_off))
        past = pool.status in COLLECTING and pool.today(time) >= pool.terms.final and pool.days > 0
        if past and not pool.performing and pool.at_hand <= 0:
            told = _money(view, pool.unpaid, pool)
            yield Outstanding(pool.terms.manager, "winding up", pool.pool, told, format_day(pool.terms.final))
    holders = _holders(view)
    for _, note in view.rows(NOTES):
        pool = known(view, POOLS, note.pool)
        for number in note.open:
            day = known(view, DAYS, note.pool, str(number))
            for account in _unpaid(view, note, number, holders[note.instrument]):
                if not _takes(view, note.instrument, account):
                    party = known(view, ACCOUNTS, account).holder
                    told = _money(view, day.to_pay, pool)
                    until = format_day(day.aside_from)
                    yield Outstanding(party, "agreement to be paid", note.instrument, told, format_day(day.day), until)
        for share in _waiting(view, note):
            if not _takes(view, note.instrument, share.account):
                party = known(view, ACCOUNTS, share.account).holder
                day = known(view, DAYS, note.pool, str(share.number))
                told = _money(view, share.amount, pool)
                yield Outstanding(
                    party, "agreement to take what is set aside", note.instrument, told, format_day(day.day)
                )


def _late(view: View, pool: Pool) -> Iterator[Call]:
    for lot in lots_of(view, pool):
        debt = view.find(lot.debt)
        if lot.standing in OPEN and isinstance(debt, Debt) and standing_of(debt) is not lot.standing:
            yield c.NoteDebt(lot=lot.lot)


def _given_back(view: View, pool: Pool) -> Iterator[Call]:
    for terms in pool.terms.notes:
        note = view.read(NOTES, terms.instrument)
        for order in () if note is None else note.orders:
            yield c.Withdraw(instrument=terms.instrument, account=order.account)


def _payments(view: View, note: Note, number: int, holders: list[AccountId]) -> Iterator[Call]:
    # Whoever is suspended is paid later, and holds up no other.
    accounts = [one for one in _unpaid(view, note, number, holders) if _can_have(view, note.instrument, one)]
    for some in _some(accounts):
        yield c.PayHolders(instrument=note.instrument, number=number, accounts=some)


def _paid_out(view: View, pool: Pool) -> Iterator[Call]:
    """Servicer and bridge, of whatever day."""
    for number in range(1, pool.days + 1) if pool.aside else ():
        day = known(view, DAYS, pool.pool, str(number))
        for payee, account in ((Payee.servicer, pool.terms.fee_account), (Payee.bridge, pool.terms.bridge)):
            if day.owes(payee) and _takes_in(view, account):
                yield c.PayOut(pool=pool.pool, number=number, payee=payee)


def _set_aside(
    view: View, note: Note, number: int, holders: list[AccountId], time: Timestamp, *, away: bool
) -> Iterator[Call]:
    """What is not taken by its day, of who cannot have it (``away``), or of the others."""
    day = known(view, DAYS, note.pool, str(number))
    if known(view, POOLS, note.pool).today(time) < day.aside_from:
        return
    unpaid = _unpaid(view, note, number, holders)
    accounts = [one for one in unpaid if _can_have(view, note.instrument, one) is not away]
    for some in _some(accounts):
        yield c.SetAside(instrument=note.instrument, number=number, accounts=some)


def _waiting(view: View, note: Note) -> list[HolderShare]:
    """Shares that are set aside."""
    return [one for _, one in view.rows(SHARES, note.instrument) if one.waits] if note.aside else []


def _unpaid(view: View, note: Note, number: int, holders: list[AccountId]) -> list[AccountId]:
    """Who held the note at the day's record and has not been paid."""
    on_record = {share.account: share for _, share in view.rows(SHARES, note.instrument, str(number))}
    waiting = [name for name, share in on_record.items() if not share.done and share.units]
    return sorted({*waiting, *(one for one in holders if one not in on_record)})


def _holders(view: View) -> dict[InstrumentId, list[AccountId]]:
    """Who has units of a note for which something is due: all holdings are looked at once, and only if any is."""
    notes = [note for _, note in view.rows(NOTES)]
    due = {one.instrument for one in notes if one.open or may_end(known(view, POOLS, one.pool), one)}
    found: dict[InstrumentId, list[AccountId]] = defaultdict(list)
    for _, holding in view.rows(HOLDINGS) if due else ():
        if holding.instrument in due and holding.balance:
            found[holding.instrument].append(holding.account)
    return found


def _can_have(view: View, instrument: InstrumentId, account: AccountId) -> bool:
    """Whether money can go to a holder, as far as its own records say."""
    return _takes(view, instrument, account) and _takes_in(view, account)


def _takes(view: View, instrument: InstrumentId, account: AccountId) -> bool:
    """Whether the account takes from anybody, or agreed to be paid."""
    investor = view.read(INVESTORS, instrument, account)
    agreed = investor is not None and investor.status is InvestorStatus.holder
    return agreed or known(view, ACCOUNTS, account).incoming is Control.nobody


def _takes_in(view: View, account: AccountId) -> bool:
    """Whether money can go there: neither the account nor its holder is suspended."""
    found = view.read(ACCOUNTS, account)
    holder = None if found is None else view.read(PARTIES, found.holder)
    open_ = found is not None and found.status is not AccountStatus.suspended
    return open_ and holder is not None and holder.status is Standing.active


def _some(accounts: list[AccountId]) -> Iterator[tuple[AccountId, ...]]:
    """As many as one call takes, at a time."""
    for first in range(0, len(accounts), c.ACCOUNTS_MAX):
        yield tuple(accounts[first : first + c.ACCOUNTS_MAX])


def _money(view: View, quantity: int, pool: Pool) -> str:
    unit = known(view, INSTRUMENTS, pool.cash).unit
    return f"{format_quantity(Quantity(quantity), unit.decimals)} {unit.name}"
