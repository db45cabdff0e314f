# SPDX-License-Identifier: Apache-2.0
"""Options: premiums, margin of who sold, exercise and assignment."""

from random import Random

import pytest
from msgspec.structs import replace

from counterfoil.law.call import Call
from counterfoil.law.moment import known
from counterfoil.modules.futures.calls import Book, Settle
from counterfoil.modules.futures.invariants import invariants
from counterfoil.modules.futures.option_calls import Assign, Exercise
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Position, closed_by
from counterfoil.modules.futures.reckoning import available_of
from counterfoil.modules.futures.records import DAYS, HOUSES
from counterfoil.modules.futures.stress import Scenario, Shock, StressRules, Weighing
from counterfoil.modules.futures.stressing import figures
from counterfoil.modules.futures.trade_policy import ClosingOrder
from counterfoil.modules.parties.calls import SuspendParty
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import InstrumentId, Quantity, Timestamp
from support.futures_market import TODAY, account, fill
from support.futures_option_floor import on_the_floor
from support.futures_options import (
    AMERICAN,
    CLIENTS,
    COPPER,
    INDEX,
    LOT,
    MONEY,
    NEXT,
    POINT,
    balanced,
    begin,
    cash,
    drawn,
    fixed,
    found,
    instruct,
    on_index,
    option,
    optioned,
    product,
    rules,
    settled,
    traded,
)
from support.futures_reduced import order
from support.ledger import DOCUMENT, Ledger


@pytest.fixture
def ledger() -> Ledger:
    return begin(optioned(Ledger()))


def position(ledger: Ledger, account: str, contract: str) -> Position:
    there = ledger.state.read(POSITIONS, account, contract, "speculation")
    assert there is not None
    return there


def lots(ledger: Ledger, contract: str, *names: str) -> list[tuple[int, int]]:
    """Long and short lots of each."""
    there = (ledger.state.read(POSITIONS, f"m-{name}", contract, "speculation") for name in names)
    return [(0, 0) if one is None else (one.long_lots, one.short_lots) for one in there]


def closed(ledger: Ledger, day: int = TODAY) -> None:
    """The day is closed, all gains come to nothing, and nothing is left on the way."""
    there, house = ledger.state.read(DAYS, "CC", str(day)), ledger.state.read(HOUSES, "CC")
    assert there is not None and house is not None and house.closed == day
    assert (there.variation, there.owed, there.due) == (0, 0, 0)
    assert ledger.holding("CC-settlement", "CNY").balance == 0


def test_premiums_pass_through_the_house(ledger: Ledger) -> None:
    """Ten lots at 1,000 yuan a tonne: the buyer pays, the sellers have it, less fees; who bought needs no margin."""
    traded(ledger, "C59", "m-ann", {"m-bob": 4, "m-cat": 3, "m-dan": 3})
    fixed(ledger, CU=COPPER, C59=1_200)
    settled(ledger)
    paid, fee = 1_000 * LOT, 500
    assert cash(ledger) == {
        "ann": -10 * (paid + fee),
        "bob": 4 * (paid - fee),
        "cat": 3 * (paid - fee),
        "dan": 3 * (paid - fee),
        "eve": 0,
    }
    assert found(ledger, "m-ann").margin == 0
    # 60,000 at 9 % are 5,400 a tonne; the call is in the money, so that nothing is taken off.
    assert found(ledger, "m-bob").margin == 4 * LOT * (1_200 + 5_400)
    closed(ledger)


def test_an_option_is_exercised_by_instruction_into_positions_at_the_strike(ledger: Ledger) -> None:
    """Five of ten: the buyer has copper at 59,000, sellers sold it, and both are settled at 60,000 the same day."""
    traded(ledger, "C59", "m-ann", {"m-bob": 4, "m-cat": 3, "m-dan": 3})
    ledger.do(instruct("m-ann", "C59", 5), signed_by="ann")
    fixed(ledger, CU=COPPER, C59=1_200)
    said = drawn(ledger)
    assert [(one.exercised, one.open_lots) for one in said] == [(5, 10)]
    settled(ledger)
    closed(ledger)
    assert lots(ledger, "C59", "ann", "bob", "cat", "dan") == [(5, 0), (0, 2), (0, 1), (0, 2)]
    assert lots(ledger, "CU", "ann", "bob", "cat", "dan") == [(5, 0), (0, 2), (0, 2), (0, 1)]


