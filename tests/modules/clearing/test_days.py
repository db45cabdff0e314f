# SPDX-License-Identifier: Apache-2.0
"""Business days: opened, cut, closed with a certificate that adds up, safe to ask for again; and invariants broken."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.dated import MINUTE_MS
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import TradeStatus
from counterfoil.modules.clearing.outcomes import ClearingOutcome as Outcome
from counterfoil.modules.clearing.queries import cycles_of, debtors, to_collect, to_hand_out
from counterfoil.modules.clearing.records import (
    CYCLE_MAX,
    CYCLES_MAX,
    DAYS,
    SHARE_MAX,
    Certificate,
    Day,
    DayStatus,
    Tally,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import QUANTITY_MAX
from support.broken_state import broken
from support.cleared import (
    EX,
    TEN,
    TWO,
    agree,
    collect,
    cycle_of,
    drop_all,
    enter,
    finished,
    founded,
    market_of,
    member_of,
    morning,
    status_of,
    traded,
    until,
)
from support.ledger import Ledger
from support.refused_clearing import DONE, FIRST, TODAY, cleared, set_rules


def day_of_it(ledger: Ledger, prefix: str) -> Day:
    found = ledger.state.read(DAYS, *prefix.split("/"))
    assert found is not None
    return found


def closed(ledger: Ledger, prefix: str) -> Certificate:
    """Both cycles are cut and settled, what lacks fails, and the day is closed."""
    for number, minute in ((1, TEN), (2, TWO)):
        cycle = f"{prefix}/{number}"
        until(ledger, minute)
        ledger.do(c.Cut(cycle=cycle), signed_by="cat")
        until(ledger, minute + 30)
        drop_all(ledger, cycle)
        finished(ledger, cycle)
    ledger.do(c.CloseDay(market=EX), signed_by="cat")
    certificate = day_of_it(ledger, prefix).certificate
    assert certificate is not None
    return certificate


def test_a_day_is_closed_with_a_certificate_that_adds_up() -> None:
    """Settled, failed and recycled is what entered and stayed, in trades and in cash; computed, by anybody."""
    ledger = founded(Ledger())
    prefix = morning(ledger)
    traded(ledger, "t1", "ann", "bob", 900, 9_000)
    traded(ledger, "t2", "ann", "cat", 300, 3_000)
    traded(ledger, "t3", "bob", "cat", 10, 100)
    ledger.do(c.Cancel(trade="t3"), signed_by="bob cat")
    traded(ledger, "t4", "cat", "bob", 1_100, 999, instrument="BOND", partial=True)
    assert day_of_it(ledger, prefix).status is DayStatus.opened
    certificate = closed(ledger, prefix)
    assert certificate.adds_up
    assert (certificate.entered, certificate.settled) == (Tally(3, 12_999), Tally(2, 9_908))
    assert (certificate.recycled, certificate.withdrawn) == (Tally(1, 3_000), 1)
    assert (certificate.parted, certificate.failed) == (Tally(1, 91), Tally())
    assert certificate.penalties == 10 and [one.owed for one in debtors(ledger.state, EX)] == [5, 5]
    day = day_of_it(ledger, prefix)
    assert day.status is DayStatus.certified
    assert day.hash == to_hex(digest(canonical.encode(msgspec.to_builtins(certificate))))
    assert [one.cycle for one in cycles_of(ledger.state, EX, day.day)] == [f"{prefix}/1", f"{prefix}/2"]


def test_a_trade_given_up_takes_no_room() -> None:
    """One member with two accounts enters, agrees to and cancels as much as can be in each cycle: the day is closed."""
    ledger = _of_two_accounts()
    prefix = morning(ledger)
    for number, minute in ((1, TEN), (2, TWO)):
        for turn in range(3):
            name = f"big{number}{turn}"
            ledger.do(enter(name, "ann", "ann2", 1, SHARE_MAX), agree(name, "ann2"), signed_by="ann")
            ledger.do(c.Cancel(trade=name), signed_by="ann")
        traded(ledger, f"t{number}", "bob", "cat", 1, 10)
        assert cycle_of(ledger, f"{prefix}/{number}").entered == Tally(1, 10)
        until(ledger, minute)
        ledger.do(c.Cut(cycle=f"{prefix}/{number}"), signed_by="cat")
        collect(ledger, f"{prefix}/{number}")
        ledger.do(c.Settle(cycle=f"{prefix}/{number}"), signed_by="cat")
    ledger.do(c.CloseDay(market=EX), signed_by="cat")
    certificate = day_of_it(ledger, prefix).certificate
    assert certificate is not None and certificate.adds_up
    assert (certificate.entered, certificate.withdrawn) == (Tally(2, 20), 6)


def test_an_account_fills_its_share_and_no_cycle() -> None:
    """What Ann trades with herself takes her own room: she is refused more, and Bob and Cat are not."""
    ledger = _of_two_accounts()
    prefix = morning(ledger)
    ledger.do(enter("big", "ann", "ann2", 1, SHARE_MAX), agree("big", "ann2"), signed_by="ann")
    more = (enter("more", "ann", "bob", 1, 1), agree("more", "bob"))
    assert ledger.submit(*more, signed_by="ann bob").outcome is Outcome.share_used_up
    larger = enter("larger", "ann", "ann2", 1, SHARE_MAX + 1)
    assert ledger.submit(larger, signed_by="ann").outcome is Outcome.trade_too_large
    traded(ledger, "t1", "bob", "cat", 1, 10)
    assert cycle_of(ledger, f"{prefix}/1").entered == Tally(2, SHARE_MAX + 10)


def test_no_sum_of_a_day_can_be_too_large() -> None:
    """Whatever each cycle holds, all cycles together can be counted; and no few accounts fill one."""
    assert CYCLES_MAX * CYCLE_MAX <= QUANTITY_MAX and CYCLE_MAX > 100 * SHARE_MAX


def _of_two_accounts() -> Ledger:
    ledger = founded(Ledger())
    ledger.account("ann2", "ann")
    ledger.do(c.Join(market=EX, account="ann2"), signed_by=["house", "ann"])
    return ledger


@pytest.mark.parametrize("minimum", [0, QUANTITY_MAX])
def test_no_penalty_is_too_large_for_a_drop(minimum: int) -> None:
    """Half of the greatest price, or the greatest minimum, day by day: what can be counted is owed, and days close."""
    ledger = _of_two_accounts()
    rules = set_rules(cash_bp=10_000, securities_bp=10_000, recycles=0, minimum=minimum)
    ledger.do(rules, signed_by="house")
    owed = [cycle_of_a_day(ledger, number) for number in range(3)]
    assert owed == sorted(owed) and owed[-1] <= QUANTITY_MAX
    assert owed[0] == (min(minimum, CYCLE_MAX) or SHARE_MAX)


def cycle_of_a_day(ledger: Ledger, number: int) -> int:
    """Ann fails to pay and Ann fails to deliver; Bob's trade settles all the same. What she then owes."""
    prefix = morning(ledger)
    traded(ledger, f"honest{number}", "bob", "cat", 1, 10)
    for name, units, amount in (("pays", 1, SHARE_MAX - 20), ("delivers", 5_000, 20)):
        trade = f"{name}{number}"
        ledger.do(enter(trade, "ann2", "ann", units, amount), agree(trade, "ann"), signed_by="ann")
    closed(ledger, prefix)
    assert status_of(ledger, f"honest{number}") is TradeStatus.settled
    return member_of(ledger, "ann").owed + member_of(ledger, "ann2").owed


