# SPDX-License-Identifier: Apache-2.0
"""The repo: its usual course, substitution, default, what it refuses, and that no unit is lost."""

from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain

SOURCE = Path(__file__).with_name("contract.star").read_text()
DAY = 86_400_000
ALL = ("CNY", "GOV", "CORP")


def market(chain: LocalChain, **other: Any) -> int:
    """Seller with securities, buyer with money, and a repo of 1,000 back as 1,010; when it must be paid back."""
    chain.instrument("CNY", "bank", cash=True)
    for name in ("GOV", "CORP"):
        chain.instrument(name, "issuer")
    for name in ("seller", "buyer", "stranger"):
        chain.account(f"of-{name}", name)
        for instrument in ALL:
            chain.issue(instrument, f"of-{name}", 5_000)
    return deploy(chain, **other)


def deploy(chain: LocalChain, name: str = "repo", **other: Any) -> int:
    due = chain.now + 7 * DAY
    terms: dict[str, Any] = {"seller": "seller", "buyer": "buyer", "money": "CNY", "price": 1_000, "repurchase": 1_010}
    terms |= {"required": 1_050, "eligible": [["GOV", 95], ["CORP", 70]], "lent_until": chain.now + DAY}
    chain.deploy(name, SOURCE, "seller", **{**terms, "due_until": due, **other})
    return due


_HOLDS = iter(range(1_000_000))


def with_hold(chain: LocalChain, function: str, by: str, units: int, instrument: str, /, **given: Any) -> None:
    """A call that brings in so many units of the caller's."""
    hold, name = f"h{next(_HOLDS)}", given.pop("name", "repo")
    chain.hold(hold, f"of-{by}", instrument, units, name)
    chain.call(name, function, by, shows=(f"holdings/encumbrance/{hold}",), hold=hold, **given)


def add(chain: LocalChain, instrument: str, quantity: int, name: str = "repo") -> None:
    with_hold(chain, "add", "seller", quantity, instrument, name=name, instrument=instrument, quantity=quantity)


def lent(chain: LocalChain, **other: Any) -> int:
    """A repo with 12 GOV in the pool, and the money lent; when it must be paid back."""
    due = market(chain, **other)
    add(chain, "GOV", 12)
    with_hold(chain, "lend", "buyer", 1_000, "CNY")
    return due


def collect_all(chain: LocalChain, name: str = "repo") -> None:
    for role in ("seller", "buyer"):
        due: Any = chain.state(name)[f"due-{role}"]
        for instrument in [one for one in due if due[one]]:
            chain.call(name, "collect", role, role=role, instrument=instrument, to=f"of-{role}")


def has(chain: LocalChain, who: str) -> list[int]:
    return [chain.balance(f"of-{who}", instrument) for instrument in ALL]


def test_lent_and_paid_back(chain: LocalChain) -> None:
    """The seller has its securities again and paid 10 for the money; the contract has nothing."""
    lent(chain)
    chain.call("repo", "collect", "seller", role="seller", instrument="CNY", to="of-seller")
    assert (has(chain, "seller"), has(chain, "repo")) == ([6_000, 4_988, 5_000], [0, 12, 0])
    with_hold(chain, "pay_back", "seller", 1_010, "CNY")
    collect_all(chain)
    assert (has(chain, "seller"), has(chain, "buyer")) == ([4_990, 5_000, 5_000], [5_010, 5_000, 5_000])
    assert has(chain, "repo") == [0, 0, 0]


def test_collateral_is_substituted(chain: LocalChain) -> None:
    """Other securities come in and these go out, in one call, as long as the pool counts for enough."""
    lent(chain)
    given: dict[str, Any] = {"instrument": "CORP", "out": "GOV", "out_quantity": 12}
    with chain.refuses("contract_failed", "what is left in the pool must count for at least"):
        with_hold(chain, "substitute", "seller", 14, "CORP", quantity=14, **given)
    with chain.refuses("contract_failed", "must be in the pool"):
        with_hold(chain, "substitute", "seller", 15, "CORP", quantity=15, **{**given, "out_quantity": 13})
    with_hold(chain, "substitute", "seller", 15, "CORP", quantity=15, **given)
    status: Any = chain.call("repo", "status", "buyer")
    assert (status["pool"], status["counts"]) == ({"CORP": 15, "GOV": 0}, 1_050)
    collect_all(chain)
    assert has(chain, "seller") == [6_000, 5_000, 4_985]


