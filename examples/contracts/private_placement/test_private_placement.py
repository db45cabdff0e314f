# SPDX-License-Identifier: Apache-2.0
"""The placement: sale, book, limit of holders, what it refuses, and that no unit is lost."""

from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain

SOURCE = Path(__file__).with_name("contract.star").read_text()
DAY = 86_400_000
HOLDS = iter(range(1_000_000))
INVESTORS = ("a", "b", "c", "d")


def market(chain: LocalChain, **other: Any) -> int:
    """An issuer with 1,000 notes, investors with money, all admitted, and the notes offered; when it was agreed on."""
    chain.instrument("CNY", "bank", cash=True)
    chain.instrument("NOTE", "issuer")
    chain.account("of-issuer", "issuer")
    chain.issue("NOTE", "of-issuer", 10_000)
    for name in (*INVESTORS, "stranger"):
        chain.account(f"of-{name}", name)
        chain.issue("CNY", f"of-{name}", 100_000)
    return offered(chain, **other)


def deploy(chain: LocalChain, name: str = "placing", **other: Any) -> int:
    begins = chain.now
    terms: dict[str, Any] = {"issuer": "issuer", "agent": "agent", "instrument": "NOTE", "money": "CNY"}
    terms |= {"size": 1_000, "price": 10, "minimum": 50, "floor": 200, "holders": 3}
    terms |= {"open_until": begins + 10 * DAY, "free_from": begins + 100 * DAY}
    chain.deploy(name, SOURCE, "agent", **{**terms, **other})
    return begins


def offered(chain: LocalChain, name: str = "placing", **other: Any) -> int:
    begins = deploy(chain, name, **other)
    with_hold(chain, "offer", "issuer", 1_000, "NOTE", name=name)
    for investor in INVESTORS:
        chain.call(name, "admit", "agent", investor=investor, admitted=True)
    return begins


def with_hold(chain: LocalChain, function: str, by: str, units: int, instrument: str, /, **given: Any) -> None:
    """A call that brings in so many units of the first caller's."""
    hold, name = f"h{next(HOLDS)}", given.pop("name", "placing")
    chain.hold(hold, f"of-{by.split()[0]}", instrument, units, name)
    chain.call(name, function, by, shows=(f"holdings/encumbrance/{hold}",), hold=hold, **given)


def subscribe(chain: LocalChain, investor: str, units: int, name: str = "placing") -> None:
    with_hold(chain, "subscribe", investor, units * 10, "CNY", name=name, investor=investor, units=units)


def placed(chain: LocalChain, **units: int) -> int:
    """A sale that succeeded."""
    begins = market(chain)
    for investor, number in units.items():
        subscribe(chain, investor, number)
    chain.wait(10 * DAY)
    chain.call("placing", "close", "anybody")
    return begins


def transfer(chain: LocalChain, seller: str, buyer: str, units: int, price: int = 0) -> None:
    given: dict[str, Any] = {"seller": seller, "buyer": buyer, "units": units, "price": price}
    if price:
        with_hold(chain, "transfer", f"{buyer} {seller}", price, "CNY", **given)
    else:
        chain.call("placing", "transfer", f"{seller} {buyer}", **given)


def units(chain: LocalChain, name: str = "placing") -> dict[str, int]:
    """What the book says."""
    state: Any = chain.state(name)
    return {key[3:]: one["units"] for key, one in state.items() if key.startswith("of:") and one["units"]}


