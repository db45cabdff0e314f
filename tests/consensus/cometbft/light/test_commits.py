# SPDX-License-Identifier: Apache-2.0
"""Commits are counted to the vote: more than two thirds pass, whatever the powers, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.cometbft.light.commits import VALIDATORS_MAX, count, require_decided, require_validators
from counterfoil.consensus.cometbft.light.engine_hashes import vote_bytes
from counterfoil.consensus.cometbft.light.faults import Fault, NotBelieved
from counterfoil.consensus.cometbft.light.light_block import EngineValidator, LightBlock, in_order, vote_in
from counterfoil.consensus.cometbft.light.steps import USUAL, Caution, TrustLevel, step
from support.engine_signing import chain, decided, just_after, only_zip_215, validator, with_entry

POWERS = st.lists(st.integers(1, 12) | st.integers(1, 2**57), min_size=1, max_size=8)
FIRST = chain("four")[0]


def believed(block: LightBlock) -> bool:
    try:
        require_decided(block, block.header.chain)
    except NotBelieved as error:
        assert error.fault is Fault.power
        return False
    return True


@given(POWERS, st.data())
def test_two_thirds_are_not_enough(powers: list[int], data: st.DataObject) -> None:
    """A block holds if and only if votes for it have more than two thirds, whoever the others are."""
    members = in_order(tuple(validator(number, power) for number, power in enumerate(powers)))
    kinds = data.draw(
        st.lists(st.sampled_from(["yes", "no", "away", "forged"]), min_size=len(powers), max_size=len(powers))
    )
    places = {kind: tuple(place for place, one in enumerate(kinds) if one == kind) for kind in {*kinds, "no", "away"}}
    block = decided(FIRST, by=members, nil=places["no"], absent=places["away"])
    for place in places.get("forged", ()):
        block = with_entry(block, place, signature=bytes(63) + b"\1")
    power = sum(one.power for one, kind in zip(members, kinds, strict=True) if kind == "yes")
    assert believed(block) == (power * 3 > sum(powers) * 2)
    tally = count(block)
    assert (tally.power, tally.total, tally.uncounted) == (power, sum(powers), places.get("forged", ()))


@given(POWERS, POWERS, st.integers(1, 3), st.data())
def test_a_leap_needs_more_than_the_trust_level(
    before: list[int], after: list[int], thirds: int, data: st.DataObject
) -> None:
    """Of the power that is trusted more than the level signed, whatever became of the rest, or it is no leap."""
    keys = data.draw(st.permutations(range(8)))
    trusted = decided(FIRST, by=tuple(validator(number, power) for number, power in enumerate(before)))
    members = tuple(validator(keys[number], power) for number, power in enumerate(after))
    new = decided(FIRST, by=members, height=3, time=FIRST.header.time + 1)
    there = {one.address for one in members}
    power = sum(one.power for one in trusted.validators if one.address in there)
    caution = Caution(trusting_period=USUAL.trusting_period, level=TrustLevel(thirds, 3))
    try:
        step(trusted, new, caution, just_after(new))
        leapt = True
    except NotBelieved as error:
        assert error.fault is Fault.untrusted
        leapt = False
    assert leapt == (power * 3 > sum(before) * thirds)


def test_what_the_engine_alone_accepts_does_no_harm_to_others() -> None:
    """A vote that is valid by ZIP 215 only is not counted, and the block holds by the other three."""
    block = decided(FIRST)
    message = vote_bytes(block.header.chain, vote_in(block.commit, 1))
    weak = with_entry(block, 1, signature=only_zip_215(block.validators[1].key, message))
    tally = require_decided(weak, block.header.chain)
    assert (tally.counted, tally.uncounted, tally.power) == ((0, 2, 3), (1,), 3)


def test_a_set_without_end_is_not_counted() -> None:
    """More validators than the engine has votes for are refused before a single signature is looked at."""
    members = tuple(EngineValidator(number.to_bytes(32, "big"), 1) for number in range(VALIDATORS_MAX + 1))
    require_validators(members[:-1])
    with pytest.raises(NotBelieved) as caught:
        require_validators(members)
    assert caught.value.fault is Fault.too_many_validators
