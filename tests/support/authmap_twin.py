# SPDX-License-Identifier: Apache-2.0
"""The authenticated map from its three rules: recursion over a dict by hex digit, slow and without pages."""

from hashlib import sha256

EMPTY = bytes(32)
HEX = "0123456789abcdef"


def subtree_hash(items: dict[bytes, bytes], path: str = "") -> bytes:
    """The hash of the subtree of keys whose hex form begins with ``path``."""
    below = {key: value for key, value in items.items() if key.hex().startswith(path)}
    if not below:
        return EMPTY
    if len(below) == 1:
        ((key, value),) = below.items()
        return sha256(b"\x00" + key + value).digest()
    return sha256(b"\x01" + b"".join(subtree_hash(below, path + digit) for digit in HEX)).digest()


def proof(items: dict[bytes, bytes], key: bytes) -> dict[str, object]:
    """The JSON form of the proof for ``key``: presence or absence, whichever is true."""
    levels: list[dict[str, object]] = []
    path = ""
    below = dict(items)
    while len(below) > 1:
        own = key.hex()[len(path)]
        children = [subtree_hash(below, path + digit) for digit in HEX]
        siblings = {n: children[n].hex() for n in range(16) if HEX[n] != own and children[n] != EMPTY}
        levels.append({"occupied": sum(2**n for n in siblings), "siblings": list(siblings.values())})
        path += own
        below = {other: value for other, value in below.items() if other.hex().startswith(path)}
    found: dict[str, object] = {"levels": levels}
    for other, value in below.items():
        if other != key:
            found["foreign"] = {"key": other.hex(), "value": value.hex()}
    return found
