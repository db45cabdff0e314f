# SPDX-License-Identifier: Apache-2.0
"""How the engine dates a block, and what a third of the members can do to it: nothing, by the weight that each has."""

import pytest

from counterfoil.consensus.cometbft.engine_genesis import POWER
from counterfoil.identity.validators import votes_needed
from counterfoil.modules.validators.records import SEATS_MAX

EARLY, HONEST, LATE = 0, 1_000, 10**15


def dated(times: list[int], weight: int) -> int:
    """The engine's ``WeightedMedian`` (types/time/time.go), of votes that all weigh the same."""
    left = len(times) * weight // 2
    for time in sorted(times):
        if left <= weight:
            return time
        left -= weight
    raise AssertionError("a commit has a vote")


@pytest.mark.parametrize("liars_say", [EARLY, LATE])
def test_who_lies_about_the_time_dates_no_block(liars_say: int) -> None:
    """However many votes a commit has, and whoever is not in it: fewer than a third of liars never set its time."""
    for members in range(4, SEATS_MAX + 1):
        for votes in range(votes_needed(members), members + 1):
            liars = members - votes_needed(members)
            times = [liars_say] * liars + [HONEST] * (votes - liars)
            assert dated(times, POWER) == HONEST, f"{liars} of {members}, in a commit of {votes}"


def test_votes_that_weigh_one_would_have_let_one_of_four_date_the_blocks() -> None:
    """Why they weigh more: a member with a clock that is behind would have stopped the chain's clock."""
    assert dated([EARLY, HONEST, HONEST], 1) == EARLY
