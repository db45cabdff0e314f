# SPDX-License-Identifier: Apache-2.0
"""Repositories whose events are anchored batch by batch, beside plain counts; and proof of each batch."""

from collections.abc import Collection, Iterator
from random import Random

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.traceability import calls as t
from counterfoil.modules.traceability.queries import batches_of, repositories_of
from counterfoil.modules.traceability.records import REPOSITORIES, RepositoryStatus
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World
from support.forging import forgeries
from support.ledger import Ledger
from support.refused_traceability import anchor, close, opened
from support.traceability_breaches import FIRST, REPOSITORY, SECOND, tracing
from support.traceability_breaches import anchor as anchored


@pytest.fixture
def ledger() -> Ledger:
    """A party with a repository."""
    ledger = Ledger()
    ledger.party("issuer")
    ledger.party("rival")
    ledger.do(opened("goods"), signed_by="issuer")
    return ledger


def test_asked_twice_a_batch_is_anchored_once(ledger: Ledger) -> None:
    """After a crash its keeper asks again, and hears that it is there."""
    asked = [ledger.submit(anchor(1), signed_by="issuer").outcome.name for _ in range(2)]
    assert asked == ["ok", "event_batch_not_next"]
    assert [one.batch for one in batches_of(ledger.state, "goods")] == [1]


def test_a_repository_counts_what_its_batches_have(ledger: Ledger) -> None:
    """Also once it is closed, when nothing more comes."""
    for batch, events in ((1, 3), (2, 1_000_000), (3, 1)):
        ledger.do(anchor(batch, events=events), signed_by="issuer")
    ledger.do(close(), signed_by="issuer")
    (found,) = repositories_of(ledger.state, "issuer")
    assert (found.batches, found.events, found.status) == (3, 1_000_004, RepositoryStatus.closed)
    assert repositories_of(ledger.state, "rival") == []
    assert list(broken_invariants(ledger.state)) == []


@pytest.mark.parametrize("seed", range(4))
def test_random_repositories_against_plain_counts(seed: int) -> None:
    """Two keepers, three repositories: every answer is what the counts say."""
    random, ledger = Random(seed), Ledger()
    for party in ("issuer", "rival"):
        ledger.party(party)
    kept: dict[str, tuple[str, int, bool]] = {}
    answers = set()
    for _ in range(120):
        name, party = random.choice("uvw"), random.choice(("issuer", "rival"))
        keeper, batches, goes_on = kept.get(name, ("", 0, False))
        kind = random.choice(("open", "anchor", "anchor", "anchor", "close"))
        number = batches + random.choice((1, 1, 1, 2, 0)) or 1
        call: t.OpenRepository | t.Anchor | t.CloseRepository
        if kind == "open":
            call, expected = opened(name, party), "repository_exists" if name in kept else "ok"
        elif kind == "anchor":
            call = anchor(number, name)
            expected = "ok" if number == batches + 1 else "event_batch_not_next"
        else:
            call, expected = close(name), "ok"
        if kind != "open":
            expected = "unknown_repository" if name not in kept else expected if goes_on else "repository_closed"
            expected = "not_authorised" if expected == "ok" and party != keeper else expected
        answer = ledger.submit(call, signed_by=party).outcome.name
        assert answer == expected, call
        answers.add(answer)
        if answer == "ok":
            became = {"open": (party, 0, True), "anchor": (keeper, number, True), "close": (keeper, batches, False)}
            kept[name] = became[kind]
    for name, (keeper, batches, goes_on) in kept.items():
        found = ledger.state.read(REPOSITORIES, name)
        assert found is not None
        assert (found.keeper, found.batches, found.status is RepositoryStatus.open) == (keeper, batches, goes_on)
    assert list(broken_invariants(ledger.state)) == []
    assert {"ok", "event_batch_not_next", "not_authorised", "repository_closed"} <= answers


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """Two batches of a repository."""
    world = tracing()
    world.do("acme", calls=[anchored(2)])
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in (REPOSITORY, FIRST, SECOND)}


SWAPS = (
    (b'"root":"1', b'"root":"2'),
    (b'"root":"2', b'"root":"1'),
    (b'"events":10', b'"events":11'),
    (b'"events":20', b'"events":21'),
    (b'"batch":2', b'"batch":1'),
    (b'"keeper":"acme"', b'"keeper":"bank"'),
)


@pytest.mark.parametrize("path", [REPOSITORY, FIRST, SECOND])
def test_a_batch_is_proved_and_no_other(path: str, told: tuple[World, dict[str, Package]]) -> None:
    """Whatever is left out or said otherwise is found."""
    world, packages = told
    assert verify_package(encode_package(packages[path]), world.trust()).verdict is Verdict.proved
    forged = list(_forged(packages[path], packages.values()))
    assert len(forged) > 5
    for one in forged:
        assert verify_package(encode_package(one), world.trust()).verdict is not Verdict.proved


def _forged(package: Package, among: Collection[Package]) -> Iterator[Package]:
    yield from forgeries(package, SWAPS, among=among)
