# SPDX-License-Identifier: Apache-2.0
"""Markets at twenty-five to eleven, cycles in every state, and what clearing refuses: per call, in the order checked.

EX: its first cycle is collecting past its time, the second takes trades in. FX: collecting in time. GX: its first cycle
has settled. HX: its day's only cut-off has passed. IX: no day was opened. KX: collecting past all its times. LX: open.
"""

from collections.abc import Callable
from typing import Any, Final

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.dated import DAY_MS, MINUTE_MS, SCHEDULED_MAX, day_of
from counterfoil.law.event import Movement
from counterfoil.law.moment import known
from counterfoil.law.table import Table
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import BALANCES, CYCLES, LISTED, POSITIONS, countable
from counterfoil.modules.clearing.outcomes import ClearingOutcome as Outcome
from counterfoil.modules.clearing.records import CLEARING_ACCOUNTS, CYCLE_MAX, DAYS, MARKETS, MEMBERS, SHARE_MAX
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.lifecycle.calls import Schedule
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.cleared import EX, OFFSET_MIN, RULES, TEN, TWO, T, agree, enter, founded, open_market, traded, until
from support.ledger import DOCUMENT, GENESIS_TIME, Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

TODAY: Final = day_of(GENESIS_TIME, OFFSET_MIN)
FIRST, SECOND = f"{EX}/{TODAY}/1", f"{EX}/{TODAY}/2"
IN_TIME: Final = f"FX/{TODAY}/1"
DONE: Final = f"GX/{TODAY}/1"
PAST: Final = f"KX/{TODAY}/1"
SOON: Final = TODAY * DAY_MS + (645 - OFFSET_MIN) * MINUTE_MS
LATER: Final = 2_000_000_000_000
"""Later than any day of a test."""
OTHERS: Final[dict[str, dict[str, Any]]] = {
    "FX": {"cut_offs": (630,)},
    "GX": {"cut_offs": (TEN, 1_200)},
    "HX": {"cut_offs": (TEN,)},
    "IX": {"cut_offs": (TEN,)},
    "KX": {"cut_offs": (TEN,), "collect_within": 1, "finish_within": 2},
    "LX": {"cut_offs": (1_400,)},
}
MEMBERS_TOO: Final = ("ann", "bob", "cat", "dan", "eve")


def set_rules(market: str = EX, **changed: Any) -> c.SetRules:
    return c.SetRules(market=market, **{**RULES, **changed})


def collect(cycle: str = FIRST, account: str = "cat", instrument: str = "BOND", net: int = -10) -> c.Collect:
    return c.Collect(cycle=cycle, account=account, instrument=instrument, net=net)


def drop(cycle: str = FIRST, account: str = "cat", instrument: str = "BOND") -> c.Drop:
    return c.Drop(cycle=cycle, account=account, instrument=instrument)


def hand_out(cycle: str = DONE, account: str = "bob", instrument: str = "SHARE", net: int = 100) -> c.HandOut:
    return c.HandOut(cycle=cycle, account=account, instrument=instrument, net=net)


def cleared(_market: Ledger) -> Ledger:
    """The markets, as the day has left them at twenty-five to eleven."""
    ledger = staged(Ledger(), TODAY)
    ledger.do(scheduled("BOND", ledger.time + 240 * MINUTE_MS), signed_by="firm")
    ledger.do(enter("counted", "ann", "bob", instrument="BOND"), signed_by="ann")
    return ledger


def scheduled(instrument: str, record_time: int) -> Schedule:
    """The issuer has the holders counted."""
    said = {"snapshot": "counted", "by": "firm", "reference": "articles, 5"}
    return Schedule(instrument=instrument, record_time=record_time, **said)


