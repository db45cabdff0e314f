# SPDX-License-Identifier: Apache-2.0
"""The council reviews, deploys, calls, upgrades and stops contracts by its decisions, and each is proved offline."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.call import Call
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.clearing_breaches import plain
from support.contracted import CODE, approve, deploy, pay_out, run, set_reviews
from support.contracts_decided import ACCOUNTS, PAID, RECORDS, SHARE, passed, story, taken_by_no_consent, told_packages
from support.evidence_forced import attempt, fork
from support.evidence_world import World
from support.governance_breaches import of


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    return told_packages()


@pytest.mark.parametrize("name", [*RECORDS, *ACCOUNTS])
def test_what_the_council_had_a_program_do_is_proved(told: tuple[World, dict[str, Package]], name: str) -> None:
    """From the package alone, which shows the motions; without any one of its events it is not proved."""
    world, packages = told
    package = packages[name]
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    types = [decode_event(one.event).type for one in package.events]
    assert ("governance.executed" in types) == (name != "contracts/entry/box/owner")
    for number in range(0, len(types), 3):
        fewer = replace(package, events=(*package.events[:number], *package.events[number + 1 :]))
        assert verify_package(encode_package(fewer), world.trust()).verdict is Verdict.not_proved


def test_the_report_says_what_the_program_decided(told: tuple[World, dict[str, Package]]) -> None:
    """That it paid under the decision stands on the auditors' word, and so it is told."""
    world, packages = told
    report = verify_package(encode_package(packages["contracts/contract/box"]), world.trust())
    assert "contracts.ran" in report.to_text()


ARGUED = b'\\"quantity\\":12'
SWAPS = ((ARGUED, ARGUED.replace(b"12", b"13")), (b'"quantity":12', b'"quantity":13'), (b'"version":2', b'"version":3'))


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_another_sum_or_version_is_not_proved(told: tuple[World, dict[str, Package]], old: bytes, new: bytes) -> None:
    """Neither in the call of the decision nor in what came of it."""
    world, packages = told
    altered = 0
    for package in packages.values():
        events = tuple(replace(one, event=one.event.replace(old, new)) for one in package.events)
        if events != package.events:
            altered += 1
            forged = encode_package(replace(package, events=events))
            assert verify_package(forged, world.trust()).verdict is Verdict.not_proved
    assert altered


@pytest.mark.parametrize("giving", [None, path_of("box")])
def test_a_decision_gives_no_program_what_is_anothers(
    told: tuple[World, dict[str, Package]], giving: RecordPath | None
) -> None:
    """An operator who has a decision executed lets the box take Bob's shares, for which Bob gave nothing."""
    forged = taken_by_no_consent(told[0], giving)
    package = Collector(forged, forged.publish()).control(AccountId("of-bob"), SHARE)
    assert verify_package(encode_package(package), forged.trust()).verdict is Verdict.not_proved


def attempts() -> list[tuple[Call, Any]]:
    """Decisions about contracts that cannot be carried out, and why."""
    opened = {"outgoing": Control.holder, "incoming": Control.nobody}
    alices = pay_out("of-carol", 1, by="alice")
    return [
        (alices, PartiesOutcome.not_authorised),
        (deploy("other", by="alice"), PartiesOutcome.not_authorised),
        (pay_out("of-carol", 99, by="council"), None),
        (approve(CODE, "council"), ContractsOutcome.not_under_review),
        (c.Retire(contract="box", reason="over", supervisor="supervisor"), PartiesOutcome.not_authorised),
        (run("init", by="council"), ContractsOutcome.call_does_not_fit),
        (set_reviews(by="council"), PartiesOutcome.not_authorised),
        (p.OpenAccount(account="own", holder="council", **opened), PartiesOutcome.council_stands_apart),
    ]


def test_a_decision_runs_programs_in_no_other_name(told: tuple[World, dict[str, Package]]) -> None:
    """Who executes it signs for nothing that a program asks; what cannot be done leaves the decision standing."""
    world = fork(told[0])
    for number, (call, outcome) in enumerate(attempts()):
        passed(world, f"m-{number}", call)
        execution = world.sign([of("execute", f"m-{number}")], "alice", "bob", "supervisor")
        found = attempt(world, execution)
        assert found is outcome if outcome is not None else found.name != "ok", call


def test_whoever_did_not_deploy_it_stops_and_ends_no_contract_of_the_council() -> None:
    """Nor is it called in the council's name by a signature."""
    world = story()
    for call in (c.Pause(contract="box", by="alice", reason="x"), c.Retire(contract="box", reason="x"), PAID):
        assert attempt(world, world.sign([plain(call)], "alice", "acme")).name in ("role_missing", "not_authorised")
