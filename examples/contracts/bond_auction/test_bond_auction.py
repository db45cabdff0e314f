# SPDX-License-Identifier: Apache-2.0
"""The auction: its usual course, what it refuses, and that bonds and money add up against a slow twin."""

from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import LocalChain

SOURCE = Path(__file__).with_name("contract.star").read_text()
HOUR = 3_600_000
SALT = "0123456789abcdef"
Bids = dict[str, tuple[int, int]]


def market(chain: LocalChain, *bidders: str, size: int = 100, name: str = "issue", **terms: Any) -> int:
    """An issuer with bonds, bidders with money, and the auction; until when bids are sealed (opened: an hour more)."""
    chain.instrument("CNY", "bank", cash=True)
    chain.instrument("BOND", "issuer")
    chain.account("of-issuer", "issuer")
    chain.issue("BOND", "of-issuer", 1_000)
    for bidder in bidders:
        chain.account(f"of-{bidder}", bidder)
        chain.issue("CNY", f"of-{bidder}", 1_000_000)
    return deploy(chain, size=size, name=name, **terms)


def deploy(chain: LocalChain, size: int = 100, name: str = "issue", source: str = SOURCE, **terms: Any) -> int:
    until = chain.now + HOUR
    usual: dict[str, Any] = {"issuer": "issuer", "bonds": "BOND", "money": "CNY", "size": size, "lowest": 90}
    usual |= {"deposit": 500, "sealed_until": until, "opened_until": until + HOUR, "forfeit": True}
    chain.deploy(name, source, "issuer", **{**usual, **terms})
    return until


def with_hold(chain: LocalChain, function: str, by: str, units: int, instrument: str, name: str, **given: Any) -> None:
    """A call that brings in so many units of the caller's."""
    hold = f"{name}-{function}-{by}"
    chain.hold(hold, f"of-{by}", instrument, units, name)
    chain.call(name, function, by, shows=(f"holdings/encumbrance/{hold}",), hold=hold, **given)


def offer(chain: LocalChain, size: int = 100, name: str = "issue") -> None:
    with_hold(chain, "offer", "issuer", size, "BOND", name)


def seal(bidder: str, price: int, quantity: int, name: str = "issue") -> str:
    return sha256(f"{name}:{bidder}:{price}:{quantity}:{SALT}".encode()).hexdigest()


def bid(chain: LocalChain, bidder: str, price: int, quantity: int, name: str = "issue") -> None:
    with_hold(chain, "bid", bidder, 500, "CNY", name, sealed=seal(bidder, price, quantity, name))


def reveal(chain: LocalChain, bidder: str, price: int, quantity: int, name: str = "issue") -> None:
    given: dict[str, Any] = {"price": price, "quantity": quantity, "salt": SALT}
    if price * quantity > 500:
        with_hold(chain, "reveal", bidder, price * quantity - 500, "CNY", name, **given)
    else:
        chain.call(name, "reveal", bidder, **given)


def collect_all(chain: LocalChain, *parties: str, name: str = "issue") -> None:
    """Everybody takes what is due to it."""
    for party in parties:
        due: Any = chain.call(name, "of", party, party=party)
        for what, quantity in due["due"].items():
            if quantity:
                chain.call(name, "collect", party, party=party, what=what, to=f"of-{party}")


def auction(chain: LocalChain, bids: Bids, until: int, unopened: tuple[str, ...] = (), name: str = "issue") -> Any:
    """From the first bid to the result."""
    for bidder, (price, quantity) in bids.items():
        bid(chain, bidder, price, quantity, name)
    chain.wait(until - chain.time)
    for bidder, (price, quantity) in bids.items():
        if bidder not in unopened:
            reveal(chain, bidder, price, quantity, name)
    chain.wait(HOUR)
    chain.call(name, "fill", "anybody")
    status: Any = chain.call(name, "status", "anybody")
    return status["result"]


