# SPDX-License-Identifier: Apache-2.0
"""Signatures are verified once: what passed when it entered the mempool need not be verified again in its block.

What passed once passes for ever but for its place in time, which ``prepare_proposal`` judges anew for each block. So a
node that kept nothing and one that kept all give the same block. What was refused is never kept: a key may become
known.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Lock
from typing import Final

from counterfoil.application import Checked, Refusal
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash

KEPT_BYTES_MAX: Final = 128 * 2**20
"""Transactions' bytes that stay; the oldest go first."""
CHUNK: Final = 64
"""How many one thread verifies in one go."""


class Checks:
    """What an application checked, by the digest of the transaction's bytes. Any thread may ask."""

    def __init__(
        self, check: Callable[[bytes], Checked | Refusal], *, threads: int = 2, bytes_max: int = KEPT_BYTES_MAX
    ) -> None:
        self._check = check
        self._bytes_max = bytes_max
        self._bytes = 0
        self._kept: OrderedDict[Hash, Checked] = OrderedDict()
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="abci-check")

    def all_of(self, transactions: Sequence[bytes]) -> dict[Hash, Checked | Refusal]:
        """What becomes of each, by digest, in their order; those that stand twice, once."""
        named = {digest(data): data for data in transactions}
        with self._lock:
            found: dict[Hash, Checked | Refusal | None] = {name: self._kept.get(name) for name in named}
        missing = [name for name, checked in found.items() if checked is None]
        chunks = [missing[start : start + CHUNK] for start in range(0, len(missing), CHUNK)]

        def check_chunk(names: list[Hash]) -> list[Checked | Refusal]:
            return [self._check(named[name]) for name in names]

        # One chunk alone gains nothing from another thread.
        answers = map(check_chunk, chunks) if len(chunks) < 2 else self._pool.map(check_chunk, chunks)
        judged = dict(zip(missing, chain.from_iterable(answers), strict=True))
        for name, answer in judged.items():
            if isinstance(answer, Checked):
                self._keep(name, answer)
        return {name: judged[name] if checked is None else checked for name, checked in found.items()}

    def fault(self, transactions: Sequence[bytes], codes: Collection[int]) -> Refusal | None:
        """The first refusal of one of these codes. A few are looked at before all: who floods has less looked at."""
        for some in (transactions[:CHUNK], transactions):
            for answer in self.all_of(some).values():
                if isinstance(answer, Refusal) and answer.code in codes:
                    return answer
        return None

    def one(self, data: bytes) -> Checked | Refusal:
        """What becomes of one, for whoever is about to put it into a batch."""
        (answer,) = self.all_of((data,)).values()
        return answer

    def forget(self, names: Sequence[Hash]) -> None:
        """They have their answers."""
        with self._lock:
            for name in names:
                if (gone := self._kept.pop(name, None)) is not None:
                    self._bytes -= len(gone.data)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()

    def _keep(self, name: Hash, checked: Checked) -> None:
        with self._lock:
            if name in self._kept:
                return
            self._kept[name] = checked
            self._bytes += len(checked.data)
            while self._bytes > self._bytes_max:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.data)