def test_not_paid_back(chain: LocalChain) -> None:
    """Units that count for what is owed are the buyer's, rounded up to one; the rest goes back to the seller."""
    due = lent(chain)
    add(chain, "CORP", 1)
    with chain.refuses("contract_failed", "the time for paying back must be over"):
        chain.call("repo", "enforce", "buyer")
    chain.wait(due - chain.time)
    with chain.refuses("contract_failed", "the time for paying back must not be over"):
        with_hold(chain, "pay_back", "seller", 1_010, "CNY")
    with chain.refuses("contract_failed", "the buyer must ask for it"):
        chain.call("repo", "enforce", "seller")
    chain.call("repo", "enforce", "buyer")
    assert chain.emitted() == [("enforced", {"short": 0})]
    # By name: 1 CORP counts for 70, then 10 of 12 GOV for the other 940.
    collect_all(chain)
    assert (has(chain, "buyer"), has(chain, "seller")) == ([4_000, 5_010, 5_001], [6_000, 4_990, 4_999])
    with chain.refuses("contract_failed", "a loan that is not paid back"):
        chain.call("repo", "enforce", "buyer")


def test_a_pool_that_counts_for_too_little(chain: LocalChain) -> None:
    """Where less than the repurchase price is required, the buyer has all of it, and the shortfall is told."""
    due = market(chain, required=95)
    add(chain, "GOV", 1)
    with_hold(chain, "lend", "buyer", 1_000, "CNY")
    chain.wait(due - chain.time)
    chain.call("repo", "enforce", "buyer")
    assert chain.emitted() == [("enforced", {"short": 915})]
    collect_all(chain)
    assert has(chain, "repo") == [0, 0, 0]


def test_nothing_is_lent(chain: LocalChain) -> None:
    """The seller takes its securities back; too late nobody lends."""
    market(chain)
    with chain.refuses("contract_failed", "the pool must count for at least 1050"):
        with_hold(chain, "lend", "buyer", 1_000, "CNY")
    add(chain, "GOV", 12)
    with chain.refuses("contract_failed", "the buyer must lend"):
        with_hold(chain, "lend", "stranger", 1_000, "CNY")
    chain.wait(2 * DAY)
    with chain.refuses("contract_failed", "the time for lending"):
        with_hold(chain, "lend", "buyer", 1_000, "CNY")
    chain.call("repo", "withdraw", "seller", instrument="GOV", quantity=12)
    collect_all(chain)
    assert (has(chain, "seller"), has(chain, "repo")) == ([5_000] * 3, [0] * 3)


def test_income_is_the_sellers(chain: LocalChain) -> None:
    """A coupon that comes into the contract's account is due to the seller, once; what was lent is not income."""
    lent(chain)
    for instrument in ("CNY", "GOV"):
        with chain.refuses("contract_failed", "must have come in besides"):
            chain.call("repo", "income", "seller", instrument=instrument)
    chain.transfer("of-stranger", "of-repo", "CNY", 36)
    chain.call("repo", "income", "stranger", instrument="CNY")
    with chain.refuses("contract_failed", "must have come in besides"):
        chain.call("repo", "income", "seller", instrument="CNY")
    collect_all(chain)
    assert has(chain, "seller")[0] == 6_036
    chain.instrument("OTHER")
    chain.issue("OTHER", "of-repo", 1)
    with chain.refuses("contract_failed", "of what was not agreed on the seller must say so"):
        chain.call("repo", "income", "stranger", instrument="OTHER")
    chain.call("repo", "income", "seller", instrument="OTHER")


