# SPDX-License-Identifier: Apache-2.0
"""A token that passes, and every way to break one, each with the problem that it is: for tests and vectors."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from counterfoil.api.tokens import AHEAD_MS
from counterfoil.identity.signing import PrivateKey, add_signatures, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.transport.access_tokens import LIFE_MS_MAX, TOKEN_LENGTH_MAX, TOKEN_TYPE, read_token
from support.services import ALICE, BOB, HOST, NOW_MS, STRANGER, SUSPENDED

ID: Final = "0123456789abcdef" * 2
DAY_MS: Final = 86_400_000
SAID: Final[dict[str, Any]] = {
    "audience": [HOST],
    "expires": NOW_MS + DAY_MS,
    "id": ID,
    "issued": NOW_MS,
    "key": ALICE.keyid,
    "may": "read",
}


@dataclass(frozen=True)
class Sent:
    """What is sent, and how."""

    said: Any
    key: PrivateKey = ALICE
    kind: str = TOKEN_TYPE
    secure: bool = True
    authority: str = HOST
    revoked: tuple[tuple[str, str], ...] = ()
    written: Callable[[str], str] = str


def told(sent: Sent, **changed: Any) -> Sent:
    return replace(sent, said={**sent.said, **changed})


def written(sent: Sent) -> str:
    envelope = sign_envelope(sent.kind, canonical.encode(sent.said), sent.key)
    return sent.written(base64.urlsafe_b64encode(envelope.encode()).rstrip(b"=").decode())


def twice_signed(text: str) -> str:
    envelope = add_signatures(read_token(text)[1], BOB)
    return base64.urlsafe_b64encode(envelope.encode()).rstrip(b"=").decode()


def altered(text: str) -> str:
    """It may submit now, says whoever got it."""
    data = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    payload = json.loads(base64.b64decode(data["payload"])) | {"may": "submit"}
    data["payload"] = base64.b64encode(canonical.encode(payload)).decode()
    return base64.urlsafe_b64encode(canonical.encode(data)).rstrip(b"=").decode()


GOOD: Final = Sent(SAID)
ROWS: Final = (
    ("not over TLS", replace(GOOD, secure=False), "token-exposed"),
    ("another host", replace(GOOD, authority="other.example"), "misdirected"),
    ("no base64", replace(GOOD, written=lambda text: text + "!"), "token-invalid"),
    ("padded", replace(GOOD, written=lambda text: text + "="), "token-invalid"),
    ("too long", replace(GOOD, written=lambda _: "A" * (TOKEN_LENGTH_MAX + 1)), "token-invalid"),
    ("empty", replace(GOOD, written=lambda _: ""), "token-invalid"),
    ("of another kind", replace(GOOD, kind="application/vnd.counterfoil.transaction+json"), "token-invalid"),
    ("signed twice", replace(GOOD, written=twice_signed), "token-invalid"),
    ("signed by another than it names", replace(GOOD, key=BOB), "token-invalid"),
    ("with more in it", told(GOOD, more=1), "token-invalid"),
    ("of another reach", told(GOOD, may="all"), "token-invalid"),
    ("for nobody", told(GOOD, audience=[]), "token-invalid"),
    ("without end", told(GOOD, expires=NOW_MS + LIFE_MS_MAX + 1), "token-invalid"),
    ("ended before it began", told(GOOD, expires=NOW_MS), "token-invalid"),
    ("for another service", told(GOOD, audience=["other.example"]), "token-audience"),
    ("of a time to come", told(GOOD, issued=NOW_MS + AHEAD_MS + 1), "token-invalid"),
    ("over", told(GOOD, issued=NOW_MS - DAY_MS, expires=NOW_MS), "token-expired"),
    ("by a stranger", replace(told(GOOD, key=STRANGER.keyid), key=STRANGER), "unknown-key"),
    ("altered", replace(GOOD, written=altered), "token-invalid"),
    ("revoked", replace(GOOD, revoked=(("ALICE", ID),)), "token-revoked"),
    ("by who is suspended", replace(told(GOOD, key=SUSPENDED.keyid), key=SUSPENDED), "suspended"),
)

GOOD_ROWS: Final = (
    ("as it is made", GOOD),
    ("by a clock a little ahead", told(GOOD, issued=NOW_MS + AHEAD_MS)),
    ("in its last moment", told(GOOD, issued=NOW_MS - DAY_MS, expires=NOW_MS + 1)),
    ("for several services", told(GOOD, audience=["other.example", HOST])),
    ("of a name that another party revoked", replace(GOOD, revoked=(("BOB", ID),))),
    ("beside one that is revoked", replace(GOOD, revoked=(("ALICE", ID[::-1]),))),
)
