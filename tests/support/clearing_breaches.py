# SPDX-License-Identifier: Apache-2.0
"""The same markets in the evidence world, and one breach for each rule of netting: see ``law_breaches``."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from counterfoil.law.call import Call
from counterfoil.law.dated import day_of
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.law import CLEARING
from counterfoil.modules.clearing.records import SHARE_MAX
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from support.cleared import EX, OFFSET_MIN, agree, enter, open_market
from support.evidence_story import issue, open_account, register
from support.evidence_world import START_MS, World
from support.law_breaches import Breach
from support.refused_clearing import LATER, collect, drop, hand_out, set_rules, staged

TODAY: Final = day_of(START_MS, OFFSET_MIN)
FIRST, SECOND, DONE, NEXT, IN_TIME, UNCUT, PAST = (
    f"{market}/{TODAY}/{number}"
    for market, number in ((EX, 1), (EX, 2), ("GX", 1), ("GX", 2), ("FX", 1), ("HX", 1), ("KX", 1))
)


class Stage:
    """The evidence world, with the words in which the ledger in memory is told to do business."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def time(self) -> int:
        return self.world.last_time

    @property
    def state(self) -> Any:
        return self.world.ledger.view

    def wait(self, milliseconds: int) -> None:
        self.world.waited_ms += milliseconds

    def do(self, *calls: Call, signed_by: str | Sequence[str]) -> None:
        names = signed_by.split() if isinstance(signed_by, str) else signed_by
        self.world.do(*names, calls=[plain(one) for one in calls])

    def party(self, name: str, *roles: Role) -> None:
        self.world.do("registrar", calls=[register(name, *roles, person=not roles)])

    def account(self, name: str, holder: str) -> None:
        self.world.do(holder, calls=[open_account(name, holder, "holder")])

    def instrument(self, name: str, issuer: str, *, kind: InstrumentKind = InstrumentKind.equity) -> None:
        define = {"call": "instruments.define", "instrument": name, "kind": kind, "issuer": issuer, "name": name}
        status = {"call": "instruments.change_status", "instrument": name, "status": "active", "by": issuer}
        self.world.do(issuer, calls=[define | {"unit": {"name": "unit", "decimals": 0}}, status])

    def issue(self, instrument: str, account: str, units: int, *, issuer: str) -> None:
        self.world.do(issuer, calls=[issue(account, units, instrument)])


def plain(call: Call) -> dict[str, Any]:
    """A call as it stands in a transaction."""
    said: dict[str, Any] = msgspec.to_builtins(call)
    return said


def clearing() -> World:
    """The markets at twenty-five to eleven."""
    world = World(features=(CLEARING,))
    staged(Stage(world), TODAY)
    return world


def breach(record: str, signers: str, call: Call, *before: tuple[str, Call]) -> Breach:
    return Breach(f"clearing/{record}", signers, plain(call), [(who, plain(what)) for who, what in before])


