# SPDX-License-Identifier: Apache-2.0
"""The book of seals of one chain: shares come in, complete seals go out and onto the disk.

What is done with a signature, in this order:

1. read       it is a share: a header of this chain, canonical, signed by each key once
2. far        of a height beyond the window: left alone, and asked for again when the window has come there
3. early      of a block that is not executed here yet: held, if a key of the policy in force made it
4. conflict   over another header than the one executed here: kept as evidence, told, never counted
5. known      the seal of that height is complete, or this key has signed it
6. policy     the key is one of the policy of that height
7. signature  it is valid
8. count      with more than two thirds the seal is complete: told at once, and on the disk a moment later

What fails 1, 6 or 7 is an InputError: no member that keeps the rules ever sends it. Memory is bounded by the window,
the keys of a policy, and two early headers for each key and height. Any thread may call; observers must be quick.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from enum import Enum
from pathlib import Path
from threading import RLock
from typing import Final, Self

from counterfoil.consensus.sealing.conflicts import Conflicts, Contradicted
from counterfoil.consensus.sealing.own_shares import OwnShares
from counterfoil.consensus.sealing.seal_file import SealFile
from counterfoil.consensus.sealing.share import Share, open_share, with_signatures
from counterfoil.consensus.sealing.validator_policy import POLICIES_FILE, PolicyHistory, PolicyOf
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.identity.signing import Signer
from counterfoil.primitives.errors import ClosedError, InputError, InvariantBroken, StorageError
from counterfoil.primitives.types import ChainId, Hash, Height, KeyId
from counterfoil.storage.blocklog import NO_HEIGHT, BlockLog
from counterfoil.storage.filelog import Repair

WINDOW: Final = 512
"""Heights above the last seal on the disk of which shares are kept."""
AHEAD: Final = 64
"""Heights above the last executed block of which shares are held."""
_EARLY_OF_A_KEY_MAX: Final = 2
"""Two headers of one height prove what there is to prove."""
_RECENT: Final = 128
"""Heights of which headers are kept in memory, to tell late shares from other headers."""

SealObserver = Callable[[Height, bytes], None]


class Taken(Enum):
    """What became of a share; of one with several signatures, the best that became of any."""

    complete = "it made the seal complete"
    counted = "counted"
    conflict = "it is over another header than the one executed here; kept, and not counted"
    early = "held until the block is executed here"
    known = "known already"
    far = "beyond the heights of which shares are kept; it will be asked for"


_RANK: Final = tuple(Taken)


class SealBook:
    """Seals and shares of a chain. The caller holds the lock of the chain's folder."""

    def __init__(self, chain: ChainId, blocks: BlockLog, own: OwnShares, file: SealFile, folder: Path) -> None:
        self.chain = chain
        self._blocks = blocks
        self._own = own
        self._file = file
        self._policies = own.policies
        self._conflicts = Conflicts(chain, folder / "conflicts")
        self._lock = RLock()
        self._height = blocks.height
        self._loaded = file.height
        self._headers: dict[Height, bytes] = {}
        self._shares: dict[Height, dict[KeyId, Signature]] = {}
        self._complete: dict[Height, bytes] = {}
        self._early: dict[Height, dict[KeyId, dict[Hash, Envelope]]] = {}
        self._waiting: dict[Height, list[Future[bytes]]] = {}
        self._completed: list[tuple[Height, bytes]] = []
        self._contradicted: list[Contradicted] = []
        self._on_seal: tuple[SealObserver, ...] = ()
        self._on_share: tuple[SealObserver, ...] = ()
        self._on_conflict: tuple[Callable[[Contradicted], None], ...] = ()

    @classmethod
    def open(
        cls, folder: Path, chain: ChainId, blocks: BlockLog, *, policy: PolicyOf, keys: Sequence[Signer] = ()
    ) -> Self:
        """The book in a folder, level with the chain's block log; ``keys`` are this node's own seal keys.

        ``policy`` answers at least for the height after the last block, and for all heights when the book is new.
        Raises StorageError when the book is ahead of the log, CorruptionError for damage.
        """
        folder.mkdir(parents=True, exist_ok=True)
        file = SealFile.open(folder / "seals")
        if file.height > blocks.height:
            file.close()
            problem = f"{folder} has the seal of block {file.height}, but the block log ends at {blocks.height}"
            raise StorageError(f"{problem}: blocks were lost; restore the log")
        policies = PolicyHistory.open(folder / POLICIES_FILE)
        if policies.is_empty and blocks.height > NO_HEIGHT:
            for height in range(blocks.height + 1):
                policies.note(Height(height), policy(Height(height)))
        policies.note(Height(blocks.height + 1), policy(Height(blocks.height + 1)))
        book = cls(chain, blocks, OwnShares(blocks, policies, policy, keys), file, folder)
        book._load()
        return book

    @property
    def repair(self) -> Repair | None:
        """What opening had to cut off: a seal that is collected again."""
        return self._file.repair

    @property
    def height(self) -> Height:
        """The last block that was executed here."""
        return self._height

    def complete_until(self) -> Height:
        """Every header up to here has its seal, on the disk."""
        return self._file.height

    def collected_until(self) -> Height:
        """The same, with those that are complete and still on their way to the disk."""
        with self._lock:
            until = self._file.height
            while Height(until + 1) in self._complete:
                until = Height(until + 1)
            return until

    def policy(self, height: Height) -> KeyPolicy:
        """Who seals a height, up to the one after the last block executed here."""
        return self._policies.at(height)

    def members(self) -> dict[KeyId, PublicKey]:
        """The keys of all policies that seals are still collected under."""
        with self._lock:
            policies = self._policies.from_on(Height(self._file.height + 1))
        return {key.keyid: key for policy in policies for key in policy.keys}

    def seal(self, height: Height) -> bytes | None:
        """The complete seal of a height, or None as long as there is none."""
        with self._lock:
            if height in self._complete:
                return self._complete[height]
            return self._file.read(height) if 0 <= height <= self._file.height else None

    def outvoted(self) -> Height | None:
        """The first height at which more than two thirds are known to have signed another header than is here."""
        with self._lock:
            found = self._conflicts.outvoted(self._blocks, self._policies.threshold)
        return None if found is None else found[0]

    def wait(self, height: Height) -> Future[bytes]:
        """The seal of a height, as soon as it is complete."""
        future: Future[bytes] = Future()
        with self._lock:
            known = self.seal(height)
            if known is None:
                self._waiting.setdefault(height, []).append(future)
        if known is not None:
            future.set_result(known)
        return future

    def follow(self, observer: SealObserver) -> None:
        """Have it told of each seal that is completed from now on, not always in order of height."""
        self._on_seal = (*self._on_seal, observer)

    def on_share(self, observer: SealObserver) -> None:
        """Have it told of each share of this node's own, when its block was committed."""
        self._on_share = (*self._on_share, observer)

    def on_conflict(self, observer: Callable[[Contradicted], None]) -> None:
        """Have it told of each header that a validator signed in the place of the one executed here."""
        self._on_conflict = (*self._on_conflict, observer)

    def share(self, header: bytes) -> bytes:
        """This node's share of the next header, for its block log: see ``OwnShares.share``."""
        return self._own.share(header)

    def committed(self, header: bytes, share: bytes) -> None:
        """The next block is durable and committed, with this share: send that out, and count what came before it.

        An observer of blocks. Raises InvariantBroken for another than the next one, StorageError.
        """
        envelope = dsse.decode(share)
        height = Height(self._height + 1)
        if envelope.payload != header or decode_header(header).height != height:
            raise InvariantBroken(f"what was committed is not header {height} with its share")
        if envelope.signatures:
            for observer in self._on_share:  # before all else: the others wait for it
                observer(height, share)
        with self._lock:
            self._own.next_policy(height)
            self._height = height
            if self._loaded == height - 1 and height <= self._file.height + WINDOW:
                self._take_in(height, header, envelope)
            for of_key in self._early.pop(height, {}).values():
                for early in of_key.values():
                    with suppress(InputError):  # its key is not one of this height's policy, which is known only now
                        self._take(Share(height, header_hash(early.payload), early))
        self._tell()

    def add(self, data: bytes) -> Taken:
        """Take in what somebody sent: a share, or a complete seal. Raises InputError for what no member sends."""
        share = open_share(data, self.chain)
        try:
            with self._lock:
                return self._take(share)
        finally:
            self._tell()

    def held(self, height: Height) -> bytes | None:
        """What there is of a height for who lacks it: the seal, or the signatures known; None where there are none."""
        with self._lock:
            if (seal := self.seal(height)) is not None:
                return seal
            if not 0 <= height <= self._height:
                return None
            if height in self._shares:
                signatures = self._shares[height].values()
                return with_signatures(self._headers[height], signatures) if signatures else None
            stored = self._blocks.read(height).seal
        return stored if dsse.decode(stored).signatures else None

    def header(self, height: Height) -> bytes:
        """The header of a block executed here; raises InputError where there is none."""
        with self._lock:
            if (known := self._headers.get(height)) is not None:
                return known
            if (seal := self.seal(height)) is not None:
                return dsse.decode(seal).payload
        return self._blocks.read(height).header

    def flush(self) -> Height:
        """Bring complete seals onto the disk, in order and with one sync; returns ``complete_until``.

        Raises StorageError, after which nothing more is taken. One thread at a time.
        """
        with self._lock:
            ready: list[bytes] = []
            while (height := Height(self._file.height + 1 + len(ready))) in self._complete:
                ready.append(self._complete[height])
        if ready:
            self._file.append(ready)
            with self._lock:
                for height in [one for one in self._complete if one <= self._file.height]:
                    del self._complete[height]
                for height in [one for one in self._headers if one <= self._file.height - _RECENT]:
                    del self._headers[height]
                self._load()
            self._tell()
        return self._file.height

    def close(self) -> None:
        """Write what is complete, and close the files."""
        try:
            self.flush()
        finally:
            self._file.close()
            for future in [one for waiting in self._waiting.values() for one in waiting]:
                if future.set_running_or_notify_cancel():
                    future.set_exception(ClosedError("the seals are closed: this one was not complete"))

    def _load(self) -> None:
        """Take in the headers that the window has come to."""
        while self._loaded < min(self._height, self._file.height + WINDOW):
            height = Height(self._loaded + 1)
            block = self._blocks.read(height)
            self._take_in(height, block.header, dsse.decode(block.seal))

    def _take_in(self, height: Height, header: bytes, envelope: Envelope) -> None:
        """A header of the window, with the signatures that the block log has."""
        self._loaded = height
        self._headers[height] = header
        self._shares[height] = {}
        if envelope.signatures:
            self._take(Share(height, header_hash(header), envelope))

    def _take(self, share: Share) -> Taken:
        if share.height > min(self._file.height + WINDOW, self._height + AHEAD):
            return Taken.far
        if share.height > self._height:
            return self._hold(share)
        if share.envelope.payload != self.header(share.height):
            return self._contradict(share)
        return self._count(share) if share.height in self._shares else Taken.known

    def _tell(self) -> None:
        """Whoever waits or follows hears of it outside the lock."""
        while self._completed or self._contradicted:
            with self._lock:
                completed, self._completed = self._completed, []
                contradicted, self._contradicted = self._contradicted, []
                waiting = [(seal, self._waiting.pop(height, [])) for height, seal in completed]
            for seal, futures in waiting:
                for future in futures:
                    if future.set_running_or_notify_cancel():
                        future.set_result(seal)
            for height, seal in completed:
                for observer in self._on_seal:
                    observer(height, seal)
            for told in contradicted:
                for listener in self._on_conflict:
                    listener(told)

    def _hold(self, share: Share) -> Taken:
        """Checked by the policy in force, since its own is not known yet: else anybody could take another's place."""
        keys = self._policies.keys_at(Height(self._height + 1))
        taken = Taken.far
        for alone in _one_by_one(share.envelope):
            keyid = alone.signatures[0].keyid
            if keyid not in keys:
                continue
            of_key = self._early.setdefault(share.height, {}).setdefault(keyid, {})
            if share.hash in of_key or len(of_key) >= _EARLY_OF_A_KEY_MAX:
                taken = _better(taken, Taken.known)
                continue
            _require_valid(alone, keys[keyid])
            of_key[share.hash] = alone
            taken = _better(taken, Taken.early)
        return taken

    def _count(self, share: Share) -> Taken:
        height, known = share.height, self._shares[share.height]
        policy, keys = self._policies.at(height), self._policies.keys_at(height)
        taken = Taken.known
        for alone in _one_by_one(share.envelope):
            signature = alone.signatures[0]
            if signature.keyid in known:
                continue
            if signature.keyid not in keys:
                raise InputError(f"no key of the policy of header {height}: {signature.keyid}", where="share")
            _require_valid(alone, keys[signature.keyid])
            known[signature.keyid] = signature
            for other in self._conflicts.others(height, signature.keyid):
                self._note_conflict(height, other, (signature,))  # now it is known to have signed both
            taken = Taken.counted
            if len(known) >= policy.threshold:
                self._complete[height] = with_signatures(share.envelope.payload, known.values())
                self._completed.append((height, self._complete[height]))
                del self._shares[height]
                return Taken.complete
        return taken

    def _contradict(self, share: Share) -> Taken:
        keys = self._policies.keys_at(share.height)
        for alone in _one_by_one(share.envelope):
            keyid = alone.signatures[0].keyid
            if keyid not in keys:
                raise InputError(f"no key of the policy of header {share.height}: {keyid}", where="share")
            if not self._conflicts.is_known(share.height, alone):
                _require_valid(alone, keys[keyid])
                self._note_conflict(share.height, alone, self._signatures(share.height, keyid))
        return Taken.conflict

    def _note_conflict(self, height: Height, other: Envelope, own: tuple[Signature, ...]) -> None:
        threshold = self._policies.at(height).threshold
        told = self._conflicts.add(height, other, self.header(height), own, threshold)
        if told is not None:
            self._contradicted.append(told)

    def _signatures(self, height: Height, keyid: KeyId) -> tuple[Signature, ...]:
        """The signature of a key on the header of this node, where it is known."""
        if (found := self._shares.get(height, {}).get(keyid)) is not None:
            return (found,)
        seal = self.seal(height)
        return tuple(one for one in dsse.decode(seal).signatures if one.keyid == keyid) if seal is not None else ()


def _one_by_one(envelope: Envelope) -> list[Envelope]:
    """An envelope for each signature."""
    kind, payload = envelope.payload_type, envelope.payload
    return [Envelope(payload=payload, payload_type=kind, signatures=(one,)) for one in envelope.signatures]


def _require_valid(alone: Envelope, key: PublicKey) -> None:
    if not key.verify(alone.pre_authentication_encoding(), alone.signatures[0].sig):
        raise InputError(f"the signature of {key.keyid} is not valid", where="share")


def _better(one: Taken, other: Taken) -> Taken:
    return min(one, other, key=_RANK.index)
