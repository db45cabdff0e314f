# SPDX-License-Identifier: Apache-2.0
"""Evidence that validators broke the engine's rules: two votes of one round, or a second block for a height.

A **duplicate vote** is two votes of one validator for one height, round and kind, and for different blocks. It is good
evidence when

1. who is accused was a validator of the height, with the power that is said;
2. both votes are of that height, of one round and kind, and by the accused;
3. they are for different blocks (or one is for none), in the order of their names, as the engine wants them;
4. both signatures hold, by libsodium's rule;
5. the time is that of the height's block.

An **attack on light clients** is a block that its validators decided, other than the one that is believed. It is
evidence when

1. the block holds on its own (``commits``), and is not the believed one, or is of a height that is not yet reached and
   not later than the last block that is believed (a forward attack);
2. with a common height below it, more than a third of the power that both sides trust there signed it; at its own
   height it was derived as it had to be;
3. the powers and the time are those of the common block;
4. those who are named are those who signed, in the engine's order.

Three kinds (ADR 47 of the engine). *Lunatic*: the header says what cannot follow from the state; whoever of the common
validators signed it is to blame. *Equivocation*: both blocks were decided in one round; whoever signed both is.
*Amnesia*: in two rounds; who is to blame cannot be seen from the commits, because a validator may change its vote for a
reason that only the votes of the rounds between show. Those who signed both are named as those who have to answer.
"""

from enum import StrEnum

import msgspec

from counterfoil.consensus.cometbft.light.commits import require_decided, signature_holds, vote_holds
from counterfoil.consensus.cometbft.light.engine_hashes import encode_block_id, header_hash, vote_bytes
from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds
from counterfoil.consensus.cometbft.light.faults import Fault, require
from counterfoil.consensus.cometbft.light.light_block import (
    BlockId,
    EngineHeader,
    EngineValidator,
    LightBlock,
    Vote,
    VoteFlag,
    in_order,
    vote_in,
)
from counterfoil.consensus.cometbft.light.steps import TrustLevel, require_known_signers


class Offence(StrEnum):
    """What was done."""

    duplicate_vote = "duplicate_vote"
    lunatic = "lunatic"
    equivocation = "equivocation"
    amnesia = "amnesia"


class DuplicateVote(msgspec.Struct, frozen=True, kw_only=True):
    """The engine's ``DuplicateVoteEvidence``."""

    first: Vote
    second: Vote
    total: int
    power: int
    time: Nanoseconds


class LightAttack(msgspec.Struct, frozen=True, kw_only=True):
    """The engine's ``LightClientAttackEvidence``."""

    conflicting: LightBlock
    common_height: int
    culprits: tuple[EngineValidator, ...]
    total: int
    time: Nanoseconds


Evidence = DuplicateVote | LightAttack


class Blame(msgspec.Struct, frozen=True, kw_only=True):
    """What evidence shows once it was checked."""

    offence: Offence
    height: int
    culprits: tuple[EngineValidator, ...]
    """whose signatures show it"""
    suspects: tuple[EngineValidator, ...] = ()
    """who signed two blocks in two rounds, and has to say why"""
    total: int

    @property
    def power(self) -> int:
        """Of those who are to blame."""
        return sum(one.power for one in self.culprits)


def check_duplicate_vote(evidence: DuplicateVote, at: LightBlock) -> Blame:
    """Against the believed block of its height; raises NotBelieved."""
    first, second = evidence.first, evidence.second
    accused = at.by_address.get(first.address)
    require(accused is not None, Fault.no_validator, first.address.hex())
    assert accused is not None
    require(evidence.power == accused.power and evidence.total == at.power, Fault.powers)
    same = (first.height, first.round, first.kind, first.address) == (
        *(second.height, second.round, second.kind, second.address),
    )
    require(same and first.height == at.height and first.round >= 0, Fault.votes_differ)
    for vote in (first, second):
        require(vote.block.is_nil or vote.block.is_whole, Fault.commit_block)
    require(first.block != second.block, Fault.same_block)
    require(_name(first.block) < _name(second.block), Fault.vote_order)
    for vote in (first, second):
        message = vote_bytes(at.header.chain, vote)
        require(signature_holds(accused.key, message, vote.signature), Fault.signature)
    require(evidence.time == at.header.time, Fault.evidence_time)
    return Blame(offence=Offence.duplicate_vote, height=first.height, culprits=(accused,), total=at.power)


def check_light_attack(evidence: LightAttack, common: LightBlock, believed: LightBlock) -> Blame:
    """Against believed blocks: of the common height, and of the conflicting one's or the last; raises NotBelieved."""
    conflicting = evidence.conflicting
    require_decided(conflicting, believed.header.chain)
    require(common.height == evidence.common_height <= conflicting.height, Fault.common_height)
    _require_conflict(conflicting, believed)
    offence = offence_of(conflicting, believed)
    if common.height != conflicting.height:
        require_known_signers(common, conflicting, TrustLevel())
    else:
        require(offence is not Offence.lunatic, Fault.common_height, "the block does not follow from the state")
    require(evidence.total == common.power, Fault.powers, f"{evidence.total}, not {common.power}")
    require(evidence.culprits == to_name(conflicting, believed, common), Fault.culprits)
    require(evidence.time == common.header.time, Fault.evidence_time)
    return _blame(offence, conflicting, believed, common)


