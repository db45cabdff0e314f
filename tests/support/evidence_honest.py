# SPDX-License-Identifier: Apache-2.0
"""Honest packages of every kind of claim, and of every circumstance that makes one look unusual."""

from collections.abc import Callable
from functools import cache

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings.records import MANDATES
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId, RecordPath
from support.evidence_log import Log, policy
from support.evidence_noted import noted_transfer
from support.evidence_rogue import moved
from support.evidence_rogue_log import forked, rotated
from support.evidence_story import CASH, LI, RECEIPT, SHARE, WANG, busy, titled, transfer, worn
from support.evidence_told import control, materials, published, tell, told
from support.evidence_widened import HONEST_WIDENED
from support.evidence_world import CHAIN, World

Build = Callable[[], bytes]


def collector() -> Collector:
    story = told()
    return Collector(story.world, story.log)


def control_past() -> Package:
    story = told()
    return control(story.world, story.log, as_of=story.world.header(Height(9)).time)


def transfer_now() -> Package:
    """The settlement, delivery against payment."""
    return collector().transfer(HexHash(told().settlement))


def position() -> Package:
    return collector().position(AccountId(LI), InstrumentId(CASH))


def absence() -> Package:
    return collector().absence(AccountId(WANG), InstrumentId(CASH))


def record() -> Package:
    """The instruction of the settlement."""
    return collector().record(RecordPath("settlement/instruction/dvp-1"))


def statement() -> Package:
    """Li's account since before the settlement."""
    world = told().world
    return collector().statement(AccountId(LI), start=world.header(Height(world.height - 2)).time)


@cache
def titled_world() -> tuple[World, Log]:
    world = titled()
    return world, world.publish()


def provenance() -> Package:
    return Collector(*titled_world()).provenance(InstrumentId(RECEIPT))


@cache
def busy_world() -> tuple[World, Log]:
    """A world in which a holding's trail has every kind of event."""
    world = busy()
    return world, world.publish()


def settled_in_two_steps() -> Package:
    """A settlement that both sides affirmed and allocated before the venue settled it."""
    world, log = busy_world()
    height, index = world.trail(RecordPath("settlement/instruction/s1"))[-1]
    settled = decode_event(world.event(height, index))
    return Collector(world, log).transfer(settled.transaction)


@cache
def worn_world() -> tuple[World, Log]:
    world = worn()
    return world, world.publish()


def opened() -> Package:
    """A long trail, shown from its 64th event on."""
    return Collector(*worn_world(), open_above=32).control(AccountId(LI), InstrumentId(SHARE))


def after_recovery() -> bytes:
    """The seal's key was stolen and used once; the recovery policy rotated it, and business went on."""
    world = tell().world
    world.publish()
    forked_at = world.sealed_header(world.height)
    world.log.halt(forked_at)
    world.log.rotate(CHAIN, policy("operator-2"), "recovery", effective=world.log.time)
    world.seal = ("operator-2",)
    world.do("li", calls=[transfer(LI, WANG, 1)])
    return published(world)


def as_executed() -> bytes:
    """A call that nobody here knows used a mandate of Li's, given to a record of its module."""
    world = tell().world
    grant = {"call": "holdings.grant_mandate", "mandate": "m1", "account": LI, "quantity": 80, "instrument": SHARE}
    world.do("li", calls=[grant | {"executor": "lending/loan/one"}])
    signed = world.sign([{"call": "lending.draw", "loan": "one"}], "mallory")

    def act(ctx: Context) -> None:
        ctx.call = "lending.draw"
        more = {"giving": MANDATES.path("m1"), "cause": RecordPath("lending/loan/one")}
        event = replace(moved(LI, WANG, 10), **more)
        ctx.happen(event, event.permit(ctx))

    world.rogue_block(act, signed)
    return published(world)


def order(world: World, verb: str, party: str) -> None:
    """The supervisor suspends or reinstates a party."""
    by = {"by": "supervisor", "reference": "order 3", "document": "ef" * 32}
    world.do("supervisor", calls=[{"call": f"parties.{verb}", "party": party, **by}])


@cache
def suspended_world() -> tuple[World, Log]:
    """Li, who keeps Li's account, and the shares in it are suspended, in this order."""
    world = tell().world
    order(world, "suspend", "li")
    order(world, "suspend", "north")
    status = {"call": "instruments.change_status", "instrument": SHARE, "status": "suspended", "by": "acme"}
    world.do("acme", calls=[status])
    return world, world.publish()


def before_its_instrument() -> Package:
    """Of a time at which Li's account was open, and nobody had defined the shares."""
    story = told()
    opened, _ = story.world.trail(RecordPath(f"parties/account/{LI}"))[0]
    return control(story.world, story.log, as_of=story.world.header(opened).time)


def before_another_custodian() -> Package:
    """Of a time at which a custodian kept the account who was suspended then, and does not keep it now."""
    world = tell().world
    order(world, "suspend", "north")
    then = world.last_time
    order(world, "reinstate", "north")
    change = {"call": "parties.change_account_control", "account": LI, "custodian": "south", "outgoing": "holder"}
    world.do("li", "north", "south", calls=[change])
    return control(world, world.publish(), as_of=then)


HONEST: dict[str, Build] = {
    "control": lambda: materials().package,
    "control_past": lambda: encode_package(control_past()),
    "transfer": lambda: encode_package(transfer_now()),
    "position": lambda: encode_package(position()),
    "absence": lambda: encode_package(absence()),
    "record": lambda: encode_package(record()),
    "statement": lambda: encode_package(statement()),
    "provenance": lambda: encode_package(provenance()),
    "control_of_every_event": lambda: encode_package(control(*busy_world())),
    "transfer_noted": noted_transfer,
    "transfer_in_two_steps": lambda: encode_package(settled_in_two_steps()),
    "control_opened": lambda: encode_package(opened()),
    "control_after_rotation": lambda: published(rotated("operator")),
    "control_after_recovery": after_recovery,
    "control_as_executed": as_executed,
    "control_of_the_suspended": lambda: encode_package(control(*suspended_world())),
    "control_before_its_instrument": lambda: encode_package(before_its_instrument()),
    "control_before_another_custodian": lambda: encode_package(before_another_custodian()),
    "control_below_a_fork": lambda: encode_package(forked()),
    **HONEST_WIDENED,
}
"""name → how it is made"""
