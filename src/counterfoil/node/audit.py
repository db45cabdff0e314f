# SPDX-License-Identifier: Apache-2.0
"""The audit: everything that can be computed again is computed again, from genesis, and compared.

1. block 0 must be the genesis that the trust file names, and every block is executed from it into an empty state;
   each header must come out as stored, byte for byte;
2. every header's seal must satisfy the seal policy in force at its height, beginning with the trust file's;
3. the state root must be that of the final records, computed from the records alone;
4. every key space of the state store must hold what the execution gave, and nothing else;
5. every invariant of every module must hold;
6. the custody log must be the one that the trust file and the genesis name, sound, and anchor the same headers.

Whom to believe comes from the trust file alone: what an audited folder says of its own genesis, log and policy is what
an invented network would say too. An audit repairs nothing and writes nothing but its lock. A torn tail, which the next
start would cut off, is no difference, unless the state store knows that its block was durable.
"""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

import msgspec

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.genesis import decode_genesis
from counterfoil.commerce.ledger import Ledger, broken_invariants
from counterfoil.consensus.replay import replay
from counterfoil.custody.fsck import fsck
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.record import state_key
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.modules.protocol.queries import rules
from counterfoil.node.contracts.running_here import programs
from counterfoil.node.published_log import PublishedLog
from counterfoil.primitives.authmap.map import root_of
from counterfoil.primitives.errors import CounterfoilError, InputError, StorageError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import ChainId, Height, RecordPath
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.lock import DirectoryLock
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import KeySpace, MemoryStateStore, StateStore
from counterfoil.verify.trust import Trust, TrustedChain

