# SPDX-License-Identifier: Apache-2.0
"""An operator who makes a call of no law, and says that it caused whatever suits it."""

from counterfoil.commerce.context import Context
from counterfoil.law.event import EventData
from counterfoil.modules.holdings.reservations import Released
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath
from support.evidence_story import CASH, LI, SHARE, ZHAO, leg
from support.evidence_told import tell
from support.evidence_world import START_MS, World, id_of
from support.lawless import everything_goes

LOAN = "lending/loan/one"
LATER = START_MS + 10**9


def granted() -> World:
    """Li lent a record of another module and the venue 80 shares each; a settlement of Li's with Zhao is allocated."""
    world = tell().world
    for name, executor in (("m1", LOAN), ("m2", "venue")):
        call = {"call": "holdings.grant_mandate", "mandate": name, "account": LI, "quantity": 80, "instrument": SHARE}
        world.do("li", calls=[call | {"executor": executor}])
    hold = {"call": "holdings.hold", "hold": "h1", "account": LI, "instrument": SHARE, "quantity": 4}
    world.do("li", calls=[hold | {"executor": LOAN, "expires": LATER}])
    legs = [leg(LI, ZHAO, SHARE, 60), leg(ZHAO, LI, CASH, 6_000)]
    world.do(
        "venue",
        calls=[{"call": "settlement.instruct", "instruction": "s1", "by": "venue", "legs": legs, "expires": LATER}],
    )
    for call in ("affirm", "allocate"):
        for signer, account in (("li", LI), ("south", ZHAO)):
            world.do(signer, calls=[{"call": f"settlement.{call}", "instruction": "s1", "account": account}])
    return world


def caused(world: World, name: str, *signers: str, events: list[EventData]) -> str:
    """A call that no module here knows, signed by these, and what the operator says that it caused."""
    signed = world.sign([{"call": name, "ballot": "yes"}], *signers)

    def act(ctx: Context) -> None:
        ctx.call = name
        for event in events:
            with everything_goes():
                consents = event.permit(ctx)
            ctx.happen(event, consents)

    world.rogue_block(act, signed)
    return id_of(signed)


def released_elsewhere() -> World:
    """By Li's hold for a loan, cash is free that Zhao reserved for the settlement."""
    world = granted()
    zhaos = (AccountId(ZHAO), InstrumentId(CASH))
    released = Released(
        encumbrance="h1", account=zhaos[0], instrument=zhaos[1], quantity=Quantity(4), cause=RecordPath(LOAN)
    )
    with everything_goes():
        caused(world, "lending.draw", "mallory", events=[released])
    return world
