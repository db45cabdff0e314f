# SPDX-License-Identifier: Apache-2.0
"""The escrow: its usual course, what it refuses, and that no unit is lost."""

from pathlib import Path
from typing import Any

from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.node.contracts.properties import walked

SOURCE = Path(__file__).with_name("contract.star").read_text()
PRICE, DAY = 300, 86_400_000
PARTIES: dict[str, Any] = {"buyer": "buyer", "seller": "seller", "agent": "agent"}


def market(chain: LocalChain, price: int = PRICE) -> int:
    """Buyer, seller and the escrow between them; when the buyer may have the money back."""
    chain.instrument("CNY", "bank", cash=True)
    for name in ("buyer", "seller", "stranger"):
        chain.account(f"of-{name}", name)
    chain.issue("CNY", "of-buyer", 1_000)
    chain.party("agent")
    until = chain.now + 7 * DAY
    terms = {**PARTIES, "instrument": "CNY", "price": price}
    chain.deploy("sale", SOURCE, "agent", **terms, until=until)
    return until


def fund(chain: LocalChain, by: str = "buyer", hold: str = "h", quantity: int = PRICE) -> None:
    chain.hold(hold, "of-buyer", "CNY", quantity, "sale")
    chain.call("sale", "fund", by, shows=(f"holdings/encumbrance/{hold}",), hold=hold)


def everywhere(chain: LocalChain) -> int:
    return sum(chain.balance(account, "CNY") for account in ("of-buyer", "of-seller", "of-sale", "of-stranger"))


def test_the_buyer_accepts(chain: LocalChain) -> None:
    """Paid in, accepted, collected: the seller has the price, and the contract has nothing."""
    market(chain)
    fund(chain)
    assert (chain.balance("of-sale", "CNY"), chain.balance("of-buyer", "CNY")) == (300, 700)
    chain.call("sale", "accept", "buyer")
    assert chain.emitted() == [("decided", {"seller": 300, "buyer": 0, "by": "buyer"})]
    chain.call("sale", "collect", "seller", role="seller", to="of-seller")
    assert (chain.balance("of-sale", "CNY"), chain.balance("of-seller", "CNY")) == (0, 300)
    status: Any = chain.call("sale", "status", "stranger")
    assert (status["stage"], status["due"]) == ("decided", {"seller": 0, "buyer": 0})


def test_a_custodian_agrees_besides(chain: LocalChain) -> None:
    """Where both must agree to what leaves an account, both made the hold, and both must agree that it is taken in."""
    market(chain)
    chain.account("kept", "buyer", custodian="broker")
    chain.issue("CNY", "kept", PRICE)
    chain.hold("k", "kept", "CNY", PRICE, "sale")
    with chain.refuses("contract_failed", "whoever made the hold must agree: broker"):
        chain.call("sale", "fund", "buyer", shows=("holdings/encumbrance/k",), hold="k")
    chain.call("sale", "fund", "buyer broker", shows=("holdings/encumbrance/k",), hold="k")
    assert (chain.balance("kept", "CNY"), chain.balance("of-sale", "CNY")) == (0, PRICE)


def test_the_seller_or_the_agent_refuses(chain: LocalChain) -> None:
    """The price goes back to the buyer, into whichever account it names."""
    market(chain)
    fund(chain)
    chain.call("sale", "refuse", "seller")
    chain.account("of-buyer-2", "buyer")
    chain.call("sale", "collect", "buyer", role="buyer", to="of-buyer-2")
    assert chain.balance("of-buyer-2", "CNY") == 300


def test_the_agent_divides(chain: LocalChain) -> None:
    """Each collects its part; together they are the price."""
    market(chain)
    fund(chain)
    for part in (-1, 301):
        with chain.refuses("contract_failed", "within the price"):
            chain.call("sale", "divide", "agent", to_seller=part)
    for alone in ("buyer", "seller", "stranger"):
        with chain.refuses("contract_failed", "buyer and seller together"):
            chain.call("sale", "divide", alone, to_seller=100)
    chain.call("sale", "divide", "agent", to_seller=100)
    chain.call("sale", "collect", "buyer", role="buyer", to="of-buyer")
    chain.call("sale", "collect", "seller", role="seller", to="of-seller")
    assert [chain.balance(f"of-{who}", "CNY") for who in ("buyer", "seller", "sale")] == [900, 100, 0]


def test_buyer_and_seller_divide_without_the_agent(chain: LocalChain) -> None:
    """What both agree on needs nobody else."""
    market(chain)
    fund(chain)
    chain.call("sale", "divide", "buyer seller", to_seller=299)
    assert chain.emitted() == [("decided", {"seller": 299, "buyer": 1, "by": "both"})]


