# SPDX-License-Identifier: Apache-2.0
"""A consortium's chain against the engine that ordered it: every commit, and our headers under their hashes.

1. the engine's first block is that of its genesis, or the one that is trusted by its hash;
2. each next block follows from the one before (``light.steps``): hashes, validators handed over, votes of more than two
   thirds; what is old does not expire here, because an audit is about the past, and who could have forged it are more
   than two thirds of the validators of that time;
3. the engine's headers name our headers in their order, none left out and none twice, at the engine's times
   (``light.app_hashes``).

What it does not look at is what stands in our blocks: that is ``audit.py``.
"""

from typing import Final, Protocol

import msgspec

from counterfoil.consensus.cometbft.light.app_hashes import AppHashes, OwnHeaders
from counterfoil.consensus.cometbft.light.commits import Tally
from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds
from counterfoil.consensus.cometbft.light.faults import NotBelieved
from counterfoil.consensus.cometbft.light.following import Source, fetch
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.rpc_json import EngineGenesis
from counterfoil.consensus.cometbft.light.steps import Caution, step, trust_genesis, trust_hash
from counterfoil.node.engine_blocks import Root
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import BlockLog

FOR_EVER: Final = Caution(trusting_period=Nanoseconds(2**80))
"""Rule 2."""


class Ranged(Source, Protocol):
    """A source that knows where it ends."""

    def last_height(self) -> int: ...


class LogHeaders:
    """The headers of a block log, read as they are asked for."""

    def __init__(self, log: BlockLog) -> None:
        self._log = log

    def __len__(self) -> int:
        return self._log.height + 1

    def __getitem__(self, place: int) -> bytes:
        return self._log.read(Height(place)).header


class EngineAudit(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen; clean when ``first_difference`` is None."""

    chain: str
    """as the engine calls it"""
    engine_from: int
    engine_height: int
    """of the last header that is believed"""
    height: Height | None
    """of our last header that the engine's validators agreed on"""
    log_height: Height
    """of our last header that is there: what is above waits for the engine's next block"""
    votes_uncounted: int
    """votes for blocks whose signatures do not pass the one rule for everybody"""
    first_difference: str | None


def audit_engine(
    headers: OwnHeaders,
    blocks: Ranged,
    trusted: EngineGenesis | Root,
    *,
    now: Nanoseconds,
    until: int | None = None,
    progress: Progress = no_progress,
) -> EngineAudit:
    """Hold our headers, from genesis on, against the engine's blocks; raises what the source raises."""
    first = blocks.block(trusted.height)
    walk = _Walk(headers, first, from_genesis=isinstance(trusted, EngineGenesis))
    last = blocks.last_height() if until is None else until
    difference = None
    try:
        walk.take(first, _begin(first, trusted))
        before = first
        for height in range(first.height + 1, last + 1):
            block = fetch(blocks, height)
            walk.take(block, step(before, block, FOR_EVER, now))
            before = block
            progress("checking the engine's blocks", height, last)
    except (NotBelieved, DecodeError) as error:
        height = trusted.height if walk.last is None else walk.last + 1
        difference = f"engine height {height}: {error}"
    return walk.report(difference)


def _begin(first: LightBlock, trusted: EngineGenesis | Root) -> Tally:
    """Rule 1."""
    if isinstance(trusted, Root):
        return trust_hash(first, first.header.chain, height=trusted.height, hash_=trusted.hash)
    return trust_genesis(first, trusted.chain, trusted.validators, height=trusted.height)


class _Walk:
    """How far an audit has come."""

    def __init__(self, headers: OwnHeaders, first: LightBlock, *, from_genesis: bool) -> None:
        self._first, self._log_height = first.header, Height(len(headers) - 1)
        self._hashes = AppHashes(headers, from_genesis=from_genesis)
        self._uncounted = 0
        self.last: int | None = None

    def take(self, block: LightBlock, tally: Tally) -> None:
        """A block that is believed; raises NotBelieved where ours is not what it says. (Rule 3)"""
        self._uncounted += len(tally.uncounted)
        self._hashes.step(block.header)
        self.last = block.height

    def report(self, difference: str | None) -> EngineAudit:
        return EngineAudit(
            chain=self._first.chain,
            engine_from=self._first.height,
            engine_height=self._first.height - 1 if self.last is None else self.last,
            height=None if self.last is None else self._hashes.height,
            log_height=self._log_height,
            votes_uncounted=self._uncounted,
            first_difference=difference,
        )
