# SPDX-License-Identifier: Apache-2.0
"""The law of holdings: which events each call causes."""

from collections.abc import Iterable
from typing import Final, TypeVar

from msgspec import UNSET, UnsetType

from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Rule
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.holdings import calls as c
from counterfoil.modules.holdings import events as e
from counterfoil.modules.holdings import orders as o
from counterfoil.modules.holdings import reservations as r
from counterfoil.modules.holdings.claims import CLAIMS
from counterfoil.modules.holdings.lineage import lineage
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import (
    BOOKS,
    ENCUMBRANCES,
    HOLDINGS,
    MANDATES,
    SUPPLIES,
    TITLES,
    WHOLE,
    EncumbranceKind,
    Part,
)
from counterfoil.modules.holdings.words import WORDS

T = TypeVar("T")


def issue(call: c.Issue, _moment: Moment) -> Iterable[EventData]:
    yield e.Issued(instrument=call.instrument, account=call.account, quantity=call.quantity, reference=call.reference)


def redeem(call: c.Redeem, _moment: Moment) -> Iterable[EventData]:
    yield e.Redeemed(instrument=call.instrument, account=call.account, quantity=call.quantity, reference=call.reference)


def transfer(call: c.Transfer, _moment: Moment) -> Iterable[EventData]:
    yield e.Transferred(
        sender=call.sender,
        receiver=call.receiver,
        instrument=call.instrument,
        quantity=call.quantity,
        reference=call.reference,
    )


def correct(call: c.Correct, moment: Moment) -> Iterable[EventData]:
    require(not e.is_unique(moment, call.instrument), HoldingsOutcome.unique_not_corrected, call.instrument)
    yield e.Corrected(
        instrument=call.instrument,
        account=call.account,
        quantity=call.quantity,
        change=call.change,
        maker=call.maker,
        checker=call.checker,
        reason=call.reason,
        document=call.document,
    )


def hold(call: c.Hold, moment: Moment) -> Iterable[EventData]:
    require(call.expires > moment.time, HoldingsOutcome.expiry_in_the_past, call.hold)
    yield r.Held(
        encumbrance=call.hold,
        account=call.account,
        instrument=call.instrument,
        quantity=call.quantity,
        executor=call.executor,
        expires=call.expires,
        reference=call.reference,
    )


def execute_hold(call: c.ExecuteHold, moment: Moment) -> Iterable[EventData]:
    reserved = r.active(moment, call.hold, EncumbranceKind.hold)
    yield e.Transferred(
        sender=reserved.account,
        receiver=call.receiver,
        instrument=reserved.instrument,
        quantity=call.quantity,
        part=Part.held,
        giving=ENCUMBRANCES.path(call.hold),
        reference=reserved.reference,
    )


def release_hold(call: c.ReleaseHold, moment: Moment) -> Iterable[EventData]:
    reserved = r.active(moment, call.hold, EncumbranceKind.hold)
    yield r.Released(
        encumbrance=call.hold,
        account=reserved.account,
        instrument=reserved.instrument,
        quantity=reserved.quantity,
    )


def pledge(call: c.Pledge, _moment: Moment) -> Iterable[EventData]:
    yield r.Pledged(
        encumbrance=call.pledge,
        account=call.account,
        instrument=call.instrument,
        quantity=call.quantity,
        executor=call.pledgee,
        reference=call.reference,
        keeper=_given(call.keeper),
        enforceable_from=_given(call.enforceable_from),
        enforceable_to=_given(call.enforceable_to),
    )


def release_pledge(call: c.ReleasePledge, moment: Moment) -> Iterable[EventData]:
    reserved = r.active(moment, call.pledge, EncumbranceKind.pledge)
    yield r.PledgeReleased(
        encumbrance=call.pledge,
        account=reserved.account,
        instrument=reserved.instrument,
        quantity=call.quantity or reserved.quantity,
    )


def enforce_pledge(call: c.EnforcePledge, moment: Moment) -> Iterable[EventData]:
    reserved = r.active(moment, call.pledge, EncumbranceKind.pledge)
    yield e.Transferred(
        sender=reserved.account,
        receiver=call.receiver,
        instrument=reserved.instrument,
        quantity=call.quantity or reserved.quantity,
        part=Part.pledged,
        giving=ENCUMBRANCES.path(call.pledge),
        reference=reserved.reference,
    )


