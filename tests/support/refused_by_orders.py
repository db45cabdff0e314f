# SPDX-License-Identifier: Apache-2.0
"""What the records of supervision refuse though no call gets there."""

from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.event import Act as MovementAct
from counterfoil.law.event import Movement
from counterfoil.law.moment import known
from counterfoil.modules.supervision.events import Approved
from counterfoil.modules.supervision.order import ORDERS
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Outcome
from counterfoil.modules.supervision.records import (
    CAPS,
    FILES,
    POLICIES,
    POLICY_KEY,
    WAITING_MAX,
    File,
    Waiting,
)
from counterfoil.modules.supervision.seized import CUSTODIES, SEIZURES
from support.refused_by_records import Act, creating, on_record
from support.supervised import UNTIL


def _crowded(_ctx: Context) -> Any:
    one = Waiting("o", "SHARE", UNTIL)
    return replace(File(subject="parties/account/a"), waiting=(one,) * WAITING_MAX).awaiting(one, 0)


def _beyond(order: str) -> Any:
    """Twice the units that a limit of the market allows."""

    def act(ctx: Context) -> Any:
        caps = known(ctx, CAPS, "is-active")
        cap = next(cap for cap in caps.caps if cap.order == order)
        cap.require_units(2, order)
        return cap.require_share(2, 2, order)

    return act


def _movement(**changes: Any) -> Movement:
    """Out of Dave's account to the state."""
    described: dict[str, Any] = {"side": Side.gives, "account": "of-dave", "instrument": "SHARE", "quantity": 1}
    return Movement(**described | {"receiver": "state", "act": MovementAct.forces} | changes)


SUPERVISION_ACTS = [
    Act("no policy of another name", on_record(POLICIES, "other"), Outcome.no_policy),
    Act("the policy twice", creating(POLICIES, POLICY_KEY), Outcome.policy_exists),
    Act("a file of nobody", on_record(FILES, "parties", "account", "of-custodian"), Outcome.unknown_file),
    Act("limits of nothing", on_record(CAPS, "DEED"), Outcome.unknown_limits),
    Act("limits twice", creating(CAPS, "is-active"), Outcome.limits_exist),
    Act("more orders than can wait", _crowded, Outcome.too_much_waits),
    Act("a position beyond its limit", _beyond("position"), Outcome.beyond_position),
    Act("a share beyond its limit", _beyond("share"), Outcome.beyond_concentration),
    Act(
        "an approval of what is now too long",
        lambda ctx: ctx.cause(Approved(order="proposed", checker="clerk", subjects=(), time=0)),
        Outcome.order_too_long,
    ),
    Act("nothing seized", on_record(SEIZURES, "none"), Outcome.unknown_seizure),
    Act("a seizure twice", creating(SEIZURES, "seized"), Outcome.seizure_exists),
    Act("custody of nothing", on_record(CUSTODIES, "state", "DEED"), Outcome.unknown_custody),
    Act("custody twice", creating(CUSTODIES, "state", "SHARE"), Outcome.custody_exists),
    Act("burning twice as much", lambda ctx: known(ctx, ORDERS, "burn").after(11), Outcome.beyond_order),
    Act(
        "an order that another thing causes",
        lambda ctx: known(ctx, ORDERS, "seize").grants(ctx, _movement(cause="lending/loan/one")),
        Outcome.beyond_order,
    ),
    Act(
        "an order that is over",
        lambda ctx: known(ctx, ORDERS, "seized").grants(ctx, _movement(cause="supervision/order/seized")),
        Outcome.order_not_in_force,
    ),
    Act(
        "an order that is late",
        lambda ctx: known(ctx, ORDERS, "late").grants(ctx, _movement(cause="supervision/order/late")),
        Outcome.order_expired,
    ),
    Act(
        "a freeze that is to last",
        lambda ctx: known(ctx, ORDERS, "standing").grants(
            ctx, _movement(cause="supervision/order/standing", act=MovementAct.thaws)
        ),
        Outcome.order_not_expired,
    ),
    Act("an order twice", creating(ORDERS, "demand"), Outcome.order_exists),
]
