# SPDX-License-Identifier: Apache-2.0
"""A small market with registers, payments and corporate actions in every state, and the calls that are tried there."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ActionKind
from counterfoil.modules.lifecycle.records import (
    PENDING_MAX,
    Income,
)
from counterfoil.modules.parties import calls as p
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.supervision.calls import Recover, RecoveredHolding
from counterfoil.modules.supervision.records import OrderKind
from counterfoil.primitives.types import AccountId, DayNumber, Millionths, RecordPath
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
)
from support.ledger import GENESIS_TIME, Ledger
from support.market import leg
from support.supervised import give, supervise

SOON: Final = GENESIS_TIME + HOUR_MS
NOW: Final = GENESIS_TIME + 10 * DAY_MS
"""Later than the market is built at."""
FAR: Final = NOW + 100 * DAY_MS
ENDING: Final = TERMS_OF_IT | {"maturityDate": "2023-11-20T00:00:00"}
del ENDING["cycleAnchorDateOfInterestPayment"]
PAYS: Final = TERMS_OF_IT | {"contractRole": "RPL"}
UNBOUNDED: Final = {name: value for name, value in FLOATING.items() if name != "lifeFloor"}
EXCHANGED: Final = FLOATING | {"settlementCurrency": "USD"}
SHORT: Final = UNBOUNDED | {
    "maturityDate": "2024-11-20T00:00:00",
    "cycleAnchorDateOfInterestPayment": "2023-11-20T00:00:00",
    "lifeFloor": "0.01",
    "cycleAnchorDateOfRateReset": "2023-11-12T00:00:00",
}
"""First paid within days, by one rate."""
USED: Final = DayNumber(19_673)
"""12 November 2023."""
UNUSED: Final = DayNumber(19_700)
TRADE: Final = "settlement/instruction/trade"
PAYS_A_FRIEND: Final = c.PayInto(account=AccountId("stopped"), receiver=AccountId("ben"))


def at(action: str, instrument: str = SHARE) -> dict[str, Any]:
    """Where an action is."""
    return {"instrument": instrument, "action": action}


def publish(day: int = UNUSED + 1, rate: str = "0.02") -> c.PublishFixing:
    return c.PublishFixing(publisher="venue", reference_rate="SHIBOR3M", day=day, rate=rate)


def correct(day: int = UNUSED + 1) -> c.CorrectFixing:
    return c.CorrectFixing(publisher="venue", reference_rate="SHIBOR3M", day=day, rate="0.03")


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


def take_over(account: str = "ann", action: str = "open", order: str = "lost") -> c.TakeOver:
    return c.TakeOver(account=account, order=RecordPath(f"supervision/order/{order}"), **at(action))


def claim(instruction: str = TRADE, action: str = "open", seller: str = "ann") -> c.Claim:
    return c.Claim(seller=seller, buyer="ben", instruction=RecordPath(instruction), **at(action))


def settle(instruction: str = TRADE, action: str = "open") -> c.SettleClaim:
    return c.SettleClaim(seller="ann", buyer="ben", instruction=RecordPath(instruction), **at(action))


def corporate(_market: Ledger | None = None) -> Ledger:
    """Its own small market, with snapshots and actions in every state."""
    market = small_market()
    market.party("sue")
    market.account("stopped", "sue")
    market.do(p.SuspendAccount(account="stopped", by="supervisor", reference="a ruling"), signed_by="supervisor")
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
    _recovered(market)
    fixed(market, BOND, "_due-1")
    fixed(market, "QUICK", "_due-1")
    propose = c.Propose(instrument="QUICK"), c.Propose(instrument=BOND)
    market.do(*propose, announce(action="coming"), signed_by="ann issuer")
    while step(market, "SLOW", "_due-1"):
        pass
    return market


def _recovered(market: Ledger) -> None:
    """Cat lost its keys, and a court had what it holds moved to a new account."""
    supervise(market)
    market.account("cat-2", "cat")
    end = market.time + DAY_MS
    lost = give("lost", OrderKind.recover, "court", "clerk", account="cat", receiver="cat-2", expires=end)
    market.do(lost, signed_by="court clerk")
    holdings = tuple(RecoveredHolding(instrument=one) for one in (SHARE, BOND, CASH))
    market.do(Recover(order="lost", by="court", holdings=holdings), signed_by="court")


def _terms(market: Ledger) -> None:
    for name, terms in (
        ("WRONG", {"contractType": "STK"}),
        ("FLOATS", FLOATING),
        ("UNBOUNDED", UNBOUNDED),
        ("EXCHANGED", EXCHANGED),
        ("PAYS", PAYS),
        ("FRESH", TERMS_OF_IT),
    ):
        bond(market, name, terms)
    market.instrument("FULL", "issuer")
    market.do(registered(bond(market, "DONE", ENDING | {"couponType": "AT_MATURITY"}), "DONE"), signed_by="issuer")
    market.issue("DONE", "ann", 5, issuer="issuer")
    for name, publisher in (("QUICK", "venue"), ("SLOW", "bank")):
        text = bond(market, name, SHORT)
        market.do(registered(text, name, publisher=publisher), c.Propose(instrument=name), signed_by="issuer")
        market.issue(name, "ann", 5, issuer="issuer")
    market.do(publish(USED), publish(UNUSED), signed_by="venue")
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
