# SPDX-License-Identifier: Apache-2.0
"""Which requests were sent before: the nonces of all signatures that are not worthless yet, in bounded memory.

Nothing of it is on a disk. So after a restart nobody knows what the process before had let in: requests that it could
have seen are refused, and have to be signed again. When there are too many to remember, further ones are refused
rather than old ones forgotten.
"""

import threading
from collections import deque
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
"""Some 300 requests a second, for as long as each is remembered."""


@dataclass
class Replays:
    """``since_s``: a process before this one may have let in what was signed by then; 0 where there was none.

    It may have heard clocks that were ahead, too.
    """

    since_s: int = 0
    nonces_max: int = NONCES_MAX
    _seen: set[tuple[KeyId, str]] = field(default_factory=set, repr=False)
    _in_order: deque[tuple[int, tuple[KeyId, str]]] = field(default_factory=deque, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def admit(self, keyid: KeyId, nonce: str, *, created_s: int, now_s: int) -> None:
        """Remember it while its signature is worth anything; raise Problem where it came before, or may have."""
        if self.since_s and created_s <= self.since_s + AHEAD_S:
            wait = max(1, self.since_s + AHEAD_S + 1 - now_s)
            detail = "this service was started after that: sign the request again"
            raise Problem(SIGNATURE_BEFORE_START, detail, headers={"retry-after": str(wait)})
        with self._lock:
            self._forget(now_s)
            if (keyid, nonce) in self._seen:
                raise Problem(REPLAYED, "its nonce was used before: sign the request again, with another")
            if len(self._seen) >= self.nonces_max:
                raise Problem(UNAVAILABLE, "too many requests at once", headers={"retry-after": str(REMEMBERED_S)})
            self._seen.add((keyid, nonce))
            self._in_order.append((now_s + REMEMBERED_S, (keyid, nonce)))

    def _forget(self, now_s: int) -> None:
        while self._in_order and self._in_order[0][0] < now_s:
            _, key = self._in_order.popleft()
            self._seen.remove(key)
