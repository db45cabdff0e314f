# SPDX-License-Identifier: Apache-2.0
"""Two keepers, a supervisor and things in things at random: nothing is ever on two receipts, nor any without goods.

What is in what, and how much is there, is kept here a second time, by what was said when it came and left.
"""

from collections import Counter
from functools import cache
from random import Random

import pytest

from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DOCUMENTS, LIVE, Document, DocumentStatus
from counterfoil.modules.receipts.module import MODULE
from counterfoil.modules.receipts.terms import Item
from support.receipted import (
    SHOWN,
    contents,
    declaring,
    leaves,
    load_out,
    loss,
    surrendering,
    take_in,
)
from support.seeds import seed_of_this_commit
from support.squatted import SCHEME, SQUATTER, THEIRS, squatting, strike, with_squatter

NAMES = [f"urn:thing:{letter}" for letter in "ABCDEFGH"]
SEEDS = (1, 2, 3, seed_of_this_commit())
ALL = "ann ben shed exchange squatter rogue inspector supervisor"
OUT = LIVE | {DocumentStatus.on_paper}


class Yard:
    """A ledger, and what really is where."""

    def __init__(self, seed: int) -> None:
        self.random, self.ledger = Random(seed), with_squatter()
        self.within: dict[str, str | None] = {}
        """of things that are here: what each is in"""
        self.there: Counter[str] = Counter()
        """goods, by keeper"""
        self.done: Counter[str] = Counter()
        self.names = 0

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}-{self.names}"

    def try_(self, what: str, *calls: Call) -> bool:
        went = self.ledger.submit(*calls, signed_by=ALL).outcome is MachineOutcome.ok
        self.done[f"{what} {'done' if went else 'refused'}"] += 1
        return went

    def all_in(self, *epcs: str) -> set[str]:
        """These, and what is in them."""
        found = set(epcs)
        while more := {epc for epc, outer in self.within.items() if outer in found} - found:
            found |= more
        return found

    def gone(self, *epcs: str) -> None:
        for epc in self.all_in(*epcs):
            self.within.pop(epc, None)

    def live(self) -> list[Document]:
        return [one for _, one in self.ledger.state.rows(DOCUMENTS) if one.status in OUT]

    def check(self) -> None:
        """What is promised is there, once."""
        promised, on = Counter[str](), Counter[str]()
        for one in self.live():
            promised[one.goods_keeper] += one.left
            on.update(self.all_in(*one.contents.items))
        assert all(self.there[keeper] >= amount for keeper, amount in promised.items()), (promised, self.there)
        assert not {epc: count for epc, count in on.items() if count > 1}, on
        assert set(on) <= set(self.within), "a receipt names what has left"

    def came(self) -> None:
        """One thing in another, or beside it, at either keeper."""
        away = [epc for epc in NAMES if epc not in self.within]
        first, second = self.random.sample(away if len(away) > 1 and self.random.random() < 0.9 else NAMES, 2)
        outer = self.random.choice([None, first, first, *self.within])
        items = (Item(epc=first), Item(epc=second, packed_in=outer))
        name = self.name("I")
        keeper = self.random.choice(["shed", SQUATTER])
        calls = squatting(name, *items)
        if keeper == "shed":
            room = (*declaring(name, declared=THEIRS), r.GiveRoom(intake=name))
            calls = (*room, take_in(name, arrived=THEIRS, items=items))
        if self.try_("came", *calls):
            self.within |= {first: None, second: outer}
            self.there[keeper] += THEIRS
            self.registered(name, keeper)

    def registered(self, intake: str, keeper: str) -> None:
        """A receipt of some of it, on some things that the keeper may have."""
        items = tuple(self.random.sample(list(self.within), self.random.randrange(3)))
        said = contents(self.ledger, amount=THEIRS, items=items)
        account = "of-ann" if keeper == "shed" else "of-ben"
        document = self.name("W")
        drafted = d.Draft(document=document, intake=intake, account=account, contents=said, measured=THEIRS)
        self.try_("registered", drafted, d.Register(document=document))

    def left(self) -> None:
        items = tuple(self.random.sample(NAMES, self.random.randrange(1, 3)))
        keeper = self.random.choice(["shed", SQUATTER])
        out = leaves(1, items=items)
        if keeper == SQUATTER:
            said = {"scheme": SCHEME, "goods_keeper": SQUATTER, "lot": "L-1", "shown": SHOWN}
            out = r.TakeOut(quantity=1, items=items, **said)
        if self.try_("left", out):
            self.there[keeper] -= 1
            self.gone(*items)

    def struck(self) -> None:
        items, quantity = tuple(self.random.sample(NAMES, 1)), self.random.choice([0, 0, THEIRS])
        if self.try_("struck", strike(*items, quantity=quantity)):
            self.there[SQUATTER] -= quantity
            self.gone(*items)

    def lost(self) -> None:
        live = [one for one in self.live() if one.goods_keeper == "shed" and one.status is not DocumentStatus.on_paper]
        names = [one.instrument for one in self.random.sample(live, min(len(live), 1))]
        amount = self.random.choice([1, THEIRS // 2, THEIRS])
        if self.try_("lost", loss(amount, *names)):
            self.there["shed"] -= amount

    def split(self, one: Document) -> None:
        half, things = one.contents.amount // 2, one.contents.items
        cut = self.random.randrange(len(things) + 1)
        parts = (
            d.Part(document=self.name("p"), amount=half, packages=0, items=things[:cut]),
            d.Part(
                document=self.name("p"),
                amount=one.contents.amount - half,
                packages=one.contents.packages,
                items=things[cut:],
            ),
        )
        self.try_("split", d.Split(document=one.instrument, into=parts))

    def merged(self, one: Document) -> None:
        other = self.random.choice(self.live()).instrument
        self.try_("merged", d.Merge(documents=(one.instrument, other), into=self.name("m")))

    def amended(self, one: Document) -> None:
        things = one.contents.items[: self.random.randrange(len(one.contents.items) + 1)]
        said = contents(self.ledger, amount=max(one.left, 1), items=things, packages=one.contents.packages)
        if self.try_("amended", d.Amend(document=one.instrument, into=self.name("a"), contents=said)):
            self.gone(*set(one.contents.items) - set(things))

    def papered(self, one: Document) -> None:
        if one.status is DocumentStatus.on_paper:
            back = {"into": self.name("b"), "account": one.account, "statement": "b" * 64}
            self.try_("came back from paper", d.FromPaper(document=one.instrument, **back))
        else:
            self.try_("put on paper", d.ToPaper(document=one.instrument, statement="a" * 64))

    def disputed(self, one: Document) -> None:
        about = {"document": one.instrument, "reference": "case 9"}
        if one.status is not DocumentStatus.in_dispute:
            self.try_("disputed", d.Dispute(by="supervisor", **about))
        elif self.random.random() < 0.5:
            self.try_("resolved", d.Resolve(by="supervisor", **about))
        elif self.try_("void", d.Void(**about)) and one.left == 0:
            self.gone(*one.contents.items)

    def fetched(self, one: Document) -> None:
        given = surrendering(one.instrument, account=one.account, name=self.name("out"))
        amount = one.contents.amount
        if self.try_("fetched", *given, d.Accept(document=one.instrument), load_out(one.instrument, amount)):
            self.there[one.goods_keeper] -= amount
            self.gone(*one.contents.items)

    def step(self) -> None:
        whole = [self.came] * 3 + [self.left, self.struck, self.lost]
        each = [self.split, self.merged, self.amended, self.papered, self.disputed, self.fetched]
        live = self.live()
        if live and self.random.random() < 0.6:
            self.random.choice(each)(self.random.choice(live))
        else:
            self.random.choice(whole)()
        self.check()


@cache
def yard(seed: int) -> Yard:
    """Three hundred steps, each looked at."""
    found = Yard(seed)
    for _ in range(300):
        found.step()
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_on_two_receipts_nor_any_without_goods(seed: int) -> None:
    """After every step, by a second account; and at the end by the module's own invariants."""
    assert not list(MODULE.invariants(yard(seed).ledger.state))


def test_all_of_it_happened_and_was_refused() -> None:
    """Or nothing would have been shown."""
    done = sum((yard(seed).done for seed in SEEDS[:3]), Counter[str]())
    doings = {one.rpartition(" ")[0] for one in done}
    assert {f"{doing} done" for doing in doings} <= set(done), done
    for doing in ("came", "registered", "left", "struck", "lost", "merged", "split", "fetched"):
        assert done[f"{doing} refused"], done
