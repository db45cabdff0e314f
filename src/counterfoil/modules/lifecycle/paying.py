# SPDX-License-Identifier: Apache-2.0
"""The law of what is paid: how the whole is divided, who is paid how, what holders choose, what buyers claim."""

from collections.abc import Iterable
from typing import Any

from counterfoil.evidence.text import format_time
from counterfoil.law.dated import in_force
from counterfoil.law.detail import from_then, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Redeemed
from counterfoil.modules.holdings.records import (
    ENCUMBRANCES,
    EncumbranceKind,
    GrantStatus,
)
from counterfoil.modules.holdings.reservations import given_back
from counterfoil.modules.lifecycle import acting as a
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle import holders as o
from counterfoil.modules.lifecycle.actions import (
    ACTIONS,
    DIVISIONS,
    ENTITLEMENTS,
    IN_CASH,
    MARKET_CLAIMS,
    TAXED,
    Action,
    ActionKind,
    ActionStatus,
    Entitlement,
    EntitlementStatus,
    MarketClaim,
    MarketClaimStatus,
)
from counterfoil.modules.lifecycle.computing import comes_before, share_of, tax_of
from counterfoil.modules.lifecycle.moving import brought, in_cash, payout_of, transferred
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import DIVISION_TALLIES, POSITIONS, WITHHOLDINGS, Position
from counterfoil.modules.parties.attestations import attested
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity

ENDED = ("cancelled", "failed")
"""Statuses of an instruction that will never settle."""
SETTLED = "settled"
ORDERS, RECOVERS, CARRIED_OUT = "supervision/order", "recover", "carried_out"
"""Where orders stand, the kind that moves an account's holdings to another of its holder, and that this was done."""


def divide(call: c.Divide, moment: Moment) -> Iterable[EventData]:
    action = _in_state(moment, call.instrument, call.action, ActionStatus.recorded)
    remainder = 0
    if call.last is not None:
        position = known(moment, POSITIONS, call.instrument, call.action, call.last)
        _, remainder = share_of(action.whole or 0, position.quantity, action.units or 1)
    yield a.Divided(
        security=call.instrument, action=call.action, division=call.division, last=call.last, remainder=remainder
    )


def entitle(call: c.Entitle, moment: Moment) -> Iterable[EventData]:
    action = _in_state(moment, call.instrument, call.action, ActionStatus.recorded)
    division = known(moment, DIVISIONS, call.instrument, call.action, call.division)
    position = known(moment, POSITIONS, call.instrument, call.action, call.account)
    require(position.quantity > 0, LifecycleOutcome.nothing_held, call.account)
    gross, remainder = share_of(action.whole or 0, position.quantity, action.units or 1)
    if division.last is not None:
        gross += comes_before(remainder, call.account, division.remainder, division.last)
    tax, tax_account = _withheld(moment, action, position, gross)
    yield a.Entitled(
        security=call.instrument,
        action=call.action,
        division=call.division,
        account=call.account,
        units=position.quantity,
        instrument=action.pays,
        gross=Quantity(gross),
        tax=Quantity(tax),
        tax_account=tax_account,
    )


def _withheld(moment: Moment, action: Action, position: Position, gross: int) -> tuple[int, AccountId | None]:
    """The tax on one account's part, by the rates of the record time and what is attested of the holder; into where."""
    income = TAXED.get(action.kind)
    policy = None if income is None else moment.read(WITHHOLDINGS, income)
    # Of a time that has passed, so that whoever computes it sooner or later computes the same: nobody chooses a rate.
    entry = None if policy is None else in_force(policy.entries, action.record_time)
    if entry is None or not action.whole:
        return 0, None
    fits = (one.rate_ppm for one in entry.rates if attested(moment, position.holder, one.topic) == one.value)
    taxable = gross * (action.taxed or 0) // action.whole
    tax = tax_of(taxable, next(fits, entry.usual_ppm))
    return tax, entry.account if tax else None


def fix(call: c.Fix, moment: Moment) -> Iterable[EventData]:
    action = _in_state(moment, call.instrument, call.action, ActionStatus.recorded)
    known(moment, DIVISIONS, call.instrument, call.action, call.division)
    tally = known(moment, DIVISION_TALLIES, call.instrument, call.action, call.division)
    # With every unit counted, the sum is the whole just when the units over went to the largest remainders.
    whole = (tally.counted, tally.divided) == (action.units, action.whole)
    said = f"{tally.divided} of {action.whole}, for {tally.counted} of {action.units} units"
    require(whole, LifecycleOutcome.sum_not_the_whole, said)
    yield a.Fixed(
        security=call.instrument,
        action=call.action,
        division=call.division,
        whole=tally.divided,
        holders=tally.holders,
    )


