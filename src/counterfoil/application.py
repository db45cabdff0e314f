# SPDX-License-Identifier: Apache-2.0
"""What an ordering engine asks of an application; shaped after ABCI, so that any engine can drive any application.

The laws that engines rely on:

1. ``check``, ``prepare_proposal``, ``refusal``, ``query`` and ``info`` read what is committed: they may be called from
   any thread, while a block is executed in another.
2. ``prepare_proposal`` leaves out every candidate that ``check`` or ``refusal`` would refuse at the state before the
   block. So each transaction of a stored block passes both again when the block is replayed on that state.
3. ``finalize_block`` is deterministic: the same state, height, time and transactions give the same header bytes.
   A transaction that may not stand at its place is answered by a ``Refusal``: it is left out of the block, and the
   header does not cover it. One that is executed has a ``TransactionResult``, committed or rejected, for ever.
4. Nothing that ``init_chain`` or ``finalize_block`` did can be seen by ``info`` or survives the process before
   ``commit``; ``commit`` makes the whole block visible at once.
5. A rule that rejects a transaction gives a ``TransactionResult``. An exception means that going on is unsafe.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from counterfoil.identity.validators import Validator as Validator
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, Timestamp


class Info(msgspec.Struct, frozen=True):
    """Where the application's committed state stands; height -1 and a zero hash before genesis."""

    chain: ChainId
    height: Height
    header_hash: Hash


class Checked(msgspec.Struct, frozen=True, gc=False):
    """A transaction fit to enter a block. An application hands out a subclass of its own, and gets it back."""

    id: HexHash
    data: bytes
    """the transaction as received"""


class Refusal(msgspec.Struct, frozen=True):
    """Why a transaction stands in no block: malformed, badly signed, seen before, expired, incomplete."""

    code: int
    reason: str
    detail: str = ""


class TransactionResult(msgspec.Struct, frozen=True, gc=False):
    """What became of a transaction in a block."""

    id: HexHash
    height: Height
    index: int
    """Position in the block, from 0."""
    code: int
    """0 when committed, else the number of the rule that rejected it."""
    outcome: str
    call: int | None
    """Which of its calls was rejected, from 0."""
    events: int
    """How many events it caused."""
    detail: str = ""
    """What the rule said of this case; for people, and no part of the ledger."""


class FinalizedBlock(msgspec.Struct, frozen=True):
    """Canonical header bytes, and one answer per transaction given, in their order."""

    header: bytes
    answers: tuple[TransactionResult | Refusal, ...]
    validators: tuple[Validator, ...] | None = None
    """All of them after this block, when the block changed them."""


class Application(Protocol):
    """A deterministic state machine under an ordering engine."""

    def info(self) -> Info:
        """Where the committed state stands."""
        ...

    def init_chain(self, genesis: bytes) -> bytes:
        """Execute the genesis document as block 0 and return its header bytes; ``commit`` follows."""
        ...

    def check(self, data: bytes) -> Checked | Refusal:
        """Decode, verify signatures, and judge against the committed state. Thread-safe."""
        ...

    def prepare_proposal(self, candidates: Sequence[Checked]) -> list[Checked]:
        """The candidates that may stand in the next block, in order: none seen or expired meanwhile."""
        ...

    def refusal(self, checked: Checked) -> Refusal | None:
        """Why a checked transaction may not enter the next block; None when it may."""
        ...

    def restarts(self, checked: Checked) -> bool:
        """Whether it begins a run of the engine, as an order that each node was started with.

        An engine of many takes it in no other way: neither from a member nor from a proposer.
        """
        ...

    def process_proposal(self, transactions: Sequence[bytes]) -> bool:
        """Whether a block of these transactions, proposed by somebody else, would be acceptable."""
        ...

    def finalize_block(self, height: Height, time: Timestamp, transactions: Sequence[Checked]) -> FinalizedBlock:
        """Execute a block. Its effects wait for ``commit``."""
        ...

    def newer(self, header: bytes, transactions: Sequence[bytes]) -> tuple[str, ...]:
        """What of a block that others executed to this header only newer software knows, in words. Thread-safe."""
        ...

    def commit(self) -> None:
        """Make the block just executed the committed state, behind the block log and without syncing."""
        ...

    def validators(self) -> tuple[Validator, ...]:
        """Those of the committed state, in their order; none where the chain has none, as under solo. Thread-safe."""
        ...

    def query(self, path: str, data: bytes) -> bytes:
        """Read committed state; raises InputError for an unknown path. Thread-safe."""
        ...
