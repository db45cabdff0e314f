# SPDX-License-Identifier: Apache-2.0
"""The size of a guarantee fund: worked by hand, and beside a twin in exact fractions; shares add up to a unit."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.law.dated import DAY_MS
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import stress_calls as s
from counterfoil.modules.futures.defaults import FUNDS
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS
from counterfoil.modules.futures.records import (
    FUTURES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    FuturesContract,
    MemberStatus,
)
from counterfoil.modules.futures.stress import (
    STRESS,
    STRESS_REPORTS,
    Scenario,
    Shock,
    StressRules,
    Weighing,
    Weight,
    portions,
)
from counterfoil.modules.futures.stressing import figures
from counterfoil.primitives.types import PartyId
from support.futures_market import AT, MULTIPLIER, TODAY, balance, book, fill, listing
from support.futures_stress import BASE, CRASH, RALLY, closed, paid_up, policy, sizing, to_be_sized
from support.ledger import Ledger


def required(ledger: Ledger) -> dict[str, int]:
    fund = ledger.state.read(FUNDS, "CC")
    assert fund is not None
    return {one.member: int(one.required) for one in fund.shares}


def test_the_two_largest_are_covered_as_by_hand() -> None:
    """Alpha's client has two lots long, beta's one long and three short: 36 million, of three members."""
    # A lot is worth 150,000,000, its margin 18,000,000; what falls by a fifth costs 12,000,000 a lot beyond it.
    # Crash: alpha 24, beta 12. Rally by 15 %: beta 3 · (22.5 - 18) = 13.5, alpha nothing. So 36 million; three members
    # have a million each at least, the other 33 by margin, 36 to 72: 11 and 22.
    ledger = Ledger()
    to_be_sized(ledger)
    ledger.do(sizing(ledger), signed_by="ccp")
    report = ledger.state.read(STRESS_REPORTS, "CC", str(TODAY))
    assert report is not None
    assert [(one.scenario, one.largest, one.second) for one in report.stressed] == [
        ("crash", 24_000_000, 12_000_000),
        ("rally", 13_500_000, 0),
    ]
    assert (report.worst, report.covers, report.required, report.paid) == ("crash", 36_000_000, 36_000_000, 0)
    assert report.shortfall == 36_000_000
    shares = required(ledger)
    assert shares == {"alpha": 12_000_000, "beta": 23_000_000, "delta": 1_000_000}


@pytest.mark.parametrize(
    ("weighing", "alpha", "beta", "delta"),
    [
        (Weighing.stress_loss, 1_000_000 + 21_120_000, 1_000_000 + 11_880_000, 1_000_000),
        (Weighing.equal_parts, 12_000_000, 12_000_000, 12_000_000),
    ],
)
def test_what_bears_the_fund_is_the_houses_to_say(weighing: Weighing, alpha: int, beta: int, delta: int) -> None:
    """By the loss: 24 and 13.5 of 37.5, which 33 million are shared by; in equal parts: 12 each."""
    ledger = Ledger()
    to_be_sized(ledger)
    ledger.do(policy(weighing=weighing), signed_by="ccp")
    ledger.do(sizing(ledger), signed_by="ccp")
    shares = required(ledger)
    assert (shares["alpha"], shares["beta"], shares["delta"]) == (alpha, beta, delta)


def test_what_is_too_much_goes_back_and_not_before_the_fund_has_its_size() -> None:
    """A calmer policy: what is beyond goes back; of one that left, all; what a further call asked for stays."""
    ledger = Ledger()
    paid_up(ledger)
    ledger.do(policy(Scenario("breeze", (Shock("index", -150_000),))), signed_by="ccp")
    closed(ledger, TODAY + 1, trades=False)
    ledger.do(sizing(ledger, day=TODAY + 1), signed_by="ccp")
    # two lots and one: 4.5 million each beyond margin, 13.5 together; 3 · 1 million, the other 10.5 by margin
    assert required(ledger) == {"alpha": 4_500_000, "beta": 8_000_000, "delta": 1_000_000}
    before = ledger.holding("m-alpha", "CNY").balance
    ledger.do(s.RefundShare(house="CC", member="alpha"), signed_by="cat")
    assert ledger.holding("m-alpha", "CNY").balance - before == 7_500_000
    assert ledger.holding("fund", "CNY").balance == 4_500_000 + 23_000_000 + 1_000_000
    ledger.do(d.CallFurther(house="CC", member="beta", amount=5_000_000), signed_by="ccp")
    before = ledger.holding("m-beta", "CNY").balance
    ledger.do(s.RefundShare(house="CC", member="beta"), signed_by="cat")
    assert ledger.holding("m-beta", "CNY").balance - before == 23_000_000 - 8_000_000 - 5_000_000
    ledger.do(s.Leave(house="CC", member="delta"), signed_by="ccp delta")
    ledger.do(s.RefundShare(house="CC", member="delta"), signed_by="delta")
    assert "delta" not in required(ledger)
    assert ledger.holding("fund", "CNY").balance == 4_500_000 + 8_000_000 + 5_000_000
    closed(ledger, TODAY + 2, trades=False)
    assert [one.member for one in sizing(ledger, day=TODAY + 2).weights] == ["alpha", "beta"]


def test_a_policy_of_later_is_not_in_force_yet() -> None:
    """Sized by what is in force now; what was is on record."""
    ledger = Ledger()
    to_be_sized(ledger)
    ledger.do(policy(RALLY, since=ledger.time + 10**6), signed_by="ccp")
    assert [one.scenario for one in sizing(ledger).stressed] == [CRASH.scenario, RALLY.scenario]
    ledger.wait(10**6)
    assert [one.scenario for one in sizing(ledger).stressed] == [RALLY.scenario]


WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=40)


@given(WEIGHTS, st.integers(0, 10**9), st.integers(0, 10**13))
def test_shares_add_up_and_none_is_a_unit_off(weights: list[int], base: int, rest: int) -> None:
    """Exactly the whole; each its exact part, rounded down or up by less than one; more weight never less."""
    whole = base * len(weights) + rest
    made = portions(whole, base, [Weight(PartyId(f"m{n:02}"), weight) for n, weight in enumerate(weights)])
    assert sum(one.required for one in made) == whole
    total = sum(weights)
    for one, weight in zip(made, weights, strict=True):
        exact = Fraction(rest * weight, total) if total else Fraction(rest, len(weights))
        assert abs(one.required - base - exact) < 1
    ordered = sorted(zip(weights, (one.required for one in made), strict=True))
    assert all(low[1] <= high[1] for low, high in pairwise(ordered) if low[0] < high[0])


def shocked(scenario: Scenario, contract: FuturesContract) -> int:
    """By the words of the policy: of this contract; else of those that end soonest; else of the product."""
    of_product = [one for one in scenario.shocks if one.product == contract.product]
    alone = [one.ppm for one in of_product if one.contract == contract.contract]
    soon = [one for one in of_product if one.within_days is not None and contract.last - (TODAY + 1) <= one.within_days]
    soon.sort(key=lambda one: one.within_days or 0)
    rest = [one.ppm for one in of_product if one.contract is None and one.within_days is None]
    return [*alone, *(one.ppm for one in soon), *rest, 0][0]


def slowly(ledger: Ledger, scenarios: list[Scenario]) -> dict[str, dict[str, Fraction]]:
    """Scenario → member → its loss, lot by lot, in fractions, by prices and not by exposures."""
    found: dict[str, dict[str, Fraction]] = {}
    for scenario in scenarios:
        losses = found.setdefault(scenario.scenario, {})
        for _, account in ledger.state.rows(MARGIN_ACCOUNTS):
            if account.house != "CC":
                continue
            worth = Fraction(0)
            for listed in account.positions:
                name, hedge = named(listed)
                contract = ledger.state.read(FUTURES, name)
                position = ledger.state.read(POSITIONS, account.account, name, hedge)
                assert contract is not None and position is not None
                product = ledger.state.read(PRODUCTS, contract.product)
                assert product is not None
                price = Fraction(contract.settlement)
                price += abs(price) * Fraction(shocked(scenario, contract), 1_000_000)
                for lines, sign in ((position.long, 1), (position.short, -1)):
                    for line in lines:
                        lot = sign * (price - contract.settlement) * product.multiplier
                        worth += sum(lot for _ in range(line.lots))
            there = min(Fraction(int(account.margin)), Fraction(account.balance - int(account.delivery_margin)))
            beyond = -worth - (there if there > 0 else 0)
            losses[account.member] = losses.get(account.member, Fraction(0)) + (beyond if beyond > 0 else 0)
    return found


def far(ledger: Ledger) -> None:
    """A far month besides, which Ann and Eve sold and Bob bought."""
    ledger.do(listing("FAR", last=TODAY + 90), signed_by="venue")
    ledger.wait(DAY_MS)
    ledger.do(c.OpenDay(house="CC", day=TODAY + 1), signed_by="ccp")
    sold = {"m-ann": fill(1, "sold", "opens", lots=2, day=TODAY + 1), "m-eve": fill(2, "sold", "opens", day=TODAY + 1)}
    bought = fill(1, "bought", "opens", lots=2, day=TODAY + 1), fill(2, "bought", "opens", day=TODAY + 1)
    booked = [book(name, one, contract="FAR") for name, one in sold.items()]
    booked.append(book("m-bob", *bought, contract="FAR"))
    ledger.do(*booked, balance("FAR", 3, 3 * AT * MULTIPLIER, 3), signed_by="venue")
    prices = (c.FixSettlement(contract=one, price=AT, reason="as before") for one in ("IF", "FAR"))
    ledger.do(*prices, signed_by="ccp")
    settled = (c.Settle(account=name) for name in ("m-ann", "m-bob", "m-eve"))
    ledger.do(*settled, c.CloseDay(house="CC"), signed_by="cat")


def apart(random: Random) -> tuple[Shock, ...]:
    """Near and far months move differently: by name, or by how soon they end."""
    of = [("index", None, None), ("index", "IF", None), ("index", "FAR", None), ("index", None, 10), ("index", None, 5)]
    chosen = random.sample(of, random.randrange(1, len(of) + 1))
    return tuple(Shock(product, random.randrange(-999_999, 1_000_000), *rest) for product, *rest in chosen)


@pytest.mark.parametrize(
    ("shocks", "alpha", "beta"),
    [
        # Near months fall by a fifth, far ones stay: Ann's two near lots lose 60, of which her margin of 72 is enough.
        ((Shock("index", -200_000, within_days=10),), 0, 0),
        # Near months fall by half and far ones stay: 150 and 75 lost, 72 and 36 of margin are there.
        ((Shock("index", -500_000, within_days=10),), 78_000_000, 39_000_000),
        # The same of all: Ann's and Eve's far lots gain as much as the near ones lose, Bob's the other way round.
        ((Shock("index", -500_000),), 0, 0),
        # All rise by half but the far month, by name, which stays: Bob's three near lots lose 225, 108 are there.
        ((Shock("index", 500_000), Shock("index", 0, "FAR")), 0, 117_000_000),
        # A contract by name says more than how soon it ends.
        ((Shock("index", -500_000, within_days=10), Shock("index", 0, "IF")), 0, 0),
    ],
)
def test_months_move_apart_as_by_hand(shocks: tuple[Shock, ...], alpha: int, beta: int) -> None:
    """Ann is long two near lots and short two far ones, Eve one and one, Bob short three and long three."""
    ledger = Ledger()
    to_be_sized(ledger)
    far(ledger)
    ledger.do(policy(Scenario("apart", shocks)), signed_by="ccp")
    found = figures(ledger.state, "CC", in_force(ledger)).losses["apart"]
    assert (found["alpha"], found["beta"]) == (alpha, beta)


def in_force(ledger: Ledger) -> StressRules:
    there = ledger.state.read(STRESS, "CC")
    assert there is not None
    return there.at(ledger.time)


@pytest.mark.parametrize("seed", range(6))
def test_losses_are_what_the_twin_says(seed: int) -> None:
    """Random scenarios over a day's positions: the two largest, and weights by loss, each rounded up once a member."""
    random, ledger = Random(seed), Ledger()
    to_be_sized(ledger)
    products = ("index", "metal", "tight")
    scenarios = [
        Scenario(f"s{number}", tuple(Shock(one, random.randrange(-999_999, 1_000_000)) for one in products))
        for number in range(8)
    ]
    far(ledger)
    scenarios += [Scenario(f"c{number}", apart(random)) for number in range(8)]
    ledger.do(policy(*scenarios, weighing=Weighing.stress_loss), signed_by="ccp")
    policy_now = ledger.state.read(STRESS, "CC")
    assert policy_now is not None
    made, twin = figures(ledger.state, "CC", policy_now.at(ledger.time)), slowly(ledger, scenarios)
    for one in made.stressed:
        first, second = sorted((-(-loss // 1) for loss in twin[one.scenario].values()), reverse=True)[:2]
        assert (one.largest, one.second) == (first, second)
    members = [one for _, one in ledger.state.rows(MEMBERS, "CC") if one.status is MemberStatus.active]
    assert [one.member for one in made.weights] == sorted(one.member for one in members)
    for weight in made.weights:
        assert weight.weight == max(-(-losses.get(weight.member, Fraction(0)) // 1) for losses in twin.values())
    ledger.do(sizing(ledger, day=TODAY + 1), signed_by="ccp")
    total = sum(required(ledger).values())
    assert total == max(*(one.together for one in made.stressed), BASE * len(members))
