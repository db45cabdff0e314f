# SPDX-License-Identifier: Apache-2.0
"""Why something of the engine is not believed: each fault by its name, in the words of who is told."""

from enum import StrEnum

from counterfoil.primitives.errors import CounterfoilError


class Fault(StrEnum):
    """What is wrong with a block, a step from one to another, or evidence."""

    block_version = "the header is of another version of the engine's blocks"
    chain = "the header is of another chain"
    height = "the height is not one that can follow"
    hash_length = "a hash has not its length"
    header_hash = "the commit is for another header"
    commit_height = "the commit is of another height"
    commit_round = "the round is none"
    commit_block = "the commit names no whole block"
    no_validators = "there are no validators"
    too_many_validators = "there are more validators than the engine has votes for"
    validator_key = "a validator's key has not its length"
    validator_power = "a validator has no power, or all together more than the engine counts"
    validator_twice = "a validator stands twice in the set"
    validators_hash = "the header commits to other validators"
    entry_count = "the commit has not one entry for each validator"
    entry_form = "an entry of the commit is not as its flag says"
    entry_address = "an entry of the commit is in the place of another validator"
    power = "no more than two thirds of the power signed"
    expired = "what is trusted is older than the trusting period"
    time = "the block is not later than the one before it"
    future = "the block is of a time that has not come"
    handed_over = "the validators are not those to whom the block before handed over"
    parent = "the block stands on another one than the one before it"
    untrusted = "too few of those who are trusted signed"
    root_hash = "it is not the header that is trusted"
    source_height = "a block of another height than the one that was asked for"
    app_hash = "the application's state is not the one that the validators agreed on"
    no_validator = "who is accused was no validator"
    same_block = "both votes are for the same block"
    votes_differ = "the votes are not of one height, round, kind and validator"
    vote_order = "the votes stand in the wrong order"
    signature = "a signature is not valid"
    powers = "the powers are not those of the height"
    common_height = "the common height is none on which both agree"
    no_conflict = "the block is the one that was decided"
    culprits = "those who are named are not those who signed"
    evidence_time = "the time is not that of the block on which both agree"


class NotBelieved(CounterfoilError):
    """Something does not follow from what is trusted; ``fault`` says what, and ``detail`` with which values."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        self.fault = fault
        self.detail = detail
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)

    def __reduce__(self) -> tuple[object, ...]:
        return NotBelieved, (self.fault, self.detail)


def require(holds: bool, fault: Fault, detail: str = "") -> None:
    """Raise NotBelieved unless it holds."""
    if not holds:
        raise NotBelieved(fault, detail)
