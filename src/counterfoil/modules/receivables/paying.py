# SPDX-License-Identifier: Apache-2.0
"""The law of payment: out of the issuer's own account to whoever has a lot; and what follows when it is not paid."""

from collections.abc import Iterable, Iterator
from typing import Any

from counterfoil.law.dated import day_begins, day_of
from counterfoil.law.detail import from_then, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, EncumbranceKind, GrantStatus, Part
from counterfoil.modules.holdings.reservations import active, given_back
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.dividing import (
    ONE,
    ended,
    held,
    in_hands,
    paid_from_hold,
    require_holder,
    require_set_aside,
    where,
)
from counterfoil.modules.receivables.lot_events import Demanded
from counterfoil.modules.receivables.lots import LOTS, Lot
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.modules.receivables.payments import (
    Defaulted,
    Indemnified,
    LotCancelled,
    Overdue,
    Paid,
    Provided,
    leaving,
)
from counterfoil.modules.receivables.records import OWED, PROGRAMMES, ROOTS, ROUNDS_MAX, Root, RootStatus
from counterfoil.primitives.types import (
    PARTS_PER_MILLION,
    AccountId,
    DayNumber,
    Quantity,
    RecordPath,
    Timestamp,
)


def provide(call: c.Provide, moment: Moment) -> Iterable[EventData]:
    root = _owed(moment, call.root)
    require(moment.time >= root.due, ReceivablesOutcome.not_due, from_then(call.root, root.due, moment.time))
    whole = call.quota == root.terms.face
    more = root.quota < call.quota <= root.terms.face or (whole and root.quota == call.quota)
    in_part = call.hold is not None and len(root.rounds) < ROUNDS_MAX
    require(more and (whole or in_part), ReceivablesOutcome.quota_not_more, units(root.quota, root.cash))
    due = needed(root, call.quota, moment.time)
    account = known(moment, MANDATES, root.mandate).account
    source = MANDATES.path(root.mandate)
    if call.hold is not None:
        account, source = _set_aside(moment, root, call.hold, due), ENCUMBRANCES.path(call.hold)
    yield Provided(
        root=call.root,
        issuer=root.terms.issuer,
        account=account,
        cash=root.cash,
        quota=call.quota,
        amount=Quantity(call.quota - root.quota),
        needed=Quantity(due),
        paid_out_of=source,
        set_aside_on=today(root, moment.time) if whole and call.hold is not None else None,
    )


def redeem(call: lc.RedeemLot, moment: Moment) -> Iterable[EventData]:
    lot, root = held(moment, call.lot)
    source, face, matures = root.paid_out_of, root.terms.face, root.terms.matures
    principal = lot.entitled(root.rounds, face) - lot.paid
    ends = root.quota == face
    require(source is not None and (ends or principal > 0), ReceivablesOutcome.nothing_to_pay, call.lot)
    account = in_hands(moment, lot)
    require(bool(lot.payee.by), ReceivablesOutcome.lot_elsewhere, f"{call.lot}: {account}")
    day = today(root, moment.time)
    # What waits though all was set aside waits for whoever has it.
    until = day if root.provided_on is None else min(day, root.provided_on)
    fen_days = lot.unpaid_days(matures, until)
    penalty = fen_days * root.promise.penalty_ppm // PARTS_PER_MILLION if ends else 0
    yield Paid(
        **leaving(lot, root),
        account=account,
        principal=Quantity(principal),
        penalty=Quantity(penalty),
        before=lot.paid,
        final=ends,
        day=until,
        fen_days=fen_days,
    )
    if principal + penalty:
        yield _from_issuer(moment, root, source or RecordPath(""), account, lot, principal + penalty)
    if ends:
        yield ended(lot, account)
    if ends and root.live == lot.value:
        yield from _rest_of(moment, root, principal + penalty)


def record_overdue(call: c.RecordOverdue, moment: Moment) -> Iterable[EventData]:
    root = _owed(moment, call.root)
    over = day_begins(DayNumber(root.terms.matures + 1), root.promise.offset_min)
    late = root.status is RootStatus.circulating and moment.time >= over and not set_aside_whole(moment, root)
    require(late, ReceivablesOutcome.not_overdue_yet, f"{root.status}; {from_then(call.root, over, moment.time)}")
    yield Overdue(**_late(root))


def record_default(call: c.RecordDefault, moment: Moment) -> Iterable[EventData]:
    root = _owed(moment, call.root)
    over = day_begins(DayNumber(root.terms.matures + root.promise.grace_days + 1), root.promise.offset_min)
    late = root.status is RootStatus.overdue and moment.time >= over and not set_aside_whole(moment, root)
    require(late, ReceivablesOutcome.not_overdue_yet, f"{root.status}; {from_then(call.root, over, moment.time)}")
    yield Defaulted(**_late(root))


