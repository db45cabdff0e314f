# SPDX-License-Identifier: Apache-2.0
"""Registers and corporate actions in every state, and what the lifecycle module refuses: per call, as it is checked."""

from typing import Any

from counterfoil.commerce.context import Context
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Issued
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ACTIONS, ActionKind
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome as Outcome
from counterfoil.modules.lifecycle.records import (
    PAYOUTS,
    REGISTERS,
    TALLIES,
    WITHHOLDINGS,
)
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath
from support.corporate_actions import (
    BOND,
    CASH,
    FLOATING,
    HOUR_MS,
    LATER,
    SHARE,
    TERMS_OF_IT,
    registered,
    written,
)
from support.lifecycle_in_every_state import (
    EXCHANGED,
    FAR,
    PAYS,
    SOON,
    UNBOUNDED,
    UNUSED,
    USED,
    announce,
    at,
    cancel,
    claim,
    corporate,
    correct,
    elect,
    exercise,
    move,
    publish,
    schedule,
    settle,
    snapshot,
    take_over,
    withhold,
)
from support.market import Row
from support.refused_by_records import Act, _created, _known

APART = True
REGISTERED = [
    Row("terms of nothing known", registered("{}", "NONE"), "issuer", Instruments.unknown_instrument),
    Row("terms of another hash", registered("{}", "FRESH"), "issuer", Outcome.other_terms),
    Row("terms of a share, which names none", registered("{}", SHARE), "issuer", Outcome.other_terms),
    Row(
        "paid in nothing known",
        registered(written(TERMS_OF_IT), "FRESH", cash="NONE"),
        "issuer",
        Instruments.unknown_instrument,
    ),
    Row(
        "terms of no bond",
        registered(written({"contractType": "STK"}), "WRONG"),
        "issuer",
        Outcome.terms_not_computable,
    ),
    Row("terms by which its holder pays", registered(written(PAYS), "PAYS"), "issuer", Outcome.terms_not_computable),
    Row("terms that float", registered(written(FLOATING), "FLOATS"), "issuer", Outcome.floating_terms),
    Row(
        "terms that float below nothing",
        registered(written(UNBOUNDED), "UNBOUNDED", publisher="venue"),
        "issuer",
        Outcome.terms_not_computable,
    ),
    Row(
        "terms that take a rate of exchange besides",
        registered(written(EXCHANGED), "EXCHANGED", publisher="venue"),
        "issuer",
        Outcome.terms_not_computable,
    ),
    Row(
        "terms that float, and a stranger publishes",
        registered(written(FLOATING), "FLOATS", publisher="none"),
        "issuer",
        Parties.unknown_party,
    ),
    Row(
        "fixed terms that name who publishes rates",
        registered(written(TERMS_OF_IT), "FRESH", publisher="venue"),
        "issuer",
        Outcome.floating_terms,
    ),
    Row("publishing for another", publish(), "ann", Parties.not_authorised),
    Row("a rate published twice", publish(day=USED), "venue", Outcome.fixing_exists),
    Row("correcting what was not published", correct(), "venue", Outcome.unknown_fixing),
    Row("correcting what was paid by", correct(day=USED), "venue", Outcome.fixing_used),
    Row("correcting another's", correct(day=UNUSED), "ann", Parties.not_authorised),
    Row("terms without the issuer", registered(written(TERMS_OF_IT), "FRESH"), "ann", Parties.not_authorised),
    Row("terms twice", registered(written(TERMS_OF_IT)), "issuer", Outcome.terms_exist),
    Row("a payment without terms", c.Propose(instrument=SHARE), "ann", Outcome.unknown_terms),
    Row("a payment after the last", c.Propose(instrument="DONE"), "ann", Outcome.no_more_due),
    Row("for the past", schedule(record_time=SOON), "issuer", Outcome.record_time_passed),
    Row("of nothing known", schedule(instrument="NONE"), "issuer", Instruments.unknown_instrument),
    Row("by a holder", schedule(by="ann"), "ann", Parties.role_missing),
    Row("without signing", schedule(), "ann", Parties.not_authorised),
    Row("a snapshot's name is taken", schedule("passed"), "issuer", Outcome.snapshot_exists),
    Row("one too many to come", schedule(instrument="FULL"), "issuer", Outcome.register_full),
    Row("moving none", move("none"), "issuer", Outcome.unknown_snapshot),
    Row("moving what the terms set", move("due/1", FAR, BOND), "issuer", Outcome.set_by_terms),
    Row("moving what is counted", move("counting"), "issuer", Outcome.snapshot_not_open),
    Row("moving it when its time has passed", move("passed"), "issuer", Outcome.record_time_passed),
    Row("into the past", move("s0", SOON, "FULL"), "issuer", Outcome.record_time_passed),
    Row("moving another's", move("s0", FAR, "FULL"), "ann", Parties.not_authorised),
    Row("cancelling none", cancel("none"), "issuer", Outcome.unknown_snapshot),
    Row("cancelling what the terms set", cancel("due/1", BOND), "issuer", Outcome.set_by_terms),
    Row("cancelling what is recorded", cancel("paid"), "issuer", Outcome.snapshot_not_open),
    Row("cancelling another's", cancel("s0", "FULL"), "ann", Parties.not_authorised),
    Row("recording none", snapshot(c.Record, "none"), "ann", Outcome.unknown_snapshot),
    Row("recording twice", snapshot(c.Record, "counting"), "ann", Outcome.snapshot_not_open),
    Row(
        "recording before its time",
        c.Record(instrument=InstrumentId("FULL"), snapshot="s0"),
        "ann",
        Outcome.record_time_to_come,
    ),
    Row("counting for none", snapshot(c.Count, "none", account="ben"), "ann", Outcome.unknown_snapshot),
    Row("counting too early", snapshot(c.Count, "passed", account="ben"), "ann", Outcome.snapshot_not_open),
    Row("counting who holds nothing", snapshot(c.Count, "counting", account="tax"), "ann", Outcome.nothing_held),
    Row("counting twice", snapshot(c.Count, "counting", account="ann"), "ann", Outcome.counted_already),
    Row("closing none", snapshot(c.Close, "none"), "ann", Outcome.unknown_tally),
    Row("closing what is closed", snapshot(c.Close, "paid"), "ann", Outcome.snapshot_not_open),
    Row("computing none", c.Compute(**at("none")), "ann", Outcome.unknown_action),
    Row("computing what is announced", c.Compute(**at("recorded")), "ann", Outcome.action_not_so_far),
    Row("computing before its register", c.Compute(**at("due/2", "QUICK")), "ann", Outcome.snapshot_not_open),
    Row("computing without the rate", c.Compute(**at("due/1", "SLOW")), "ann", Outcome.unknown_fixing),
    Row("closing with some left out", snapshot(c.Close, "counting"), "ann", Outcome.register_incomplete),
    Row(
        "units that are about to end",
        h.Transfer(sender="ann", receiver="ben", instrument="DONE", quantity=1),
        "ann",
        Outcome.register_closed,
    ),
    Row(
        "more of units that are about to end",
        h.Issue(instrument="DONE", account="ben", quantity=1),
        "issuer",
        Outcome.register_closed,
    ),
    Row("paid nowhere", c.PayInto(account="ann", receiver="none"), "ann", Parties.unknown_account),
    Row("another's say where", c.PayInto(account="ann", receiver="ben"), "ben", Parties.not_authorised),
    Row("a rate for the past", withhold(since=SOON), "supervisor", Outcome.backdated_withholding),
    Row("a rate paid nowhere", withhold(account="none"), "supervisor", Parties.unknown_account),
    Row("an issuer sets rates", withhold(by="issuer"), "issuer", Parties.role_missing),
    Row("one rate too many to come", withhold(since=FAR + 99), "supervisor", Outcome.too_many_withholdings),
]
ACTING = [
    Row("recorded in the past", announce(record_time=SOON), "issuer", Outcome.record_time_passed),
    Row("ex before it is recorded", announce(ex_time=FAR), "issuer", Outcome.action_out_of_order),
    Row("a bonus that raises cost", announce(ActionKind.bonus, price=1), "issuer", Outcome.bonus_costs),
    Row("announcing a coupon", announce(ActionKind.coupon), "issuer", Outcome.action_contradicts),
    Row("a split into fewer", announce(ActionKind.splits), "issuer", Outcome.action_contradicts),
    Row("rights paid nowhere", announce(ActionKind.rights), "issuer", Outcome.action_contradicts),
    Row(
        "rights without a price",
        announce(ActionKind.rights, proceeds="till"),
        "issuer",
        Outcome.action_contradicts,
    ),
    Row("a dividend of nothing", announce(cash=None), "issuer", Outcome.action_contradicts),
    Row("a dividend in its own shares", announce(cash=SHARE), "issuer", Outcome.action_contradicts),
    Row(
        "rights paid to another",
        announce(ActionKind.rights, proceeds="ann", price=1, deadline=FAR + 4 * HOUR_MS),
        "issuer",
        Outcome.action_contradicts,
    ),
    Row("another's dividend", announce(), "ann", Parties.not_authorised),
    Row("an action's name is taken", announce(action="paid"), "issuer", Outcome.snapshot_exists),
    Row("dividing none", c.Divide(division="d", **at("none")), "ann", Outcome.unknown_action),
    Row("dividing what is divided", c.Divide(division="d", **at("open")), "ann", Outcome.action_not_so_far),
    Row("a last who held none", c.Divide(division="d", last="tax", **at("recorded")), "ann", Outcome.not_on_register),
    Row("a division's name is taken", c.Divide(division="begun", **at("recorded")), "ann", Outcome.division_exists),
    Row("entitled to none", c.Entitle(division="d", account="ann", **at("none")), "ann", Outcome.unknown_action),
    Row(
        "entitled in no division",
        c.Entitle(division="d", account="ann", **at("recorded")),
        "ann",
        Outcome.unknown_division,
    ),
    Row(
        "entitled off the register",
        c.Entitle(division="begun", account="tax", **at("recorded")),
        "ann",
        Outcome.not_on_register,
    ),
    Row(
        "entitled for what came after the record time",
        c.Entitle(division="begun", account="till", **at("recorded")),
        "ann",
        Outcome.nothing_held,
    ),
    Row(
        "entitled twice",
        c.Entitle(division="begun", account="ann", **at("recorded")),
        "ann",
        Outcome.entitled_already,
    ),
    Row("taking none", c.Fix(division="d", **at("none")), "ann", Outcome.unknown_action),
    Row("taking no division", c.Fix(division="d", **at("recorded")), "ann", Outcome.unknown_division),
    Row("entitlements short of the whole", c.Fix(division="begun", **at("recorded")), "ann", Outcome.sum_not_the_whole),
    Row("funding too early", c.Fund(hold="anns-cash", **at("recorded")), "ann", Outcome.action_not_so_far),
    Row("funding with what a holder set aside", c.Fund(hold="anns-cash", **at("open")), "ann", Outcome.hold_not_for_it),
    Row("paying none", c.Pay(account="ann", **at("none")), "ann", Outcome.unknown_action),
    Row("paying whoever is not entitled", c.Pay(account="tax", **at("open")), "ann", Outcome.not_entitled),
    Row("taking over of none", take_over(action="none"), "ann", Outcome.unknown_action),
    Row("taking over what is paid", take_over("ben"), "ben", Outcome.paid_already),
    Row("taking over without an order", take_over(order="none"), "ann", Outcome.no_such_recovery),
    Row("taking over by another's order", take_over(), "ann", Outcome.no_such_recovery),
    Row("taking over for another", take_over("cat"), "ann", Parties.not_authorised),
    Row("paying twice", c.Pay(account="ben", **at("open")), "ben", Outcome.paid_already),
    Row("paying out rights", c.Pay(account="ann", **at("rights")), "ann", Outcome.action_not_so_far),
    Row("paying before its time", c.Pay(account="ann", **at("later")), "ann", Outcome.not_payable_yet),
    Row("ending what is over", c.Finish(**at("paid")), "ann", Outcome.action_not_so_far),
    Row("ending what is owed", c.Finish(**at("open")), "issuer", Outcome.still_owed),
    Row("ending rights that can be exercised", c.Finish(**at("rights")), "issuer", Outcome.still_owed),
    Row("no choice of a bonus", elect("bonus"), "ann", Outcome.nothing_to_elect),
    Row("no choice where there is no price", elect("open"), "ann", Outcome.nothing_to_elect),
    Row("another's choice", elect("later"), "ben", Parties.not_authorised),
    Row("choosing after the deadline", elect("chosen"), "ann", Outcome.election_closed),
    Row("choosing after it is over", elect("paid"), "ann", Outcome.action_not_so_far),
    Row("no rights in a dividend", exercise("open"), "ann", Outcome.nothing_to_elect),
    Row("more than one's rights", exercise(quantity=400), "ann", Outcome.beyond_rights),
    Row("another's rights", exercise(), "ben", Parties.not_authorised),
    Row("claiming of what is recorded", claim(action="recorded"), "ben", Outcome.action_not_so_far),
    Row("claiming bonus shares", claim(action="bonus"), "ben", Outcome.action_not_so_far),
    Row("claiming twice", claim(), "ben", Outcome.market_claim_exists),
    Row("claiming what another bought", claim("settlement/instruction/second"), "ann", Parties.not_authorised),
    Row("claiming for what settled", claim("settlement/instruction/settled"), "ben", Outcome.no_such_trade),
    Row("claiming for more than was held", claim("settlement/instruction/huge"), "ben", Outcome.no_such_trade),
    Row(
        "claiming more than is owed",
        claim("settlement/instruction/second"),
        "ben",
        Outcome.beyond_entitlement,
    ),
    Row("settling no claim", settle("none"), "ben", Outcome.unknown_market_claim),
    Row("settling a claim of an open trade", settle(), "ben", Outcome.trade_not_over),
    Row("settling a claim before payment", settle(action="later"), "ben", Outcome.not_payable_yet),
    Row("settling a claim twice", settle("settlement/instruction/settled"), "ben", Outcome.claim_over),
    Row("settling a claim of what is over", settle(action="paid"), "ben", Outcome.action_not_so_far),
    Row(
        "a hold for an action that is not announced",
        h.Hold(
            hold="h", account="ann", instrument=CASH, quantity=1, executor="lifecycle/action/SHARE/no", expires=LATER
        ),
        "ann",
        Outcome.unknown_action,
    ),
]


