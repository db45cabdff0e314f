# SPDX-License-Identifier: Apache-2.0
"""Whatever history the ledger accepted, every claim about it is exported, and proved, wherever trails are opened.

The seeds follow from the commit. ``COUNTERFOIL_FUZZ_HISTORIES=100`` makes so many histories of each sort instead of a
few; ``COUNTERFOIL_FUZZ_SEED`` begins at a seed that a failure names.
"""

import os
from collections import Counter
from typing import Any

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.node.drafting import Draft
from counterfoil.verify import verify_package
from support.evidence_history import History
from support.evidence_walk import WalkedHistory
from support.evidence_walk_orders import OrderedHistory
from support.seeds import seed_of_this_commit

HISTORIES = int(os.environ.get("COUNTERFOIL_FUZZ_HISTORIES", "2"))
SEED = int(os.environ.get("COUNTERFOIL_FUZZ_SEED", seed_of_this_commit()))
BLOCKS = 20
SORTS = [History, WalkedHistory, OrderedHistory]
BOUNDS = (0, 1, 33, 64, 65, 128, 10**9)
"""Trails of more events than this are opened; other numbers are drawn, too, so that every link has its turn."""


@pytest.mark.parametrize("sort", SORTS)
def test_what_the_ledger_accepted_is_exported_and_proved(sort: type[History | WalkedHistory]) -> None:
    """Keys replaced within the very transactions, mandates, settlements, digital yuan, orders: all provable."""
    seen: Counter[str] = Counter()
    for seed in range(SEED, SEED + HISTORIES):
        try:
            seen += exported(sort(seed))
        except BaseException as error:
            error.add_note(f"{sort.__name__}, COUNTERFOIL_FUZZ_SEED={seed}, of this commit")
            raise
    assert seen["accepted"] >= HISTORIES * BLOCKS // 2, seen
    assert min(seen["opened"], seen["from the first"]) >= HISTORIES, seen


def exported(history: History | WalkedHistory, *, blocks: int = BLOCKS) -> Counter[str]:
    """Go on for some blocks, and prove claims of each kind: the first opened for certain, and once not at all."""
    seen = Counter(accepted=sum(history.act() for _ in range(blocks)))
    log, draw = history.world.publish(), history.random
    for number, ask in enumerate(history.claims()):
        drawn = [tuple(draw.choice((*BOUNDS, draw.randrange(700))) for _ in range(2)) for _ in range(2)]
        for own, other in [(0, 0), (10**9, 10**9)] if number == 0 else drawn:
            package = ask(Collector(history.world, log, open_above=own, supporting_above=other))
            report = verify_package(encode_package(package), history.world.trust())
            assert report.proved, (own, other, package.claim, report.sentence.en)
            seen["opened" if package.openings else "from the first"] += 1
    return seen


@pytest.mark.parametrize("seed", [9, 52_923_151])
@pytest.mark.parametrize("sort", SORTS)
def test_what_a_law_read_shows_nothing_that_its_evidence_does_not_need(
    sort: type[History | WalkedHistory], seed: int
) -> None:
    """The slow twin shows what the walk misses, record by record. One seed has an order that ends another."""
    history = sort(seed)
    for _ in range(BLOCKS):
        history.act()
    log = history.world.publish()
    for ask in history.claims():
        at_once, one_by_one = _collected(history, log, ask), _collected(history, log, ask, slow=True)
        assert {one.event for one in at_once.events} <= {one.event for one in one_by_one.events}
        assert {one.path for one in at_once.records} <= {one.path for one in one_by_one.records}


def _collected(history: History | WalkedHistory, log: Any, ask: Any, *, slow: bool = False) -> Package:
    with pytest.MonkeyPatch.context() as patched:
        if slow:
            patched.setattr(Draft, "_add_what_was_read", lambda *_: None)
        found: Package = ask(Collector(history.world, log, open_above=10**9, supporting_above=10**9))
        return found


@pytest.mark.parametrize("sort", SORTS)
def test_a_seed_decides_everything(sort: type[History | WalkedHistory]) -> None:
    """The same seed gives the same chain, so a failure can be looked at again."""
    first, second = (sort(SEED) for _ in range(2))
    assert [first.act() for _ in range(4)] == [second.act() for _ in range(4)]
    assert first.world.sealed_header(first.world.height) == second.world.sealed_header(second.world.height)


def test_a_collector_that_forgets_a_trail_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The property bites: where the keys of a registrar are left out, the first package is not proved."""
    monkeypatch.setattr(Draft, "_add_until", lambda *_: None)
    with pytest.raises(AssertionError, match="needs the trail of parties/party/registrar, which is not shown"):
        exported(History(SEED), blocks=0)
