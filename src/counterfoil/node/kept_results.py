# SPDX-License-Identifier: Apache-2.0
"""What became of a transaction, as its chain keeps it: the result that it had in its block."""

from collections.abc import Sequence
from itertools import accumulate

from counterfoil.application import TransactionResult
from counterfoil.evidence.event import decode_event
from counterfoil.modules import laws
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.types import Height, HexHash


class KeptResults:
    """Of one chain, for the length of one question: it remembers where the events of blocks begin."""

    def __init__(self, reader: ChainReader) -> None:
        self._reader = reader
        self._first_events: dict[Height, Sequence[int]] = {}

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
        if height not in self._first_events:
            self._first_events[height] = list(accumulate(self._reader.caused(height), initial=0))
        return self._first_events[height][index], self._first_events[height][index + 1]

    def _rejection(self, transaction: HexHash, height: Height, index: int) -> tuple[int, int | None]:
        """Which rule rejected it, at which call: its one event says so."""
        event = decode_event(self._reader.event(height, self.events(height, index)[0]))
        assert event.transaction == transaction
        return event.data["outcome"], event.data["call"]
