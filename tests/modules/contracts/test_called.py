# SPDX-License-Identifier: Apache-2.0
"""A contract acts while it runs: in a call that is of it, or that reached it from contract to contract."""

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.event import EventData
from counterfoil.law.runs import Runs
from counterfoil.modules import laws, modules
from counterfoil.modules.contracts.review_events import CodeProposed
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.node.collect import Collector
from counterfoil.verify import Verdict, verify_package
from support import contracts_overrun
from support.clearing_breaches import Stage, plain
from support.contracted import BOX, approve, deploy, propose
from support.contracts_uncalled import NAMES, forgeries, nested, told_packages
from support.evidence_forced import fork
from support.evidence_world import World


@pytest.fixture(scope="module")
def world() -> World:
    return nested()


def test_what_one_has_another_do_is_proved(world: World) -> None:
    """Whose account it is, who received, and who called whom."""
    for name, package in told_packages(world).items():
        report = verify_package(encode_package(package), world.trust())
        assert report.verdict is Verdict.proved, (name, report)


def test_what_one_did_that_was_not_called_is_not_proved(world: World) -> None:
    """Though whoever gave consented before: that the operator and the auditors say so is not enough."""
    assert {
        name: verify_package(encode_package(package), forged.trust()).failed_check
        for name, forged, package in forgeries(world)
    } == dict.fromkeys(NAMES, 10)


@pytest.fixture(scope="module")
def council() -> World:
    return contracts_overrun.deciding()


def test_what_the_law_of_a_call_says_next_ends_what_ran(council: World) -> None:
    """Whoever is paused or called anew by the same decision had ended before, or nothing of it is proved."""
    for table, failed in ((contracts_overrun.HONEST, None), (contracts_overrun.OVERRUN, 10)):
        found = {name: contracts_overrun.executed(council, *made) for name, made in table.items()}
        assert {name: check_of(*one) for name, one in found.items()} == dict.fromkeys(table, failed)


def test_a_contract_moves_no_account_that_it_was_not_opened_with(world: World) -> None:
    """That it says it is its own is not enough: the account says by which record it is moved."""
    assert check_of(*contracts_overrun.over_another(world)) == 10


def test_a_transaction_is_not_told_without_its_end(world: World) -> None:
    """Its block counts what it caused; and where an operator counts no end of what was started, no claim follows."""
    forged, (whole, *parts) = contracts_overrun.told_in_part(world)
    assert check_of(forged, whole) is None
    assert [check_of(forged, one) for one in parts] == [10] * 4
    assert check_of(*contracts_overrun.sealed_without_end(world)) == 12


def test_what_has_no_init_has_run_when_it_is_deployed(world: World) -> None:
    """So a transaction that ends with its deployment is told whole, as one that goes on after it is."""
    twin, moved = fork(world), plain(Transfer(sender="of-bob", receiver="of-carol", instrument="SHARE", quantity=1))
    plainly = propose(BOX.replace("def init", "def begins"), "plain")
    Stage(twin).do(plainly, signed_by="alice")
    reviewers = ("venue", "bob", "supervisor")
    Stage(twin).do(*(approve(plainly.code, by) for by in reviewers), signed_by=reviewers)
    before = twin.do("bob", "alice", calls=[plain(deploy("early", plainly.code)), moved])
    after = twin.do("bob", "alice", calls=[moved, plain(deploy("late", plainly.code))])
    collector = Collector(twin, twin.publish())
    assert [check_of(twin, collector.transfer(one)) for one in (before, after)] == [None, None]


def looks_away(*_: object) -> None:
    """In place of a rule."""


def check_of(world: World, package: Package) -> int | None:
    """The check that fails."""
    return verify_package(encode_package(package), world.trust()).failed_check


def ends_unasked(runs: Runs) -> None:
    """In place of the end of a transaction."""
    runs._running.clear()
    runs._unended.clear()


def test_each_rule_about_runs_stops_somebody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any one of them, some of what was not called is proved."""
    made = list(forgeries(world))
    for rule, instead in (("_require_running", looks_away), ("_tells", looks_away), ("over", ends_unasked)):
        with monkeypatch.context() as patch:
            patch.setattr(Runs, rule, instead)
            verdicts = {verify_package(encode_package(package), forged.trust()).verdict for _, forged, package in made}
        assert Verdict.proved in verdicts, rule


def test_each_event_after_which_a_program_runs_says_so() -> None:
    """Whoever judges what programs decide knows whose they are; that code is read when it is proposed starts none."""
    runs = {event for module in modules() for event in module.decides if event is not CodeProposed}
    assert runs == {event for event in laws().events.values() if event.starts is not EventData.starts}
