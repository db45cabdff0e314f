# SPDX-License-Identifier: Apache-2.0
"""What a doorway asks of whoever is known, or is not, besides who he is: how often, how far, and whether again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.api.callers import Caller
from counterfoil.api.limits import NO_LIMITS, Limits
from counterfoil.api.problems import MALFORMED, TOKEN_REACH, Problem
from counterfoil.api.repeats import HEADER, Repeats
from counterfoil.api.signed_requests import Sender
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Timestamp
from counterfoil.transport.access_tokens import Reach

_SAFE: Final = {"GET", "HEAD", "OPTIONS", "WEBSOCKET"}


def needed_for(method: str, _path: str) -> Reach:
    """What changes anything is more than reading; a service that knows better says so."""
    return Reach.read if method in _SAFE else Reach.submit


@dataclass(frozen=True)
class Guards:
    """Of one service."""

    limits: Limits = NO_LIMITS
    repeats: Repeats | None = None
    """None where it hears no Idempotency-Key"""
    needed_for: Callable[[str, str], Reach] = needed_for
    """method and path → how far a token must reach"""

    def before_body(self, sender: Sender, method: str, path: str) -> None:
        """Raise Problem where he asks too often, or for more than he may."""
        needed = self.needed_for(method, path)
        self.limits.require_of(sender.holder.key.keyid, submits=needed is Reach.submit)
        if not sender.may.covers(needed):
            detail = f"it is made to {sender.may.value}, and this is to {needed.value}"
            raise Problem(TOKEN_REACH, detail, headers={"www-authenticate": 'Bearer error="insufficient_scope"'})

    def after_body(
        self, caller: Caller, asked: tuple[str, str], names: Sequence[str], body: bytes, now: Timestamp
    ) -> None:
        """Raise Problem where he sent another body under the name that he gives it. ``asked``: method and address."""
        if self.repeats is None or not names or caller.keyid is None or asked[0] in _SAFE:
            return
        if len(names) > 1:
            raise Problem(MALFORMED, f"a request has one {HEADER}")
        sent = "\0".join(asked).encode() + b"\0" + body
        self.repeats.require_same(caller.keyid, names[0], digest(sent), now)
