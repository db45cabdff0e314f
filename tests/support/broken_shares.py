# SPDX-License-Identifier: Apache-2.0
"""Shares that no member sends, each with the words in which a node at height 3 refuses it."""

from collections.abc import Callable

from counterfoil.evidence.seal import seal_header
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.signing import sign_envelope
from counterfoil.primitives.types import ChainId
from support.sealing import HEADERS, Headers, share_of, validator

OTHER = Headers(states={2: "another"})
"""Another header at height 2, and so at all after it."""

BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "1: no JSON": (lambda: b"\x00garbage", "not JSON|UTF-8"),
    "1: not canonical": (lambda: share_of(1, HEADERS[2]) + b"\n", "not in canonical form|not JSON"),
    "1: too long": (lambda: b"{" * 40_000, "at most"),
    "1: of another payload type": (
        lambda: sign_envelope("application/vnd.counterfoil.rotation+json", HEADERS[2], validator(1)).encode(),
        "it is over",
    ),
    "1: over no header": (lambda: share_of(1, b"{}"), "missing required field"),
    "1: of another chain": (lambda: share_of(1, Headers(chain=ChainId("other"))[2]), "a header of other"),
    "1: nobody signed": (lambda: seal_header(HEADERS[2]).encode(), "nobody signed"),
    "1: a key twice": (lambda: seal_header(HEADERS[2], validator(1), validator(1)).encode(), "stands twice"),
    "4: another header, by a stranger": (lambda: share_of(9, OTHER[2]), "no key of the policy of header 2"),
    "4: another header, forged": (lambda: forged(OTHER[2]), "is not valid"),
    "6: by a stranger": (lambda: share_of(9, HEADERS[2]), "no key of the policy of header 2"),
    "7: forged": (lambda: forged(HEADERS[2]), "is not valid"),
    "7: forged, early": (lambda: forged(HEADERS[4]), "is not valid"),
    "7: a signature of another header": (lambda: carried_over(HEADERS[2], HEADERS[1]), "is not valid"),
}


def forged(header: bytes) -> bytes:
    """A share that names a validator, by somebody else."""
    share = seal_header(header, validator(9))
    mine = Signature(keyid=validator(1).keyid, sig=share.signatures[0].sig)
    return Envelope(payload=header, payload_type=share.payload_type, signatures=(mine,)).encode()


def carried_over(header: bytes, other: bytes) -> bytes:
    """A signature on one header, put under another."""
    share = seal_header(other, validator(1))
    return Envelope(payload=header, payload_type=share.payload_type, signatures=share.signatures).encode()
