# SPDX-License-Identifier: Apache-2.0
"""The letter of credit: presentations, the bank's time, what it refuses, and that no unit is lost."""

from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain

SOURCE = Path(__file__).with_name("contract.star").read_text()
DAY = 86_400_000
HOLDS = iter(range(1_000_000))
DOCUMENTS: Any = {name: sha256(name.encode()).hexdigest() for name in ("invoice", "bill of lading")}


def market(chain: LocalChain, **other: Any) -> int:
    """A bank with money, and a credit of 1,000 that it has issued; when it was agreed on."""
    chain.instrument("CNY", "mint", cash=True)
    for name in ("applicant", "bank", "seller", "stranger"):
        chain.account(f"of-{name}", name)
    chain.issue("CNY", "of-bank", 10_000)
    begins = deploy(chain, **other)
    issue(chain)
    return begins


def deploy(chain: LocalChain, name: str = "credit", source: str = SOURCE, **other: Any) -> int:
    begins = chain.now
    terms: dict[str, Any] = {"applicant": "applicant", "bank": "bank", "beneficiary": "seller", "money": "CNY"}
    terms |= {"amount": 1_000, "documents": list(DOCUMENTS), "expiry": begins + 60 * DAY, "examining": 5 * DAY}
    chain.deploy(name, source, "bank", **{**terms, "tenor": 0, **other})
    return begins


def issue(chain: LocalChain, name: str = "credit", quantity: int = 1_000) -> None:
    hold = f"h{next(HOLDS)}"
    chain.hold(hold, "of-bank", "CNY", quantity, name)
    chain.call(name, "issue", "bank", shows=(f"holdings/encumbrance/{hold}",), hold=hold)


def present(chain: LocalChain, amount: int = 1_000, name: str = "credit") -> Any:
    return chain.call(name, "present", "seller", amount=amount, documents=DOCUMENTS)


def test_presented_accepted_paid(chain: LocalChain) -> None:
    """The seller has the amount, and the contract nothing."""
    market(chain)
    number = present(chain)
    chain.call("credit", "accept", "bank", number=number)
    chain.call("credit", "collect", "seller", number=number, to="of-seller")
    assert (chain.balance("of-seller", "CNY"), chain.balance("of-credit", "CNY")) == (1_000, 0)
    found: Any = chain.call("credit", "look", "anybody", number=number)
    assert (found["state"], found["documents"]) == ("paid", DOCUMENTS)
    with chain.refuses("contract_failed", "must be accepted, and is paid"):
        chain.call("credit", "collect", "seller", number=number, to="of-seller")


def test_payment_after_a_tenor(chain: LocalChain) -> None:
    """An accepted drawing is owed from then on, and paid when it is due; the expiry takes nothing of it."""
    begins = market(chain, tenor=90 * DAY)
    chain.call("credit", "accept", "bank", number=present(chain, 600))
    with chain.refuses("contract_failed", "the drawing must be due"):
        chain.call("credit", "collect", "seller", number=1, to="of-seller")
    chain.wait(begins + 61 * DAY - chain.time)
    chain.call("credit", "reclaim", "bank", to="of-bank")
    assert (chain.balance("of-bank", "CNY"), chain.balance("of-credit", "CNY")) == (9_400, 600)
    chain.wait(30 * DAY)
    chain.call("credit", "collect", "seller", number=1, to="of-seller")
    assert (chain.balance("of-seller", "CNY"), chain.balance("of-credit", "CNY")) == (600, 0)


def test_refused_and_presented_again(chain: LocalChain) -> None:
    """The bank says what is wrong in time; the seller may mend it before the expiry."""
    begins = market(chain)
    present(chain)
    for wrong in ("", "x" * 1_001):
        with chain.refuses("contract_failed", "what is wrong must be said"):
            chain.call("credit", "refuse", "bank", number=1, wrong=wrong)
    chain.call("credit", "refuse", "bank", number=1, wrong="the bill of lading is not signed")
    with chain.refuses("contract_failed", "must be presented, and is refused"):
        chain.call("credit", "accept", "bank", number=1)
    assert present(chain) == 2
    chain.call("credit", "refuse", "bank", number=2, wrong="still not signed")
    chain.wait(begins + 60 * DAY - chain.time)
    with chain.refuses("contract_failed", "presented before the expiry"):
        present(chain)
    chain.call("credit", "reclaim", "bank", to="of-bank")
    assert chain.balance("of-bank", "CNY") == 10_000


def test_as_many_presentations_as_can_be(chain: LocalChain) -> None:
    """The last that can be made may be refused as any other, and then there is no other."""
    few = SOURCE.replace("PRESENTATIONS_MAX = 100", "PRESENTATIONS_MAX = 2")
    market(chain, source=few)
    for number in (1, 2):
        chain.call("credit", "refuse", "bank", number=present(chain), wrong=f"wrong in {number}")
    with chain.refuses("contract_failed", "100 presentations are all that can be made"):
        present(chain)


