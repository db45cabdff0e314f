# SPDX-License-Identifier: Apache-2.0
"""What is refused of sizing a guarantee fund, of refunds and of leaving: per call, in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.modules.futures import stress_calls as s
from counterfoil.modules.futures.defaults import FUNDS, MEMBERS_MAX, Share
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.stress import STRESS, STRESS_REPORTS, Scenario, Shock, Stressed, Weight
from counterfoil.modules.futures.stress_law import size_fund
from counterfoil.modules.futures.stress_outcomes import StressOutcome as Stress
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import PartyId, Quantity
from support.futures_acts import _asked
from support.futures_market import TODAY
from support.futures_stress import CRASH, policy, sized
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
MARKET = sized
LAST: Final = TODAY + 1
STRESSED: Final = (
    Stressed("crash", Quantity(24_000_000), Quantity(12_000_000)),
    Stressed("rally", Quantity(13_500_000), Quantity(0)),
)
WEIGHTS: Final = tuple(
    Weight(PartyId(member), weight) for member, weight in (("alpha", 36_000_000), ("beta", 72_000_000), ("delta", 0))
)
MIXED: Final = Scenario("mixed", (Shock("index", 1, "IF", 40),))
ALIEN: Final = Scenario("alien", (Shock("index", 1, "tight"),))
NOWHERE: Final = Scenario("nowhere", (Shock("index", 1, "none"),))
TWICE: Final = Scenario("twice", (Shock("index", 1), Shock("index", 2)))


def size(day: int = LAST, **changed: Any) -> s.SizeFund:
    said = {"house": "CC", "stressed": STRESSED, "weights": WEIGHTS, **changed}
    return s.SizeFund(day=day, **said)


def refund(member: str = "alpha", house: str = "CC") -> s.RefundShare:
    return s.RefundShare(house=house, member=member)


def leave(member: str = "delta", house: str = "CC") -> s.Leave:
    return s.Leave(house=house, member=member)


POLICIES: Final = [
    Row("scenarios of no house", policy(house="none"), "ccp", Outcome.unknown_house),
    Row("scenarios of before", policy(since=1), "ccp", Outcome.stress_backdated),
    Row("two scenarios of one name", policy(CRASH, CRASH), "ccp", Outcome.scenarios_unordered),
    Row("a product shocked twice", policy(TWICE), "ccp", Outcome.scenarios_unordered),
    Row("a shock of one contract, and of those that end soon", policy(MIXED), "ccp", Stress.shocked_two_ways),
    Row("a shock of no contract", policy(NOWHERE), "ccp", Outcome.unknown_futures),
    Row("a shock of another product's contract", policy(ALIEN), "ccp", Stress.shock_of_another_product),
    Row("scenarios by a member", policy(), "alpha", Parties.not_authorised),
    Row("one change of scenarios too many", policy(house="DD", since=10**14), "ccp", Outcome.too_many_stress_rules),
]
SIZING: Final = [
    Row("sizing of no house", size(house="none"), "ccp", Outcome.unknown_house),
    Row("sizing of no fund", size(house="DD"), "ccp", Outcome.no_guarantee_fund),
    Row("sizing without scenarios", size(house="EE"), "ccp", Outcome.no_stress_policy),
    Row("sizing before its scenarios are in force", size(house="HH"), "ccp", Outcome.no_stress_policy),
    Row("sizing while a day is open", size(TODAY, house="FF"), "ccp", Outcome.day_open),
    Row("sizing after an earlier day", size(TODAY - 1), "ccp", Outcome.sized_after_the_last),
    Row("sizing by one scenario of two", size(stressed=STRESSED[:1]), "ccp", Outcome.other_scenarios),
    Row("weights out of order", size(weights=WEIGHTS[::-1]), "ccp", Outcome.weights_unordered),
    Row("a member weighed twice", size(weights=WEIGHTS[:1] * 2), "ccp", Outcome.weights_unordered),
    Row("sizing by a member", size(), "alpha", Parties.not_authorised),
    Row(
        "a member that is not weighed",
        size(weights=WEIGHTS[:2]),
        "ccp",
        Outcome.figures_differ,
    ),
    Row(
        "a loss that is told smaller",
        size(stressed=(replace(STRESSED[0], largest=Quantity(23_999_999)), STRESSED[1])),
        "ccp",
        Outcome.figures_differ,
    ),
]
GIVING_BACK: Final = [
    Row("a refund of no house", refund(house="none"), "cat", Outcome.unknown_house),
    Row("a refund of no fund", refund(house="DD"), "cat", Outcome.no_guarantee_fund),
    Row("a refund of nothing", refund("beta"), "cat", Outcome.nothing_to_refund),
    Row("a refund while others owe their shares", refund(house="GG"), "cat", Outcome.fund_short),
    Row("a refund while a member is in default", refund("alpha"), "cat", Outcome.default_in_hand),
]
LEAVING: Final = [
    Row("leaving no house", leave(house="none"), "ccp delta", Outcome.unknown_house),
    Row("leaving where it is no member", leave("ann"), "ccp ann", Outcome.not_a_clearing_member),
    Row("leaving twice", leave("gamma"), "ccp gamma", Outcome.member_in_default),
    Row("leaving unasked", leave("delta"), "ccp", Parties.not_authorised),
    Row("leaving with positions", leave("beta"), "ccp beta", Outcome.still_in_business),
]
MANY: Final = tuple(Share(PartyId(f"member-{number}"), Quantity(0)) for number in range(MEMBERS_MAX))
ACTS: Final = [
    Act("scenarios that are not there", on_record(STRESS, "GG"), Outcome.no_stress_policy),
    Act("scenarios once more", creating(STRESS, "CC"), Outcome.stress_policy_exists),
    Act("a day that was not sized", on_record(STRESS_REPORTS, "CC", str(LAST)), Outcome.not_sized),
    Act("a day that is sized twice", creating(STRESS_REPORTS, "CC", str(TODAY)), Outcome.sized_already),
    Act(
        "weights of more than a fund can have",
        _asked(size_fund, size(), FUNDS, "CC", shares=MANY),
        Outcome.too_many_shares,
    ),
]
