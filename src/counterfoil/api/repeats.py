# SPDX-License-Identifier: Apache-2.0
"""``Idempotency-Key``: a name that a client gives a request, under which it never sends another one.

What is kept is the fingerprint of what was sent, and no answer: the ledger has the answer, before and after a restart.
So the same key with the same body is asked again, and has the answer that the ledger keeps; with another it is 409.
A restart forgets the fingerprints, and so does the eleventh thousand of them, the oldest first: then another body under
an old key is a request like any other, and the same body still has its answer.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from counterfoil.api.problems import KEY_REUSED, MALFORMED, Problem
from counterfoil.primitives.types import KeyId

HEADER: Final = "idempotency-key"
KEYS_MAX: Final = 10_000
"""Of one party's key, in some 2 MB."""
KEPT_MS: Final = 86_400_000
NAME_LENGTH_MAX: Final = 255
_NAME: Final = re.compile(rf"[\x21-\x7e]{{1,{NAME_LENGTH_MAX}}}")


@dataclass
class Repeats:
    """Of every key of a party the names that it gave, with what was sent under each, and when."""

    names_max: int = KEYS_MAX
    kept_ms: int = KEPT_MS
    _of: dict[KeyId, OrderedDict[str, tuple[bytes, int]]] = field(default_factory=dict, repr=False)

    def require_same(self, keyid: KeyId, name: str, fingerprint: bytes, now_ms: int) -> None:
        """Remember what is sent under a name; raise Problem where something else was."""
        if not _NAME.fullmatch(name):
            raise Problem(MALFORMED, "Idempotency-Key has 1 to 255 characters that are seen, and no blanks")
        names = self._of.setdefault(keyid, OrderedDict())
        while names and next(iter(names.values()))[1] <= now_ms - self.kept_ms:
            names.popitem(last=False)
        known = names.get(name)
        if known is None:
            if len(names) >= self.names_max:
                names.popitem(last=False)
            names[name] = (fingerprint, now_ms)
        elif known[0] != fingerprint:
            raise Problem(
                KEY_REUSED, "another body was sent under this Idempotency-Key: give this one a key of its own"
            )