def staged(ledger: T, today: int) -> T:
    """The same on any stage whose day it is."""
    founded(ledger, MEMBERS_TOO)
    first, done, in_time, past = (f"{one}/{today}/1" for one in (EX, "GX", "FX", "KX"))
    _open_others(ledger)
    until(ledger, 540)
    ledger.do(*(c.OpenDay(market=one) for one in (EX, "FX", "GX", "HX", "KX", "LX")), signed_by="house")
    for number in range(SCHEDULED_MAX):
        ledger.do(set_rules("FX", since=LATER + number), signed_by="house")
    _trade(ledger)
    until(ledger, TEN)
    traded(ledger, "late", "ann", "bob", market="HX")
    traded(ledger, "huge", "ann", "bob", 1, SHARE_MAX, market="LX")
    ledger.do(
        enter("more", "ann", "bob", market="LX"),
        enter("new", "ann", "bob"),
        enter("of-left", "ann", "eve"),
        signed_by="ann",
    )
    ledger.do(c.Leave(market=EX, account="eve"), signed_by="eve")
    ledger.do(*(c.Cut(cycle=cycle) for cycle in (first, done, past)), signed_by="cat")
    ledger.do(collect(done, "ann", "SHARE", -100), collect(done, "bob", "CNY", -1_000), signed_by="cat")
    ledger.do(c.Settle(cycle=done), hand_out(done, "ann", "CNY", 1_000), c.Conclude(trade="g1"), signed_by="cat")
    ledger.do(collect(first, "bob", "CNY", -9_700), collect(past, "bob", "CNY", -1_040), signed_by="cat")
    until(ledger, 635)
    ledger.do(c.Cut(cycle=in_time), signed_by="cat")
    ledger.do(drop(first, "ann", "SHARE"), drop(first, "dan", "SHARE"), signed_by="cat")
    emptied = h.Transfer(sender="dan", receiver="cat", instrument="CNY", quantity=100_000)
    ledger.do(emptied, signed_by="dan")
    return ledger


def _open_others(ledger: Ledger) -> None:
    for market, rules in OTHERS.items():
        ledger.account(f"pool-{market}", "house")
        ledger.do(open_market(market, account=f"pool-{market}", **rules), signed_by="house")
        joined = (c.Join(market=market, account=name) for name in ("ann", "bob", "eve"))
        ledger.do(*joined, signed_by="house ann bob eve")
    ledger.account("spare", "house")
    ledger.account("of-nobody", "ann")


def _trade(ledger: Ledger) -> None:
    """Before the first cut-off; dan sells what he has not, and ann more than she has."""
    empty = h.Transfer(sender="dan", receiver="cat", instrument="SHARE", quantity=1_000)
    ledger.do(empty, signed_by="dan")
    traded(ledger, "t1", "ann", "bob", 800, 8_000)
    traded(ledger, "t2", "cat", "bob", 10, 500, instrument="BOND")
    traded(ledger, "t3", "dan", "bob", 10, 200)
    traded(ledger, "t4", "ann", "bob", 150, 1_000)
    traded(ledger, "f1", "ann", "bob", market="FX")
    traded(ledger, "f2", "eve", "bob", 2_000, market="FX")
    traded(ledger, "g1", "ann", "bob", market="GX")
    traded(ledger, "h1", "eve", "bob", 2_000, market="HX")
    traded(ledger, "k1", "ann", "bob", market="KX")
    traded(ledger, "k2", "eve", "bob", 10, 40, instrument="BOND", market="KX")
    traded(ledger, "g2", "ann", "bob", market="EX", instrument="BOND")
    ledger.do(c.Cancel(trade="g2"), signed_by="ann bob")


