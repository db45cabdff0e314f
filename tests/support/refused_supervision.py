# SPDX-License-Identifier: Apache-2.0
"""What the supervision module refuses: per call, in the order checked."""

from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.event import Act as MovementAct
from counterfoil.law.event import Changes, Movement
from counterfoil.law.moment import known
from counterfoil.law.table import Table
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import Taken
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus
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
from counterfoil.modules.supervision.seized import CUSTODIES, SEIZURES, Victim
from support.ledger import DOCUMENT, Ledger, policy_of
from support.market import Row, build_market, freeze
from support.refused_by_records import Act
from support.supervised import DAY_MS, UNTIL, give, power, propose, set_policy, supervise

Kind = OrderKind
SOON_OVER = UNTIL - 9 * DAY_MS
"""In the past once the rows are asked."""
DAVES = {"account": "of-dave", "instrument": "SHARE"}
RETURNED = {
    "seizure": "seized",
    "instrument": "SHARE",
    "quantity": 5,
    "victims": (Victim(account="of-bob", claim=5),),
}
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
    "freeze-first": (Kind.freeze, DAVES | {"quantity": 1}),
    "freeze-second": (Kind.freeze, DAVES | {"quantity": 1}),
    "freeze-kay": (Kind.freeze, {"account": "of-kay", "instrument": "SHARE", "quantity": 1}),
    "thaw-over": (Kind.thaw, DAVES | {"freeze": "supervision/none"}),
    "thaw-other": (Kind.thaw, {"account": "of-alice", "instrument": "SHARE", "freeze": "supervision/standing"}),
    "thaw-of-role": (Kind.thaw, {"account": "of-alice", "instrument": "SHARE", "freeze": "frozen"}),
    "thaw-hold": (Kind.thaw, {"account": "of-alice", "instrument": "SHARE", "freeze": "live"}),
}
TWO: dict[str, tuple[OrderKind, dict[str, Any]]] = {
    "seize": (Kind.seize, DAVES | {"quantity": 10, "receiver": "state"}),
    "seize-none": (Kind.seize, {"account": "of-dave", "instrument": "CNY", "quantity": 10, "receiver": "state"}),
    "burn": (Kind.burn, DAVES | {"quantity": 10}),
    "recover-keys": (Kind.recover, {"account": "of-dave", "receiver": "of-dave-2", "keys": policy_of("dave-2")}),
    "recover": (Kind.recover, {"account": "of-dave", "receiver": "of-dave-2"}),
    "recover-wrong": (Kind.recover, {"account": "of-dave", "receiver": "of-bob"}),
}
"""Given by the court with the clerk."""
OF_SEIZED: dict[str, tuple[OrderKind, dict[str, Any]]] = {
    "sell": (Kind.sell, {"seizure": "seized", "quantity": 5, "cash": "CNY", "price": 50}),
    "sell-much": (Kind.sell, {"seizure": "seized", "quantity": 21, "cash": "CNY", "price": 50}),
    "sell-other-money": (Kind.sell, {"seizure": "seized", "quantity": 1, "cash": "OTHER", "price": 1}),
    "return": (Kind.give_back, RETURNED),
    "return-much": (Kind.give_back, RETURNED | {"quantity": 99}),
}


