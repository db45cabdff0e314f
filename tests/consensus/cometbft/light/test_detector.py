# SPDX-License-Identifier: Apache-2.0
"""A source is held against others: who agrees, who is behind, who lies; and evidence that the honest chain accepts."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from counterfoil.consensus.cometbft.light.detector import Comparison, Divergence, compare
from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds
from counterfoil.consensus.cometbft.light.following import Source, Trace, bisect
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.misbehaviour import Offence, check_light_attack
from counterfoil.consensus.cometbft.light.steps import USUAL
from support import engine_attacks
from support.engine_signing import Blocks, chain, decided, just_after, validator, with_entry

FOUR, HANDOVER = chain("four"), chain("handover")
NOW = just_after(HANDOVER[-1])


def forked(blocks: Sequence[LightBlock], height: int, **header: object) -> tuple[LightBlock, ...]:
    """The chain with other blocks from a height on, each signed by all and on the one before it."""
    made = list(blocks[: height - 1])
    for block in blocks[height - 1 :]:
        last = replace(block.header.last_block, hash=header_hash(made[-1].header))
        made.append(decided(block, last_block=last, **(header if block.height == height else {"app_hash": b"forged"})))
    return tuple(made)


def asked(primary: Sequence[LightBlock], trace: Trace, **witnesses: Source) -> Comparison:
    return compare(trace, Blocks(*primary), witnesses, USUAL, NOW)


def diverging(primary: Sequence[LightBlock], witness: Sequence[LightBlock]) -> Divergence:
    """What is found where a primary was followed from 1 to its end, and a witness says otherwise."""
    trace = bisect(primary[0], primary[-1], Blocks(*primary), USUAL, NOW)
    found = asked(primary, trace, other=Blocks(*witness))
    assert not found.is_confirmed
    [divergence] = found.divergences
    assert divergence.witness == "other"
    return divergence


def judged(divergence: Divergence, honest: Sequence[LightBlock]) -> Offence:
    """The offence, once the honest chain has checked the evidence against the primary."""
    attack = divergence.against_primary.attack
    assert divergence.against_primary.judge().offence is divergence.offence
    believed = honest[min(attack.conflicting.height, len(honest)) - 1]
    blame = check_light_attack(attack, honest[attack.common_height - 1], believed)
    assert blame.power * 3 > blame.total or blame.offence is Offence.amnesia
    return blame.offence


def test_who_says_the_same_confirms() -> None:
    """One is enough, whoever is silent, behind or broken; and nobody at all confirms nothing."""
    trace = (FOUR[0], FOUR[7])
    broken = Blocks(*FOUR[:7], with_entry(decided(FOUR[7], app_hash=b"x"), 0, signature=bytes(64)))
    broken = Blocks(*FOUR[:7], replace(broken.block(8), commit=FOUR[7].commit))
    found = asked(FOUR, trace, same=Blocks(*FOUR), behind=Blocks(*FOUR[:5]), broken=broken, strange=Blocks(*HANDOVER))
    assert (found.agreeing, found.silent, found.divergences) == (("same",), ("behind",), ())
    assert found.wrong == ("broken", "strange")
    assert found.is_confirmed
    assert not asked(FOUR, trace, behind=Blocks(*FOUR[:5])).is_confirmed


def test_a_witness_without_the_height_but_above_it_is_silent() -> None:
    """It pruned, or hides something: neither for nor against."""
    found = asked(FOUR, (FOUR[0], FOUR[5]), pruned=Blocks(FOUR[0], FOUR[9]))
    assert found.silent == ("pruned",)


@pytest.mark.parametrize("height", range(2, 11))
def test_a_lunatic_primary_is_found_from_wherever_it_leaves(height: int) -> None:
    """The evidence names those who signed and is good on the honest chain; the primary accuses honest blocks."""
    liar = forked(FOUR, height, app_hash=b"forged")
    divergence = diverging(liar, FOUR)
    assert judged(divergence, FOUR) is Offence.lunatic
    assert divergence.against_witness is not None
    assert divergence.against_witness.attack.conflicting in FOUR


def test_two_blocks_in_one_round_and_in_two() -> None:
    """Told apart by the rounds of their commits; in two rounds nobody is named."""
    for forged, offence in (
        (engine_attacks.equivocating(), Offence.equivocation),
        (engine_attacks.forgetful(), Offence.amnesia),
    ):
        liar = (*FOUR[:7], forged)
        divergence = diverging(liar, FOUR)
        assert divergence.offence is offence
        assert judged(divergence, FOUR) is offence


def test_the_evidence_begins_where_both_still_agree() -> None:
    """Across a change of validators it is made from the last common block of the way, not from the first."""
    liar = forked(HANDOVER, 15, app_hash=b"forged")
    divergence = diverging(liar, HANDOVER)
    assert divergence.common.height == 9
    assert judged(divergence, HANDOVER) is Offence.lunatic
    back = diverging(HANDOVER, liar)
    assert back.against_witness is not None
    assert judged(replace(back, against_primary=back.against_witness), HANDOVER) is Offence.lunatic


def test_a_primary_ahead_of_time_is_found_by_a_witness_that_is_behind() -> None:
    """A block of a height that nobody reached, and not later than the witness's last."""
    ahead = decided(FOUR[-1], height=15, app_hash=b"forged", time=Nanoseconds(FOUR[-1].header.time))
    primary = (*FOUR[:9], ahead)
    divergence = asked(primary, (FOUR[0], ahead), other=Blocks(*FOUR)).divergences[0]
    assert divergence.primary.height == 15
    assert judged(divergence, FOUR) is Offence.lunatic


def test_a_witness_that_cannot_show_its_way_is_wrong() -> None:
    """Strangers decided its block: whoever was trusted is not among them."""
    strangers = decided(FOUR[7], by=tuple(validator(number) for number in (4, 5, 6, 7)))
    found = asked(FOUR, (FOUR[0], FOUR[7]), liar=Blocks(*FOUR[:7], strangers))
    assert (found.wrong, found.divergences) == (("liar",), ())


def test_a_primary_that_falls_silent_is_still_accused() -> None:
    """Evidence against it needs nothing more of it; what it could say against the witness is missing."""
    liar = forked(FOUR, 5, app_hash=b"forged")
    witness = Blocks(*HANDOVER)
    found = compare((liar[0], liar[-1]), witness, {"other": Blocks(*FOUR)}, USUAL, NOW)
    assert judged(found.divergences[0], FOUR) is Offence.lunatic