def test_what_is_in_the_money_is_exercised_on_the_last_day_and_the_rest_ends(ledger: Ledger) -> None:
    """Nobody speaks: the call at 59,000 is exercised whole, the put at 61,000 too, the call at 62,000 ends."""
    for contract, buyer, seller in (("C59", "ann", "bob"), ("P61", "cat", "dan"), ("C62", "eve", "bob")):
        traded(ledger, contract, f"m-{buyer}", {f"m-{seller}": 3})
    fixed(ledger, CU=COPPER, C59=1_200, P61=1_300, C62=10)
    settled(ledger)
    begin(ledger, NEXT)
    fixed(ledger, CU=60_010, C59=1_010, P61=990, C62=0)
    settled(ledger, NEXT)
    closed(ledger, NEXT)
    for contract in ("C59", "P61", "C62"):
        assert lots(ledger, contract, *CLIENTS) == [(0, 0)] * 5
        trading = ledger.state.read(TRADINGS, contract)
        assert trading is not None and (trading.long, trading.short, trading.balanced) == (0, 0, True)
    assert lots(ledger, "CU", *CLIENTS) == [(3, 0), (0, 3), (0, 3), (3, 0), (0, 0)]
    assert [(one.day, one.price, one.lots) for one in position(ledger, "m-dan", "CU").long] == [(NEXT, 61_000, 3)]


def test_in_the_money_it_ends_where_the_holder_abandons_it_and_out_of_it_is_exercised_where_it_says_so(
    ledger: Ledger,
) -> None:
    """Of three calls in the money one is abandoned; of three out of it two are exercised, at a loss."""
    traded(ledger, "C59", "m-ann", {"m-bob": 3})
    traded(ledger, "C62", "m-ann", {"m-dan": 3})
    fixed(ledger, CU=COPPER, C59=1_200, C62=10)
    settled(ledger)
    begin(ledger, NEXT)
    ledger.do(instruct("m-ann", "C59", 0, 1), instruct("m-ann", "C62", 2), signed_by="ann")
    fixed(ledger, CU=60_010, C59=1_010, C62=0)
    settled(ledger, NEXT)
    closed(ledger, NEXT)
    assert lots(ledger, "CU", "ann", "bob", "dan") == [(4, 0), (0, 2), (0, 2)]
    assert [(one.price, one.lots) for one in position(ledger, "m-ann", "CU").long] == [(59_000, 2), (62_000, 2)]


def test_what_is_at_the_money_is_not_exercised_by_itself(ledger: Ledger) -> None:
    """Copper at 59,000: the call at 59,000 brings nothing, and ends."""
    traded(ledger, "C59", "m-ann", {"m-bob": 3})
    fixed(ledger, CU=COPPER, C59=1_200)
    settled(ledger)
    begin(ledger, NEXT)
    fixed(ledger, CU=59_000, C59=0)
    settled(ledger, NEXT)
    closed(ledger, NEXT)
    assert lots(ledger, "CU", "ann", "bob") == [(0, 0), (0, 0)]


def test_index_options_bring_the_difference_in_cash(ledger: Ledger) -> None:
    """A call at 3,900 on an index at 4,012.3 brings 112.3 points of 100 yuan a lot; the put brings nothing."""
    traded(ledger, "IC", "m-ann", {"m-bob": 2, "m-cat": 1})
    traded(ledger, "IP", "m-dan", {"m-eve": 5})
    fixed(ledger, IC=1_200, IP=400, CSI=INDEX)
    settled(ledger)
    closed(ledger)
    before = cash(ledger)
    begin(ledger, NEXT)
    fixed(ledger, IC=1_122, IP=0, CSI=40_123)
    assert [(one.contract, one.exercised) for one in drawn(ledger, NEXT)] == [("IC", 3), ("IP", 0)]
    settled(ledger, NEXT)
    closed(ledger, NEXT)
    gained = {name: now - before[name] for name, now in cash(ledger).items()}
    assert gained == {"ann": 3 * 1_123 * POINT, "bob": -2 * 1_123 * POINT, "cat": -1_123 * POINT, "dan": 0, "eve": 0}


