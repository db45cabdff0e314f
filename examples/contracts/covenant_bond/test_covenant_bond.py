# SPDX-License-Identifier: Apache-2.0
"""The bond: coupons, redemption, covenant, acceleration, what it refuses, and that no unit is lost."""

from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain
from counterfoil.node.contracts.local_feed import LocalFeed

SOURCE = Path(__file__).with_name("contract.star").read_text()
FEED = "oracles/feed/cover"
DAY = 86_400_000
HOLDS = iter(range(1_000_000))


def market(chain: LocalChain, **other: Any) -> tuple[LocalFeed, int]:
    """An issuer, holders with bonds, and a bond with a coupon of 3 after 30 and 60 days; its feed, its beginning."""
    chain.instrument("CNY", "bank", cash=True)
    chain.instrument("BOND", "issuer")
    for name in ("issuer", "anna", "bo", "stranger"):
        chain.account(f"of-{name}", name)
        chain.issue("CNY", f"of-{name}", 100_000)
    for name in ("anna", "bo"):
        chain.issue("BOND", f"of-{name}", 100)
    cover = LocalFeed(chain, "cover", spread_ppm=0)
    cover.say(150)
    return cover, deploy(chain, **other)


def deploy(chain: LocalChain, name: str = "bond", **other: Any) -> int:
    begins = chain.now
    terms: dict[str, Any] = {"issuer": "issuer", "trustee": "trustee", "bonds": "BOND", "money": "CNY", "coupon": 3}
    terms |= {"face": 100, "feed": FEED, "decimals": 2, "level": 120, "at_least": True, "age": DAY}
    terms |= {"cure": 10 * DAY, "grace": 5 * DAY, "dates": [begins + 30 * DAY, begins + 60 * DAY]}
    chain.deploy(name, SOURCE, "trustee", terms={**terms, **other})
    return begins


def fixed(chain: LocalChain, function: str, by: str = "anybody", *, name: str = "bond") -> Any:
    """A call that needs a fixing, so that it shows the feed."""
    return chain.call(name, function, by, shows=(FEED,))


def with_hold(chain: LocalChain, function: str, by: str, units: int, instrument: str, /, **given: Any) -> None:
    """A call that brings in so many units of the caller's."""
    hold, name = f"h{next(HOLDS)}", given.pop("name", "bond")
    chain.hold(hold, f"of-{by}", instrument, units, name)
    chain.call(name, function, by, shows=(f"holdings/encumbrance/{hold}",), hold=hold, **given)


def lodge(chain: LocalChain, holder: str, units: int, name: str = "bond") -> None:
    with_hold(chain, "lodge", holder, units, "BOND", name=name, holder=holder, units=units)


def fund(chain: LocalChain, quantity: int, name: str = "bond", by: str = "issuer") -> None:
    with_hold(chain, "fund", by, quantity, "CNY", name=name, quantity=quantity)


def until(chain: LocalChain, time: int) -> None:
    chain.wait(max(0, time - chain.time))


def collect_all(chain: LocalChain, name: str = "bond") -> None:
    for holder in ("anna", "bo"):
        found: Any = chain.call(name, "of", holder, holder=holder)
        if found["money"]:
            chain.call(name, "collect", holder, holder=holder, to=f"of-{holder}")


def gains(chain: LocalChain) -> list[int]:
    return [chain.balance(f"of-{name}", "CNY") - 100_000 for name in ("issuer", "anna", "bo")]


def test_coupons_and_redemption(chain: LocalChain) -> None:
    """Each unit lodged at a date has its coupon, with the last the face value; the bonds go back to the issuer."""
    _, begins = market(chain)
    lodge(chain, "anna", 60)
    fund(chain, 1_000)
    with chain.refuses("contract_failed", "the next date must be reached"):
        chain.call("bond", "coupon", "anna")
    until(chain, begins + 30 * DAY)
    chain.call("bond", "coupon", "anybody")
    assert chain.emitted() == [("coupon", {"number": 0, "each": 3, "units": 60})]
    lodge(chain, "bo", 20)
    until(chain, begins + 60 * DAY)
    with chain.refuses("contract_failed", "the escrow must have 8240"):
        chain.call("bond", "coupon", "anybody")
    fund(chain, 8_000)
    chain.call("bond", "coupon", "anybody")
    collect_all(chain)
    assert gains(chain) == [-9_000, 180 + 6_180, 2_060]
    chain.call("bond", "reclaim", "issuer", what="money", to="of-issuer")
    chain.call("bond", "reclaim", "issuer", what="bonds", to="of-issuer")
    assert (gains(chain)[0], chain.balance("of-issuer", "BOND")) == (-8_420, 80)
    assert (chain.balance("of-bond", "CNY"), chain.balance("of-bond", "BOND")) == (0, 0)
    with chain.refuses("contract_failed", "the bonds must not be redeemed"):
        chain.call("bond", "withdraw", "anna", holder="anna", units=1, to="of-anna")