def test_a_sale_that_succeeds(chain: LocalChain) -> None:
    """The issuer has the money and what was not sold; the holders take their notes when they are free."""
    begins = placed(chain, a=100, b=150)
    assert chain.emitted() == [("closed", {"placed": True, "sold": 250, "holders": 2})]
    for what in ("money", "units"):
        chain.call("placing", "proceeds", "issuer", what=what, to="of-issuer")
    assert (chain.balance("of-issuer", "CNY"), chain.balance("of-issuer", "NOTE")) == (2_500, 9_750)
    with chain.refuses("contract_failed", "units are free must be reached"):
        chain.call("placing", "withdraw", "a", holder="a", units=100, to="of-a")
    chain.wait(begins + 100 * DAY - chain.time)
    for holder, number in (("a", 100), ("b", 150)):
        chain.call("placing", "withdraw", holder, holder=holder, units=number, to=f"of-{holder}")
    assert (chain.balance("of-a", "NOTE"), chain.balance("of-b", "NOTE")) == (100, 150)
    assert (chain.balance("of-placing", "CNY"), chain.balance("of-placing", "NOTE")) == (0, 0)


def test_a_sale_that_fails(chain: LocalChain) -> None:
    """Below the floor everybody has its own back, whoever asks first."""
    placed(chain, a=100)
    chain.call("placing", "proceeds", "issuer", what="units", to="of-issuer")
    with chain.refuses("contract_failed", "no money due to the issuer"):
        chain.call("placing", "proceeds", "issuer", what="money", to="of-issuer")
    chain.call("placing", "collect", "a", party="a", to="of-a")
    assert (chain.balance("of-a", "CNY"), chain.balance("of-issuer", "NOTE")) == (100_000, 10_000)
    with chain.refuses("contract_failed", "no money is due to this party"):
        chain.call("placing", "collect", "a", party="a", to="of-a")
    with chain.refuses("contract_failed", "the placement must be placed, and is failed"):
        chain.call("placing", "withdraw", "a", holder="a", units=1, to="of-a")


def test_never_more_holders(chain: LocalChain) -> None:
    """The limit holds at the sale and in every transfer; who sells all makes room."""
    market(chain)
    for investor in "abc":
        subscribe(chain, investor, 100)
    with chain.refuses("contract_failed", "no more holders than 3"):
        subscribe(chain, "d", 100)
    subscribe(chain, "a", 700)
    chain.call("placing", "close", "anybody")
    with chain.refuses("contract_failed", "no more holders than 3"):
        transfer(chain, "a", "d", 100)
    transfer(chain, "b", "d", 100)
    assert units(chain) == {"a": 800, "c": 100, "d": 100}
    with chain.refuses("contract_failed", "no more holders than 3"):
        transfer(chain, "a", "b", 100)
    transfer(chain, "d", "c", 100)
    status: Any = chain.call("placing", "status", "anybody")
    assert status["kept"] == {"units": 1_000, "money": 0, "holders": 2}


def test_units_are_sold_on(chain: LocalChain) -> None:
    """Units against the price, in one call, with both agreeing; nobody keeps less than the minimum."""
    placed(chain, a=100, b=150)
    for price in (0, 700):
        with chain.refuses("contract_failed", "a must have none, or at least 50"):
            transfer(chain, "a", "c", 60, price)
    with chain.refuses("contract_failed", "c must have none, or at least 50"):
        transfer(chain, "a", "c", 40)
    with chain.refuses("contract_failed", "a must have so many units"):
        transfer(chain, "a", "c", 101)
    transfer(chain, "a", "c", 50, 700)
    found: Any = chain.call("placing", "of", "anybody", party="a")
    assert found["position"] == {"units": 50, "money": 700}
    chain.call("placing", "collect", "a", party="a", to="of-a")
    assert (chain.balance("of-a", "CNY"), chain.balance("of-c", "CNY")) == (99_700, 99_300)
    for by in ("a", "c", "stranger"):
        with chain.refuses("contract_failed", "seller and buyer must agree"):
            chain.call("placing", "transfer", by, seller="a", buyer="c", units=50, price=0)
    with chain.refuses("contract_failed", "seller and buyer must agree"):
        transfer(chain, "a", "a", 50)
    with chain.refuses("contract_failed", "the agent must have admitted stranger"):
        transfer(chain, "a", "stranger", 50)
    with chain.refuses("contract_failed", "units must be above 0"):
        transfer(chain, "a", "c", 0)


