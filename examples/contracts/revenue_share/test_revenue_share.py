# SPDX-License-Identifier: Apache-2.0
"""The revenue share: distributions, handing on, what it refuses, and that no unit is lost."""

from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain

SOURCE = Path(__file__).with_name("contract.star").read_text()
DAY = 86_400_000
HOLDS = iter(range(1_000_000))
HOLDERS: Any = [["a", 50], ["b", 30], ["c", 20]]
NAMES = ("a", "b", "c", "d")


def market(chain: LocalChain, **other: Any) -> None:
    """Three holders and a payer; shares of 50, 30 and 20, from 100 units on or after 30 days."""
    chain.instrument("CNY", "bank", cash=True)
    for name in (*NAMES, "payer"):
        chain.account(f"of-{name}", name)
    chain.issue("CNY", "of-payer", 100_000)
    deploy(chain, **other)


def deploy(chain: LocalChain, name: str = "film", **other: Any) -> None:
    terms: dict[str, Any] = {"money": "CNY", "holders": HOLDERS, "least": 100, "quiet": 30 * DAY}
    chain.deploy(name, SOURCE, "producer", **{**terms, **other})


def bring(chain: LocalChain, quantity: int, name: str = "film") -> None:
    hold = f"h{next(HOLDS)}"
    chain.hold(hold, "of-payer", "CNY", quantity, name)
    chain.call(name, "bring", "payer", shows=(f"holdings/encumbrance/{hold}",), quantity=quantity, hold=hold)


def due(chain: LocalChain, name: str = "film") -> list[int]:
    state = chain.state(name)
    return [int(str(state.get(f"due:{one}", 0))) for one in NAMES]


def collect_all(chain: LocalChain, name: str = "film") -> None:
    for one, quantity in zip(NAMES, due(chain, name), strict=True):
        if quantity:
            chain.call(name, "collect", one, party=one, to=f"of-{one}")


def test_shared_out_and_collected(chain: LocalChain) -> None:
    """To the last unit, by the largest remainders; each collects its own."""
    market(chain)
    bring(chain, 101)
    chain.call("film", "share", "anybody")
    assert chain.emitted() == [("shared", {"whole": 101, "holders": 3})]
    # 50.5, 30.3 and 20.2: the unit that is over goes to the first.
    assert due(chain) == [51, 30, 20, 0]
    collect_all(chain)
    assert [chain.balance(f"of-{one}", "CNY") for one in NAMES] == [51, 30, 20, 0]
    assert chain.balance("of-film", "CNY") == 0
    assert chain.call("film", "of", "anybody", party="a") == 0


def test_what_is_transferred_counts_too(chain: LocalChain) -> None:
    """Whoever pays into the account without calling pays the holders."""
    market(chain)
    chain.transfer("of-payer", "of-film", "CNY", 200)
    chain.call("film", "share", "anybody")
    assert due(chain) == [100, 60, 40, 0]


def test_single_units_cannot_be_shared(chain: LocalChain) -> None:
    """The greatest weight would have each of them: below the least sum one waits for the time."""
    market(chain)
    with chain.refuses("contract_failed", "something must have come in"):
        chain.call("film", "share", "a")
    bring(chain, 99)
    with chain.refuses("contract_failed", "at least 100 must have come in"):
        chain.call("film", "share", "a")
    # Nor does handing a weight to and fro make a distribution.
    chain.call("film", "hand_on", "a d", giver="a", taker="d", weight=1)
    assert due(chain) == [0, 0, 0, 0]
    chain.wait(30 * DAY)
    chain.call("film", "share", "a")
    assert due(chain) == [48, 30, 20, 1]
    bring(chain, 1)
    with chain.refuses("contract_failed", " must have come in, or the time have passed"):
        chain.call("film", "share", "a")


def test_a_weight_is_handed_on(chain: LocalChain) -> None:
    """By both; what came in before goes by the weights until then."""
    market(chain)
    bring(chain, 1_000)
    chain.call("film", "hand_on", "b d", giver="b", taker="d", weight=30)
    assert due(chain) == [500, 300, 200, 0]
    bring(chain, 1_000)
    chain.call("film", "share", "anybody")
    assert due(chain) == [1_000, 300, 400, 300]
    status: Any = chain.call("film", "status", "anybody")
    assert (status["weights"], status["pool"], status["owed"]) == ({"a": 50, "c": 20, "d": 30}, 0, 2_000)
    for by in ("a", "d", "payer"):
        with chain.refuses("contract_failed", "giver and taker must agree"):
            chain.call("film", "hand_on", by, giver="a", taker="d", weight=1)
    for weight in (0, -1, 51):
        with chain.refuses("contract_failed", "the giver must have so much weight"):
            chain.call("film", "hand_on", "a d", giver="a", taker="d", weight=weight)
    with chain.refuses("contract_failed", "must be two"):
        chain.call("film", "hand_on", "a", giver="a", taker="a", weight=1)