def freeze(call: c.Freeze, _moment: Moment) -> Iterable[EventData]:
    yield r.Frozen(
        encumbrance=call.freeze,
        account=call.account,
        instrument=call.instrument,
        quantity=call.quantity,
        supervisor=call.supervisor,
        legal_reference=call.reference,
        document=call.document,
    )


def unfreeze(call: c.Unfreeze, moment: Moment) -> Iterable[EventData]:
    reserved = r.active(moment, call.freeze, EncumbranceKind.freeze)
    yield r.Unfrozen(
        encumbrance=call.freeze,
        account=reserved.account,
        instrument=reserved.instrument,
        quantity=None if reserved.quantity == WHOLE else reserved.quantity,
        supervisor=call.supervisor,
        legal_reference=call.reference,
        document=call.document,
    )


def grant_mandate(call: c.GrantMandate, moment: Moment) -> Iterable[EventData]:
    lasts = call.expires is None or call.expires > moment.time
    require(lasts, HoldingsOutcome.expiry_in_the_past, call.mandate)
    brings = call.receivers is None and "/" in call.executor
    require(brings or not call.takes, HoldingsOutcome.not_brought_in, call.mandate)
    yield r.MandateGranted(
        mandate=call.mandate,
        account=call.account,
        executor=call.executor,
        instrument=call.instrument,
        quantity=call.quantity,
        receivers=call.receivers,
        expires=call.expires,
        revocable=call.revocable,
        reference=call.reference,
        takes=call.takes or UNSET,
    )


def revoke_mandate(call: c.RevokeMandate, moment: Moment) -> Iterable[EventData]:
    r.in_force(moment, call.mandate)
    yield r.MandateRevoked(mandate=call.mandate)


def transfer_by_mandate(call: c.TransferByMandate, moment: Moment) -> Iterable[EventData]:
    mandate = known(moment, MANDATES, call.mandate)
    yield e.Transferred(
        sender=mandate.account,
        receiver=call.receiver,
        instrument=call.instrument,
        quantity=call.quantity,
        giving=MANDATES.path(call.mandate),
        reference=call.reference,
    )


def _given(said: T | None) -> T | UnsetType:
    return UNSET if said is None else said


def _with_terms(call: c.Pledge) -> bool:
    """with a keeper or terms of enforcement"""
    return (call.keeper, call.enforceable_from, call.enforceable_to) != (None, None, None)


def _taking(call: c.GrantMandate) -> bool:
    """to bring units in"""
    return call.takes


def _in_part(call: c.ReleasePledge) -> bool:
    """with a quantity"""
    return call.quantity is not None


def _of_all(call: c.Freeze) -> bool:
    """without a quantity"""
    return call.quantity is None


WIDENED_HOLDINGS: Final = "widened_holdings"
"""Whole freezes, and pledges with a keeper or terms of enforcement, released in part."""

STANDING_CONSENTS: Final = "standing_consents"
"""Mandates to bring units in."""

LAW: Final = Law(
    noun="holdings",
    calls={
        c.Issue: Rule(issue),
        c.Redeem: Rule(redeem),
        c.Transfer: Rule(transfer),
        c.Correct: Rule(correct),
        c.Hold: Rule(hold),
        c.ExecuteHold: Rule(execute_hold),
        c.ReleaseHold: Rule(release_hold),
        c.Pledge: Rule(pledge, WIDENED_HOLDINGS, _with_terms),
        c.ReleasePledge: Rule(release_pledge, WIDENED_HOLDINGS, _in_part),
        c.EnforcePledge: Rule(enforce_pledge, WIDENED_HOLDINGS),
        c.Freeze: Rule(freeze, WIDENED_HOLDINGS, _of_all),
        c.Unfreeze: Rule(unfreeze),
        c.GrantMandate: Rule(grant_mandate, STANDING_CONSENTS, _taking),
        c.RevokeMandate: Rule(revoke_mandate),
        c.TransferByMandate: Rule(transfer_by_mandate),
    },
    events=(
        e.Issued,
        e.Redeemed,
        e.Transferred,
        e.Corrected,
        r.Held,
        r.Released,
        r.Pledged,
        r.PledgeReleased,
        r.Frozen,
        r.Unfrozen,
        r.MandateGranted,
        r.MandateRevoked,
        o.Forced,
        o.Burned,
        o.Recovered,
    ),
    tables=(HOLDINGS, SUPPLIES, ENCUMBRANCES, MANDATES, TITLES, BOOKS),
    outcomes=HoldingsOutcome,
    words=WORDS,
    claims=CLAIMS,
    lineage=lineage,
)
