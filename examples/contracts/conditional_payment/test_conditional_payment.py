# SPDX-License-Identifier: Apache-2.0
"""Payment by milestones: its usual course, what it refuses, and that no unit is lost."""

from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain

SOURCE = Path(__file__).with_name("contract.star").read_text()
DAY = 86_400_000
PARTIES: dict[str, Any] = {"payer": "payer", "payee": "payee", "agent": "agent", "instrument": "CNY"}


def market(chain: LocalChain) -> int:
    """Payer, payee and a contract with two milestones; the time of the first (the second has a day more)."""
    chain.instrument("CNY", "bank", cash=True)
    for name in ("payer", "payee", "stranger"):
        chain.account(f"of-{name}", name)
    chain.issue("CNY", "of-payer", 10_000)
    until = chain.now + 7 * DAY
    deploy(chain, "work", [["design", 100, until], ["build", 250, until + DAY]])
    return until


def deploy(chain: LocalChain, name: str, milestones: list[Any], **other: Any) -> None:
    chain.deploy(name, SOURCE, "agent", **{**PARTIES, "milestones": milestones, **other})


def fund(chain: LocalChain, contract: str = "work", quantity: int = 350, by: str = "payer", hold: str = "h") -> None:
    chain.hold(hold, "of-payer", "CNY", quantity, contract)
    chain.call(contract, "fund", by, shows=(f"holdings/encumbrance/{hold}",), hold=hold)


def test_all_is_confirmed(chain: LocalChain) -> None:
    """Each milestone falls due with the agent's word; in the end the payee has all, and the contract nothing."""
    market(chain)
    fund(chain)
    chain.call("work", "confirm", "agent", milestone="design", evidence="plans signed")
    assert chain.emitted() == [("confirmed", {"milestone": "design", "amount": 100})]
    chain.call("work", "collect", "payee", role="payee", to="of-payee")
    assert (chain.balance("of-payee", "CNY"), chain.balance("of-work", "CNY")) == (100, 250)
    chain.call("work", "confirm", "agent", milestone="build", evidence="roof on")
    found: Any = chain.call("work", "look", "stranger", name="build")
    assert (found["state"], found["evidence"]) == ("confirmed", "roof on")
    chain.call("work", "collect", "payee", role="payee", to="of-payee")
    assert (chain.balance("of-payee", "CNY"), chain.balance("of-work", "CNY")) == (350, 0)


def test_what_is_late_goes_back(chain: LocalChain) -> None:
    """From its time on a milestone is confirmed no more; anybody may let it lapse, the payer collects."""
    until = market(chain)
    fund(chain)
    with chain.refuses("contract_failed", "its time must be over"):
        chain.call("work", "lapse", "payer", milestone="design")
    chain.wait(until - chain.time)
    with chain.refuses("contract_failed", "confirmed before its time"):
        chain.call("work", "confirm", "agent", milestone="design", evidence="late")
    chain.call("work", "lapse", "stranger", milestone="design")
    with chain.refuses("contract_failed", "design must be open, and is lapsed"):
        chain.call("work", "lapse", "payer", milestone="design")
    chain.call("work", "collect", "payer", role="payer", to="of-payer")
    assert (chain.balance("of-payer", "CNY"), chain.balance("of-work", "CNY")) == (9_750, 250)
    status: Any = chain.call("work", "status", "stranger")
    assert (status["open"], status["due"]) == (250, {"payer": 0, "payee": 0})


def test_more_time_is_agreed_on(chain: LocalChain) -> None:
    """Both give a milestone more time, never less; one that is over has none to give."""
    until = market(chain)
    fund(chain)
    for alone in ("payer", "payee", "agent"):
        with chain.refuses("contract_failed", "payer and payee must agree"):
            chain.call("work", "extend", alone, milestone="design", until=until + DAY)
    with chain.refuses("contract_failed", "after the old one"):
        chain.call("work", "extend", "payer payee", milestone="design", until=until)
    chain.call("work", "extend", "payer payee", milestone="design", until=until + DAY)
    chain.wait(until - chain.time)
    chain.call("work", "confirm", "agent", milestone="design", evidence="plans signed")
    with chain.refuses("contract_failed", "only an open milestone"):
        chain.call("work", "extend", "payer payee", milestone="design", until=until + 2 * DAY)