def test_who_sold_index_options_has_margin_by_the_formula_of_cffex(ledger: Ledger) -> None:
    """4,000.0 points at 12 % are 480.0; the put at 3,900 is 100.0 out of the money, all of which is taken off."""
    traded(ledger, "IC", "m-ann", {"m-bob": 2})
    traded(ledger, "IP", "m-ann", {"m-eve": 5})
    fixed(ledger, IC=1_200, IP=400, CSI=INDEX)
    settled(ledger)
    assert found(ledger, "m-bob").margin == 2 * POINT * (1_200 + 4_800)
    assert found(ledger, "m-eve").margin == 5 * POINT * (400 + 4_800 - 1_000)


def test_far_out_of_the_money_the_least_margin_holds(ledger: Ledger) -> None:
    """At 4,500.0 a put at 3,900 is 600.0 out of it, more than 12 %: half of 12 % of its strike is needed, 234.0."""
    traded(ledger, "IP", "m-ann", {"m-eve": 5})
    fixed(ledger, IP=400, CSI=45_000)
    settled(ledger)
    assert found(ledger, "m-eve").margin == 5 * POINT * (400 + 2_340)


def test_an_exercise_before_the_last_day_of_a_european_option_is_refused(ledger: Ledger) -> None:
    """Its holder may not say so, but on the last day."""
    traded(ledger, "IC", "m-ann", {"m-bob": 2})
    answer = ledger.submit(instruct("m-ann", "IC", 1), signed_by="ann")
    assert answer.outcome is OptionOutcome.on_the_last_day


def test_a_position_is_exercised_once(ledger: Ledger) -> None:
    """Anybody may exercise what was said; nobody may do it again, nor settle the account before."""
    traded(ledger, "C59", "m-ann", {"m-bob": 4})
    ledger.do(instruct("m-ann", "C59", 1), signed_by="ann")
    fixed(ledger, CU=COPPER, C59=1_200)
    waits = [ledger.submit(Settle(account=name), signed_by="eve").outcome for name in ("m-ann", "m-bob")]
    assert waits == [OptionOutcome.exercise_first, OptionOutcome.not_drawn]
    drawn(ledger)
    assert ledger.submit(Settle(account="m-bob"), signed_by="eve").outcome is OptionOutcome.exercise_first
    ledger.do(Exercise(account="m-ann", contract="C59"), Assign(account="m-bob", contract="C59"), signed_by="eve")
    again = [Exercise(account="m-ann", contract="C59"), Assign(account="m-bob", contract="C59")]
    assert [ledger.submit(one, signed_by="eve").outcome for one in again] == [
        OptionOutcome.nothing_to_exercise,
        OptionOutcome.nothing_assigned,
    ]
    settled(ledger)
    closed(ledger)


def test_an_instruction_holds_for_its_day_and_is_replaced_by_the_next(ledger: Ledger) -> None:
    """Three, then one: one is exercised; on the next day nothing is, until somebody says so again."""
    contract = "C59"
    traded(ledger, contract, "m-ann", {"m-bob": 4})
    ledger.do(instruct("m-ann", contract, 3), signed_by="ann")
    ledger.do(instruct("m-ann", contract, 1), signed_by="ann")
    fixed(ledger, CU=COPPER, C59=1_200)
    settled(ledger)
    assert lots(ledger, "CU", "ann", "bob") == [(1, 0), (0, 1)]
    assert position(ledger, "m-ann", contract).long_lots == 3


def test_lots_that_were_sold_after_the_instruction_are_not_exercised(ledger: Ledger) -> None:
    """Four bought, four to be exercised, three sold again: one is exercised."""
    traded(ledger, "C59", "m-ann", {"m-bob": 4})
    ledger.do(instruct("m-ann", "C59", 4), signed_by="ann")
    one = fill(9, "sold", "closes", 1_000, 3)
    ledger.do(Book(account="m-ann", contract="C59", fills=(one,)), signed_by="venue")
    ledger.do(Book(account="m-cat", contract="C59", fills=(fill(9, "bought", "opens", 1_000, 3),)), signed_by="venue")
    balanced(ledger, "C59", TODAY)
    fixed(ledger, CU=COPPER, C59=1_200)
    settled(ledger)
    closed(ledger)
    assert lots(ledger, "CU", "ann", "bob", "cat") == [(1, 0), (0, 1), (0, 0)]


