# SPDX-License-Identifier: Apache-2.0
"""The custody log: a tile log whose entries obey the registry, and whose published checkpoints all end with a roll."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from counterfoil.custody.chain_state import ChainState
from counterfoil.custody.files import read_kept, write_durably
from counterfoil.custody.log import TileLog
from counterfoil.custody.registry import Registry
from counterfoil.custody.witness_client import WitnessClient
from counterfoil.evidence.entries import (
    AHEAD_MAX_MS,
    ENTRY_LENGTH_MAX,
    ChainEntry,
    Entry,
    decode_audit,
    decode_entry,
    encode_entry,
)
from counterfoil.evidence.seal import SealedHeader, SealHistory, decode_rotation
from counterfoil.evidence.tlog_proof import TlogProof
from counterfoil.evidence.witness_policy import OpenedCheckpoint, WitnessPolicy
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.note import NoteSigner
from counterfoil.primitives.clocks import clock_problem
from counterfoil.primitives.errors import CorruptionError, CustodyError, InputError
from counterfoil.primitives.types import ChainId, Hash, Height, Timestamp

VKEY_FILE: Final = "vkey"
POLICY_FILE: Final = "policy"

Clock = Callable[[], Timestamp]
"""Milliseconds, as POSIX counts them."""
T = TypeVar("T")


class CustodyLog:
    """One custody folder. Entries count from acceptance, and last from the next publication.

    ``clock`` stamps what the log receives. One that cannot be right is refused with CustodyError, for stamps never go
    back: before 2026, more than a week ahead of the last stamp, more than a minute behind it. ``accept_clock`` is how a
    person says that the last two are in order, after a long silence or after a stamp that was too late.
    """

    def __init__(self, log: TileLog, clock: Clock, *, accept_clock: bool = False) -> None:
        self.log = log
        self._clock = clock
        self._accept_clock = accept_clock
        self._lock = threading.RLock()
        self._registry = Registry(log.origin)
        self._rebuild()

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        signer: NoteSigner,
        policy: WitnessPolicy,
        clock: Clock,
        witnesses: Sequence[WitnessClient] = (),
        accept_clock: bool = False,
        wait_s: float = 0,
    ) -> "CustodyLog":
        """Open or begin the custody log in ``directory``; raises LockedError or CorruptionError.

        ``wait_s`` is for how many seconds another process may still hold it.
        """
        log = TileLog.open(directory, signer=signer, policy=policy, witnesses=witnesses, wait_s=wait_s)
        try:
            opened = cls(log, clock, accept_clock=accept_clock)
            write_vkey(directory, signer)
            if not (directory / POLICY_FILE).exists():
                write_policy(directory, log.policy)
            return opened
        except BaseException:
            log.close()
            raise

    def close(self) -> None:
        """Let go of the folder; what was not published is gone, and is to be submitted again."""
        self.log.close()

    def __enter__(self) -> "CustodyLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def register_chain(self, entry: ChainEntry) -> int:
        """Register a chain; returns the index of its entry, the old one when it is registered just so.

        Raises CustodyError when the chain is registered otherwise, or its policies are unsound.
        """
        with self._lock:
            known = self._registry.chains.get(entry.chain)
            if known is not None and known.entry == entry:
                return known.index
            self._registry.judge(entry)
            return self._accept(entry)

    def anchor(self, sealed: SealedHeader) -> int:
        """Anchor a sealed header; returns its index, the old one when the log has it already.

        Another header, validly sealed, at an anchored height makes an ``equivocation`` entry whose index is
        returned, and halts the chain (see ``is_halted``) unless the policy that sealed it has been retired since.
        Anything else raises CustodyError and leaves no trace.
        """
        with self._lock:
            state = self._registry.require_chain(sealed.header.chain)
            if (known := state.header_index(sealed.header.height, sealed.hash)) is not None:
                return known
            return self._accept(self._registry.entry_for(sealed, self._now()))

    def rotate(self, envelope: Envelope) -> int:
        """Put another seal policy in force, as a signed ``Rotation`` says; returns its index, the old one if known.

        Raises CustodyError when it is not signed by those who may, or does not go on from the last anchored header.
        """
        with self._lock:
            state = self._registry.require_chain(_read(decode_rotation, envelope).chain)
            if (known := state.rotation_index(envelope)) is not None:
                return known
            return self._accept(self._registry.rotation_for(envelope, self._now()))

    def audit(self, envelope: Envelope) -> int:
        """Take in a state auditor's signed ``Audit`` of an anchored header; returns its index, the old one if known.

        Raises CustodyError when it speaks of another log, genesis, header or state than this log holds.
        """
        with self._lock:
            state = self._registry.require_chain(_read(decode_audit, envelope).chain)
            if (known := state.audit_index(envelope)) is not None:
                return known
            return self._accept(self._registry.audit_for(envelope, self._now()))

    def publish(self) -> OpenedCheckpoint:
        """End the log with a roll, sign, have it cosigned and show it; raises QuorumError.

        When nothing happened since the last roll, the same tree is cosigned afresh. The ``policy`` beside the log is
        from then on the one that it was published under.
        """
        with self._lock:
            if not self._registry.last_was_roll:
                self._accept(self._registry.roll(self._now()))
            self.log.sign_tree()
        shown = self.log.show()
        write_policy(self.log.directory, self.log.policy)
        return shown

    @property
    def published(self) -> OpenedCheckpoint | None:
        """The checkpoint that the world sees, None before the first quorum."""
        return self.log.published

    @property
    def size(self) -> int:
        """Number of entries, with those not yet published."""
        return self.log.size

    def is_halted(self, chain: ChainId) -> bool:
        """Whether the chain was caught sealing two headers at one height, and nothing recovered it since.

        Raises CustodyError when the chain is unknown.
        """
        return self._chain(chain).halted is not None

    def knows(self, chain: ChainId) -> bool:
        """Whether the chain is registered."""
        with self._lock:
            return chain in self._registry.chains

    def seals(self, chain: ChainId) -> SealHistory:
        """Who may seal which heights of a chain; raises CustodyError when it is unknown."""
        return self._chain(chain).seals

    def height(self, chain: ChainId) -> Height:
        """The last anchored height, −1 before the first; raises CustodyError when the chain is unknown."""
        return self._chain(chain).height

    def anchor_index(self, chain: ChainId, height: int) -> int:
        """The log index of the anchor of a height; raises CustodyError when it is not anchored."""
        state = self._chain(chain)
        if not 0 <= height <= state.height:
            raise CustodyError(f"header {height} of {chain} is not anchored; the last is {state.height}")
        return state.indexes[height]

    def entry(self, index: int) -> bytes:
        """The bytes of entry ``index``; raises CustodyError."""
        return self.log.entry(index)

    def inclusion_proof(self, index: int, size: int) -> tuple[Hash, ...]:
        """See TileLog."""
        return self.log.inclusion_proof(index, size)

    def tlog_proof(self, index: int) -> TlogProof:
        """See TileLog."""
        return self.log.tlog_proof(index)

    def _chain(self, chain: ChainId) -> ChainState:
        with self._lock:
            return self._registry.require_chain(chain)

    def _accept(self, entry: Entry) -> int:
        """Append and apply an entry that was judged: the one way into the log."""
        encoded = encode_entry(entry)
        if len(encoded) > ENTRY_LENGTH_MAX:
            raise CustodyError(f"an entry of {len(encoded)} bytes; at most {ENTRY_LENGTH_MAX} fit")
        index = self.log.append([encoded])
        self._registry.apply(index, entry)
        return index

    def _now(self) -> Timestamp:
        """The time of receipt of the next entry; raises CustodyError when the clock is not to be believed."""
        now, last = self._clock(), self._registry.received
        problem = clock_problem(now, 0)  # a clock that is not set is never right, whoever says so
        if problem is None and not self._accept_clock:
            problem = clock_problem(now, last)
            if last - now > AHEAD_MAX_MS:
                problem = f"the clock says {now} ms, {last - now} ms before the last entry was received"
        if problem is not None:
            raise CustodyError(
                f"{problem}; nothing was written. Set the clock; if it is right, open the log with accept_clock, "
                "which is to be decided by a person"
            )
        return max(last, now)

    def _rebuild(self) -> None:
        for index, entry in enumerate(self.log.signed_entries()):
            try:
                self._registry.apply(index, decode_entry(entry))
            except (InputError, KeyError) as error:
                raise CorruptionError(self.log.store.directory, index, f"entry {index}: {error}") from error


def _read(decode: Callable[[Envelope], T], envelope: Envelope) -> T:
    try:
        return decode(envelope)
    except InputError as error:
        raise CustodyError(str(error)) from error


def write_vkey(directory: Path, signer: NoteSigner) -> None:
    """Put the log's ``vkey`` beside the log, for readers, unless it is there."""
    path = directory / VKEY_FILE
    if not path.exists():
        write_durably(path, (signer.verifier.vkey + "\n").encode())


def write_policy(directory: Path, policy: WitnessPolicy) -> None:
    """Put the ``policy`` beside the log, for readers and fsck, unless it stands there."""
    path, data = directory / POLICY_FILE, policy.encode().encode("utf-8", "surrogateescape")
    if not path.exists() or read_kept(path) != data:
        write_durably(path, data)
