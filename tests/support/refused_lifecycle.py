# SPDX-License-Identifier: Apache-2.0
"""Registers and corporate actions in every state, and what the lifecycle module refuses: per call, as it is checked."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ActionKind
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome as Outcome
from counterfoil.modules.lifecycle.records import (
    PENDING_MAX,
    Income,
)
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.settlement import calls as s
from counterfoil.primitives.types import INTEGER_MAX, AccountId, InstrumentId, Millionths, RecordPath
from support.corporate_actions import (
    BOND,
    CASH,
    DAY_MS,
    FLOATING,
    HOUR_MS,
    LATER,
    SHARE,
    TERMS_OF_IT,
    action_of,
    announced,
    bond,
    fixed,
    funded,
    registered,
    small_market,
    step,
    until,
    written,
)
from support.ledger import GENESIS_TIME, Ledger
from support.lifecycle_acts import LIFECYCLE_ACTS
from support.market import Row, leg

APART = True
SOON: Final = GENESIS_TIME + HOUR_MS
NOW: Final = GENESIS_TIME + 10 * DAY_MS
"""Later than the market is built at."""
FAR: Final = NOW + 100 * DAY_MS
ENDING: Final = TERMS_OF_IT | {"maturityDate": "2023-11-20T00:00:00"}
del ENDING["cycleAnchorDateOfInterestPayment"]
PAYS: Final = TERMS_OF_IT | {"contractRole": "RPL"}
TRADE: Final = "settlement/instruction/trade"
PAYS_A_FRIEND: Final = c.PayInto(account=AccountId("stopped"), receiver=AccountId("ben"))


def at(action: str, instrument: str = SHARE) -> dict[str, Any]:
    """Where an action is."""
    return {"instrument": instrument, "action": action}


def schedule(snapshot: str = "fresh", **changed: Any) -> c.Schedule:
    fields = {"instrument": SHARE, "record_time": FAR, "by": "issuer", "reference": "meeting"}
    return c.Schedule(snapshot=snapshot, **(fields | changed))


def announce(kind: ActionKind = ActionKind.dividend, action: str = "fresh", **changed: Any) -> c.Announce:
    return announced(action, kind, FAR, **changed)


def move(snapshot: str, record_time: int = FAR, instrument: str = SHARE) -> c.Move:
    return c.Move(instrument=instrument, snapshot=snapshot, record_time=record_time, reference="postponed")


def cancel(snapshot: str, instrument: str = SHARE) -> c.Cancel:
    return c.Cancel(instrument=instrument, snapshot=snapshot, reference="not held")


def snapshot(kind: type[Call], name: str, **more: Any) -> Any:
    return kind(instrument=SHARE, snapshot=name, **more)  # type: ignore[call-arg]


def withhold(**changed: Any) -> c.Withhold:
    fields: dict[str, Any] = {"income": Income.dividend, "rates": (), "usual_ppm": Millionths(1), "account": "tax"}
    return c.Withhold(**(fields | {"by": "supervisor", "reference": "law of 1980"} | changed))


def exercise(action: str = "rights", quantity: int = 1, hold: str = "anns-cash", account: str = "ann") -> c.Exercise:
    return c.Exercise(account=account, quantity=quantity, hold=hold, **at(action))


def elect(action: str, account: str = "ann") -> c.Elect:
    return c.Elect(account=account, in_shares=True, **at(action))


def claim(instruction: str = TRADE, action: str = "open", seller: str = "ann") -> c.Claim:
    return c.Claim(seller=seller, buyer="ben", instruction=RecordPath(instruction), **at(action))


def settle(instruction: str = TRADE, action: str = "open") -> c.SettleClaim:
    return c.SettleClaim(seller="ann", buyer="ben", instruction=RecordPath(instruction), **at(action))


def corporate(_market: Ledger | None = None) -> Ledger:
    """Its own small market, with snapshots and actions in every state."""
    market = small_market()
    _terms(market)
    _announced(market)
    _trades(market)
    until(market, SOON + 3 * HOUR_MS)
    _done(market)
    for number in range(PENDING_MAX):
        market.do(schedule(f"s{number}", instrument="FULL"), signed_by="issuer")
    for number in range(SCHEDULED_MAX):
        market.do(withhold(since=FAR + number), signed_by="supervisor")
    market.do(c.PayInto(account="ann", receiver="ann"), signed_by="ann")
    until(market, NOW)
    fixed(market, BOND, "_due-1")
    market.do(c.Propose(instrument=BOND), announce(action="coming"), signed_by="ann issuer")
    market.party("sue")
    market.account("stopped", "sue")
    market.do(p.SuspendAccount(account="stopped", by="supervisor", reference="a ruling"), signed_by="supervisor")
    return market


def _terms(market: Ledger) -> None:
    for name, terms in (
        ("WRONG", {"contractType": "STK"}),
        ("FLOATS", FLOATING),
        ("PAYS", PAYS),
        ("FRESH", TERMS_OF_IT),
    ):
        bond(market, name, terms)
    market.instrument("FULL", "issuer")
    market.do(registered(bond(market, "DONE", ENDING | {"couponType": "AT_MATURITY"}), "DONE"), signed_by="issuer")
    market.issue("DONE", "ann", 5, issuer="issuer")
    market.do(c.Propose(instrument="DONE"), c.Propose(instrument=BOND), signed_by="ann")


def _announced(market: Ledger) -> None:
    late = {"pay_time": FAR}
    for name, kind, more in (
        ("paid", ActionKind.dividend, {}),
        ("open", ActionKind.dividend, {}),
        ("later", ActionKind.dividend, late | {"price": 2, "deadline": FAR}),
        ("recorded", ActionKind.dividend, {}),
        ("chosen", ActionKind.dividend, {"price": 2, "deadline": GENESIS_TIME + 2 * HOUR_MS}),
        ("bonus", ActionKind.bonus, {}),
        ("rights", ActionKind.rights, {"price": 2, "deadline": FAR, "proceeds": "till"}),
    ):
        market.do(announced(name, kind, GENESIS_TIME, **more), signed_by="issuer")
    for number, name in enumerate(("paid", "open")):
        market.do(move(name, SOON - 10_000 + number), signed_by="issuer")


def _trades(market: Ledger) -> None:
    for name, quantity in (("trade", 300), ("second", 300), ("settled", 10), ("huge", 9_000)):
        legs = (leg("ann", "ben", SHARE, quantity),)
        call = s.Instruct(instruction=name, by="venue", legs=legs, expires=LATER, intended_settlement=SOON - 20_000)
        market.do(call, s.Affirm(instruction=name, account="ann"), signed_by="venue ann")


def _done(market: Ledger) -> None:
    market.do(h.Transfer(sender="ann", receiver="till", instrument=SHARE, quantity=1), signed_by="ann")
    for name in ("paid", "open", "later", "chosen", "bonus", "rights"):
        fixed(market, SHARE, name)
    soon = market.time + 10_000
    market.do(schedule("passed", record_time=soon), schedule("counting", record_time=soon), signed_by="issuer")
    until(market, soon)
    while action_of(market, SHARE, "recorded").units is None:
        step(market, SHARE, "recorded")
    begun = c.Divide(division="begun", **at("recorded")), c.Entitle(division="begun", account="ann", **at("recorded"))
    market.do(*begun, signed_by="ann")
    market.do(snapshot(c.Record, "counting"), snapshot(c.Count, "counting", account="ann"), signed_by="ann")
    for name in ("paid", "open", "later"):
        funded(market, SHARE, name)
    while step(market, SHARE, "paid"):
        pass
    market.do(c.Pay(account="ben", **at("open")), claim(), claim(action="later"), signed_by="ben")
    market.do(claim("settlement/instruction/settled"), signed_by="ben")
    market.do(s.Affirm(instruction="settled", account="ben"), signed_by="ben")
    allocate = s.Allocate(instruction="settled", account="ann"), s.Settle(instruction="settled", by="venue")
    market.do(*allocate, settle("settlement/instruction/settled"), signed_by="ann venue")
    market.issue(CASH, "ann", 1_000, issuer="bank")
    path = action_of(market, SHARE, "rights").path
    hold = h.Hold(hold="anns-cash", account="ann", instrument=CASH, quantity=900, executor=path, expires=LATER)
    market.do(hold, signed_by="ann")


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
    Row("terms without the issuer", registered(written(TERMS_OF_IT), "FRESH"), "ann", Parties.not_authorised),
    Row("terms twice", registered(written(TERMS_OF_IT)), "issuer", Outcome.terms_exist),
    Row("a payment without terms", c.Propose(instrument=SHARE), "ann", Outcome.unknown_terms),
    Row("a payment after the last", c.Propose(instrument="DONE"), "ann", Outcome.no_more_due),
    Row("a payment before the one before is recorded", c.Propose(instrument=BOND), "ann", Outcome.payment_pending),
    Row("for the past", schedule(record_time=SOON), "issuer", Outcome.record_time_passed),
    Row("of nothing known", schedule(instrument="NONE"), "issuer", Instruments.unknown_instrument),
    Row("by a holder", schedule(by="ann"), "ann", Parties.role_missing),
    Row("without signing", schedule(), "ann", Parties.not_authorised),
    Row("a snapshot's name is taken", schedule("passed"), "issuer", Outcome.snapshot_exists),
    Row("one too many to come", schedule(instrument="FULL"), "issuer", Outcome.register_full),
    Row("moving none", move("none"), "issuer", Outcome.unknown_snapshot),
    Row("moving what the terms set", move("_due-1", FAR, BOND), "issuer", Outcome.set_by_terms),
    Row("moving what is counted", move("counting"), "issuer", Outcome.snapshot_not_open),
    Row("moving it when its time has passed", move("passed"), "issuer", Outcome.record_time_passed),
    Row("into the past", move("s0", SOON, "FULL"), "issuer", Outcome.record_time_passed),
    Row("moving another's", move("s0", FAR, "FULL"), "ann", Parties.not_authorised),
    Row("to when nobody can count", move("coming", INTEGER_MAX), "issuer", Outcome.time_beyond_counting),
    Row("cancelling none", cancel("none"), "issuer", Outcome.unknown_snapshot),
    Row("cancelling what the terms set", cancel("_due-1", BOND), "issuer", Outcome.set_by_terms),
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
    Row("a suspended account names another", PAYS_A_FRIEND, "sue", Parties.account_suspended),
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
    Row("one's rights out of another's hold", exercise(account="ben"), "ben", Outcome.hold_elsewhere),
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


ACTS: Final = LIFECYCLE_ACTS
MARKET = corporate
"""What the rows need."""