def test_a_premium_bought_and_sold_on_one_day_is_what_it_brought(ledger: Ledger) -> None:
    """Bought at 1,000, sold at 1,100 on the same day, or the next: what was paid and what was had, and no marks."""
    traded(ledger, "C59", "m-ann", {"m-bob": 2})
    ledger.do(
        Book(account="m-ann", contract="C59", fills=(fill(5, "sold", "closes", 1_100, 1),)),
        Book(account="m-bob", contract="C59", fills=(fill(5, "bought", "closes", 1_100, 1),)),
        signed_by="venue",
    )
    balanced(ledger, "C59", TODAY)
    fixed(ledger, CU=COPPER, C59=1_500)
    settled(ledger)
    closed(ledger)
    assert cash(ledger)["ann"] == (1_100 - 2 * 1_000) * LOT - 2 * 500 - 300
    begin(ledger, NEXT)
    ledger.do(
        Book(account="m-ann", contract="C59", fills=(fill(1, "sold", "closes", 900, 1, day=NEXT),)),
        Book(account="m-bob", contract="C59", fills=(fill(1, "bought", "closes", 900, 1, day=NEXT),)),
        signed_by="venue",
    )
    balanced(ledger, "C59", NEXT)
    fixed(ledger, CU=COPPER, C59=1_000)
    settled(ledger, NEXT)
    closed(ledger, NEXT)
    assert cash(ledger)["ann"] == (1_100 + 900 - 2 * 1_000) * LOT - 2 * 500 - 2 * 300
    assert cash(ledger)["bob"] == -(1_100 + 900 - 2 * 1_000) * LOT - 2 * 500 - 2 * 300


def test_a_premium_that_was_had_is_not_taken_out_before_it_is_paid(ledger: Ledger) -> None:
    """What the buyer is to pay today it cannot withdraw, and who sold needs margin at once."""
    traded(ledger, "C59", "m-ann", {"m-bob": 2})
    house = known(ledger.state, HOUSES, "CC")
    context = ledger.context()
    available = {name: available_of(context, found(ledger, f"m-{name}"), house)[0] - MONEY for name in ("ann", "bob")}
    assert available == {"ann": -2 * (1_000 * LOT + 500), "bob": -2 * LOT * (1_000 + 5_400)}


@pytest.mark.parametrize(("shock", "lost"), [(200_000, 4 * LOT * (1_200 + 12_000 - 6_600)), (-200_000, 0)])
def test_under_stress_an_option_sold_loses_as_what_is_beneath(ledger: Ledger, shock: int, lost: int) -> None:
    """Copper up by a fifth is 12,000 yuan: so much more than its worth a call may cost, less margin; down nothing."""
    traded(ledger, "C59", "m-ann", {"m-bob": 4})
    fixed(ledger, CU=COPPER, C59=1_200)
    settled(ledger)
    scenario = Scenario("copper", (Shock("copper", shock),))
    said = {"cash": InstrumentId("CNY"), "weighing": Weighing.margin, "base": Quantity(0)}
    policy = StressRules(since=Timestamp(0), scenarios=(scenario,), **said)
    [stressed] = figures(ledger.state, "CC", policy).stressed
    assert (stressed.largest, stressed.second) == (lost, 0)


def test_an_exercise_takes_the_oldest_lots_whatever_trades_of_the_product_would_close(ledger: Ledger) -> None:
    """Where trades say whether they close today's lots or others, an exercise says nothing, and takes both."""
    stated = rules(option=AMERICAN, closing=ClosingOrder.stated)
    ledger.do(product("stated", rules=stated), signed_by="ccp venue")
    ledger.do(option("S59", "call", 59_000, product="stated"), signed_by="venue")
    traded(ledger, "S59", "m-ann", {"m-bob": 2})
    fixed(ledger, CU=COPPER, S59=1_200)
    settled(ledger)
    begin(ledger, NEXT)
    traded(ledger, "S59", "m-ann", {"m-bob": 2}, day=NEXT)
    fixed(ledger, CU=COPPER, S59=1_000)
    settled(ledger, NEXT)
    closed(ledger, NEXT)
    assert lots(ledger, "CU", "ann", "bob") == [(4, 0), (0, 4)]
    there = position(ledger, "m-ann", "S59")
    (fill,) = there.fills[-1:]
    begun = replace(there, long=there.carried_long)
    taken = [(one.day, lots) for one, lots in closed_by(begun, fill, ClosingOrder.stated)]
    assert taken == [(TODAY, 2)]


