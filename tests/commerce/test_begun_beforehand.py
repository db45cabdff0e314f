# SPDX-License-Identifier: Apache-2.0
"""What a node begins before its turn decides nothing: blocks are those of a node that begins nothing, to the byte."""

import os
import signal
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from counterfoil.application import Refusal
from counterfoil.law.program import Programs
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.sandbox.pool import Pool
from support.busy_contracts import Unhurried, block_of, market_of

BLOCKS = 5


@pytest.fixture(scope="module")
def pools() -> Iterator[list[Pool]]:
    """One that does as it is told, and others that may begin beforehand: by one worker, and by two."""
    made = [Pool(HOST_FUNCTIONS), Pool(HOST_FUNCTIONS), Pool(HOST_FUNCTIONS, workers=2)]
    yield made
    for pool in made:
        pool.close()


class Dying(Unhurried):
    """A pool that may begin beforehand, and of which a worker dies while it does: every so often."""

    def expect(self, *call: Any) -> None:
        super().expect(*call)
        self.pool.expect(*call)
        if self.expected % 4 == 0:
            os.kill(self.pool.pids()[0], signal.SIGKILL)


def told(programs: Programs, seed: int) -> list[Any]:
    """What random blocks came to: every answer, and the headers, which commit to state and events."""
    world, random, said = market_of(programs), Random(seed), list[Any]()
    for _ in range(BLOCKS):
        said += [world.block(*block_of(world, random)), world.ledger.last_hash]
    return said


@pytest.mark.parametrize("seed", range(8))
def test_blocks_are_those_of_a_node_that_begins_nothing(pools: list[Pool], seed: int) -> None:
    """Calls that depend on those before, that fail, that call others, that take long; copies and left-out ones."""
    plain = Unhurried(pools[0])
    expected = told(plain, seed)
    assert plain.expected > 0
    for programs in (*pools[1:], Dying(pools[1])):
        assert told(programs, seed) == expected


def test_the_blocks_hold_what_may_go_wrong(pools: list[Pool]) -> None:
    """Else the comparison would prove little: these outcomes are among the answers."""
    answers = [one for seed in range(8) for said in told(pools[1], seed)[::2] for one in said]
    names = {one.reason if isinstance(one, Refusal) else one.outcome for one in answers}
    wanted = {"ok", "contract_failed", "out_of_steps", "call_does_not_fit", "contract_stands_still"}
    assert names >= wanted | {"incomplete", "already_seen"}