def test_the_certificate_names_that_of_the_day_before() -> None:
    """So days are a chain, and none is left out."""
    ledger = founded(Ledger())
    first = morning(ledger)
    assert closed(ledger, first).previous is None
    second = morning(ledger)
    assert closed(ledger, second).previous == day_of_it(ledger, first).hash
    assert market_of(ledger).certified == day_of_it(ledger, second).hash


def test_every_step_of_a_day_is_safe_to_ask_for_again() -> None:
    """The second time it is refused, and nothing changes."""
    ledger = founded(Ledger())
    prefix = morning(ledger)
    traded(ledger, "t1", "ann", "bob")
    steps: list[tuple[Any, Outcome]] = [
        (c.Cut(cycle=f"{prefix}/1"), Outcome.cut_already),
        (c.Collect(cycle=f"{prefix}/1", account="ann", instrument="SHARE", net=-100), Outcome.nothing_owed),
        (c.Collect(cycle=f"{prefix}/1", account="bob", instrument="CNY", net=-1_000), Outcome.nothing_owed),
        (c.Settle(cycle=f"{prefix}/1"), Outcome.cycle_settled),
        (c.HandOut(cycle=f"{prefix}/1", account="bob", instrument="SHARE", net=100), Outcome.nothing_due),
        (c.HandOut(cycle=f"{prefix}/1", account="ann", instrument="CNY", net=1_000), Outcome.nothing_due),
        (c.Conclude(trade="t1"), Outcome.trade_not_open),
        (c.Cut(cycle=f"{prefix}/2"), Outcome.cut_already),
        (c.Settle(cycle=f"{prefix}/2"), Outcome.cycle_settled),
        (c.CloseDay(market=EX), Outcome.no_business_day_open),
    ]
    assert ledger.submit(c.OpenDay(market=EX), signed_by="house").outcome is Outcome.business_day_open
    until(ledger, TWO)
    for call, again in steps:
        ledger.do(call, signed_by="cat")
        records = dict(ledger.records.records)
        assert ledger.submit(call, signed_by="cat").outcome is again, call
        assert ledger.records.records == records
    late = ledger.submit(c.OpenDay(market=EX), signed_by="house")
    assert late.outcome is Outcome.last_cut_off_passed


