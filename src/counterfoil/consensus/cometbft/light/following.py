# SPDX-License-Identifier: Apache-2.0
"""From what is trusted to a height far above: block by block, or by as few as the changes of validators allow.

Blocks come from a ``Source``, which is believed in nothing. What was believed on the way is the trace: evidence of an
attack is made from it (``detector``).
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds
from counterfoil.consensus.cometbft.light.faults import Fault, NotBelieved, require
from counterfoil.consensus.cometbft.light.light_block import EngineHeader, LightBlock
from counterfoil.consensus.cometbft.light.steps import Caution, step, step_down
from counterfoil.primitives.errors import CounterfoilError


class SourceFailed(CounterfoilError):
    """A source has no such block, or does not answer: neither for nor against anything."""


class Source(Protocol):
    """Where blocks come from: a node's RPC, a file."""

    def block(self, height: int) -> LightBlock:
        """The block at a height; raises SourceFailed, or DecodeError for what is no block."""
        ...

    def latest(self) -> LightBlock:
        """The last block that it has; raises like ``block``."""
        ...


Trace = tuple[LightBlock, ...]
"""Blocks that were believed, one after the other; the first is what was trusted."""


def follow(
    trusted: LightBlock, blocks: Iterable[LightBlock], caution: Caution, now: Nanoseconds
) -> Iterator[LightBlock]:
    """Each of the blocks as it is believed, one height after the other; raises NotBelieved at the first that is not."""
    for block in blocks:
        require(block.height == trusted.height + 1, Fault.source_height, f"{block.height} after {trusted.height}")
        step(trusted, block, caution, now)
        trusted = block
        yield block


def bisect(trusted: LightBlock, target: LightBlock, source: Source, caution: Caution, now: Nanoseconds) -> Trace:
    """To the target in as few steps as will do; raises NotBelieved, or what the source raises.

    Where too few of those who are trusted signed, the block half-way is asked for first. It ends, because next heights
    need nobody who is trusted, only what was handed over.
    """
    trace, ahead = [trusted], [target]
    while ahead:
        try:
            step(trace[-1], ahead[-1], caution, now)
        except NotBelieved as error:
            if error.fault is not Fault.untrusted:
                raise
            ahead.append(fetch(source, (trace[-1].height + ahead[-1].height) // 2))
        else:
            trace.append(ahead.pop())
    return tuple(trace)


def descend(trusted: EngineHeader, older: Iterable[EngineHeader]) -> Iterator[EngineHeader]:
    """Headers below one that is trusted, each as it is believed, downwards; raises NotBelieved."""
    for header in older:
        step_down(trusted, header)
        trusted = header
        yield header


def fetch(source: Source, height: int) -> LightBlock:
    """A block of a source, of the height that was asked for; raises NotBelieved for another."""
    block = source.block(height)
    require(block.height == height, Fault.source_height, f"{block.height}, not {height}")
    return block
