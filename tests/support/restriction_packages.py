# SPDX-License-Identifier: Apache-2.0
"""A story of a private bond, and all that can be said of it: records of every table, both sides, the approval."""

from counterfoil.evidence.package import Package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import HexHash, RecordPath
from support.evidence_world import World
from support.law_breaches import call
from support.restriction_story import (
    APPROVAL,
    HOLDERS,
    LI,
    NOTE,
    PROPOSED,
    RULES,
    WANG,
    country,
    decided,
    declare,
    hold,
    move,
    offering,
    propose,
    set_rules,
    settle_what_is_approved,
)

WITHDRAWN = "restrictions/proposal/again"
RECORDS = {
    "rules": RULES,
    "count": f"restrictions/count/{NOTE}",
    "position": f"restrictions/position/wang/{NOTE}",
    "portfolio": "restrictions/portfolio/wang",
    "proposal": PROPOSED,
    "withdrawn": WITHDRAWN,
    "preapproval": "restrictions/preapproval/settlement/sale/0/supervisor",
    "listing": f"restrictions/listing/{NOTE}/zhao",
    "declaration": f"restrictions/declaration/{NOTE}/founded",
    "attestation": "parties/attestation/wang/country",
    "trust": "parties/trust/country",
}
NAMES = (*RECORDS, "sender", "receiver", "approval", "settled")


def told() -> tuple[World, HexHash, HexHash]:
    """A proposed transfer is approved, another withdrawn; rules and Wang's country change; one is listed; one settles.

    Returns the transactions of the approval and of the settlement besides.
    """
    world = offering()
    world.do("li", calls=[hold()])
    world.do("li", "wang", calls=[propose()])
    moved = world.do("supervisor", calls=[decided("approve")])
    world.do("li", calls=[hold("again", executor=WITHDRAWN)])
    again = {"proposal": "again"}
    world.do("li", "wang", calls=[propose("again") | again])
    world.do("li", "wang", calls=[call("restrictions.withdraw", **again)])
    world.do("acme", calls=[set_rules(HOLDERS)])
    world.do("authority", calls=[country("wang", "CN")])
    world.do("li", calls=[move(7)])
    listing = {"call": "restrictions.list_party", "instrument": NOTE, "party": "zhao", "by": "acme"}
    world.do("acme", calls=[listing, declare()])
    world.do("supervisor", calls=[declare("supervisor"), listing | {"by": "supervisor"}])
    world.do("acme", calls=[listing | {"listed": False}])
    world.do("acme", calls=[set_rules(HOLDERS, APPROVAL)])
    return world, moved, settle_what_is_approved(world)


def packages() -> tuple[World, dict[str, Package]]:
    """By the names above."""
    world, moved, settled = told()
    collector = Collector(world, world.publish())
    made = {name: collector.record(RecordPath(path)) for name, path in RECORDS.items()}
    made["sender"] = collector.control(LI, NOTE)
    made["receiver"] = collector.control(WANG, NOTE)
    made["approval"] = collector.transfer(moved)
    made["settled"] = collector.transfer(settled)
    return world, made