def fund(call: c.Fund, moment: Moment) -> Iterable[EventData]:
    action = _in_state(moment, call.instrument, call.action, ActionStatus.payable)
    hold = known(moment, ENCUMBRANCES, call.hold)
    meant = (hold.kind, hold.status, hold.executor, hold.instrument) == (
        EncumbranceKind.hold,
        GrantStatus.active,
        action.path,
        action.cash,
    )
    issuers = known(moment, ACCOUNTS, hold.account).holder == action.issuer
    owed = (action.whole or 0) - known(
        moment, DIVISION_TALLIES, call.instrument, call.action, action.division or ""
    ).spent
    # Whoever comes first is not paid out of a hold that leaves nothing for the others.
    covers = action.kind in IN_CASH and meant and issuers and hold.quantity >= owed
    needed = f"{units(owed, action.cash or '')} of {action.issuer} for {action.path}"
    require(covers, LifecycleOutcome.hold_not_for_it, f"{hold.told}; needed: {needed}")
    yield a.Funded(security=call.instrument, action=call.action, hold=call.hold, payer=hold.account)


def pay(call: c.Pay, moment: Moment) -> Iterable[EventData]:
    action, entitlement = _entitled(moment, call.instrument, call.action, call.account)
    require(action.kind is not ActionKind.rights, LifecycleOutcome.action_not_so_far, call.action)
    to_come = from_then(action.action, action.pay_time, moment.time)
    require(moment.time >= action.pay_time, LifecycleOutcome.not_payable_yet, to_come)
    to = entitlement.owed_to
    net, shares, receiver = entitlement.net, 0, to
    if action.kind in IN_CASH:
        shares, net = entitlement.split(action.price)
        payout = payout_of(moment, action, to)
        receiver = payout.receiver
        yield from in_cash(moment, action, payout, net)
        if entitlement.tax_account is not None:
            yield from in_cash(moment, action, payout_of(moment, action, entitlement.tax_account), entitlement.tax)
    yield from brought(action, to, shares if action.kind in IN_CASH else net)
    if action.kind is ActionKind.final_maturity:
        held = known(moment, POSITIONS, call.instrument, call.action, call.account).quantity
        yield Redeemed(
            instrument=call.instrument,
            account=to,
            quantity=held,
            redeeming=action.path,
            giving=action.path,
            cause=action.path,
        )
    yield a.Paid(
        security=call.instrument,
        action=call.action,
        division=action.division or "",
        entitled=call.account,
        account=to,
        receiver=receiver,
        instrument=action.pays,
        quantity=Quantity(net),
        tax=entitlement.tax,
        shares=shares,
        spent=entitlement.gross - entitlement.claimed,
    )


def finish(call: c.Finish, moment: Moment) -> Iterable[EventData]:
    action = _in_state(moment, call.instrument, call.action, ActionStatus.payable)
    tally = known(moment, DIVISION_TALLIES, call.instrument, call.action, action.division or "")
    if action.kind is ActionKind.rights:
        over = moment.time >= (action.deadline or 0)
    else:
        over = tally.spent == action.whole and tally.paid == tally.holders
    require(over, LifecycleOutcome.still_owed, f"{tally.paid} of {tally.holders} are paid")
    if action.hold is not None:
        yield from given_back(moment, action.hold, action.path)
    yield a.Finished(security=call.instrument, action=call.action)


def elect(call: c.Elect, moment: Moment) -> Iterable[EventData]:
    action, _ = _entitled(moment, call.instrument, call.action, call.account)
    choice = action.kind is ActionKind.dividend and action.price is not None
    require(choice, LifecycleOutcome.nothing_to_elect, call.action)
    _require_before_deadline(moment, action)
    yield o.Elected(
        security=call.instrument,
        action=call.action,
        division=action.division or "",
        account=call.account,
        in_shares=call.in_shares,
    )


def take_over(call: c.TakeOver, moment: Moment) -> Iterable[EventData]:
    action, _ = _entitled(moment, call.instrument, call.action, call.account)
    # Another noun's record: only that it is an order, what it ordered, of which account, and that it was done is read.
    order: Any = moment.find(call.order)
    scope = getattr(order, "scope", None)
    done = getattr(order, "kind", None), getattr(order, "status", None), getattr(scope, "account", None)
    meant = (table_prefix(call.order), *done) == (ORDERS, RECOVERS, CARRIED_OUT, call.account)
    require(meant, LifecycleOutcome.no_such_recovery, call.order)
    yield o.TakenOver(
        security=call.instrument,
        action=call.action,
        division=action.division or "",
        account=call.account,
        into=AccountId(getattr(scope, "receiver", "")),
        order=call.order,
    )


