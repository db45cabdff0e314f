# SPDX-License-Identifier: Apache-2.0
"""Validators of a chain that does nothing but make headers, and their books of seals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from counterfoil.consensus.sealing.book import SealBook, Taken
from counterfoil.consensus.sealing.validator_policy import validator_policy
from counterfoil.evidence.header import NO_PARENT, Header, Protocol, header_hash
from counterfoil.evidence.seal import seal_header
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash, Timestamp
from counterfoil.storage.blocklog import BlockLog, MemoryBlockLog, StoredBlock

CHAIN = ChainId("alliance")
BEGUN_MS = 1_800_000_000_000


def validator(number: int) -> PrivateKey:
    """The seal key of a validator."""
    return PrivateKey(digest(b"validator %d" % number))


def policy_of(*numbers: int) -> KeyPolicy:
    """The policy of these validators."""
    return validator_policy(validator(number).public for number in numbers)


@dataclass
class Headers:
    """A chain of headers. ``states`` says which are others than of the chain that everybody knows."""

    chain: ChainId = CHAIN
    states: dict[int, str] = field(default_factory=dict)
    made: list[bytes] = field(default_factory=list)

    def __getitem__(self, height: int) -> bytes:
        while len(self.made) <= height:
            at = len(self.made)
            parent = to_hex(header_hash(self.made[-1])) if at else NO_PARENT
            self.made.append(header_at(at, parent, chain=self.chain, state=self.states.get(at, "state")))
        return self.made[height]


def header_at(height: int, parent: HexHash, *, chain: ChainId = CHAIN, state: str = "state") -> bytes:
    """The bytes of a header."""
    of_block = to_hex(digest(b"%d" % height))
    return Header(
        ancestors=of_block,
        chain=chain,
        events=of_block,
        height=Height(height),
        parent=parent,
        protocol=Protocol(features=(), version=1),
        state=to_hex(digest(state.encode())),
        time=Timestamp(BEGUN_MS + height),
        transactions=of_block,
    ).encode()


HEADERS = Headers()
"""What everybody executes who keeps the rules."""


def share_of(number: int, header: bytes) -> bytes:
    """A validator's share of a header."""
    return seal_header(header, validator(number)).encode()


def four(_: Height) -> KeyPolicy:
    """Validators 0 to 3 seal every height."""
    return policy_of(0, 1, 2, 3)


@dataclass
class Member:
    """A validator's node, as far as seals are concerned: it executes headers and keeps their seals."""

    folder: Path
    number: int
    blocks: BlockLog = field(default_factory=MemoryBlockLog)
    policy: Callable[[Height], KeyPolicy] = four
    headers: Headers = field(default_factory=lambda: HEADERS)
    keys: Sequence[PrivateKey] | None = None

    def __post_init__(self) -> None:
        self.book = self._open()

    def _open(self) -> SealBook:
        keys = [validator(self.number)] if self.keys is None else self.keys
        return SealBook.open(self.folder, CHAIN, self.blocks, policy=self.policy, keys=keys)

    def restart(self) -> None:
        """Stop as after a kill, and begin again with what is on the disk."""
        self.book._file.close()
        self.book = self._open()

    def commit(self, count: int = 1) -> bytes:
        """Execute the next blocks; the last share."""
        for _ in range(count):
            header = self.headers[self.blocks.height + 1]
            share = self.book.share(header)
            self.blocks.append(StoredBlock(header, share, ()))
            self.book.committed(header, share)
        return share

    def hear(self, *numbers: int, height: int, headers: Headers | None = None) -> list[Taken]:
        """Take in shares of other validators."""
        header = (headers or self.headers)[height]
        return [self.book.add(share_of(number, header)) for number in numbers]


def member(folder: Path, *, number: int = 0, height: int = 3) -> Member:
    """One that has executed so many blocks after genesis."""
    made = Member(folder, number)
    made.commit(height + 1)
    return made
