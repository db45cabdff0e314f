# SPDX-License-Identifier: Apache-2.0
"""What stands on another chain, as other nouns read it: by its path there, not knowing who proves it."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple, Protocol, runtime_checkable

import msgspec

from counterfoil.primitives.types import ChainId, JsonText, RecordPath, Timestamp

Find = Callable[[RecordPath], msgspec.Struct | None]
"""``find`` of a moment or of a view"""


@runtime_checkable
class Peer(Protocol):
    """A record of another chain, of whose records answers are proved here."""

    chain: ChainId

    def believed(self, time: Timestamp) -> int | None:
        """The number of the trust in force at a time, under which an answer must have been proved; None: none is."""
        ...

    def answer_about(self, record: RecordPath) -> RecordPath:
        """Where the last answer about a record of that chain stands, if there is one."""
        ...


@runtime_checkable
class Answer(Protocol):
    """A record of what another chain's record was at a header of that chain."""

    time: Timestamp
    """of the header, by that chain's clock: whatever happens there later is later than this"""
    believed: int
    """the number of the trust under which it was proved"""
    value: JsonText | None
    """the record; None: there was none"""


@runtime_checkable
class Bridge(Protocol):
    """A record by which units come from another chain and go there: what causes that is a record of the crossing."""

    chain: ChainId
    crosses: ClassVar[bool]


class Shown(NamedTuple):
    """What was shown of a record of another chain."""

    chain: ChainId
    time: Timestamp
    value: JsonText | None


def peer_at(find: Find, path: RecordPath) -> Peer | None:
    """The peer whose record stands at a path; None: none does."""
    found = find(path)
    return found if isinstance(found, Peer) else None


def shown_of(find: Find, peer: RecordPath, record: RecordPath, now: Timestamp) -> Shown | None:
    """What was last shown of a record of a peer, under the trust in force now; None: nothing was."""
    of = peer_at(find, peer)
    if of is None:
        return None
    answer = find(of.answer_about(record))
    if not isinstance(answer, Answer) or answer.believed != of.believed(now):
        return None
    return Shown(of.chain, answer.time, answer.value)
