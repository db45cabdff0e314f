# SPDX-License-Identifier: Apache-2.0
"""Following a consortium's engine from afar to one height, held against other nodes: whom a snapshot is taken from."""

from collections.abc import Mapping

import msgspec

from counterfoil.consensus.cometbft.light.blame_words import words
from counterfoil.consensus.cometbft.light.detector import Accusation, Comparison, Divergence, compare
from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds, format_engine_time
from counterfoil.consensus.cometbft.light.faults import NotBelieved
from counterfoil.consensus.cometbft.light.following import Source, Trace, bisect, fetch, follow
from counterfoil.consensus.cometbft.light.steps import Caution, trust_hash
from counterfoil.evidence.bilingual import Words
from counterfoil.node.engine_blocks import Root, upwards
from counterfoil.primitives.errors import InputError


class Accused(msgspec.Struct, frozen=True, kw_only=True):
    """What a witness that differs shows."""

    witness: str
    common_height: int
    """the last height on which both agree"""
    height: int
    offence: str
    if_witness_is_right: tuple[str, ...]
    if_primary_is_right: tuple[str, ...]


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """A header that is believed, and who else said so."""

    chain: str
    height: int
    hash: str
    time: str
    app_hash: str
    """the state after the block before it"""
    validators_hash: str
    steps: tuple[int, ...]
    """heights that were gone through"""
    agreeing: tuple[str, ...]
    silent: tuple[str, ...]
    wrong: tuple[str, ...]
    accused: tuple[Accused, ...]

    @property
    def is_confirmed(self) -> bool:
        """Nobody says otherwise, and where others were asked, one agreed."""
        return not self.accused and bool(self.agreeing or not (self.silent or self.wrong))


def follow_to(
    source: Source,
    witnesses: Mapping[str, Source],
    root: Root,
    *,
    height: int,
    every: bool,
    caution: Caution,
    now: Nanoseconds,
) -> tuple[Followed, tuple[Divergence, ...]]:
    """Believe a height from a trusted one on; raises NotBelieved, or what the source raises.

    InputError for a height below: headers below name their state by hashes alone (``light.following.descend``).
    """
    if height < root.height:
        raise InputError(f"{height} is below {root.height}, which is trusted", where="height", remedy="go upwards")
    first = fetch(source, root.height)
    trust_hash(first, first.header.chain, height=root.height, hash_=root.hash)
    trace: Trace = (first,)
    if height > root.height and every:
        trace = (first, *follow(first, upwards(source, root.height + 1, height), caution, now))
    elif height != root.height:
        trace = bisect(first, fetch(source, height), source, caution, now)
    found = compare(trace, source, witnesses, caution, now)
    return _followed(trace, found), found.divergences


def _followed(trace: Trace, found: Comparison) -> Followed:
    header = trace[-1].header
    return Followed(
        chain=header.chain,
        height=header.height,
        hash=header_hash(header).hex(),
        time=format_engine_time(header.time),
        app_hash=header.app_hash.hex(),
        validators_hash=header.validators_hash.hex(),
        steps=tuple(block.height for block in trace),
        agreeing=found.agreeing,
        silent=found.silent,
        wrong=found.wrong,
        accused=tuple(_accused(one) for one in found.divergences),
    )


def _accused(found: Divergence) -> Accused:
    against = found.against_witness
    return Accused(
        witness=found.witness,
        common_height=found.common.height,
        height=found.primary.height,
        offence=found.offence.value,
        if_witness_is_right=_said(found.against_primary),
        if_primary_is_right=() if against is None else _said(against),
    )


def _said(accusation: Accusation) -> tuple[str, ...]:
    """The sentences of evidence, judged by the side that is taken to be right; none where it shows nothing there."""
    try:
        told: tuple[Words, ...] = words(accusation.judge())
    except NotBelieved:
        return ()
    return tuple(one.en for one in told)
