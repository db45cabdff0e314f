# SPDX-License-Identifier: Apache-2.0
"""The swap: resets, margin calls, closing out, what it refuses, and that no unit is lost."""

from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain
from counterfoil.node.contracts.local_feed import LocalFeed

SOURCE = Path(__file__).with_name("contract.star").read_text()
FEED = "oracles/feed/gold"
DAY = 86_400_000
YEAR = 365 * DAY
HOLDS = iter(range(1_000_000))
ROLES = ("payer", "receiver")


def market(chain: LocalChain, **other: Any) -> tuple[LocalFeed, int]:
    """Two banks, a feed at 100.00, a swap on 10 units that is reset after 30 and 60 days; its feed, its beginning."""
    chain.instrument("CNY", "bank", cash=True)
    for name in (*ROLES, "stranger"):
        chain.account(f"of-{name}", name)
        chain.issue("CNY", f"of-{name}", 10_000)
    gold = LocalFeed(chain, "gold")
    gold.say(100_00)
    return gold, deploy(chain, **other)


def deploy(chain: LocalChain, name: str = "swap", **other: Any) -> int:
    begins = chain.now
    terms: dict[str, Any] = {"payer": "payer", "receiver": "receiver", "money": "CNY", "feed": FEED}
    terms |= {"decimals": 2, "units": 10, "per": 1, "rate_ppm": 0, "haircut_ppm": 0, "initial": 100, "threshold": 20}
    terms |= {"minimum": 10, "age": DAY, "grace": DAY, "resets": [begins + 30 * DAY, begins + 60 * DAY]}
    chain.deploy(name, SOURCE, "payer", terms={**terms, "stop": begins + 90 * DAY, **other})
    return begins


def post(chain: LocalChain, role: str, quantity: int, name: str = "swap", by: str = "") -> None:
    hold = f"h{next(HOLDS)}"
    chain.hold(hold, f"of-{role}", "CNY", quantity, name)
    shown = (f"holdings/encumbrance/{hold}",)
    chain.call(name, "post", by or role, shows=shown, role=role, quantity=quantity, hold=hold)


def running(chain: LocalChain, **other: Any) -> tuple[LocalFeed, int]:
    """A swap that has begun at 100.00, so that the position is worth 1,000; its feed, and when it was agreed on."""
    gold, begins = market(chain, **other)
    for role in ROLES:
        post(chain, role, 100)
    fixed(chain, "start", "payer receiver")
    return gold, begins


def fixed(chain: LocalChain, function: str, by: str, *, name: str = "swap", **given: Any) -> None:
    """A call that needs a fixing, so that it shows the feed."""
    chain.call(name, function, by, shows=(FEED,), **given)


def until(chain: LocalChain, gold: LocalFeed, time: int, value: int) -> None:
    """A fixing observed just after a time."""
    chain.wait(time - chain.time)
    gold.say(value)


def collect_all(chain: LocalChain, name: str = "swap") -> None:
    for role in ROLES:
        if chain.state(name)[f"due-{role}"]:
            chain.call(name, "collect", role, role=role, to=f"of-{role}")


def gains(chain: LocalChain) -> list[int]:
    return [chain.balance(f"of-{role}", "CNY") - 10_000 for role in ROLES]


def test_a_swap_over_two_resets(chain: LocalChain) -> None:
    """What the asset gained by the first reset the payer pays, what it lost by the second the receiver."""
    gold, begins = running(chain)
    until(chain, gold, begins + 30 * DAY, 105_50)
    fixed(chain, "reset", "anybody")
    assert chain.emitted() == [("reset", {"value": 105_50, "short": 0})]
    until(chain, gold, begins + 60 * DAY, 101_00)
    fixed(chain, "reset", "anybody")
    status: Any = chain.call("swap", "status", "anybody")
    assert (status["stage"], status["roles"]["payer"]["due"]) == ("over", 90)
    collect_all(chain)
    assert (gains(chain), chain.balance("of-swap", "CNY")) == ([-10, 10], 0)


