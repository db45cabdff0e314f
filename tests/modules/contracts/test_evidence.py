# SPDX-License-Identifier: Apache-2.0
"""What a contract did is proved offline: its holding, its record, its calls; what its code did not decide is not."""

import pytest

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.law import CONTRACTS_FEATURE
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.parties.records import Role
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.clearing_breaches import Stage, plain
from support.contracted import CODE, approve, deploy, propose, run
from support.evidence_forced import fork
from support.evidence_world import START_MS, World

FAR = START_MS + 10**10
SHARE = InstrumentId("SHARE")


def told() -> World:
    """Alice's box is paid into out of Bob's hold, and pays Carol."""
    world = World(features=(CONTRACTS_FEATURE,))
    stage = Stage(world)
    for name, roles in (("issuer", (Role.issuer,)), ("venue", (Role.venue,))):
        stage.party(name, *roles)
    for name in ("alice", "bob", "carol"):
        stage.party(name)
        opened = {"account": f"of-{name}", "holder": name, "outgoing": "holder", "incoming": "nobody"}
        world.do(name, calls=[{"call": "parties.open_account", **opened}])
    stage.instrument("SHARE", "issuer")
    stage.issue("SHARE", "of-bob", 100, issuer="issuer")
    policy = c.SetReviews(reviewers=("venue", "bob"), quorum=2, by="registrar", supervisor="supervisor", reference="r")
    stage.do(policy, signed_by="registrar supervisor")
    stage.do(propose(), signed_by="alice")
    for by in ("venue", "bob", "supervisor"):
        stage.do(approve(CODE, by), signed_by=by)
    stage.do(deploy("box"), signed_by="alice")
    hold = h.Hold(hold="h", account="of-bob", instrument=SHARE, quantity=30, executor=path_of("box"), expires=FAR)
    stage.do(hold, run("take_in", '{"hold":"h","quantity":30}'), signed_by="bob")
    stage.do(run("pay_out", '{"quantity":12,"to":"of-carol"}', by="alice"), signed_by="alice")
    world.block()
    return world


@pytest.fixture(scope="module")
def world() -> World:
    return told()


def packages(world: World) -> dict[str, Package]:
    collector = Collector(world, world.publish())
    records = ("contracts/contract/box", "contracts/entry/box/owner", f"contracts/code/{CODE}")
    found = {path: collector.record(RecordPath(path)) for path in records}
    for account in ("of-box", "of-bob", "of-carol"):
        found[account] = collector.control(AccountId(account), SHARE)
    return found


def test_what_it_did_is_proved(world: World) -> None:
    """Each claim, and the report says that what the code decided stands on the auditors' word."""
    for name, package in packages(world).items():
        report = verify_package(encode_package(package), world.trust())
        assert report.verdict is Verdict.proved, (name, report)


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