def test_the_time_passes(chain: LocalChain) -> None:
    """Undecided money goes back by the buyer's word alone, not before its time."""
    until = market(chain)
    fund(chain)
    with chain.refuses("contract_failed", "the time for a decision must be over"):
        chain.call("sale", "lapse", "buyer")
    chain.wait(until - chain.time)
    with chain.refuses("contract_failed", "the buyer must ask"):
        chain.call("sale", "lapse", "seller")
    chain.call("sale", "lapse", "buyer")
    with chain.refuses("contract_failed", "nothing is decided yet"):
        chain.call("sale", "accept", "agent")
    chain.call("sale", "collect", "buyer", role="buyer", to="of-buyer")
    assert chain.balance("of-buyer", "CNY") == 1_000


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Three parties, a price, and a time to come."""
    market(chain)
    good: dict[str, Any] = {**PARTIES, "instrument": "CNY", "price": 1}
    later = chain.now + DAY
    for name, wrong, words in (
        ("a", {"agent": "buyer"}, "must be three"),
        ("b", {"seller": "buyer"}, "must be three"),
        ("c", {"price": 0}, "above 0"),
        ("d", {"until": 1}, "must be to come"),
    ):
        with chain.refuses("contract_failed", words):
            chain.deploy(name, SOURCE, "agent", **{**good, "until": later, **wrong})


def test_paying_in(chain: LocalChain) -> None:
    """Exactly the price, once, from a hold of the buyer's own, in time."""
    until = market(chain)
    with chain.refuses("contract_failed", "the buyer must agree"):
        fund(chain, "seller", "h1")
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        fund(chain, "buyer", "h2", 299)
    with chain.refuses("contract_failed", "a hold that is there"):
        chain.call("sale", "fund", "buyer", shows=("holdings/encumbrance/none",), hold="none")
    with chain.refuses("not_shown"):
        chain.call("sale", "fund", "buyer", hold="h1")
    fund(chain, "buyer", "h3")
    with chain.refuses("contract_failed", "can be paid in once"):
        chain.call("sale", "fund", "buyer", shows=("holdings/encumbrance/h1",), hold="h1")
    chain.deploy(
        "late", SOURCE, "agent", buyer="buyer", seller="seller", agent="agent", instrument="CNY", price=1, until=until
    )
    chain.hold("h4", "of-buyer", "CNY", 1, "late")
    chain.wait(until - chain.time)
    with chain.refuses("contract_failed", "must be paid in before"):
        chain.call("late", "fund", "buyer", shows=("holdings/encumbrance/h4",), hold="h4")


def test_another_ones_hold(chain: LocalChain) -> None:
    """A buyer cannot pay with units that somebody else has set aside for the contract."""
    market(chain)
    chain.issue("CNY", "of-stranger", 300)
    chain.hold("theirs", "of-stranger", "CNY", 300, "sale")
    with chain.refuses("contract_failed", "whoever made the hold must agree: stranger"):
        chain.call("sale", "fund", "buyer", shows=("holdings/encumbrance/theirs",), hold="theirs")


def test_who_decides_and_who_collects(chain: LocalChain) -> None:
    """Each word is one party's or the agent's; what is due is collected once, by whom it is due to."""
    market(chain)
    with chain.refuses("contract_failed", "while the price is here"):
        chain.call("sale", "accept", "buyer")
    fund(chain)
    for name in ("seller", "stranger"):
        with chain.refuses("contract_failed", "the buyer or the agent must accept"):
            chain.call("sale", "accept", name)
    for name in ("buyer", "stranger"):
        with chain.refuses("contract_failed", "the seller or the agent must refuse"):
            chain.call("sale", "refuse", name)
    with chain.refuses("contract_failed", "nothing is due to the seller now"):
        chain.call("sale", "collect", "seller", role="seller", to="of-seller")
    chain.call("sale", "accept", "agent")
    with chain.refuses("contract_failed", "nothing is decided yet"):
        chain.call("sale", "refuse", "agent")
    with chain.refuses("contract_failed", "the seller must ask for it"):
        chain.call("sale", "collect", "stranger", role="seller", to="of-stranger")
    with chain.refuses("contract_failed", "buyer or seller"):
        chain.call("sale", "collect", "agent", role="agent", to="of-stranger")
    chain.call("sale", "collect", "seller", role="seller", to="of-seller")
    with chain.refuses("contract_failed", "nothing is due"):
        chain.call("sale", "collect", "seller", role="seller", to="of-seller")


def begun(chain: LocalChain) -> None:
    """The buyer has set the price aside."""
    market(chain)
    chain.hold("h", "of-buyer", "CNY", PRICE, "sale")


def finished(chain: LocalChain) -> None:
    """Everybody takes what it can still have, and nothing is left."""
    chain.wait(7 * DAY)
    if stage(chain) == "funded":
        chain.call("sale", "lapse", "buyer")
        assert due(chain) == {"seller": 0, "buyer": PRICE}
    for role, quantity in due(chain).items():
        if quantity:
            chain.call("sale", "collect", role, role=role, to=f"of-{role}")
    assert chain.balance("of-sale", "CNY") == 0
    assert everywhere(chain) == 1_000


def stage(chain: LocalChain) -> Any:
    return chain.state("sale")["stage"]


def due(chain: LocalChain) -> dict[str, int]:
    found: Any = chain.state("sale").get("due", {})
    return dict(found)


@walked(
    begun,
    "sale",
    by=("buyer", "seller", "agent", "stranger", "buyer seller"),
    waits=(0, 0, 2 * DAY),
    ends=finished,
    hold=["h"],
    to_seller=(-1, 0, 1, PRICE, PRICE + 1),
    role=["buyer", "seller"],
    to=["of-buyer", "of-seller"],
)
def test_whatever_is_called_nothing_is_lost(chain: LocalChain) -> None:
    """The contract has exactly the price while that is undecided, and then what is due; the rest is with its owners."""
    assert chain.balance("of-sale", "CNY") == (PRICE if stage(chain) == "funded" else sum(due(chain).values()))
    assert all(quantity >= 0 for quantity in due(chain).values())
    assert everywhere(chain) == 1_000
