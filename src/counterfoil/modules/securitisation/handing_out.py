# SPDX-License-Identifier: Apache-2.0
"""The law of what a payment day has for somebody: paid to each by itself, or set aside in the name of who is away.

So nobody who cannot be paid, whose wallet is full, or who never agreed to be paid keeps a day open.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from counterfoil.law.detail import from_day
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.sharing import share_of_interval
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation import handing_out_events as he
from counterfoil.modules.securitisation.notes import (
    DAYS,
    INVESTORS,
    NOTES,
    SHARES,
    HolderShare,
    InvestorStatus,
    PayDay,
    Payee,
    RankAmount,
)
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.placing import pays
from counterfoil.modules.securitisation.records import POOLS, Pool
from counterfoil.primitives.types import AccountId, Quantity


class _OfRank(NamedTuple):
    """What a call about holders is about."""

    call: c.PayHolders | c.SetAside
    pool: Pool
    day: PayDay
    rank: RankAmount

    def told(self, account: AccountId) -> str:
        return f"{self.call.instrument}, {self.call.number}: {account}"


def pay_out(call: c.PayOut, moment: Moment) -> Iterable[EventData]:
    pool, day = known(moment, POOLS, call.pool), known(moment, DAYS, call.pool, str(call.number))
    amount = day.owes(call.payee)
    require(amount > 0, Outcome.nothing_to_pay_out, f"{call.pool}, {call.number}: {call.payee}")
    account = pool.terms.fee_account if call.payee is Payee.servicer else pool.terms.bridge
    yield he.PaidOut(
        pool=call.pool,
        number=call.number,
        payee=call.payee,
        account=account,
        cash=pool.cash,
        amount=Quantity(amount),
    )
    yield pays(pool, account, amount, DAYS.path(call.pool, str(call.number)), pool.path)


def pay(call: c.PayHolders, moment: Moment) -> Iterable[EventData]:
    of = _of_rank(call, moment)
    start = int(of.rank.settled)
    for account, share in _asked(of, moment):
        if share is not None and share.waits:
            yield from _from_aside(moment, of, share)
            continue
        said = _share(of, moment, account, share, start)
        yield he.HolderPaid(**said)
        if amount := said["interest"] + said["principal"]:
            yield _money(moment, of, account, amount)
        start += said["units"]


def set_aside(call: c.SetAside, moment: Moment) -> Iterable[EventData]:
    of = _of_rank(call, moment)
    today = of.pool.today(moment.time)
    told = from_day(f"{call.instrument}, {call.number}", of.day.aside_from, today)
    require(today >= of.day.aside_from, Outcome.not_to_set_aside_yet, told)
    start = int(of.rank.settled)
    for account, share in _asked(of, moment):
        said = _share(of, moment, account, share, start)
        yield he.SetAside(**said)
        start += said["units"]


def _of_rank(call: c.PayHolders | c.SetAside, moment: Moment) -> _OfRank:
    note = known(moment, NOTES, call.instrument)
    day = known(moment, DAYS, note.pool, str(call.number))
    rank = day.of(call.instrument)
    if rank is None:
        raise Refused(Outcome.rank_has_nothing, f"{call.instrument}, {call.number}")
    return _OfRank(call, known(moment, POOLS, note.pool), day, rank)


def _asked(of: _OfRank, moment: Moment) -> Iterator[tuple[AccountId, HolderShare | None]]:
    """Each account, once, that has not been paid, or set aside for before; and what is on record of it."""
    seen, again = set[AccountId](), isinstance(of.call, c.SetAside)
    for account in of.call.accounts:
        share = moment.read(SHARES, of.call.instrument, str(of.call.number), account)
        over = share is not None and (share.done if again else share.paid)
        require(not over and account not in seen, Outcome.share_paid, of.told(account))
        seen.add(account)
        yield account, share


def _share(of: _OfRank, moment: Moment, account: AccountId, share: HolderShare | None, start: int) -> dict[str, Any]:
    """What an account has of the rank, as events say it: of what it held at the day's record, from a unit on."""
    held = moment.read(HOLDINGS, account, of.call.instrument) if share is None else None
    amount = (0 if held is None else held.balance) if share is None else int(share.units)
    require(amount > 0, Outcome.held_nothing, of.told(account))
    rank = of.rank
    interest, principal = (
        Quantity(share_of_interval(whole, start, amount, rank.units)) for whole in (rank.interest, rank.principal)
    )
    return {
        "instrument": of.call.instrument,
        "account": account,
        "pool": of.pool.pool,
        "number": of.call.number,
        "cash": of.pool.cash,
        "units": Quantity(amount),
        "settled": Quantity(start),
        "interest": interest,
        "principal": principal,
        "last": start + amount == rank.units,
    }


def _from_aside(moment: Moment, of: _OfRank, share: HolderShare) -> Iterator[EventData]:
    yield he.AsideTaken(
        instrument=share.instrument,
        account=share.account,
        pool=share.pool,
        number=share.number,
        cash=share.cash,
        amount=Quantity(share.amount),
    )
    yield _money(moment, of, share.account, share.amount)


def _money(moment: Moment, of: _OfRank, account: AccountId, amount: int) -> Transferred:
    """To who agreed to be paid, or takes from anybody."""
    investor = moment.read(INVESTORS, of.call.instrument, account)
    agreed = investor is not None and investor.status is InvestorStatus.holder
    taking = INVESTORS.path(of.call.instrument, account) if agreed else None
    cause = SHARES.path(of.call.instrument, str(of.call.number), account)
    return pays(of.pool, account, amount, cause, taking)
