# SPDX-License-Identifier: Apache-2.0
"""Limits that keep a package from filling its reader's memory: what is read is at most some twenty times as long.

Two bytes of JSON such as ``[]`` become seventy in memory, so length alone bounds little. An honest record can be dense
too: one that lists accounts of two letters has a value in five bytes.
"""

import re
from typing import Final

from counterfoil.primitives.errors import DecodeError

MANIFEST_LENGTH_MAX: Final = 16_384
CLAIM_LENGTH_MAX: Final = 16 * 1024 * 1024
"""Bytes of ``claim.json``."""
LINE_LENGTH_MAX: Final = 1024 * 1024
"""Bytes of a line of a ``.jsonl`` file."""
KEY_LENGTH_MAX: Final = 200
"""Bytes of a field's name, escapes counted as written."""
_BYTES_PER_VALUE: Final = 4
_VALUES_SPARE: Final = 256
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?+', re.DOTALL)
_LONG_KEY: Final = re.compile(rb'"[^"\\]{%d,}+":' % (KEY_LENGTH_MAX + 1))
_KEY: Final = re.compile(rb'(?<!\\)"(?=((?:[^"\\]++|\\.)*+)":)')
"""Several times slower, and asked of lines that have an escape only: no key goes on in another line."""


def require_short_keys(data: bytes, *, where: str) -> None:
    """Raises DecodeError for JSON with a longer key: whoever explains an error repeats it for every value below."""
    escaped = (line for line in data.split(b"\n") if b"\\" in line) if b"\\" in data else ()
    if _LONG_KEY.search(data) is not None or any(map(_has_long_key, escaped)):
        raise DecodeError(f"a key of more than {KEY_LENGTH_MAX} bytes", where=where)


def _has_long_key(line: bytes) -> bool:
    return any(len(key[1]) > KEY_LENGTH_MAX for key in _KEY.finditer(line))


def require_sparse(data: bytes, *, where: str) -> None:
    """Raises DecodeError for JSON that holds more values than one in four bytes, and 256 besides."""
    allowed = _VALUES_SPARE + len(data) // _BYTES_PER_VALUE
    if _values(data) > allowed and _values(_TEXT.sub(b"", data)) > allowed:
        raise DecodeError(f"more than {allowed} values in {len(data)} bytes", where=where)


def _values(data: bytes) -> int:
    return data.count(b",") + data.count(b"[") + data.count(b"{")
