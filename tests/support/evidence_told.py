# SPDX-License-Identifier: Apache-2.0
"""The story that packages are honest or forged about."""

from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from counterfoil.evidence.claim_words import with_words
from counterfoil.evidence.claims import BaseClaim
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules import laws
from counterfoil.node.collect import Collector
from counterfoil.node.forgeries import Materials
from counterfoil.primitives.types import AccountId, InstrumentId
from support.evidence_log import Log
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, founded, issue, leg, transfer
from support.evidence_world import World

C = TypeVar("C", bound=BaseClaim)


@dataclass(frozen=True)
class Told:
    """A world in which Li got 1,000 shares, gave 300 to Wang, got 50 back, gave 100 to Zhao for cash at once."""

    world: World
    older: Log
    log: Log
    settlement: str


def tell() -> Told:
    world = founded()
    world.do("acme", calls=[issue(LI, 1_000)])
    world.do("bank", "south", calls=[issue(ZHAO, 50_000, CASH)])
    world.do("li", calls=[transfer(LI, WANG, 300)])
    world.do("north", calls=[transfer(WANG, LI, 50)])
    older = world.publish()
    legs = [leg(LI, ZHAO, SHARE, 100), leg(ZHAO, LI, CASH, 20_000)]
    now = {"call": "settlement.settle_now", "instruction": "dvp-1", "legs": legs}
    settlement = world.do("li", "south", calls=[now])
    return Told(world, older, world.publish(), settlement)


@cache
def told() -> Told:
    """Shared: whoever changes the world calls ``tell``."""
    return tell()


def control(world: World, log: Log, account: str = LI, instrument: str = SHARE, as_of: int | None = None) -> Package:
    return Collector(world, log).control(AccountId(account), InstrumentId(instrument), as_of=as_of)


@cache
def materials() -> Materials:
    """What a forger without keys starts from."""
    story = told()
    return Materials(
        package=encode_package(control(story.world, story.log)),
        older=encode_package(control(story.world, story.older)),
        other=encode_package(control(story.world, story.log, WANG)),
    )


def worded(claim: C) -> C:
    """The claim with the words that its fields ask for."""
    return with_words(claim, laws().vocabulary)


def published(world: World, account: str = LI, instrument: str = SHARE) -> bytes:
    """What the operator exports now."""
    return encode_package(control(world, world.publish(), account, instrument))
