# SPDX-License-Identifier: Apache-2.0
"""A random business of receipts beside a second law of it; and the algebra of what is split and merged."""

from collections import Counter
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DOCUMENTS, LIVE
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import controller
from support.ledger import Ledger
from support.receipted import (
    contents,
    document_of,
    draft,
    goods_of,
    hand_over,
    load_out,
    part,
    pledging,
    receipted,
    reserve,
    stored,
    surrender,
    title_of,
    with_schemes,
)
from support.receipts_slowly import Slips
from support.seeds import seed_of_this_commit

PEOPLE = ("ann", "ben")
SEEDS = (1, 2, 3, seed_of_this_commit())


class Business:
    """A ledger and its twin, which are asked the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.ledger = with_schemes(Ledger())
        stored(self.ledger)
        self.slips = Slips()
        self.answered: Counter[str] = Counter()
        self.names = 0

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}-{self.names}"

    def ask(self, what: str, calls: Any, by: set[str], expected: str) -> None:
        answer = self.ledger.submit(*calls, signed_by=sorted(by)).outcome.name
        assert answer == expected, (what, calls, by)
        self.answered[f"{what}.{answer}"] += 1
        self.compare()

    def compare(self) -> None:
        """Status, title, control and goods."""
        for name, slip in self.slips.slips.items():
            found = document_of(self.ledger, name)
            control = controller(self.ledger.state, name)
            assert control is not None
            where = title_of(self.ledger, name)
            told = (found.status.value, None if where is None else where.removeprefix("of-"), control.party)
            live = slip["status"] in LIVE
            assert told == (slip["status"], slip["owner"] if live else None, self.slips.drawer(name)), name
        goods = goods_of(self.ledger)
        assert (goods.on_hand, goods.on_documents) == (self.slips.here, self.slips.promised)

    def signers(self, *right: str) -> set[str]:
        """Mostly whoever has to sign; now and then somebody else."""
        if self.random.random() < 0.85:
            return {one for one in right if one}
        return set(self.random.sample((*PEOPLE, "shed", "exchange", "lender"), 2))

    def step(self) -> None:
        """Something that is often right."""
        slips, dice = self.slips, self.random
        live = [name for name, slip in slips.slips.items() if slip["status"] in LIVE]
        if not live or dice.random() < 0.08:
            self.make()
            return
        name = dice.choice(live if dice.random() < 0.95 else list(slips.slips))
        slip = slips.slips[name]
        getattr(self, dice.choice(self.doings(slip)))(name, slip)

    def doings(self, slip: dict[str, Any]) -> list[str]:
        """What is likely to be done with it, and everything now and then."""
        every = ["split", "merge", "transfer", "endorse", "nominate", "hand_over", "pass_on", "hand_back", "reject"]
        every += ["pledge", "release", "surrender", "restore", "accept", "load_out"]
        if slip["status"] == "surrendered_document":
            return [*every, *["restore", "accept"] * 5]
        if slip["status"] == "loading_out":
            return [*every, *["load_out"] * 8]
        if slip["bank"]:
            return [*every, *["release"] * 5]
        return [*every, *(["pass_on", "hand_back", "nominate", "endorse"] * 3 if slip["drawer"] else every)]

    def make(self) -> None:
        name, amount = self.name("W"), self.random.choice((10_000, 20_000, 40_000))
        if self.random.random() < 0.1 and self.slips.slips:
            name = self.random.choice(list(self.slips.slips))
        said = contents(self.ledger, amount=amount)
        calls = (draft(self.ledger, name, contents=said, measured=amount), d.Register(document=name))
        self.ask("make", calls, {"shed", "exchange", "ann"}, self.slips.make(name, "ann", amount))

    def split(self, name: str, slip: dict[str, Any]) -> None:
        first = self.random.randrange(1, slip["amount"]) if slip["amount"] > 1 else 1
        parts = {self.name("p"): first, self.name("p"): slip["amount"] - first + (self.random.random() < 0.1)}
        into = tuple(part(one, amount or 1, 10 * place) for place, (one, amount) in enumerate(parts.items()))
        parts = {one.document: one.amount for one in into}
        packages = document_of(self.ledger, name).contents.packages
        into = (part(into[0].document, into[0].amount, 0), part(into[1].document, into[1].amount, packages))
        by = self.signers(slip["owner"], "shed")
        self.ask("split", [d.Split(document=name, into=into)], by, self.slips.split(name, parts, by))

    def merge(self, name: str, slip: dict[str, Any]) -> None:
        other, into = self.random.choice(list(self.slips.slips)), self.name("m")
        by = self.signers(slip["owner"], "shed")
        call = d.Merge(documents=(name, other), into=into)
        self.ask("merge", [call], by, self.slips.merge((name, other), into, by))

    def transfer(self, name: str, slip: dict[str, Any]) -> None:
        to, by = self.random.choice(PEOPLE), self.signers(*PEOPLE)
        call = h.Transfer(sender=f"of-{slip['owner']}", receiver=f"of-{to}", instrument=name, quantity=1)
        if slip["owner"] != to:
            self.ask("transfer", [call], by, self.slips.transfer(name, to, by))

    def endorse(self, name: str, slip: dict[str, Any]) -> None:
        to = self.random.choice(PEOPLE)
        by = self.signers(slip["drawer"] or slip["owner"], to)
        call = d.Endorse(document=name, receiver=f"of-{to}")
        self.ask("endorse", [call], by, self.slips.endorse(name, to, by))

    def nominate(self, name: str, slip: dict[str, Any]) -> None:
        to, by = self.random.choice(PEOPLE), self.signers(slip["owner"])
        self.ask("nominate", [d.Nominate(document=name, nominee=f"of-{to}")], by, self.slips.nominate(name, to, by))

    def hand_over(self, name: str, slip: dict[str, Any]) -> None:
        to, by = self.random.choice(("lender", "buyer-bank", *PEOPLE)), self.signers(slip["owner"])
        hold = reserve(name, self.name("h"), f"of-{slip['owner']}")
        self.ask("hand_over", [hold, hand_over(name, to, hold.hold)], by, self.slips.hand_over(name, to, by))

    def pass_on(self, name: str, slip: dict[str, Any]) -> None:
        to, by = self.random.choice(("lender", "buyer-bank")), self.signers(slip["drawer"] or "lender")
        self.ask("pass_on", [d.PassOn(document=name, to=to)], by, self.slips.pass_on(name, to, by))

    def hand_back(self, name: str, slip: dict[str, Any]) -> None:
        by = self.signers(slip["drawer"] or "lender")
        self.ask("hand_back", [d.HandBack(document=name)], by, self.slips.hand_back(name, by))

    def reject(self, name: str, slip: dict[str, Any]) -> None:
        by = self.signers(slip["drawer"] or slip["owner"])
        self.ask("reject", [d.Reject(document=name)], by, self.slips.reject(name, by))

    def pledge(self, name: str, slip: dict[str, Any]) -> None:
        """All three acts at once, or some of them, under a name of its own."""
        acts = self.random.choice(([0, 1, 2], [0, 1, 2], [0, 1], [0], [1], [2], [0, 2]))
        if acts in ([2], [0, 2]) or slip["acts"]:
            acts = [0, 1, 2]
        by = self.signers(slip["owner"], "shed")
        calls = pledging(name, self.name("P"), account=f"of-{slip['owner']}")
        self.ask("pledge", [calls[act] for act in acts], by, self.slips.pledge(name, acts, by))

    def release(self, name: str, slip: dict[str, Any]) -> None:
        found = document_of(self.ledger, name).pledge
        if slip["bank"] and found is not None:
            self.ask("release", [h.ReleasePledge(pledge=found.pledge)], {"lender", "shed"}, self.released(slip))

    def released(self, slip: dict[str, Any]) -> str:
        slip["bank"] = None
        return "ok"

    def surrender(self, name: str, slip: dict[str, Any]) -> None:
        by = self.signers(slip["owner"])
        hold = reserve(name, self.name("h"), f"of-{slip['owner']}")
        self.ask("surrender", [hold, surrender(name, hold.hold)], by, self.slips.surrender(name, by))

    def restore(self, name: str, slip: dict[str, Any]) -> None:
        by = self.signers("shed")
        self.ask("restore", [d.Restore(document=name, reason="r")], by, self.slips.restore(name, by))

    def accept(self, name: str, slip: dict[str, Any]) -> None:
        by = self.signers("shed", "exchange")
        self.ask("accept", [d.Accept(document=name)], by, self.slips.accept(name, by))

    def load_out(self, name: str, slip: dict[str, Any]) -> None:
        by = self.signers("shed", slip["owner"])
        self.ask("load_out", [load_out(name, slip["amount"])], by, self.slips.load_out(name, by))


@cache
def business(seed: int) -> Business:
    """Four hundred steps of it."""
    found = Business(seed)
    for _ in range(400):
        found.step()
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_both_laws_say_the_same(seed: int) -> None:
    """Every answer, and after every step status, title, control and goods."""
    assert business(seed).answered.total() > 300


def test_everything_happened() -> None:
    """What is compared did happen, and was refused."""
    answered = sum((business(seed).answered for seed in SEEDS[:3]), Counter[str]())
    doings = (
        "make",
        "split",
        "merge",
        "transfer",
        "endorse",
        "nominate",
        "hand_over",
        "pass_on",
        "hand_back",
        "reject",
    )
    doings += ("pledge", "release", "surrender", "restore", "accept", "load_out")
    assert {f"{doing}.ok" for doing in doings} <= set(answered)
    assert {"endorse.not_the_nominee", "reject.nothing_to_reject", "split.controlled_otherwise"} <= set(answered)
    assert len(answered) > 40


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=12))
def test_what_is_split_and_merged_is_neither_more_nor_less(steps: list[tuple[bool, int, int]]) -> None:
    """Σ children = parent, whatever is cut and joined: goods on documents stay, and one live document names each."""
    ledger = _TWO.twin()
    for names, (splits, one, other) in enumerate(steps):
        live = sorted(doc.instrument for _, doc in ledger.state.rows(DOCUMENTS) if doc.status in LIVE)
        first, second = live[one % len(live)], live[other % len(live)]
        if splits:
            amount = document_of(ledger, first).contents.amount
            cut = 1 + other % max(amount - 1, 1)
            packages = document_of(ledger, first).contents.packages
            into = (part(f"s{names}-a", cut, 0), part(f"s{names}-b", amount - cut or 1, packages))
            answer = ledger.submit(d.Split(document=first, into=into), signed_by="ann shed").outcome
            assert answer is (MachineOutcome.ok if amount > 1 else ReceiptsOutcome.parts_do_not_add_up)
        else:
            call = d.Merge(documents=(first, second), into=f"m{names}")
            answer = ledger.submit(call, signed_by="ann shed").outcome
            assert answer is (ReceiptsOutcome.other_goods if first == second else MachineOutcome.ok)
        documents = [doc for _, doc in ledger.state.rows(DOCUMENTS) if doc.status in LIVE]
        assert sum(doc.contents.amount for doc in documents) == goods_of(ledger).on_documents == 50_000
        assert sum(doc.contents.packages for doc in documents) == 20


_TWO = receipted("W-1", "W-2")