def test_admission(chain: LocalChain) -> None:
    """The agent's alone; who is no longer admitted keeps what it has, and buys no more."""
    placed(chain, a=100, b=150)
    for by in ("issuer", "a"):
        with chain.refuses("contract_failed", "the agent must admit"):
            chain.call("placing", "admit", by, investor="stranger", admitted=True)
    with chain.refuses("contract_failed", "the issuer must not be an investor"):
        chain.call("placing", "admit", "agent", investor="issuer", admitted=True)
    chain.call("placing", "admit", "agent", investor="b", admitted=False)
    with chain.refuses("contract_failed", "the agent must have admitted b"):
        transfer(chain, "a", "b", 50)
    transfer(chain, "b", "a", 50)
    assert units(chain) == {"a": 150, "b": 100}


def test_subscribing(chain: LocalChain) -> None:
    """Admitted, oneself, in time, no more than there is, no less than the minimum, with one's own money."""
    begins = market(chain)
    with chain.refuses("contract_failed", "the agent must have admitted stranger"):
        subscribe(chain, "stranger", 100)
    with chain.refuses("contract_failed", "a must have none, or at least 50"):
        subscribe(chain, "a", 49)
    with chain.refuses("contract_failed", "so many units left"):
        subscribe(chain, "a", 1_001)
    with chain.refuses("contract_failed", "the investor must subscribe itself"):
        with_hold(chain, "subscribe", "b", 1_000, "CNY", investor="a", units=100)
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        with_hold(chain, "subscribe", "a", 999, "CNY", investor="a", units=100)
    chain.hold("theirs", "of-stranger", "CNY", 1_000, "placing")
    shown = ("holdings/encumbrance/theirs", "holdings/encumbrance/none")
    for hold, words in (("theirs", "whoever made the hold must agree: stranger"), ("none", "a hold that is there")):
        with chain.refuses("contract_failed", words):
            chain.call("placing", "subscribe", "a", shows=shown, investor="a", units=100, hold=hold)
    with chain.refuses("contract_failed", "the time must be over, or all be sold"):
        chain.call("placing", "close", "issuer")
    chain.wait(begins + 10 * DAY - chain.time)
    with chain.refuses("contract_failed", "the time for subscribing"):
        subscribe(chain, "a", 100)


def test_who_may_take_what(chain: LocalChain) -> None:
    """Each its own, and at its stage."""
    begins = placed(chain, a=100, b=150)
    chain.wait(begins + 100 * DAY - chain.time)
    with chain.refuses("contract_failed", "the holder must ask"):
        chain.call("placing", "withdraw", "b", holder="a", units=100, to="of-b")
    with chain.refuses("contract_failed", "units must be above 0"):
        chain.call("placing", "withdraw", "a", holder="a", units=-100, to="of-a")
    with chain.refuses("contract_failed", "a must have so many units"):
        chain.call("placing", "withdraw", "a", holder="a", units=101, to="of-a")
    with chain.refuses("contract_failed", "the party must ask"):
        chain.call("placing", "collect", "b", party="a", to="of-b")
    with chain.refuses("contract_failed", "the issuer must ask"):
        chain.call("placing", "proceeds", "agent", what="money", to="of-a")
    with chain.refuses("contract_failed", "must be units or money"):
        chain.call("placing", "proceeds", "issuer", what="all", to="of-issuer")
    chain.call("placing", "proceeds", "issuer", what="money", to="of-issuer")
    with chain.refuses("contract_failed", "no money due to the issuer"):
        chain.call("placing", "proceeds", "issuer", what="money", to="of-issuer")
    chain.transfer("of-stranger", "of-placing", "CNY", 7)
    chain.call("placing", "proceeds", "issuer", what="money", to="of-issuer")
    assert chain.balance("of-issuer", "CNY") == 2_507
    with chain.refuses("contract_failed", "the placement must be open, and is placed"):
        chain.call("placing", "close", "anybody")