def test_while_no_day_is_open_what_was_exercised_fell_on_somebody(ledger: Ledger) -> None:
    """Lots of one side alone between two days are told as an invariant that is broken."""
    traded(ledger, "C59", "m-ann", {"m-bob": 2})
    fixed(ledger, CU=COPPER, C59=1_200)
    settled(ledger)
    trading = ledger.state.read(TRADINGS, "C59")
    assert trading is not None and not list(invariants(ledger.state))
    ledger.state.write(TRADINGS.path("C59"), replace(trading, long=1, balanced=False))
    assert "futures/contract/C59: 1 long and 2 short when no day is open" in list(invariants(ledger.state))


@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_it_is_called_for_it_comes_to_the_same(seed: int) -> None:
    """Who is exercised or assigned first makes no difference: nothing changes after the price but by that."""
    ledger = begin(optioned(Ledger()))
    traded(ledger, "C59", "m-ann", {"m-bob": 4, "m-cat": 3, "m-dan": 3})
    traded(ledger, "P61", "m-bob", {"m-ann": 2, "m-eve": 1})
    ledger.do(instruct("m-ann", "C59", 7), signed_by="ann")
    ledger.do(instruct("m-bob", "P61", 2), signed_by="bob")
    fixed(ledger, CU=COPPER, C59=1_200, P61=1_300)
    drawn(ledger)
    calls: list[Call] = [Exercise(account="m-ann", contract="C59"), Exercise(account="m-bob", contract="P61")]
    calls += [Assign(account=f"m-{name}", contract="C59") for name in ("bob", "cat", "dan")]
    calls += [Assign(account=f"m-{name}", contract="P61") for name in ("ann", "eve")]
    Random(seed).shuffle(calls)
    ledger.do(*calls, signed_by="eve")
    settled(ledger)
    closed(ledger)
    assert lots(ledger, "CU", *CLIENTS) == [(8, 0), (0, 5), (0, 2), (0, 2), (1, 0)]


def test_what_is_beneath_is_reduced_before_lots_of_it_come_by_an_exercise() -> None:
    """Such lots were once judged with those of the day's end, and a reduction called a contract even that was not."""
    ledger = on_the_floor(Ledger())
    ledger.do(order("RED"), signed_by="ccp")
    done = [
        type(call).__name__ for call in ledger.drive("eve", "futures") if getattr(call, "contract", "") in ("RED", "K")
    ]
    assert done == ["ConcludeReduction", "Exercise", "Assign"]
    assert lots(ledger, "RED", "pat", "quo") == [(1, 0), (0, 1)]
    assert list(invariants(ledger.state)) == []


def test_who_sold_and_is_suspended_is_assigned_and_its_member_answers(ledger: Ledger) -> None:
    """The difference in cash is owed, as any loss: the member pays it, the buyer has it, and the day closes."""
    ledger.party("court", Role.supervisor)
    ledger.do(account("own-beta", "beta", "beta", own=True), signed_by="beta")
    ledger.issue("CNY", "own-beta", MONEY, issuer="bank beta")
    ledger.do(on_index("XC", "call", 39_000, last=TODAY), signed_by="venue")
    traded(ledger, "XC", "m-ann", {"m-bob": 2}, 2)
    order = SuspendParty(party="bob", by="court", reference="order 1", document=DOCUMENT)
    ledger.do(order, signed_by="court")
    fixed(ledger, XC=1_122, CSI=40_123)
    settled(ledger)
    closed(ledger)
    assert cash(ledger)["ann"] == 2 * (1_123 - 2) * POINT
    assert ledger.holding("own-beta", "CNY").balance == MONEY - 2 * (1_123 - 2) * POINT
    assert cash(ledger)["bob"] == 0