def cancel(call: lc.CancelLot, moment: Moment) -> Iterable[EventData]:
    lot, root = held(moment, call.lot)
    account = where(moment, lot)
    yield LotCancelled(**leaving(lot, root), account=account, in_part=lot.paid)
    yield ended(lot, account)


def demand(call: lc.Demand, moment: Moment) -> Iterable[EventData]:
    lot, root = held(moment, call.lot)
    defaulted = root.status is RootStatus.defaulted
    require(defaulted, ReceivablesOutcome.voucher_not_in_default, f"{lot.root} is {root.status}")
    stands = call.of == root.terms.guarantor or call.of in lot.passed_on
    require(stands, ReceivablesOutcome.no_recourse, f"{call.lot}: {call.of}")
    yield Demanded(lot=call.lot, account=in_hands(moment, lot), of=call.of)


def indemnify(call: lc.Indemnify, moment: Moment) -> Iterable[EventData]:
    lot, root = held(moment, call.lot)
    holder = in_hands(moment, lot)
    payer = known(moment, ACCOUNTS, call.account).holder
    require(payer == lot.demanded, ReceivablesOutcome.no_recourse, f"{call.lot}: {payer}")
    require_holder(moment, root.terms, known(moment, PROGRAMMES, root.terms.programme).keeper, call.account)
    told = f"{call.lot}: {units(lot.unpaid, lot.cash)}"
    require_set_aside(moment, call.hold, call.account, lot, lot.unpaid, told)
    path = LOTS.path(call.lot)
    yield Indemnified(
        lot=call.lot,
        by=payer,
        holder=holder,
        account=call.account,
        cash=lot.cash,
        amount=Quantity(lot.unpaid),
    )
    yield paid_from_hold(call.hold, call.account, holder, lot, lot.unpaid)
    yield Transferred(
        sender=holder, receiver=call.account, instrument=call.lot, quantity=ONE, giving=path, taking=path, cause=path
    )


def today(root: Root, time: Timestamp) -> DayNumber:
    """The day where the voucher's days begin."""
    return day_of(time, root.promise.offset_min)


def set_aside_whole(known_here: Reader, root: Root) -> bool:
    """Whether all that is unpaid is held for the voucher: then its issuer has done what it promised."""
    if root.provided_on is None or root.paid_out_of is None:
        return False
    hold = known_here.read(ENCUMBRANCES, root.paid_out_of.rpartition("/")[2])
    return hold is not None and hold.status is GrantStatus.active and hold.quantity >= root.outstanding


def _owed(moment: Moment, name: str) -> Root:
    root = known(moment, ROOTS, name)
    require(root.status in OWED, ReceivablesOutcome.nothing_out, f"{name} is {root.status}")
    return root


def needed(root: Root, quota: int, time: Timestamp) -> int:
    """What is to be paid at most: of the whole, penalties too, as if nothing had been paid on any lot before today."""
    if quota < root.terms.face:
        return max(0, min(quota, root.live) - root.paid_in_part)
    days = max(0, today(root, time) - root.terms.matures)
    return root.outstanding + root.live * days * root.promise.penalty_ppm // PARTS_PER_MILLION


def _set_aside(moment: Moment, root: Root, name: str, due: int) -> AccountId:
    """The issuer's own account, which holds so much for the voucher."""
    hold = active(moment, name, EncumbranceKind.hold)
    own = known(moment, ACCOUNTS, hold.account).holder == root.terms.issuer
    meant = (hold.executor, hold.instrument) == (ROOTS.path(root.root), root.cash)
    told = f"{hold.told}; needed: {units(due, root.cash)}"
    require(own and meant and hold.quantity >= due, ReceivablesOutcome.not_provided_for, told)
    return hold.account


def _from_issuer(
    moment: Moment, root: Root, source: RecordPath, account: AccountId, lot: Lot, quantity: int
) -> Transferred:
    prefix, name = table_prefix(source), source.rpartition("/")[2]
    set_aside = prefix == ENCUMBRANCES.prefix
    payer = known(moment, ENCUMBRANCES, name).account if set_aside else known(moment, MANDATES, name).account
    return Transferred(
        sender=payer,
        receiver=account,
        instrument=root.cash,
        quantity=Quantity(quantity),
        part=Part.held if set_aside else Part.free,
        giving=source,
        taking=LOTS.path(lot.instrument),
        cause=ROOTS.path(root.root),
    )


def _rest_of(moment: Moment, root: Root, paid: int) -> Iterator[EventData]:
    """What was set aside for a voucher that is over, and not needed, is the issuer's again."""
    prefix, _, name = (root.paid_out_of or "").rpartition("/")
    if prefix == ENCUMBRANCES.prefix:
        hold = known(moment, ENCUMBRANCES, name)
        yield from given_back(moment, name, ROOTS.path(root.root), hold.quantity - paid)


def _late(root: Root) -> dict[str, Any]:
    return {
        "root": root.root,
        "issuer": root.terms.issuer,
        "cash": root.cash,
        "outstanding": Quantity(root.outstanding),
    }