def _issued(instrument: str, action: str, cause: str = "") -> Any:
    """Units that come by an action."""

    def act(ctx: Context) -> Any:
        path = ACTIONS.path(instrument, action)
        event = Issued(
            instrument=InstrumentId(instrument),
            account=AccountId("ann"),
            quantity=Quantity(1),
            issuing=path,
            taking=path,
            cause=RecordPath(cause) if cause else path,
        )
        return event.permit(ctx)

    return act


LIFECYCLE_ACTS = [
    Act("units by another's doing", _issued(SHARE, "bonus", "lifecycle/action/SHARE/paid"), Outcome.action_not_so_far),
    Act("more of a bond by its coupon", _issued(BOND, "due/1"), Outcome.action_not_so_far),
    Act("units by what is not divided", _issued(SHARE, "recorded"), Outcome.action_not_so_far),
    Act("no record times of what has none", _known(REGISTERS, "FRESH"), Outcome.unknown_register),
    Act("record times are kept once", _created(REGISTERS, SHARE), Outcome.register_exists),
    Act("no count of what was not counted", _known(TALLIES, SHARE, "none"), Outcome.unknown_tally),
    Act("a count is begun once", _created(TALLIES, SHARE, "paid"), Outcome.tally_exists),
    Act("an action is made once", _created(ACTIONS, SHARE, "paid"), Outcome.action_exists),
    Act("no rates of what has none", _known(WITHHOLDINGS, "interest"), Outcome.unknown_withholding),
    Act("rates have one record", _created(WITHHOLDINGS, "dividend"), Outcome.withholding_exists),
    Act("no say where it is paid", _known(PAYOUTS, "ben"), Outcome.unknown_payout),
    Act("one say where it is paid", _created(PAYOUTS, "ann"), Outcome.payout_exists),
]
MARKET = corporate
"""What the rows need."""
