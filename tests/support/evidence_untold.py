# SPDX-License-Identifier: Apache-2.0
"""A settlement that both accounts agreed to cancel, of which a package shows one account and not the other."""

import pytest
from msgspec.structs import replace

from counterfoil.law.event import Consents
from counterfoil.law.moment import Moment
from counterfoil.modules.settlement.events import Cancelled
from support.evidence_story import CASH, LI, SHARE, ZHAO, founded, issue, leg
from support.evidence_told import published
from support.evidence_world import World


def matched() -> World:
    """Li's shares against Zhao's cash: affirmed and reserved by both."""
    world = founded()
    world.do("acme", calls=[issue(LI, 50)])
    world.do("bank", "south", calls=[issue(ZHAO, 50, CASH)])
    legs = [leg(LI, ZHAO, SHARE, 5), leg(ZHAO, LI, CASH, 6)]
    agreed = {"by": "venue", "legs": legs, "expires": 2**50, "instruction": "s9"}
    world.do("venue", calls=[{"call": "settlement.instruct", **agreed}])
    for step in ("affirm", "allocate"):
        for signer, account in (("li", LI), ("south", ZHAO)):
            world.do(signer, calls=[{"call": f"settlement.{step}", "instruction": "s9", "account": account}])
    return world


def cancelled_by_agreement(**said: object) -> tuple[World, bytes]:
    """Control of Li's shares after it; of Li's own consent the event says another thing."""
    world, permit = matched(), Cancelled.permit

    def saying(event: Cancelled, moment: Moment) -> Consents:
        return tuple(replace(one, **said) if one.account == LI else one for one in permit(event, moment))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cancelled, "permit", saying)
        cancel = {"call": "settlement.cancel", "instruction": "s9", "by": "venue"}
        world.force(world.sign([cancel], "venue", "li", "south"), lawfully=True)
    return world, published(world)