def test_as_many_holders_as_can_be(chain: LocalChain) -> None:
    """50 with the longest names that fit; one more is refused, at the beginning and when a weight is handed on."""
    names = [f"holder-{number:02}-" + "x" * 50 for number in range(51)]
    holders: Any = [[name, 20_000] for name in names]
    market(chain)
    with chain.refuses("contract_failed", "1 to 50 holders"):
        deploy(chain, "more", holders=holders, least=2_000_000)
    deploy(chain, "most", holders=holders[:50], least=1_000_000, quiet=1)
    bring(chain, 99_999, "most")
    chain.call("most", "share", "anybody")
    state: Any = chain.state("most")
    assert {state[f"due:{name}"] for name in names[:50]} == {1_999, 2_000}
    with chain.refuses("contract_failed", "no more than 50 holders"):
        chain.call("most", "hand_on", f"{names[0]} {names[50]}", giver=names[0], taker=names[50], weight=1)
    chain.call("most", "hand_on", f"{names[0]} {names[50]}", giver=names[0], taker=names[50], weight=20_000)


def test_bringing_and_collecting(chain: LocalChain) -> None:
    """Exactly so much, from one's own hold; what is due is collected once, by whom it is due to."""
    market(chain)
    chain.hold("theirs", "of-payer", "CNY", 100, "film")
    shown = ("holdings/encumbrance/theirs", "holdings/encumbrance/none")
    for by, hold, quantity, words in (
        ("a", "theirs", 100, "whoever made the hold must agree: payer"),
        ("payer", "theirs", 99, "the hold must be of exactly"),
        ("payer", "none", 100, "a hold that is there"),
    ):
        with chain.refuses("contract_failed", words):
            chain.call("film", "bring", by, shows=shown, quantity=quantity, hold=hold)
    bring(chain, 100)
    chain.call("film", "share", "anybody")
    with chain.refuses("contract_failed", "the party must ask for it"):
        chain.call("film", "collect", "b", party="a", to="of-b")
    chain.call("film", "collect", "a", party="a", to="of-a")
    for party in ("a", "payer"):
        with chain.refuses("contract_failed", "nothing is due to this party"):
            chain.call("film", "collect", party, party=party, to="of-a")


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Holders, each once, with weights, and a least sum that is not too small for them."""
    market(chain)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"holders": []}, "1 to 50 holders"),
        ({"holders": [["a", 1], ["a", 2]]}, "each holder must be named once"),
        ({"holders": [["a", 0]]}, "a weight must be above 0"),
        ({"holders": [["a", 1_000_001]]}, "at most 1000000 in all"),
        ({"least": 99}, "at least the weights in all: 100"),
        ({"quiet": 0}, "must be above 0"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            deploy(chain, f"wrong-{number}", **wrong)


def test_random_steps_against_a_slow_twin(chain: LocalChain) -> None:
    """Each distribution is what a twin gives unit by unit; what is here is pool and owed; all of it goes out."""
    market(chain)
    for seed in range(5):
        random, name = Random(seed), f"film-{seed}"
        weights = {one: random.randint(1, 50) for one in NAMES[: random.randint(1, 4)]}
        holders: Any = [[one, weight] for one, weight in weights.items()]
        deploy(chain, name, holders=holders, least=sum(weights.values()), quiet=20_000)
        twin, pool = dict.fromkeys(NAMES, 0), 0
        for _ in range(40):
            call, (one, other) = (
                random.choice(("bring", "bring", "share", "hand_on", "collect")),
                random.sample(NAMES, 2),
            )
            number = random.randint(1, 60)
            before = int(str(chain.state(name)["owed"]))
            try:
                if call == "bring":
                    bring(chain, number, name)
                    pool += number
                elif call == "collect":
                    chain.call(name, "collect", one, party=one, to=f"of-{one}")
                    twin[one] = 0
                else:
                    given: dict[str, Any] = {"giver": one, "taker": other, "weight": number}
                    chain.call(name, call, f"{one} {other}", **(given if call == "hand_on" else {}))
            except CallRefused:
                continue
            if call in {"share", "hand_on"} and chain.state(name)["owed"] != before:
                twin = {one: twin[one] + units for one, units in shares(pool, weights).items()}
                pool = 0
            if call == "hand_on":
                weights = {**weights, one: weights[one] - number, other: weights.get(other, 0) + number}
            assert due(chain, name) == list(twin.values())
            assert chain.balance(f"of-{name}", "CNY") == pool + sum(twin.values())
        chain.wait(20_000)
        if pool:
            chain.call(name, "share", "anybody")
        collect_all(chain, name)
        assert chain.balance(f"of-{name}", "CNY") == 0
    assert sum(chain.balance(f"of-{one}", "CNY") for one in (*NAMES, "payer")) == 100_000


def shares(whole: int, weights: dict[str, int]) -> dict[str, int]:
    """Whole parts first, then one unit after another to whoever is furthest behind its exact part."""
    total = sum(weights.values())
    exact = {one: Fraction(whole * weights.get(one, 0), total) for one in NAMES}
    units = {one: int(part) for one, part in exact.items()}
    while sum(units.values()) < whole:
        behind = max(NAMES, key=lambda one: (exact[one] - units[one], -NAMES.index(one)))
        units[behind] += 1
    return units
