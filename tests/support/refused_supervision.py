# SPDX-License-Identifier: Apache-2.0
"""What the supervision module refuses: per call, in the order checked."""

from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.law.event import Changes
from counterfoil.law.moment import known
from counterfoil.law.table import Table
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.events import Approved
from counterfoil.modules.supervision.order import ORDERS
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Outcome
from counterfoil.modules.supervision.records import (
    CAPS,
    FILES,
    POLICIES,
    POLICY_KEY,
    SCHEDULED_MAX,
    WAITING_MAX,
    File,
    OrderKind,
    Waiting,
)
from support.ledger import DOCUMENT, Ledger
from support.market import Row, build_market
from support.refused_by_records import Act
from support.supervised import DAY_MS, UNTIL, give, power, propose, set_policy, supervise

Kind = OrderKind
FEATURES = {"immediate_settlement": 0, "supervision": 0}
SOON_OVER = UNTIL - 9 * DAY_MS
"""In the past once the rows are asked."""
SUSPENDED = {
    "stop-account": {"account": "of-dave"},
    "stop-party": {"party": "dave"},
    "stop-instrument": {"instrument": "HALTED"},
}
"""Suspended under an order of the court."""
GIVEN: dict[str, tuple[OrderKind, dict[str, Any]]] = {
    "again-account": (Kind.suspend, {"account": "of-dave"}),
    "again-party": (Kind.suspend, {"party": "dave"}),
    "again-instrument": (Kind.suspend, {"instrument": "HALTED"}),
    "go-account": (Kind.resume, {"account": "of-dave"}),
    "go-free-account": (Kind.resume, {"account": "of-alice"}),
    "go-free-party": (Kind.resume, {"party": "alice"}),
    "go-free-instrument": (Kind.resume, {"instrument": "BIG"}),
    "next-limit": (Kind.limit, {"instrument": "CAPPED", "quantity": 1}),
    "demand": (Kind.disclose, {"party": "alice"}),
}


def ordered_market() -> Ledger:
    """The market of all rules, and orders of every kind and in every state about it."""
    market = build_market(features=FEATURES)
    supervise(market)
    for name in ("dave", "erin"):
        market.party(name)
    market.account("of-dave", "dave")
    for name in ("HALTED", "CAPPED"):
        market.instrument(name, "issuer")
    for number in range(SCHEDULED_MAX):
        call = set_policy(second="ministry", since=UNTIL + 100 * DAY_MS + number)
        market.do(call, signed_by="supervisor ministry")
    for name, scope in SUSPENDED.items():
        market.do(give(name, Kind.suspend, **scope), c.Suspend(order=name, by="court"), signed_by="court")
    for name, (kind, scope) in GIVEN.items():
        market.do(give(name, kind, **scope), signed_by="court")
    for number in range(WAITING_MAX):
        name = f"wide-{number}"
        cap = give(name, Kind.limit, instrument="CAPPED", account="of-dave", quantity=1)
        market.do(cap, c.SetLimit(order=name, by="court"), signed_by="court")
    for name, most in (("position", {"quantity": 1}), ("share", {"share_ppm": 1})):
        cap = give(name, Kind.limit, instrument="is-active", account="of-dave", **most)
        market.do(cap, c.SetLimit(order=name, by="court"), signed_by="court")
    market.do(propose("proposed", Kind.suspend, account="of-alice"), signed_by="court")
    market.do(propose("late-proposal", Kind.suspend, account="of-alice", expires=SOON_OVER), signed_by="court")
    market.do(give("late", Kind.suspend, account="of-alice", expires=SOON_OVER), signed_by="court")
    market.do(give("late-stop", Kind.suspend, party="erin", expires=SOON_OVER), signed_by="court")
    market.do(c.Suspend(order="late-stop", by="court"), signed_by="court")
    market.do(give("lifted", Kind.disclose, party="alice"), c.Lift(order="lifted", by="court"), signed_by="court")
    market.do(give("polices", Kind.resume, "police", account="of-dave"), signed_by="police")
    market.do(give("answered", Kind.disclose, party="kay"), signed_by="court")
    market.wait(SOON_OVER - market.time)
    return market


