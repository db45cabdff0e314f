# SPDX-License-Identifier: Apache-2.0
"""Writing vectors: bytes as text, an envelope with its keys, and a document broken in every named way."""

from collections.abc import Callable
from typing import Any

from counterfoil.identity.dsse import Envelope
from counterfoil.identity.signing import PrivateKey


def as_text(data: bytes) -> dict[str, str]:
    """Bytes as text where they are text, else as hex."""
    try:
        return {"utf8": data.decode()}
    except UnicodeDecodeError:
        return {"hex": data.hex()}


def broken(good: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> list[dict[str, str]]:
    """One row per named way to break the good bytes."""
    return [{"name": name, **as_text(change(good))} for name, change in changes.items()]


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """A change of one thing, which must be there."""

    def change(data: bytes) -> bytes:
        if old not in data:
            raise ValueError(f"{old!r} is not in the document to break")
        return data.replace(old, new, 1)

    return change


def whole_document_changes() -> dict[str, Callable[[bytes], bytes]]:
    """Ways to break any JSON object."""
    return {
        "space after the first brace": swap(b"{", b"{ "),
        "newline at the end": lambda data: data + b"\n",
        "trailing bytes": lambda data: data + b"{}",
        "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
        "last byte missing": lambda data: data[:-1],
        "unknown field": lambda data: data[:-1] + b',"zzz":1}',
        "array instead of object": lambda data: b"[" + data + b"]",
        "nothing": lambda _data: b"",
    }


def envelope_case(envelope: Envelope, *keys: PrivateKey) -> dict[str, Any]:
    """An envelope, the seeds of its keys, and what each of them signed."""
    return {
        "keys": [
            {"seed": key.seed.hex(), "scheme": key.scheme, "public": key.public.key, "keyid": key.keyid} for key in keys
        ],
        "payloadType": envelope.payload_type,
        "payload_hex": envelope.payload.hex(),
        "pre_authentication_encoding_hex": envelope.pre_authentication_encoding().hex(),
        "envelope": envelope.encode().decode(),
    }