def test_interest_is_paid_by_the_receiver(chain: LocalChain) -> None:
    """On the value at the last reset, for the time between, rounded down once."""
    gold, begins = running(chain, rate_ppm=50_000, units=1_000)
    started = chain.time
    until(chain, gold, begins + 30 * DAY, 100_00)
    fixed(chain, "reset", "anybody")
    state: Any = chain.state("swap")
    # The whole of what there is is paid, and the swap ends: 100 of margin are less than the interest.
    interest = int(Fraction(100_000 * 50_000 * (begins + 30 * DAY - started), 1_000_000 * YEAR))
    assert (state["stage"], state["due-payer"], state["due-receiver"]) == ("over", 200, 0)
    assert chain.emitted()[-1] == ("ended", {"stage": "over", "short": interest - 100})


def test_margin_is_called_and_met(chain: LocalChain) -> None:
    """What is missing at the fixing, once it is more than the threshold; bringing it in ends the call."""
    gold, _ = running(chain, haircut_ppm=200_000)
    gold.say(101_00)
    with chain.refuses("contract_failed", "margin must be missing"):
        fixed(chain, "call_margin", "receiver", role="payer")
    gold.say(105_00)
    with chain.refuses("contract_failed", "margin must be missing"):
        fixed(chain, "call_margin", "payer", role="receiver")
    fixed(chain, "call_margin", "receiver", role="payer")
    # 50 of exposure take 50 / (1 - 0.2), rounded up.
    assert chain.emitted() == [("called", {"role": "payer", "missing": 63})]
    with chain.refuses("contract_failed", "must be met or closed out first"):
        fixed(chain, "call_margin", "receiver", role="payer")
    with chain.refuses("contract_failed", "no call for margin must be open"):
        fixed(chain, "withdraw", "payer", role="payer", quantity=1)
    post(chain, "payer", 60)
    chain.wait(2 * DAY)
    gold.say(105_00)
    state: Any = chain.state("swap")
    assert state["call-payer"]["missing"] == 3
    post(chain, "payer", 3)
    with chain.refuses("contract_failed", "a call for margin that is not met"):
        fixed(chain, "close_out", "receiver", role="payer")


def test_margin_that_is_not_needed_goes_back(chain: LocalChain) -> None:
    """Down to what the fixing asks for, and not in sums below the minimum."""
    gold, _ = running(chain)
    post(chain, "payer", 80)
    gold.say(103_00)
    with chain.refuses("contract_failed", "at most this margin can be withdrawn now: 50"):
        fixed(chain, "withdraw", "payer", role="payer", quantity=51)
    with chain.refuses("contract_failed", "at most this margin can be withdrawn now: 0"):
        fixed(chain, "withdraw", "receiver", role="receiver", quantity=1)
    fixed(chain, "withdraw", "payer", role="payer", quantity=50)
    collect_all(chain)
    assert gains(chain) == [-130, -100]


def test_a_call_that_is_not_met(chain: LocalChain) -> None:
    """After its time the other one ends the swap at the fixing, out of the margin that is there."""
    gold, _ = running(chain)
    gold.say(113_00)
    with chain.refuses("contract_failed", "a call for margin that is not met"):
        fixed(chain, "close_out", "receiver", role="payer")
    fixed(chain, "call_margin", "receiver", role="payer")
    with chain.refuses("contract_failed", "the time for meeting the call must be over"):
        fixed(chain, "close_out", "receiver", role="payer")
    chain.wait(DAY)
    with chain.refuses("contract_failed", "observed at most so long ago"):
        fixed(chain, "close_out", "receiver", role="payer")
    gold.say(113_00)
    for by in ("payer", "stranger"):
        with chain.refuses("contract_failed", "the receiver must do this"):
            fixed(chain, "close_out", by, role="payer")
    fixed(chain, "close_out", "receiver", role="payer")
    assert chain.emitted() == [("ended", {"stage": "closed out", "short": 30})]
    collect_all(chain)
    assert (gains(chain), chain.balance("of-swap", "CNY")) == ([-100, 100], 0)


def test_they_end_it(chain: LocalChain) -> None:
    """Together at any value; alone only from the stop on, each with its own margin."""
    gold, begins = running(chain)
    for by in ("payer", "receiver"):
        with chain.refuses("contract_failed", "both must end it together"):
            chain.call("swap", "end", by, role=by, value=100_00)
    chain.call("swap", "end", "payer receiver", role="payer", value=104_00)
    collect_all(chain)
    assert gains(chain) == [-40, 40]
    deploy(chain, "again")
    for role in ROLES:
        post(chain, role, 100, "again")
    gold.say(100_00)
    fixed(chain, "start", "payer receiver", name="again")
    chain.wait(begins + 92 * DAY - chain.time)
    chain.call("again", "end", "payer", role="payer", value=1)
    assert chain.emitted() == [("ended", {"stage": "abandoned", "short": 0})]
    collect_all(chain, "again")
    assert gains(chain) == [-40, 40]


