# SPDX-License-Identifier: Apache-2.0
"""All kinds of claims over a real network's folder, from its files to a stranger who has the trust file alone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from counterfoil.evidence.claims import (
    AbsenceClaim,
    Claim,
    ClaimKind,
    ControlClaim,
    PositionClaim,
    ProvenanceClaim,
    RecordClaim,
    StatementClaim,
    TransferClaim,
)
from counterfoil.evidence.package import Package, decode_package, encode_package
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.node.collect import Collector
from counterfoil.node.drawing import draw_report
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, HexHash, Timestamp
from counterfoil.verify import Trust, verify_package
from support.network import CHAIN, RECEIPT, SHARES, YUAN, make_trading_network, open_network, trust_of
from support.simulation_rogue import pay

ALICE, BOB = AccountId("alice-1"), AccountId("bob-1")


@dataclass(frozen=True)
class Published:
    """A network in which Alice got 1,000 shares, gave away 100 and later 25; and what her payment is called."""

    root: Path
    payment: HexHash
    before: Timestamp
    """the time of the block before the payment"""

    @property
    def trust(self) -> Trust:
        return trust_of(self.root)

    def collect(self, ask: Callable[[Collector], Package]) -> Package:
        """A package with its page, collected from the folder."""
        with open_network(self.root) as network:
            reader = network.chain(CHAIN, writable=False).reader
            render = lambda package: draw_report(package, self.trust)  # noqa: E731
            return ask(Collector(reader, network.published(), render=render))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Made once, not to be changed."""
    root = make_trading_network(tmp_path_factory.mktemp("collect") / "network")
    with open_network(root) as network:
        reader = network.chain(CHAIN, writable=False).reader
        before = reader.header(reader.height).time
    return Published(root, pay(root, 25, publish=True), before)


def control(claim: Claim) -> None:
    assert isinstance(claim, ControlClaim)
    assert (claim.control.holder, claim.quantities.free, claim.events, claim.opened) == ("alice", 875, 3, 0)


def past_control(claim: Claim) -> None:
    assert isinstance(claim, ControlClaim)
    assert (claim.quantities.free, claim.events, claim.current) == (900, 2, False)


def transfer(claim: Claim) -> None:
    assert isinstance(claim, TransferClaim)
    assert [(act.type, act.data["quantity"]) for act in claim.acts] == [("holdings.transferred", 25)]


def position(claim: Claim) -> None:
    assert isinstance(claim, PositionClaim)
    assert claim.quantities.balance == 500_000


def absence(claim: Claim) -> None:
    assert isinstance(claim, AbsenceClaim)


def record(claim: Claim) -> None:
    assert isinstance(claim, RecordClaim)
    assert (claim.value["issuer"], claim.value["status"], claim.events) == ("issuer", "active", 2)


def statement(claim: Claim) -> None:
    assert isinstance(claim, StatementClaim)
    lines = {line.instrument: (line.opening.free, line.closing.free, line.events) for line in claim.lines}
    assert lines == {RECEIPT: (1, 1, 0), SHARES: (100, 125, 1), YUAN: (500_000, 500_000, 0)}


def provenance(claim: Claim) -> None:
    assert isinstance(claim, ProvenanceClaim)
    assert [step.account for step in claim.titles] == [ALICE, BOB]


CASES: dict[str, tuple[Callable[[Published, Collector], Package], Callable[[Claim], None]]] = {
    "control": (lambda _, collector: collector.control(ALICE, SHARES), control),
    "control in the past": (lambda told, collector: collector.control(ALICE, SHARES, as_of=told.before), past_control),
    "transfer": (lambda told, collector: collector.transfer(told.payment), transfer),
    "position": (lambda _, collector: collector.position(BOB, YUAN), position),
    "absence": (lambda _, collector: collector.absence(ALICE, YUAN), absence),
    "record": (lambda _, collector: collector.record(INSTRUMENTS.path(SHARES)), record),
    "statement": (lambda told, collector: collector.statement(BOB, start=told.before), statement),
    "provenance": (lambda _, collector: collector.provenance(RECEIPT), provenance),
}


@pytest.mark.parametrize(("ask", "said"), CASES.values(), ids=CASES.keys())
def test_every_kind_of_claim_is_proved(
    published: Published, ask: Callable[[Published, Collector], Package], said: Callable[[Claim], None]
) -> None:
    """It says what happened, a verifier proves it from the file and the trust alone, and its page says the same."""
    package = published.collect(lambda collector: ask(published, collector))
    said(package.claim)
    data = encode_package(package)
    report = verify_package(data, published.trust)
    assert report.proved, report.to_text()
    assert report.claim == package.claim
    page = decode_package(data).report
    assert page is not None
    assert page.startswith("<!")
    assert package.claim.statement.zh in page


def test_every_kind_is_here() -> None:
    """No kind of claim goes without a real folder."""
    assert set(ClaimKind) <= CASES.keys()


def test_what_is_not_proved_is_not_drawn(published: Published) -> None:
    """No page for a package that says something else than it shows."""
    package = published.collect(lambda collector: collector.position(BOB, YUAN))
    assert isinstance(package.claim, PositionClaim)
    richer = replace(package.claim.quantities, free=10**9)
    forged = replace(package, claim=replace(package.claim, quantities=richer))
    assert draw_report(package, published.trust)
    with pytest.raises(InputError, match="check 12, "):
        draw_report(forged, published.trust)


def test_nothing_happened_since(published: Published) -> None:
    """The claim rests on the block that publishing asked for, which is later than the last movement."""
    package = published.collect(lambda collector: collector.control(ALICE, SHARES))
    with open_network(published.root) as network:
        reader = network.chain(CHAIN, writable=False).reader
        height, _ = reader.transaction_position(published.payment)
        assert package.claim.height == height + 1 == reader.height
        assert (package.claim.as_of, package.claim.beyond) == (reader.header(reader.height).time, 0)
        assert reader.trail(HOLDINGS.path(ALICE, SHARES))[-1][0] == height