NO_CALL = "the law's own calls name the movement that the record is about, and no other"
NOTHING = "no event moves nothing: a quantity of zero is no quantity"
TWICE = "the record and the law both say it: tests/support/refused_clearing.py asks each"
NEW = {"account": "spare"}
BREACHES = {
    "clearing.open_market.penalties_apart": breach("market/NEW", "house", open_market("NEW", **NEW, penalties="spare")),
    "clearing.open_market.netted_in_cash": breach("market/NEW", "house", open_market("NEW", **NEW, cash="SHARE")),
    "clearing.set_rules.market_rules_backdated": breach("market/EX", "house", set_rules(since=START_MS)),
    "clearing._rules.cut_offs_unordered": breach("market/EX", "house", set_rules(cut_offs=(9, 9))),
    "clearing._rules.times_unordered": breach("market/EX", "house", set_rules(finish_within=1)),
    "clearing.RulesChanged.touches.change.market_rules_too_many": breach(
        "market/FX", "house", set_rules("FX", since=LATER + 99)
    ),
    "clearing.leave.member_left": breach("member/EX/eve", "eve", c.Leave(market=EX, account="eve")),
    "clearing._require_member.member_left": breach("trade/x", "ann", enter("x", "ann", "eve")),
    "clearing.open_day.business_day_open": breach(
        f"day/LX/{TODAY - 1}",
        "house",
        c.OpenDay(market="LX"),
        ("house", set_rules("LX", offset_min=-720, cut_offs=(1_400,))),
    ),
    "clearing.open_day.last_cut_off_passed": breach(f"day/IX/{TODAY}", "house", c.OpenDay(market="IX")),
    "clearing.close_day.cycle_unfinished": breach(f"day/GX/{TODAY}", "cat", c.CloseDay(market="GX")),
    "clearing.enter.traded_with_itself": breach("trade/x", "ann", enter("x", "ann", "ann")),
    "clearing.enter.traded_for_itself": breach("trade/x", "ann", enter("x", "ann", "bob", instrument="CNY")),
    "clearing.enter.trade_too_large": breach("trade/x", "ann", enter("x", "ann", "bob", 1, SHARE_MAX + 1)),
    "clearing.NetPosition.with_more.share_used_up": breach("trade/more", "bob", agree("more", "bob")),
    "clearing.enter.not_a_side": breach("trade/x", "cat", enter("x", "ann", "bob", account="cat")),
    "clearing.agree.not_a_side": breach("trade/new", "cat", agree("new", "cat")),
    "clearing.agree.agreed_already": breach("trade/new", "ann", agree("new", "ann")),
    "clearing.agree.cut_off_passed": breach("trade/new", "bob", agree("new", "bob", cycle=FIRST)),
    "clearing._trade.trade_not_open": breach("trade/g1", "cat", c.Conclude(trade="g1")),
    "clearing.roll.cycle_not_settled": breach("trade/t4", "cat", c.Roll(trade="t4")),
    "clearing.cancel.trade_cut": breach("trade/t1", "ann bob", c.Cancel(trade="t1")),
    "clearing.cancel.trade_not_open": breach("trade/g1", "ann bob", c.Cancel(trade="g1")),
    "clearing.conclude.cycle_not_settled": breach("trade/t1", "cat", c.Conclude(trade="t1")),
    "clearing.cut.cut_already": breach(f"cycle/{FIRST}", "cat", c.Cut(cycle=FIRST)),
    "clearing.cut.before_cut_off": breach(f"cycle/{SECOND}", "house", c.Cut(cycle=SECOND)),
    "clearing.collect.net_not_gross": breach(f"position/{FIRST}/cat/BOND", "cat", collect(FIRST, net=-11)),
    "clearing.drop.nothing_owed": breach(f"position/{PAST}/bob/CNY", "cat", drop(PAST, "bob", "CNY")),
    "clearing.drop.still_collected": breach(f"position/{IN_TIME}/eve/SHARE", "cat", drop(IN_TIME, "eve", "SHARE")),
    "clearing.drop.units_at_hand": breach(f"position/{FIRST}/cat/BOND", "cat", drop(FIRST)),
    "clearing._collecting.cycle_not_cut": breach(f"position/{UNCUT}/eve/SHARE", "cat", drop(UNCUT, "eve", "SHARE")),
    "clearing.settle.cycle_not_cut": breach(f"cycle/{NEXT}", "cat", c.Settle(cycle=NEXT)),
    "clearing.settle.cycle_settled": breach(f"cycle/{DONE}", "cat", c.Settle(cycle=DONE)),
    "clearing.settle.still_owing": breach(f"cycle/{FIRST}", "cat", c.Settle(cycle=FIRST)),
    "clearing.hand_out.net_not_gross": breach(f"position/{DONE}/bob/SHARE", "cat", hand_out(DONE, net=99)),
}
UNCOVERED = {
    "clearing.collect.nothing_owed": NOTHING,
    "clearing.hand_out.nothing_due": NOTHING,
    "clearing.pay_penalty.no_penalty_owed": NOTHING,
    "clearing.pay_penalty.insufficient_free_quantity": NOTHING,
    "clearing.hand_out.cycle_not_settled": TWICE,
    "clearing._collecting.cycle_settled": "nothing is owed to a cycle that has settled",
    "clearing.Cycle.grants.beyond_net": NO_CALL,
    "clearing.Cycle.grants.cycle_not_settled": TWICE,
    "clearing.Cycle.grants.beyond_net 2": NO_CALL,
    "clearing.Cycle.grants.cycle_not_cut": TWICE,
    "clearing.NetPosition.grants.beyond_net": NO_CALL,
    "clearing.Market.grants.consent_missing": NO_CALL,
    "clearing.Member.grants.consent_missing": NO_CALL,
    "clearing.Member.grants.consent_missing 2": NO_CALL,
    "clearing.countable.cycle_too_large": "an account's share is used up before, by any trades that evidence shows",
}
WORLD = clearing
