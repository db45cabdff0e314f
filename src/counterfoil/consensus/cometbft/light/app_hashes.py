# SPDX-License-Identifier: Apache-2.0
"""The engine's headers against ours: the application's hash that validators agree on is the hash of our last header.

A header of the engine names the state before its block: the state after block H stands in header H + 1. Both chains
count for themselves: a block of the engine that changes nothing makes no block of ours and leaves the hash as it is.

1. the first header of the engine names our genesis header, or, from a trusted one on, a header of ours that is there;
2. each next one names the same header of ours, or the one after it: none is left out, none comes twice;
3. that header of ours is of the time of the engine's block that made it, in whole milliseconds, or a millisecond after
   its parent where the engine's is not later.
"""

from typing import Protocol

import msgspec

from counterfoil.consensus.cometbft.light.commits import require_decided
from counterfoil.consensus.cometbft.light.engine_time import milliseconds
from counterfoil.consensus.cometbft.light.faults import Fault, require
from counterfoil.consensus.cometbft.light.light_block import EngineHeader, LightBlock
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.primitives.types import Height, Timestamp


class Agreed(msgspec.Struct, frozen=True):
    """Our header that the validators agreed on with one of theirs."""

    engine_height: int
    """of the header that names it: the block that made it is one below"""
    height: Height


class OwnHeaders(Protocol):
    """Our headers from genesis on, as bytes; a list of them is such."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> bytes: ...


class AppHashes:
    """Walks along both chains at once, an engine's header at a time; the engine's must be believed already."""

    def __init__(self, headers: OwnHeaders, *, from_genesis: bool) -> None:
        """Our headers; whether the engine's first one is the chain's first."""
        self._headers = headers
        self._from_genesis = from_genesis
        self._before: EngineHeader | None = None
        self._place = Height(0)

    @property
    def height(self) -> Height:
        """Of our last header that the validators agreed on."""
        return self._place

    def step(self, header: EngineHeader) -> Agreed:
        """One header further; raises NotBelieved where the chains part."""
        before = self._before
        if before is None:
            self._begin(header)
        elif header.app_hash != before.app_hash:
            self._go_on(header, before)
        self._before = header
        return Agreed(header.height, self._place)

    def _begin(self, header: EngineHeader) -> None:
        """Rule 1."""
        places = range(1 if self._from_genesis else len(self._headers))
        found = next((Height(place) for place in places if self._hash(Height(place)) == header.app_hash), None)
        require(found is not None, Fault.app_hash, f"height {header.height}: no header of ours is {_hex(header)}")
        self._place = Height(0) if found is None else found

    def _go_on(self, header: EngineHeader, before: EngineHeader) -> None:
        """Rules 2 and 3."""
        following = Height(self._place + 1)
        there = following < len(self._headers)
        where = f"engine height {header.height}, our height {following}"
        require(there and self._hash(following) == header.app_hash, Fault.app_hash, f"{where}: {_hex(header)}")
        own, parent = self._time(following), self._time(self._place)
        expected = max(milliseconds(before.time), parent + 1)
        require(own == expected, Fault.app_hash, f"{where}: its time is {own}, not {expected}")
        self._place = following

    def _hash(self, place: Height) -> bytes:
        return header_hash(self._headers[place])

    def _time(self, place: Height) -> Timestamp:
        return decode_header(self._headers[place]).time


def trusted_app_hash(after: LightBlock, *, height: int) -> bytes:
    """The state after the engine's block ``height``, as the believed block after it says: what a snapshot must give.

    Raises NotBelieved for a block that does not hold, or of another height.
    """
    require(after.height == height + 1, Fault.source_height, f"{after.height}, not {height + 1}")
    require_decided(after, after.header.chain)
    return after.header.app_hash


def _hex(header: EngineHeader) -> str:
    return header.app_hash.hex() or "empty"
