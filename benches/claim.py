# SPDX-License-Identifier: Apache-2.0
"""What a benchmark says: a figure, its unit, the conditions, and for a rate the machine's limit in the same run."""

import os
import platform
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from counterfoil.identity.policy import PublicKey

Envelope = tuple[PublicKey, bytes, bytes]
"""public key, signed message, signature"""


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One measured figure."""

    name: str
    value: float
    unit: str
    conditions: str
    limit: float | None = None
    """what this machine can do at most, in the same unit, measured in the same run"""
    limit_name: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.limit is None else self.value / self.limit


@dataclass
class Stopwatch:
    """Seconds between entering and leaving ``timed``, and what all threads of this process used of the processor."""

    seconds: float = field(default=0.0)
    processor_seconds: float = field(default=0.0)

    def add(self, other: "Stopwatch") -> None:
        """What another measured, too."""
        self.seconds += other.seconds
        self.processor_seconds += other.processor_seconds


@contextmanager
def timed() -> Iterator[Stopwatch]:
    watch = Stopwatch()
    begun, used = time.perf_counter(), time.process_time()
    try:
        yield watch
    finally:
        watch.seconds, watch.processor_seconds = time.perf_counter() - begun, time.process_time() - used


def verification_rate(messages: Sequence[Envelope], *, threads: int = 2) -> float:
    """Ed25519 verifications a second on ``threads`` threads: the limit of any ledger of signed transfers here."""

    def verify(part: Sequence[Envelope]) -> None:
        for key, message, signature in part:
            if not key.verify(message, signature):
                raise ValueError("a signature that must verify does not")

    parts = [messages[start::threads] for start in range(threads)]
    with ThreadPoolExecutor(threads) as pool, timed() as watch:
        list(pool.map(verify, parts))
    return len(messages) / watch.seconds


def memory_most() -> int:
    """Bytes that this process had in memory at most so far; as Linux counts them."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024


def machine() -> str:
    """The machine in a few words."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


Bench = Callable[[], list[Claim]]
