# SPDX-License-Identifier: Apache-2.0
"""The laws against their slow twin in plain dicts, event by event, over random business."""

import json
import re
from collections import Counter
from functools import cache

import msgspec
import pytest

from counterfoil.commerce.admission import Prepared
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws, nouns
from support import tree
from support.laws_twin import chain as twin
from support.laws_twin.state import Denied, Plain
from support.laws_walk_orders import OrderWalk
from support.ledger import CHAIN, Answer
from support.market import build_market
from support.order_noun.module import MODULE as ORDERS_MODULE
from support.refolding import Refolded
from support.refused_cash import YUAN
from support.refused_payments import paying_market

SEEDS = range(10)
STEPS = 1_000


BY_ORDER = {f"holdings.{verb}" for verb in ("frozen", "unfrozen", "forced", "burned", "recovered")}
"""What happens to digital yuan, too, in some walk."""


def plain(value: object) -> Plain:
    found: Plain = json.loads(msgspec.json.encode(value))
    return found


class Pair:
    """A ledger and its twin, which agree so far."""

    def __init__(self, *, bare: bool = False) -> None:
        self.ledger = build_market(checked=False, features={} if bare else None, besides=[ORDERS_MODULE])
        if not bare:
            paying_market(self.ledger)
        self.twin = twin.TwinChain()
        self.refolded = Refolded(CHAIN, self.ledger.machine.laws)
        self.happened: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.ordered_of_yuan: Counter[str] = Counter()
        self.pledges_taken_back = 0
        for encoded in self.ledger.events:
            self._compare_next(encoded, None)

    def submit(self, transaction: Prepared) -> None:
        """Run it on both: the same outcome, the same events, the same records after each."""
        already = len(self.ledger.events)
        (answer,) = self.ledger.block(transaction)
        expected = self.twin.submit(
            [plain(call) for call in transaction.calls],
            by=list(transaction.by),
            signers=set(transaction.signers),
            height=self.ledger.height,
            time=self.ledger.time,
        )
        self._compare_answers(answer, expected, transaction)
        self.answered[expected.outcome] += 1
        found = self.ledger.events[already:]
        if answer.outcome is not MachineOutcome.ok:
            for encoded in found:
                assert self.refolded.follow(encoded).type == "transaction.rejected"
            return
        assert len(found) == len(expected.events)
        for encoded, event in zip(found, expected.events, strict=True):
            self._compare_next(encoded, event)

    def _compare_answers(self, answer: Answer, expected: twin.Answer, transaction: Prepared) -> None:
        call = None if answer.outcome is MachineOutcome.incomplete else expected.call
        assert (answer.outcome.name, answer.call) == (expected.outcome, call), (answer, expected, transaction.calls)

    def _compare_next(self, encoded: bytes, expected: twin.Happened | None) -> None:
        raw = json.loads(encoded)
        self.refolded.time = self.ledger.time_of(raw["height"])
        event = self.refolded.follow(encoded)
        if expected is None:
            expected = self.twin.follow(event.type, raw["data"], raw["consents"], time=self.refolded.time)
        else:
            assert raw["call"] == expected.call
        assert (event.type, raw["data"], raw["consents"]) == (expected.type, expected.data, expected.consents)
        assert [link.record for link in event.trails] == expected.touched
        assert {link.record: link.seq for link in event.trails} == expected.seq
        for path, after in expected.after.items():
            record = plain(self.refolded.records[path])
            del record["trail"]
            assert record == after, (event.type, path)
        self.happened[event.type] += 1
        self.pledges_taken_back += event.type == "holdings.pledge_released" and bool(raw["consents"])
        if event.type in BY_ORDER and raw["data"]["instrument"] == YUAN:
            self.ordered_of_yuan[event.type] += 1


@cache
def walked(seed: int) -> Pair:
    """A pair after a random walk; every other chain begins without any feature, and without digital yuan."""
    pair = Pair(bare=seed % 2 == 1)
    walk = OrderWalk(pair.ledger, seed)
    for _ in range(STEPS):
        pair.ledger.wait(walk.pause())
        pair.submit(walk.transaction())
    return pair


@pytest.mark.parametrize("seed", SEEDS)
def test_laws_and_twin_agree(seed: int) -> None:
    """Outcome by outcome, event by event, record by record, and in the whole state at the end."""
    pair = walked(seed)
    state = {path: plain(record) for path, record in pair.refolded.records.items()}
    for record in state.values():
        record.pop("trail", None)
    assert state == pair.twin.state.records
    assert len(state) == len(pair.ledger.records.records)


def test_the_walks_meet_every_law() -> None:
    """Every type of event happens, most outcomes are met, and a good part of the transactions succeeds."""
    happened, answered, of_yuan = Counter[str](), Counter[str](), Counter[str]()
    for seed in SEEDS:
        of_yuan += walked(seed).ordered_of_yuan
        happened += walked(seed).happened
        answered += walked(seed).answered
    twinned = {name.partition(".")[0] for name in twin.EFFECTS}
    # By the adoption of a charter, tests/modules/governance; by the end of a contract, tests/modules/contracts; by the
    # doing of a record, tests/modules/instruments and tests/verify.
    elsewhere = {"parties.council_founded", "parties.account_closed", "instruments.made"}
    events = {name for name in laws().events if name.partition(".")[0] in twinned} - elsewhere
    assert happened.keys() == events | {"orders.given"}
    assert of_yuan.keys() == BY_ORDER
    assert sum(walked(seed).pledges_taken_back for seed in SEEDS) > len(SEEDS)
    assert len(answered) > 60
    assert answered["ok"] > len(SEEDS) * STEPS // 6


@pytest.mark.parametrize("noun", nouns())
def test_every_noun_has_a_twin(noun: str) -> None:
    """Here, or with walks of its own in its folder of tests/modules, beside a second law said in another way."""
    here = any(name.startswith(f"{noun}.") for name in twin.EFFECTS)
    assert here or list((tree.ROOT / "tests/modules" / noun).glob("test_random_*.py"))


def test_the_twin_is_nobodys_copy() -> None:
    """It imports neither law nor modules, nor what runs them."""
    for path in tree.python_files("tests/support/laws_twin"):
        assert not re.search(r"counterfoil\.(law|modules|commerce|verify|evidence)", path.read_text()), tree.name(path)


def test_a_twin_that_errs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison bites: a twin whose receivers get one unit more is caught at once."""
    true = twin.EFFECTS["holdings.transferred"]
    wrong = lambda state, data, consents: true(state, {**data, "quantity": data["quantity"] + 1}, consents)  # noqa: E731
    monkeypatch.setitem(twin.EFFECTS, "holdings.transferred", wrong)
    with pytest.raises((AssertionError, Denied)):
        Pair()