def test_rules_that_change_leave_an_open_day_as_it_is() -> None:
    """Its cut-offs and penalties are those of the morning; the next day has the new ones."""
    ledger = founded(Ledger())
    prefix = morning(ledger)
    changed = set_rules(cut_offs=(TEN,), securities_bp=10_000, collect_within=MINUTE_MS)
    ledger.do(changed, signed_by="house")
    traded(ledger, "t1", "ann", "bob", 1_100, 1_000)
    assert closed(ledger, prefix).penalties == 5
    morning(ledger)
    assert len(day_of_it(ledger, f"{EX}/{market_of(ledger).day}").cycles) == 1


def test_a_day_opened_late_has_the_cycles_that_are_ahead() -> None:
    """They keep their numbers."""
    ledger = founded(Ledger())
    prefix = morning(ledger, TEN + 5)
    assert [one.cycle for one in day_of_it(ledger, prefix).cycles] == [f"{prefix}/2"]


def test_nothing_is_to_be_done_for_a_cycle_in_another_state() -> None:
    """Who asks what to collect or to hand out hears only what the ledger would do."""
    ledger = founded(Ledger())
    prefix = morning(ledger)
    traded(ledger, "t1", "ann", "bob")
    cycle = f"{prefix}/1"
    assert to_collect(ledger.state, cycle) == to_hand_out(ledger.state, cycle) == to_collect(ledger.state, "none") == []
    until(ledger, TEN)
    ledger.do(c.Cut(cycle=cycle), signed_by="cat")
    assert len(to_collect(ledger.state, cycle)) == 2 and to_hand_out(ledger.state, cycle) == []
    collect(ledger, cycle)
    ledger.do(c.Settle(cycle=cycle), signed_by="cat")
    assert to_collect(ledger.state, cycle) == [] and len(to_hand_out(ledger.state, cycle)) == 2
    assert cycles_of(ledger.state, "none", 1) == []


NO_DAY = f"clearing/day/{EX}/{TODAY}"
BREAKAGES: list[tuple[str, dict[str, Any] | None, str]] = [
    (f"clearing/position/{FIRST}/ann/SHARE", {"delivers": 799}, "are not its trades' sums"),
    ("clearing/trade/t1", {"in_cycle": 1}, "are not its trades' sums"),
    (f"clearing/position/{DONE}/bob/SHARE", {"receives": 1}, "the nets do not sum up to nothing"),
    (f"clearing/listed/{FIRST}/t1", None, f"is not listed in cycle {FIRST}"),
    (f"clearing/balance/{DONE}/SHARE", {"gross": 1}, "the nets do not sum up to nothing"),
    (f"clearing/balance/{DONE}/CNY", {"collected": 1}, "are not what its positions say"),
    (f"clearing/balance/{DONE}/CNY", {"handed_out": 1_001}, "1001 handed out of 1000 collected"),
    (f"clearing/cycle/{FIRST}", {"positions_owing": 0}, "of positions, owing, due, instruments, uneven"),
    (f"clearing/cycle/{FIRST}", {"uneven": 7}, "of positions, owing, due, instruments, uneven"),
    (f"clearing/cycle/{DONE}", {"positions_owing": 1}, "settled with 1 owing"),
    (f"clearing/cycle/{DONE}", {"status": "handed_out"}, "handed_out with something due to 1"),
    (f"clearing/cycle/{FIRST}", {"entered": {"trades": 1, "amount": 1}}, "what entered is not what settled"),
    ("holdings/holding/pool/CNY", {"free": 0}, "clearing account pool has less of CNY than the 9700"),
    ("clearing/account/pool", {"market": "GX"}, "pool is not its clearing account"),
    ("clearing/account/pool", None, "pool is not its clearing account"),
    ("clearing/market/FX", {"rules": []}, "has no rules"),
    (f"clearing/market/{EX}", {"day": 1}, "day 1 is not open"),
    (NO_DAY, {"hash": "a" * 64}, "opened, and its certificate is"),
    (NO_DAY, {"status": "certified"}, "certified, and its certificate is None"),
    (NO_DAY, {"status": "certified"}, f"closed, and cycle {FIRST} is collecting"),
    (f"clearing/cycle/{EX}/{TODAY}/2", None, f"cycle {EX}/{TODAY}/2 is missing"),
]


@pytest.fixture(scope="module")
def market() -> Iterator[Ledger]:
    """The markets of the rejection tables, whose records are copied before they are broken."""
    yield cleared(Ledger(checked=False))


@pytest.mark.parametrize(("path", "change", "complaint"), BREAKAGES)
def test_an_invariant_complains(market: Ledger, path: str, change: dict[str, Any] | None, complaint: str) -> None:
    """One record is changed behind the ledger's back, and the words say what is wrong."""
    complaints = list(broken_invariants(broken(market, path, change)))
    assert any(complaint in said for said in complaints), complaints


def test_a_certificate_that_does_not_add_up_is_noticed() -> None:
    """It says so itself."""
    ledger = founded(Ledger())
    prefix = morning(ledger)
    closed(ledger, prefix)
    path = f"clearing/day/{prefix}"
    certificate = msgspec.json.decode(ledger.records.records[path])["certificate"]
    state = broken(ledger, path, {"certificate": certificate | {"adds_up": False}})
    assert any("does not add up" in said for said in broken_invariants(state))
