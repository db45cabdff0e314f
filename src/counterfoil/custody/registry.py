# SPDX-License-Identifier: Apache-2.0
"""The entry rules: what the log accepts, given the entries before. No I/O, so that fsck replays the same rules.

``chain``         not registered yet, a sound seal policy, at most 256 chains (a roll names them all)
``anchor``        the chain is registered and not halted; the seal is valid and is over these header bytes;
                  height = last + 1; parent = hash of the last; height 0 is the registered genesis; time not earlier
``equivocation``  another header, validly sealed, at a height that is anchored: the chain is halted from here on
``roll``          the last anchored header of every chain, sorted by chain
"""

import re
from dataclasses import dataclass, field
from typing import Final

from counterfoil.evidence.entries import AnchorEntry, ChainEntry, Entry, EquivocationEntry, RolledChain, RollEntry
from counterfoil.evidence.header import HEADER_TYPE, NO_PARENT, SealedHeader, decode_header
from counterfoil.identity.dsse import satisfies
from counterfoil.identity.policy import check_policy
from counterfoil.primitives.errors import CustodyError, DecodeError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import IDENTIFIER_PATTERN, ChainId, Hash, HexHash

CHAINS_MAX: Final = 256
_IDENTIFIER: Final = re.compile(IDENTIFIER_PATTERN)


@dataclass
class ChainState:
    """What the log knows of one chain; ``headers[h]`` is the hash at height h and ``indexes[h]`` its anchor's index."""

    entry: ChainEntry
    index: int
    """Of the ``chain`` entry."""
    time: int = 0
    halted: bool = False
    headers: list[Hash] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)

    @property
    def height(self) -> int:
        """The last anchored height, −1 before the first."""
        return len(self.headers) - 1

    @property
    def head(self) -> HexHash:
        """The hash of the last anchored header, zeros before the first."""
        return to_hex(self.headers[-1]) if self.headers else NO_PARENT

    @property
    def rolled(self) -> RolledChain:
        """This chain's line in a roll."""
        return RolledChain(chain=self.entry.chain, halted=self.halted, header=self.head, height=self.height)


class Registry:
    """The state that the entries so far add up to. ``judge`` refuses, ``apply`` changes."""

    def __init__(self) -> None:
        self.chains: dict[ChainId, ChainState] = {}
        self.last_was_roll = False

    def apply(self, index: int, entry: Entry) -> None:
        """Take in an entry of the log that was judged when it was accepted."""
        match entry:
            case ChainEntry():
                self.chains[entry.chain] = ChainState(entry, index)
            case AnchorEntry():
                state = self.chains[entry.header.chain]
                state.headers.append(SealedHeader(entry.header, entry.seal).hash)
                state.indexes.append(index)
                state.time = entry.header.time
            case EquivocationEntry():
                self.chains[entry.header.chain].halted = True
        self.last_was_roll = isinstance(entry, RollEntry)

    def judge(self, entry: Entry) -> None:
        """Raises CustodyError unless ``entry`` may be the next of the log."""
        match entry:
            case ChainEntry():
                self._judge_chain(entry)
            case AnchorEntry() | EquivocationEntry():
                if self.entry_for(SealedHeader(entry.header, entry.seal)) != entry:
                    raise CustodyError(f"not the entry that this header of {entry.header.chain} makes")
            case RollEntry() if entry != self.roll():
                raise CustodyError("the roll does not name the last anchored header of every chain")

    def roll(self) -> RollEntry:
        """The roll as of now."""
        return RollEntry(chains=tuple(self.chains[chain].rolled for chain in sorted(self.chains)))

    def index_of(self, sealed: SealedHeader) -> int | None:
        """The index of the anchor that holds exactly this header, None when there is none."""
        state = self.chains.get(sealed.header.chain)
        height = sealed.header.height
        if state is None or not 0 <= height <= state.height or state.headers[height] != sealed.hash:
            return None
        return state.indexes[height]

    def entry_for(self, sealed: SealedHeader) -> AnchorEntry | EquivocationEntry:
        """The entry that a sealed header, not anchored yet, makes; raises CustodyError when it is refused."""
        header = sealed.header
        state = self.require_chain(header.chain)
        where = f"header {header.height} of {header.chain}"
        if state.halted:
            raise CustodyError(f"{where}: the chain is halted, for it sealed two headers at one height")
        _check_seal(sealed, state, where)
        if header.height <= state.height:
            if state.headers[header.height] == sealed.hash:
                raise CustodyError(f"{where}: anchored already, at index {state.indexes[header.height]}")
            return EquivocationEntry(anchored=state.indexes[header.height], header=header, seal=sealed.seal)
        _check_next(sealed, state, where)
        return AnchorEntry(header=header, seal=sealed.seal)

    def require_chain(self, chain: ChainId) -> ChainState:
        """The state of a chain; raises CustodyError when it is not registered."""
        if (state := self.chains.get(chain)) is None:
            raise CustodyError(f"chain {chain} is not registered in this log")
        return state

    def _judge_chain(self, entry: ChainEntry) -> None:
        if _IDENTIFIER.match(entry.chain) is None:
            raise CustodyError(f"{entry.chain!r} is no identifier of a chain")
        if entry.chain in self.chains:
            raise CustodyError(f"chain {entry.chain} is registered already, with another genesis or seal policy")
        if (problem := check_policy(entry.seal)) is not None:
            raise CustodyError(f"seal policy of {entry.chain}: {problem}")
        if len(self.chains) >= CHAINS_MAX:
            raise CustodyError(f"the log keeps {CHAINS_MAX} chains already, and a roll must name them all")


def _check_seal(sealed: SealedHeader, state: ChainState, where: str) -> None:
    """The seal is over these header bytes, and by the keys that the chain was registered with."""
    seal = sealed.seal
    if seal.payload_type != HEADER_TYPE:
        raise CustodyError(f"{where}: the seal is over {seal.payload_type!r}, not {HEADER_TYPE}")
    try:
        inside = decode_header(seal.payload)
    except DecodeError as error:
        raise CustodyError(f"{where}: the sealed bytes are no header: {error}") from error
    if inside != sealed.header:
        raise CustodyError(f"{where}: the sealed bytes are another header's")
    if not satisfies(seal, state.entry.seal):
        raise CustodyError(f"{where}: the seal does not satisfy the chain's registered keys")


def _check_next(sealed: SealedHeader, state: ChainState, where: str) -> None:
    """The header continues the chain where the last anchor left it."""
    header = sealed.header
    if header.height != state.height + 1:
        raise CustodyError(f"{where}: the next height to anchor is {state.height + 1}")
    if header.parent != state.head:
        raise CustodyError(f"{where}: its parent {header.parent} is not the last anchored header {state.head}")
    if header.height == 0 and to_hex(sealed.hash) != state.entry.genesis:
        raise CustodyError(f"{where}: not the registered genesis {state.entry.genesis}")
    if header.time < state.time:
        raise CustodyError(f"{where}: its time {header.time} is before the last anchored header's {state.time}")
