# SPDX-License-Identifier: Apache-2.0
"""What an operator who breaks one rule of the laws would hand out, and what a verifier without that rule says of it."""

from functools import cache
from typing import NamedTuple

from counterfoil.evidence.package import encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Report, Trust, verify_package
from support import cash_breaches, law_breaches
from support.cash_story import circulating
from support.evidence_forced import fork
from support.evidence_world import World
from support.law_sites import sites
from support.lawless import without

BREACHES = law_breaches.BREACHES | cash_breaches.BREACHES
"""of every law"""


class Lawless(NamedTuple):
    package: bytes
    trust: Trust
    broken_alone: bool
    """whether no other rule had anything to say"""
    slipped: Report
    """of the verifier whose rule looks away, too"""


@cache
def _prepared(noun: str) -> World:
    return circulating() if noun == "cash" else law_breaches.market()


def lawless(name: str) -> Lawless:
    """Break the rule of this name, and no other."""
    site, breach = sites()[name], BREACHES[name]
    world = fork(_prepared(name.partition(".")[0]))
    for signers, call in breach.before:
        if call is None:
            world.block()
        else:
            world.do(*signers.split(), calls=[call])
    transaction = world.sign([breach.call], *breach.signers.split())
    with without(site) as said_no:
        world.force(transaction, lawfully=True)
        package = encode_package(Collector(world, world.publish()).record(RecordPath(breach.record)))
        broken_alone = said_no == {site}
        slipped = verify_package(package, world.trust())
    return Lawless(package, world.trust(), broken_alone, slipped)
