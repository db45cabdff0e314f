# SPDX-License-Identifier: Apache-2.0
"""How many of its own blocks the engine keeps. The block log, from which all evidence is made, keeps every one of ours.

The engine's blocks carry what ours do not: the votes for each height. They are needed as long as somebody may prove by
them that a validator voted twice, may begin from a snapshot and fetch what came since, or has not yet gathered the seal
of a header. Below all of that nobody needs them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from counterfoil.consensus.cometbft.heights import EngineHeight, EngineHeights
from counterfoil.evidence.header import decode_header
from counterfoil.primitives.types import Duration, Height
from counterfoil.storage.blocklog import BlockLog

ALL: Final = 0
"""What tells the engine to keep every block."""


@dataclass(frozen=True, slots=True)
class Retention:
    """A block of the engine may go when all three say so.

    ``blocks`` and ``age_ms`` are at least the engine's own limits of evidence (``evidence.max_age_num_blocks`` and
    ``max_age_duration``), which forgets evidence only beyond both. ``needed`` gives the first of our heights whose
    engine block somebody still needs: not sealed yet, or the base of a snapshot on offer. The engine is told at every
    ``every``-th of its blocks: to find out costs some reads of the log.
    """

    blocks: int
    age_ms: Duration
    needed: Callable[[], Height | None] = lambda: None
    every: int = 100

    def height(self, heights: EngineHeights, block_log: BlockLog) -> EngineHeight:
        """The first block that the engine must keep; 0: all that it has."""
        if not self.blocks or heights.engine_height % self.every:
            return EngineHeight(ALL)
        limits = [heights.engine_height - self.blocks + 1, self._old_enough(heights, block_log)]
        if (needed := self.needed()) is not None:
            limits.append(heights.engine_height_of(needed) or ALL)
        return EngineHeight(max(ALL, min(limits)))

    def _old_enough(self, heights: EngineHeights, block_log: BlockLog) -> int:
        """The engine's block of the last of ours that is older than ``age_ms``, seen from the last one."""
        low, high = 0, int(block_log.height)
        limit = decode_header(block_log.read(Height(high)).header).time - self.age_ms
        while low < high:  # the last height whose time is not after the limit; times strictly increase
            middle = (low + high + 1) // 2
            if decode_header(block_log.read(Height(middle)).header).time <= limit:
                low = middle
            else:
                high = middle - 1
        return heights.engine_height_of(Height(low)) or ALL


KEEP_ALL: Final = Retention(ALL, Duration(0))
