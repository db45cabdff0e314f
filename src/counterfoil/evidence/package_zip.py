# SPDX-License-Identifier: Apache-2.0
"""The zip that a package is: the same files in the same order give the same bytes, and no other bytes are read.

Files are stored, not deflated (two versions of one compressor may differ, and what is stored cannot be a bomb), dated
1980-01-01, with permissions 0644, without comments or extra fields. Whoever reads parses the local headers in order,
packs what it found again and compares: duplicate names, hidden files, trailing bytes and every other trick differ.
Layout: PKWARE APPNOTE 6.3.10, §4.3.7 (local header), §4.3.12 (central directory), §4.3.16 (end).
"""

from collections.abc import Mapping, Sequence
from struct import Struct
from typing import Final
from zlib import crc32

from counterfoil.primitives.errors import DecodeError

PACKAGE_LENGTH_MAX: Final = 256 * 1024 * 1024
"""Bytes; a larger file is not looked into."""
ZIP_MAGIC: Final = b"PK\x03\x04"

_LOCAL: Final = Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = Struct("<4sHHHHIIH")
_VERSION: Final = 10
_MADE_BY_UNIX: Final = 3 << 8 | 20
_DATE: Final = 1 << 5 | 1
"""1980-01-01 in MS-DOS form."""
_MODE: Final = 0o100644 << 16


def pack(files: Mapping[str, bytes]) -> bytes:
    """The zip of these files, in their order; names are ASCII."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in files.items():
        encoded, checksum, length = name.encode("ascii"), crc32(data), len(data)
        common = (0, 0, 0, _DATE, checksum, length, length, len(encoded), 0)
        central = _CENTRAL.pack(b"PK\x01\x02", _MADE_BY_UNIX, _VERSION, *common, 0, 0, 0, _MODE, offset)
        directory += (central, encoded)
        body += (_LOCAL.pack(ZIP_MAGIC, _VERSION, *common), encoded, data)
        offset += _LOCAL.size + len(encoded) + length
    size = sum(map(len, directory))
    return b"".join((*body, *directory, _END.pack(b"PK\x05\x06", 0, 0, len(files), len(files), size, offset, 0)))


def require_packable(files: Mapping[str, bytes]) -> None:
    """Raises DecodeError for files whose zip would not be looked into."""
    length = _END.size + sum(_LOCAL.size + _CENTRAL.size + 2 * len(name) + len(data) for name, data in files.items())
    _require_length(length)


def unpack(data: bytes, names: Sequence[str]) -> dict[str, bytes]:
    """The files of a zip that ``pack`` made of exactly these names; raises DecodeError."""
    _require_length(len(data))
    files: dict[str, bytes] = {}
    offset = 0
    for name in names:
        start = offset + _LOCAL.size + len(name)
        if start > len(data) or data[offset : offset + 4] != ZIP_MAGIC:
            raise DecodeError(f"the file {name} is missing", where="package", remedy=f"it holds {', '.join(names)}")
        if data[offset + _LOCAL.size : start] != name.encode("ascii"):
            raise DecodeError(f"another file stands where {name} should", where="package")
        length = _LOCAL.unpack_from(data, offset)[8]
        offset = start + length
        if offset > len(data):
            raise DecodeError(f"the file {name} is cut short", where="package")
        files[name] = data[start:offset]
    if pack(files) != data:
        raise DecodeError("not the one zip that these files make: something is hidden or damaged", where="package")
    return files


def _require_length(length: int) -> None:
    if length > PACKAGE_LENGTH_MAX:
        raise DecodeError(f"{length} bytes; at most {PACKAGE_LENGTH_MAX} are read", where="package")
