# SPDX-License-Identifier: Apache-2.0
"""One chain goes through what happens most: a member is killed, one hangs, the network is parted and heals."""

from support.faults import life, tell, timed
from support.network import CHAIN


def test_nothing_acknowledged_is_lost() -> None:
    """Whatever happens to one of four the others go on; without three nobody does; afterwards all are the same."""
    with life() as chain:
        north, east, south, west = chain.members
        with chain.meanwhile(north, east, south):
            west.kill()
            tell("one of four killed: the next answer", chain.order(north))
            with timed("it is started again: it answers"):
                west.start()
                chain.order(west)
            east.pause()
            tell("one of four hangs: the next answer", chain.order(north))
            east.resume()
            tell("it goes on: it answers", chain.order(east))
        chain.floor.part(["north", "east", "south"], ["west"])
        tell("one of four cut off: the next answer", chain.order(north))
        chain.floor.heal()
        tell("it is reached again: it answers", chain.order(west))
        chain.floor.part(["north", "east"], ["south", "west"])
        chain.stands_still(north, east)
        chain.floor.heal()
        tell("two and two are one again: the next answer", chain.order(north))
        chain.require_whole()
        with chain.published() as custody:
            assert custody.custody().height(CHAIN) == custody.chain(CHAIN).height
        chain.require_whole()