def test_the_banks_silence_is_acceptance(chain: LocalChain) -> None:
    """After its time it can refuse no more, and anybody may say that the documents count as accepted."""
    market(chain)
    present(chain)
    with chain.refuses("contract_failed", "the bank's time to examine must be over"):
        chain.call("credit", "deem", "seller", number=1)
    chain.wait(5 * DAY)
    with chain.refuses("contract_failed", "must refuse within its time"):
        chain.call("credit", "refuse", "bank", number=1, wrong="late")
    chain.call("credit", "deem", "stranger", number=1)
    said: Any = chain.emitted()[0][1]
    assert said["by"] == "time"
    chain.call("credit", "collect", "seller", number=1, to="of-seller")
    assert chain.balance("of-seller", "CNY") == 1_000


def test_the_applicant_waives(chain: LocalChain) -> None:
    """With the bank, for what was refused, while so much is left."""
    market(chain)
    chain.call("credit", "refuse", "bank", number=present(chain, 700), wrong="late shipment")
    for by, words in (
        ("bank", "the applicant must"),
        ("applicant", "the bank must"),
        ("stranger", "the applicant must"),
    ):
        with chain.refuses("contract_failed", words):
            chain.call("credit", "waive", by, number=1)
    present(chain, 400)
    with chain.refuses("contract_failed", "examined first"):
        chain.call("credit", "waive", "applicant bank", number=1)
    chain.call("credit", "accept", "bank", number=2)
    with chain.refuses("contract_failed", "within what is left: 600"):
        chain.call("credit", "waive", "applicant bank", number=1)
    chain.call("credit", "refuse", "bank", number=present(chain, 600), wrong="late shipment")
    chain.call("credit", "waive", "applicant bank", number=3)
    for number in (2, 3):
        chain.call("credit", "collect", "seller", number=number, to="of-seller")
    assert (chain.balance("of-seller", "CNY"), chain.balance("of-credit", "CNY")) == (1_000, 0)


def test_presenting(chain: LocalChain) -> None:
    """All documents and none else, by hashes, within what is left, one presentation after the other."""
    market(chain)
    cases: tuple[tuple[int, Any, str], ...] = (
        (0, DOCUMENTS, "within what is left"),
        (1_001, DOCUMENTS, "within what is left: 1000"),
        (1, {"invoice": DOCUMENTS["invoice"]}, "the documents must be: invoice, bill of lading"),
        (1, {**DOCUMENTS, "more": "0" * 64}, "the documents must be: "),
        (1, {**DOCUMENTS, "invoice": "0" * 63}, "each document must be a SHA-256"),
        (1, {**DOCUMENTS, "invoice": "X" * 64}, "each document must be a SHA-256"),
    )
    for amount, documents, words in cases:
        with chain.refuses("contract_failed", words):
            chain.call("credit", "present", "seller", amount=amount, documents=documents)
    with chain.refuses("contract_failed", "the beneficiary must do this"):
        chain.call("credit", "present", "stranger", amount=1, documents=DOCUMENTS)
    present(chain, 1)
    with chain.refuses("contract_failed", "examined first"):
        present(chain, 1)


def test_who_decides(chain: LocalChain) -> None:
    """The bank alone accepts and refuses; the beneficiary alone collects; nothing is reclaimed early."""
    begins = market(chain)
    present(chain, 400)
    for by in ("applicant", "seller", "stranger"):
        with chain.refuses("contract_failed", "the bank must do this"):
            chain.call("credit", "accept", by, number=1)
        with chain.refuses("contract_failed", "the bank must do this"):
            chain.call("credit", "refuse", by, number=1, wrong="x")
        with chain.refuses("contract_failed", "the bank must do this"):
            chain.call("credit", "reclaim", by, to="of-stranger")
    with chain.refuses("contract_failed", "a presentation of this number"):
        chain.call("credit", "accept", "bank", number=2)
    with chain.refuses("contract_failed", "the expiry must be reached"):
        chain.call("credit", "reclaim", "bank", to="of-bank")
    chain.wait(begins + 60 * DAY - chain.time)
    with chain.refuses("contract_failed", "examined first"):
        chain.call("credit", "reclaim", "bank", to="of-bank")
    chain.call("credit", "deem", "seller", number=1)
    with chain.refuses("contract_failed", "the beneficiary must do this"):
        chain.call("credit", "collect", "bank", number=1, to="of-bank")
    chain.call("credit", "reclaim", "bank", to="of-bank")
    with chain.refuses("contract_failed", "money that nobody drew"):
        chain.call("credit", "reclaim", "bank", to="of-bank")