def supervised_market() -> Ledger:
    """The market of all rules, and orders of every kind and in every state about it."""
    market = build_market()
    supervise(market)
    for name in ("dave", "erin"):
        market.party(name)
    for account in ("of-dave", "of-dave-2"):
        market.account(account, "dave")
    for name in ("HALTED", "CAPPED"):
        market.instrument(name, "issuer")
    market.instrument("OTHER", "bank", kind=InstrumentKind.cash)
    market.issue("OTHER", "of-bob", 100, issuer="bank")
    market.issue("SHARE", "of-dave", 200, issuer="issuer")
    market.issue("CAPPED", "of-dave", 1, issuer="issuer")
    seize(market)
    for number in range(SCHEDULED_MAX):
        call = set_policy(second="ministry", since=UNTIL + 100 * DAY_MS + number)
        market.do(call, signed_by="supervisor ministry")
    for name, scope in SUSPENDED.items():
        market.do(give(name, Kind.suspend, **scope), c.Suspend(order=name, by="court"), signed_by="court")
    for name, (kind, scope) in GIVEN.items():
        market.do(give(name, kind, **scope), signed_by="court")
    for name, (kind, scope) in (TWO | OF_SEIZED).items():
        market.do(give(name, kind, "court", "clerk", **scope), signed_by="court clerk")
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


def bid(name: str, order: str, quantity: int = 50, instrument: str = "CNY") -> h.Hold:
    """Bob's money for a sale."""
    return h.Hold(
        hold=name,
        account="of-bob",
        instrument=instrument,
        quantity=quantity,
        executor=f"supervision/order/{order}",
        expires=UNTIL,
    )


def seize(market: Ledger) -> None:
    """Twenty-one of Dave's shares are in custody, one of which was sold; five stand frozen, and one by the police."""
    for name in ("seized", "first-sale"):
        scope: dict[str, Any] = DAVES | {"quantity": 21, "receiver": "state"}
        if name == "first-sale":
            scope = {"seizure": "seized", "quantity": 1, "cash": "CNY", "price": 10}
        kind = Kind.seize if name == "seized" else Kind.sell
        market.do(give(name, kind, "court", "clerk", **scope), signed_by="court clerk")
        if name == "seized":
            market.do(c.Seize(order="seized", by="court", free=21), signed_by="court")
    sold = c.Sell(order="first-sale", by="court", hold="first-bid", receiver="of-bob")
    market.do(bid("first-bid", "first-sale", 10), sold, signed_by="bob court")
    for name, order, quantity, instrument in (
        ("bid", "sell", 50, "CNY"),
        ("low-bid", "sell", 49, "CNY"),
        ("much-bid", "sell-much", 50, "CNY"),
        ("other-bid", "sell-other-money", 1, "OTHER"),
    ):
        market.do(bid(name, order, quantity, instrument), signed_by="bob")
    for name, authority in (("standing", "court"), ("polices-freeze", "police")):
        frozen = give(name, Kind.freeze, authority, **DAVES, quantity=1)
        market.do(frozen, c.Freeze(order=name, by=authority), signed_by=authority)


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
        Outcome.too_much_waits,
    ),
    Row("a file of no account", c.OpenFile(subject="parties/account/none"), "bob", Parties.unknown_account),
    Row("a file of no party", c.OpenFile(subject="parties/party/none"), "bob", Parties.unknown_party),
    Row(
        "a file of no instrument",
        c.OpenFile(subject="instruments/instrument/NONE"),
        "bob",
        Instruments.unknown_instrument,
    ),
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


def seizing(order: str = "seize", by: str = "court", **units: Any) -> c.Seize:
    return c.Seize(order=order, by=by, **units)


def burning(order: str = "burn", **units: Any) -> c.Burn:
    return c.Burn(order=order, by="court", **units)


def recovering(order: str, *instruments: str) -> c.Recover:
    holdings = tuple(c.RecoveredHolding(instrument=name) for name in instruments)
    return c.Recover(order=order, by="court", holdings=holdings)


def selling(order: str, hold: str, receiver: str = "of-bob") -> c.Sell:
    return c.Sell(order=order, by="court", hold=hold, receiver=receiver)