def lifted(order: str, by: str = "court") -> c.Lift:
    return c.Lift(order=order, by=by)


def carried(call: type[Any], order: str, by: str = "court") -> Any:
    """An order carried out."""
    return call(order=order, by=by)


ACCOUNT = {"account": "of-alice"}
UNITS = {"account": "of-alice", "instrument": "SHARE", "quantity": 1}

POLICY_ROWS = [
    Row(
        "a policy from before now",
        set_policy(second="ministry", since=1),
        "supervisor ministry",
        Outcome.policy_in_the_past,
    ),
    Row(
        "a kind stands twice",
        set_policy(second="ministry", powers=(power(Kind.burn, "court"), power(Kind.burn, "police"))),
        "supervisor ministry",
        Outcome.policy_unsound,
    ),
    Row(
        "four eyes of one",
        set_policy(second="ministry", powers=(power(Kind.burn, "court", four_eyes=True),)),
        "supervisor ministry",
        Outcome.policy_unsound,
    ),
    Row(
        "two changers, of whom one is named",
        set_policy(second="ministry", changers=("court", "court")),
        "supervisor ministry",
        Outcome.policy_unsound,
    ),
    Row("a changer that is none", set_policy(by="court"), "court", Outcome.not_a_changer),
    Row("a changer who does not sign", set_policy(second="ministry"), "ministry", Parties.not_authorised),
    Row("a changer alone", set_policy(), "supervisor", Outcome.second_needed),
    Row("with one who may not", set_policy(second="court"), "supervisor court", Outcome.not_a_changer),
    Row("the second does not sign", set_policy(second="ministry"), "supervisor", Parties.not_authorised),
    Row("a changer twice", set_policy(second="supervisor"), "supervisor", Outcome.one_pair_of_eyes),
    Row(
        "after all that can come",
        set_policy(second="ministry", since=UNTIL + 200 * DAY_MS),
        "supervisor ministry",
        Outcome.too_many_policies,
    ),
    Row("a file of nothing", c.OpenFile(subject="parties/account/none"), "bob", Outcome.no_subject),
    Row("a file of what has one", c.OpenFile(subject="parties/account/of-dave"), "alice", Outcome.file_exists),
]
ORDER_ROWS = [
    Row("a scope of another kind", give("o", Kind.burn, **ACCOUNT), "court", Outcome.wrong_scope),
    Row("about no account", give("o", Kind.suspend, account="none"), "court", Parties.unknown_account),
    Row("about no party", give("o", Kind.suspend, party="none"), "court", Parties.unknown_party),
    Row("about no instrument", give("o", Kind.suspend, instrument="NONE"), "court", Instruments.unknown_instrument),
    Row("by no authority", give("o", Kind.suspend, "alice", **ACCOUNT), "alice", Outcome.power_missing),
    Row("for what is the court's", give("o", Kind.burn, "police", "clerk", **UNITS), "police", Outcome.power_missing),
    Row(
        "a seizure to anybody",
        give("o", Kind.seize, checker="clerk", receiver="of-bob", **UNITS),
        "court clerk",
        Outcome.not_a_state_account,
    ),
    Row("over before it begins", give("o", Kind.suspend, expires=1, **ACCOUNT), "court", Outcome.order_in_the_past),
    Row(
        "for too long",
        give("o", Kind.suspend, expires=UNTIL + 99 * DAY_MS, **ACCOUNT),
        "court",
        Outcome.order_too_long,
    ),
    Row("the authority does not sign", give("o", Kind.suspend, **ACCOUNT), "alice", Parties.not_authorised),
    Row("alone where two must", give("o", Kind.burn, **UNITS), "court", Outcome.second_needed),
    Row("checked by anybody", give("o", Kind.burn, checker="bob", **UNITS), "court bob", Outcome.not_a_checker),
    Row("the checker does not sign", give("o", Kind.burn, checker="clerk", **UNITS), "court", Parties.not_authorised),
    Row("checked by itself", give("o", Kind.burn, checker="court", **UNITS), "court", Outcome.one_pair_of_eyes),
    Row("an order by a name that is taken", give("lifted", Kind.suspend, **ACCOUNT), "court", Outcome.order_exists),
    Row("proposing by no party", propose("o", Kind.suspend, "none", **ACCOUNT), "court", Parties.unknown_party),
    Row("proposing too wide a scope", propose("o", Kind.disclose, **ACCOUNT), "court", Outcome.wrong_scope),
    Row("proposing about no account", propose("o", Kind.suspend, account="none"), "court", Parties.unknown_account),
    Row("proposing without power", propose("o", Kind.suspend, "bob", **ACCOUNT), "bob", Outcome.power_missing),
    Row("proposing the past", propose("o", Kind.suspend, expires=1, **ACCOUNT), "court", Outcome.order_in_the_past),
    Row(
        "proposing for too long",
        propose("o", Kind.suspend, expires=UNTIL + 99 * DAY_MS, **ACCOUNT),
        "court",
        Outcome.order_too_long,
    ),
    Row("proposing for another", propose("o", Kind.suspend, **ACCOUNT), "police", Parties.not_authorised),
    Row("proposing what was", propose("lifted", Kind.suspend, **ACCOUNT), "court", Outcome.order_exists),
    Row("approving nothing", c.Approve(order="none", checker="clerk"), "clerk", Outcome.unknown_order),
    Row("approving what is in force", c.Approve(order="demand", checker="clerk"), "clerk", Outcome.order_not_proposed),
    Row("approving too late", c.Approve(order="late-proposal", checker="clerk"), "clerk", Outcome.order_expired),
    Row("approving as anybody", c.Approve(order="proposed", checker="bob"), "bob", Outcome.not_a_checker),
    Row("approving unsigned", c.Approve(order="proposed", checker="clerk"), "bob", Parties.not_authorised),
    Row("approving with its key", c.Approve(order="proposed", checker="twin"), "twin", Outcome.one_pair_of_eyes),
    Row("lifting nothing", lifted("none"), "court", Outcome.unknown_order),
    Row("lifting what is lifted", lifted("lifted"), "court", Outcome.order_not_in_force),
    Row("lifting a suspension", lifted("stop-account"), "court", Outcome.order_not_in_force),
    Row("lifting another's", lifted("demand", "police"), "police", Outcome.no_say),
    Row("lifting unsigned", lifted("demand"), "police", Parties.not_authorised),
    Row("closing nothing", c.Expire(order="none"), "bob", Outcome.unknown_order),
    Row("closing what is lifted", c.Expire(order="lifted"), "alice", Outcome.order_not_in_force),
    Row("closing too early", c.Expire(order="demand"), "alice", Outcome.order_not_expired),
    Row("ending a suspension as anybody", c.Expire(order="late-stop", by="alice"), "alice", Parties.role_missing),
    Row("ending one unsigned", c.Expire(order="late-stop", by="court"), "alice", Parties.not_authorised),
]
STANDING_ROWS = [
    Row("suspending under nothing", carried(c.Suspend, "none"), "court", Outcome.unknown_order),
    Row("suspending under a demand", carried(c.Suspend, "demand"), "court", Outcome.order_of_another_kind),
    Row("suspending under a proposal", carried(c.Suspend, "proposed"), "court", Outcome.order_not_in_force),
    Row("suspending twice", carried(c.Suspend, "stop-account"), "court", Outcome.order_not_in_force),
    Row("suspending too late", carried(c.Suspend, "late"), "court", Outcome.order_expired),
    Row("a party suspended already", carried(c.Suspend, "again-party"), "court", Parties.party_suspended),
    Row("an account suspended already", carried(c.Suspend, "again-account"), "court", Parties.account_suspended),
    Row(
        "an instrument suspended already",
        carried(c.Suspend, "again-instrument"),
        "court",
        Instruments.status_change_not_allowed,
    ),
    Row("resuming under nothing", carried(c.Resume, "none"), "court", Outcome.unknown_order),
    Row("resuming under a suspension", carried(c.Resume, "again-account"), "court", Outcome.order_of_another_kind),
    Row("a resumption with no say", carried(c.Resume, "polices", "police"), "police", Outcome.no_say),
    Row("an account that stands", carried(c.Resume, "go-free-account"), "court", Parties.account_not_suspended),
    Row("a party that stands", carried(c.Resume, "go-free-party"), "court", Parties.party_not_suspended),
    Row(
        "an instrument that trades",
        carried(c.Resume, "go-free-instrument"),
        "court",
        Instruments.status_change_not_allowed,
    ),
    Row("resuming unsigned", carried(c.Resume, "go-account"), "alice", Parties.not_authorised),
    Row("limiting under nothing", carried(c.SetLimit, "none"), "court", Outcome.unknown_order),
    Row("limiting under a demand", carried(c.SetLimit, "demand"), "court", Outcome.order_of_another_kind),
    Row("limiting unsigned", carried(c.SetLimit, "next-limit"), "alice", Parties.not_authorised),
    Row("limiting as anybody", carried(c.SetLimit, "next-limit", "alice"), "alice", Parties.role_missing),
    Row("beyond all limits", carried(c.SetLimit, "next-limit"), "court", Outcome.too_much_waits),
    Row("answering nothing", c.Answer(order="none", document=DOCUMENT), "alice", Outcome.unknown_order),
    Row("answering no demand", c.Answer(order="proposed", document=DOCUMENT), "alice", Outcome.order_of_another_kind),
    Row("answering what is lifted", c.Answer(order="lifted", document=DOCUMENT), "alice", Outcome.order_not_in_force),
    Row("answering for another", c.Answer(order="demand", document=DOCUMENT), "court", Parties.not_authorised),
]
SUPERVISION = [*POLICY_ROWS, *ORDER_ROWS, *STANDING_ROWS]


