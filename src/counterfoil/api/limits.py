# SPDX-License-Identifier: Apache-2.0
"""How often somebody may ask: a bucket of tokens for each, in whole thousandths, by a clock that is given.

1. Of a party, each key has a bucket of requests and one of transactions; whoever floods the service empties his own.
2. A stranger is told apart by his address, one of IPv6 by its first 64 bits.
3. A request takes one before its body is read. Of transactions there has to be one then; what the body turns out to
   hold is taken afterwards, if need be on credit, so that no batch is refused for its size, and no average exceeded.
4. A bucket that is full again is forgotten: it is as one that was never seen. Where too many are not, further ones
   share one.

Answers say what is left, in the fields of the IETF's draft "RateLimit header fields for HTTP".
"""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from counterfoil.api.problems import TOO_MANY, Problem
from counterfoil.primitives.types import KeyId

BUCKETS_MAX: Final = 20_000
"""That are not full, in some 5 MB."""
_MILLI: Final = 1_000
_SHARED: Final = ""


@dataclass(frozen=True)
class Rate:
    """So many a second, and so many at once."""

    per_second: int
    at_once: int

    @property
    def window_s(self) -> int:
        """In which an empty bucket fills."""
        return -(-self.at_once // self.per_second)


@dataclass
class _Bucket:
    """In thousandths of a token; below nothing where more was taken than there was."""

    level: int
    filled_ms: int


@dataclass
class Buckets:
    """One for each name, all of one rate. One event loop asks them."""

    rate: Rate
    clock_ms: Callable[[], int]
    """that never goes back"""
    buckets_max: int = BUCKETS_MAX
    _of: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict, repr=False)

    def left(self, name: str) -> int:
        """Whole tokens that there are; below 0 on credit."""
        return self._filled(name).level // _MILLI

    def take(self, name: str, count: int) -> None:
        """So many, whether there are so many or not."""
        self._filled(name).level -= count * _MILLI

    def wait_s(self, name: str) -> int:
        """Whole seconds until there is one."""
        lacking = _MILLI - self._filled(name).level
        return max(0, -(-lacking // (self.rate.per_second * _MILLI)))

    def full_in_s(self, name: str) -> int:
        """Whole seconds until there are as many as there can be."""
        lacking = self.rate.at_once * _MILLI - self._filled(name).level
        return -(-lacking // (self.rate.per_second * _MILLI))

    def __len__(self) -> int:
        return len(self._of)

    def _filled(self, name: str) -> _Bucket:
        """The bucket as it is now, which is a thousandth more for every millisecond and token of a second."""
        now = self.clock_ms()
        found = self._of.get(name)
        if found is None:
            self._forget_full(now)
            if len(self._of) >= self.buckets_max and name != _SHARED:
                return self._filled(_SHARED)
            found = self._of[name] = _Bucket(self.rate.at_once * _MILLI, now)
        else:
            self._fill(found, now)
            self._of.move_to_end(name)
        return found

    def _fill(self, bucket: _Bucket, now: int) -> None:
        more = (now - bucket.filled_ms) * self.rate.per_second
        bucket.level = min(self.rate.at_once * _MILLI, bucket.level + more)
        bucket.filled_ms = now

    def _forget_full(self, now: int) -> None:
        """From the one on that was asked longest ago; what nobody asks is full in the end."""
        while self._of:
            oldest = next(iter(self._of))
            self._fill(self._of[oldest], now)
            if self._of[oldest].level < self.rate.at_once * _MILLI:
                return
            del self._of[oldest]


@dataclass(frozen=True)
class Limits:
    """Of a service; what is None has no limit."""

    requests: Buckets | None = None
    """by key"""
    transactions: Buckets | None = None
    """by key"""
    strangers: Buckets | None = None
    """requests by address"""

    def require_of_stranger(self, address: str) -> None:
        """Take one request of an address; raise Problem where there is none left."""
        if self.strangers is not None:
            name = _network(address)
            _require(self.strangers, name, "requests of your address")
            self.strangers.take(name, 1)

    def require_of(self, keyid: KeyId, *, submits: bool) -> None:
        """Take one request of a key, and find that it may hand in a transaction; raise Problem."""
        if submits and self.transactions is not None:
            _require(self.transactions, keyid, "transactions of your key", self.told(keyid))
        if self.requests is not None:
            _require(self.requests, keyid, "requests of your key", self.told(keyid))
            self.requests.take(keyid, 1)

    def charge(self, keyid: KeyId, transactions: int) -> None:
        """What a body turned out to hold."""
        if self.transactions is not None:
            self.transactions.take(keyid, transactions)

    def told(self, keyid: KeyId) -> dict[str, str]:
        """The headers that say what a key has left."""
        named = (("requests", self.requests), ("transactions", self.transactions))
        has = [(name, one) for name, one in named if one is not None]
        if not has:
            return {}
        policies = (f'"{name}";q={one.rate.at_once};w={one.rate.window_s}' for name, one in has)
        left = (f'"{name}";r={max(0, one.left(keyid))};t={one.full_in_s(keyid)}' for name, one in has)
        return {"ratelimit-policy": ", ".join(policies), "ratelimit": ", ".join(left)}


NO_LIMITS: Final = Limits()


def _require(buckets: Buckets, name: str, what: str, headers: dict[str, str] | None = None) -> None:
    if buckets.left(name) < 1:
        wait = buckets.wait_s(name)
        detail = f"{what}: {buckets.rate.per_second} a second, {buckets.rate.at_once} at once; wait {wait} s"
        raise Problem(TOO_MANY, detail, headers={"retry-after": str(wait), **(headers or {})})


def _network(address: str) -> str:
    """Whose an address is: whoever has one of IPv6 has 2**64 of them."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address or "-"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(found) >> 64 << 64, 64)))
    return str(found)