def test_amending(chain: LocalChain) -> None:
    """Bank and beneficiary together: later, or at once to end it."""
    market(chain)
    for by, words in (("bank", "the beneficiary must"), ("seller", "the bank must"), ("applicant", "the bank must")):
        with chain.refuses("contract_failed", words):
            chain.call("credit", "amend", by, expiry=chain.now + DAY)
    with chain.refuses("contract_failed", "must not be past"):
        chain.call("credit", "amend", "bank seller", expiry=1)
    present(chain, 1)
    with chain.refuses("contract_failed", "examined first"):
        chain.call("credit", "amend", "bank seller", expiry=chain.now + DAY)
    chain.call("credit", "refuse", "bank", number=1, wrong="all of it")
    chain.call("credit", "amend", "bank seller", expiry=chain.now)
    chain.call("credit", "reclaim", "bank", to="of-bank")
    assert chain.balance("of-bank", "CNY") == 10_000


def test_issuing(chain: LocalChain) -> None:
    """The bank, once, in time, with exactly the amount of its own."""
    begins = market(chain)
    with chain.refuses("contract_failed", "can be issued once"):
        issue(chain)
    deploy(chain, "other", expiry=begins + DAY)
    with chain.refuses("contract_failed", "the credit must be issued first"):
        present(chain, name="other")
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        issue(chain, "other", 999)
    chain.issue("CNY", "of-stranger", 1_000)
    chain.hold("theirs", "of-stranger", "CNY", 1_000, "other")
    shown = ("holdings/encumbrance/theirs", "holdings/encumbrance/none")
    for by, hold, words in (
        ("stranger", "theirs", "the bank must do this"),
        ("bank", "theirs", "whoever made the hold must agree: stranger"),
        ("bank", "none", "a hold that is there"),
    ):
        with chain.refuses("contract_failed", words):
            chain.call("other", "issue", by, shows=shown, hold=hold)
    chain.wait(DAY)
    with chain.refuses("contract_failed", "issued before its expiry"):
        issue(chain, "other")
    status: Any = chain.call("other", "status", "anybody")
    assert (status["issued"], status["left"], status["owed"]) == (False, 0, 0)


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Three parties, an amount, documents, and times."""
    market(chain)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"applicant": "bank"}, "must be three"),
        ({"amount": 0}, "the amount must be above 0"),
        ({"documents": []}, "1 to 16 documents"),
        ({"documents": ["a", "a"]}, "named once"),
        ({"expiry": 1}, "the expiry must be to come"),
        ({"examining": 0}, "the time to examine must be above 0"),
        ({"tenor": -1}, "the tenor not negative"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            deploy(chain, f"wrong-{number}", **wrong)


def test_random_steps_lose_nothing(chain: LocalChain) -> None:
    """Against a slow twin of all drawings: what is here is what is left and owed; in the end all is with somebody."""
    market(chain)
    for seed in range(5):
        random, name = Random(seed), f"credit-{seed}"
        deploy(chain, name, expiry=chain.now + 50_000, examining=6_000, tenor=random.choice((0, 9_000)))
        issue(chain, name)
        left, drawn, paid = 1_000, dict[int, int](), 0
        for _ in range(40):
            number, amount = random.randint(1, 6), random.randint(1, 500)
            call = random.choice(("present", "present", "accept", "refuse", "deem", "waive", "collect"))
            by = random.choice(("bank", "seller", "applicant bank"))
            given: dict[str, Any] = {
                "present": {"amount": amount, "documents": DOCUMENTS},
                "refuse": {"number": number, "wrong": "x"},
                "collect": {"number": number, "to": "of-seller"},
            }.get(call, {"number": number})
            try:
                chain.call(name, call, by, **given)
            except CallRefused:
                continue
            found: Any = chain.state(name).get(f"drawing:{number}")
            if call in {"accept", "deem", "waive"}:
                assert number not in drawn
                drawn[number], left = found["amount"], left - found["amount"]
            elif call == "collect":
                paid += drawn[number]
            assert chain.balance(f"of-{name}", "CNY") == left + sum(drawn.values()) - paid
            assert left >= 0
        finish(chain, name)
        assert chain.balance(f"of-{name}", "CNY") == 0
    assert sum(chain.balance(f"of-{one}", "CNY") for one in ("bank", "seller", "credit")) == 10_000


def finish(chain: LocalChain, name: str) -> None:
    """Everybody takes what it can have, when all times are over."""
    chain.wait(60_000)
    for number in range(1, int(str(chain.state(name)["presented"])) + 1):
        found: Any = chain.state(name)[f"drawing:{number}"]
        if found["state"] == "presented":
            chain.call(name, "deem", "stranger", number=number)
            chain.wait(9_000)
        if found["state"] in {"presented", "accepted"}:
            chain.call(name, "collect", "seller", number=number, to="of-seller")
    if chain.balance(f"of-{name}", "CNY"):
        chain.call(name, "reclaim", "bank", to="of-bank")
