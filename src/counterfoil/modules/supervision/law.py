# SPDX-License-Identifier: Apache-2.0
"""The law of supervision: the policy, files, and orders as they come and go; what they do is in ``enforcing.py``."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import asdict

from counterfoil.law.dated import begins
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.parties.records import PARTIES
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision import disposing
from counterfoil.modules.supervision import enforcement as f
from counterfoil.modules.supervision import enforcing as does
from counterfoil.modules.supervision import events as e
from counterfoil.modules.supervision.order import ORDERS, PENDING, STANDING, Order, OrderStatus, subjects_of
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import CAPS, FILES, POLICIES, POLICY_KEY, SUBJECTS, OrderKind
from counterfoil.modules.supervision.seized import CUSTODIES, SEIZURES
from counterfoil.modules.supervision.words import WORDS
from counterfoil.primitives.types import InstrumentId, RecordPath

SUPERVISION: Final = "supervision"
"""The feature that gives a chain orders and their policy."""


def set_policy(call: c.SetPolicy, moment: Moment) -> Iterable[EventData]:
    since = begins(call.since, moment.time, SupervisionOutcome.policy_in_the_past, POLICY_KEY)
    kinds = [power.kind for power in call.powers]
    require(len(set(kinds)) == len(kinds), SupervisionOutcome.policy_unsound, "a kind stands twice")
    for power in call.powers:
        several = len({*power.authorities, *power.officers}) > 1
        require(several or not power.four_eyes, SupervisionOutcome.policy_unsound, power.kind)
    several = len(set(call.changers)) > 1
    require(several or not call.changed_by_two, SupervisionOutcome.policy_unsound, "changers")
    yield e.PolicySet(
        by=call.by,
        second=call.second,
        since=since,
        changers=call.changers,
        changed_by_two=call.changed_by_two,
        superiors=call.superiors,
        state_accounts=call.state_accounts,
        powers=call.powers,
    )


def open_file(call: c.OpenFile, moment: Moment) -> Iterable[EventData]:
    table = SUBJECTS[call.kind]
    known(moment, table, call.subject)
    yield e.FileOpened(subject=table.path(call.subject))


def give(call: c.Give, moment: Moment) -> Iterable[EventData]:
    yield e.Given(
        order=call.order,
        kind=call.kind,
        authority=call.authority,
        checker=call.checker,
        reference=call.reference,
        document=call.document,
        **asdict(call.scope),
        subjects=subjects_of(moment, call.kind, call.scope),
        time=moment.time,
        expires=call.expires,
    )


def propose(call: c.Propose, moment: Moment) -> Iterable[EventData]:
    keys = known(moment, PARTIES, call.authority).keys
    yield e.Proposed(
        order=call.order,
        kind=call.kind,
        authority=call.authority,
        reference=call.reference,
        document=call.document,
        **asdict(call.scope),
        subjects=subjects_of(moment, call.kind, call.scope),
        time=moment.time,
        expires=call.expires,
        eyes=() if keys is None else tuple(sorted(keys.keyid_set)),
    )


def approve(call: c.Approve, moment: Moment) -> Iterable[EventData]:
    order = known(moment, ORDERS, call.order)
    require(order.status is OrderStatus.proposed, SupervisionOutcome.order_not_proposed, call.order)
    require(moment.time < order.expires, SupervisionOutcome.order_expired, call.order)
    yield e.Approved(order=call.order, checker=call.checker, subjects=order.subjects, time=moment.time)


def lift(call: c.Lift, moment: Moment) -> Iterable[EventData]:
    order = known(moment, ORDERS, call.order)
    limit = order.kind is OrderKind.limit and order.status is OrderStatus.carried_out
    pending = order.status in PENDING
    require(limit or pending, SupervisionOutcome.order_not_in_force, f"{call.order} is {order.status}")
    yield e.Lifted(order=call.order, by=call.by, subjects=_noted(order), limits=_limits(order))


def expire(call: c.Expire, moment: Moment) -> Iterable[EventData]:
    order = known(moment, ORDERS, call.order)
    stands = order.kind in STANDING and order.status is OrderStatus.carried_out
    pending = order.status in PENDING
    require(stands or pending, SupervisionOutcome.order_not_in_force, f"{call.order} is {order.status}")
    require(moment.time >= order.expires, SupervisionOutcome.order_not_expired, call.order)
    ends_a_suspension = stands and order.kind is OrderKind.suspend
    require(call.by is None or ends_a_suspension, SupervisionOutcome.nobody_needed, f"{call.order}: {call.by}")
    if stands:
        yield from does.undone(moment, order, call.by)
    yield e.Expired(order=call.order, by=call.by, subjects=_noted(order), limits=_limits(order))


def _noted(order: Order) -> tuple[RecordPath, ...]:
    """The files in which the end of an order is noted: none while it is only proposed."""
    return () if order.status is OrderStatus.proposed else order.subjects


def _limits(order: Order) -> InstrumentId | None:
    """The instrument whose limit ends with the order, if one stands."""
    stands = order.kind is OrderKind.limit and order.status is OrderStatus.carried_out
    return order.scope.instrument if stands else None


LAW: Final = Law(
    noun="supervision",
    calls=under(
        SUPERVISION,
        {
            c.SetPolicy: set_policy,
            c.OpenFile: open_file,
            c.Give: give,
            c.Propose: propose,
            c.Approve: approve,
            c.Lift: lift,
            c.Expire: expire,
            c.Freeze: does.freeze,
            c.Thaw: does.thaw,
            c.Seize: does.seize,
            c.Burn: does.burn,
            c.RenewKeys: does.renew_keys,
            c.Recover: does.recover,
            c.End: does.end,
            c.Suspend: does.suspend,
            c.Resume: does.resume,
            c.SetLimit: does.set_limit,
            c.Answer: does.answer,
            c.Sell: disposing.sell,
            c.GiveBack: disposing.give_back,
            c.Return: disposing.return_to_victims,
        },
    ),
    events=(
        e.PolicySet,
        e.FileOpened,
        e.Proposed,
        e.Given,
        e.Approved,
        e.Lifted,
        e.Expired,
        f.CarriedOut,
        f.Burnt,
        f.KeysRenewed,
        f.RecoveredInPart,
        f.ReservationsEnded,
        f.Limited,
        f.Counted,
        f.Answered,
        f.Seized,
        f.Sold,
        f.Returned,
    ),
    tables=(POLICIES, ORDERS, FILES, CAPS, SEIZURES, CUSTODIES),
    outcomes=SupervisionOutcome,
    words=WORDS,
)