def test_one_price_for_all(chain: LocalChain) -> None:
    """The highest are filled, all at the lowest price that is; at that price what is left is shared."""
    until = market(chain, "a", "b", "c", "d")
    offer(chain)
    bids = {"a": (99, 40), "b": (95, 50), "c": (95, 70), "d": (91, 100)}
    assert auction(chain, bids, until) == {"price": 95, "sold": 100, "money": 9_500}
    collect_all(chain, *bids, "issuer")
    assert [chain.balance(f"of-{name}", "BOND") for name in bids] == [40, 25, 35, 0]
    assert [1_000_000 - chain.balance(f"of-{name}", "CNY") for name in bids] == [3_800, 2_375, 3_325, 0]
    assert (chain.balance("of-issuer", "CNY"), chain.balance("of-issuer", "BOND")) == (9_500, 900)
    assert (chain.balance("of-issue", "CNY"), chain.balance("of-issue", "BOND")) == (0, 0)


def test_too_few_bids(chain: LocalChain) -> None:
    """What nobody bids for goes back to the issuer; the price is the lowest bid's."""
    until = market(chain, "a", "b")
    offer(chain)
    assert auction(chain, {"a": (99, 4), "b": (92, 6)}, until) == {"price": 92, "sold": 10, "money": 920}
    collect_all(chain, "a", "b", "issuer")
    assert (chain.balance("of-issuer", "BOND"), chain.balance("of-issue", "BOND")) == (990, 0)


def test_no_bids(chain: LocalChain) -> None:
    """The bonds go back."""
    until = market(chain)
    offer(chain)
    assert auction(chain, {}, until) == {"price": 0, "sold": 0, "money": 0}
    collect_all(chain, "issuer")
    assert chain.balance("of-issuer", "BOND") == 1_000


def test_unopened_bids_lose_their_deposit(chain: LocalChain) -> None:
    """Where the terms say so it is the issuer's."""
    until = market(chain, "a", "b")
    offer(chain)
    assert auction(chain, {"a": (99, 10), "b": (98, 10)}, until, ("b",)) == {"price": 99, "sold": 10, "money": 1_490}
    collect_all(chain, "a", "b", "issuer")
    assert (chain.balance("of-b", "CNY"), chain.balance("of-issuer", "CNY")) == (999_500, 1_490)