def test_the_payee_gives_one_up(chain: LocalChain) -> None:
    """What is forgone is the payer's at once; nobody but the payee gives it up."""
    market(chain)
    with chain.refuses("contract_failed", "the money must be paid in first"):
        chain.call("work", "forgo", "payee", milestone="build")
    fund(chain)
    with chain.refuses("contract_failed", "the payee must give it up"):
        chain.call("work", "forgo", "payer", milestone="build")
    chain.call("work", "forgo", "payee", milestone="build")
    chain.call("work", "collect", "payer", role="payer", to="of-payer")
    assert chain.balance("of-payer", "CNY") == 9_900


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Three parties, and milestones that have a name, an amount and a time to come."""
    until = market(chain)
    good = [["a", 1, until]]
    for number, (milestones, other, words) in enumerate(
        (
            (good, {"agent": "payer"}, "must be three"),
            ([], {}, "1 to 50 milestones"),
            ([[f"m{n}", 1, until] for n in range(51)], {}, "1 to 50 milestones"),
            (good * 2, {}, "a name of its own"),
            ([["x" * 41, 1, until]], {}, "at most 40 letters"),
            ([["a", 0, until]], {}, "above 0"),
            ([["a", 1, 5]], {}, "must be to come"),
        )
    ):
        with chain.refuses("contract_failed", words):
            deploy(chain, f"wrong-{number}", milestones, **other)
    deploy(chain, "largest", [[f"m{n}-" + "x" * 36, 1, until] for n in range(50)])


def test_paying_in(chain: LocalChain) -> None:
    """The sum of all milestones, once, from the payer's own hold."""
    market(chain)
    with chain.refuses("contract_failed", "the payer must agree"):
        fund(chain, by="stranger", hold="h1")
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        fund(chain, quantity=351, hold="h2")
    with chain.refuses("contract_failed", "a hold that is there"):
        chain.call("work", "fund", "payer", shows=("holdings/encumbrance/none",), hold="none")
    chain.issue("CNY", "of-stranger", 350)
    chain.hold("theirs", "of-stranger", "CNY", 350, "work")
    with chain.refuses("contract_failed", "whoever made the hold must agree: stranger"):
        chain.call("work", "fund", "payer", shows=("holdings/encumbrance/theirs",), hold="theirs")
    fund(chain, hold="h3")
    with chain.refuses("contract_failed", "can be paid in once"):
        chain.call("work", "fund", "payer", shows=("holdings/encumbrance/h1",), hold="h1")


def test_who_confirms_and_who_collects(chain: LocalChain) -> None:
    """The agent alone, with what it saw, once, and of what was agreed on; what is due is collected once."""
    market(chain)
    with chain.refuses("contract_failed", "the money must be paid in first"):
        chain.call("work", "confirm", "agent", milestone="design", evidence="x")
    fund(chain)
    for name in ("payer", "payee", "stranger"):
        with chain.refuses("contract_failed", "the agent must confirm"):
            chain.call("work", "confirm", name, milestone="design", evidence="x")
    with chain.refuses("contract_failed", "one of those agreed on: design, build"):
        chain.call("work", "confirm", "agent", milestone="paint", evidence="x")
    with chain.refuses("contract_failed", "must say what was seen"):
        chain.call("work", "confirm", "agent", milestone="design", evidence="")
    chain.call("work", "confirm", "agent", milestone="design", evidence="x")
    with chain.refuses("contract_failed", "and is confirmed"):
        chain.call("work", "confirm", "agent", milestone="design", evidence="x")
    with chain.refuses("contract_failed", "must ask for it"):
        chain.call("work", "collect", "stranger", role="payee", to="of-stranger")
    with chain.refuses("contract_failed", "payer or payee"):
        chain.call("work", "collect", "agent", role="agent", to="of-stranger")
    chain.call("work", "collect", "payee", role="payee", to="of-payee")
    with chain.refuses("contract_failed", "nothing is due to the payee now"):
        chain.call("work", "collect", "payee", role="payee", to="of-payee")


def test_random_steps_lose_nothing(chain: LocalChain) -> None:
    """Against a slow twin: what is open and due is what the contract's account has; in the end it is empty."""
    market(chain)
    for seed in range(5):
        random, work = Random(seed), f"work-{seed}"
        milestones: list[Any] = [
            [f"m{n}", random.randint(1, 40), chain.now + random.randint(5, 60) * 1_000] for n in "abcd"
        ]
        deploy(chain, work, milestones)
        amounts: dict[str, int] = {name: amount for name, amount, _ in milestones}
        fund(chain, work, sum(amounts.values()), hold=f"for-{seed}")
        due, open_ = {"payer": 0, "payee": 0}, dict(amounts)
        for _ in range(40):
            name, milestone = random.choice(("confirm", "lapse", "forgo", "collect")), random.choice(list(amounts))
            by, role = random.choice(("payer", "payee", "agent", "stranger")), random.choice(("payer", "payee"))
            collects: dict[str, Any] = {"role": role, "to": f"of-{role}"}
            given = collects if name == "collect" else {"milestone": milestone}
            given |= {"evidence": "seen"} if name == "confirm" else {}
            try:
                chain.call(work, name, by, **given)
            except CallRefused:
                continue
            if name == "collect":
                due[role] = 0
            else:
                due["payee" if name == "confirm" else "payer"] += open_.pop(milestone)
            assert chain.balance(f"of-{work}", "CNY") == sum(due.values()) + sum(open_.values())
        chain.wait(60_000)
        for milestone in open_:
            chain.call(work, "lapse", "stranger", milestone=milestone)
            due["payer"] += amounts[milestone]
        for role in (role for role in due if due[role]):
            chain.call(work, "collect", role, role=role, to=f"of-{role}")
        assert chain.balance(f"of-{work}", "CNY") == 0
    assert chain.balance("of-payer", "CNY") + chain.balance("of-payee", "CNY") == 10_000
