# SPDX-License-Identifier: Apache-2.0
"""Two halves of an exchange on two chains: both happen or neither, and no unit is lost."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain

SOURCE = Path(__file__).with_name("contract.star").read_text()
HOUR = 3_600_000
SECRET = "5e" * 32
LOCK = sha256(SECRET.encode()).hexdigest()


def ledger(chain: LocalChain, instrument: str, giver: str) -> None:
    """One of the two ledgers, on which one party has units of an instrument."""
    chain.instrument(instrument, "issuer")
    for name in ("anna", "bo", "stranger"):
        chain.account(f"of-{name}", name)
    chain.issue(instrument, f"of-{giver}", 10_000)


def half(chain: LocalChain, giver: str, instrument: str, hours: int, name: str = "half", **other: Any) -> int:
    """A giver's half, which lasts so many hours; until when."""
    until = chain.now + hours * HOUR
    taker = "bo" if giver == "anna" else "anna"
    terms: dict[str, Any] = {"giver": giver, "taker": taker, "instrument": instrument, "quantity": 100, "lock": LOCK}
    chain.deploy(name, SOURCE, giver, **{**terms, "until": until, **other})
    return until


def lock_up(
    chain: LocalChain, giver: str, instrument: str, name: str = "half", hold: str = "h", units: int = 100
) -> None:
    chain.hold(hold, f"of-{giver}", instrument, units, name)
    chain.call(name, "lock_up", giver, shows=(f"holdings/encumbrance/{hold}",), hold=hold)


def one_half(chain: LocalChain) -> int:
    """Anna's half alone, for 48 hours, with gold locked up."""
    ledger(chain, "GOLD", "anna")
    until = half(chain, "anna", "GOLD", 48)
    lock_up(chain, "anna", "GOLD")
    return until


def test_an_exchange_across_two_ledgers(chain: LocalChain) -> None:
    """Anna knows the secret; to take the money she must show it, and with it Bo takes the gold."""
    gold, money = chain, chain.another()
    ledger(gold, "GOLD", "anna")
    ledger(money, "CNY", "bo")
    half(gold, "anna", "GOLD", 48)
    lock_up(gold, "anna", "GOLD")
    half(money, "bo", "CNY", 24)
    lock_up(money, "bo", "CNY")
    money.call("half", "unlock", "anna", secret=SECRET)
    money.call("half", "collect", "anna", to="of-anna")
    seen: Any = money.call("half", "status", "bo")
    gold.call("half", "unlock", "bo", secret=seen["secret"])
    assert gold.emitted() == [("unlocked", {"secret": SECRET})]
    gold.call("half", "collect", "bo", to="of-bo")
    assert (gold.balance("of-bo", "GOLD"), money.balance("of-anna", "CNY")) == (100, 100)
    assert (gold.balance("of-half", "GOLD"), money.balance("of-half", "CNY")) == (0, 0)


def test_nobody_shows_the_secret(chain: LocalChain) -> None:
    """Each has its own back when its time is over, by anybody's word, into an account that it names."""
    until = one_half(chain)
    with chain.refuses("contract_failed", "the time for the secret must be over"):
        chain.call("half", "lapse", "anna")
    chain.wait(until - chain.time)
    with chain.refuses("contract_failed", "before the time is over"):
        chain.call("half", "unlock", "bo", secret=SECRET)
    chain.call("half", "lapse", "stranger")
    with chain.refuses("contract_failed", "whoever the units are due to must ask: anna"):
        chain.call("half", "collect", "bo", to="of-bo")
    chain.call("half", "collect", "anna", to="of-anna")
    assert chain.balance("of-anna", "GOLD") == 10_000
    with chain.refuses("contract_failed", "nothing is due"):
        chain.call("half", "collect", "anna", to="of-anna")


def test_the_taker_gives_up(chain: LocalChain) -> None:
    """Who does not want it any more lets it go back early; nobody else does."""
    one_half(chain)
    for name in ("anna", "stranger"):
        with chain.refuses("contract_failed", "the taker must give up"):
            chain.call("half", "give_up", name)
    chain.call("half", "give_up", "bo")
    with chain.refuses("contract_failed", "still locked up"):
        chain.call("half", "give_up", "bo")
    chain.call("half", "collect", "anna", to="of-anna")
    assert chain.balance("of-anna", "GOLD") == 10_000


