# SPDX-License-Identifier: Apache-2.0
"""A treasury future that ends while its bonds pay: sellers whose goods are at the desk, and a buyer of all of them."""

from typing import Any, Final

from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.delivery import Bond, Goods
from counterfoil.modules.futures.desk_calls import PassOn
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod, Schedule
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.lifecycle import calls as a
from counterfoil.modules.lifecycle.actions import ACTIONS, Action, ActionKind
from counterfoil.modules.lifecycle.queries import next_steps
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import DayNumber, InstrumentId, Millionths
from counterfoil.terms.kernel.arithmetic import Rounding
from support.corporate_actions import CHINA_MIN, bond, registered
from support.futures_ending import (
    AFTER,
    allotments,
    close,
    founded,
    intend,
    listing,
    offer,
    open_day,
    product,
    traded_out,
)

BY_TREASURY: Final = EndingRules(
    mode=EndingMode.in_goods,
    final=FinalMethod.last_settlement,
    schedule=Schedule(1, 2, 3),
    penalty_ppm=Millionths(20_000),
)
UNIT: Final = 10_000
"""Bonds of a hundred for a lot"""
FIRST, SECOND, LAST_ONE = "_due-1", "_due-2", "_due-3"
"""Two coupons of the bond, and the face with a third."""
LATE: Final = AFTER[2] + 33
"""A Monday on which the bond has matured, if nobody called for the exchange before."""
DAY_MS: Final = 86_400_000


def founding(ledger: Any) -> Any:
    """The house, a court, an issuer with money, a product."""
    founded(ledger)
    ledger.party("court", Role.supervisor)
    ledger.party("issuer", Role.issuer)
    rules = {"tick": 5, "limit_ppm": 20_000}
    ledger.do(product("T", BY_TREASURY, decimals=3, multiplier=1_000, rules=rules), signed_by="ccp venue")
    ledger.do(listing("T1", "T", listing_price=101_235), signed_by="venue")
    ledger.account("till", "issuer")
    ledger.issue("CNY", "till", 10**12, issuer="bank issuer")
    return ledger


def with_bond(ledger: Any, matures: int = AFTER[3] + 3_000, terms: dict[str, Any] | None = None) -> Any:
    """Ann bought all of a bond that pays by its terms; its first coupon is recorded days later."""
    founding(ledger).do(registered(bond(ledger, terms=terms), offset_min=CHINA_MIN), signed_by="issuer")
    return sold(ledger, matures)


def sold(ledger: Any, matures: int = AFTER[3] + 3_000) -> Any:
    """Ann bought two lots of Bob and one of Cat, who have all of the bond; and all positions have expired."""
    for name, units in (("bob", 2 * UNIT), ("cat", UNIT)):
        ledger.issue("BOND", f"of-{name}", units, issuer=f"issuer {name}")
    terms = Bond(DayNumber(matures - 3_653), DayNumber(matures), Millionths(29_000), 1)
    ledger.do(s.AdmitGoods(instrument="BOND", product="T", quantity=UNIT, bond=terms), signed_by="venue")
    traded_out(ledger, "T1", ("ann", "bob", 101_235, 2), ("ann", "cat", 101_235, 1), settlement=101_235)
    return ledger


def offered(ledger: Any) -> Any:
    """Goods are at the desk, and wanted."""
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", Goods("BOND", 2), contract="T1"), signed_by="bob")
    ledger.do(offer("cat", Goods("BOND", 1), contract="T1"), signed_by="cat")
    ledger.do(intend("ann", contract="T1"), signed_by="ann")
    return ledger


def on(ledger: Any, day: int) -> None:
    close(ledger)
    open_day(ledger, day)


def matched(ledger: Any) -> None:
    """The matching stands, and it is the day of payment."""
    on(ledger, AFTER[1])
    ledger.do(*allotments(ledger, "T1"), signed_by="ccp")
    on(ledger, AFTER[2])


