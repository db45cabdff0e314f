# SPDX-License-Identifier: Apache-2.0
"""How cash and new units of an action move: to where an account is paid, as it agreed before."""

from collections.abc import Iterator

from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused
from counterfoil.modules.holdings.events import Issued, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, HOLDINGS, MANDATES, Part
from counterfoil.modules.lifecycle.actions import Action
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import PAYOUTS, Payout
from counterfoil.modules.parties.records import ACCOUNTS, Control
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath


def payout_of(moment: Moment, action: Action, account: AccountId) -> Payout:
    """Where an account is paid under an action: as it said, or into itself while an order may reach what it is owed."""
    payout = moment.read(PAYOUTS, account)
    own = Payout(account=account, receiver=account, mandate=None)
    if payout is None or (payout.receiver != account and _ordered(moment, action, account)):
        return own
    return payout


def _ordered(moment: Moment, action: Action, account: AccountId) -> bool:
    """Whether units that it is paid for stand frozen, or a freeze waits for the cash that it would be paid."""
    units = moment.read(HOLDINGS, account, action.instrument)
    cash = None if action.cash is None else moment.read(HOLDINGS, account, action.cash)
    frozen = units is not None and bool(units.line)
    return frozen or (cash is not None and any(order.waits for order in cash.line))


def in_cash(moment: Moment, action: Action, payout: Payout, quantity: int) -> Iterator[Transferred]:
    """Cash goes out of the hold to where an account is paid, unless it is the payer's own; nothing out of no hold."""
    if not quantity:
        return
    if action.hold is None or action.payer is None:
        raise Refused(LifecycleOutcome.hold_not_for_it, f"{action.action} names no hold: lifecycle.fund does")
    if payout.receiver != action.payer:
        yield transferred(moment, action, (action.payer, action.hold), payout, Quantity(quantity))


def transferred(
    moment: Moment, action: Action, source: tuple[AccountId, str], payout: Payout, quantity: Quantity
) -> Transferred:
    """Cash out of a hold to where an account is paid, as it agreed: by its mandate, or open to all.

    Into an account that its own record alone fills it comes by that record, if that takes what units there bring.
    """
    payer, hold = source
    return Transferred(
        sender=payer,
        receiver=payout.receiver,
        instrument=action.cash or InstrumentId(""),
        quantity=quantity,
        part=Part.held,
        giving=ENCUMBRANCES.path(hold),
        taking=_filled_by(moment, payout.receiver) if payout.mandate is None else MANDATES.path(payout.mandate),
        cause=action.path,
        reference=action.reference,
    )


def _filled_by(moment: Moment, account: AccountId) -> RecordPath | None:
    """The record that alone brings things into an account; None: others may."""
    found = known(moment, ACCOUNTS, account)
    return found.moved_by or None if found.incoming is Control.record else None


def brought(action: Action, account: AccountId, quantity: int) -> Iterator[Issued]:
    """New units of the instrument, by the action alone: the account took the units that it has with these terms."""
    if quantity:
        path = RecordPath(action.path)
        yield Issued(
            instrument=action.instrument,
            account=account,
            quantity=Quantity(quantity),
            reference=action.reference,
            issuing=path,
            taking=path,
            cause=path,
        )