def test_the_secret(chain: LocalChain) -> None:
    """The right one, by the taker, once; who overhears it can do nothing with it."""
    one_half(chain)
    for wrong in ("", SECRET[:-1], SECRET + "0", SECRET.upper(), "z" * 64):
        with chain.refuses("contract_failed", "the secret must be 64 of the digits"):
            chain.call("half", "unlock", "bo", secret=wrong)
    with chain.refuses("contract_failed", "what the lock is the SHA-256 of"):
        chain.call("half", "unlock", "bo", secret="0" * 64)
    for name in ("anna", "stranger"):
        with chain.refuses("contract_failed", "the taker must show the secret"):
            chain.call("half", "unlock", name, secret=SECRET)
    with chain.refuses("contract_failed", "nothing is due"):
        chain.call("half", "collect", "bo", to="of-bo")
    chain.call("half", "unlock", "bo", secret=SECRET)
    with chain.refuses("contract_failed", "still locked up"):
        chain.call("half", "unlock", "bo", secret=SECRET)
    with chain.refuses("contract_failed", "still locked up"):
        chain.call("half", "lapse", "anna")


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Two parties, units, a lock, and a time to come."""
    ledger(chain, "GOLD", "anna")
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"taker": "anna"}, "giver and taker must be two"),
        ({"quantity": 0}, "must be above 0"),
        ({"lock": "0" * 63}, "the lock must be a SHA-256"),
        ({"lock": "Z" * 64}, "the lock must be a SHA-256"),
        ({"until": 1}, "must be to come"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            half(chain, "anna", "GOLD", 1, f"wrong-{number}", **wrong)


def test_locking_up(chain: LocalChain) -> None:
    """Exactly the units, once, from the giver's own hold, in time."""
    ledger(chain, "GOLD", "anna")
    until = half(chain, "anna", "GOLD", 48)
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        lock_up(chain, "anna", "GOLD", hold="h1", units=101)
    with chain.refuses("contract_failed", "a hold that is there"):
        chain.call("half", "lock_up", "anna", shows=("holdings/encumbrance/none",), hold="none")
    chain.issue("GOLD", "of-stranger", 100)
    chain.hold("theirs", "of-stranger", "GOLD", 100, "half")
    with chain.refuses("contract_failed", "whoever made the hold must agree: stranger"):
        chain.call("half", "lock_up", "anna", shows=("holdings/encumbrance/theirs",), hold="theirs")
    with chain.refuses("contract_failed", "the giver must lock them up"):
        chain.call("half", "lock_up", "stranger", shows=("holdings/encumbrance/theirs",), hold="theirs")
    half(chain, "anna", "GOLD", 48, "late")
    lock_up(chain, "anna", "GOLD", hold="h2")
    with chain.refuses("contract_failed", "can be locked up once"):
        lock_up(chain, "anna", "GOLD", hold="h3")
    chain.wait(until + HOUR - chain.time)
    with chain.refuses("contract_failed", "locked up before the time is over"):
        lock_up(chain, "anna", "GOLD", "late", "h4")


def test_who_answers_in_time_never_loses(chain: LocalChain) -> None:
    """Whatever Anna does and whenever: Bo, who acts when he sees the secret, ends with the gold or with his money."""
    gold, money = chain, chain.another()
    ledger(gold, "GOLD", "anna")
    ledger(money, "CNY", "bo")
    outcomes = set()
    for seed in range(8):
        random, name = Random(seed), f"half-{seed}"
        half(gold, "anna", "GOLD", 48, name)
        lock_up(gold, "anna", "GOLD", name, name)
        until = half(money, "bo", "CNY", 24, name)
        lock_up(money, "bo", "CNY", name, name)
        before = (gold.balance("of-bo", "GOLD"), money.balance("of-bo", "CNY"))
        for _ in range(12):
            ledger_, call = random.choice((gold, money)), random.choice(("unlock", "lapse", "give_up", "collect"))
            given: dict[str, Any] = {"secret": SECRET} if call == "unlock" else {}
            given |= {"to": "of-anna"} if call == "collect" else {}
            with suppress(CallRefused):
                ledger_.call(name, call, "anna", **given)
            hours = random.choice((0, 1, 4))
            answers(gold, money, name)
            gold.wait(hours * HOUR)
            money.wait(hours * HOUR)
        for one in (gold, money):
            one.wait(48 * HOUR)
        assert money.time >= until
        settle(gold, money, name)
        after = (gold.balance("of-bo", "GOLD"), money.balance("of-bo", "CNY"))
        outcomes.add((after[0] - before[0], after[1] - before[1]))
        assert gold.balance(f"of-{name}", "GOLD") == money.balance(f"of-{name}", "CNY") == 0
    assert outcomes == {(100, 0), (0, 100)}, "each of the two happened, and nothing else"
    assert gold.balance("of-anna", "GOLD") + gold.balance("of-bo", "GOLD") == 10_000
    assert money.balance("of-anna", "CNY") + money.balance("of-bo", "CNY") == 10_000


def answers(gold: LocalChain, money: LocalChain, name: str) -> None:
    """Bo looks, and uses the secret as soon as it is there."""
    seen, there = money.state(name), gold.state(name)
    if "secret" in seen and there["stage"] == "locked":
        gold.call(name, "unlock", "bo", secret=seen["secret"])


def settle(gold: LocalChain, money: LocalChain, name: str) -> None:
    """Everybody takes what is due to it, when all times are over."""
    for one in (gold, money):
        if one.state(name)["stage"] == "locked":
            one.call(name, "lapse", "stranger")
        if "due" in one.state(name):
            party = one.state(name)["due"]
            one.call(name, "collect", str(party), to=f"of-{party}")