def test_who_may_do_what(chain: LocalChain) -> None:
    """Collateral is the seller's to move; each collects its own; a hold is used by whoever made it."""
    lent(chain)
    for by in ("buyer", "stranger"):
        with chain.refuses("contract_failed", "the seller must do this"):
            chain.call("repo", "withdraw", by, instrument="GOV", quantity=1)
        with chain.refuses("contract_failed", "must ask for it"):
            chain.call("repo", "collect", by, role="seller", instrument="CNY", to=f"of-{by}")
    with chain.refuses("contract_failed", "seller or buyer"):
        chain.call("repo", "collect", "stranger", role="stranger", instrument="CNY", to="of-stranger")
    with chain.refuses("contract_failed", "can be lent once"):
        with_hold(chain, "lend", "buyer", 1_000, "CNY")
    with chain.refuses("contract_failed", "one of the securities agreed on"):
        add(chain, "CNY", 10)
    with chain.refuses("contract_failed", "the quantity must be above 0"):
        with_hold(chain, "add", "seller", 1, "GOV", instrument="GOV", quantity=0)
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        with_hold(chain, "add", "seller", 1, "GOV", instrument="GOV", quantity=2)
    with chain.refuses("contract_failed", "a hold that is there"):
        chain.call("repo", "pay_back", "seller", shows=("holdings/encumbrance/none",), hold="none")
    chain.hold("theirs", "of-stranger", "CNY", 1_010, "repo")
    with chain.refuses("contract_failed", "whoever made the hold must agree: stranger"):
        chain.call("repo", "pay_back", "seller", shows=("holdings/encumbrance/theirs",), hold="theirs")
    with_hold(chain, "pay_back", "seller", 1_010, "CNY")
    for function in ("add", "withdraw"):
        given: dict[str, Any] = {"hold": "theirs"} if function == "add" else {}
        with chain.refuses("contract_failed", "the repo must not be over"):
            chain.call("repo", function, "seller", instrument="GOV", quantity=1, **given)
    collect_all(chain)
    with chain.refuses("contract_failed", "nothing of it is due to the buyer"):
        chain.call("repo", "collect", "buyer", role="buyer", instrument="CNY", to="of-buyer")


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Two parties, prices and times in order, and securities that count for something."""
    market(chain)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"buyer": "seller"}, "must be two"),
        ({"price": 0}, "the price must be above 0"),
        ({"repurchase": 999}, "not above the repurchase price"),
        ({"required": 0}, "what the pool must count for must be above 0"),
        ({"lent_until": 1}, "the times must be to come"),
        ({"due_until": 1}, "the times must be to come"),
        ({"eligible": []}, "1 to 16 securities"),
        ({"eligible": [["GOV", 1], ["GOV", 2]]}, "named once"),
        ({"eligible": [["CNY", 1]]}, "and be no money"),
        ({"eligible": [["GOV", 0]]}, "what a unit counts for must be above 0"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            deploy(chain, f"wrong-{number}", **wrong)


def test_random_steps_lose_nothing(chain: LocalChain) -> None:
    """Against a slow twin: what the account has is the pool and what is due; a lent pool always counts for enough."""
    market(chain)
    for seed in range(4):
        random, name = Random(seed), f"repo-{seed}"
        due_until = deploy(chain, name, lent_until=chain.now + 20_000, due_until=chain.now + 80_000)
        twin = dict.fromkeys(ALL, 0)
        for _ in range(40):
            call = random.choice(
                ("add", "withdraw", "substitute", "lend", "repurchase", "enforce", "collect", "collect")
            )
            step(chain, random, name, call, twin)
            assert has(chain, name) == list(twin.values())
            if chain.state(name)["stage"] == "lent":
                status: Any = chain.call(name, "status", "stranger")
                assert status["counts"] >= 1_050
        chain.wait(max(0, due_until - chain.time))
        finish(chain, name)
        assert has(chain, name) == [0, 0, 0]
    for number, _ in enumerate(ALL):
        assert sum(has(chain, who)[number] for who in ("seller", "buyer", "stranger")) == 15_000


def step(chain: LocalChain, random: Random, name: str, call: str, twin: dict[str, int]) -> None:
    """One call at random, whoever may make it; the twin knows what came in and went out."""
    one, other = random.sample(("GOV", "CORP"), 2)
    units, by = random.randint(1, 20), random.choice(("seller", "seller", "buyer", "stranger"))
    role, coming = random.choice(("seller", "buyer")), {"lend": 1_000, "pay_back": 1_010}.get(call, units)
    instrument = "CNY" if call in {"lend", "pay_back"} else one
    possible: dict[str, dict[str, Any]] = {
        "add": {"instrument": one, "quantity": units},
        "withdraw": {"instrument": one, "quantity": units},
        "substitute": {"instrument": one, "quantity": units, "out": other, "out_quantity": random.randint(1, 20)},
        "collect": {"role": role, "instrument": random.choice(ALL), "to": f"of-{role}"},
    }
    given = possible.get(call, {})
    before = {one: chain.balance(f"of-{name}", one) for one in ALL}
    try:
        if call in {"add", "substitute", "lend", "pay_back"}:
            with_hold(chain, call, by, coming, instrument, name=name, **given)
            twin[instrument] += coming
        else:
            chain.call(name, call, by, **given)
    except CallRefused:
        assert before == twin
        return
    if call == "collect":
        gone = before[given["instrument"]] - chain.balance(f"of-{name}", given["instrument"])
        assert gone > 0
        twin[given["instrument"]] -= gone


def finish(chain: LocalChain, name: str) -> None:
    """When all times are over, everybody takes what it can still have."""
    state: Any = chain.state(name)
    if state["stage"] == "lent":
        chain.call(name, "enforce", "buyer")
    elif state["stage"] == "open":
        for instrument, quantity in state["pool"].items():
            if quantity:
                chain.call(name, "withdraw", "seller", instrument=instrument, quantity=quantity)
    collect_all(chain, name)
