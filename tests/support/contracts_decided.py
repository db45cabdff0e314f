# SPDX-License-Identifier: Apache-2.0
"""What a council has programs do by its decisions, as packages."""

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import Package
from counterfoil.law.call import Call
from counterfoil.law.moment import Spoken
from counterfoil.modules import laws
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.law import CONTRACTS_FEATURE
from counterfoil.modules.governance.events import Executed
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import GOVERNANCE_FEATURE, Role
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, RecordPath
from support.clearing_breaches import Stage, plain
from support.contracted import CODE, NEWER, OTHER, approve, deploy, pay_out, propose, run, set_reviews, upgrade
from support.evidence_forced import fork
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


TIGHTER = set_reviews(reviewers=("bob", "carol", "council"), quorum=3, by="council", supervisor=None, supervised=False)


def by_two_policies() -> tuple[World, Package]:
    """A decision sets that three must approve, and approves; an operator judges all of it by the policy before."""
    world = founded()
    decided(world, "reviews", REVIEWS)
    passed(world, "both", TIGHTER, approve(CODE, "council"))
    forged = fork(world)
    calls = (TIGHTER, approve(CODE, "council"))

    def all_at_once(ctx: Context) -> None:
        ctx.call, ctx.spoken = "governance.execute", Spoken((PartyId("council"),), alone=True)
        caused = [event for call in calls for event in laws().causes(call, ctx, laws().features)]
        for event in (Executed(motion="both", council="council"), *caused):
            ctx.happen(event)

    forged.rogue_block(all_at_once, forged.sign([of("execute", "both")], "li"))
    return forged, Collector(forged, forged.publish()).record(RecordPath(f"contracts/code/{CODE}"))


def put_in(world: World) -> None:
    """Bob has the box take shares in."""
    far = START_MS + 10**10
    hold = h.Hold(hold="h", account="of-bob", instrument=SHARE, quantity=30, executor=path_of("box"), expires=far)
    Stage(world).do(hold, run("take_in", '{"hold":"h","quantity":30}'), signed_by="bob")


def story() -> World:
    """Who reviews, what is approved and deployed, who is paid, the new code, the pause: all by decisions."""
    world = founded()
    decided(world, "reviews", REVIEWS)
    decided(world, "code", approve(CODE, "council"), approve(NEWER, "council"))
    decided(world, "deploys", DEPLOYED)
    put_in(world)
    decided(world, "pays", PAID)
    decided(world, "renews", upgrade("box", NEWER))
    decided(world, "stops", c.Pause(contract="box", by="council", reason="a fault"))
    decided(world, "goes-on", c.Resume(contract="box", by="council", reason="mended"))
    passed(world, "says", run("says", '{"fields":{},"name":"hello"}', by="council"))
    return world


RECORDS = ("contracts/reviews/current", f"contracts/code/{CODE}", "contracts/contract/box", "contracts/entry/box/owner")
ACCOUNTS = ("of-box", "of-bob", "of-carol")


def told_packages() -> tuple[World, dict[str, Package]]:
    """Of each record that was decided about, and of what accounts hold that the program moved for."""
    world = story()
    collector = Collector(world, world.publish())
    packages = {path: collector.record(RecordPath(path)) for path in RECORDS}
    return world, packages | {one: collector.control(AccountId(one), SHARE) for one in ACCOUNTS}


def taken_by_no_consent(world: World, giving: RecordPath | None) -> World:
    """A chain on which an operator has a decision executed that lets the box take shares of Bob's."""
    forged = fork(world)

    def act(ctx: Context) -> None:
        ctx.call = "governance.execute"
        ctx.happen(Executed(motion="says", council="council"))
        moved = {"sender": AccountId("of-bob"), "receiver": AccountId("of-carol"), "quantity": Quantity(5)}
        ctx.happen(Transferred(instrument=SHARE, giving=giving, cause=path_of("box"), **moved))

    forged.rogue_block(act, forged.sign([of("execute", "says")], "bob"))
    return forged


def in_turn() -> tuple[World, list[Package]]:
    """One decision approves and deploys; another has the box pay twice, stops it, lets Dan in and gives him a role."""
    world = founded()
    decided(world, "reviews", REVIEWS)
    decided(world, "begins", approve(CODE, "council"), DEPLOYED)
    put_in(world)
    dan, council = PartyId("dan"), PartyId("council")
    dans = p.AssignRoles(party=dan, registrar=council, roles=(Role.venue,))
    stops = c.Pause(contract="box", by="council", reason="done")
    decided(world, "ends", PAID, registered("dan"), PAID, dans, stops)
    collector = Collector(world, world.publish())
    paths = (*RECORDS, "governance/motion/begins", "governance/motion/ends", "parties/party/dan")
    packages = [collector.record(RecordPath(path)) for path in paths]
    return world, packages + [collector.control(AccountId(one), SHARE) for one in ACCOUNTS]


def registered(name: str) -> p.RegisterParty:
    return replace(first_party(name), registrar=PartyId("council"))
