# SPDX-License-Identifier: Apache-2.0
"""A reader of C2SP tile logs written from the specifications alone: it shares no code with the product.

It verifies a log as it lies on disk: checkpoint note, log signature, cosignatures, every bundle and tile.
"""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey


class LogError(Exception):
    """The log on disk is not what the specifications say."""


@dataclass
class ReadLog:
    """What an outsider learns: origin, entries in order, root, and cosignature times by key name."""

    origin: str
    size: int
    root: bytes
    entries: list[bytes]
    cosigned: dict[str, int]


def read_log(folder: Path, log_vkey: str, witness_vkeys: tuple[str, ...] = ()) -> ReadLog:
    """Read and verify everything below ``folder`` for the size that its checkpoint says."""
    text, signatures = _split_note((folder / "checkpoint").read_bytes())
    name, key_id, key_type, key = _vkey(log_vkey)
    _require(key_type == 1, "the log key is of type 01")
    _require(any(_is_signed(text, text, one, name, key_id, key) for one in signatures), "the log signed")
    cosigned = {}
    for vkey in witness_vkeys:
        name, key_id, key_type, key = _vkey(vkey)
        _require(key_type == 4, "a witness key is of type 04")
        for signer, blob in signatures:
            if signer == name and blob[:4] == key_id:
                time = int.from_bytes(blob[4:12], "big")
                message = b"cosignature/v1\ntime " + str(time).encode() + b"\n" + text
                _require(_verifies(key, message, blob[12:]), f"{name} cosigned")
                cosigned[name] = time
    origin, size_line, root_line = text.decode().split("\n")[:3]
    size, root = int(size_line), base64.b64decode(root_line)
    entries = _read_tree(folder, size, root)
    return ReadLog(origin, size, root, entries, cosigned)


def _read_tree(folder: Path, size: int, root: bytes) -> list[bytes]:
    entries: list[bytes] = []
    for index, width in _tiles(size):
        bundle = _read(folder, "entries", index, width)
        found = []
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            _require(len(bundle) >= 2 + length, "bundle is whole")
            found.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
        _require(len(found) == width, "bundle has its width")
        entries += found
    hashes = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    _require(merkle_tree_hash(hashes) == root, "entries hash to the root")
    level = 0
    while hashes:
        for index, width in _tiles(len(hashes)):
            expected = b"".join(hashes[index * 256 : index * 256 + width])
            _require(_read(folder, str(level), index, width) == expected, f"tile {level}/{index} has its hashes")
        full = len(hashes) // 256
        hashes = [merkle_tree_hash(hashes[n * 256 : n * 256 + 256]) for n in range(full)]
        level += 1
    return entries


def merkle_tree_hash(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1 over leaf hashes, as the recursion is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + merkle_tree_hash(leaves[:split]) + merkle_tree_hash(leaves[split:])).digest()


def _tiles(count: int) -> list[tuple[int, int]]:
    full, rest = divmod(count, 256)
    return [(index, 256) for index in range(full)] + ([(full, rest)] if rest else [])


def _read(folder: Path, kind: str, index: int, width: int) -> bytes:
    digits = f"{index:03d}" if index < 1000 else f"{index:06d}"
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    path = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    full = folder / "tile" / kind / path
    return (full if width == 256 else Path(f"{full}.p") / str(width)).read_bytes()


def _split_note(note: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    cut = note.rindex(b"\n\n")
    signatures = []
    for line in note[cut + 2 :].decode().splitlines():
        dash, name, blob = line.split(" ")
        _require(dash == "\u2014", "signature lines start with an em dash")
        signatures.append((name, base64.b64decode(blob, validate=True)))
    return note[: cut + 1], signatures


def _vkey(vkey: str) -> tuple[str, bytes, int, bytes]:
    name, key_id, encoded = vkey.strip().split("+", 2)
    blob = base64.b64decode(encoded, validate=True)
    _require(hashlib.sha256(name.encode() + b"\n" + blob).digest()[:4].hex() == key_id, "key ID")
    return name, bytes.fromhex(key_id), blob[0], blob[1:]


def _is_signed(text: bytes, message: bytes, signature: tuple[str, bytes], name: str, key_id: bytes, key: bytes) -> bool:
    signer, blob = signature
    return text == message and signer == name and blob[:4] == key_id and _verifies(key, message, blob[4:])


def _verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise LogError(f"not so: {what}")