def test_offering(chain: LocalChain) -> None:
    """The issuer brings in all units, once."""
    market(chain)
    with chain.refuses("contract_failed", "the placement must be agreed, and is open"):
        with_hold(chain, "offer", "issuer", 1_000, "NOTE")
    deploy(chain, "other")
    chain.transfer("of-issuer", "of-a", "NOTE", 1_000)
    with chain.refuses("contract_failed", "the issuer must bring in"):
        with_hold(chain, "offer", "a", 1_000, "NOTE", name="other")


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Two parties, two instruments, sums and times in order, and 1 to 200 holders."""
    market(chain)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"agent": "issuer"}, "issuer and agent must be two"),
        ({"money": "NOTE"}, "two instruments"),
        ({"price": 0}, "must be above 0"),
        ({"minimum": 0}, "must be above 0"),
        ({"minimum": 201}, "the sums must be in order"),
        ({"floor": 1_001}, "the sums must be in order"),
        ({"holders": 0}, "1 to 200 holders"),
        ({"holders": 201}, "1 to 200 holders"),
        ({"open_until": 1}, "the times must be to come"),
        ({"free_from": 1}, "the times must be to come"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            deploy(chain, f"wrong-{number}", **wrong)


def test_random_steps_keep_the_book(chain: LocalChain) -> None:
    """Against a slow twin: the book, the limit, and units and money add up; in the end all of it goes out."""
    market(chain)
    for seed in range(4):
        random, name = Random(seed), f"placing-{seed}"
        offered(
            chain, name, holders=2, minimum=5, floor=60, open_until=chain.now + 60_000, free_from=chain.now + 90_000
        )
        twin: dict[str, int] = {}
        for _ in range(40):
            step(chain, random, name, twin)
            assert units(chain, name) == {one: number for one, number in twin.items() if number}
            kept: Any = chain.state(name)["kept"]
            assert kept["holders"] == len(units(chain, name)) <= 2
            assert kept["units"] == sum(twin.values())
        chain.wait(100_000)
        finish(chain, name, twin)
        assert (chain.balance(f"of-{name}", "NOTE"), chain.balance(f"of-{name}", "CNY")) == (0, 0)
    everybody = [f"of-{one}" for one in (*INVESTORS, "stranger", "issuer", "placing")]
    assert sum(chain.balance(one, "NOTE") for one in everybody) == 10_000
    assert sum(chain.balance(one, "CNY") for one in everybody) == 500_000


def step(chain: LocalChain, random: Random, name: str, twin: dict[str, int]) -> None:
    """One call at random, followed by the twin when it is not refused."""
    one, other = random.sample(INVESTORS, 2)
    number, call = random.choice((3, 5, 20, 40)), random.choice(("subscribe", "transfer", "transfer", "close"))
    price = random.choice((0, 7))
    given: dict[str, Any] = {"name": name, "seller": other, "buyer": one, "units": number, "price": price}
    try:
        if call == "subscribe":
            subscribe(chain, one, number, name)
        elif call == "transfer":
            with_hold(chain, "transfer", f"{one} {other}", 7, "CNY", **given)
        else:
            chain.call(name, "close", "anybody")
    except CallRefused:
        return
    if call == "subscribe":
        twin[one] = twin.get(one, 0) + number
    elif call == "transfer":
        twin[one], twin[other] = twin.get(one, 0) + number, twin[other] - number


def finish(chain: LocalChain, name: str, twin: dict[str, int]) -> None:
    """Everybody takes what it can have, when all times are over."""
    if chain.state(name)["stage"] == "open":
        chain.call(name, "close", "anybody")
    for one, number in twin.items():
        if number and chain.state(name)["stage"] == "placed":
            chain.call(name, "withdraw", one, holder=one, units=number, to=f"of-{one}")
        if f"of:{one}" in chain.state(name):
            chain.call(name, "collect", one, party=one, to=f"of-{one}")
    for what, instrument in (("units", "NOTE"), ("money", "CNY")):
        if chain.balance(f"of-{name}", instrument):
            chain.call(name, "proceeds", "issuer", what=what, to="of-issuer")