OF_POLICE = (Taken(encumbrance="supervision/polices-freeze", quantity=1),)
OF_ROLE = (Taken(encumbrance="frozen", quantity=1),)
UNIT_ROWS = [
    Row("freezing under nothing", carried(c.Freeze, "none"), "court", Outcome.unknown_order),
    Row("freezing under a demand", carried(c.Freeze, "demand"), "court", Outcome.order_of_another_kind),
    Row("freezing twice", carried(c.Freeze, "standing"), "court", Outcome.order_not_in_force),
    Row("freezing before one's turn", carried(c.Freeze, "freeze-second"), "court", Outcome.freeze_out_of_turn),
    Row("freezing where all places are taken", carried(c.Freeze, "freeze-kay"), "court", Holdings.too_many_freezes),
    Row("freezing as anybody", carried(c.Freeze, "freeze-first", "bob"), "bob", Parties.role_missing),
    Row("freezing unsigned", carried(c.Freeze, "freeze-first"), "bob", Parties.not_authorised),
    Row("thawing under nothing", carried(c.Thaw, "none"), "court", Outcome.unknown_order),
    Row("thawing under a freeze", carried(c.Thaw, "freeze-first"), "court", Outcome.order_of_another_kind),
    Row("thawing what never was", carried(c.Thaw, "thaw-over"), "court", Holdings.unknown_encumbrance),
    Row("thawing a hold", carried(c.Thaw, "thaw-hold"), "court", Holdings.wrong_encumbrance_kind),
    Row("thawing what a supervisor froze", carried(c.Thaw, "thaw-of-role"), "court", Outcome.no_say),
    Row("thawing elsewhere", carried(c.Thaw, "thaw-other"), "court", Outcome.beyond_order),
    Row("seizing under nothing", seizing("none", free=1), "court", Outcome.unknown_order),
    Row("seizing under a burning", seizing("burn", free=1), "court", Outcome.order_of_another_kind),
    Row("seizing again", seizing("seized", free=1), "court", Outcome.order_not_in_force),
    Row("seizing nothing", seizing(), "court", Holdings.nothing_moved),
    Row("seizing more than ordered", seizing(free=11), "court", Outcome.beyond_order),
    Row("seizing what is not there", seizing("seize-none", free=1), "court", Holdings.insufficient_free_quantity),
    Row("seizing what others froze", seizing(taken=OF_POLICE), "court", Outcome.no_say),
    Row("seizing what is elsewhere", seizing("seize", by="court", taken=OF_ROLE), "court", Outcome.no_say),
    Row("seizing unsigned", seizing(free=1), "bob", Parties.not_authorised),
    Row("burning under nothing", burning("none", free=1), "court", Outcome.unknown_order),
    Row("burning under a seizure", burning("seize", free=1), "court", Outcome.order_of_another_kind),
    Row("burning nothing", burning(), "court", Holdings.nothing_moved),
    Row("burning more than ordered", burning(free=11), "court", Outcome.beyond_order),
    Row("burning what others froze", burning(taken=OF_POLICE), "court", Outcome.no_say),
    Row("burning unsigned", burning(free=1), "bob", Parties.not_authorised),
    Row("new keys under nothing", c.RenewKeys(order="none", registrar="registrar"), "bob", Outcome.unknown_order),
    Row("new keys that none names", c.RenewKeys(order="recover", registrar="registrar"), "bob", Outcome.keys_first),
    Row(
        "new keys by anybody",
        c.RenewKeys(order="recover-keys", registrar="alice"),
        "alice",
        Parties.role_missing,
    ),
    Row(
        "new keys unsigned",
        c.RenewKeys(order="recover-keys", registrar="registrar"),
        "alice",
        Parties.not_authorised,
    ),
    Row("recovering under nothing", recovering("none", "SHARE"), "court", Outcome.unknown_order),
    Row("recovering before the keys", recovering("recover-keys", "SHARE"), "court", Outcome.keys_first),
    Row("recovering what never was", recovering("recover", "DEED"), "court", Holdings.unknown_holding),
    Row("recovering in part", recovering("recover", "SHARE"), "court", Holdings.recovery_not_whole),
    Row("recovering one of two holdings", recovering("recover", "CAPPED"), "court", Holdings.recovery_not_whole),
    Row("recovering to another", recovering("recover-wrong", "SHARE"), "court", Holdings.recovery_to_another),
    Row("selling under nothing", selling("none", "bid"), "court", Outcome.unknown_order),
    Row("selling under a return", selling("return", "bid"), "court", Outcome.order_of_another_kind),
    Row("selling without a hold", selling("sell", "none"), "court", Holdings.unknown_encumbrance),
    Row("selling for a pledge", selling("sell", "pledged"), "court", Holdings.wrong_encumbrance_kind),
    Row("selling for too little", selling("sell", "low-bid"), "court", Outcome.not_the_sale),
    Row("selling to another than pays", selling("sell", "bid", "of-alice"), "court", Outcome.not_the_sale),
    Row("selling to no account", selling("sell", "bid", "none"), "court", Parties.unknown_account),
    Row("selling more than is left", selling("sell-much", "much-bid"), "court", Outcome.not_so_much_seized),
    Row("selling for another money", selling("sell-other-money", "other-bid"), "court", Outcome.not_the_sale),
    Row("selling unsigned", selling("sell", "bid"), "alice", Parties.not_authorised),
    Row("returning under nothing", c.Return(order="none", by="court"), "court", Outcome.unknown_order),
    Row("returning under a sale", c.Return(order="sell", by="court"), "court", Outcome.order_of_another_kind),
    Row("returning more than is left", c.Return(order="return-much", by="court"), "court", Outcome.not_so_much_seized),
    Row("returning unsigned", c.Return(order="return", by="court"), "alice", Parties.not_authorised),
]
SALE = {"seizure": "seized", "quantity": 1, "cash": "CNY", "price": 1}
SCOPE_ROWS = [
    Row(
        "keys that nobody can meet",
        give("o", Kind.recover, account="of-bob", receiver="of-bob", keys=KeyPolicy(keys=(), threshold=1)),
        "court",
        Parties.invalid_key_policy,
    ),
    Row("a sale of nothing", give("o", Kind.sell, **SALE | {"seizure": "none"}), "court", Outcome.unknown_seizure),
    Row(
        "a victim twice",
        give("o", Kind.give_back, **RETURNED | {"victims": RETURNED["victims"] * 2}),
        "court",
        Outcome.wrong_scope,
    ),
    Row(
        "a victim without an account",
        give("o", Kind.give_back, **RETURNED | {"victims": (Victim(account="none", claim=1),)}),
        "court",
        Parties.unknown_account,
    ),
]
SUPERVISION = [*POLICY_ROWS, *ORDER_ROWS, *SCOPE_ROWS, *STANDING_ROWS, *UNIT_ROWS]


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
FOLLOWED_BY_SUPERVISION += [
    Row(
        "a supervisor's freeze without an order", freeze("direct", account="of-dave"), "supervisor", Outcome.orders_only
    ),
    Row(
        "what is in custody, by the state itself",
        h.Transfer(sender="state", receiver="of-bob", instrument="SHARE", quantity=1),
        "treasury",
        Outcome.in_custody,
    ),
]


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


def _movement(**changes: Any) -> Movement:
    """Out of Dave's account to the state."""
    described: dict[str, Any] = {"side": Side.gives, "account": "of-dave", "instrument": "SHARE", "quantity": 1}
    return Movement(**described | {"receiver": "state", "act": MovementAct.forces} | changes)


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
    Act("nothing seized", _known(SEIZURES, "none"), Outcome.unknown_seizure),
    Act("a seizure twice", _created(SEIZURES, "seized"), Outcome.seizure_exists),
    Act("custody of nothing", _known(CUSTODIES, "state", "DEED"), Outcome.unknown_custody),
    Act("custody twice", _created(CUSTODIES, "state", "SHARE"), Outcome.custody_exists),
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
    Act("an order twice", _created(ORDERS, "demand"), Outcome.order_exists),
]