FOLLOWED_BY_SUPERVISION = [
    Row(
        "a supervisor's stop without an order",
        p.SuspendParty(party="alice", by="supervisor", reference="r", document=DOCUMENT),
        "supervisor",
        Outcome.orders_only,
    ),
    Row(
        "a supervisor's start without an order",
        p.ReinstateParty(party="dave", by="supervisor", reference="r", document=DOCUMENT),
        "supervisor",
        Outcome.under_order,
    ),
    Row(
        "an instrument stopped without an order",
        ChangeStatus(instrument="BIG", status=InstrumentStatus.suspended, by="supervisor"),
        "supervisor",
        Outcome.orders_only,
    ),
]
"""Calls of other modules that supervision refuses."""


def _known(table: Table[Any], *key: str) -> Any:
    return lambda ctx: known(ctx, table, *key)


def _created(table: Table[Any], *key: str) -> Any:
    def act(ctx: Context) -> Any:
        record = known(ctx, table, *key)
        return Changes(table).create(record, *key).fold(record)

    return act


def _crowded(_ctx: Context) -> Any:
    one = Waiting("o", "SHARE", UNTIL)
    return replace(File(subject="parties/account/a"), waiting=(one,) * WAITING_MAX).awaiting(one, 0)


def _beyond(order: str) -> Any:
    """Twice the units that a limit of the market allows."""

    def act(ctx: Context) -> Any:
        caps = known(ctx, CAPS, "is-active")
        return next(cap for cap in caps.caps if cap.order == order).require_within(2, 2, order)

    return act


SUPERVISION_ACTS = [
    Act("no policy of another name", _known(POLICIES, "other"), Outcome.no_policy),
    Act("the policy twice", _created(POLICIES, POLICY_KEY), Outcome.policy_exists),
    Act("a file of nobody", _known(FILES, "parties", "account", "of-custodian"), Outcome.unknown_file),
    Act("limits of nothing", _known(CAPS, "DEED"), Outcome.unknown_limits),
    Act("limits twice", _created(CAPS, "is-active"), Outcome.limits_exist),
    Act("more orders than can wait", _crowded, Outcome.too_much_waits),
    Act("a position beyond its limit", _beyond("position"), Outcome.beyond_position),
    Act("a share beyond its limit", _beyond("share"), Outcome.beyond_concentration),
    Act(
        "an approval of what is now too long",
        lambda ctx: ctx.cause(Approved(order="proposed", checker="clerk", subjects=(), time=0)),
        Outcome.order_too_long,
    ),
    Act("an order twice", _created(ORDERS, "demand"), Outcome.order_exists),
]