def test_beginning(chain: LocalChain) -> None:
    """Together, with the initial margin of both, before the first reset, once; before it all can be withdrawn."""
    _, begins = market(chain)
    post(chain, "payer", 100)
    with chain.refuses("contract_failed", "both must have the initial margin"):
        fixed(chain, "start", "payer receiver")
    post(chain, "receiver", 150)
    with chain.refuses("contract_failed", "the payer must do this"):
        fixed(chain, "start", "receiver")
    with chain.refuses("contract_failed", "at most this margin can be withdrawn now: 150"):
        fixed(chain, "withdraw", "receiver", role="receiver", quantity=151)
    fixed(chain, "withdraw", "receiver", role="receiver", quantity=50)
    calls: dict[str, dict[str, Any]] = {"reset": {}, "end": {"role": "payer", "value": 1}}
    for call, given in {**calls, "call_margin": {"role": "payer"}, "close_out": {"role": "payer"}}.items():
        with chain.refuses("contract_failed", "the swap must be running"):
            fixed(chain, call, "payer receiver", **given)
    fixed(chain, "start", "payer receiver")
    with chain.refuses("contract_failed", "the swap can begin once"):
        fixed(chain, "start", "payer receiver")
    deploy(chain, "late")
    chain.wait(begins + 31 * DAY - chain.time)
    with chain.refuses("contract_failed", "must begin before its first reset"):
        fixed(chain, "start", "payer receiver", name="late")


def test_fixings(chain: LocalChain) -> None:
    """Fresh, in the decimals agreed on, for a reset not before its time, standing, and shown by the call."""
    gold, begins = running(chain)
    chain.wait(DAY + 60_000)
    with chain.refuses("contract_failed", "observed at most so long ago"):
        fixed(chain, "call_margin", "receiver", role="payer")
    chain.wait(begins + 30 * DAY - chain.time)
    gold.say(120_00, ago=60_000)
    with chain.refuses("contract_failed", "at the reset's time or later"):
        fixed(chain, "reset", "receiver")
    with chain.refuses("not_shown", FEED):
        chain.call("swap", "reset", "receiver")
    gold.say(101_00)
    gold.void(3)
    with chain.refuses("contract_failed", "the feed must have a fixing"):
        fixed(chain, "reset", "receiver")
    gold.say(102_00)
    fixed(chain, "reset", "receiver")
    assert chain.emitted() == [("reset", {"value": 102_00, "short": 0})]


def test_a_feed_that_cannot_be_taken(chain: LocalChain) -> None:
    """One that nobody defined, that was never fixed, or that has other decimals: the swap does not begin."""
    market(chain)
    LocalFeed(chain, "silent")
    LocalFeed(chain, "fine", decimals=3).say(100_000)
    for number, (feed, words) in enumerate(
        (
            ("oracles/feed/none", "the feed must have a fixing"),
            ("oracles/feed/silent", "the feed must have a fixing"),
            ("oracles/feed/fine", "decimals must be those agreed on"),
        )
    ):
        name = f"swap-{number}"
        deploy(chain, name, feed=feed)
        for role in ROLES:
            post(chain, role, 100, name)
        with chain.refuses("contract_failed", words):
            chain.call(name, "start", "payer receiver", shows=(feed,))


def test_what_observers_do_not_agree_on_is_no_fixing(chain: LocalChain) -> None:
    """The reset waits for them, and is paid by their median: not by the one that is far off, nor by the mean."""
    gold, begins = running(chain)
    chain.wait(begins + 30 * DAY - chain.time)
    gold.observe({"observer-1": 105_00, "observer-2": 250_00})
    with chain.refuses("too_far_apart"):
        gold.fix()
    with chain.refuses("contract_failed", "observed at most so long ago"):
        fixed(chain, "reset", "anybody")
    gold.observe({"observer-2": 106_00, "observer-3": 101_00})
    gold.fix()
    fixed(chain, "reset", "anybody")
    assert chain.emitted() == [("reset", {"value": 105_00, "short": 0})]


