# SPDX-License-Identifier: Apache-2.0
"""A whole shared out by the largest remainders (Hamilton), among as many as there are, one at a time.

Each gets the whole units of its proportion, and the units that are left go to the largest remainders, of equal ones to
the earlier. To know which are the largest, a list of them all would do; a record must not grow so. So the remainders
are sieved: in each round all pass one by one and are counted in some buckets, each with its least and its greatest. The
bucket in which the last unit falls is the next round's range, until all in it are equal or none is left out.
"""

from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

BUCKETS: Final = 32


class Bucket(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """How many remainders fell into a part of the range, the least of them and the greatest."""

    count: int
    least: int
    most: int


class Cut(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Who gets a unit more: remainders of ``sure`` or more, and the first so many of those just below."""

    sure: int
    ties: int


class Share(NamedTuple):
    """Units for sure, and the remainder of the division."""

    units: int
    rest: int


class Sieve(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole that is shared out by weights, and what is known so far of the remainders."""

    whole: int
    weight: int
    """of all together"""
    floors: int = 0
    """units that all get for sure, once the first round is over"""
    rounds: int = 0
    low: int = 0
    high: int = 0
    """remainders from ``low`` on, and below ``high``, are sieved in this round"""
    above: int = 0
    """how many are above the range"""
    buckets: tuple[Bucket | None, ...] = ()
    cut: Cut | None = None

    @classmethod
    def of(cls, whole: int, weight: int) -> "Sieve":
        """Decided at once where nothing is left over."""
        even = whole in (0, weight)
        return cls(whole=whole, weight=weight, high=weight, cut=Cut(weight, 0) if even else None)

    def share(self, weight: int) -> Share:
        """Of one that weighs so much; nothing where nothing is shared out."""
        return Share(*divmod(self.whole * weight, self.weight)) if self.weight else Share(0, 0)

    def sieved(self, weight: int) -> "Sieve":
        """After one more passed in this round."""
        if self.cut is not None:
            return self
        units, rest = self.share(weight)
        floors = self.floors + (0 if self.rounds else units)
        if not weight or not self.low <= rest < self.high:
            return replace(self, floors=floors)
        buckets = list(self.buckets or (None,) * BUCKETS)
        number = (rest - self.low) * BUCKETS // (self.high - self.low)
        there = buckets[number]
        one = Bucket(1, rest, rest)
        if there is not None:
            one = Bucket(there.count + 1, min(there.least, rest), max(there.most, rest))
        buckets[number] = one
        return replace(self, floors=floors, buckets=tuple(buckets))

    def rounded_off(self) -> "Sieve":
        """After all passed: decided, or with the range of the next round."""
        if self.cut is not None:
            return self
        above, needed = self.above, self.whole - self.floors - self.above
        sure = self.high
        for bucket in reversed(self.buckets):
            if bucket is None:
                continue
            if needed < bucket.count:
                if needed and bucket.least < bucket.most:
                    rounds = self.rounds + 1
                    low, high = bucket.least, bucket.most + 1
                    return replace(self, rounds=rounds, low=low, high=high, above=above, buckets=())
                return self._decided(bucket.most + 1, needed)
            above, needed, sure = above + bucket.count, needed - bucket.count, bucket.least
        return self._decided(sure, 0)

    def _decided(self, sure: int, ties: int) -> "Sieve":
        return replace(self, buckets=(), cut=Cut(sure, ties))

    def gives(self, weight: int) -> tuple[int, "Sieve"]:
        """What the next one gets, and the sieve after it. Before it is decided nobody gets a unit more."""
        units, rest = self.share(weight)
        if self.cut is None or not weight or rest < self.cut.sure - 1:
            return units, self
        if rest >= self.cut.sure:
            return units + 1, self
        if not self.cut.ties:
            return units, self
        return units + 1, replace(self, cut=Cut(self.cut.sure, self.cut.ties - 1))
