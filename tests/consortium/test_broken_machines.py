# SPDX-License-Identifier: Apache-2.0
"""Machines and lines fail for longer: nothing acknowledged is lost, and all are the same afterwards."""

from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from support.faults import life, tell, timed
from support.floor import small_disk
from support.network import CHAIN

pytestmark = pytest.mark.usefixtures("at_length")
BLOCKS = 30
DISK_BYTES = 400 * 2**20


def fill(path: Path) -> None:
    """All that is left of its disk."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4_096))


def test_all_are_killed_at_once() -> None:
    """As if the power had failed everywhere: with three of them back the chain goes on."""
    with life() as chain:
        for _ in range(10):
            chain.order()
        for member in chain.members:
            member.kill()
        with timed("all four killed, three started again: the next answer"):
            for member in chain.members[:3]:
                member.begin()
            for member in chain.members[:3]:
                member.wait_until_ready()
            chain.order(chain.members[0])
        chain.members[3].start()
        chain.require_whole()


def test_away_for_many_blocks() -> None:
    """One is killed in the middle of it, one hangs; each comes back to what the others did."""
    with life() as chain:
        north, east, south, west = chain.members
        west.kill()
        for _ in range(BLOCKS):
            chain.order(north, east, south)
        with timed(f"killed, and away for {BLOCKS} blocks: as far as the others"):
            west.start()
            west.wait_for(north.complete())
        south.pause()
        for _ in range(BLOCKS):
            chain.order(north, east)
        with timed(f"stopped for {BLOCKS} blocks: as far as the others"):
            south.resume()
            south.wait_for(north.complete())
        chain.order(south)
        chain.require_whole()


def test_the_network_is_parted() -> None:
    """Three go on and one does not; of two and two nobody does; whoever was cut off comes back."""
    with life() as chain:
        north, east, south, west = chain.members
        chain.floor.part(["north", "east", "south"], ["west"])
        for _ in range(BLOCKS):
            chain.order(north, east, south)
        with timed(f"cut off for {BLOCKS} blocks: as far as the others"):
            chain.floor.heal()
            west.wait_for(north.complete())
        chain.floor.part(["west", "south"], ["east", "north"])
        for _ in range(4):
            chain.stands_still(west, south)
        with timed("two and two for a while: the next answer"):
            chain.floor.heal()
            chain.order(north)
        chain.require_whole()


def test_a_slow_and_lossy_line() -> None:
    """One is slow to reach: the others do not wait for it, and it keeps up, or catches up."""
    with life() as chain:
        north, east, south, west = chain.members
        with chain.floor.slow("west", delay_s=0.1, loss=0.02) as counted:
            times = sorted(chain.order(north, east, south) for _ in range(BLOCKS))
            tell(f"100 ms and 2 of 100 lost to one: the middle of {BLOCKS} answers of the others", times[BLOCKS // 2])
            tell("the slowest", times[-1])
            tell("its own answer", chain.order(west))
            assert counted()["lost"] > 0
        with timed("its line is good again: as far as the others"):
            west.wait_for(north.complete())
        chain.require_whole()


def test_the_custody_tier_is_away() -> None:
    """The chain does not wait for it; afterwards all that was ordered meanwhile is anchored and audited."""
    with life() as chain:
        with chain.published():
            pass
        for _ in range(2 * BLOCKS):
            chain.order()
        with (
            timed(f"away for {2 * BLOCKS} blocks: all are taken, anchored, audited, published"),
            chain.published() as custody,
        ):
            assert custody.custody().height(CHAIN) == custody.chain(CHAIN).height > 2 * BLOCKS
        chain.require_whole()


def test_a_full_disk() -> None:
    """The member whose disk is full stops and says so; with room again it goes on where it was."""
    with ExitStack() as ending, life(disks={"west": ending.enter_context(small_disk(DISK_BYTES))}) as chain:
        north, east, south, west = chain.members
        chain.order(west)
        ballast = west.folder / "ballast"
        with timed("the disk of one of four is full: it has stopped"):
            fill(ballast)
            while west.runs:
                chain.order(north, east, south)
            assert west.wait() == 3
        assert "No space left on device" in west.log, west.log[-3_000:]
        ballast.unlink()
        with timed("there is room again: it answers"):
            west.start()
            chain.order(west)
        chain.require_whole()
