# SPDX-License-Identifier: Apache-2.0
"""What is so outside the ledger, as other nouns read it: by the path of its record, knowing neither whose nor how."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple, Protocol, runtime_checkable

import msgspec

from counterfoil.primitives.types import RecordPath, Timestamp

Find = Callable[[RecordPath], msgspec.Struct | None]
"""``find`` of a moment or of a view"""


@runtime_checkable
class Feed(Protocol):
    """A record of something that is observed outside, and fixed again and again."""

    @property
    def goes_on(self) -> bool:
        """Whether more is observed and fixed."""
        ...

    @property
    def latest(self) -> RecordPath | None:
        """Where its last fixing stands, void or not; None before the first."""
        ...


@runtime_checkable
class Fixing(Protocol):
    """A record of what a feed was fixed at once. Those of a feed go forward in time; one may come to be void."""

    value: int
    decimals: int
    observed: Timestamp
    """when it was so"""

    @property
    def source(self) -> RecordPath:
        """Of which feed."""
        ...

    @property
    def stands(self) -> bool:
        """Whether it is not void."""
        ...

    @property
    def before(self) -> RecordPath | None:
        """Where the fixing before it stands; None: it is the first."""
        ...

    @property
    def after(self) -> RecordPath:
        """Where the next one stands, if it was made."""
        ...


class Placed(NamedTuple):
    """A fixing and its record's path."""

    path: RecordPath
    fixing: Fixing


def number_of(fixing: Fixing) -> Decimal:
    """Its value with its decimal point, exactly."""
    return Decimal(fixing.value).scaleb(-fixing.decimals)


def fixing_at(find: Find, path: RecordPath) -> Fixing | None:
    """The fixing that stands at a path, void or not; None: none does."""
    found = find(path)
    return found if isinstance(found, Fixing) else None


def later_until(find: Find, fixing: Fixing, time: Timestamp) -> Iterator[Placed]:
    """The fixings after one that were observed no later than a time, void ones too, in order."""
    path = fixing.after
    while (found := fixing_at(find, path)) is not None and found.observed <= time:
        yield Placed(path, found)
        path = found.after


def standing_at(find: Find, feed: RecordPath, time: Timestamp) -> Placed | None:
    """The last fixing of a feed that was observed no later than a time and is not void. It reads back from the last."""
    of = find(feed)
    path = of.latest if isinstance(of, Feed) else None
    while path is not None and (found := fixing_at(find, path)) is not None:
        if found.observed <= time and found.stands:
            return Placed(path, found)
        path = found.before
    return None
