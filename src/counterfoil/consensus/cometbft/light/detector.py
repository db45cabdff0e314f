# SPDX-License-Identifier: Apache-2.0
"""What was followed from one source is held against others: whoever differs has made, or was shown, another chain.

A source that was followed (the *primary*) can only deceive with signatures of more than a third of what was trusted. If
any other source (a *witness*) is honest, it has another block for some height. Both ways are then walked from the last
block on which they agree, and each side's first other block is evidence against those who signed it: one of the two is
good before the validators of the honest chain, and which one is for them to say.
"""

from collections.abc import Mapping

import msgspec

from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds
from counterfoil.consensus.cometbft.light.faults import Fault, NotBelieved, require
from counterfoil.consensus.cometbft.light.following import Source, SourceFailed, Trace, bisect, fetch
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.misbehaviour import (
    Blame,
    LightAttack,
    Offence,
    check_light_attack,
    light_attack,
    offence_of,
)
from counterfoil.consensus.cometbft.light.steps import Caution
from counterfoil.primitives.errors import DecodeError


class Accusation(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence against one side, and the blocks of the other side by which it is judged."""

    attack: LightAttack
    common: LightBlock
    believed: LightBlock

    def judge(self) -> Blame:
        """Who is to blame if the other side is right; raises NotBelieved where it shows nothing."""
        at = self.believed if self.attack.common_height == self.believed.height else self.common
        return check_light_attack(self.attack, at, self.believed)


class Divergence(msgspec.Struct, frozen=True, kw_only=True):
    """Two chains, both signed: an attack, or validators who broke their rules."""

    witness: str
    common: LightBlock
    """the last block on the way on which both agree"""
    primary: LightBlock
    """the primary's first other block"""
    other: LightBlock
    """the witness's block against it"""
    offence: Offence
    against_primary: Accusation
    against_witness: Accusation | None
    """None where the primary could not show its way"""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What the witnesses said to the last block of a trace."""

    agreeing: tuple[str, ...]
    silent: tuple[str, ...]
    """gave no answer, or are behind"""
    wrong: tuple[str, ...]
    """gave a block that does not follow from what is trusted"""
    divergences: tuple[Divergence, ...]

    @property
    def is_confirmed(self) -> bool:
        """Somebody said the same and nobody something else that is signed."""
        return bool(self.agreeing) and not self.divergences


def compare(
    trace: Trace, primary: Source, witnesses: Mapping[str, Source], caution: Caution, now: Nanoseconds
) -> Comparison:
    """Ask each witness for the trace's last block, and walk its way from the first where it says otherwise."""
    agreeing, silent, wrong, divergences = list[str](), list[str](), list[str](), list[Divergence]()
    for name, source in witnesses.items():
        try:
            target = _target(source, trace[-1])
            if target is None:
                silent.append(name)
            elif same_block(target, trace[-1]):
                agreeing.append(name)
            else:
                divergences.append(_diverging(name, trace, target, (primary, source), caution, now))
        except SourceFailed:
            silent.append(name)
        except (NotBelieved, DecodeError):
            wrong.append(name)
    return Comparison(
        agreeing=tuple(agreeing), silent=tuple(silent), wrong=tuple(wrong), divergences=tuple(divergences)
    )


def same_block(one: LightBlock, other: LightBlock) -> bool:
    """Whether they are of one header; commits may differ."""
    return header_hash(one.header) == header_hash(other.header)


def _target(source: Source, last: LightBlock) -> LightBlock | None:
    """The witness's block to hold against the last; None when it is only behind.

    A witness that is below the height and yet not earlier has a conflicting chain: time only increases with height.
    """
    try:
        return fetch(source, last.height)
    except SourceFailed:
        latest = source.latest()
        if latest.height > last.height:
            raise
        return latest if latest.height == last.height or latest.header.time >= last.header.time else None


def _diverging(
    name: str, trace: Trace, target: LightBlock, sources: tuple[Source, Source], caution: Caution, now: Nanoseconds
) -> Divergence:
    """Walk the witness's way beside the trace; raises NotBelieved where the witness cannot show one."""
    primary, source = sources
    shared = fetch(source, trace[0].height)
    require(same_block(shared, trace[0]), Fault.root_hash, "the witness never shared the chain")
    common, theirs, way = _parting(trace, target, source, caution, now)
    block = next(one for one in trace if one.height > common.height)
    try:
        agreed, ours, _ = _parting(way, block, primary, caution, now)
        wrong = next(one for one in way if one.height > agreed.height)
        against_witness: Accusation | None = _accusation(wrong, ours, agreed)
    except (NotBelieved, SourceFailed, DecodeError):
        against_witness = None
    return Divergence(
        witness=name,
        common=common,
        primary=block,
        other=theirs,
        offence=offence_of(block, theirs),
        against_primary=_accusation(block, theirs, common),
        against_witness=against_witness,
    )


def _accusation(wrong: LightBlock, believed: LightBlock, common: LightBlock) -> Accusation:
    return Accusation(attack=light_attack(wrong, believed, common), common=common, believed=believed)


def _parting(
    trace: Trace, target: LightBlock, source: Source, caution: Caution, now: Nanoseconds
) -> tuple[LightBlock, LightBlock, Trace]:
    """Where a source's way to a target leaves a trace: the last block of both, the source's next, and its way there.

    Raises NotBelieved where the source's blocks do not follow, or leave the trace nowhere.
    """
    common = trace[0]
    for block in trace[1:]:
        # In a forward attack the source ends below the trace, and is yet not earlier: its end is the other block.
        theirs = target if block.height >= target.height else fetch(source, block.height)
        way = (common,) if theirs.height <= common.height else bisect(common, theirs, source, caution, now)
        if not same_block(theirs, block):
            return common, theirs, way
        common = block
    raise NotBelieved(Fault.no_conflict)
