# SPDX-License-Identifier: Apache-2.0
"""What a contract did is proved offline: its holding, its record, its calls; what its code did not decide is not."""

import pytest

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Event
from counterfoil.evidence.package import encode_package
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.holdings.events import Transferred
from counterfoil.node.collect import Collector
from counterfoil.primitives import canonical
from counterfoil.primitives.types import AccountId, Quantity, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.clearing_breaches import plain
from support.contract_story import SHARE, boxed, packages
from support.contracted import run
from support.evidence_forced import fork
from support.evidence_world import World


@pytest.fixture(scope="module")
def world() -> World:
    return boxed()


def test_what_it_did_is_proved(world: World) -> None:
    """Each claim, and the report says that what the code decided stands on the auditors' word."""
    for name, package in packages(world).items():
        report = verify_package(encode_package(package), world.trust())
        assert report.verdict is Verdict.proved, (name, report)


def test_an_account_that_a_contract_moves_is_not_said_to_be_its_deployers_alone(world: World) -> None:
    """The claim names the record that moves it; that of a call says what was moved, and that a program decided so."""
    collector = Collector(world, world.publish())
    assert "contracts/contract/box: it moves" in collector.control(AccountId("of-box"), SHARE).claim.statement.en
    position = world.trail(RecordPath(f"holdings/holding/of-bob/{SHARE}"))[-1]
    moved = canonical.decode(world.event(*position), Event)
    package = collector.transfer(moved.transaction)
    assert moved.call is not None and verify_package(encode_package(package), world.trust()).verdict is Verdict.proved
    assert "on the auditors' word that they were to happen: 30 smallest units of SHARE" in package.claim.statement.en


@pytest.mark.parametrize("giving", [None, path_of("box")])
def test_what_nobody_gave_a_contract_is_not_proved(world: World, giving: RecordPath | None) -> None:
    """An operator lets a contract's call move units out of an account that gave it nothing."""
    forged = fork(world)
    call = {"call": "contracts.call", "contract": "box", "function": "says", "by": ["carol"], "arguments": "{}"}

    def act(ctx: Context) -> None:
        ctx.call = "contracts.call"
        moved = Transferred(
            sender=AccountId("of-bob"),
            receiver=AccountId("of-carol"),
            instrument=SHARE,
            quantity=Quantity(5),
            giving=giving,
            cause=path_of("box"),
        )
        ctx.happen(moved)

    forged.rogue_block(act, forged.sign([call], "carol"))
    package = Collector(forged, forged.publish()).control(AccountId("of-bob"), SHARE)
    assert verify_package(encode_package(package), forged.trust()).verdict is Verdict.not_proved


def test_a_contract_moves_nothing_while_it_is_paused(world: World) -> None:
    """An operator lets it pay all the same."""
    forged = fork(world)
    forged.do("alice", calls=[plain(c.Pause(contract="box", by="alice", reason="a fault"))])
    call = plain(run("pay_out", '{"quantity":1,"to":"of-carol"}', by="alice"))

    def act(ctx: Context) -> None:
        ctx.call = "contracts.call"
        moved = Transferred(
            sender=AccountId("of-box"),
            receiver=AccountId("of-carol"),
            instrument=SHARE,
            quantity=Quantity(1),
            giving=path_of("box"),
            cause=path_of("box"),
        )
        ctx.happen(moved)

    forged.rogue_block(act, forged.sign([call], "alice"))
    package = Collector(forged, forged.publish()).control(AccountId("of-box"), SHARE)
    assert verify_package(encode_package(package), forged.trust()).verdict is Verdict.not_proved