def test_or_have_it_back(chain: LocalChain) -> None:
    """Where the terms say that, it is the bidder's."""
    until = market(chain, "a", "b", forfeit=False)
    offer(chain)
    assert auction(chain, {"a": (99, 10), "b": (98, 10)}, until, ("b",))["money"] == 990
    collect_all(chain, "a", "b", "issuer")
    assert (chain.balance("of-b", "CNY"), chain.balance("of-issue", "CNY")) == (1_000_000, 0)


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Two instruments, amounts above 0, and two times to come, one after the other."""
    market(chain)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"bonds": "CNY"}, "two instruments"),
        ({"size": 0}, "must be above 0"),
        ({"lowest": 0}, "must be above 0"),
        ({"deposit": -1}, "must be above 0"),
        ({"sealed_until": 1}, "must be to come"),
        ({"opened_until": 2}, "opened after they were sealed"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            deploy(chain, name=f"wrong-{number}", **wrong)


def test_offering(chain: LocalChain) -> None:
    """The issuer brings in all the bonds, once, in time; before that no bid is taken."""
    until = market(chain, "a")
    with chain.refuses("contract_failed", "when the bonds are here"):
        bid(chain, "a", 99, 10)
    chain.issue("BOND", "of-a", 100)
    with chain.refuses("contract_failed", "the issuer must bring in"):
        with_hold(chain, "offer", "a", 100, "BOND", "issue")
    with chain.refuses("contract_failed", "whoever made the hold must agree: a"):
        shown = ("holdings/encumbrance/issue-offer-a",)
        chain.call("issue", "offer", "issuer", shows=shown, hold="issue-offer-a")
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        offer(chain, 99)
    with chain.refuses("contract_failed", "a hold that is there"):
        chain.call("issue", "offer", "issuer", shows=("holdings/encumbrance/none",), hold="none")
    chain.hold("all", "of-issuer", "BOND", 100, "issue")
    chain.call("issue", "offer", "issuer", shows=("holdings/encumbrance/all",), hold="all")
    with chain.refuses("contract_failed", "can be brought in once"):
        chain.call("issue", "offer", "issuer", shows=("holdings/encumbrance/all",), hold="all")
    deploy(chain, name="late", sealed_until=until)
    chain.wait(until - chain.time)
    with chain.refuses("contract_failed", "while bids can be sealed"):
        offer(chain, name="late")


def test_sealing(chain: LocalChain) -> None:
    """One bid each, in time, by a hash; the issuer has none."""
    until = market(chain, "a", "b")
    offer(chain)
    chain.issue("CNY", "of-issuer", 500)
    with chain.refuses("contract_failed", "the issuer must not bid"):
        bid(chain, "issuer", 99, 10)
    chain.hold("h", "of-a", "CNY", 500, "issue")
    for wrong in ("", "A" * 64, "99"):
        with chain.refuses("contract_failed", "64 lower-case digits"):
            chain.call("issue", "bid", "a", shows=("holdings/encumbrance/h",), hold="h", sealed=wrong)
    bid(chain, "a", 99, 10)
    with chain.refuses("contract_failed", "each party can seal one bid"):
        chain.call("issue", "bid", "a", shows=("holdings/encumbrance/h",), hold="h", sealed="0" * 64)
    with chain.refuses("contract_failed", "whoever made the hold must agree: a"):
        chain.call("issue", "bid", "b", shows=("holdings/encumbrance/h",), hold="h", sealed="0" * 64)
    chain.wait(until - chain.time)
    with chain.refuses("contract_failed", "the time for sealing bids"):
        bid(chain, "b", 99, 10)


def test_opening(chain: LocalChain) -> None:
    """Between the two times, once, as it was sealed, within the terms, with the money."""
    until = market(chain, "a", "b", "low", "much")
    offer(chain)
    for bidder, price, quantity in (("a", 99, 10), ("low", 89, 10), ("much", 99, 101)):
        bid(chain, bidder, price, quantity)
    # A bid that copies another's seal cannot be opened: the bidder's name is in it.
    with_hold(chain, "bid", "b", 500, "CNY", "issue", sealed=seal("a", 99, 10))
    with chain.refuses("contract_failed", "opened when no more are sealed"):
        reveal(chain, "a", 99, 10)
    with chain.refuses("contract_failed", "filled when no more are opened"):
        chain.call("issue", "fill", "a")
    chain.wait(until - chain.time)
    given: dict[str, Any] = {"price": 99, "quantity": 10, "salt": SALT}
    for by, change, words in (
        ("a", {"price": 98}, "those that were sealed"),
        ("a", {"quantity": 11}, "those that were sealed"),
        ("a", {"salt": SALT + "0"}, "those that were sealed"),
        ("a", {"salt": "short"}, "at least 16 characters"),
        ("b", {}, "those that were sealed"),
        ("low", {"price": 89}, "at least the lowest"),
        ("much", {"quantity": 101}, "within what is sold"),
        ("stranger", {}, "must have sealed a bid"),
    ):
        with chain.refuses("contract_failed", words):
            chain.call("issue", "reveal", by, **{**given, **change})
    with chain.refuses("not_shown"):
        chain.call("issue", "reveal", "a", **given, hold="none")
    chain.hold("rest", "of-a", "CNY", 490, "issue")
    chain.call("issue", "reveal", "a", shows=("holdings/encumbrance/rest",), hold="rest", **given)
    with chain.refuses("contract_failed", "can be opened once"):
        chain.call("issue", "reveal", "a", **given)
    chain.wait(HOUR)
    with chain.refuses("contract_failed", "the time for opening bids"):
        chain.call("issue", "reveal", "b", **given)


def test_filling_and_collecting(chain: LocalChain) -> None:
    """Once; each collects its own, once."""
    until = market(chain, "a")
    with chain.refuses("contract_failed", "bids are filled once"):
        chain.call("issue", "fill", "a")
    offer(chain)
    auction(chain, {"a": (99, 10)}, until)
    with chain.refuses("contract_failed", "bids are filled once"):
        chain.call("issue", "fill", "a")
    with chain.refuses("contract_failed", "opened before they are filled"):
        chain.call("issue", "reveal", "a", price=99, quantity=10, salt=SALT)
    with chain.refuses("contract_failed", "the party must ask"):
        chain.call("issue", "collect", "stranger", party="a", what="bonds", to="of-issuer")
    with chain.refuses("contract_failed", "must be bonds or money"):
        chain.call("issue", "collect", "a", party="a", what="all", to="of-a")
    chain.call("issue", "collect", "a", party="a", what="bonds", to="of-a")
    for party in ("a", "stranger"):
        with chain.refuses("contract_failed", "due to this party now"):
            chain.call("issue", "collect", party, party=party, what="bonds", to="of-a")


def test_as_many_bids_as_can_be(chain: LocalChain) -> None:
    """So many are taken and filled in one call, the next is refused; of 20 rather than 200, to be quick."""
    few = SOURCE.replace("BIDS_MAX = 200", "BIDS_MAX = 20")
    assert few != SOURCE
    until = market(chain, "lender", source=few)
    offer(chain)
    for number in range(21):
        # One lends them all their deposits, and says so in each call.
        bidder, price, quantity = f"b{number}", 90 + number % 7, 1 + number % 5
        chain.hold(f"h{number}", "of-lender", "CNY", 500, "issue")
        shown = (f"holdings/encumbrance/h{number}",)
        if number == 20:
            with chain.refuses("contract_failed", "200 bids are all"):
                chain.call("issue", "bid", f"{bidder} lender", shows=shown, hold="h20", sealed="0" * 64)
            break
        sealed = seal(bidder, price, quantity)
        chain.call("issue", "bid", f"{bidder} lender", shows=shown, hold=f"h{number}", sealed=sealed)
    chain.wait(until - chain.time)
    for number in range(20):
        reveal(chain, f"b{number}", 90 + number % 7, 1 + number % 5)
    chain.wait(HOUR)
    chain.call("issue", "fill", "anybody")
    assert chain.emitted() == [("filled", {"price": 90, "sold": 60, "money": 5_400})]


def test_random_auctions_against_a_slow_twin(chain: LocalChain) -> None:
    """Units, price and money are what a unit-by-unit twin says; at the end the contract has nothing."""
    names = [f"b{number}" for number in range(6)]
    market(chain, *names)
    for seed in range(4):
        random, name = Random(seed), f"issue-{seed}"
        size = random.randint(1, 60)
        until = deploy(chain, size, name)
        offer(chain, size, name)
        bids = {one: (random.randint(90, 94), random.randint(1, size)) for one in names[: random.randint(1, 6)]}
        unopened = tuple(one for one in bids if random.random() < 0.2)
        before = {one: (chain.balance(f"of-{one}", "BOND"), chain.balance(f"of-{one}", "CNY")) for one in bids}
        opened = {one: bid for one, bid in bids.items() if one not in unopened}
        price, units = twin(opened, size)
        money = price * sum(units.values()) + 500 * len(unopened)
        assert auction(chain, bids, until, unopened, name) == {
            "price": price,
            "sold": sum(units.values()),
            "money": money,
        }
        collect_all(chain, *bids, "issuer", name=name)
        for one, (bonds, cash) in before.items():
            assert chain.balance(f"of-{one}", "BOND") - bonds == units.get(one, 0)
            assert cash - chain.balance(f"of-{one}", "CNY") == (500 if one in unopened else price * units[one])
        assert (chain.balance(f"of-{name}", "CNY"), chain.balance(f"of-{name}", "BOND")) == (0, 0)


def twin(bids: Bids, size: int) -> tuple[int, dict[str, int]]:
    """One unit after another, to the highest price, and there to whoever is furthest behind its exact part."""
    units = dict.fromkeys(bids, 0)
    lowest = 0
    while sum(units.values()) < min(size, sum(quantity for _, quantity in bids.values())):
        lowest = max(price for one, (price, quantity) in bids.items() if units[one] < quantity)
        same = [one for one in bids if bids[one][0] == lowest]
        above = sum(quantity for price, quantity in bids.values() if price > lowest)
        asked = sum(bids[one][1] for one in same)
        exact = {one: min(Fraction((size - above) * bids[one][1], asked), Fraction(bids[one][1])) for one in same}
        below = [one for one in same if units[one] < int(exact[one])]
        # Whole units of the exact part first; then the largest remainders, of equal ones the first.
        given = below[0] if below else max(same, key=lambda one: (exact[one] - units[one], -list(bids).index(one)))
        units[given] += 1
    return lowest, units
