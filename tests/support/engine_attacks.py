# SPDX-License-Identifier: Apache-2.0
"""Second blocks for heights of a recorded chain, and the evidence that they make: honest, and broken in every way."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from counterfoil.consensus.cometbft.light.engine_hashes import vote_bytes
from counterfoil.consensus.cometbft.light.faults import Fault
from counterfoil.consensus.cometbft.light.light_block import NIL, LightBlock, Vote, VoteKind, vote_in
from counterfoil.consensus.cometbft.light.misbehaviour import (
    DuplicateVote,
    Evidence,
    LightAttack,
    duplicate_votes,
    light_attack,
)
from support.engine_signing import SEED_OF, chain, decided, only_zip_215, signed, with_entry

FOUR: Final = chain("four")
COMMON, BELIEVED, LAST = FOUR[6], FOUR[7], FOUR[-1]


class Case(NamedTuple):
    """Evidence, the believed blocks that it is checked against, and the fault that is found, if any."""

    name: str
    evidence: Evidence
    common: LightBlock
    believed: LightBlock
    fault: Fault | None = None


def equivocating() -> LightBlock:
    """Decided in the round of the believed block, with other data."""
    return decided(BELIEVED, absent=(3,), data_hash=bytes(32))


def forgetful() -> LightBlock:
    """Decided in a later round."""
    return decided(BELIEVED, absent=(3,), data_hash=bytes(32), round_=BELIEVED.commit.round + 1)


def lunatic() -> LightBlock:
    """With a state that nobody reached."""
    return decided(BELIEVED, absent=(1,), app_hash=bytes(range(32)))


def forward() -> LightBlock:
    """For a height that the chain has not reached, and not later than its last block."""
    return decided(LAST, height=LAST.height + 5, app_hash=bytes(8))


def honest() -> Iterator[Case]:
    """Good evidence of every kind."""
    votes = duplicate_votes(BELIEVED, equivocating())
    yield Case("two precommits", votes[0], BELIEVED, BELIEVED)
    yield Case("two precommits of another", votes[1], BELIEVED, BELIEVED)
    yield Case("two prevotes", _again(votes[0], kind=VoteKind.prevote), BELIEVED, BELIEVED)
    yield Case("a vote for a block and one for none", _ordered(votes[0], block=NIL), BELIEVED, BELIEVED)
    yield Case("two blocks in one round", light_attack(equivocating(), BELIEVED, COMMON), BELIEVED, BELIEVED)
    yield Case("two blocks in two rounds", light_attack(forgetful(), BELIEVED, COMMON), BELIEVED, BELIEVED)
    yield Case("a state that nobody reached", light_attack(lunatic(), BELIEVED, COMMON), COMMON, BELIEVED)
    yield Case("from further below", light_attack(lunatic(), BELIEVED, FOUR[1]), FOUR[1], BELIEVED)
    yield Case("a block from beyond the end", light_attack(forward(), LAST, COMMON), COMMON, LAST)
    block = decided(BELIEVED, app_hash=bytes(range(32)))
    weak = only_zip_215(block.validators[0].key, vote_bytes(block.header.chain, vote_in(block.commit, 0)))
    attack = light_attack(with_entry(block, 0, signature=weak), BELIEVED, COMMON)
    yield Case("one who signed by ZIP 215 alone", attack, COMMON, BELIEVED)


def broken() -> Iterator[Case]:
    """Each way to break it."""
    for name, fault, votes in _broken_votes(duplicate_votes(BELIEVED, equivocating())[0]):
        yield Case(name, votes, BELIEVED, BELIEVED, fault)
    vote = duplicate_votes(BELIEVED, equivocating())[0]
    yield Case("votes of another height than the block", vote, COMMON, COMMON, Fault.votes_differ)
    for name, fault, attack, common, believed in _broken_attacks():
        yield Case(name, attack, common, believed, fault)


def _broken_votes(good: DuplicateVote) -> Iterator[tuple[str, Fault, DuplicateVote]]:
    stranger = bytes(20)
    first, second = good.first, good.second
    yield "a stranger", Fault.no_validator, _both(good, address=stranger)
    yield "another power", Fault.powers, replace(good, power=2)
    yield "another total", Fault.powers, replace(good, total=5)
    yield "two rounds", Fault.votes_differ, replace(good, second=_signed(replace(second, round=9)))
    yield "two kinds", Fault.votes_differ, replace(good, second=_signed(replace(second, kind=VoteKind.prevote)))
    yield "two heights", Fault.votes_differ, replace(good, second=_signed(replace(second, height=9)))
    yield "two validators", Fault.votes_differ, replace(good, second=replace(second, address=_address(1)))
    yield "a negative round", Fault.votes_differ, _both(good, round=-1)
    yield "one vote twice", Fault.same_block, replace(good, second=first)
    yield "one block at two times", Fault.same_block, replace(good, second=replace(first, time=second.time))
    yield "the other order", Fault.vote_order, replace(good, first=second, second=first)
    half = replace(second.block, parts_hash=b"")
    yield "half a block's name", Fault.commit_block, replace(good, second=replace(second, block=half))
    yield "a forged vote", Fault.signature, replace(good, first=replace(first, signature=bytes(64)))
    yield "the other forged", Fault.signature, replace(good, second=replace(second, signature=first.signature))
    yield "a vote of another time", Fault.signature, replace(good, first=replace(first, time=first.time + 1))
    accused = {one.address: one.key for one in BELIEVED.validators}[first.address]
    weak = only_zip_215(accused, vote_bytes(BELIEVED.header.chain, first))
    yield "valid by ZIP 215 alone", Fault.signature, replace(good, first=replace(first, signature=weak))
    elsewhere = signed("light-five", first, SEED_OF[accused])
    yield "a vote of another chain", Fault.signature, replace(good, first=elsewhere)
    yield "another time of the block", Fault.evidence_time, replace(good, time=good.time + 1)


def _broken_attacks() -> Iterator[tuple[str, Fault, LightAttack, LightBlock, LightBlock]]:
    attack, same = light_attack(lunatic(), BELIEVED, COMMON), light_attack(equivocating(), BELIEVED, COMMON)
    weak = with_entry(lunatic(), 0, signature=bytes(64))
    yield "not decided", Fault.power, replace(attack, conflicting=weak), COMMON, BELIEVED
    yield "another common height", Fault.common_height, replace(attack, common_height=6), COMMON, BELIEVED
    yield "a common height above", Fault.common_height, replace(attack, common_height=9), FOUR[8], BELIEVED
    at_once = replace(attack, common_height=8, time=BELIEVED.header.time)
    yield "a state that nobody reached, at its own height", Fault.common_height, at_once, BELIEVED, BELIEVED
    yield "the believed block", Fault.no_conflict, replace(same, conflicting=BELIEVED), BELIEVED, BELIEVED
    later = replace(attack, conflicting=decided(LAST, height=15, time=LAST.header.time + 1))
    yield "a block that may yet come", Fault.no_conflict, later, COMMON, LAST
    yield "against a higher block", Fault.source_height, attack, COMMON, LAST
    yield "another total power", Fault.powers, replace(attack, total=5), COMMON, BELIEVED
    yield "another time", Fault.evidence_time, replace(attack, time=attack.time + 1), COMMON, BELIEVED
    yield "nobody named", Fault.culprits, replace(attack, culprits=()), COMMON, BELIEVED
    yield "one left out", Fault.culprits, replace(attack, culprits=attack.culprits[1:]), COMMON, BELIEVED
    innocent = COMMON.by_address[_address(1)]
    named = replace(attack, culprits=(*attack.culprits[:-1], innocent))
    yield "one who did not sign", Fault.culprits, named, COMMON, BELIEVED
    turned = replace(attack, culprits=attack.culprits[::-1])
    yield "in another order", Fault.culprits, turned, COMMON, BELIEVED
    stronger = replace(attack, culprits=tuple(replace(one, power=9) for one in attack.culprits))
    yield "with another power", Fault.culprits, stronger, COMMON, BELIEVED
    strangers = light_attack(chain("handover")[-1], BELIEVED, COMMON)
    yield "of another chain", Fault.chain, strangers, COMMON, BELIEVED


def _address(place: int) -> bytes:
    return BELIEVED.validators[place].address


def _signed(vote: Vote) -> Vote:
    key = {one.address: one.key for one in BELIEVED.validators}[vote.address]
    return signed(BELIEVED.header.chain, vote, SEED_OF[key])


def _both(good: DuplicateVote, **changes: object) -> DuplicateVote:
    """Both votes changed alike, by the same signatures."""
    return replace(good, first=replace(good.first, **changes), second=replace(good.second, **changes))


def _again(good: DuplicateVote, **changes: object) -> DuplicateVote:
    """Both votes changed alike, and signed."""
    made = _both(good, **changes)
    return replace(made, first=_signed(made.first), second=_signed(made.second))


def _ordered(good: DuplicateVote, **changes: object) -> DuplicateVote:
    """The first vote changed and signed; no block comes before any."""
    return replace(good, first=_signed(replace(good.first, **changes)))
