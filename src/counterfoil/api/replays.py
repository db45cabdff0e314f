# SPDX-License-Identifier: Apache-2.0
"""Which requests were sent before: the nonces of all signatures that are not worthless yet, in bounded memory.

Nothing of it is on a disk. So after a restart nobody knows what the process before had let in: requests that it could
have seen are refused, and have to be signed again. When there are too many of a key to remember, further ones of that
key are refused rather than old ones forgotten: whoever floods the service with his own key keeps nobody else out.
"""

import threading
from dataclasses import dataclass, field
from typing import Final

from counterfoil.api.problems import REPLAYED, SIGNATURE_BEFORE_START, UNAVAILABLE, Problem
from counterfoil.primitives.types import KeyId
from counterfoil.transport.request_signatures import LIFE_S_MAX

AHEAD_S: Final = 5
"""How far the clock of whoever signs may be ahead of ours."""
REMEMBERED_S: Final = AHEAD_S + LIFE_S_MAX
"""How long a signature that is let in now can be worth anything."""
NONCES_MAX: Final = 100_000
"""Of one key: some 300 requests a second, for as long as each is remembered, in some 25 MB."""


@dataclass
class Replays:
    """``since_s``: a process before this one may have let in what was signed by then; 0 where there was none.

    It may have heard clocks that were ahead, too.
    """

    since_s: int = 0
    nonces_max: int = NONCES_MAX
    """of one key"""
    _seen: dict[KeyId, dict[str, int]] = field(default_factory=dict, repr=False)
    """of each key its nonces in the order in which they came, and until when each is remembered"""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def admit(self, keyid: KeyId, nonce: str, *, created_s: int, now_s: int) -> None:
        """Remember it while its signature is worth anything; raise Problem where it came before, or may have."""
        if self.since_s and created_s <= self.since_s + AHEAD_S:
            wait = max(1, self.since_s + AHEAD_S + 1 - now_s)
            detail = f"this service has just been started: wait {wait} s, and sign the request again"
            raise Problem(SIGNATURE_BEFORE_START, detail, headers={"retry-after": str(wait)})
        with self._lock:
            seen = self._seen.setdefault(keyid, {})
            _forget(seen, now_s)
            if nonce in seen:
                raise Problem(REPLAYED, "its nonce was used before: sign the request again, with another")
            if len(seen) >= self.nonces_max:
                headers = {"retry-after": str(REMEMBERED_S)}
                raise Problem(UNAVAILABLE, "too many requests by one key at once", headers=headers)
            seen[nonce] = now_s + REMEMBERED_S


def _forget(seen: dict[str, int], now_s: int) -> None:
    while seen and seen[oldest := next(iter(seen))] < now_s:
        del seen[oldest]