MARKETS_OPENED = [
    Row(
        "what is cleared is not what fines are paid into",
        open_market("NEW", penalties="pool"),
        "house",
        Outcome.penalties_apart,
    ),
    Row("against no known cash", open_market("NEW", cash="NONE"), "house", Instruments.unknown_instrument),
    Row("against shares", open_market("NEW", cash="SHARE"), "house", Outcome.netted_in_cash),
    Row("cut-offs out of order", open_market("NEW", cut_offs=(9, 9)), "house", Outcome.cut_offs_unordered),
    Row("finished before it is collected", open_market("NEW", finish_within=1), "house", Outcome.times_unordered),
    Row("an issuer clears", open_market("NEW", house="firm"), "firm", Parties.role_missing),
    Row("another's account", open_market("NEW", account="of-nobody"), "house", Parties.not_authorised),
    Row("a market's name is taken", open_market(account="spare"), "house", Outcome.market_exists),
    Row("another market's account", open_market("NEW"), "house", Outcome.clearing_account_taken),
    Row("rules of no market", set_rules("NONE"), "house", Outcome.unknown_market),
    Row("rules for yesterday", set_rules(since=GENESIS_TIME), "house", Outcome.market_rules_backdated),
    Row("rules out of order", set_rules(cut_offs=(TWO, TEN)), "house", Outcome.cut_offs_unordered),
    Row("a member sets rules", set_rules(), "ann", Parties.not_authorised),
    Row("too many rules to come", set_rules("FX", since=LATER + 99), "house", Outcome.market_rules_too_many),
]
JOINED = [
    Row("joining no market", c.Join(market="NONE", account="ann"), "house ann", Outcome.unknown_market),
    Row("joining without the house", c.Join(market=EX, account="of-nobody"), "ann", Parties.not_authorised),
    Row("joining for another", c.Join(market=EX, account="of-nobody"), "house", Parties.not_authorised),
    Row("joining twice", c.Join(market=EX, account="ann"), "house ann", Outcome.member_exists),
    Row("leaving without having joined", c.Leave(market=EX, account="of-nobody"), "ann", Outcome.unknown_member),
    Row("leaving twice", c.Leave(market=EX, account="eve"), "eve", Outcome.member_left),
    Row("leaving for another", c.Leave(market=EX, account="ann"), "house", Parties.not_authorised),
    Row("no member pays", c.PayPenalty(market=EX, account="of-nobody"), "cat", Outcome.unknown_member),
    Row("paying what is not owed", c.PayPenalty(market=EX, account="cat"), "cat", Outcome.no_penalty_owed),
    Row("paying without cash", c.PayPenalty(market=EX, account="dan"), "cat", Holdings.insufficient_free_quantity),
]
DAYS_KEPT = [
    Row("a day of no market", c.OpenDay(market="NONE"), "house", Outcome.unknown_market),
    Row("the day is open", c.OpenDay(market=EX), "house", Outcome.business_day_open),
    Row("too late for a day", c.OpenDay(market="IX"), "house", Outcome.last_cut_off_passed),
    Row("closing no market's day", c.CloseDay(market="NONE"), "house", Outcome.unknown_market),
    Row("closing a day that is not open", c.CloseDay(market="IX"), "house", Outcome.no_business_day_open),
    Row("closing before all has settled", c.CloseDay(market="GX"), "house", Outcome.cycle_unfinished),
]
TRADED = [
    Row("a trade on no market", enter("x", "ann", "bob", market="NONE"), "ann", Outcome.unknown_market),
    Row("a trade with oneself", enter("x", "ann", "ann"), "ann", Outcome.traded_with_itself),
    Row("cash for cash", enter("x", "ann", "bob", instrument="CNY"), "ann", Outcome.traded_for_itself),
    Row("what does not exist", enter("x", "ann", "bob", instrument="NONE"), "ann", Instruments.unknown_instrument),
    Row("units without end", enter("x", "ann", "bob", SHARE_MAX + 1, 1), "ann", Outcome.trade_too_large),
    Row("cash without end", enter("x", "ann", "bob", 1, SHARE_MAX + 1), "ann", Outcome.trade_too_large),
    Row("entering another's trade", enter("x", "ann", "bob", account="cat"), "cat", Outcome.not_a_side),
    Row("no member sells", enter("x", "of-nobody", "bob"), "ann", Outcome.unknown_member),
    Row("who left buys", enter("x", "ann", "eve"), "ann", Outcome.member_left),
    Row("entering without signing", enter("x", "ann", "bob"), "bob", Parties.not_authorised),
    Row("a trade's name is taken", enter("t1", "ann", "bob"), "ann", Outcome.trade_exists),
    Row("agreeing to no trade", agree("none", "bob"), "bob", Outcome.unknown_trade),
    Row("agreeing to what is agreed", agree("t1", "bob"), "bob", Outcome.trade_not_open),
    Row("agreeing to another's", agree("new", "cat"), "cat", Outcome.not_a_side),
    Row("agreeing with oneself", agree("new", "ann"), "ann", Outcome.agreed_already),
    Row("agreeing after one left", agree("of-left", "eve"), "eve", Outcome.member_left),
    Row("for a cycle that is cut", agree("new", "bob", cycle=FIRST), "bob", Outcome.cut_off_passed),
    Row("agreeing without signing", agree("new", "bob"), "ann", Parties.not_authorised),
    Row("more than an account's share", agree("more", "bob"), "bob", Outcome.share_used_up),
    Row("counted while it is cleared", agree("counted", "bob"), "bob", Outcome.counted_on_the_way),
    Row("rolling nothing", c.Roll(trade="none"), "cat", Outcome.unknown_trade),
    Row("rolling what is not agreed", c.Roll(trade="new"), "cat", Outcome.trade_not_open),
    Row("rolling out of a cycle that goes on", c.Roll(trade="t4"), "cat", Outcome.cycle_not_settled),
    Row("rolling into no cycle", c.Roll(trade="late"), "cat", Outcome.no_cycle_gathers),
    Row("giving up nothing", c.Cancel(trade="none"), "ann", Outcome.unknown_trade),
    Row("giving up what is cut", c.Cancel(trade="t1"), "ann bob", Outcome.trade_cut),
    Row("giving up what settled", c.Cancel(trade="g1"), "ann bob", Outcome.trade_not_open),
    Row("giving up alone", c.Cancel(trade="late"), "ann", Parties.not_authorised),
    Row("concluding nothing", c.Conclude(trade="none"), "cat", Outcome.unknown_trade),
    Row("concluding twice", c.Conclude(trade="g1"), "cat", Outcome.trade_not_open),
    Row("concluding before it settles", c.Conclude(trade="t1"), "cat", Outcome.cycle_not_settled),
]
SETTLED = [
    Row("cutting nothing", c.Cut(cycle="none"), "cat", Outcome.unknown_cycle),
    Row("cutting twice", c.Cut(cycle=FIRST), "cat", Outcome.cut_already),
    Row("cutting before the cut-off", c.Cut(cycle=SECOND), "house", Outcome.before_cut_off),
    Row("collecting for nothing", collect("none"), "cat", Outcome.unknown_cycle),
    Row("collecting before the cut", collect(SECOND), "cat", Outcome.cycle_not_cut),
    Row("collecting for what settled", collect(DONE), "cat", Outcome.cycle_settled),
    Row("collecting of a stranger", collect(account="eve"), "cat", Outcome.unknown_net_position),
    Row("another net than the gross ones", collect(net=-11), "cat", Outcome.net_not_gross),
    Row("collecting twice", collect(account="bob", instrument="CNY", net=-8_500), "cat", Outcome.nothing_owed),
    Row("dropping of what settled", drop(DONE), "cat", Outcome.cycle_settled),
    Row("dropping what is paid", drop(account="bob", instrument="CNY"), "cat", Outcome.nothing_owed),
    Row("dropping in time", drop(IN_TIME, "ann", "SHARE"), "cat", Outcome.still_collected),
    Row("dropping whoever can deliver", drop(), "cat", Outcome.units_at_hand),
    Row("dropping whoever comes later", drop(PAST, "eve"), "cat", Outcome.another_fails_first),
    Row("settling nothing", c.Settle(cycle="none"), "cat", Outcome.unknown_cycle),
    Row("settling before the cut", c.Settle(cycle=SECOND), "cat", Outcome.cycle_not_cut),
    Row("settling twice", c.Settle(cycle=DONE), "cat", Outcome.cycle_settled),
    Row("settling what is owed", c.Settle(cycle=FIRST), "cat", Outcome.still_owing),
    Row("handing out nothing", hand_out("none"), "cat", Outcome.unknown_cycle),
    Row("handing out too early", hand_out(FIRST), "cat", Outcome.cycle_not_settled),
    Row("handing out to a stranger", hand_out(account="eve"), "cat", Outcome.unknown_net_position),
    Row("handing out another net", hand_out(net=99), "cat", Outcome.net_not_gross),
    Row("handing out twice", hand_out(account="ann", instrument="CNY", net=1_000), "cat", Outcome.nothing_due),
]
RESERVED = [
    Row("the clearing account trades", c.Join(market=EX, account="pool"), "house", Outcome.clearing_account_reserved),
    Row("counting what is cleared", scheduled("SHARE", SOON), "firm", Outcome.counted_on_the_way),
    Row(
        "the house takes what it clears",
        h.Transfer(sender="pool", receiver="fines", instrument="CNY", quantity=1),
        "house",
        Outcome.clearing_account_reserved,
    ),
    Row(
        "freezing what is cleared",
        h.Freeze(
            freeze="f", account="pool", instrument="CNY", supervisor="supervisor", reference="r", document=DOCUMENT
        ),
        "supervisor",
        Outcome.clearing_account_reserved,
    ),
]


