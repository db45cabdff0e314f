# SPDX-License-Identifier: Apache-2.0
"""What an operator who breaks one rule of the laws would hand out, and what a verifier without that rule says of it."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from counterfoil.evidence.package import encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Report, Trust, verify_package
from support import found
from support.evidence_forced import fork
from support.evidence_world import World
from support.law_breaches import Breach
from support.law_sites import sites
from support.lawless import without


class Lawless(NamedTuple):
    package: bytes
    trust: Trust
    broken_alone: bool
    """whether no other rule had anything to say when it happened; of what is shown the verifier asks each again"""
    slipped: Report
    """of the verifier whose rule looks away, too"""


TABLES = found.modules("*_breaches.py")
"""Each has its breaches, and the world in which they happen."""
BREACHES: dict[str, Breach] = found.joined(TABLES, "BREACHES")
UNCOVERED: dict[str, str] = found.joined(TABLES, "UNCOVERED")
"""site → why it cannot be broken alone by any call: another rule, or the format, stops the same"""


def _prepared(name: str) -> World:
    """The world of the table that has the breach."""
    (made,) = [table.WORLD for table in TABLES if name in table.BREACHES]
    return _made(made)


@cache
def _made(make: Callable[[], World]) -> World:
    return make()


def lawless(name: str) -> Lawless:
    """Break the rule of this name, and no other."""
    site, breach = sites()[name], BREACHES[name]
    world = fork(_prepared(name))
    for signers, call in breach.before:
        if call is None:
            world.block()
        else:
            world.do(*signers.split(), calls=[call])
    transaction = world.sign([breach.call], *breach.signers.split())
    with without(site) as said_no:
        world.force(transaction, lawfully=True)
        broken_alone = said_no == {site}  # who collects runs laws again, on less than there was
        package = encode_package(Collector(world, world.publish()).record(RecordPath(breach.record)))
        slipped = verify_package(package, world.trust())
    return Lawless(package, world.trust(), broken_alone, slipped)