def test_bonds_come_and_go(chain: LocalChain) -> None:
    """What was paid while they were here stays owed; what is paid later goes to those that are here then."""
    _, begins = market(chain)
    lodge(chain, "anna", 50)
    lodge(chain, "bo", 50)
    fund(chain, 300)
    until(chain, begins + 30 * DAY)
    chain.call("bond", "coupon", "anybody")
    chain.call("bond", "withdraw", "anna", holder="anna", units=50, to="of-anna")
    found: Any = chain.call("bond", "of", "anybody", holder="anna")
    assert (found["units"], found["money"], chain.balance("of-anna", "BOND")) == (0, 150, 100)
    for by, units, words in (
        ("bo", 51, "so many units here"),
        ("bo", 0, "so many units here"),
        ("anna", 1, "the holder must ask for it"),
    ):
        with chain.refuses("contract_failed", words):
            chain.call("bond", "withdraw", by, holder="bo", units=units, to="of-anna")
    until(chain, begins + 60 * DAY)
    fund(chain, 50 * 103)
    chain.call("bond", "coupon", "anybody")
    collect_all(chain)
    assert gains(chain) == [-300 - 5_150, 150, 150 + 5_150]


def test_a_breach_is_cured(chain: LocalChain) -> None:
    """A test that finds the ratio restored ends the breach: the bond runs on."""
    cover, _ = market(chain)
    lodge(chain, "anna", 50)
    assert fixed(chain, "test", "anybody") is False
    cover.say(119)
    assert fixed(chain, "test", "anybody") is True
    assert chain.emitted() == [("breach", {"curable_until": chain.time + 10 * DAY})]
    with chain.refuses("contract_failed", "the time to cure the breach must be over"):
        fixed(chain, "accelerate", "trustee")
    chain.wait(11 * DAY)
    cover.say(120)
    with chain.refuses("contract_failed", "broken at the fixing"):
        fixed(chain, "accelerate", "trustee")
    fixed(chain, "test", "anybody")
    assert chain.emitted() == [("cured", {})]
    with chain.refuses("contract_failed", "a payment must be missed or a breach stand"):
        fixed(chain, "accelerate", "trustee")


def test_a_breach_accelerates(chain: LocalChain) -> None:
    """Face value at once: each unit has the same part of what the escrow has, and more when more comes."""
    cover, _ = market(chain)
    lodge(chain, "anna", 50)
    lodge(chain, "bo", 20)
    fund(chain, 1_000)
    cover.say(119)
    fixed(chain, "test", "anybody")
    chain.wait(11 * DAY)
    cover.say(110)
    for by in ("issuer", "anna"):
        with chain.refuses("contract_failed", "the trustee must accelerate"):
            fixed(chain, "accelerate", by)
    with chain.refuses("contract_failed", "the bond must be accelerated"):
        chain.call("bond", "distribute", "anybody")
    fixed(chain, "accelerate", "trustee")
    assert chain.emitted() == [("accelerated", {"claim": 100, "missed": False})]
    for function in ("coupon", "test", "accelerate"):
        with chain.refuses("contract_failed", "the bond must be running"):
            chain.call("bond", function, "trustee")
    chain.call("bond", "distribute", "anybody")
    with chain.refuses("contract_failed", "the escrow must have at least 70"):
        chain.call("bond", "distribute", "anybody")
    collect_all(chain)
    assert gains(chain) == [-1_000, 700, 280]
    fund(chain, 7_000)
    chain.call("bond", "distribute", "anybody")
    collect_all(chain)
    assert gains(chain)[1:] == [5_000, 2_000]
    status: Any = chain.call("bond", "status", "anybody")
    assert (status["stage"], status["escrow"]) == ("redeemed", 1_000)
    chain.call("bond", "reclaim", "issuer", what="money", to="of-issuer")
    chain.call("bond", "reclaim", "issuer", what="bonds", to="of-issuer")
    assert (chain.balance("of-bond", "CNY"), chain.balance("of-bond", "BOND")) == (0, 0)


