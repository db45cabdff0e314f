# SPDX-License-Identifier: Apache-2.0
"""A contract acts while it runs: in a call that is of it, or that reached it from contract to contract."""

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.law.event import EventData
from counterfoil.law.runs import Runs
from counterfoil.modules import laws, modules
from counterfoil.modules.contracts.review_events import CodeProposed
from counterfoil.verify import Verdict, verify_package
from support.contracts_uncalled import NAMES, forgeries, nested, told_packages
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


def looks_away(*_: object) -> None:
    """In place of a rule."""


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
