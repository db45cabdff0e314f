# SPDX-License-Identifier: Apache-2.0
"""What one member says to another once they know each other. Frames in, frames out: no clock, no socket.

- A share of one's own is told as soon as its block is committed (``SealBook.on_share``).
- Who lacks seals asks from the first height that it lacks (``lacking``) and is told what there is of the heights from
  there on, at most ``HEIGHTS_MAX`` of them: the complete seal, or the signatures known. ``told`` ends it.
- Then it asks again, if that brought it further; if not, the exchange asks another member a little later.
"""

from collections.abc import Iterator
from typing import Final

from counterfoil.consensus.sealing.book import SealBook
from counterfoil.consensus.sealing.messages import (
    Frame,
    Kind,
    Lacking,
    Told,
    frame,
    lacking_from,
    refusal,
    say,
    share_frame,
)
from counterfoil.consensus.sealing.rotating import RotationSigner
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height

HEIGHTS_MAX: Final = 256
"""Told for each time that somebody asks."""


class Conversation:
    """One connection's words, after the handshake."""

    def __init__(self, book: SealBook, rotations: RotationSigner | None = None) -> None:
        self._book = book
        self._rotations = rotations
        self._next: Height | None = None
        """The height to be told next to the other side; None when it asked for nothing, or was told."""
        self._asked: Height | None = None

    def ask(self) -> bytes:
        """The frame that asks for what is lacking here; empty where nothing is."""
        until = self._book.collected_until()
        if until >= self._book.height:
            return b""
        self._asked = until
        return lacking_from(until)

    def hear(self, received: Frame) -> bytes:
        """Take in a frame; what is said at once. Raises InputError for what no member says."""
        match received.kind:
            case Kind.share:
                self._book.add(received.body)
                return b""
            case Kind.lacking:
                self._next = canonical.decode(received.body, Lacking).height
                return b""
            case Kind.told:
                canonical.decode(received.body, Told)
                asked, self._asked = self._asked, None
                return self.ask() if asked is not None and self._book.collected_until() > asked else b""
            case Kind.rotation:
                return self._sign(received.body)
        raise InputError(f"{received.kind.name} has no place here", where="peer")

    @property
    def has_more(self) -> bool:
        """Whether there is still something to tell to who asked."""
        return self._next is not None

    def tell(self) -> Iterator[bytes]:
        """What there is of the heights that the other side asked for, frame by frame."""
        begin, self._next = self._next, None
        if begin is None:
            return
        end = Height(min(self._book.height + 1, begin + HEIGHTS_MAX))
        for height in map(Height, range(begin, end)):
            if (held := self._book.held(height)) is not None:
                yield share_frame(held)
            if self._next is not None:  # it asked anew meanwhile
                return
        yield say(Told(end if end > begin else begin))

    def _sign(self, payload: bytes) -> bytes:
        if self._rotations is None:
            return refusal("rotations are not signed here")
        try:
            return frame(Kind.signed, self._rotations.sign(payload))
        except InputError as error:
            return refusal(str(error))
