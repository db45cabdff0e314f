# SPDX-License-Identifier: Apache-2.0
"""Protobuf's encoding of single fields, as the engine's own library writes it: by number, defaults left out.

Written by hand, because few messages are hashed or signed, and their bytes are what counts.
"""

from collections.abc import Iterator
from typing import Final, TypeVar

from counterfoil.primitives.errors import DecodeError

_VARINT_BYTES_MAX: Final = 10
_WIRE_VARINT: Final = 0
_WIRE_FIXED64: Final = 1
_WIRE_BYTES: Final = 2
_WIRE_FIXED32: Final = 5
_MASK_64: Final = 2**64 - 1
_Kind = TypeVar("_Kind", int, bytes)


def varint(value: int) -> bytes:
    """A number in groups of seven bits, the lowest first; a negative one as its two's complement of 64 bits."""
    value &= _MASK_64
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def integer(number: int, value: int) -> bytes:
    """A field of an integer type; nothing for 0."""
    return varint(number << 3 | _WIRE_VARINT) + varint(value) if value else b""


def fixed64(number: int, value: int) -> bytes:
    """A field of type ``sfixed64``; nothing for 0."""
    if not value:
        return b""
    return varint(number << 3 | _WIRE_FIXED64) + (value & _MASK_64).to_bytes(8, "little")


def octets(number: int, value: bytes) -> bytes:
    """A field of bytes or text; nothing for empty ones."""
    return message(number, value) if value else b""


def message(number: int, encoded: bytes) -> bytes:
    """A field that holds a message, also an empty one."""
    return varint(number << 3 | _WIRE_BYTES) + varint(len(encoded)) + encoded


def delimited(encoded: bytes) -> bytes:
    """A message behind its length."""
    return varint(len(encoded)) + encoded


def signed(value: int) -> int:
    """A number of 64 bits as the signed one that it stands for."""
    return value - 2**64 if value >= 2**63 else value


class Fields:
    """The fields of one message. A field that is absent has its default; one that stands twice where it may stand
    once is refused, because readers differ in what they make of it; unknown ones are passed over.
    """

    def __init__(self, data: bytes, where: str) -> None:
        """Raises DecodeError for bytes that are no message."""
        self._where = where
        self._found: dict[int, list[int | bytes]] = {}
        for number, value in _fields(data, where):
            self._found.setdefault(number, []).append(value)

    def integer(self, number: int) -> int:
        """A signed number of 64 bits."""
        value = self._one(number, int)
        return 0 if value is None else signed(value)

    def octets(self, number: int) -> bytes:
        return self._one(number, bytes) or b""

    def text(self, number: int) -> str:
        try:
            return self.octets(number).decode()
        except UnicodeDecodeError as error:
            raise DecodeError("not UTF-8", where=f"{self._where}.{number}") from error

    def message(self, number: int, name: str) -> "Fields":
        """The message in a field; one without fields where it is absent."""
        return Fields(self.octets(number), f"{self._where}.{name}")

    def has(self, number: int) -> bool:
        return number in self._found

    def messages(self, number: int, name: str) -> Iterator["Fields"]:
        """All messages of a repeated field, in order."""
        for index, value in enumerate(self._found.get(number, [])):
            if not isinstance(value, bytes):
                raise DecodeError("a number in the place of a message", where=f"{self._where}.{name}[{index}]")
            yield Fields(value, f"{self._where}.{name}[{index}]")

    def _one(self, number: int, kind: type[_Kind]) -> _Kind | None:
        values = self._found.get(number, [])
        if len(values) > 1:
            raise DecodeError(f"field {number} stands {len(values)} times", where=self._where)
        if not values:
            return None
        (value,) = values
        if not isinstance(value, kind):
            raise DecodeError(f"field {number} is of another type", where=self._where)
        return value


def _fields(data: bytes, where: str) -> Iterator[tuple[int, int | bytes]]:
    place = 0
    while place < len(data):
        key, place = _read_varint(data, place, where)
        number, wire = key >> 3, key & 7
        if number == 0:
            raise DecodeError("a field with number 0", where=where)
        if wire == _WIRE_VARINT:
            value, place = _read_varint(data, place, where)
            yield number, value
            continue
        length = {_WIRE_FIXED64: 8, _WIRE_FIXED32: 4}.get(wire)
        if wire == _WIRE_BYTES:
            length, place = _read_varint(data, place, where)
        if length is None:
            raise DecodeError(f"field {number} has wire type {wire}", where=where)
        if place + length > len(data):
            raise DecodeError(f"field {number} is cut short", where=where)
        taken, place = data[place : place + length], place + length
        yield number, taken if wire == _WIRE_BYTES else int.from_bytes(taken, "little")


def _read_varint(data: bytes, place: int, where: str) -> tuple[int, int]:
    value = 0
    for index in range(_VARINT_BYTES_MAX):
        if place + index >= len(data):
            raise DecodeError("a number is cut short", where=where)
        byte = data[place + index]
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            if value > _MASK_64:
                raise DecodeError("a number of more than 64 bits", where=where)
            return value, place + index + 1
    raise DecodeError("a number of more than ten bytes", where=where)