def asked(table: Table[Any], key: tuple[str, ...], *movement: Any) -> Callable[[Context], Any]:
    """What a record says of a movement."""
    return lambda ctx: known(ctx, table, *key).grants(ctx, Movement(*movement))


OF_CYCLE, OF_FIRST = CYCLES.path(DONE), CYCLES.path(FIRST)
CLEARING_ACTS = [
    Act("a day twice", creating(DAYS, EX, str(TODAY)), Outcome.business_day_exists),
    Act("a day that never was", on_record(DAYS, EX, "1"), Outcome.unknown_business_day),
    Act("a cycle twice", creating(CYCLES, FIRST), Outcome.cycle_exists),
    Act("a clearing account of none", on_record(CLEARING_ACCOUNTS, "ann"), Outcome.unknown_clearing_account),
    Act("a net twice", creating(POSITIONS, FIRST, "ann", "SHARE"), Outcome.net_position_exists),
    Act("a sum of nothing", on_record(BALANCES, FIRST, "NONE"), Outcome.unknown_cycle_balance),
    Act("a trade that is not listed", on_record(LISTED, FIRST, "none"), Outcome.trade_not_listed),
    Act("a trade listed twice", creating(LISTED, FIRST, "t1"), Outcome.trade_listed_already),
    Act("a sum twice", creating(BALANCES, FIRST, "SHARE"), Outcome.cycle_balance_exists),
    Act("more than a cycle has room for", lambda _: countable(CYCLE_MAX + 1, FIRST), Outcome.cycle_too_large),
    Act(
        "a cycle's account for another cause",
        asked(CYCLES, (DONE,), Side.gives, "pool-GX", "SHARE", 100, "bob", OF_FIRST),
        Outcome.beyond_net,
    ),
    Act(
        "out of a cycle that has not settled",
        asked(CYCLES, (FIRST,), Side.gives, "pool", "CNY", 1, "ann", OF_FIRST),
        Outcome.cycle_not_settled,
    ),
    Act(
        "more than is due",
        asked(CYCLES, (DONE,), Side.gives, "pool-GX", "SHARE", 101, "bob", OF_CYCLE),
        Outcome.beyond_net,
    ),
    Act(
        "into a cycle that has settled",
        asked(CYCLES, (DONE,), Side.takes, "pool-GX", "SHARE", 1, "pool-GX", OF_CYCLE),
        Outcome.cycle_not_cut,
    ),
    Act(
        "another net than the account's",
        asked(POSITIONS, (FIRST, "cat", "BOND"), Side.gives, "cat", "BOND", 9, "pool", OF_FIRST),
        Outcome.beyond_net,
    ),
    Act(
        "a market takes no cash but fines",
        asked(MARKETS, (EX,), Side.takes, "fines", "CNY", 1, "fines", OF_FIRST),
        Holdings.consent_missing,
    ),
    Act(
        "a member pays fines alone",
        asked(MEMBERS, (EX, "dan"), Side.gives, "dan", "CNY", 5, "pool", MEMBERS.path(EX, "dan")),
        Holdings.consent_missing,
    ),
    Act(
        "a member pays no more than it owes",
        asked(MEMBERS, (EX, "dan"), Side.gives, "dan", "CNY", 6, "fines", MEMBERS.path(EX, "dan")),
        Holdings.consent_missing,
    ),
]
MARKET = cleared
APART = True