def check_evidence(evidence: Evidence, common: LightBlock, believed: LightBlock) -> Blame:
    """Of either kind, against believed blocks of its own height and of the conflicting one's; raises NotBelieved."""
    if isinstance(evidence, DuplicateVote):
        return check_duplicate_vote(evidence, common)
    return check_light_attack(evidence, common, believed)


def height_of(evidence: Evidence) -> int:
    """Of the believed block that it is checked against first: where those who are accused were validators."""
    return evidence.first.height if isinstance(evidence, DuplicateVote) else evidence.common_height


def duplicate_votes(believed: LightBlock, other: LightBlock) -> tuple[DuplicateVote, ...]:
    """What the commits of two blocks of one height and round show, for each validator who signed both."""
    if offence_of(other, believed) is not Offence.equivocation or other.height != believed.height:
        return ()
    return tuple(_duplicate_vote(believed, other, index) for index in _in_both(other, believed))


def light_attack(conflicting: LightBlock, believed: LightBlock, common: LightBlock) -> LightAttack:
    """The evidence against a block, from one that is believed and the last on which both sides agree."""
    lunatic = offence_of(conflicting, believed) is Offence.lunatic
    at = common if lunatic else believed
    return LightAttack(
        conflicting=conflicting,
        common_height=at.height,
        culprits=to_name(conflicting, believed, common),
        total=at.power,
        time=at.header.time,
    )


def offence_of(conflicting: LightBlock, believed: LightBlock) -> Offence:
    """Which kind of attack a second block is."""
    if _derived(conflicting.header) != _derived(believed.header):
        return Offence.lunatic
    same = conflicting.commit.round == believed.commit.round
    return Offence.equivocation if same else Offence.amnesia


def to_name(conflicting: LightBlock, believed: LightBlock, common: LightBlock) -> tuple[EngineValidator, ...]:
    """Whom the engine names for it: by the entries alone, whose signatures it has checked by its own rule."""
    entries = conflicting.commit.entries
    match offence_of(conflicting, believed):
        case Offence.lunatic:
            voted = [entry.address for entry in entries if entry.flag is VoteFlag.commit]
            return in_order(tuple(common.by_address[one] for one in voted if one in common.by_address))
        case Offence.equivocation:
            places = range(min(len(entries), len(believed.commit.entries)))
            both = [place for place in places if _voted(conflicting, place) and _voted(believed, place)]
            return in_order(tuple(conflicting.validators[place] for place in both))
    return ()


def _blame(offence: Offence, conflicting: LightBlock, believed: LightBlock, common: LightBlock) -> Blame:
    """Those whose signatures hold by our rule too."""
    culprits: tuple[EngineValidator, ...] = ()
    suspects: tuple[EngineValidator, ...] = ()
    if offence is Offence.lunatic:
        named = {one.address: one for one in to_name(conflicting, believed, common)}
        signed = [
            named[entry.address]
            for index, entry in enumerate(conflicting.commit.entries)
            if entry.address in named and vote_holds(conflicting, index, named[entry.address].key)
        ]
        culprits = in_order(tuple(signed))
    else:
        both = in_order(tuple(conflicting.validators[place] for place in _in_both(conflicting, believed)))
        culprits, suspects = (both, ()) if offence is Offence.equivocation else ((), both)
    return Blame(offence=offence, height=conflicting.height, culprits=culprits, suspects=suspects, total=common.power)


def _in_both(one: LightBlock, other: LightBlock) -> tuple[int, ...]:
    """The places of a set whose validators signed both blocks."""
    return tuple(
        place
        for place, validator in enumerate(one.validators)
        if all(_voted(block, place) and vote_holds(block, place, validator.key) for block in (one, other))
    )


def _voted(block: LightBlock, place: int) -> bool:
    return block.commit.entries[place].flag is VoteFlag.commit


def _duplicate_vote(believed: LightBlock, other: LightBlock, place: int) -> DuplicateVote:
    votes = sorted((vote_in(block.commit, place) for block in (believed, other)), key=lambda vote: _name(vote.block))
    return DuplicateVote(
        first=votes[0],
        second=votes[1],
        total=believed.power,
        power=believed.validators[place].power,
        time=believed.header.time,
    )


def _require_conflict(conflicting: LightBlock, believed: LightBlock) -> None:
    if conflicting.height > believed.height:
        require(conflicting.header.time <= believed.header.time, Fault.no_conflict, "it is later than what is believed")
    else:
        require(conflicting.height == believed.height, Fault.source_height, f"{believed.height}")
        require(header_hash(conflicting.header) != header_hash(believed.header), Fault.no_conflict)


def _derived(header: EngineHeader) -> tuple[bytes, ...]:
    """The fields that follow from the state before the block, whoever proposes it."""
    return (
        *(header.validators_hash, header.next_validators_hash, header.consensus_hash),
        *(header.app_hash, header.last_results_hash),
    )


def _name(block: BlockId) -> bytes:
    """The engine's order of blocks: by hash, then by the encoded part header."""
    parts_only = encode_block_id(BlockId(b"", block.parts, block.parts_hash))
    return block.hash + parts_only[2:]
