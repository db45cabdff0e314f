# SPDX-License-Identifier: Apache-2.0
"""Writes ``signatures/ed25519.json``: signatures on which libraries disagree, with the one verdict that counts here.

Run ``python vectors/generate_signatures.py``; a test compares what it would write with what is there.
"""

import json
from hashlib import sha512
from pathlib import Path

from counterfoil.primitives.signatures import ED25519, SCHEMES

FOLDER = Path(__file__).parent
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Order of the base point (RFC 8032 §5.1)."""
SEED = bytes(range(32))
MESSAGE = b"counterfoil"
IDENTITY = b"\x01" + bytes(31)

SMALL_ORDER = {
    "identity": "01" + "00" * 31,
    "identity with the sign bit": "01" + "00" * 30 + "80",
    "identity, y not reduced": "ee" + "ff" * 30 + "7f",
    "order 2": "ec" + "ff" * 30 + "7f",
    "order 4": "00" * 32,
    "order 4 with the sign bit": "00" * 31 + "80",
    "order 4, y not reduced": "ed" + "ff" * 30 + "7f",
    "order 8": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order 8 with the sign bit": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "order 8, the other": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "order 8, the other with the sign bit": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
}


def _secret_scalar() -> int:
    """RFC 8032 §5.1.5, steps 1 to 3."""
    clamped = bytearray(sha512(SEED).digest()[:32])
    clamped[0] &= 248
    clamped[31] = clamped[31] & 127 | 64
    return int.from_bytes(clamped, "little")


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content of every file this script writes."""
    scheme = SCHEMES[ED25519]
    key, good = scheme.public_key(SEED), scheme.sign(SEED, MESSAGE)
    scalar = int.from_bytes(good[32:], "little")
    challenge = int.from_bytes(sha512(IDENTITY + key + MESSAGE).digest(), "little")
    cases: list[tuple[str, bytes, bytes, bool]] = [
        ("genuine", key, good, True),
        ("S plus the group order", key, good[:32] + (scalar + ORDER).to_bytes(32, "little"), False),
        ("R is the identity and the equation holds", key, IDENTITY + _equation(challenge), False),
        ("all zeros", key, bytes(64), False),
        ("63 bytes", key, good[:63], False),
        ("65 bytes", key, good + b"\0", False),
        ("key off the curve", b"\xff" * 32, good, False),
    ]
    for name, point in SMALL_ORDER.items():
        cases.append((f"key is of small order: {name}", bytes.fromhex(point), IDENTITY + bytes(32), False))
    rows = [
        {"name": name, "key": key.hex(), "message": MESSAGE.hex(), "signature": signature.hex(), "valid": valid}
        for name, key, signature, valid in cases
    ]
    return {"signatures/ed25519.json": (json.dumps(rows, indent=2) + "\n").encode()}


def _equation(challenge: int) -> bytes:
    """The S for which S·B = identity + challenge·A."""
    return (challenge * _secret_scalar() % ORDER).to_bytes(32, "little")


def main() -> None:
    """Write them."""
    for path, content in build().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
