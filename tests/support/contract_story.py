# SPDX-License-Identifier: Apache-2.0
"""A box that is paid into and pays, in the evidence world."""

from counterfoil.evidence.package import Package
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.law import CONTRACTS_FEATURE
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Role
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath
from support.clearing_breaches import Stage
from support.contracted import BOX, CODE, DECLINED, NEWER, OTHER, approve, deploy, propose, run, upgrade
from support.evidence_world import START_MS, World

FAR = START_MS + 10**10
SHARE = InstrumentId("SHARE")


def boxed(*features: str) -> World:
    """Alice's box is paid into out of Bob's hold, and pays Carol; other features may be active besides."""
    world = World(features=(CONTRACTS_FEATURE, *features))
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


def lived() -> World:
    """And all else that can happen to code and to a contract, until both are given up."""
    world = boxed()
    stage = Stage(world)
    later = c.SetReviews(
        reviewers=("venue",),
        quorum=1,
        supervised=False,
        by="registrar",
        supervisor="supervisor",
        reference="r",
        since=FAR,
    )
    stage.do(later, signed_by="registrar supervisor")
    stage.do(propose(BOX, "declined"), c.Decline(code=DECLINED, by="bob", reason="no"), signed_by="alice bob")
    stage.do(propose(OTHER), signed_by="alice")
    for by in ("supervisor", "bob", "venue"):
        stage.do(approve(NEWER, by), signed_by=by)
    tried = {"contract": "tried", "code": CODE, "account": "of-tried", "by": "alice", "trial": ["bob"]}
    world.do("alice", calls=[{"call": "contracts.deploy", **tried, "arguments": "{}"}])
    stage.do(run("keeps", '{"key":"k","value":{}}', "tried"), signed_by="bob")
    for by in ("supervisor", "alice"):
        stage.do(c.Pause(contract="tried", by=by, reason="a fault"), signed_by=by)
        stage.do(c.Resume(contract="tried", by=by, reason="mended"), signed_by=by)
    stage.do(c.OpenToAll(contract="tried"), signed_by="alice")
    stage.do(upgrade("tried"), signed_by="alice")
    stage.do(run("says", '{"fields":{},"name":"hello"}', "tried", by="carol"), signed_by="carol")
    asking = '{"arguments":{"fields":{},"name":"asked"},"contract":"tried","function":"says"}'
    stage.do(run("asks", asking), signed_by="bob")
    stage.do(c.WithdrawCode(code=NEWER, by="supervisor", reason="a fault"), signed_by="supervisor")
    stage.do(c.Retire(contract="tried", reason="done"), signed_by="alice")
    world.block()
    return world


def packages(world: World, *more: str) -> dict[str, Package]:
    """The contract, what it keeps and its code; what it and the others hold; and more records."""
    collector = Collector(world, world.publish())
    records = ("contracts/contract/box", "contracts/entry/box/owner", f"contracts/code/{CODE}", *more)
    found = {path: collector.record(RecordPath(path)) for path in records}
    for account in ("of-box", "of-bob", "of-carol"):
        found[account] = collector.control(AccountId(account), SHARE)
    return found


LIVED = ("contract/tried", "entry/tried/k", f"code/{NEWER}", f"code/{DECLINED}", "reviews/current")
"""Records of ``lived`` besides."""