COMPARED: Final = (
    KeySpace.HEADERS,
    KeySpace.ANCESTORS,
    KeySpace.TRANSACTIONS,
    KeySpace.CAUSED,
    KeySpace.EVENTS,
    KeySpace.TRAILS,
    KeySpace.RECORDS,
    KeySpace.PAGES,
)
"""Every key space, the ones that tell most about a difference first."""


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit saw; clean when ``first_difference`` is None."""

    chain: ChainId
    height: int
    transactions: int
    events: int
    records: int
    anchored_height: int | None
    """last height in the published custody log; None when the audit was not given one"""
    first_difference: str | None


class _Difference(Exception):
    """The first thing that is not as it should be."""


def audit_chain(
    directory: Path,
    chain: ChainId,
    *,
    trust: Trust,
    custody: Path | None = None,
    progress: Progress = no_progress,
    wait_s: float = 0,
) -> AuditReport:
    """Audit a chain's directory, and its custody log when given.

    Raises LockedError while the chain is in use, and still is after ``wait_s`` seconds, InputError when there is no
    such directory, or the trust file does not know the chain.
    """
    if chain not in trust.chains:
        raise InputError(f"it does not know chain {chain!r}", where="trust file", remedy="use the one of this network")
    if not directory.is_dir():
        raise InputError("there is no such directory", where=str(directory), remedy="name a chain's directory")
    with DirectoryLock(directory, wait_s=wait_s):
        audit = _Audit(directory, chain, trust, custody, progress)
        try:
            first_difference = audit.run()
        finally:
            audit.close()
        return AuditReport(
            chain=chain,
            height=audit.replayed.height,
            transactions=_count(audit.replayed, KeySpace.TRANSACTIONS),
            events=_count(audit.replayed, KeySpace.EVENTS),
            records=_count(audit.replayed, KeySpace.RECORDS),
            anchored_height=audit.anchored_height,
            first_difference=first_difference,
        )


class _Audit:
    """One run. The steps are in the order of the module's docstring; the first that objects ends it."""

    def __init__(self, directory: Path, chain: ChainId, trust: Trust, custody: Path | None, progress: Progress) -> None:
        self._directory = directory
        self._chain = chain
        self._trust = trust
        self._trusted: TrustedChain = trust.chains[chain]
        self._custody = custody
        self._progress = progress
        self._store: RocksStateStore | StorageError | None = None
        """None when there is none, which is as good as one that is behind"""
        self.replayed = MemoryStateStore()
        self.ledger = Ledger(chain, self.replayed, programs)
        self.anchored_height: int | None = None

    def close(self) -> None:
        if isinstance(self._store, RocksStateStore):
            self._store.close()

    def run(self) -> str | None:
        """The first difference in words, or None."""
        try:
            self._store = self._open_store()
            durable = self._store.height if isinstance(self._store, RocksStateStore) else NO_HEIGHT
            block_log = FileBlockLog.open_to_read(self._directory / "blocks", durable_height=durable)
            self._execute(block_log)
            log = self._published()
            self._check_seals(block_log, log)
            self._check_root()
            self._check_store()
            self._check_invariants()
            if log is not None:
                self._check_custody(log, block_log)
        except (_Difference, CounterfoilError) as difference:
            return str(difference)
        return None

    def _open_store(self) -> RocksStateStore | StorageError | None:
        directory = self._directory / "state"
        try:
            return RocksStateStore.open_to_read(directory) if directory.exists() else None
        except StorageError as error:
            return error  # Said when its turn comes: damage to the blocks weighs more.

    def _execute(self, block_log: FileBlockLog) -> None:
        if block_log.height == NO_HEIGHT:
            raise _Difference(f"{self._directory / 'blocks'}: there is no block, not even genesis")
        path = self._directory / "genesis.json"
        try:
            genesis = path.read_bytes()
            decode_genesis(genesis)
        except (OSError, InputError) as error:
            raise _Difference(f"{path} cannot be read: {error}") from error
        if digest(block_log.read(Height(0)).header) != self._trusted.genesis:
            raise _Difference(f"block 0 is not the genesis of {self._chain} that the trust file names")
        total = block_log.height + 1
        replay(
            LedgerApplication(self.ledger),
            block_log,
            genesis=genesis,
            on_height=lambda height: self._progress("executing blocks", height + 1, total),
        )

    def _published(self) -> PublishedLog | None:
        """The custody log, as the trust file's witnesses vouch for it."""
        if self._custody is None:
            return None
        for finding in fsck(self._custody, self._trust.policy):
            if not finding.leftover:
                raise _Difference(f"custody log: {finding}")
        log = PublishedLog(self._custody, self._trust.policy)
        if log.origin != self._trusted.log:
            raise _Difference(f"the custody log is {log.origin}, not {self._trusted.log}")
        return log

    def _check_seals(self, block_log: FileBlockLog, log: PublishedLog | None) -> None:
        seals = self._trusted.seals(self._chain)
        if log is not None and self._chain in log.chains:
            known = log.chain(self._chain).seals
            if known.registered != seals:
                raise _Difference("the custody log registers other seal or recovery keys than the trust file names")
            seals = known
        for height, block in enumerate(block_log.blocks(Height(0))):
            try:
                open_seal(decode_header(block.header), dsse.decode(block.seal), seals.at(height))
            except InputError as error:
                raise _Difference(f"block {height}: {error}") from error
            self._progress("checking seals", height + 1, block_log.height + 1)

    def _check_root(self) -> None:
        records = self.replayed.scan(KeySpace.RECORDS)
        root = root_of((state_key(RecordPath(path.decode())), digest(value)) for path, value in records)
        header = decode_header(self.ledger.header(self.ledger.height))
        if to_hex(root) != header.state:
            raise _Difference(f"block {header.height}: the state root is not that of the records")

    def _check_store(self) -> None:
        store = self._store
        if isinstance(store, StorageError):
            raise store
        if store is None or store.height < self.replayed.height:
            return  # Behind after a crash: the next start catches it up, and there is nothing to compare yet.
        for done, space in enumerate(COMPARED, start=1):
            for difference in _differences(self.replayed, store, space):
                raise _Difference(difference)
            self._progress("comparing the state store", done, len(COMPARED))

    def _check_invariants(self) -> None:
        for broken in broken_invariants(self.ledger.view):
            raise _Difference(f"invariant broken: {broken}")

    def _check_custody(self, log: PublishedLog, block_log: FileBlockLog) -> None:
        state = log.chains.get(self._chain)
        if state is None:
            raise _Difference(f"the custody log does not know chain {self._chain}")
        if state.halted is not None:
            raise _Difference(
                f"the custody log halted chain {self._chain}: it sealed two headers at height {state.halted}"
            )
        if state.height > block_log.height:
            raise _Difference(
                f"the custody log anchors height {state.height}; the block log ends at {block_log.height}"
            )
        for height, anchored in enumerate(state.headers):
            if digest(self.ledger.header(Height(height))) != anchored:
                raise _Difference(f"block {height}: the custody log anchors another header")
            self._progress("comparing anchors", height + 1, len(state.headers))
        in_force = rules(self.ledger.view)
        if in_force is None or in_force.log != log.origin:
            raise _Difference(f"the genesis of {self._chain} names another log than {log.origin}")
        self.anchored_height = state.height


def _differences(expected: StateStore, found: StateStore, space: KeySpace) -> Iterator[str]:
    """Where two stores differ in a key space, in key order."""
    for ours, theirs in zip_longest(expected.scan(space), found.scan(space)):
        if ours == theirs:
            continue
        if theirs is None or (ours is not None and ours[0] < theirs[0]):
            yield f"the state store lacks {space.name} {_readable(ours[0])}"
        elif ours is None or theirs[0] < ours[0]:
            yield f"the state store holds {space.name} {_readable(theirs[0])}, which no block wrote"
        else:
            yield f"the state store's {space.name} {_readable(ours[0])} is not what the blocks give"


def _readable(key: bytes) -> str:
    text = key.decode("ascii", errors="replace")
    return repr(text) if text.isprintable() else key.hex()


def _count(store: StateStore, space: KeySpace) -> int:
    return sum(1 for _ in store.scan(space))
