# SPDX-License-Identifier: Apache-2.0
"""What became of a transaction, as its chain keeps it: the result that it had in its block."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

from counterfoil.application import TransactionResult
from counterfoil.evidence.event import decode_event
from counterfoil.modules import laws
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.types import Height, HexHash

BLOCKS_REMEMBERED: Final = 64


class KeptResults:
    """Of one chain. It remembers where the events of some blocks begin; any thread may ask."""

    def __init__(self, reader: ChainReader) -> None:
        self._reader = reader
        self._first_events = lru_cache(BLOCKS_REMEMBERED)(self._read_first_events)

    def of(self, transaction: HexHash) -> TransactionResult | None:
        """The result of a transaction, without what the rule said of the case; None when it stands in no block."""
        committed = self._reader.was_committed(transaction)
        if committed is None:
            return None
        height, index = self._reader.transaction_position(transaction)
        number, call = (0, None) if committed else self._rejection(transaction, height, index)
        first, end = self.events(height, index)
        name = laws().outcomes[number].name
        return TransactionResult(transaction, height, index, number, name, call, end - first)

    def events(self, height: Height, index: int) -> tuple[int, int]:
        """Where the events of a transaction begin in its block, and where they end."""
        first = self._first_events(height)
        return first[index], first[index + 1]

    def _read_first_events(self, height: Height) -> Sequence[int]:
        return tuple(accumulate(self._reader.caused(height), initial=0))

    def _rejection(self, transaction: HexHash, height: Height, index: int) -> tuple[int, int | None]:
        """Which rule rejected it, at which call: its one event says so."""
        event = decode_event(self._reader.event(height, self.events(height, index)[0]))
        assert event.transaction == transaction
        return event.data["outcome"], event.data["call"]
