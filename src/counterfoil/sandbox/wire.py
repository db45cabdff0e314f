# SPDX-License-Identifier: Apache-2.0
"""What a node and its workers say to one another: frames of JSON, four bytes of length before each."""

from typing import Any, BinaryIO, Final

from counterfoil.primitives import canonical

FRAME_LENGTH_MAX: Final = 64 * 1024 * 1024


def frame(*message: Any) -> bytes:
    """One message as it goes through a pipe."""
    data = canonical.encode_trusted(message)
    return len(data).to_bytes(4, "big") + data


def send(stream: BinaryIO, *message: Any) -> None:
    """Write one message, and let it go."""
    post(stream, frame(*message))


def post(stream: BinaryIO, framed: bytes) -> None:
    """``send`` of a message that is a frame already."""
    stream.write(framed)
    stream.flush()


def receive(stream: BinaryIO) -> list[Any]:
    """Read one message; EOFError when the other end is gone."""
    head = stream.read(4)
    length = int.from_bytes(head, "big")
    if len(head) < 4 or length > FRAME_LENGTH_MAX:
        raise EOFError("the other end is gone")
    data = stream.read(length)
    if len(data) < length:
        raise EOFError("the other end is gone")
    return canonical.decode_json(data, list[Any])
