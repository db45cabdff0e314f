# SPDX-License-Identifier: Apache-2.0
"""A market that is cleared, on the ledger in memory: members with units and cash, days, cycles, in few words."""

from typing import Any, Final, TypeVar

from counterfoil.law.dated import DAY_MS, MINUTE_MS, day_of
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import CYCLES, POSITIONS, TRADES, Cycle, NetPosition, Trade, TradeStatus
from counterfoil.modules.clearing.queries import to_collect, to_conclude, to_hand_out
from counterfoil.modules.clearing.records import MARKETS, MEMBERS, Market, Member
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from support.ledger import BLOCK_MS, Ledger

T = TypeVar("T", bound=Any)
"""A stage on which business is done: the ledger in memory, or what looks like it."""
EX: Final = "EX"
TEN, TWO = 600, 840
"""Cut-offs of the day's two cycles, in minutes since it began."""
OFFSET_MIN: Final = 480
ALL: Final = "house ann bob cat"
RULES: Final[dict[str, Any]] = {
    "offset_min": OFFSET_MIN,
    "cut_offs": (TEN, TWO),
    "collect_within": 30 * MINUTE_MS,
    "finish_within": 60 * MINUTE_MS,
    "cash_bp": 20,
    "securities_bp": 10,
    "minimum": 5,
    "recycles": 1,
}


def open_market(market: str = EX, **changed: Any) -> c.OpenMarket:
    """The house clears against CNY."""
    said = {"house": "house", "cash": "CNY", "account": "pool", "penalties": "fines", **RULES, **changed}
    return c.OpenMarket(market=market, **said)


def founded(ledger: T, members: tuple[str, ...] = ("ann", "bob", "cat")) -> T:
    """A house and its members; each has 1,000 of SHARE and of BOND, and 100,000 of cash."""
    ledger.party("house", Role.clearing_house)
    ledger.party("firm", Role.issuer)
    ledger.party("mint", Role.operating_bank)
    ledger.account("pool", "house")
    ledger.account("fines", "house")
    ledger.instrument("SHARE", "firm")
    ledger.instrument("BOND", "firm", kind=InstrumentKind.bond)
    ledger.instrument("CNY", "mint", kind=InstrumentKind.cash)
    ledger.do(open_market(), signed_by="house")
    for name in members:
        ledger.party(name)
        ledger.account(name, name)
        ledger.do(c.Join(market=EX, account=name), signed_by=["house", name])
        for instrument, issuer, units in (("SHARE", "firm", 1_000), ("BOND", "firm", 1_000), ("CNY", "mint", 100_000)):
            ledger.issue(instrument, name, units, issuer=issuer)
    return ledger


def morning(ledger: Ledger, minute: int = 540, market: str = EX) -> str:
    """Wait for the next morning and open the day; the name of its cycles without their numbers."""
    until(ledger, minute)
    ledger.do(c.OpenDay(market=market), signed_by="house")
    return f"{market}/{day_of(ledger.time, OFFSET_MIN)}"


def first(ledger: Ledger) -> str:
    """The first cycle of the day that is open."""
    return f"{EX}/{market_of(ledger).day}/1"


def second(ledger: Ledger) -> str:
    """And its second."""
    return f"{EX}/{market_of(ledger).day}/2"


def cut(ledger: Ledger, minute: int = TEN, number: int = 1) -> str:
    """The cycle is cut at its minute."""
    cycle = f"{EX}/{market_of(ledger).day}/{number}"
    until(ledger, minute)
    ledger.do(c.Cut(cycle=cycle), signed_by="cat")
    return cycle


def until(ledger: Ledger, minute: int, milliseconds: int = 0) -> None:
    """Let time pass, so that the next block is at a minute of the market's day, today or else tomorrow."""
    day = day_of(ledger.time, OFFSET_MIN)
    at = day * DAY_MS + (minute - OFFSET_MIN) * MINUTE_MS + milliseconds
    ahead = at - ledger.time - BLOCK_MS
    ledger.wait(ahead if ahead >= 0 else ahead + DAY_MS)


def enter(trade: str, seller: str, buyer: str, units: int = 100, amount: int = 1_000, **more: Any) -> c.Enter:
    """The seller enters a trade."""
    said = {"account": seller, "instrument": "SHARE", "market": EX, **more}
    return c.Enter(trade=trade, seller=seller, buyer=buyer, quantity=units, amount=amount, **said)


def agree(trade: str, account: str, **more: Any) -> c.Agree:
    return c.Agree(trade=trade, account=account, **more)


def traded(
    ledger: Ledger, trade: str, seller: str, buyer: str, units: int = 100, amount: int = 1_000, **more: Any
) -> None:
    """Both sides agree at once; ``partial``: both allow it."""
    partial = {"partial": more["partial"]} if "partial" in more else {}
    calls = (enter(trade, seller, buyer, units, amount, **more), agree(trade, buyer, **partial))
    ledger.do(*calls, signed_by=[seller, buyer])


def collect(ledger: Ledger, cycle: str, *, only: str = "") -> None:
    """Collect what is owed, of all accounts or one, where the units are there."""
    for one in to_collect(ledger.state, cycle):
        if only in ("", one.account) and free(ledger, one.account, one.instrument) >= -one.rest:
            call = c.Collect(cycle=cycle, account=one.account, instrument=one.instrument, net=one.net)
            ledger.do(call, signed_by="cat")


def drop_all(ledger: Ledger, cycle: str) -> None:
    """Let fail what is lacking, and collect the rest, until nothing is owed."""
    while owed := to_collect(ledger.state, cycle):
        collect(ledger, cycle)
        in_turn = sorted(to_collect(ledger.state, cycle), key=lambda one: (one.instrument == "CNY", one.account))
        for one in in_turn[:1]:
            ledger.do(c.Drop(cycle=cycle, account=one.account, instrument=one.instrument), signed_by="cat")
        assert owed != to_collect(ledger.state, cycle)


def finished(ledger: Ledger, cycle: str) -> None:
    """Settle a cycle of which all is collected, hand out, and say so on every trade."""
    ledger.do(c.Settle(cycle=cycle), signed_by="cat")
    for one in to_hand_out(ledger.state, cycle):
        call = c.HandOut(cycle=cycle, account=one.account, instrument=one.instrument, net=one.net)
        ledger.do(call, signed_by="cat")
    for trade in to_conclude(ledger.state, EX):
        ledger.do(c.Conclude(trade=trade.trade), signed_by="cat")


def free(ledger: Ledger, account: str, instrument: str = "SHARE") -> int:
    holding = ledger.state.read(HOLDINGS, account, instrument)
    return 0 if holding is None else int(holding.free)


def trade_of(ledger: Ledger, trade: str) -> Trade:
    found = ledger.state.read(TRADES, trade)
    assert found is not None
    return found


def status_of(ledger: Ledger, trade: str) -> TradeStatus:
    return trade_of(ledger, trade).status


def cycle_of(ledger: Ledger, cycle: str) -> Cycle:
    found = ledger.state.read(CYCLES, cycle)
    assert found is not None
    return found


def position_of(ledger: Ledger, cycle: str, account: str, instrument: str = "SHARE") -> NetPosition:
    found = ledger.state.read(POSITIONS, cycle, account, instrument)
    assert found is not None
    return found


def member_of(ledger: Ledger, account: str) -> Member:
    found = ledger.state.read(MEMBERS, EX, account)
    assert found is not None
    return found


def market_of(ledger: Ledger) -> Market:
    found = ledger.state.read(MARKETS, EX)
    assert found is not None
    return found
