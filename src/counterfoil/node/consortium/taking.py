# SPDX-License-Identifier: Apache-2.0
"""What a follower takes of what sources give it. No source is believed; the chain's validators are, and only so far.

1. Blocks come one after the other; the next one is of this chain, and later than the one before.
2. It is sealed by as many validators as the policy of its height asks for. That policy follows from the block before.
   Only a block by which survivors of a lost quorum go on is sealed by those whom its own first transaction leaves.
3. Executed here, it gives the header that they sealed. Where it does not, a source may have sent other transactions,
   which show only so, and the next one is asked. Where too many send the same, it is not they who err: it stops.
4. It is durable before anybody is told.
5. Another header at a height that was taken, sealed as well, is an equivocation: both are kept, whoever runs the folder
   is told, and nothing more is taken. Not sealed as well, it is the source that lies.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Annotated, Final

import msgspec

from counterfoil.application import Application, Validator
from counterfoil.consensus.replay import execute_again, replay, restarts
from counterfoil.consensus.sealing.validator_policy import PolicyHistory, validator_policy
from counterfoil.consensus.ticket import BlockObserver
from counterfoil.custody.files import decode_kept, write_durably
from counterfoil.evidence.header import Header, decode_header, header_hash
from counterfoil.evidence.seal import SealedHeader, open_seal
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, DecodeError, InputError, InvariantBroken
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash
from counterfoil.storage.blocklog import NO_HEIGHT, BlockLog, StoredBlock

POLICIES_FILE: Final = "seal-policies.json"
EQUIVOCATION_FILE: Final = "equivocation.json"


class SourceLied(CounterfoilError):
    """What a source sent is not of the chain."""


class EquivocationFound(CounterfoilError):
    """Two headers of one height, both sealed: nothing more is taken."""


class Equivocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two seals of one height, each a text as a seal is kept, and who sent the second."""

    height: Height
    seals: Annotated[tuple[str, ...], msgspec.Meta(min_length=2, max_length=2)]
    source: str