def test_a_missed_payment_accelerates(chain: LocalChain) -> None:
    """After the grace, with the coupon that was missed; holders may take their bonds out and claim elsewhere."""
    _, begins = market(chain)
    lodge(chain, "anna", 50)
    fund(chain, 149)
    until(chain, begins + 30 * DAY)
    with chain.refuses("contract_failed", "a payment must be missed"):
        fixed(chain, "accelerate", "trustee")
    chain.wait(5 * DAY)
    fixed(chain, "accelerate", "trustee")
    assert chain.emitted() == [("accelerated", {"claim": 103, "missed": True})]
    with chain.refuses("contract_failed", "the escrow must stay"):
        chain.call("bond", "reclaim", "issuer", what="money", to="of-issuer")
    chain.call("bond", "distribute", "anybody")
    chain.call("bond", "withdraw", "anna", holder="anna", units=50, to="of-anna")
    with chain.refuses("contract_failed", "there must be bonds here"):
        chain.call("bond", "distribute", "anybody")
    collect_all(chain)
    chain.call("bond", "reclaim", "issuer", what="money", to="of-issuer")
    assert (gains(chain), chain.balance("of-bond", "CNY")) == ([-100, 100, 0], 0)


def test_money_that_is_there_is_not_missed(chain: LocalChain) -> None:
    """Nobody asked for the coupon, and the escrow has it: that is no default."""
    _, begins = market(chain)
    lodge(chain, "anna", 50)
    fund(chain, 150)
    until(chain, begins + 40 * DAY)
    with chain.refuses("contract_failed", "a payment must be missed"):
        fixed(chain, "accelerate", "trustee")


def test_a_covenant_from_above(chain: LocalChain) -> None:
    """Where a ratio must not be exceeded, more than the level is the breach."""
    cover, _ = market(chain, at_least=False)
    cover.say(120)
    assert fixed(chain, "test", "anybody") is False
    cover.say(121)
    assert fixed(chain, "test", "anybody") is True


def test_fixings(chain: LocalChain) -> None:
    """Fresh, in the decimals agreed on, standing, and shown by the call."""
    cover, _ = market(chain)
    chain.wait(DAY + 60_000)
    with chain.refuses("contract_failed", "observed at most so long ago"):
        fixed(chain, "test")
    cover.say(100)
    cover.void(2)
    with chain.refuses("contract_failed", "the feed must have a fixing"):
        fixed(chain, "test")
    with chain.refuses("not_shown", FEED):
        chain.call("bond", "test", "anybody")
    LocalFeed(chain, "silent")
    LocalFeed(chain, "fine", decimals=3).say(1_500)
    for number, (feed, words) in enumerate(
        (
            ("oracles/feed/none", "the feed must have a fixing"),
            ("oracles/feed/silent", "the feed must have a fixing"),
            ("oracles/feed/fine", "decimals must be those agreed on"),
        )
    ):
        deploy(chain, f"bond-{number}", feed=feed)
        with chain.refuses("contract_failed", words):
            chain.call(f"bond-{number}", "test", "anybody", shows=(feed,))


