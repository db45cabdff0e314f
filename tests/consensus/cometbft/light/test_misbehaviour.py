# SPDX-License-Identifier: Apache-2.0
"""Who is to blame follows from signatures alone, and is said in words."""

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.cometbft.light.blame_words import words
from counterfoil.consensus.cometbft.light.evidence_forms import evidence_hash
from counterfoil.consensus.cometbft.light.misbehaviour import (
    check_evidence,
    check_light_attack,
    duplicate_votes,
    height_of,
    light_attack,
)
from counterfoil.primitives.merkle.verify import EMPTY_ROOT
from support import engine_attacks
from support.engine_attacks import BELIEVED, COMMON
from support.engine_signing import SEEDS, chain, decided, validator

PLACES = st.sets(st.integers(0, 6))
SEVEN = tuple(validator(number, 3 + number % 2) for number in range(7))


@given(PLACES, PLACES)
def test_nobody_is_blamed_who_did_not_sign_both(one: set[int], other: set[int]) -> None:
    """Two decided blocks of one round blame those who signed both: always a third of the power or more."""
    first = decided(chain("four")[0], by=SEVEN, absent=tuple(one))
    second = decided(chain("four")[0], by=SEVEN, absent=tuple(other), data_hash=bytes(32))
    both = [member for place, member in enumerate(first.validators) if place not in one | other]
    votes = duplicate_votes(first, second)
    assert [vote.first.address for vote in votes] == [member.address for member in both]
    powers = [
        sum(m.power for i, m in enumerate(b.validators) if i not in away) for b, away in ((first, one), (second, other))
    ]
    if all(power * 3 > first.power * 2 for power in powers):
        blame = check_light_attack(light_attack(second, first, first), first, first)
        assert sorted(blame.culprits, key=lambda m: m.key) == sorted(both, key=lambda m: m.key)
        assert blame.power * 3 > blame.total


def test_blocks_of_different_rounds_make_no_duplicate_votes() -> None:
    """A validator may vote for another block in a later round."""
    assert duplicate_votes(BELIEVED, engine_attacks.forgetful()) == ()
    assert duplicate_votes(BELIEVED, engine_attacks.lunatic()) == ()
    assert duplicate_votes(COMMON, BELIEVED) == ()


def test_evidence_says_at_which_height_it_is_judged() -> None:
    """Votes at their own, an attack at the common one."""
    assert [height_of(case.evidence) for case in engine_attacks.honest()] == [8, 8, 8, 8, 8, 8, 7, 2, 7, 7]


def test_every_sentence() -> None:
    """In both languages, with names where they are known, and all of it written out."""
    told = {}
    for case in engine_attacks.honest():
        blame = check_evidence(case.evidence, case.common, case.believed)
        names = {BELIEVED.validators[0].address: "Alpha Securities"}
        told[case.name] = words(blame, names)
    assert [one.en for one in told["two blocks in one round"]] == [
        "At height 8 validators decided two blocks in one round.",
        f"To blame, by their own signatures: Alpha Securities, {BELIEVED.validators[1].address.hex()}.",
        "That is 2 of 4 of the voting power.",
        "It is a third or more: without them the chain stands still, and with them it could be split.",
    ]
    assert told["two blocks in two rounds"][1].zh == "仅凭这两个区块无法看出责任在谁。"
    assert len(told["two precommits"]) == 3
    assert not [one for sentences in told.values() for one in sentences if "{" in one.en + one.zh]


def test_the_hash_of_no_evidence_is_that_of_headers_without() -> None:
    """As in every recorded block."""
    assert {block.header.evidence_hash for block in chain("four")} == {evidence_hash([])} == {EMPTY_ROOT}


def test_seeds_are_no_secrets() -> None:
    """They are hashes of words, and the same in every recording."""
    assert len(set(SEEDS)) == 8
