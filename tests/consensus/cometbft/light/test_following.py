# SPDX-License-Identifier: Apache-2.0
"""From what is trusted upwards, in leaps and step by step, and downwards; nothing of a source is believed unasked."""

import pickle

import pytest
from msgspec.structs import replace

from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.engine_time import SECOND, Nanoseconds
from counterfoil.consensus.cometbft.light.faults import Fault, NotBelieved
from counterfoil.consensus.cometbft.light.following import SourceFailed, bisect, descend, follow
from counterfoil.consensus.cometbft.light.steps import (
    USUAL,
    Caution,
    TrustLevel,
    is_expired,
    step,
    trust_genesis,
    trust_hash,
)
from counterfoil.primitives.errors import InputError
from support.engine_signing import Blocks, chain, decided, just_after, validator, with_entry

FOUR, HANDOVER = chain("four"), chain("handover")
NOW = just_after(HANDOVER[-1])


def refused(fault: Fault) -> "pytest.RaisesExc[NotBelieved]":
    return pytest.raises(NotBelieved, check=lambda error: error.fault is fault)


def test_who_vouches_for_a_first_block_names_its_hash() -> None:
    """Another hash, another height, or a block that nobody decided is not the one that is trusted."""
    block = FOUR[4]
    trust_hash(block, "light-four", height=5, hash_=header_hash(block.header))
    with refused(Fault.root_hash):
        trust_hash(block, "light-four", height=5, hash_=bytes(32))
    with refused(Fault.source_height):
        trust_hash(block, "light-four", height=6, hash_=header_hash(block.header))
    undecided = with_entry(block, 0, signature=bytes(64))
    with refused(Fault.power):
        trust_hash(undecided, "light-four", height=5, hash_=header_hash(block.header))


def test_a_chain_begins_with_the_validators_of_its_genesis() -> None:
    """In whatever order the genesis names them; others begin another chain."""
    members = HANDOVER[0].validators
    trust_genesis(HANDOVER[0], "light-handover", members[::-1])
    with refused(Fault.handed_over):
        trust_genesis(HANDOVER[0], "light-handover", (*members, validator(5, 10)))
    with refused(Fault.source_height):
        trust_genesis(HANDOVER[1], "light-handover", members)
    with refused(Fault.no_validators):
        trust_genesis(HANDOVER[0], "light-handover", ())


def test_following_leaves_no_height_out() -> None:
    """A block that is left out ends it, and so does one that comes again."""
    for blocks in ((FOUR[2],), (FOUR[1], FOUR[1]), (FOUR[1], FOUR[3])):
        with refused(Fault.source_height):
            list(follow(FOUR[0], blocks, USUAL, NOW))


def test_leaps_are_as_few_as_the_changes_allow() -> None:
    """From a set that stays it is one; where each third was replaced, one between."""
    assert [one.height for one in bisect(FOUR[0], FOUR[-1], Blocks(), USUAL, NOW)] == [1, 10]
    careful = Caution(trusting_period=USUAL.trusting_period, level=TrustLevel(1, 1))
    source = Blocks(*HANDOVER)
    with refused(Fault.untrusted):
        step(HANDOVER[0], HANDOVER[8], careful, NOW)
    trace = bisect(HANDOVER[0], HANDOVER[-1], source, careful, NOW)
    assert (trace[0], trace[-1]) == (HANDOVER[0], HANDOVER[-1])
    assert len(trace) == len({one.height for one in trace}) <= len(HANDOVER)


def test_a_source_that_gives_another_height_is_not_followed() -> None:
    """Else it could lead round and round."""

    class Stuck(Blocks):
        def block(self, height: int) -> object:  # type: ignore[override]
            return HANDOVER[-1]

    with refused(Fault.source_height):
        bisect(HANDOVER[0], HANDOVER[-1], Stuck(), USUAL, NOW)


def test_a_source_that_lacks_a_block_is_told_from_one_that_lies() -> None:
    """It failed; nothing is said against it."""
    with pytest.raises(SourceFailed):
        bisect(HANDOVER[0], HANDOVER[-1], Blocks(), USUAL, NOW)


def test_a_block_between_that_is_forged_is_refused() -> None:
    """By what is wrong with it, and not as one whom too few signed."""
    forged = decided(HANDOVER[8], by=tuple(validator(number, 10) for number in (4, 5)))
    with refused(Fault.handed_over):
        bisect(HANDOVER[0], HANDOVER[-1], Blocks(*HANDOVER[:8], forged, *HANDOVER[9:]), USUAL, NOW)


def test_what_is_trusted_expires_to_the_nanosecond() -> None:
    """A moment before the period's end it leads on, at its end to nothing."""
    end = Nanoseconds(FOUR[0].header.time + USUAL.trusting_period)
    assert not is_expired(FOUR[0].header, USUAL, Nanoseconds(end - 1))
    step(FOUR[0], FOUR[5], USUAL, Nanoseconds(end - 1))
    with refused(Fault.expired):
        step(FOUR[0], FOUR[5], USUAL, end)


def test_a_clock_may_be_a_little_behind() -> None:
    """By less than its tolerance."""
    seen = Nanoseconds(FOUR[5].header.time - 10 * SECOND)
    step(FOUR[0], FOUR[5], USUAL, Nanoseconds(seen + 1))
    with refused(Fault.future):
        step(FOUR[0], FOUR[5], USUAL, seen)


def test_downwards_hashes_suffice() -> None:
    """Each header names the one before it; a changed one, another chain's, and one left out are refused."""
    headers = [block.header for block in FOUR]
    assert list(descend(headers[-1], headers[-2::-1])) == headers[-2::-1]
    with refused(Fault.parent):
        list(descend(headers[-1], [replace(headers[-2], app_hash=b"")]))
    with refused(Fault.height):
        list(descend(headers[-1], [headers[-3]]))
    with refused(Fault.chain):
        list(descend(headers[-1], [replace(headers[-2], chain="light-five")]))
    with refused(Fault.time):
        list(descend(headers[-1], [replace(headers[-2], time=headers[-1].time)]))


@pytest.mark.parametrize("level", [(1, 4), (4, 3), (1, 0), (0, 0), (-1, -3)])
def test_a_trust_level_is_from_a_third_to_the_whole(level: tuple[int, int]) -> None:
    """Below a third all who signed may have been liars."""
    with pytest.raises(InputError):
        TrustLevel(*level)


def test_a_refusal_goes_whole_from_process_to_process() -> None:
    """With its fault and its detail."""
    error = pickle.loads(pickle.dumps(NotBelieved(Fault.power, "2 of 4")))
    assert (error.fault, str(error)) == (Fault.power, f"{Fault.power.value}: 2 of 4")
