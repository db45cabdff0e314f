# SPDX-License-Identifier: Apache-2.0
"""Pledges with a keeper and terms, released in part and enforced; whole freezes: told, and forged by an operator."""

from collections.abc import Callable
from functools import cache
from typing import Any

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, Height, HexHash, RecordPath
from support.evidence_log import Log
from support.evidence_story import LI, SHARE, WANG, ZHAO, transfer
from support.evidence_told import control, published, tell
from support.evidence_world import START_MS, World, id_of

ORDER = {"supervisor": "supervisor", "reference": "order 7", "document": "cd" * 32}
PLEDGE = "holdings/encumbrance/p1"
LATE = START_MS + 10**9


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": named, **fields}


def pledge(name: str, quantity: int, **terms: Any) -> dict[str, Any]:
    what = {"account": LI, "instrument": SHARE, "quantity": quantity, "pledgee": "bank"}
    return call("holdings.pledge", pledge=name, **what, **terms)


def enforce(name: str = "p1", receiver: str = WANG, **more: Any) -> dict[str, Any]:
    return call("holdings.enforce_pledge", pledge=name, receiver=receiver, **more)


def widened() -> World:
    """The told world, in which pledges with terms and whole freezes are known from its next block but one."""
    world = tell().world
    height = world.height + 2
    schedule = call("protocol.schedule_feature", feature=WIDENED_HOLDINGS, height=height, registrar="registrar")
    world.do("registrar", calls=[schedule])
    return world


def pledged() -> World:
    """Li pledged 100 shares that the south keeps and the bank may give to Wang, and 50 that only an order takes."""
    world = widened()
    terms = {"keeper": "south", "enforceable_from": START_MS, "enforceable_to": [WANG]}
    world.do("li", calls=[pledge("p1", 100, **terms)])
    world.do("li", calls=[pledge("p2", 50), pledge("p3", 20, enforceable_from=LATE)])
    return world


@cache
def enforced() -> tuple[World, Log, HexHash]:
    """Of the 100 some were released and some given to Wang; all that is left was frozen, and let go again."""
    world = pledged()
    world.do("bank", "south", calls=[call("holdings.release_pledge", pledge="p1", quantity=30)])
    done = world.do("bank", "south", calls=[enforce(quantity=25)])
    whole = call("holdings.freeze", freeze="f1", account=LI, instrument=SHARE, **ORDER)
    world.do("supervisor", calls=[whole])
    world.do("north", calls=[transfer(WANG, LI, 5)])
    world.do("bank", calls=[call("holdings.release_pledge", pledge="p2")])
    world.do("supervisor", calls=[call("holdings.unfreeze", freeze="f1", **ORDER)])
    world.do("supervisor", calls=[whole | {"freeze": "f2"}])
    return world, world.publish(), done


def of(make: Callable[[Collector], Package]) -> Callable[[], bytes]:
    """A package about the world in which pledges were enforced."""

    def build() -> bytes:
        world, log, _ = enforced()
        return encode_package(make(Collector(world, log)))

    return build


def statement() -> bytes:
    """Li's account since before it pledged."""
    world, log, _ = enforced()
    start = world.header(Height(world.height - 8)).time
    return encode_package(Collector(world, log).statement(AccountId(LI), start=start))


def enforcement() -> bytes:
    """The transaction by which the pledgee took units."""
    world, log, done = enforced()
    return encode_package(Collector(world, log).transfer(done))


HONEST_WIDENED = {
    "control_after_enforcement": lambda: encode_package(control(*enforced()[:2])),
    "control_by_enforcement": lambda: encode_package(control(*enforced()[:2], WANG)),
    "transfer_by_enforcement": enforcement,
    "record_of_a_pledge": of(lambda collector: collector.record(RecordPath(PLEDGE))),
    "record_of_a_whole_freeze": of(lambda collector: collector.record(RecordPath("holdings/encumbrance/f2"))),
    "statement_over_a_whole_freeze": statement,
}


def forced(wrong: dict[str, Any], *signers: str, record: str = "", world: Callable[[], World] = pledged) -> bytes:
    """What the operator seals although a rule forbids it: Li's control, or a record."""
    told = world()
    told.force(told.sign([wrong], *signers))
    if not record:
        return published(told)
    return encode_package(Collector(told, told.publish()).record(RecordPath(record)))


def claimed_too_early() -> bytes:
    """The transaction of an enforcement before its time, as a transfer claim."""
    told = pledged()
    signed = told.sign([enforce("p3")], "bank")
    told.force(signed)
    return encode_package(Collector(told, told.publish()).transfer(id_of(signed)))


ROGUE_WIDENED = {
    "enforced_without_the_keeper": (10, lambda: forced(enforce(), "bank")),
    "enforced_by_the_keeper": (10, lambda: forced(enforce(), "south")),
    "enforced_to_another_account": (10, lambda: forced(enforce("p1", ZHAO), "bank", "south")),
    "enforced_without_terms": (10, lambda: forced(enforce("p2"), "bank")),
    "enforced_too_early": (10, claimed_too_early),
    "enforced_too_much": (10, lambda: forced(enforce(quantity=101), "bank", "south", record=PLEDGE)),
    "released_without_the_keeper": (
        10,
        lambda: forced(call("holdings.release_pledge", pledge="p1", quantity=1), "bank"),
    ),
    "released_below_zero": (
        10,
        lambda: forced(call("holdings.release_pledge", pledge="p1", quantity=101), "bank", "south", record=PLEDGE),
    ),
    "kept_by_the_pledgee": (
        10,
        lambda: forced(pledge("p4", 1, keeper="bank"), "li", record="holdings/encumbrance/p4"),
    ),
    "frozen_whole_by_nobody": (
        10,
        lambda: forced(call("holdings.freeze", freeze="f1", account=LI, instrument=SHARE, **ORDER), "mallory"),
    ),
    "widened_before_its_height": (
        10,
        lambda: forced(pledge("p1", 1, keeper="south"), "li", world=lambda: tell().world),
    ),
}
"""name → (check that fails, how it is made)"""