def announced(
    ledger: Any,
    action: str,
    kind: ActionKind = ActionKind.dividend,
    *,
    by: str = "issuer",
    instrument: str = "BOND",
    **said: Any,
) -> None:
    """By the issuer: recorded in a day, and paid a day later."""
    times = {"record_time": DAY_MS, "ex_time": DAY_MS + 1, "pay_time": 2 * DAY_MS}
    about = {name: ledger.time + after for name, after in times.items()} | {"rounding": Rounding.DOWN, **said}
    call = a.Announce(instrument=instrument, action=action, kind=kind, reference="meeting", **about)
    ledger.do(call, signed_by=by)


def action_of(ledger: Any, action: str, instrument: str = "BOND") -> Action:
    found: Action | None = ledger.state.read(ACTIONS, instrument, action)
    assert found is not None, action
    return found


def driven(ledger: Any, action: str, instrument: str = "BOND") -> None:
    """All that anybody may do for it."""
    now = max(ledger.time, action_of(ledger, action, instrument).pay_time) + 1_000
    while calls := list(next_steps(ledger.state, InstrumentId(instrument), action, now)):
        ledger.do(*calls, signed_by="venue")


def until(ledger: Any, time: int) -> None:
    ledger.wait(max(0, time - ledger.time))


def recorded(ledger: Any, action: str, instrument: str = "BOND") -> None:
    """Its record time is over, and its parts are divided; nobody does anything for the house's day."""
    if action.startswith("_due"):
        ledger.do(a.Propose(instrument=instrument), signed_by="venue")
    time = action_of(ledger, action, instrument).record_time
    until(ledger, time)
    while action_of(ledger, action, instrument).division is None:
        calls = list(next_steps(ledger.state, InstrumentId(instrument), action, max(ledger.time, time) + 1_000))
        ledger.do(*calls, signed_by="venue")


def paid(ledger: Any, action: str, instrument: str = "BOND", *, by: str = "issuer") -> None:
    """Its issuer sets the cash aside, and everybody is paid."""
    due = action_of(ledger, action, instrument)
    about = {"account": "till", "instrument": due.cash, "quantity": due.whole, "executor": due.path}
    named = f"for-{instrument}{action}"
    hold = h.Hold(hold=named, expires=due.pay_time + 10**10, **about)
    ledger.do(hold, a.Fund(instrument=instrument, action=action, hold=named), signed_by=by)
    until(ledger, due.pay_time)
    driven(ledger, action, instrument)


def given(ledger: Any, action: str = "bonus") -> None:
    """One new unit for each comes, also to the desk, where all of it waits."""
    announced(ledger, action, ActionKind.bonus, amount=1, per=1)
    recorded(ledger, action)
    until(ledger, action_of(ledger, action).pay_time)
    driven(ledger, action)


def to_its_end(ledger: Any) -> None:
    """Both coupons are paid, and the register of the face is over."""
    for action in (FIRST, SECOND):
        recorded(ledger, action)
        paid(ledger, action)
    recorded(ledger, LAST_ONE)


def days(ledger: Any, last: int) -> None:
    """From the day after the day of payment on to such a one: nobody asks for an exchange."""
    for day in range(AFTER[3], last + 1):
        if (day - AFTER[0]) % 7 < 5:
            on(ledger, day)


def pass_on(name: str, units: int, action: str = "gift", contract: str = "T1") -> PassOn:
    return PassOn(contract=contract, account=f"m-{name}", security="BOND", action=action, units=units)


def brought(ledger: Any) -> Any:
    """A hundred fen came to the desk for what is there; Cat has its part, and Bob not yet."""
    founding(ledger).instrument("BOND", "issuer")
    offered(sold(ledger))
    announced(ledger, "gift", cash="CNY", amount=100, per=3 * UNIT)
    matched(ledger)
    recorded(ledger, "gift")
    paid(ledger, "gift")
    ledger.do(pass_on("cat", UNIT), signed_by="venue")
    return ledger