def test_bringing_in_and_taking_out(chain: LocalChain) -> None:
    """One's own, exactly so much; owed money once; the issuer has nothing that holders have a right to."""
    market(chain)
    lodge(chain, "anna", 50)
    chain.hold("theirs", "of-bo", "BOND", 5, "bond")
    shown = ("holdings/encumbrance/theirs", "holdings/encumbrance/none")
    for by, hold, units, words in (
        ("bo", "theirs", 5, "the holder must lodge them itself"),
        ("anna", "theirs", 5, "whoever made the hold must agree: bo"),
        ("anna", "theirs", 6, "the hold must be of exactly"),
        ("anna", "none", 5, "a hold that is there"),
    ):
        with chain.refuses("contract_failed", words):
            chain.call("bond", "lodge", by, shows=shown, holder="anna", units=units, hold=hold)
    with chain.refuses("contract_failed", "nothing is owed to this holder"):
        chain.call("bond", "collect", "anna", holder="anna", to="of-anna")
    with chain.refuses("contract_failed", "the holder must ask for it"):
        chain.call("bond", "collect", "bo", holder="anna", to="of-bo")
    with chain.refuses("contract_failed", "the issuer must ask for it"):
        chain.call("bond", "reclaim", "bo", what="bonds", to="of-bo")
    with chain.refuses("contract_failed", "must be bonds or money"):
        chain.call("bond", "reclaim", "issuer", what="all", to="of-issuer")
    with chain.refuses("contract_failed", "that the issuer can reclaim now"):
        chain.call("bond", "reclaim", "issuer", what="bonds", to="of-issuer")


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """All terms and no other, two parties, two instruments, numbers and dates that fit."""
    market(chain)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"more": 1}, "the terms must be: "),
        ({"trustee": "issuer"}, "issuer and trustee must be two"),
        ({"money": "BOND"}, "two instruments"),
        ({"feed": "holdings/holding/x/y"}, "the record of an oracle's feed"),
        ({"coupon": 0}, "must be above 0"),
        ({"dates": []}, "1 to 120 dates"),
        ({"dates": [1]}, "the dates must be to come"),
        ({"dates": [chain.now + DAY, chain.now + DAY]}, "one after the other"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            deploy(chain, f"wrong-{number}", **wrong)


def test_random_steps_lose_nothing(chain: LocalChain) -> None:
    """Against a slow twin that pays each holder at each payment: what is owed, what is here, and all goes out."""
    cover, _ = market(chain)
    for seed in range(4):
        random, name = Random(seed), f"bond-{seed}"
        begins = deploy(chain, name)
        units, owed, here = {"anna": 0, "bo": 0}, {"anna": 0, "bo": 0}, 0
        for _ in range(40):
            call = random.choice(("lodge", "withdraw", "fund", "coupon", "test", "accelerate", "distribute", "collect"))
            holder, number = random.choice(("anna", "bo")), random.randint(1, 30)
            chain.wait(random.choice((0, DAY, 3 * DAY)))
            cover.say(random.choice((100, 110, 150)))
            paid, money = int(str(chain.state(name)["paid"])), 100 * number
            try:
                act(chain, name, call, holder, number)
            except CallRefused:
                continue
            each = int(str(chain.state(name)["paid"])) - paid
            owed = {one: owed[one] + each * units[one] for one in owed}
            units[holder] += {"lodge": number, "withdraw": -number}.get(call, 0)
            here += money if call == "fund" else -owed[holder] if call == "collect" else 0
            owed[holder] = 0 if call == "collect" else owed[holder]
            assert chain.state(name)["owed"] == sum(owed.values()) <= here == chain.balance(f"of-{name}", "CNY")
        finish(chain, name, begins)
        assert (chain.balance(f"of-{name}", "CNY"), chain.balance(f"of-{name}", "BOND")) == (0, 0)
    assert sum(gains(chain)) == 0


def act(chain: LocalChain, name: str, call: str, holder: str, number: int) -> None:
    """One call, by whoever may make it."""
    if call == "lodge":
        lodge(chain, holder, number, name)
    elif call == "fund":
        fund(chain, 100 * number, name)
    elif call in {"withdraw", "collect"}:
        given: dict[str, Any] = {"units": number} if call == "withdraw" else {}
        chain.call(name, call, holder, holder=holder, to=f"of-{holder}", **given)
    else:
        fixed(chain, call, "trustee", name=name)


def finish(chain: LocalChain, name: str, begins: int) -> None:
    """Everybody takes what it can have, when all times are over."""
    until(chain, begins + 100 * DAY)
    for holder in ("anna", "bo"):
        found: Any = chain.call(name, "of", holder, holder=holder)
        if found["units"] and chain.state(name)["stage"] != "redeemed":
            chain.call(name, "withdraw", holder, holder=holder, units=found["units"], to=f"of-{holder}")
    collect_all(chain, name)
    for what, instrument in (("money", "CNY"), ("bonds", "BOND")):
        if chain.balance(f"of-{name}", instrument):
            chain.call(name, "reclaim", "issuer", what=what, to="of-issuer")