def test_posting_and_collecting(chain: LocalChain) -> None:
    """Out of one's own hold, exactly so much, until it is over; each collects its own, once."""
    running(chain)
    with chain.refuses("contract_failed", "the payer must do this"):
        post(chain, "payer", 10, by="stranger")
    with chain.refuses("contract_failed", "payer or receiver"):
        post(chain, "stranger", 10)
    chain.hold("theirs", "of-stranger", "CNY", 10, "swap")
    shown = ("holdings/encumbrance/theirs", "holdings/encumbrance/none")
    for hold, quantity, words in (
        ("theirs", 10, "whoever made the hold must agree: stranger"),
        ("theirs", 11, "the hold must be of exactly"),
        ("theirs", 0, "the hold must be of exactly"),
        ("none", 10, "a hold that is there"),
    ):
        with chain.refuses("contract_failed", words):
            chain.call("swap", "post", "payer", shows=shown, role="payer", quantity=quantity, hold=hold)
    with chain.refuses("contract_failed", "nothing is due to the payer now"):
        chain.call("swap", "collect", "payer", role="payer", to="of-payer")
    chain.call("swap", "end", "payer receiver", role="payer", value=100_00)
    with chain.refuses("contract_failed", "the swap must not be over"):
        post(chain, "payer", 10)
    with chain.refuses("contract_failed", "the payer must do this"):
        chain.call("swap", "collect", "stranger", role="payer", to="of-stranger")


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """All terms and no other, two parties, numbers and times that fit."""
    market(chain)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"more": 1}, "the terms must be: "),
        ({"receiver": "payer"}, "must be two"),
        ({"feed": "holdings/holding/x/y"}, "the record of an oracle's feed"),
        ({"decimals": 10}, "decimals must be at most 9"),
        ({"haircut_ppm": 1_000_000}, "the haircut below a million"),
        ({"threshold": -1}, "must not be negative"),
        ({"grace": 0}, "must be above 0"),
        ({"resets": []}, "1 to 60 resets"),
        ({"resets": [1]}, "resets must be to come"),
        ({"resets": [chain.now + DAY, chain.now + DAY]}, "one after the other"),
        ({"stop": chain.now + 40 * DAY}, "the stop after the last"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            deploy(chain, f"wrong-{number}", **wrong)


def test_random_steps_lose_nothing(chain: LocalChain) -> None:
    """Against a slow twin of the margins: what the account has is margin and what is due; all of it goes out again."""
    gold, _ = market(chain)
    for seed in range(4):
        random, name = Random(seed), f"swap-{seed}"
        begins = deploy(chain, name, rate_ppm=random.choice((0, 40_000)))
        twin = {"here": 0}
        for role in ROLES:
            post(chain, role, 100, name)
            twin["here"] += 100
        gold.say(100_00)
        fixed(chain, "start", "payer receiver", name=name)
        for _ in range(30):
            chain.wait(random.choice((0, DAY, 4 * DAY)))
            gold.say(random.randint(90_00, 110_00))
            step(chain, random, name, twin)
            state: Any = chain.state(name)
            kept = sum(state[f"{word}-{role}"] for word in ("margin", "due") for role in ROLES)
            assert chain.balance(f"of-{name}", "CNY") == twin["here"] == kept
        chain.wait(max(0, begins + 90 * DAY - chain.time))
        if chain.state(name)["stage"] == "live":
            chain.call(name, "end", "payer", role="payer", value=100_00)
        collect_all(chain, name)
        assert chain.balance(f"of-{name}", "CNY") == 0
    assert sum(gains(chain)) == 0


def step(chain: LocalChain, random: Random, name: str, twin: dict[str, int]) -> None:
    """One call at random; the twin knows what came in and went out."""
    call, role = (
        random.choice(("post", "call_margin", "withdraw", "reset", "close_out", "collect")),
        random.choice(ROLES),
    )
    other, quantity = ROLES[role == "payer"], random.randint(1, 60)
    before = chain.balance(f"of-{role}", "CNY")
    given: dict[str, Any] = {} if call == "reset" else {"role": role}
    given |= {"to": f"of-{role}"} if call == "collect" else {"quantity": quantity} if call == "withdraw" else {}
    try:
        if call == "post":
            post(chain, role, quantity, name)
        else:
            fixed(chain, call, other if call in {"call_margin", "close_out"} else role, name=name, **given)
    except CallRefused:
        assert chain.balance(f"of-{role}", "CNY") == before
        return
    twin["here"] += before - chain.balance(f"of-{role}", "CNY")
