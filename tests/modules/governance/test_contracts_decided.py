# SPDX-License-Identifier: Apache-2.0
"""The council reviews, deploys, calls, upgrades and stops contracts by its decisions, and each is proved offline."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.call import Call
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.law import CONTRACTS_FEATURE
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.governance.events import Executed
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import GOVERNANCE_FEATURE, Control, Role
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.clearing_breaches import Stage, plain
from support.contracted import CODE, NEWER, OTHER, approve, deploy, pay_out, propose, run, set_reviews, upgrade
from support.evidence_forced import attempt, fork
from support.evidence_story import open_account
from support.evidence_world import START_MS, World, first_party
from support.governance_breaches import of
from support.governance_breaches import propose as move
from support.governance_breaches import vote as cast
from support.governing_alone_breaches import adopt

SHARE = InstrumentId("SHARE")
REVIEWS = set_reviews(reviewers=("council",), quorum=1, by="council", supervisor=None, supervised=False)
DEPLOYED = deploy("box", by="council", arguments='{"owner":"council"}')
PAID = pay_out("of-carol", 12, by="council")


def passed(world: World, motion: str, *calls: Call) -> None:
    """Proposed, voted on, counted, and waited for: it may be executed in the next block."""
    world.do("acme", calls=[move(*map(plain, calls), motion=motion)])
    world.do("acme", calls=[cast(motion=motion)])
    world.block()
    world.do("li", calls=[of("close", motion)])
    world.block()
    if any(isinstance(call, c.SetReviews) for call in calls):
        world.block()  # the time of a veto, since it is grave


def decided(world: World, motion: str, *calls: Call) -> None:
    passed(world, motion, *calls)
    world.do("li", calls=[of("execute", motion)])


def founded() -> World:
    """A chain under a charter; Bob has shares."""
    founders = (first_party("acme", Role.issuer), *map(first_party, ("bank", "north", "li", "alice", "bob", "carol")))
    features = (GOVERNANCE_FEATURE, CONTRACTS_FEATURE)
    world = World(features=features, founders=founders, calls=[adopt()])
    stage = Stage(world)
    for name in ("bob", "carol"):
        world.do(name, calls=[open_account(f"of-{name}", name, "holder")])
    stage.instrument("SHARE", "acme")
    stage.issue("SHARE", "of-bob", 100, issuer="acme")
    stage.do(propose(), propose(OTHER), signed_by="alice")
    return world


def story() -> World:
    """Who reviews, what is approved and deployed, who is paid, the new code, the pause: all by decisions."""
    world = founded()
    decided(world, "reviews", REVIEWS)
    decided(world, "code", approve(CODE, "council"), approve(NEWER, "council"))
    decided(world, "deploys", DEPLOYED)
    far = START_MS + 10**10
    hold = h.Hold(hold="h", account="of-bob", instrument=SHARE, quantity=30, executor=path_of("box"), expires=far)
    Stage(world).do(hold, run("take_in", '{"hold":"h","quantity":30}'), signed_by="bob")
    decided(world, "pays", PAID)
    decided(world, "renews", upgrade("box", NEWER))
    decided(world, "stops", c.Pause(contract="box", by="council", reason="a fault"))
    decided(world, "goes-on", c.Resume(contract="box", by="council", reason="mended"))
    passed(world, "says", run("says", '{"fields":{},"name":"hello"}', by="council"))
    return world


RECORDS = ("contracts/reviews/current", f"contracts/code/{CODE}", "contracts/contract/box", "contracts/entry/box/owner")
ACCOUNTS = ("of-box", "of-bob", "of-carol")


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    world = story()
    collector = Collector(world, world.publish())
    packages = {path: collector.record(RecordPath(path)) for path in RECORDS}
    return world, packages | {one: collector.control(AccountId(one), SHARE) for one in ACCOUNTS}


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
    forged = fork(told[0])

    def act(ctx: Context) -> None:
        ctx.call = "governance.execute"
        ctx.happen(Executed(motion="says", council="council"))
        moved = {"sender": AccountId("of-bob"), "receiver": AccountId("of-carol"), "quantity": Quantity(5)}
        ctx.happen(Transferred(instrument=SHARE, giving=giving, cause=path_of("box"), **moved))

    forged.rogue_block(act, forged.sign([of("execute", "says")], "bob"))
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
        (c.Retire(contract="box", reason="over"), ContractsOutcome.holds_units),
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