class Taker:
    """Takes blocks of one chain into its log; the folder's lock is held by whoever made it. Any thread may call."""

    def __init__(
        self,
        application: Application,
        block_log: BlockLog,
        directory: Path,
        *,
        genesis: bytes,
        first: KeyPolicy,
        sources: int,
    ) -> None:
        """Bring the application level with the log. Raises as ``replay`` does."""
        self.chain: ChainId = application.info().chain
        self._application, self._log, self._genesis = application, block_log, genesis
        self._directory = directory
        self._bad_max = (sources - 1) // 3
        self._policies = PolicyHistory.open(directory / POLICIES_FILE, first=first)
        self._observers: tuple[BlockObserver, ...] = ()
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="follow")
        self._sent_otherwise: dict[HexHash, set[str]] = {}
        self._closed = False
        replay(application, block_log, genesis=genesis, on_height=self._note_policy)
        self._note_policy(application.info().height)
        kept = directory / EQUIVOCATION_FILE
        self.equivocation = decode_kept(kept, _read_equivocation) if kept.exists() else None

    @property
    def height(self) -> Height:
        return self._log.height

    def policy(self, height: Height) -> KeyPolicy:
        """Who seals a height, up to the one after the last that was taken."""
        return self._policies.at(height)

    def follow(self, observer: BlockObserver) -> None:
        """Have it told of every block from now on, once it is durable and committed."""
        self._observers = (*self._observers, observer)

    def close(self) -> None:
        """Nothing is written any more once this returns."""
        with self._lock:
            self._closed = True
        self._pool.shutdown()

    def take(self, height: Height, block: StoredBlock, source: str) -> bool:
        """Whether the block was new, and is taken.

        Raises SourceLied, EquivocationFound; StorageError and InvariantBroken where going on would be unsafe.
        """
        with self._lock:
            if self._closed:
                return False
            if self.equivocation is not None:
                raise EquivocationFound(self._told())
            if height > self._log.height + 1:
                raise SourceLied(f"block {height} came, where block {self._log.height + 1} is next")
            header = self._header(height, block)
            if height <= self._log.height:
                self._compare(header, block, source)
                return False
            begins_anew = restarts(self._application, block)
            seal = block.seal if begins_anew else self._sealed(header, block).encode()
            self._append(height, StoredBlock(block.header, seal, block.transactions), source, begins_anew=begins_anew)
            return True

    @property
    def other(self) -> SealedHeader | None:
        """Of an equivocation the header that was not taken."""
        if self.equivocation is None:
            return None
        seal = dsse.decode(self.equivocation.seals[1].encode())
        return SealedHeader(header=decode_header(seal.payload), seal=seal)

    def _header(self, height: Height, block: StoredBlock) -> Header:
        try:
            header = decode_header(block.header)
        except DecodeError as error:
            raise SourceLied(f"what came as block {height} has no header: {error}") from error
        if (header.chain, header.height) != (self.chain, height):
            raise SourceLied(f"what came as block {height} is block {header.height} of {header.chain}")
        return header

    def _sealed(self, header: Header, block: StoredBlock) -> Envelope:
        return self._require_sealed(header, block, self._policies.at(Height(header.height)))

    def _require_sealed(self, header: Header, block: StoredBlock, policy: KeyPolicy) -> Envelope:
        height = header.height
        try:
            seal = dsse.decode(block.seal)
            open_seal(header, seal, policy)
        except InputError as error:
            raise SourceLied(f"block {height}: {error}") from error
        if seal.payload != block.header:
            raise SourceLied(f"block {height}: its seal is over other bytes than its header")
        return seal

    def _compare(self, header: Header, block: StoredBlock, source: str) -> None:
        height = Height(header.height)
        taken = self._log.read(height)
        if header_hash(taken.header) == header_hash(block.header):
            return
        seal = self._sealed(header, block)
        found = Equivocation(height, (taken.seal.decode(), seal.encode().decode()), source)
        write_durably(self._directory / EQUIVOCATION_FILE, canonical.encode(found))
        self.equivocation = found
        raise EquivocationFound(self._told())

    def _append(self, height: Height, block: StoredBlock, source: str, *, begins_anew: bool) -> None:
        if height and decode_header(block.header).time <= decode_header(self._log.read(Height(height - 1)).header).time:
            raise InvariantBroken(f"block {height} is sealed, and not after its parent")
        try:
            after = execute_again(self._application, block, height, genesis=self._genesis, pool=self._pool)
        except InvariantBroken as error:
            self._blame(height, block, source, error)
        if begins_anew:
            self._require_sealed_by_those_left(height, block, after)
        self._log.append(block)
        self._application.commit()
        self._sent_otherwise.clear()
        self._note_policy(height)
        for observer in self._observers:
            observer(block.header, block.seal)

    def _blame(self, height: Height, block: StoredBlock, source: str, error: InvariantBroken) -> None:
        """Whoever sent transactions that do not give the sealed header; us, where too many send the same."""
        sent = self._sent_otherwise.setdefault(to_hex(digest(canonical.encode(_hashes(block)))), set())
        sent.add(source)
        if height == 0 or len(sent) > self._bad_max:
            raise InvariantBroken(
                f"block {height} of {self.chain} is sealed by its validators and gives another header here, as "
                f"{', '.join(sorted(sent))} sent it: this release has other rules, or the genesis is another; {error}"
            ) from error
        raise SourceLied(f"block {height}: its transactions do not give the header that is sealed") from error

    def _require_sealed_by_those_left(
        self, height: Height, block: StoredBlock, after: tuple[Validator, ...] | None
    ) -> None:
        """Who seals a block that restores a lost quorum, the ledger has found out: those whom the order leaves."""
        policy = validator_policy(one.seal_key for one in after or ())
        self._require_sealed(decode_header(block.header), block, policy)
        self._policies.keep_until(Height(height - 1))  # what the block before said of this height
        self._policies.note(height, policy)  # before the block is there: a crash must not leave it without

    def _note_policy(self, height: Height) -> None:
        """The block after this one is sealed by the validators that stand in the state now.

        Where the chain names none, the first policy goes on.
        """
        following = Height(height + 1)
        if height > NO_HEIGHT and not self._policies.knows(following) and (found := self._application.validators()):
            self._policies.note(following, validator_policy(one.seal_key for one in found))

    def _told(self) -> str:
        assert self.equivocation is not None
        return (
            f"{self.chain}: two headers of block {self.equivocation.height} are sealed by its validators, the second "
            f"as {self.equivocation.source} sent it; both are kept in {self._directory / EQUIVOCATION_FILE}, and "
            "nothing more is taken"
        )


def _read_equivocation(data: bytes) -> Equivocation:
    return canonical.decode(data, Equivocation)


def _hashes(block: StoredBlock) -> list[HexHash]:
    return [to_hex(digest(one)) for one in block.transactions]
