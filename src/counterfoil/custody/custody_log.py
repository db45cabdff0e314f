# SPDX-License-Identifier: Apache-2.0
"""The custody log: a tile log whose entries obey the registry, and whose published checkpoints all end with a roll."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from counterfoil.custody.files import write_durably
from counterfoil.custody.log import TileLog, with_log
from counterfoil.custody.registry import ChainState, Registry
from counterfoil.custody.witness_client import WitnessClient
from counterfoil.evidence.entries import (
    ENTRY_LENGTH_MAX,
    ChainEntry,
    Entry,
    decode_entry,
    encode_entry,
)
from counterfoil.evidence.header import SealedHeader
from counterfoil.evidence.tlog_proof import TlogProof
from counterfoil.evidence.witness_policy import OpenedCheckpoint, WitnessPolicy
from counterfoil.identity.note import NoteSigner
from counterfoil.primitives.errors import CorruptionError, CustodyError, DecodeError
from counterfoil.primitives.types import ChainId, Hash

VKEY_FILE: Final = "vkey"
POLICY_FILE: Final = "policy"


class CustodyLog:
    """One custody folder. Entries count from acceptance, and last from the next publication."""

    def __init__(self, log: TileLog) -> None:
        self.log = log
        self._lock = threading.RLock()
        self._registry = Registry()
        self._rebuild()

    @classmethod
    def open(
        cls, directory: Path, *, signer: NoteSigner, policy: WitnessPolicy, witnesses: Sequence[WitnessClient] = ()
    ) -> "CustodyLog":
        """Open or begin the custody log in ``directory``; raises LockedError or CorruptionError."""
        log = TileLog.open(directory, signer=signer, policy=policy, witnesses=witnesses)
        try:
            write_public_files(directory, signer, policy)
            return cls(log)
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

        Raises CustodyError when the chain is registered otherwise, or its policy is unsound.
        """
        with self._lock:
            known = self._registry.chains.get(entry.chain)
            if known is not None and known.entry == entry:
                return known.index
            self._registry.judge(entry)
            return self._accept(entry)

    def anchor(self, sealed: SealedHeader) -> int:
        """Anchor a sealed header; returns its index, the old one when it is anchored already.

        Another header, validly sealed, at an anchored height makes an ``equivocation`` entry whose index is
        returned, and halts the chain (see ``is_halted``). Anything else raises CustodyError and leaves no trace.
        """
        with self._lock:
            known = self._registry.index_of(sealed)
            return self._accept(self._registry.entry_for(sealed)) if known is None else known

    def publish(self) -> OpenedCheckpoint:
        """End the log with a roll, sign, have it cosigned and show it; raises QuorumError.

        When nothing happened since the last roll, the same tree is cosigned afresh.
        """
        with self._lock:
            if not self._registry.last_was_roll:
                self._accept(self._registry.roll())
            self.log.sign_tree()
        return self.log.show()

    @property
    def published(self) -> OpenedCheckpoint | None:
        """The checkpoint that the world sees, None before the first quorum."""
        return self.log.published

    @property
    def size(self) -> int:
        """Number of entries, with those not yet published."""
        return self.log.size

    def is_halted(self, chain: ChainId) -> bool:
        """Whether the chain was caught sealing two headers at one height; raises CustodyError when unknown."""
        return self._chain(chain).halted

    def height(self, chain: ChainId) -> int:
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

    def _rebuild(self) -> None:
        for index, entry in enumerate(self.log.signed_entries()):
            try:
                self._registry.apply(index, decode_entry(entry))
            except (DecodeError, KeyError) as error:
                raise CorruptionError(self.log.store.directory, index, f"entry {index}: {error}") from error


def write_public_files(directory: Path, signer: NoteSigner, policy: WitnessPolicy) -> None:
    """Put the log's ``vkey`` and the ``policy`` beside the log, for readers and fsck, unless they are there."""
    for name, text in ((VKEY_FILE, signer.verifier.vkey + "\n"), (POLICY_FILE, with_log(policy, signer).encode())):
        path = directory / name
        if not path.exists():
            write_durably(path, text.encode("utf-8", "surrogateescape"))
