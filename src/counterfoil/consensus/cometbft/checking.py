# SPDX-License-Identifier: Apache-2.0
"""Signatures are verified once: what passed when it entered the mempool need not be verified again in its block.

What passed once passes for ever but for its place in time, which ``prepare_proposal`` judges anew for each block. So a
node that kept nothing and one that kept all give the same block. What was refused is never kept: a key may become
known.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import chain
from secrets import SystemRandom
from threading import Lock
from typing import Final

from counterfoil.application import Checked, Refusal
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash

KEPT_BYTES_MAX: Final = 128 * 2**20
"""Transactions' bytes that stay; the oldest go first."""
CHUNK: Final = 64
"""How many one thread verifies in one go."""
LOOKED_AT: Final = 16
"""Of a batch, before it enters the mempool. Where half of one is bad, all but one in 65,536 are found out."""
AHEAD_MAX: Final = 2_048
"""Transactions that are verified before their block asks for them: what a flood can make a block wait for."""


class Checks:
    """What an application checked, by the digest of the transaction's bytes. Any thread may ask."""

    def __init__(
        self,
        check: Callable[[bytes], Checked | Refusal],
        *,
        threads: int = 2,
        bytes_max: int = KEPT_BYTES_MAX,
        ahead_max: int = AHEAD_MAX,
    ) -> None:
        self._check = check
        self._bytes_max = bytes_max
        self._ahead_max = ahead_max
        self._bytes = 0
        self._kept: OrderedDict[Hash, Checked] = OrderedDict()
        self._ahead: dict[Hash, Future[None]] = {}
        """who checks what nobody waits for yet"""
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="abci-check")

    def all_of(self, transactions: Sequence[bytes]) -> dict[Hash, Checked | Refusal]:
        """What becomes of each, by digest, in their order; those that stand twice, once."""
        named = {digest(data): data for data in transactions}
        with self._lock:
            under_way = {self._ahead[name] for name in named if name in self._ahead}
        wait(under_way)
        with self._lock:
            found: dict[Hash, Checked | Refusal | None] = {name: self._kept.get(name) for name in named}
        missing = [name for name, checked in found.items() if checked is None]
        chunks = [missing[start : start + CHUNK] for start in range(0, len(missing), CHUNK)]

        def check_chunk(names: list[Hash]) -> list[Checked | Refusal]:
            return [self._judged(name, named[name]) for name in names]

        # One chunk alone gains nothing from another thread.
        answers = map(check_chunk, chunks) if len(chunks) < 2 else self._pool.map(check_chunk, chunks)
        judged = dict(zip(missing, chain.from_iterable(answers), strict=True))
        return {name: judged[name] if checked is None else checked for name, checked in found.items()}

    def fault(self, transactions: Sequence[bytes], codes: Collection[int]) -> Refusal | None:
        """The first refusal of one of these codes, of a few that chance names.

        Who floods is found out, the sooner the worse it is, and what an honest member hands in waits for few.
        """
        few = transactions if len(transactions) <= LOOKED_AT else SystemRandom().sample(transactions, LOOKED_AT)
        for answer in self.all_of(few).values():
            if isinstance(answer, Refusal) and answer.code in codes:
                return answer
        return None

    def one(self, data: bytes) -> Checked | Refusal:
        """What becomes of one, for whoever is about to put it into a batch."""
        name = digest(data)
        with self._lock:
            known = self._kept.get(name)
        return known or self._judged(name, data)

    def any_of(self, transactions: Sequence[bytes]) -> Refusal | None:
        """None as soon as one of them passes, and then the others are checked ahead; else why the first does not."""
        first: Refusal | None = None
        for position, data in enumerate(transactions):
            answer = self.one(data)
            if isinstance(answer, Checked):
                self.ahead(transactions[position + 1 :])
                return None
            first = first or answer
        return first

    def ahead(self, transactions: Sequence[bytes]) -> None:
        """Begin to check what a block will ask for. Nobody waits; what is too much now is checked in its block."""
        named = {digest(data): data for data in transactions}
        with self._lock:
            missing = [name for name in named if name not in self._kept and name not in self._ahead]
            del missing[max(0, self._ahead_max - len(self._ahead)) :]
            for start in range(0, len(missing), CHUNK):
                chunk = {name: named[name] for name in missing[start : start + CHUNK]}
                self._ahead |= dict.fromkeys(chunk, self._pool.submit(self._check_ahead, chunk))

    def forget(self, names: Sequence[Hash]) -> None:
        """They have their answers."""
        with self._lock:
            for name in names:
                if (gone := self._kept.pop(name, None)) is not None:
                    self._bytes -= len(gone.data)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()

    def _check_ahead(self, named: Mapping[Hash, bytes]) -> None:
        """In a thread of the pool. What is refused, or goes wrong, is asked again by the state before its block."""
        try:
            for name, data in named.items():
                self._judged(name, data)
        finally:
            with self._lock:
                for name in named:
                    del self._ahead[name]

    def _judged(self, name: Hash, data: bytes) -> Checked | Refusal:
        answer = self._check(data)
        if isinstance(answer, Checked):
            self._keep(name, answer)
        return answer

    def _keep(self, name: Hash, checked: Checked) -> None:
        with self._lock:
            if name in self._kept:
                return
            self._kept[name] = checked
            self._bytes += len(checked.data)
            while self._bytes > self._bytes_max:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.data)
