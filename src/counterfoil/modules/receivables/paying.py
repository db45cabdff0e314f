# SPDX-License-Identifier: Apache-2.0
"""The law of payment: out of the issuer's own account to whoever has a lot; and what follows when it is not paid."""

from collections.abc import Iterable, Iterator
from typing import Any

from counterfoil.law.dated import day_of
from counterfoil.law.detail import from_then, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, Encumbrance, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import Held, active, given_back
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.claiming import claim_of_taker, require_unclaimed
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
from counterfoil.modules.receivables.invoicing import freed_by
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
    more = root.quota < call.quota <= root.terms.face
    in_part = call.hold is not None and len(root.rounds) < ROUNDS_MAX
    require(more and (whole or in_part), ReceivablesOutcome.quota_not_more, units(root.quota, root.cash))
    due = needed(root, call.quota, moment.time)
    account, source, quantity = known(moment, MANDATES, root.mandate).account, MANDATES.path(root.mandate), due
    if call.hold is not None:
        hold = _set_aside(moment, root, call.hold, due)
        account, source, quantity = hold.account, ENCUMBRANCES.path(call.hold), int(hold.quantity)
        # Else a stranger would use up the rounds, each with a fen of what the issuer set aside.
        all_of_it = whole or quantity == due or moment.consents(root.terms.issuer)
        require(all_of_it, ReceivablesOutcome.part_of_a_hold, f"{units(due, root.cash)}; {hold.told}")
    kept = f"receivables/{call.root}/{len(root.rounds)}"
    yield Provided(
        root=call.root,
        issuer=root.terms.issuer,
        account=account,
        cash=root.cash,
        quota=call.quota,
        amount=Quantity(call.quota - root.quota),
        needed=Quantity(due),
        paid_out_of=ENCUMBRANCES.path(kept) if quantity else root.paid_out_of,
        set_aside_on=today(root, moment.time) if whole else None,
    )
    if quantity:
        yield from _bound(
            moment,
            root,
            Held(
                encumbrance=kept,
                account=account,
                instrument=root.cash,
                quantity=Quantity(quantity),
                executor=ROOTS.path(call.root),
                cause=ROOTS.path(call.root),
                giving=source,
            ),
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
    told = f"{root.status}; {from_then(call.root, root.late_from, moment.time)}"
    require(root.may_be_overdue(moment.time), ReceivablesOutcome.not_overdue_yet, told)
    yield Overdue(**_late(root))


def record_default(call: c.RecordDefault, moment: Moment) -> Iterable[EventData]:
    root = _owed(moment, call.root)
    told = f"{root.status}; {from_then(call.root, root.defaults_from, moment.time)}"
    require(root.may_be_in_default(moment.time), ReceivablesOutcome.not_overdue_yet, told)
    yield Defaulted(**_late(root))


def cancel(call: lc.CancelLot, moment: Moment) -> Iterable[EventData]:
    lot, root = held(moment, call.lot)
    account = where(moment, lot)
    require_unclaimed(moment, lot, known(moment, ACCOUNTS, account).holder)
    yield LotCancelled(**leaving(lot, root), account=account, in_part=lot.paid)
    yield ended(lot, account)
    if root.live == lot.value:
        yield from _rest_of(moment, root, 0)
    yield from freed_by(lot, root)


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
    path, paid_to = LOTS.path(call.lot), known(moment, ACCOUNTS, holder).holder
    yield Indemnified(
        lot=call.lot,
        by=payer,
        holder=holder,
        account=call.account,
        cash=lot.cash,
        amount=Quantity(lot.unpaid),
        paid_to=paid_to,
        claim=claim_of_taker(moment, lot, None, paid_to, payer),
    )
    yield paid_from_hold(call.hold, call.account, holder, lot, lot.unpaid)
    yield Transferred(
        sender=holder, receiver=call.account, instrument=call.lot, quantity=ONE, giving=path, taking=path, cause=path
    )


def today(root: Root, time: Timestamp) -> DayNumber:
    """The day where the voucher's days begin."""
    return day_of(time, root.promise.offset_min)


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


def _set_aside(moment: Moment, root: Root, name: str, due: int) -> Encumbrance:
    """A hold of the issuer's own money for the voucher, which has so much and is not over."""
    hold = active(moment, name, EncumbranceKind.hold)
    own = known(moment, ACCOUNTS, hold.account).holder == root.terms.issuer
    meant = (hold.executor, hold.instrument) == (ROOTS.path(root.root), root.cash)
    lasts = hold.expires is None or moment.time < hold.expires
    told = f"{hold.told}; needed: {units(due, root.cash)}"
    require(own and meant and lasts and hold.quantity >= due, ReceivablesOutcome.not_provided_for, told)
    return hold


def _bound(moment: Moment, root: Root, held: Held) -> Iterator[EventData]:
    """What is provided is held for the voucher without an end: nobody takes it back, and it leaves to lots alone.

    What an earlier round left is free again first: the new one has that of every lot which was not paid then.
    """
    if root.paid_out_of not in (None, held.giving):
        yield from _rest_of(moment, root, 0)
    yield held


def _from_issuer(
    moment: Moment, root: Root, source: RecordPath, account: AccountId, lot: Lot, quantity: int
) -> Transferred:
    return Transferred(
        sender=known(moment, ENCUMBRANCES, _name_of(source)).account,
        receiver=account,
        instrument=root.cash,
        quantity=Quantity(quantity),
        part=Part.held,
        giving=source,
        taking=LOTS.path(lot.instrument),
        cause=ROOTS.path(root.root),
    )


def _rest_of(moment: Moment, root: Root, paid: int) -> Iterator[EventData]:
    """What was provided and is not needed any more is the issuer's again."""
    if root.paid_out_of is not None:
        name = _name_of(root.paid_out_of)
        left = known(moment, ENCUMBRANCES, name).quantity - paid
        yield from given_back(moment, name, ROOTS.path(root.root), left)


def _name_of(hold: RecordPath) -> str:
    return hold.removeprefix(f"{ENCUMBRANCES.prefix}/")


def _late(root: Root) -> dict[str, Any]:
    return {
        "root": root.root,
        "issuer": root.terms.issuer,
        "cash": root.cash,
        "outstanding": Quantity(root.outstanding),
    }