def exercise(call: c.Exercise, moment: Moment) -> Iterable[EventData]:
    action, entitlement = _entitled(moment, call.instrument, call.action, call.account)
    require(action.kind is ActionKind.rights, LifecycleOutcome.nothing_to_elect, call.action)
    _require_before_deadline(moment, action)
    left = entitlement.gross - entitlement.exercised
    require(call.quantity <= left, LifecycleOutcome.beyond_rights, call.account)
    # Whoever reserved cash for the action meant its own rights: only this account's consent is asked.
    to = entitlement.owed_to
    own = known(moment, ENCUMBRANCES, call.hold).account == to
    require(own, LifecycleOutcome.hold_elsewhere, call.hold)
    costs = Quantity(call.quantity * (action.price or 0))
    proceeds = payout_of(moment, action, action.proceeds or AccountId(""))
    yield transferred(moment, action, (to, call.hold), proceeds, costs)
    yield from brought(action, to, call.quantity)
    yield o.Exercised(
        security=call.instrument,
        action=call.action,
        division=action.division or "",
        account=call.account,
        instrument=call.instrument,
        quantity=call.quantity,
    )


def claim(call: c.Claim, moment: Moment) -> Iterable[EventData]:
    action, entitlement = _entitled(moment, call.instrument, call.action, call.seller)
    require(action.kind in IN_CASH, LifecycleOutcome.action_not_so_far, call.action)
    sold = _unsettled(moment, action, call)
    held = known(moment, POSITIONS, call.instrument, call.action, call.seller).quantity
    part = (entitlement.gross - entitlement.tax) * sold // held
    require(0 < sold <= held and part > 0, LifecycleOutcome.no_such_trade, call.instruction)
    yield o.ClaimRaised(
        security=call.instrument,
        action=call.action,
        division=action.division or "",
        seller=call.seller,
        buyer=call.buyer,
        instruction=call.instruction,
        instrument=action.pays,
        quantity=Quantity(part),
    )


def settle_claim(call: c.SettleClaim, moment: Moment) -> Iterable[EventData]:
    action = _in_state(moment, call.instrument, call.action, ActionStatus.payable)
    key = (call.instrument, call.action, call.seller, call.buyer, call.instruction)
    found = known(moment, MARKET_CLAIMS, *key)
    require(found.status is MarketClaimStatus.raised, LifecycleOutcome.claim_over, call.instruction)
    to_come = from_then(action.action, action.pay_time, moment.time)
    require(moment.time >= action.pay_time, LifecycleOutcome.not_payable_yet, to_come)
    to = _whose(moment, action, found)
    payout = payout_of(moment, action, to)
    yield from in_cash(moment, action, payout, found.quantity)
    yield o.ClaimSettled(
        security=call.instrument,
        action=call.action,
        division=action.division or "",
        seller=call.seller,
        buyer=call.buyer,
        instruction=call.instruction,
        account=to,
        receiver=payout.receiver,
        instrument=found.instrument,
        quantity=found.quantity,
    )


def _whose(moment: Moment, action: Action, found: MarketClaim) -> AccountId:
    """Whose it is, now that the trade has settled or will never."""
    status = getattr(moment.find(found.instruction), "status", None)
    require(status == SETTLED or status in ENDED, LifecycleOutcome.trade_not_over, found.instruction)
    if status == SETTLED:
        return found.buyer
    return known(moment, ENTITLEMENTS, found.security, found.action, action.division or "", found.seller).owed_to


def _unsettled(moment: Moment, action: Action, call: c.Claim) -> int:
    """How many units a trade delivers that the seller stands by, was due by the record time and is not settled; or 0.

    The instruction is another noun's record: only that it has legs, who stands by them and when it settles is read.
    """
    found: Any = moment.find(call.instruction)
    status, legs = getattr(found, "status", SETTLED), getattr(found, "legs", ())
    in_time = 0 < getattr(found, "intended_settlement", 0) <= action.record_time
    if status == SETTLED or status in ENDED or not in_time:
        return 0
    if call.seller not in [one.account for one in getattr(found, "affirmed", ())]:
        return 0
    meant = (call.seller, call.buyer, call.instrument)
    return sum(leg.quantity for leg in legs if (leg.sender, leg.receiver, leg.instrument) == meant)


def _in_state(moment: Moment, instrument: InstrumentId, name: str, status: ActionStatus) -> Action:
    action = known(moment, ACTIONS, instrument, name)
    require(action.status is status, LifecycleOutcome.action_not_so_far, f"{name} is {action.status}")
    return action


def _entitled(moment: Moment, instrument: InstrumentId, name: str, account: AccountId) -> tuple[Action, Entitlement]:
    """A payable action, and what it still owes an account."""
    action = _in_state(moment, instrument, name, ActionStatus.payable)
    entitlement = known(moment, ENTITLEMENTS, instrument, name, action.division or "", account)
    require(entitlement.status is EntitlementStatus.due, LifecycleOutcome.paid_already, account)
    return action, entitlement


def _require_before_deadline(moment: Moment, action: Action) -> None:
    open_ = action.deadline is not None and moment.time < action.deadline
    begun = action.kind is not ActionKind.rights or moment.time >= action.pay_time
    since = "" if action.kind is not ActionKind.rights else f" from {format_time(action.pay_time)}"
    until = "" if action.deadline is None else f" before {format_time(action.deadline)}"
    told = f"{action.action}:{since}{until}, and it is {format_time(moment.time)}"
    require(open_ and begun, LifecycleOutcome.election_closed, told)
