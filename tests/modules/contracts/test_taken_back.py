# SPDX-License-Identifier: Apache-2.0
"""What was reserved for a contract, pledged to it or left to it comes back when it has ended, and not before."""

import pytest

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from support import contracts_ended
from support import contracts_taken_back as story
from support.contracted import contracting
from support.contracts_taken_back import BOX, GIVEN, HELD, KEPT, LEFT, PLEDGED, TAKEN
from support.ledger import Ledger, policy_of
from support.market import build_market

OVER = c.Retire(contract="box", reason="done", supervisor="supervisor")


def touched(package: Package) -> set[RecordPath]:
    """Every record in whose trail an event of the package stands."""
    return {link.record for one in package.events for link in decode_event(one.event).trails}


@pytest.fixture
def market() -> Ledger:
    """Bob set units aside for the box; Carol keeps some of them."""
    market = contracting(build_market())
    market.do(*GIVEN, signed_by="bob")
    return market


@pytest.fixture
def ended(market: Ledger) -> Ledger:
    market.do(OVER, signed_by="alice supervisor")
    return market


def test_nothing_comes_back_while_the_contract_is_there(market: Ledger) -> None:
    """Paused or not: it may run on."""
    expected = {
        HELD: HoldingsOutcome.hold_not_expired,
        PLEDGED: HoldingsOutcome.hold_reserved,
        KEPT: HoldingsOutcome.hold_reserved,
        LEFT: HoldingsOutcome.mandate_irrevocable,
    }
    for _ in range(2):
        found = {record: market.submit(call, signed_by="bob carol").outcome for record, call in TAKEN.items()}
        assert found == expected
        market.submit(story.PAUSED, signed_by="supervisor")


def test_all_comes_back_when_it_has_ended(ended: Ledger) -> None:
    """By whoever gave it, at once: the units are free, and nothing waits for an expiry that may be years away."""
    before = ended.holding("of-bob", "SHARE")
    ended.do(*TAKEN.values(), signed_by="bob carol")
    after = ended.holding("of-bob", "SHARE")
    assert (after.held, after.pledged) == (before.held - 5, before.pledged - 11)
    assert after.free == before.free + 16
    mandate = ended.state.read(MANDATES, "in-hand")
    assert mandate is not None and mandate.status == "released"


@pytest.mark.parametrize("record", TAKEN)
def test_nobody_else_takes_it(ended: Ledger, record: str) -> None:
    """Neither who deployed the contract nor who keeps the units."""
    for signed_by in ("alice", "carol", "alice carol supervisor"):
        assert ended.submit(TAKEN[record], signed_by=signed_by).outcome is PartiesOutcome.not_authorised


def test_a_keeper_still_agrees(ended: Ledger) -> None:
    """By a key that does not count for the pledgor too."""
    assert ended.submit(TAKEN[KEPT], signed_by="bob").outcome is HoldingsOutcome.keeper_missing
    ended.do(p.RotateKeys(party="carol", keys=policy_of("bob")), signed_by="carol")
    assert ended.submit(TAKEN[KEPT], signed_by="bob", by="bob carol").outcome is PartiesOutcome.not_authorised


def test_the_end_and_what_comes_back_by_one_transaction(market: Ledger) -> None:
    """In that order; the other way round it is not there yet."""
    calls = (TAKEN[HELD], OVER)
    assert market.submit(*calls, signed_by="alice supervisor bob").outcome is HoldingsOutcome.hold_not_expired
    assert market.submit(*reversed(calls), signed_by="alice supervisor bob").outcome is MachineOutcome.ok


def test_it_is_proved() -> None:
    """Record by record and of the account: the package shows that the contract has ended."""
    world, made = story.taken_back()
    for name, package in made.items():
        report = verify_package(encode_package(package), world.trust())
        assert report.failed_check is None, (name, report.sentence)
        assert BOX in touched(package), name
    world, package = story.in_one_transaction()
    assert verify_package(encode_package(package), world.trust()).failed_check is None


def test_that_the_end_is_not_shown_excuses_nobody() -> None:
    """Neither whoever gave it nor the keeper: what became of the contract is asked when they have consented."""
    found = [verify_package(encode_package(one), world.trust()) for world, one in story.by_nobody_of_it()]
    assert [report.failed_check for report in found] == [10] * 4


def test_of_a_hold_that_has_expired_nobody_shows_what_became_of_its_executor() -> None:
    """The time is enough."""
    world, _ = contracts_ended.run_out()
    package = Collector(world, world.publish()).record(ENCUMBRANCES.path("for-a-time"))
    assert verify_package(encode_package(package), world.trust()).failed_check is None
    assert BOX not in touched(package)


def test_an_operator_who_lets_it_come_back_early_proves_nothing_of_it() -> None:
    """While the contract is paused; nor without the keeper, after its end."""
    told = [*story.too_early(), story.without_the_keeper()]
    assert {verify_package(encode_package(one), world.trust()).failed_check for world, one in told} == {10}
